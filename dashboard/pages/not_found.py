"""The page for an address where nothing stands, with ways on."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.evidence import corrections_notice
from dashboard.view.page import Page
from dashboard.view.view import View


def title(view: View) -> str:
    """Title of the page."""
    return view.t.gettext("Page not found")


def description(view: View) -> str:
    """For the head of the document."""
    return view.t.gettext("Nothing stands at this address.")


def layout(view: View) -> Component:
    """The page."""
    _ = view.t.gettext
    return html.Div(
        [
            html.H1(title(view)),
            html.P(
                _(
                    "Nothing stands at this address. It may have been cut when it was copied, or name a figure "
                    "that never existed: figure ids are never reused."
                ),
                className="lead",
            ),
            corrections_notice(view, view.path.rpartition("/figures/")[2], withdrawn=True),
            html.Ul(
                [
                    html.Li(html.A(_("Search every figure"), href=view.href("explorer"))),
                    html.Li(html.A(_("All topics"), href=view.href("home") + "#topics")),
                    html.Li(html.A(_("Corrections, in case a figure was withdrawn"), href=view.href("corrections"))),
                ]
            ),
        ]
    )


PAGE = Page(name="not-found", pattern="\0", title=title, description=description, layout=layout)
