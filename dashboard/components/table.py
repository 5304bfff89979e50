"""Real tables: caption, scope, one header row, in a frame that scrolls by itself and can be reached by keyboard."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data

Cell = Any


def data_table(
    caption: Sequence[Any] | str,
    headers: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    *,
    name: str,
    numeric: frozenset[int] | set[int] = frozenset(),
    row_classes: Sequence[str] | None = None,
    stacked: bool = False,
    groups: Sequence[str] | None = None,
    value: int | None = None,
) -> Component:
    """A table whose first column names the row.

    Args:
        caption: what the table holds.
        headers: header cells.
        rows: cells, the first of each row is its header.
        name: id of the caption, unique on the page.
        numeric: places of columns set to the right in tabular numerals.
        row_classes: a class for each row.
        stacked: on narrow screens each row becomes a list of "header: value".
        value: place of the column that stands beside the row's name there, because it is what the row is about.
        groups: name of the group of each row; neighbours of one name stand under it.
    """

    def kind(place: int) -> str | None:
        if place not in numeric:
            return None
        return "number first" if place == value else "number"

    def cell(place: int, content: Cell) -> Component:
        label = data(label=str(headers[place])) if stacked and isinstance(headers[place], str) else {}
        if place == 0:
            return html.Th(content, scope="row", className=kind(place), **label)
        return html.Td(content, className=kind(place), **label)

    lines = [
        html.Tr(
            [cell(place, content) for place, content in enumerate(row)],
            className=(row_classes[number] or None) if row_classes else None,
        )
        for number, row in enumerate(rows)
    ]
    bodies = [html.Tbody(lines)]
    if groups is not None:
        bodies = [
            html.Tbody([_group_row(name, len(headers)), *(line for _name, line in members)])
            for name, members in groupby(zip(groups, lines, strict=True), key=lambda pair: pair[0])
        ]
    return html.Div(
        html.Table(
            [
                html.Caption(caption, id=name),
                html.Thead(
                    html.Tr([html.Th(h, scope="col", className=kind(place)) for place, h in enumerate(headers)])
                ),
                *bodies,
            ],
            className="stacked" if stacked else None,
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **aria(labelledby=name),
    )


def _group_row(name: str, columns: int) -> Component:
    return html.Tr(html.Th(name, scope="rowgroup", colSpan=columns), className="group")
