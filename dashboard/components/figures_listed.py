"""Every figure of a source or of an area, under topics and in pages, with the ways to the explorer and to the file."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.indicators_found import in_order
from dashboard.components.observation_text import (
    group_text,
    indicator_link,
    is_own,
    observation_link,
    own_mark,
    period_text,
    way_text,
)
from dashboard.components.observations_table import base_columns, reservations_columns
from dashboard.components.paging import first_of_page, pages_nav
from dashboard.components.table import Column, data_table
from dashboard.data.facets import Selected, facets_of
from dashboard.data.observations import in_time
from dashboard.text.format import format_number
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T

# Figures of a page. An indicator stands whole on one page; of one that has more, the explorer has the rest.
PER_PAGE: Final = 100


def in_pages(keys: Sequence[str], counted: Mapping[str, int]) -> list[list[str]]:
    """Group indicators in their order into pages of `PER_PAGE` figures, each indicator whole."""
    pages: list[list[str]] = []
    room = 0
    for key in keys:
        if not pages or counted[key] > room:
            pages.append([])
            room = PER_PAGE
        pages[-1].append(key)
        room -= counted[key]
    return pages


def _rows(view: View, selected: Selected, facet: str, keys: Sequence[str]) -> Sequence[Row]:
    if len(keys) == 1 and selected.by_indicator[keys[0]] > PER_PAGE:
        return facets_of(view.snapshot).select({facet: view.key, "indicator": keys[0]}).rows(0, PER_PAGE)
    figures = selected.figures_of(keys)
    return [row for key in keys for row in in_time(figures[key])]


def _apart(view: View, rows: Sequence[Row]) -> list[Column]:
    """Return the column of group, answer and way of counting; none where nothing sets figures apart."""
    said = {row[C.OBS_ID]: ", ".join(filter(None, (group_text(view, row), way_text(view, row)))) for row in rows}
    if not any(said.values()):
        return []
    return [Column(view.t.gettext("site.group-answer"), lambda row: said[row[C.OBS_ID]] or None)]


def _topic_of(view: View, row: Row) -> str:
    indicator = view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID]) or {}
    return str(indicator.get(C.TOPIC_ID))


def _table(view: View, rows: Sequence[Row], columns: Sequence[Column]) -> Component:
    """Show the figures of one topic, under the names of their indicators."""
    _ = view.t.gettext
    topic_id = _topic_of(view, rows[0])

    def value(row: Row) -> list[Any]:
        mark = [" ", own_mark(view)] if is_own(view, row) else []
        return [observation_link(view, row, with_unit=True), *mark]

    shown = [
        Column(_("site.period"), lambda row: period_text(view, row)),
        *_apart(view, rows),
        Column(_("site.value"), value, value=True),
        *base_columns(view, rows),
        *columns,
        *reservations_columns(view, rows),
    ]
    table = data_table(
        html.Span(view.name_of(T.TOPICS, topic_id), className="unseen"),
        shown,
        rows,
        name=f"figures-{topic_id}",
        stacked=True,
        group=lambda row: row[C.INDICATOR_ID],
        group_head=partial(indicator_link, view),
    )
    name = html.A(view.name_of(T.TOPICS, topic_id), href=view.href("topic", topic_id))
    return html.Section([html.H3(name, className="found-topic"), table])


def _ways(view: View, facet: str) -> Component:
    _ = view.t.gettext
    explorer = html.A(_("figures-listed.explorer"), href=view.href("explorer", **{facet: view.key}))
    file = html.A(_("site.download-csv"), href=address.table_data(T.OBSERVATIONS, "csv", {facet: view.key}))
    return html.Ul([html.Li(explorer), html.Li(file)], className="inline-list")


def counted_text(view: View, selected: Selected) -> str:
    """Say how many figures of how many indicators are selected."""
    indicators = len(selected.by_indicator)
    figures = view.t.ngettext("site.n-figures", selected.total, n=format_number(selected.total, view.lang))
    within = view.t.ngettext("site.indicators", indicators, n=format_number(indicators, view.lang))
    return f"{figures} · {within}"


def figures_listed(view: View, facet: str, heading: str, columns: Sequence[Column], empty: str) -> Component:
    """Return the section of all figures that bear the view's key.

    Args:
        view: the view; its parameters have `PAGE_NUMBER`.
        facet: filter that the key is a value of.
        heading: words above them.
        columns: what else is shown of each.
        empty: what is said where there is none.
    """
    selected = facets_of(view.snapshot).select({facet: view.key})
    if not selected.total:
        return html.Section([html.H2(heading), html.P(empty)])
    pages = in_pages(in_order(view, selected), selected.by_indicator)
    place = first_of_page(view, len(pages), 1)
    rows = _rows(view, selected, facet, pages[place])
    left = sum(selected.by_indicator[key] for key in pages[place]) - len(rows)
    more = view.t.ngettext("figures-listed.more", left, n=format_number(left, view.lang)) if left else None
    return html.Section(
        [
            html.H2(heading),
            html.P(counted_text(view, selected), className="faint"),
            _ways(view, facet),
            *(_table(view, list(those), columns) for _topic, those in groupby(rows, key=partial(_topic_of, view))),
            html.P(more, className="notice") if more else None,
            pages_nav(view, place, len(pages), 1),
        ]
    )
