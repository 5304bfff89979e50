"""Words that this site uses, and why: in our own terms, after the Luxembourg Guidelines."""

from dash import html
from dash.development.base_component import Component

from dashboard.view.view import View

Term = tuple[str, str, str]


def _people(view: View) -> list[Term]:
    """(anchor, term, meaning) of words about children and those who harm them."""
    _ = view.t.gettext
    return [
        (
            "child",
            _("Child"),
            _("Anyone under 18, whatever the age of consent. We write minor only for the legal status."),
        ),
        (
            "victim",
            _("Victim"),
            _("A child who was exploited, whether or not a service found out."),
        ),
        (
            "perpetrator",
            _("Perpetrator"),
            _(
                "Who exploits a child or pays for it. We avoid the words of trade, and those of illness, unless a law "
                "uses them."
            ),
        ),
        (
            "csec",
            _("Commercial sexual exploitation of children"),
            _(
                "Sexual exploitation of a child for payment or another gain, whoever gains. It is a part of the sexual "
                "exploitation of children: the gain is what sets it apart."
            ),
        ),
        (
            "prostitution",
            _("Exploitation of children in prostitution"),
            _("We say what is done to the child. Other words stand only in names of laws, treaties and publications."),
        ),
        (
            "trafficking",
            _("Trafficking"),
            _(
                "Recruiting, moving or harbouring a person to exploit them. For a child, it needs neither force nor "
                "deceit."
            ),
        ),
        (
            "csam",
            _("Child sexual abuse material"),
            _(
                "Images and recordings of abuse. The word pornography stands only in names of laws and treaties: it "
                "suggests consent."
            ),
        ),
        (
            "grooming",
            _("Solicitation of children for sexual purposes"),
            _("An adult's approach to a child, often online, to prepare an abuse. We do not speak of a relationship."),
        ),
        (
            "travel",
            _("Exploitation in travel and tourism"),
            _(
                "Exploitation of children by people who travel, in their own country or abroad. It is no kind of "
                "tourism."
            ),
        ),
    ]


def _numbers(view: View) -> list[Term]:
    """(anchor, term, meaning) of words about figures."""
    _ = view.t.gettext
    return [
        (
            "recorded",
            _("Recorded"),
            _("Counted by a service in the course of its work. What was not detected is not in it."),
        ),
        (
            "prevalence",
            _("Prevalence"),
            _("How many children are exploited, found or not. No figure on this site says that."),
        ),
        (
            "estimate",
            _("Estimate"),
            _("A number that nobody counted. It is shown with who gives it and how, and never joined to counts."),
        ),
        ("claim", _("Claim"), _("A number whose method its source does not state.")),
        (
            "unit",
            _("Unit"),
            _(
                "What is counted. A child, a case, a conviction, a call and a web address are never added to one "
                "another."
            ),
        ),
        ("break", _("Break in series"), _("A place where the way of counting changed. The line stops there.")),
    ]


def _list(terms: list[Term]) -> Component:
    entries = [html.Div([html.Dt(term, id=f"term-{anchor}"), html.Dd(meaning)]) for anchor, term, meaning in terms]
    return html.Dl(entries, className="facts")


def glossary(view: View) -> Component:
    """The terms with their meanings, each with an address of its own."""
    _ = view.t.gettext
    return html.Section(
        [
            html.H2(_("Words"), id="words"),
            html.P(
                _(
                    "Terms follow the Luxembourg Guidelines on terminology for the protection of children from sexual "
                    "exploitation and abuse (2nd edition, 2025), read through publications that sum them up."
                )
            ),
            _list(_people(view)),
            html.H3(_("About figures")),
            _list(_numbers(view)),
        ]
    )
