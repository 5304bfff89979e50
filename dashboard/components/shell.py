"""What stands around every page: skip link, header, navigation, notices, footer with help lines, way out."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Field, aria, data
from dashboard.text.translator import translator
from dashboard.view import address
from dashboard.view.view import LONGEST_VALUE, View
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.site import in_each_language, site


def help_lines(view: View) -> Component:
    """Return the help lines of the site's country; a name is the same in every language, its purpose is translated."""
    _ = view.t.gettext
    lines = [
        html.Li(
            [
                html.A(line.name, href=line.address, rel="noreferrer"),
                html.Span(in_each_language(line.purpose)[view.lang]),
            ]
        )
        for line in site().help_lines
    ]
    return html.Section(
        [
            html.H2(_("shell.help"), id="help"),
            html.Ul(lines, className="help-list") if lines else html.P(_("shell.no-help-lines")),
            html.P(_("shell.leave-page-opens"), className="small"),
        ],
        className="help",
        **aria(labelledby="help"),
    )


def skip_link(view: View) -> Component:
    """Return the first stop of the keyboard: over the header to the content."""
    return html.A(view.t.gettext("shell.skip-content"), href="#main", className="skip")


def _menu(view: View, menu: str, label: str) -> Component:
    links = []
    for place in view.places.values():
        if place.entry is not None and place.entry.menu == menu and place.holds(view.snapshot):
            href = view.href(place.name) + place.entry.fragment
            current: dict[str, Any] = aria(current="page") if href == view.path else {}
            words = view.t.gettext(place.entry.label or f"{place.name}.title")
            links.append(html.Li(html.A(words, href=href, **current)))
    return html.Nav(html.Ul(links), **aria(label=label))


def _main_menu(view: View) -> Component:
    """Return the navigation: a row on wide screens; on others it unfolds, with or without scripts."""
    _ = view.t.gettext
    return html.Details([html.Summary(_("shell.menu")), _menu(view, "main", _("shell.main"))], className="menu")


def _by_room(full: str, short: str) -> list[Component]:
    """Return words for screens with room, and for those without: one of the two is shown."""
    return [html.Span(full, className="wide-only"), html.Span(short, className="narrow-only")]


def _language_links(view: View) -> list[Component]:
    """Link to this page in each language, where there are several."""
    if len(LANGUAGES) == 1:
        return []
    here = view.here()
    return [
        html.A(
            _by_room(translator(lang).gettext("language.name"), lang.upper()),
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
        _by_room(_("shell.leave-page"), _("shell.leave")),
        id="way-out",
        className="way-out",
        # A neutral page that a reader can leave to at once.
        href=_("language.way-out"),
        rel="noreferrer nofollow",
        title=_("shell.opens-weather-site"),
    )


def _search(view: View) -> Component:
    """Return the search of every page: a plain form; where scripts run, they add suggestions.

    On a phone the field unfolds under the header once it has the focus, to which its sign leads.
    """
    _ = view.t.gettext
    field = Field(
        name="q", id="site-search", type="search", autoComplete="off", spellCheck="false", maxLength=LONGEST_VALUE
    )
    return html.Form(
        [
            html.Label(
                [html.I(), html.Span(_("search.label"), className="unseen")], htmlFor="site-search", className="find"
            ),
            html.Div(
                [field, html.Button(_("search.button"), type="submit", className="button")], className="search-field"
            ),
        ],
        method="get",
        action=view.href("explorer"),
        role="search",
        className="site-search",
        **aria(label=_("search.label")),
        **data(suggest=address.suggestions(view.lang), suggestions=_("search.suggestions")),
    )


def page_header(view: View) -> Component:
    """Return one row that stays in sight: name of the site, navigation, search, languages, way out."""
    _ = view.t.gettext
    brand: list[Any] = [
        html.Span(_("shell.wordmark"), className="brand-name"),
        " ",
        html.Span(_("shell.figures"), className="brand-line"),
    ]
    return html.Header(
        [
            html.A(brand, href=view.href("home"), className="brand"),
            _main_menu(view),
            _search(view),
            html.Div([*_language_links(view), _way_out(view)], className="tools"),
        ],
        className="site-header",
    )


def notice(view: View) -> Component | None:
    """Return the word about parameters of the address that were ignored."""
    if not view.ignored:
        return None
    _ = view.t.gettext
    return html.P(
        [
            _("shell.part-address-not", names=", ".join(view.ignored)),
            " ",
            html.A(_("shell.same-page-without"), href=view.here()),
        ],
        className="notice",
        role="status",
    )


def page_frame(view: View, name: str, children: list[Any]) -> Component:
    """Return the page's content in its frame."""
    return html.Div([c for c in children if c is not None], id="page", className=f"page {name}")


def page_footer(view: View) -> Component:
    """Help lines, what the way out does not do, further pages, licence and version."""
    _ = view.t.gettext
    version = _("site.data-version", version=view.snapshot.version)
    return html.Footer(
        [
            help_lines(view),
            html.Div(
                [
                    _menu(view, "about", _("shell.about-data")),
                    html.P(
                        [_("site.code-mit-licence"), " ", version, ". ", _("shell.site-sets-no")], className="small"
                    ),
                    html.P(_("shell.awaits-reading"), className="small") if view.t.awaits_reading else None,
                    html.P([_("shell.printed-from", address=view.absolute(view.here()))], className="print-only"),
                ],
                className="about",
            ),
        ],
        className="site-footer",
    )
