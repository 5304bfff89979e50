"""Reports side by side: where several give figures of the same indicator, what each says of a place and a period."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.observation_text import (
    area_text,
    group_text,
    indicator_link,
    observation_link,
    page_text,
    period_text,
    way_text,
)
from dashboard.components.paging import PAGE_NUMBER, first_of_page, pages_nav
from dashboard.components.table import Column, data_table
from dashboard.data.observations import in_time
from dashboard.data.reports import reports_of, shared_indicators
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T

# Indicators of a page.
PER_PAGE: Final = 25


def _report_name(view: View, source_id: str) -> str:
    return view.said(view.snapshot.row(T.SOURCES, source_id), "short") or source_id


def _said(view: View, rows: Sequence[Row]) -> list[Component] | str:
    """Return what one report says in a row: each value by itself, with its way of counting and its page."""
    beside = [", ".join(filter(None, (way_text(view, row), page_text(view, row)))) for row in rows]
    return [
        html.Div([observation_link(view, row, with_unit=True), " ", html.Span(words, className="row-note")])
        for row, words in zip(rows, beside, strict=True)
    ] or "–"


def _table(view: View, indicator_id: str, shared: Mapping[str, Sequence[str]]) -> Component:
    """Set the figures of an indicator out: a row a period, place and group, a column a report.

    Args:
        view: the view.
        indicator_id: the indicator.
        shared: the reports that give figures of it, by area; other areas are left out.
    """
    _ = view.t.gettext
    lines: dict[tuple[str, ...], dict[str, list[Row]]] = {}
    for row in in_time(view.snapshot.observations_of(indicator_id)):
        if row[C.SOURCE_ID] in shared.get(row[C.REF_AREA], ()):
            line = lines.setdefault((period_text(view, row), area_text(view, row), group_text(view, row)), {})
            line.setdefault(row[C.SOURCE_ID], []).append(row)

    def cell(source_id: str, line: tuple[str, ...]) -> Any:
        return _said(view, lines[line].get(source_id, []))

    reports = [
        Column(_report_name(view, source_id), partial(cell, source_id))
        for source_id in reports_of(view.snapshot)
        if any(source_id in those for those in shared.values())
    ]
    columns = [
        Column(_("site.period"), lambda line: line[0]),
        Column(_("site.territory"), lambda line: line[1]),
        *([Column(_("site.group-answer"), lambda line: line[2] or "–")] if any(line[2] for line in lines) else []),
        *reports,
    ]
    caption = html.Span(view.name_of(T.INDICATORS, indicator_id), className="unseen")
    return data_table(caption, columns, list(lines), name=f"reports-{indicator_id}", stacked=True)


def _side_by_side(view: View) -> list[Component | None]:
    _ = view.t.gettext
    shared = shared_indicators(view.snapshot)
    if not shared:
        one = len(reports_of(view.snapshot)) < 2
        return [html.P(_("reports.one") if one else _("reports.nothing-shared"), className="notice")]
    keys = list(shared)
    first = first_of_page(view, len(keys), PER_PAGE)
    shown = keys[first : first + PER_PAGE]
    view.snapshot.read_together(shown)
    return [html.Section([html.H2(indicator_link(view, key)), _table(view, key, shared[key])]) for key in shown] + [
        pages_nav(view, first, len(keys), PER_PAGE)
    ]


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    listed = [
        html.Li(html.A(_report_name(view, source_id), href=view.href("source", source_id)))
        for source_id in reports_of(view.snapshot)
    ]
    return html.Div(
        [
            html.H1(_("reports.title")),
            html.P(_("reports.description"), className="lead"),
            html.Ul(listed),
            *_side_by_side(view),
        ]
    )


PAGE = Page(name="reports", pattern="reports", order=82, layout=layout, parameters=(PAGE_NUMBER,))
