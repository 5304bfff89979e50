"""The figures of a comparison as tables: one by year where each series is one, else one an indicator."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.compare import Comparison
from dashboard.charts.compare_read import Compared
from dashboard.components.observation_text import observation_link, period_text, source_short, status_text
from dashboard.components.observations_table import observations_table
from dashboard.components.table import Column, data_table
from dashboard.data.observations import in_time
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T


def _figures(view: View, rows: Sequence[Row]) -> list[Any]:
    """Return the figures of one cell, each with its status; with its source where there are several."""
    parts: list[Any] = []
    for row in rows:
        status = status_text(view, row)
        words: list[Any] = [observation_link(view, row)]
        if status:
            words += [" ", html.Span(status, className="tag")]
        if len(rows) > 1:
            words += [" ", html.Span(source_short(view, row), className="row-note")]
        parts.append(html.Div(words))
    return parts


def _header(view: View, each: Compared) -> str:
    unit = view.name_of(T.UNITS, each.rows[0][C.UNIT_MEASURE])
    return f"{view.said(each.indicator, 'name')} ({unit})"


def _by_year(view: View, compared: Sequence[Compared], title: str) -> Component:
    """Return one table with a column for each indicator."""
    cells: dict[str, dict[str, list[Row]]] = {}
    for each in compared:
        for row in each.rows:
            cells.setdefault(str(row[C.TIME_PERIOD]), {}).setdefault(each.indicator_id, []).append(dict(row))

    def in_cell(indicator_id: str) -> Callable[[Row], Any]:
        return lambda row: _figures(view, cells[str(row[C.TIME_PERIOD])].get(indicator_id, [])) or None

    # The first figure of each period says how the period is told, and when it is.
    first = [next(iter(found.values()))[0] for found in cells.values()]
    columns = [
        Column(view.t.gettext("site.period"), lambda row: period_text(view, row)),
        *(Column(_header(view, each), in_cell(each.indicator_id)) for each in compared),
    ]
    return data_table(title, columns, in_time(first), name="values", stacked=True)


def comparison_tables(view: View, comparison: Comparison, title: str) -> list[Component]:
    """Return what is drawn as figures with their cards.

    Years stand beside one another only where each indicator is one series of one unit: figures of several groups or
    areas have tables of their own, which name them.
    """
    drawn = [each for each in comparison.compared if each.rows]
    caption = view.t.gettext("compare.table-caption", title=title)
    if drawn and all(each.groups == 1 for each in drawn):
        return [_by_year(view, drawn, caption)]
    tables: list[Component] = []
    for each in drawn:
        rows = [dict(row) for row in in_time(each.rows)]
        tables.append(html.H2(view.said(each.indicator, "name")))
        tables.append(observations_table(view, rows, name=f"values-{each.indicator_id}", caption=_header(view, each)))
    return tables
