"""Corrections: every change to a published value, the versions of the data set, and a feed of both."""

from collections import Counter
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import aria
from dashboard.components.evidence import facts
from dashboard.components.paging import PAGE_NUMBER, first_of_page, pages_nav
from dashboard.components.table import Column, data_table
from dashboard.data.observations import before_and_after, corrected
from dashboard.data.store import Snapshot
from dashboard.text.format import format_number, format_period
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.corrections_feed import feed_address, release_anchor
from dashboard.view.page import Page
from dashboard.view.view import Parameter, View
from pipelines.schema.columns import C, Row, T
from pipelines.schema.declared import tables

PER_PAGE: Final = 100
_TABLE: Final = "table"
_ROW: Final = "row"


def _what(view: View, row: Row) -> list[Component | str]:
    """Return the figure, a link while it is published, or the row of another table; and the column that changed."""
    what, column = corrected(row, view.lang)
    subject = what if row.get(C.TABLE_ID) else _figure(view, what)
    return [subject, f", {column}"] if column else [subject]


def _figure(view: View, obs_id: str) -> Component | str:
    """Return a figure by its id: a link while it is published."""
    known = view.snapshot.observation(obs_id)
    return (
        html.A(obs_id, href=view.href("figure", obs_id))
        if known
        else view.t.gettext("corrections.withdrawn", obs_id=obs_id)
    )


def _table_of(row: Row) -> str:
    """Name the table that a correction is about: a figure's where it names no other."""
    return str(row[C.TABLE_ID] or T.OBSERVATIONS)


def _tables(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(_table_of(row) for row in snapshot.rows(T.CORRECTIONS))


def _ids(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(str(row[C.CORRECTION_ID]) for row in snapshot.rows(T.CORRECTIONS))


def _choices(view: View, counted: Counter[str]) -> Component | None:
    """Return the ways to the corrections of one table, or of all."""
    if len(counted) < 2:
        return None
    _ = view.t.gettext
    chosen = view.params[_TABLE]

    def way(name: str, words: str, number: int) -> Component:
        label = f"{words} ({format_number(number, view.lang)})"
        current = name == chosen and not view.params[_ROW]
        link = html.B(label) if current else html.A(label, href=view.here(table=name, row="", page="1"))
        return html.Li(link)

    ways = [way("", _("corrections.all-tables"), counted.total())]
    ways += [way(name, tables()[name].title[view.lang], number) for name, number in counted.most_common()]
    return html.Nav(html.Ul(ways, className="inline-list"), **aria(label=_("corrections.by-table")))


def _ledger(view: View) -> list[Component | None]:
    _ = view.t.gettext
    every = sorted(view.snapshot.rows(T.CORRECTIONS), key=lambda row: (row[C.DATE], row[C.CORRECTION_ID]), reverse=True)
    if not every:
        return [html.P(_("corrections.no-published-figure"))]
    rows = [row for row in every if view.params[_TABLE] in ("", _table_of(row))]
    if view.params[_ROW]:
        rows = [row for row in every if row[C.CORRECTION_ID] == view.params[_ROW]]
    first = first_of_page(view, len(rows), PER_PAGE)
    shown = rows[first : first + PER_PAGE]
    cells = {row[C.CORRECTION_ID]: before_and_after(view.snapshot, row, view.lang) for row in shown}
    columns = [
        Column(_("corrections.correction"), lambda row: html.Span(row[C.CORRECTION_ID], id=row[C.CORRECTION_ID])),
        Column(_("site.date"), lambda row: format_period(row[C.DATE], view.lang)),
        Column(_("corrections.figure-row"), lambda row: _what(view, row)),
        Column(_("corrections.before"), lambda row: cells[row[C.CORRECTION_ID]][0]),
        Column(_("corrections.after"), lambda row: cells[row[C.CORRECTION_ID]][1]),
        Column(_("corrections.kind-correction"), lambda row: view.code_name("CL_CORRECTION", row[C.CORRECTION_CLASS])),
        Column(_("site.reason"), lambda row: view.said(row, "reason")),
        Column(_("corrections.version"), lambda row: row[C.VERSION]),
    ]
    return [
        _choices(view, Counter(_table_of(row) for row in every)),
        data_table(_("corrections.changes-published-figures"), columns, shown, name="ledger", stacked=True),
        pages_nav(view, first, len(rows), PER_PAGE),
    ]


def _classes(view: View) -> Component:
    _ = view.t.gettext
    entries = [
        (_("corrections.error"), _("corrections.transcribed-coded-figure")),
        (_("corrections.erratum-source"), _("corrections.publisher-corrected-figure")),
        (_("corrections.new-reading"), _("corrections.printed-form-stays")),
    ]
    return facts(entries)


def _releases(view: View) -> Component:
    _ = view.t.gettext
    rows = sorted(view.snapshot.rows(T.RELEASES), key=lambda row: row[C.RELEASED], reverse=True)
    columns = [
        Column(_("corrections.version"), lambda row: html.Span(row[C.VERSION], id=release_anchor(row[C.VERSION]))),
        Column(_("corrections.released"), lambda row: format_period(row[C.RELEASED], view.lang)),
        Column(_("corrections.changed"), lambda row: view.said(row, "text")),
    ]
    return data_table(_("corrections.versions-data-set"), columns, rows, name="releases", stacked=True)


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    return html.Div(
        [
            html.H1(_("corrections.title")),
            html.P(_("corrections.figure-published-changed"), className="lead"),
            html.H2(_("corrections.ledger")),
            *_ledger(view),
            _classes(view),
            html.P(
                [
                    html.A(_("corrections.follow-corrections-versions"), href=feed_address(view.lang)),
                    " · ",
                    html.A(_("corrections.download-ledger-csv"), href=address.table_data(T.CORRECTIONS, "csv")),
                ]
            ),
            html.H2(_("corrections.versions")),
            html.P(_("corrections.version-number-last")),
            _releases(view),
        ]
    )


PAGE = Page(
    name="corrections",
    pattern="corrections",
    order=120,
    entry=MenuEntry("about"),
    layout=layout,
    parameters=(Parameter(_TABLE, "", _tables), Parameter(_ROW, "", _ids), PAGE_NUMBER),
)
