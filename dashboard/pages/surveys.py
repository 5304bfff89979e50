"""Surveys: all questions in one chart, then each with its answers; base, groups and margins are one click away."""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.spec import ChartSpec
from dashboard.charts.survey import SURVEYS
from dashboard.charts.texts import text
from dashboard.components.chart import chart_figure, chart_picture, walked_chart
from dashboard.components.cross_notes import cross_note
from dashboard.components.elements import aria
from dashboard.components.indicator_extras import question_details
from dashboard.components.observation_text import group_text, observation_link, source_link, value_text
from dashboard.components.observations_table import base_columns, part_note, reservations_columns
from dashboard.components.share import share_row
from dashboard.components.table import Column, data_table
from dashboard.data.margins import exceeds_margins, is_rough, sampling_margin
from dashboard.data.observations import questions_asked
from dashboard.text.format import NBSP, format_number, has_open_base, join_words
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, AnswerKind, Qualifier
from pipelines.schema.columns import C, Row, T


def of_everyone(row: Row) -> bool:
    """Say whether the share is of the whole sample."""
    return bool(row[C.SEX] == TOTAL and row[C.AGE] == TOTAL)


def answer_text(view: View, row: Row) -> str:
    """Return the answer in words."""
    return "" if row[C.ANSWER] == NOT_APPLICABLE else view.code_name("CL_ANSWER", row[C.ANSWER])


def has_margin(row: Row, sample: int | None) -> bool:
    """Say whether a sampling margin can be given: one exact share of the whole sample, whose size is known."""
    exact = row[C.QUALIFIER] == Qualifier.EXACT and row[C.OBS_VALUE] is not None
    return bool(sample) and exact and of_everyone(row) and not has_open_base(row)


def margin_text(view: View, row: Row, sample: int | None) -> str:
    """Return the margin in points, as "± 3.2 points", or why there is none."""
    _ = view.t.gettext
    if sample and has_margin(row, sample):
        margin = format_number(sampling_margin(row[C.OBS_VALUE], sample), view.lang, decimals=1)
        words = _("survey-margins.points", margin=f"{NBSP}{margin}")
        return _("survey-margins.rough-few-people", margin=words) if is_rough(row[C.OBS_VALUE], sample) else words
    if not sample:
        return _("survey-margins.sample-size-not")
    if not of_everyone(row):
        return _("survey-margins.size-group-not")
    return _("survey-margins.no-margin-not")


def _pair_text(view: View, first: Row, second: Row, sample: int) -> str:
    _ = view.t.gettext
    words = {
        "first": answer_text(view, first),
        "first_share": value_text(view, first),
        "second": answer_text(view, second),
        "second_share": value_text(view, second),
    }
    if exceeds_margins(first[C.OBS_VALUE], second[C.OBS_VALUE], sample):
        return _("survey-margins.differ-both-margins", **words)
    return _("survey-margins.within-margins-no", **words)


def differences_text(view: View, question: Row, rows: Sequence[Row]) -> list[str]:
    """Say what may be said of differences between the answers of a question, and between its groups.

    Args:
        view: the view.
        question: the question's row.
        rows: its shares.
    """
    _ = view.t.gettext
    sample = question[C.SAMPLE_SIZE]
    sentences = []
    compared = [row for row in rows if has_margin(row, sample)]
    if len(compared) > 1:
        if question[C.ANSWER_KIND] == AnswerKind.NESTED:
            sentences.append(_("survey-margins.some-answers-contain"))
        else:
            sentences += [_pair_text(view, first, second, int(sample)) for first, second in combinations(compared, 2)]
    groups = list(dict.fromkeys(group_of(view, row) for row in rows if not of_everyone(row)))
    if groups:
        sentences.append(_("survey-margins.many-people-groups", groups=join_words(groups, view.lang)))
    return sentences


def group_of(view: View, row: Row) -> str:
    """Return sex and age of a group in words, without its answer."""
    words = group_text(view, {**row, C.ANSWER: NOT_APPLICABLE})
    return words[:1].lower() + words[1:]


def answers_of(view: View, indicator_id: str, spec: ChartSpec | None) -> list[Row]:
    """Return the shares of a question in the order of its chart; as published where there is no chart."""
    rows = {row[C.OBS_ID]: row for row in view.snapshot.observations_of(indicator_id)}
    ids = [point.obs_id for point in spec.points] if spec is not None else list(rows)
    return [rows[obs_id] for obs_id in ids if obs_id in rows]


def _chart(view: View, spec: ChartSpec, heading: str) -> Component:
    return html.Figure(
        [
            walked_chart(view, spec, chart_picture(view, spec, eager=False)),
            html.Figcaption(spec.source, className="chart-source"),
        ],
        className="chart chart-survey",
        **aria(labelledby=heading),
    )


