"""Where to turn to: the numbers and sites that stand at the foot of every page, each with what it is for."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.view.view import View


def _line(name: str, href: str, purpose: str) -> Component:
    return html.Li([html.A(name, href=href, rel="noreferrer"), html.Span(purpose)])


def help_lines(view: View) -> Component:
    """Help lines of France; they are the same in both languages, what they are for is said in the reader's."""
    _ = view.t.gettext
    return html.Section(
        [
            html.H2(_("Help in France"), id="help"),
            html.Ul(
                [
                    _line("17 · 112", "tel:112", _("Police or any emergency, when someone is in danger now.")),
                    _line(
                        "119",
                        "tel:119",
                        _("A child in danger or at risk: free, day and night, for children and adults."),
                    ),
                    _line(
                        "3018",
                        "tel:3018",
                        _("Digital violence against young people: harassment, threats, images shared."),
                    ),
                    _line("116 000", "tel:116000", _("A child who is missing.")),
                    _line(
                        "Point de Contact",
                        "https://www.pointdecontact.net/",
                        _("Report illegal content online, anonymously if you wish."),
                    ),
                    _line(
                        "PHAROS",
                        "https://www.internet-signalement.gouv.fr/",
                        _("Report illegal content or behaviour online to police and gendarmerie."),
                    ),
                ],
                className="help-list",
            ),
            html.P(
                _(
                    "“Leave this page” opens a weather site in place of this one. It does not clear your "
                    "browser's history, "
                    "nor what your network or device may record."
                ),
                className="small",
            ),
        ],
        className="help",
        **aria(labelledby="help"),
    )
