"""Sections of an indicator's page below its table: our own figures, the question, groups, sources, related pages."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.formula import formula_text
from dashboard.components.observation_text import in_its_language, observation_link, own_mark, period_text
from dashboard.components.observations_table import columns_apart
from dashboard.components.table import Column, data_table
from dashboard.text.format import format_number, format_period
from dashboard.view.view import View, split_ids
from pipelines.schema.columns import C, Row, T


def own_observations(view: View, rows: Sequence[Row]) -> Component | None:
    """Return our own arithmetic, apart from published figures, each with its formula."""
    if not rows:
        return None
    _ = view.t.gettext
    columns = [
        Column(_("site.period"), lambda row: period_text(view, row)),
        *columns_apart(view, rows),
        Column(_("site.value"), lambda row: [observation_link(view, row, with_unit=True), " ", own_mark(view)]),
        *([Column(_("site.base"), lambda row: view.said(row, "base"))] if any(row[C.BASE_EN] for row in rows) else []),
        Column(
            _("indicator-extras.formula"),
            lambda row: formula_text(view, row[C.DERIVATION] or "", brief=len(rows) > 1),
        ),
        Column(_("indicator-extras.what-it-is"), lambda row: view.said(row, "note")),
    ]
    return html.Section(
        [
            html.H2(_("indicator-extras.calculated-not-published")),
            data_table(
                _("indicator-extras.arithmetic-published-figures"), columns, rows, name="own-values", stacked=True
            ),
        ],
        className="own-figures",
    )


def question_section(view: View, indicator: Row) -> Component | None:
    """Return the survey question behind an indicator: wording, base, sample and its margin."""
    question = view.snapshot.row(T.SURVEY_QUESTIONS, indicator[C.QUESTION_ID]) if indicator[C.QUESTION_ID] else None
    if question is None:
        return None
    _ = view.t.gettext
    note = view.said(question, "note")
    return html.Section(
        [
            html.H2(_("indicator-extras.question")),
            html.P(view.said(question, "question"), className="question"),
            html.P(question_details(view, question)),
            html.P(note) if note else None,
            html.P(view.code_name("CL_ANSWER_KIND", question[C.ANSWER_KIND]).capitalize() + ".", className="faint"),
        ]
    )


def question_details(view: View, question: Row) -> str:
    """Return base, sample, mode and dates of a question, in sentences; what is not published is said to be."""
    _ = view.t.gettext
    parts = [_("indicator-extras.base", base=view.said(question, "base"))]
    if question[C.SAMPLE_SIZE] is None:
        parts.append(_("indicator-extras.size-sample-not"))
        return " ".join(parts)
    source = view.said(view.snapshot.row(T.SOURCES, question[C.SAMPLE_SOURCE_ID]), "short")
    parts.append(
        _(
            "indicator-extras.sample-people",
            n=format_number(question[C.SAMPLE_SIZE], view.lang),
            mode=view.code_name("CL_SURVEY_MODE", question[C.SURVEY_MODE]),
            when=format_period(question[C.FIELDWORK], view.lang),
        )
        if question[C.SURVEY_MODE] and question[C.FIELDWORK]
        else _("indicator-extras.sample-of-n-people", n=format_number(question[C.SAMPLE_SIZE], view.lang))
    )
    if source:
        parts.append(_("indicator-extras.sample-stated-not", source=source))
    parts.append(_("indicator-extras.margin-shown-random"))
    return " ".join(parts)


def groups_section(view: View, rows: Sequence[Row]) -> Component | None:
    """Say why a line stops, or why figures of one indicator are not compared: their comparability groups."""
    ids = list(dict.fromkeys(row[C.COMPARABILITY_ID] for row in rows))
    groups = [(group, view.snapshot.row(T.COMPARABILITY, group)) for group in ids]
    named = [(group, row) for group, row in groups if row is not None]
    if len(ids) < 2 or not named:
        return None
    _ = view.t.gettext
    items = [
        html.Li([html.B(view.said(row, "name")), *([": ", note] if (note := view.said(row, "note")) else [])])
        for _group, row in named
    ]
    return html.Section(
        [
            html.H2(_("indicator-extras.may-not-compared")),
            html.P(_("indicator-extras.figures-joined-compared")),
            html.Ul(items),
        ]
    )


def sources_used(view: View, rows: Sequence[Row]) -> Component | None:
    """Return the full citations of the publications behind the figures shown."""
    ids = list(dict.fromkeys(row[C.SOURCE_ID] for row in rows))
    sources = [row for row in (view.snapshot.row(T.SOURCES, source_id) for source_id in ids) if row is not None]
    if not sources:
        return None
    _ = view.t.gettext
    items = [
        html.Li(
            [
                in_its_language(row, C.CITATION),
                " ",
                html.A(_("indicator-extras.source"), href=view.href("source", row[C.SOURCE_ID])),
            ]
        )
        for row in sources
    ]
    return html.Section([html.H2(_("indicator-extras.sources-figures")), html.Ul(items)])


def related(view: View, indicator: Row) -> Component | None:
    """Links to related indicators."""
    rows = [view.snapshot.row(T.INDICATORS, key) for key in split_ids(indicator[C.RELATED_IDS])]
    links = [
        html.Li(html.A(view.said(row, "name"), href=view.href("indicator", row[C.INDICATOR_ID])))
        for row in rows
        if row is not None
    ]
    return (
        html.Section([html.H2(view.t.gettext("indicator-extras.related-indicators")), html.Ul(links)])
        if links
        else None
    )
