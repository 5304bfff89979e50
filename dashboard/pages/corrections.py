"""Corrections: every change to a published value, the versions of the data set, and a feed of both."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.evidence import facts
from dashboard.components.json_ld import page_object
from dashboard.components.table import data_table
from dashboard.data.observations import before_and_after, corrected
from dashboard.text.format import format_period
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.corrections_feed import feed_address, release_anchor
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def title(view: View) -> str:
    """Title of the page."""
    return view.t.gettext("Corrections")


def description(view: View) -> str:
    """For search results."""
    return view.t.gettext(
        "Public ledger of every change to a published figure, with the reason, and what each version brought."
    )


def _what(view: View, row: Row) -> list[Component | str]:
    """The figure, a link while it is published, or the row of another table; and the column that changed."""
    what, column = corrected(row, view.lang)
    subject = what if row.get(C.TABLE_ID) else _figure(view, what)
    return [subject, f", {column}"] if column else [subject]


def _figure(view: View, obs_id: str) -> Component | str:
    """A figure by its id: a link while it is published."""
    known = view.snapshot.observation(obs_id)
    return (
        html.A(obs_id, href=view.href("figure", obs_id))
        if known
        else view.t.gettext("{obs_id} (withdrawn)", obs_id=obs_id)
    )


def _ledger(view: View) -> Component:
    _ = view.t.gettext
    rows = sorted(view.snapshot.rows(T.CORRECTIONS), key=lambda row: (row[C.DATE], row[C.CORRECTION_ID]), reverse=True)
    if not rows:
        return html.P(_("No published figure has been corrected so far. The first correction will be listed here."))
    cells = [
        [
            html.Span(row[C.CORRECTION_ID], id=row[C.CORRECTION_ID]),
            format_period(row[C.DATE], view.lang),
            _what(view, row),
            *before_and_after(view.snapshot, row, view.lang),
            view.code_name("CL_CORRECTION", row[C.CORRECTION_CLASS]),
            view.said(row, "reason"),
            row[C.VERSION],
        ]
        for row in rows
    ]
    headers = [
        _("Correction"),
        _("Date"),
        _("Figure or row"),
        _("Before"),
        _("After"),
        _("Kind of correction"),
        _("Reason"),
        _("Version"),
    ]
    return data_table(_("Changes to published figures, the newest first"), headers, cells, name="ledger", stacked=True)


def _classes(view: View) -> Component:
    _ = view.t.gettext
    entries = [
        (_("Our error"), _("we transcribed or coded a figure wrongly")),
        (_("Erratum of the source"), _("the publisher corrected its own figure")),
        (_("New reading"), _("the printed form stays, our understanding of it changed")),
    ]
    return facts(entries)


def _releases(view: View) -> Component:
    _ = view.t.gettext
    rows = sorted(view.snapshot.rows(T.RELEASES), key=lambda row: row[C.RELEASED], reverse=True)
    cells = [
        [
            html.Span(row[C.VERSION], id=release_anchor(row[C.VERSION])),
            format_period(row[C.RELEASED], view.lang),
            view.said(row, "text"),
        ]
        for row in rows
    ]
    headers = [_("Version"), _("Released"), _("What changed")]
    return data_table(_("Versions of the data set, the newest first"), headers, cells, name="releases", stacked=True)


def layout(view: View) -> Component:
    """The page."""
    _ = view.t.gettext
    return html.Div(
        [
            html.H1(title(view)),
            html.P(
                _(
                    "A figure that was published and then changed is listed here for good, with what it was, what it "
                    "became and why. Its card says so too."
                ),
                className="lead",
            ),
            html.H2(_("Ledger")),
            _ledger(view),
            _classes(view),
            html.P(
                [
                    html.A(_("Follow corrections and versions (Atom feed)"), href=feed_address(view.lang)),
                    " · ",
                    html.A(_("Download the ledger (CSV)"), href=address.table_data(T.CORRECTIONS, "csv")),
                ]
            ),
            html.H2(_("Versions")),
            html.P(
                _(
                    "In a version number, the last part changes with a corrected figure, the middle one with new "
                    "figures, the first one when columns, codes or definitions change."
                )
            ),
            _releases(view),
        ]
    )


PAGE = Page(
    name="corrections",
    pattern="corrections",
    order=120,
    entry=MenuEntry("about", lambda t: t.gettext("Corrections")),
    title=title,
    description=description,
    layout=layout,
    json_ld=lambda view: [page_object(view, title(view), description(view))],
)
