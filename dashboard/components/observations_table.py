"""Figures as a table, each value one click from its evidence card, each row with its source and page."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital
from dashboard.components.observation_text import (
    area_text,
    base_text,
    group_text,
    is_own,
    observation_link,
    own_mark,
    period_text,
    source_link,
    status_text,
    way_text,
)
from dashboard.components.table import Column, data_table
from dashboard.data.excerpt import PART_CODES, Excerpt
from dashboard.data.observations import corrections_of
from dashboard.text.format import format_number, format_period, join_words
from dashboard.view import address
from dashboard.view.corrections_feed import correction_place
from dashboard.view.view import View
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import COUNTRY


def _reservations(view: View, row: Row, *, checked: bool) -> list[Any]:
    """Return correction, status, cross-check and note of a figure, for its last cell."""
    parts: list[Any] = [
        html.A(
            view.t.gettext("observations-table.corrected"),
            href=correction_place(found, view.href("corrections")),
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


def _remarks(view: View, rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Return by figure what is said against it."""
    checked = {row[C.OBS_ID] for row in view.snapshot.rows(T.CROSSCHECKS)}
    return {row[C.OBS_ID]: _reservations(view, row, checked=row[C.OBS_ID] in checked) for row in rows}


def reservations_columns(view: View, rows: Sequence[Row]) -> list[Column]:
    """Return the column of what is said against figures; none where nothing is."""
    remarks = _remarks(view, rows)
    if not any(remarks.values()):
        return []
    return [Column(view.t.gettext("site.reservations"), lambda row: remarks[row[C.OBS_ID]])]


def base_columns(view: View, rows: Sequence[Row]) -> list[Column]:
    """Return the column of what shares are of, where they have several bases."""
    if len({row.get(C.BASE_EN) for row in rows}) < 2:
        return []
    return [Column(view.t.gettext("site.base"), lambda row: view.said(row, "base"))]


def columns_apart(view: View, rows: Sequence[Row], *, with_area: bool | None = None) -> list[Column]:
    """Return the columns of what sets figures of a table apart: answer, sub-group and way of counting; territory.

    Args:
        view: the view.
        rows: the figures.
        with_area: show the territory; by default where there are several.
    """
    _ = view.t.gettext
    people = any(group_text(view, row) for row in rows)
    ways = len({row[C.COMPARABILITY_ID] for row in rows}) > 1

    def which(row: Row) -> str:
        way = way_text(view, row) if ways else ""
        return ", ".join(filter(None, (group_text(view, row), way))) or (_("site.everyone") if people else "–")

    areas = len({row[C.REF_AREA] for row in rows}) > 1 if with_area is None else with_area
    return [
        *([Column(_("site.group-answer"), which)] if people or ways else []),
        *([Column(_("site.territory"), lambda row: area_text(view, row))] if areas else []),
    ]


def observations_table(
    view: View,
    rows: Sequence[Row],
    *,
    name: str,
    caption: Any,
    in_list: bool = False,
    with_area: bool | None = None,
) -> Component:
    """Return a table of figures.

    Args:
        view: the view.
        rows: figures in the order to show.
        name: id of the caption.
        caption: what the table holds.
        in_list: the table stands in a list under the name of its indicator: values say their unit, what is said
            against them stands under them, and the name is told to those alone who do not see the heading above.
        with_area: a column with the territory; by default where there are several, in a list where one is not the
            site's country.
    """
    _ = view.t.gettext
    if with_area is None and in_list:
        with_area = bool({row[C.REF_AREA] for row in rows} - {COUNTRY})
    bases = base_columns(view, rows)
    shared = "" if bases or not rows else capital(base_text(view, rows[0]))
    if in_list:
        caption = [html.Span(caption, className="unseen"), shared or None]
    elif shared:
        caption = [caption, " · ", shared]
    remarks = _remarks(view, rows) if in_list else {}
    columns = [
        Column(_("site.period"), lambda row: period_text(view, row)),
        *columns_apart(view, rows, with_area=with_area),
        Column(
            _("site.value"),
            lambda row: [
                observation_link(view, row, with_unit=in_list),
                *([" ", own_mark(view)] if is_own(view, row) else []),
                html.Div(remarks[row[C.OBS_ID]]) if remarks.get(row[C.OBS_ID]) else None,
            ],
            value=True,
        ),
        *bases,
        Column(_("site.source-page"), lambda row: source_link(view, row)),
        *([] if in_list else reservations_columns(view, rows)),
    ]
    return data_table(
        caption,
        columns,
        rows,
        name=name,
        row_class=lambda row: "missing" if row[C.QUALIFIER] == Qualifier.MISSING else "",
        stacked=True,
    )


def which_text(view: View, part: Excerpt) -> str:
    """Say what the figures of a part have in common; empty where nothing can be said."""
    names = [
        view.code_name(PART_CODES[column], value) if column in PART_CODES else view.name_of(T.AREAS, value)
        for column, value in part.narrowed
    ]
    if part.since:
        names.append(view.t.gettext("part-note.from-on", period=format_period(part.since, view.lang)))
    if part.until:
        names.append(view.t.gettext("part-note.up-to", period=format_period(part.until, view.lang)))
    return join_words(names, view.lang)


def part_note(view: View, indicator_id: str, part: Excerpt) -> Component | None:
    """Return the note with its links; None where all figures are shown."""
    if part.whole:
        return None
    _ = view.t.gettext
    shown, total = (format_number(number, view.lang) for number in (len(part.rows), part.total))
    which = which_text(view, part)
    words = (
        _("part-note.figures-shown", shown=shown, total=total, which=which)
        if which
        else _("part-note.only-shown-of-total-figures-are-shown-here", shown=shown, total=total)
    )
    links: list[Any] = [
        html.A(_("part-note.explorer"), href=view.href("explorer", indicator=indicator_id)),
        " · ",
        html.A(_("site.download-csv"), href=address.indicator_data(indicator_id, "csv")),
    ]
    return html.P([words, " ", *links], className="notice")
