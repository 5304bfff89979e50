"""Dated laws, agreements, programmes, institutions and campaigns, by date."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.figure_text import source_short
from dashboard.components.printed import page_said, printed
from dashboard.components.table import data_table
from dashboard.text.format import format_period
from dashboard.view.view import View
from pipelines.schema.columns import C, T
from pipelines.schema.periods import parse_period

Row = Mapping[str, Any]


def events_in_time(view: View, kind: str = "") -> list[Row]:
    """Events by their first day; those of one kind where one is given."""
    rows = [row for row in view.snapshot.rows(T.EVENTS) if not kind or row[C.KIND] == kind]
    return sorted(rows, key=lambda row: (parse_period(row[C.DATE]).start, row[C.DATE], row[C.EVENT_ID]))


def _when(view: View, row: Row) -> str:
    return format_period(f"{row[C.DATE]}/{row[C.END_DATE]}" if row[C.END_DATE] else row[C.DATE], view.lang)


def events_table(view: View, rows: list[Row]) -> Component:
    """The events given, in their order."""
    _ = view.t.gettext
    cells = [
        [
            _when(view, row),
            view.said(row, "label"),
            view.code_name("CL_EVENT_KIND", row[C.KIND]),
            [f"{source_short(view, row)}, {page_said(row)} ", printed(view, row)],
            html.Span(view.said(row, "note"), className="row-note") if view.said(row, "note") else None,
        ]
        for row in rows
    ]
    headers = [_("Date"), _("Event"), _("Kind"), _("Source, page and printed form"), _("Note")]
    caption = view.t.ngettext("{n} event", "{n} events", len(rows))
    return data_table(caption, headers, cells, name="events-table", stacked=True)