def _table(view: View, question: Row, indicator: Row, rows: Sequence[Row]) -> Component:
    _ = view.t.gettext
    sample = question[C.SAMPLE_SIZE]
    unit = view.name_of(T.UNITS, indicator[C.UNIT_MEASURE])
    columns = [
        Column(_("surveys.answer"), lambda row: answer_text(view, row)),
        Column(_("site.group"), lambda row: group_of(view, row) or _("site.everyone")),
        Column(_("surveys.share", unit=unit), lambda row: observation_link(view, row, with_unit=False), value=True),
        *base_columns(view, rows),
        Column(_("surveys.sampling-margin-95"), lambda row: margin_text(view, row, sample)),
        Column(_("site.source-page"), lambda row: source_link(view, row)),
        *reservations_columns(view, rows),
    ]
    caption = _("surveys.answers", name=view.said(indicator, "name"))
    return data_table(caption, columns, rows, name=f"answers-{indicator[C.INDICATOR_ID]}", stacked=True)


def survey_question(view: View, question: Row, indicator: Row) -> Component:
    """Return the section of a question: its words and its chart, all else folded.

    Args:
        view: the view.
        question: the question.
        indicator: the indicator that holds its answers.
    """
    indicator_id = indicator[C.INDICATOR_ID]
    spec = charts_of(view.snapshot).spec(indicator_id, view.lang)
    rows = answers_of(view, indicator_id, spec)
    heading = f"heading-{indicator_id}"
    note = view.said(question, "note")
    differences = differences_text(view, question, rows)
    name = html.A(view.said(indicator, "name"), href=view.href("indicator", indicator_id))
    return html.Section(
        [
            html.Div(
                [
                    html.H3(name, id=heading),
                    html.P(view.said(question, "question"), className="question"),
                    html.P(note, className="row-note") if note else None,
                    html.P(spec.lead, className="chart-lead") if spec is not None and spec.lead else None,
                    part_note(view, indicator_id, view.snapshot.excerpt_of(indicator_id)),
                ]
            ),
            _chart(view, spec, heading) if spec is not None else None,
            html.Details(
                [
                    html.Summary(view.t.gettext("surveys.detail")),
                    html.P(base_text(view, question, rows)),
                    html.Ul([html.Li(words) for words in differences]) if differences else None,
                    _table(view, question, indicator, rows),
                ]
            ),
        ],
        id=question[C.QUESTION_ID],
        className="survey-question",
    )


def base_text(view: View, question: Row, rows: Sequence[Row]) -> str:
    """Return the base of the shares, that some have another, and kind of the answers."""
    _ = view.t.gettext
    kind = view.code_name("CL_ANSWER_KIND", question[C.ANSWER_KIND])
    base = view.said(question, "base")
    if any(row[C.BASE_EN] != question[C.BASE_EN] for row in rows):
        base = text("base_unless", view.lang, base=base)
    return _("surveys.base-question", base=base, kind=kind)


def _sections(view: View, pairs: list[tuple[Row, Row]]) -> Iterator[Component]:
    for section, members in groupby(pairs, key=lambda pair: pair[0][C.SECTION]):
        parts = [survey_question(view, question, row) for question, row in members]
        yield html.Section([html.H2(view.code_name("CL_SECTION", section)), *parts])


def _contents(view: View, pairs: list[tuple[Row, Row]]) -> Component:
    links = [
        html.Li(html.A(view.said(indicator, "name"), href=f"#{question[C.QUESTION_ID]}"))
        for question, indicator in pairs
    ]
    words = view.t.gettext("surveys.questions")
    return html.Details([html.Summary(words), html.Nav(html.Ol(links), **aria(label=words))], id="questions")


def _survey(view: View, survey_id: str, question: Row) -> Component:
    _ = view.t.gettext
    checks = [row for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.QUESTION_REF] == survey_id]
    notes = [html.P(_("surveys.two-answers-differ")), *[cross_note(view, row) for row in checks]]
    return html.Section(
        [
            html.H2(_("surveys.people-asked")),
            html.P(question_details(view, question)),
            html.Details([html.Summary(_("surveys.read-margins")), *notes]),
        ]
    )


def _overview(view: View) -> Component | None:
    """Return every question with its main answer, in one chart."""
    spec = charts_of(view.snapshot).spec(SURVEYS, view.lang)
    if spec is None:
        return None
    return html.Section(
        chart_figure(view, spec, live=False, below=share_row(view, spec, table=T.SURVEY_QUESTIONS)), id=SURVEYS
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    pairs = questions_asked(view.snapshot)
    surveys = {question[C.SURVEY_ID]: question for question, _indicator in reversed(pairs)}
    return html.Div(
        [
            html.H1(_("surveys.title")),
            html.P(_("surveys.adults-answered-opinions"), className="lead"),
            html.Div(
                [
                    _overview(view),
                    html.Div(
                        [
                            *[_survey(view, survey_id, question) for survey_id, question in surveys.items()],
                            _contents(view, pairs) if pairs else html.P(_("surveys.no-survey-published")),
                        ]
                    ),
                ],
                className="indicator-grid",
            ),
            *_sections(view, pairs),
        ]
    )


PAGE = Page(
    name="surveys",
    pattern="surveys",
    order=60,
    entry=MenuEntry("main"),
    layout=layout,
    holds=lambda snapshot: bool(questions_asked(snapshot)),
    chart=lambda _view: (SURVEYS, {}),
)
