"""Words that this site uses, and why: in our own terms, after the Luxembourg Guidelines."""

from dash import html
from dash.development.base_component import Component

from dashboard.view.view import View

Term = tuple[str, str, str]


def _people(view: View) -> list[Term]:
    """Return (anchor, term, meaning) of words about children and those who harm them."""
    _ = view.t.gettext
    return [
        ("child", _("glossary.child"), _("glossary.anyone-under-18")),
        ("victim", _("glossary.victim"), _("glossary.child-exploited-whether")),
        ("perpetrator", _("glossary.perpetrator"), _("glossary.exploits-child-pays")),
        ("csec", _("glossary.commercial-sexual-exploitation"), _("glossary.sexual-exploitation-child")),
        ("prostitution", _("glossary.exploitation-children-prostitution"), _("glossary.done-child-words")),
        ("trafficking", _("glossary.trafficking"), _("glossary.recruiting-moving-harbouring")),
        ("csam", _("glossary.child-sexual-abuse"), _("glossary.images-recordings-abuse")),
        ("grooming", _("glossary.solicitation-children-sexual"), _("glossary.adults-approach-child")),
        ("travel", _("glossary.exploitation-travel-tourism"), _("glossary.exploitation-children-people")),
    ]


def _numbers(view: View) -> list[Term]:
    """Return (anchor, term, meaning) of words about figures."""
    _ = view.t.gettext
    return [
        ("recorded", _("glossary.recorded"), _("glossary.counted-service-course")),
        ("prevalence", _("glossary.prevalence"), _("glossary.many-children-exploited")),
        ("estimate", _("glossary.estimate"), _("glossary.number-nobody-counted")),
        ("claim", _("glossary.claim"), _("glossary.number-whose-method")),
        ("unit", _("glossary.unit"), _("glossary.counted-child-case")),
        ("break", _("glossary.break-series"), _("glossary.place-way-counting")),
    ]


def _list(terms: list[Term]) -> Component:
    entries = [html.Div([html.Dt(term, id=f"term-{anchor}"), html.Dd(meaning)]) for anchor, term, meaning in terms]
    return html.Dl(entries, className="facts")


def glossary(view: View) -> Component:
    """Return the terms with their meanings, each with an address of its own."""
    _ = view.t.gettext
    return html.Section(
        [
            html.H2(_("site.words"), id="words"),
            html.P(_("glossary.terms-follow-luxembourg")),
            _list(_people(view)),
            html.H3(_("glossary.about-figures")),
            _list(_numbers(view)),
        ]
    )
