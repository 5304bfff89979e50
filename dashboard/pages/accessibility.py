"""Accessibility: what was done, how it was tested, what is not known, and where to write."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.json_ld import page_object
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View


def title(view: View) -> str:
    """Title of the page."""
    return view.t.gettext("Accessibility")


def description(view: View) -> str:
    """For search results."""
    return view.t.gettext("How this site can be used by everyone, how that was tested, and what has not been.")


def _bullets(heading: str, items: list[str]) -> Component:
    return html.Section([html.H2(heading), html.Ul([html.Li(words) for words in items])])


def _state(view: View) -> Component:
    _ = view.t.gettext
    return html.Section(
        [
            html.H2(_("State of conformity")),
            html.P(
                _(
                    "The aim is WCAG 2.2 level AA and the French RGAA 4.1. No audit has been carried out, so this "
                    "site claims no rate and no level of conformity."
                ),
                className="notice",
            ),
        ]
    )


def _done(view: View) -> Component:
    _ = view.t.gettext
    return _bullets(
        _("What was done"),
        [
            _(
                "Every chart has the same values beside it as a table, a text alternative, and a description in words "
                "made from the same rows."
            ),
            _("Every page reads and works without scripts; filters are links and forms."),
            _("Every control can be reached and seen by keyboard; a first link leads to the content."),
            _(
                "The arrow keys lead through the figures of every chart, picture or live: each is marked on the chart "
                "and said with its value, period, source and page."
            ),
            _("Colour is never alone: marks differ by shape, lines by stroke, states by words."),
            _(
                "Pages fit a width of 320 pixels and four-fold zoom, follow the system's light or dark theme and "
                "forced colours, and nothing moves by itself."
            ),
            _("French and English pages say their language, and so do quotations in another one."),
        ],
    )


def _tested(view: View) -> Component:
    _ = view.t.gettext
    return _bullets(
        _("How it was tested"),
        [
            _(
                "By program, in the browser Chromium: axe-core on every kind of page in both languages and themes, "
                "walks by keyboard, the tree that screen readers are given, and widths down to 320 pixels."
            ),
            _("A program finds a part of the barriers that people meet, not all of them."),
        ],
    )


def _not_known(view: View) -> Component:
    _ = view.t.gettext
    return _bullets(
        _("What is not known, or not good enough"),
        [
            _("Nobody who uses assistive technology has tested this site, and no outside audit has been made."),
            _("It was not tried by hand with NVDA, JAWS, VoiceOver or TalkBack, nor in Firefox or Safari."),
            _(
                "Wide tables scroll sideways inside their own frame on medium screens; on phones each row becomes a "
                "list."
            ),
            _("Printed forms and titles of publications stay in the language of their source, without a translation."),
            _("Publications that this site links to may not be accessible."),
        ],
    )


def _contact(view: View) -> Component:
    _ = view.t.gettext
    contact = view.settings.contact
    words = (
        _("Where something does not work for you, write to {contact}.", contact=contact)
        if contact
        else _("This installation names no contact; whoever runs it can set one.")
    )
    return html.Section([html.H2(_("Tell us")), html.P(words)])


def layout(view: View) -> Component:
    """The page."""
    return html.Div(
        [
            html.H1(title(view)),
            html.P(description(view), className="lead"),
            _state(view),
            _done(view),
            _tested(view),
            _not_known(view),
            _contact(view),
        ]
    )


PAGE = Page(
    name="accessibility",
    pattern="accessibility",
    order=140,
    entry=MenuEntry("about", lambda t: t.gettext("Accessibility")),
    title=title,
    description=description,
    layout=layout,
    json_ld=lambda view: [page_object(view, title(view), description(view))],
)
