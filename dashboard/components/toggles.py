"""The reader's choices as links: each names what it does and leads to the address of that view."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import aria
from dashboard.view.view import View


def choice(view: View, label: str, name: str, options: Sequence[tuple[str, str]], *, unset: str = "") -> Component:
    """Links of which one is the present view.

    Args:
        view: the view.
        label: what is chosen.
        name: the parameter.
        options: (value, words).
        unset: the value that stands where the address gives none; a link to it names none either.
    """
    now = view.params[name] or unset
    links: list[Any] = [
        html.Li(
            html.A(
                words,
                href=view.here(**{name: "" if value == unset else value}),
                **(aria(current="true") if value == now else {}),
            )
        )
        for value, words in options
    ]
    stem = f"choice-{name}"
    return html.Div([html.Span(label, id=stem), html.Ul(links, **aria(labelledby=stem))], className="choice")


def toggles(view: View, *, sources: str, events: bool, derived: bool) -> Component | None:
    """Return choices of an indicator's page; only those that change something are offered.

    Args:
        view: the view.
        sources: whose figures are shown where the reader has not chosen; empty where there is no choice.
        events: events can stand on the chart.
        derived: there is arithmetic of our own beside what others publish; alone, it is what the chart shows.
    """
    _ = view.t.gettext
    offered = [
        choice(
            view,
            _("site.figures"),
            "sources",
            [("report", _("toggles.report")), ("all", _("toggles.publications"))],
            unset=sources,
        )
        if sources
        else None,
        choice(view, _("site.events"), "events", [("1", _("toggles.shown")), ("0", _("toggles.hidden"))])
        if events
        else None,
        choice(
            view,
            _("toggles.calculations"),
            "derived",
            [("0", _("toggles.in-table-only")), ("1", _("toggles.on-chart-too"))],
        )
        if derived
        else None,
    ]
    kept = [item for item in offered if item is not None]
    return html.Nav(kept, className="toggles", **aria(label=_("toggles.chart-shows"))) if kept else None
