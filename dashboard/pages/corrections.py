"""Corrections: every change to a published value, the versions of the data set, and a feed of both."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.evidence import facts
from dashboard.components.table import Column, data_table
from dashboard.data.observations import before_and_after, corrected
from dashboard.text.format import format_period
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.corrections_feed import feed_address, release_anchor
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T


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


def _ledger(view: View) -> Component:
    _ = view.t.gettext
    rows = sorted(view.snapshot.rows(T.CORRECTIONS), key=lambda row: (row[C.DATE], row[C.CORRECTION_ID]), reverse=True)
    if not rows:
        return html.P(_("corrections.no-published-figure"))
    cells = {row[C.CORRECTION_ID]: before_and_after(view.snapshot, row, view.lang) for row in rows}
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
    return data_table(_("corrections.changes-published-figures"), columns, rows, name="ledger", stacked=True)


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
            _ledger(view),
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


PAGE = Page(name="corrections", pattern="corrections", order=120, entry=MenuEntry("about"), layout=layout)
