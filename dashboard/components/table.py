"""Real tables: caption, scope, one header row, in a frame that scrolls by itself and can be reached by keyboard."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import aria, data


class Column(NamedTuple):
    """A column of a table: `Column("Page", partial(page_text, view))`.

    Attributes:
        header: its header cell.
        cell: gives the cell of a row.
        numeric: set to the right, in tabular numerals.
        value: a number too, and what the row is about: where rows become lists it stands beside the row's name.
    """

    header: Any
    cell: Callable[[Any], Any]
    numeric: bool = False
    value: bool = False

    @property
    def kind(self) -> str | None:
        """Return class of the column's cells."""
        return "number first" if self.value else "number" if self.numeric else None


def data_table(
    caption: Any,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    name: str,
    stacked: bool = False,
    row_class: Callable[[Any], str] | None = None,
    group: Callable[[Any], str] | None = None,
    group_head: Callable[[str], Any] = str,
) -> Component:
    """Return a table whose first column names the row.

    Args:
        caption: what the table holds.
        columns: its columns, from left to right.
        rows: what each row is about, in their order.
        name: id of the caption, unique on the page.
        stacked: on narrow screens each row becomes a list of "header: value".
        row_class: gives the class of a row, empty for none.
        group: gives the name of a row's group; neighbours of one name stand under it.
        group_head: gives what stands there for the name.
    """

    def cell(place: int, column: Column, row: Any) -> Component:
        label = data(label=column.header) if stacked and isinstance(column.header, str) else {}
        if place == 0:
            return html.Th(column.cell(row), scope="row", className=column.kind, **label)
        return html.Td(column.cell(row), className=column.kind, **label)

    def line(row: Any) -> Component:
        cells = [cell(place, column, row) for place, column in enumerate(columns)]
        return html.Tr(cells, className=(row_class(row) or None) if row_class else None)

    if group is None:
        bodies = [html.Tbody([line(row) for row in rows])]
    else:
        bodies = [
            html.Tbody([_group_row(group_head(title), len(columns)), *map(line, members)])
            for title, members in groupby(rows, key=group)
        ]
    headers = [html.Th(column.header, scope="col", className=column.kind) for column in columns]
    return html.Div(
        html.Table(
            [html.Caption(caption, id=name), html.Thead(html.Tr(headers)), *bodies],
            className="stacked" if stacked else None,
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **aria(labelledby=name),
    )


def _group_row(title: Any, columns: int) -> Component:
    return html.Tr(html.Th(title, scope="rowgroup", colSpan=columns), className="group")
