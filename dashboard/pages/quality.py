"""Data quality: the last verdict of the rules, what was accepted, and printed results held against their parts."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.reconciliations import reconciliations_said, reconciliations_table
from dashboard.components.rules_report import accepted_table, rules_in_order, rules_table, verdict_said
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.json_ld import page_object
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import T


def title(view: View) -> str:
    """Title of the page."""
    return view.t.gettext("Data quality")


def description(view: View) -> str:
    """For search results."""
    return view.t.gettext(
        "Rules that every version of the figures must keep, what they found this time, warnings accepted with their "
        "reason, and printed totals recomputed."
    )


def _verdict(view: View) -> Component:
    _ = view.t.gettext
    validation = view.snapshot.validation
    rules = rules_in_order(validation)
    if not rules:
        return html.Section(
            [
                html.H2(_("Verdict")),
                html.P(
                    _(
                        "No verdict is published with this version of the data. Every file was still held against the "
                        "checksum that the publication states."
                    ),
                    className="notice",
                ),
            ]
        )
    accepted = accepted_table(view, rules)
    return html.Section(
        [
            html.H2(_("Verdict"), id="verdict"),
            html.P(html.B(" ".join(verdict_said(view, validation)))),
            html.P(
                _(
                    "The rules run before each publication; an open error stops it. A warning needs a person who "
                    "accepts it, for a reason and for a time."
                )
            ),
            html.H3(_("Accepted warnings"), id="accepted-warnings"),
            accepted if accepted is not None else html.P(_("None: no warning needed to be accepted.")),
        ]
    )


def _rules(view: View) -> Component | None:
    rules = rules_in_order(view.snapshot.validation)
    if not rules:
        return None
    return html.Section([html.H2(view.t.gettext("Rules"), id="rules-list"), rules_table(view, rules)])


def _reconciliations(view: View) -> Component:
    _ = view.t.gettext
    table = reconciliations_table(view)
    parts = [reconciliations_said(view), table] if table is not None else [html.P(_("None in this version."))]
    return html.Section(
        [
            html.H2(_("Printed results, recomputed"), id="recomputed"),
            html.P(
                _(
                    "Where a source prints a sum, an average or a change, we redo it from the figures that it prints "
                    "beside it. The printed value stays; a difference is shown with its likely reason."
                )
            ),
            *parts,
            html.P(html.A(_("Download this table (CSV)"), href=address.table_data(T.RECONCILIATIONS, "csv"))),
        ]
    )


def _elsewhere(view: View) -> Component:
    _ = view.t.gettext
    links = [
        (view.href("crosschecks"), _("What other publications print instead")),
        (view.href("corrections"), _("Corrections of published figures")),
        (view.href("methods"), _("How the figures were read and checked")),
    ]
    return html.Section([html.H2(_("See also")), html.Ul([html.Li(html.A(words, href=href)) for href, words in links])])


def layout(view: View) -> Component:
    """The page."""
    parts = [_verdict(view), _reconciliations(view), _rules(view), _elsewhere(view)]
    return html.Div([html.H1(title(view)), html.P(description(view), className="lead"), *parts])


PAGE = Page(
    name="quality",
    pattern="quality",
    order=100,
    entry=MenuEntry("about", lambda t: t.gettext("Data quality")),
    title=title,
    description=description,
    layout=layout,
    json_ld=lambda view: [page_object(view, title(view), description(view))],
)
