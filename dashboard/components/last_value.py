"""The last figure of an indicator, never bare: its period, kind, source and page, and what speaks against it."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital
from dashboard.components.cross_notes import value_in_words
from dashboard.components.observation_text import (
    is_own,
    observation_link,
    own_mark,
    period_text,
    source_text,
    status_text,
)
from dashboard.data.observations import crosschecks_of, latest, reconciliations_of
from dashboard.text.format import format_number
from dashboard.view.view import View
from pipelines.schema.codes import MeasureKind
from pipelines.schema.columns import C, Row


def last_value(view: View, indicator: Row) -> list[Component]:
    """Show value and period, then kind and source, then other publications' values; our own where none is published."""
    row = latest(view.snapshot, indicator[C.INDICATOR_ID])
    if row is None:
        return []
    kind = "" if indicator[C.MEASURE_KIND] == MeasureKind.RESPONSE else _kind_text(view, indicator)
    status = status_text(view, row)
    marks: list[Any] = [" ", own_mark(view)] if is_own(view, row) else []
    if status and status != kind:
        marks += [" ", html.Span(status, className="tag")]
    return [
        html.P(
            [
                observation_link(view, row, with_unit=True),
                " ",
                html.Span(period_text(view, row), className="period"),
                *marks,
            ],
            className="last-value",
        ),
        html.P(
            f"{capital(kind)} · {source_text(view, row)}" if kind and not is_own(view, row) else source_text(view, row),
            className="faint",
        ),
        *(other_value(view, found) for found in crosschecks_of(view.snapshot, {row[C.OBS_ID]})),
        *_recomputed(view, row),
    ]


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
            view.t.gettext("last-value.colon-value-who", value=value, who=crosscheck[C.PUBLISHER]),
        ],
        className="differs",
    )
