"""One survey question: wording, base and sample, the answers as a chart and as a table, and what differs."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.spec import ChartSpec
from dashboard.components.attributes import aria
from dashboard.components.chart import chart_picture
from dashboard.components.chart_walk import walked_chart
from dashboard.components.figure_text import figure_link, source_said
from dashboard.components.figures_table import reservations
from dashboard.components.part_note import part_note
from dashboard.components.survey_margins import answer_said, differences_said, group_of, margin_said
from dashboard.components.table import data_table
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def answers_of(view: View, indicator_id: str, spec: ChartSpec | None) -> list[Row]:
    """The shares of a question in the order of its chart; as published where there is no chart."""
    rows = {row[C.OBS_ID]: row for row in view.snapshot.figures_of(indicator_id)}
    ids = [point.obs_id for point in spec.points] if spec is not None else list(rows)
    return [rows[obs_id] for obs_id in ids if obs_id in rows]


def _chart(view: View, spec: ChartSpec, heading: str, *, eager: bool) -> Component:
    _ = view.t.gettext
    return html.Figure(
        [
            walked_chart(view, spec, chart_picture(view, spec, eager=eager)),
            html.Figcaption(spec.source, className="chart-source"),
            html.Details(
                [html.Summary(_("The chart in words")), html.Ul([html.Li(words) for words in spec.description])],
                className="in-words",
            ),
        ],
        className="chart chart-survey",
        **aria(labelledby=heading),
    )


def _table(view: View, question: Row, indicator: Row, rows: Sequence[Row]) -> Component:
    _ = view.t.gettext
    sample = question[C.SAMPLE_SIZE]
    checked = {row[C.OBS_ID] for row in view.snapshot.rows(T.CROSSCHECKS)}
    marks = [reservations(view, row, checked=row[C.OBS_ID] in checked) for row in rows]
    reserved = any(marks)
    cells = [
        [
            answer_said(view, row),
            group_of(view, row) or _("everyone"),
            figure_link(view, row, with_unit=False),
            margin_said(view, row, sample),
            source_said(view, row),
            *([mark] if reserved else []),
        ]
        for row, mark in zip(rows, marks, strict=True)
    ]
    unit = view.name_of(T.UNITS, indicator[C.UNIT_MEASURE])
    headers = [
        _("Answer"),
        _("Group"),
        _("Share ({unit})", unit=unit),
        _("Sampling margin at 95%"),
        _("Source and page"),
        *([_("Reservations")] if reserved else []),
    ]
    caption = _("{name}: answers", name=view.said(indicator, "name"))
    return data_table(
        caption, headers, cells, name=f"answers-{indicator[C.INDICATOR_ID]}", numeric={2}, value=2, stacked=True
    )


def survey_question(view: View, question: Row, indicator: Row, *, eager: bool) -> Component:
    """The section of a question.

    Args:
        view: the view.
        question: the question.
        indicator: the indicator that holds its answers.
        eager: fetch the chart's image at once.
    """
    indicator_id = indicator[C.INDICATOR_ID]
    spec = charts_of(view.snapshot).spec(indicator_id, view.lang)
    rows = answers_of(view, indicator_id, spec)
    heading = f"heading-{indicator_id}"
    note = view.said(question, "note")
    differences = differences_said(view, question, rows)
    name = html.A(view.said(indicator, "name"), href=view.href("indicator", indicator_id))
    return html.Section(
        [
            html.H3(name, id=heading),
            html.P(view.said(question, "question"), className="question"),
            html.P(base_said(view, question), className="faint"),
            html.P(note, className="row-note") if note else None,
            _chart(view, spec, heading, eager=eager) if spec is not None else None,
            html.Ul([html.Li(words) for words in differences]) if differences else None,
            part_note(view, indicator_id, view.snapshot.part_of(indicator_id)),
            html.Details(
                [html.Summary(view.t.gettext("The same values as a table")), _table(view, question, indicator, rows)]
            ),
        ],
        id=question[C.QUESTION_ID],
        className="survey-question",
    )


def base_said(view: View, question: Row) -> str:
    """Base of the shares and kind of the answers."""
    _ = view.t.gettext
    kind = view.code_name("CL_ANSWER_KIND", question[C.ANSWER_KIND])
    return _("Base: {base}. In this question, {kind}.", base=view.said(question, "base"), kind=kind)
