"""Figures as a table, each value one click from its evidence card, each row with its source and page."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.observation_text import (
    area_text,
    group_text,
    observation_link,
    period_text,
    source_text,
    status_text,
)
from dashboard.components.table import data_table
from dashboard.data.observations import corrections_of
from dashboard.view.view import View
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def reservations(view: View, row: Row, *, checked: bool) -> list[Any]:
    """Correction, status, cross-check and note of a figure, for its last cell."""
    parts: list[Any] = [
        html.A(
            view.t.gettext("observations-table.corrected"),
            href=f"{view.href('corrections')}#{found[C.CORRECTION_ID]}",
            className="tag",
        )
        for found in corrections_of(view.snapshot, {row[C.OBS_ID]})
    ]
    status = status_text(view, row)
    if status:
        parts.append(html.Span(status, className="tag"))
    if checked:
        parts.append(
            html.A(
                view.t.gettext("site.cross-check"), href=view.href("crosschecks") + f"#{row[C.OBS_ID]}", className="tag"
            )
        )
    note = view.said(row, "note")
    if note:
        parts.append(html.Span(note, className="row-note"))
    spaced: list[Any] = []
    for part in parts:
        spaced += [part, " "]
    return spaced


def observations_table(
    view: View,
    rows: Sequence[Row],
    *,
    name: str,
    caption: Any,
    with_indicator: bool = False,
    with_area: bool | None = None,
) -> Component:
    """A table of figures.

    Args:
        view: the view.
        rows: figures in the order to show.
        name: id of the caption.
        caption: what the table holds.
        with_indicator: a column with the indicator, where rows come from several.
        with_area: a column with the territory; by default where there are several.
    """
    _ = view.t.gettext
    areas = len({row[C.REF_AREA] for row in rows}) > 1 if with_area is None else with_area
    groups = any(group_text(view, row) for row in rows)
    checked = {row[C.OBS_ID] for row in view.snapshot.rows(T.CROSSCHECKS)}
    remarks = [reservations(view, row, checked=row[C.OBS_ID] in checked) for row in rows]
    remarked = any(remarks)
    headers = [
        *([_("site.indicator")] if with_indicator else []),
        _("site.period"),
        *([_("site.group-answer")] if groups else []),
        *([_("site.territory")] if areas else []),
        _("site.value"),
        _("site.source-page"),
        *([_("site.reservations")] if remarked else []),
    ]

    def cells(place: int, row: Row) -> list[Any]:
        indicator = view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID])
        return [
            *(
                [html.A(view.said(indicator, "name"), href=view.href("indicator", row[C.INDICATOR_ID]))]
                if with_indicator
                else []
            ),
            period_text(view, row),
            *([group_text(view, row) or _("site.everyone")] if groups else []),
            *([area_text(view, row)] if areas else []),
            observation_link(view, row, with_unit=with_indicator),
            source_text(view, row),
            *([remarks[place]] if remarked else []),
        ]

    numeric = {headers.index(_("site.value"))}
    classes = ["missing" if row[C.QUALIFIER] == Qualifier.MISSING else "" for row in rows]
    return data_table(
        caption,
        headers,
        [cells(place, row) for place, row in enumerate(rows)],
        name=name,
        numeric=numeric,
        value=headers.index(_("site.value")),
        row_classes=classes,
        stacked=True,
    )
