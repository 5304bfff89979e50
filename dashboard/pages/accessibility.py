"""Accessibility: what was done, how it was tested, what is not known, and where to write."""

from dash import html
from dash.development.base_component import Component

from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View


def _bullets(heading: str, items: list[str]) -> Component:
    return html.Section([html.H2(heading), html.Ul([html.Li(words) for words in items])])


def _state(view: View) -> Component:
    _ = view.t.gettext
    return html.Section(
        [html.H2(_("accessibility.state-conformity")), html.P(_("accessibility.aim-wcag-2"), className="notice")]
    )


def _done(view: View) -> Component:
    _ = view.t.gettext
    return _bullets(
        _("accessibility.done"),
        [
            _("accessibility.every-chart-same"),
            _("accessibility.every-page-reads"),
            _("accessibility.every-control-reached"),
            _("accessibility.arrow-keys-lead"),
            _("accessibility.colour-never-alone"),
            _("accessibility.pages-fit-width"),
            _("accessibility.french-english-pages"),
        ],
    )


def _tested(view: View) -> Component:
    _ = view.t.gettext
    return _bullets(
        _("accessibility.tested"), [_("accessibility.program-browser-chromium"), _("accessibility.program-finds-part")]
    )


def _not_known(view: View) -> Component:
    _ = view.t.gettext
    return _bullets(
        _("accessibility.not-known-not"),
        [
            _("accessibility.nobody-uses-assistive"),
            _("accessibility.not-tried-hand"),
            _("accessibility.wide-tables-scroll"),
            _("accessibility.printed-forms-titles"),
            _("accessibility.publications-site-links"),
        ],
    )


def _contact(view: View) -> Component:
    _ = view.t.gettext
    contact = view.settings.contact
    words = (
        _("accessibility.something-not-work", contact=contact) if contact else _("accessibility.installation-names-no")
    )
    return html.Section([html.H2(_("accessibility.tell")), html.P(words)])


def layout(view: View) -> Component:
    """Lay out the page."""
    return html.Div(
        [
            html.H1(view.t.gettext("accessibility.title")),
            html.P(view.t.gettext("accessibility.description"), className="lead"),
            _state(view),
            _done(view),
            _tested(view),
            _not_known(view),
            _contact(view),
        ]
    )


PAGE = Page(name="accessibility", pattern="accessibility", order=140, entry=MenuEntry("about"), layout=layout)
