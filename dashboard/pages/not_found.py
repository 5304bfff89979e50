"""The page for an address where nothing stands, with ways on."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.evidence import corrections_notice
from dashboard.view.page import Page
from dashboard.view.view import View


def title(view: View) -> str:
    """Return the title of the page."""
    return view.t.gettext("not-found.title")


def description(view: View) -> str:
    """Return the words for the head of the document."""
    return view.t.gettext("not-found.description")


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    return html.Div(
        [
            html.H1(title(view)),
            html.P(_("not-found.nothing-address-may"), className="lead"),
            corrections_notice(view, view.path.rpartition("/figures/")[2], withdrawn=True),
            html.Ul(
                [
                    html.Li(html.A(_("not-found.search-every-figure"), href=view.href("explorer"))),
                    html.Li(html.A(_("site.topics"), href=view.href("home") + "#topics")),
                    html.Li(html.A(_("not-found.corrections-case-figure"), href=view.href("corrections"))),
                ]
            ),
        ]
    )


PAGE = Page(name="not-found", pattern="\0", title=title, description=description, layout=layout)
