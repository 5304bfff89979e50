"""The last figure of an indicator, never bare: its period, kind, source and page, and what speaks against it."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital
from dashboard.components.cross_notes import value_in_words
from dashboard.components.observation_text import (
    area_text,
    base_text,
    is_own,
    observation_link,
    own_mark,
    period_text,
    source_text,
    status_text,
)
from dashboard.data.observations import crosschecks_of, latest, latest_answers, reconciliations_of
from dashboard.text.format import format_number
from dashboard.text.typography import set_text
from dashboard.view.view import View
from pipelines.schema.codes import NOT_APPLICABLE, MeasureKind
from pipelines.schema.columns import C, Row, T


def last_value(view: View, indicator: Row) -> list[Component]:
    """Show value and period, then kind and source, then other publications' values; our own where none is published."""
    row = latest(view.snapshot, indicator[C.INDICATOR_ID])
    if row is None:
        return []
    shown = latest_answers(view.snapshot, row)
    bases = {each[C.OBS_ID]: base_text(view, each) for each in shown}
    shared = set(bases.values())
    if len(shared) == 1:
        bases = dict.fromkeys(bases, "")
    kind = "" if indicator[C.MEASURE_KIND] == MeasureKind.RESPONSE else _kind_text(view, indicator)
    status = status_text(view, row)
    marks: list[Any] = [" ", own_mark(view)] if is_own(view, row) else []
    if status and status != kind:
        marks += [" ", html.Span(status, className="tag")]
    return [
        *(_value(view, each, bases[each[C.OBS_ID]], marks if each is shown[-1] else []) for each in shown),
        *([html.P(about, className="faint")] if (about := _about(view, shown, shared)) else []),
        html.P(
            f"{capital(kind)} · {source_text(view, row)}" if kind and not is_own(view, row) else source_text(view, row),
            className="faint",
        ),
        *(other_value(view, found) for found in crosschecks_of(view.snapshot, {each[C.OBS_ID] for each in shown})),
        *_recomputed(view, row),
    ]


def _value(view: View, row: Row, base: str, marks: Sequence[Any]) -> Component:
    """Show a value with its answer, its period, and its base where others beside it have another."""
    answer = view.code_name("CL_ANSWER", row[C.ANSWER]) if row[C.ANSWER] != NOT_APPLICABLE else ""
    named: list[Any] = [html.Span(capital(answer), className="answer"), " "] if answer else []
    when = html.Span(", ".join(filter(None, (period_text(view, row), base))), className="period")
    return html.P([observation_link(view, row, with_unit=True), " ", *named, when, *marks], className="last-value")


def _about(view: View, rows: Sequence[Row], bases: set[str]) -> str:
    """Name what a value alone does not say: territory and way of counting where there are several, and the base."""
    row, _ = rows[0], view.t.gettext
    indicator_id = row[C.INDICATOR_ID]
    areas = view.snapshot.values_of(indicator_id, C.REF_AREA)
    own_group = row[C.COMPARABILITY_ID] == indicator_id
    parts = [
        area_text(view, row) if len(areas) > 1 else "",
        "" if own_group or len(rows) > 1 else view.name_of(T.COMPARABILITY, row[C.COMPARABILITY_ID]),
        *(bases if len(bases) == 1 else ()),
    ]
    return capital(_("site.between-parts").join(dict.fromkeys(part for part in parts if part)))


def _kind_text(view: View, indicator: Row) -> str:
    return view.code_name("CL_MEASURE_KIND", indicator[C.MEASURE_KIND])


def _recomputed(view: View, row: Row) -> list[Component]:
    """Say that the source's own figures give another sum, mean or change than it prints."""
    return [
        html.P(
            [
                html.A(view.t.gettext("last-value.figures-give-another"), href=view.href("figure", row[C.OBS_ID])),
                view.t.gettext("site.colon-value", value=format_number(found[C.COMPUTED], view.lang, decimals=1)),
            ],
            className="differs",
        )
        for found in reconciliations_of(view.snapshot, row[C.OBS_ID])
        if not found[C.AGREES]
    ]


def other_value(view: View, crosscheck: Row) -> Component:
    """Say what another publication prints for a figure, as a way to the reading of both."""
    value = value_in_words(crosscheck[C.VALUE_OTHER], view.lang)
    return html.P(
        [
            html.A(
                view.t.gettext("last-value.another-publication-differs"),
                href=f"{view.href('crosschecks')}#{crosscheck[C.OBS_ID]}",
            ),
            view.t.gettext("last-value.colon-value-who", value=value, who=set_text(crosscheck[C.PUBLISHER], view.lang)),
        ],
        className="differs",
    )
