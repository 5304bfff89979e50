"""The reader's choices as links: each names what it does and leads to the address of that view."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import aria
from dashboard.view.view import View


def choice(view: View, label: str, name: str, options: Sequence[tuple[str, str]]) -> Component:
    """Links of which one is the present view.

    Args:
        view: the view.
        label: what is chosen.
        name: the parameter.
        options: (value, words).
    """
    now = view.params[name]
    links: list[Any] = [
        html.Li(html.A(words, href=view.here(**{name: value}), **(aria(current="true") if value == now else {})))
        for value, words in options
    ]
    stem = f"choice-{name}"
    return html.Div([html.Span(label, id=stem), html.Ul(links, **aria(labelledby=stem))], className="choice")


def toggles(view: View, *, others: bool, events: bool, derived: bool) -> Component | None:
    """Return choices of an indicator's page; only those that change something are offered."""
    _ = view.t.gettext
    offered = [
        choice(
            view, _("site.figures"), "sources", [("report", _("toggles.report")), ("all", _("toggles.publications"))]
        )
        if others
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
