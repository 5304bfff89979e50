"""Words that this site uses, and why: in our own terms, after the Luxembourg Guidelines."""

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.view.view import View

# Anchors of words about children and those who harm them, and of words about figures.
PEOPLE: Final = ("child", "victim", "perpetrator", "csec", "prostitution", "trafficking", "csam", "grooming", "travel")
NUMBERS: Final = ("recorded", "prevalence", "estimate", "claim", "unit", "break")


def _list(view: View, anchors: Sequence[str]) -> Component:
    _ = view.t.gettext
    entries = [
        html.Div([html.Dt(_(f"glossary.{anchor}"), id=f"term-{anchor}"), html.Dd(_(f"glossary.{anchor}.meaning"))])
        for anchor in anchors
    ]
    return html.Dl(entries, className="facts")


def glossary(view: View) -> Component:
    """Return the terms with their meanings, each with an address of its own."""
    _ = view.t.gettext
    return html.Section(
        [
            html.H2(_("site.words"), id="words"),
            html.P(_("glossary.terms-follow-luxembourg")),
            _list(view, PEOPLE),
            html.H3(_("glossary.about-figures")),
            _list(view, NUMBERS),
        ]
    )
