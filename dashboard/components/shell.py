"""What stands around every page: skip link, header, navigation, notices, footer with help lines, way out."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.text.translator import translator
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.declared import LANGUAGES


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


def skip_link(view: View) -> Component:
    """First stop of the keyboard: over the header to the content."""
    return html.A(view.t.gettext("Skip to content"), href="#main", className="skip")


def _menu(view: View, menu: str, label: str) -> Component:
    links = []
    for place in view.places.values():
        if place.entry is not None and place.entry.menu == menu:
            href = view.href(place.name) + place.entry.fragment
            current: dict[str, Any] = aria(current="page") if href == view.path else {}
            links.append(html.Li(html.A(place.entry.label(view.t), href=href, **current)))
    return html.Nav(html.Ul(links), **aria(label=label))


def _language_links(view: View) -> list[Component]:
    here = view.here()
    return [
        html.A(
            translator(lang).gettext("language.name"),
            href=address.in_language(here, lang),
            lang=lang,
            hrefLang=lang,
            className="language",
            **(aria(current="true") if lang == view.lang else {}),
        )
        for lang in LANGUAGES
    ]


def _way_out(view: View) -> Component:
    _ = view.t.gettext
    return html.A(
        _("Leave this page"),
        id="way-out",
        className="way-out",
        # A neutral page that a reader can leave to at once.
        href=_("language.way-out"),
        rel="noreferrer nofollow",
        title=_(
            "Opens a weather site in its place. It does not clear your browser's history. Shortcut: Shift three times."
        ),
    )


def page_header(view: View) -> Component:
    """Name of the site, languages, way out and navigation."""
    _ = view.t.gettext
    brand: list[Any] = [
        html.Span(_("ESEC dashboard"), className="brand-name"),
        " ",
        html.Span(_("France, in figures"), className="brand-line"),
    ]
    return html.Header(
        [
            html.Div(
                [
                    html.A(brand, href=view.href("home"), className="brand"),
                    html.Div([*_language_links(view), _way_out(view)], className="tools"),
                ],
                className="bar",
            ),
            _menu(view, "main", _("Main")),
        ],
        className="site-header",
    )


def notice(view: View) -> Component | None:
    """The word about parameters of the address that were ignored."""
    if not view.ignored:
        return None
    _ = view.t.gettext
    return html.P(
        [
            _("Part of this address was not understood and is ignored: {names}.", names=", ".join(view.ignored)),
            " ",
            html.A(_("The same page without it"), href=view.here()),
        ],
        className="notice",
        role="status",
    )


def page_frame(view: View, name: str, children: list[Any]) -> Component:
    """The page's content in its frame."""
    return html.Div(
        [c for c in children if c is not None],
        id="page",
        className=f"page {name}",
    )


def page_footer(view: View) -> Component:
    """Help lines, what the way out does not do, further pages, licence and version."""
    _ = view.t.gettext
    version = _("Data version {version}", version=view.snapshot.version)
    return html.Footer(
        [
            help_lines(view),
            html.Div(
                [
                    _menu(view, "about", _("About the data")),
                    html.P(
                        [
                            _(
                                "Code: MIT licence. Data: CC BY 4.0; each source's own terms apply to its "
                                "printed forms."
                            ),
                            " ",
                            version,
                            ". ",
                            _("This site sets no cookie and calls no other site."),
                        ],
                        className="small",
                    ),
                    html.P([_("Printed from {address}", address=view.absolute(view.here()))], className="print-only"),
                ],
                className="about",
            ),
        ],
        className="site-footer",
    )
