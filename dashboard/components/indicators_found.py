"""Indicators that a search found, in order, each at a glance with the figures found within it."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.glance import glance
from dashboard.components.observations_table import observations_table
from dashboard.data.excerpt import MOST_SHOWN
from dashboard.data.facets import Selected
from dashboard.text.format import format_number
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T

# Figures that a page of indicators shows; an indicator whose figures no longer fit leads to a page of their own.
MOST_WITHIN: Final = 100
# Figures that it reads besides, for last values and small drawings; an indicator that no longer fits has neither.
MOST_READ: Final = 600
# So few figures on a page are seen at once, without unfolding.
_FEW: Final = 12


def in_order(view: View, selected: Selected) -> list[str]:
    """List the indicators found: the closest first where words were searched, else by topic and place in it."""
    found = list(selected.by_indicator)
    if selected.found.indicators is not None:
        return found
    rows = {key: view.snapshot.row(T.INDICATORS, key) or {} for key in found}

    def place(key: str) -> tuple[int, str, int]:
        topic = view.snapshot.row(T.TOPICS, rows[key].get(C.TOPIC_ID)) or {}
        return topic.get(C.SORT_ORDER, 0), str(rows[key].get(C.TOPIC_ID)), rows[key].get(C.SORT_ORDER, 0)

    return sorted(found, key=place)


def indicators_found(view: View, selected: Selected, shown: Sequence[str]) -> Component:
    """List the indicators of a page, under their topics where no words put the closest first."""
    figures = selected.figures_of(_fitting(shown, selected.by_indicator.__getitem__, MOST_WITHIN))
    known = _fitting(shown, lambda key: min(view.snapshot.count(key), MOST_SHOWN), MOST_READ)
    view.snapshot.read_together(known)
    few = sum(selected.by_indicator[key] for key in shown) <= _FEW
    opened = few or bool(selected.found.numbers)

    def entries(keys: Sequence[str], heading: Callable[..., Component]) -> Component:
        return html.Ol(
            [
                glance(
                    view,
                    _indicator(view, key),
                    heading=heading,
                    told=key in known,
                    within=_figures(view, selected, key, figures.get(key), opened=opened),
                )
                for key in keys
            ],
            className="found",
        )

    if selected.found.indicators is not None:
        return entries(shown, html.H3)
    sections = []
    for topic_id, keys in groupby(shown, key=lambda key: _indicator(view, key).get(C.TOPIC_ID)):
        name = html.A(view.name_of(T.TOPICS, topic_id), href=view.href("topic", str(topic_id)))
        sections.append(html.Section([html.H3(name, className="found-topic"), entries(list(keys), html.H4)]))
    return html.Div(sections)


def _indicator(view: View, indicator_id: str) -> Row:
    return view.snapshot.row(T.INDICATORS, indicator_id) or {C.INDICATOR_ID: indicator_id}


def _fitting(keys: Sequence[str], size: Callable[[str], int], most: int) -> list[str]:
    """List as many of the keys as fit together, the smallest first."""
    fitting = []
    for key in sorted(keys, key=size):
        most -= size(key)
        if most < 0:
            break
        fitting.append(key)
    return fitting


def _figures(
    view: View, selected: Selected, indicator_id: str, rows: Sequence[Row] | None, *, opened: bool
) -> Component:
    """Show the figures found of an indicator, folded; where they do not fit on the page, the way to them."""
    number = _number_text(view, selected, indicator_id)
    if rows is None:
        label = view.t.gettext("explorer.all-figures-of", figures=number)
        return html.P(html.A(label, href=view.here(indicator=indicator_id, page="1")), className="elsewhere")
    unfolded: dict[str, Any] = {"open": True} if opened else {}
    return html.Details([html.Summary(number), figures_table(view, indicator_id, rows)], **unfolded)


def _number_text(view: View, selected: Selected, indicator_id: str) -> str:
    """Count the figures found of an indicator, and all that it has where they are more."""
    found, whole = selected.by_indicator[indicator_id], view.snapshot.count(indicator_id)
    number = format_number(found, view.lang)
    if found == whole:
        return view.t.ngettext("site.n-figures", found, n=number)
    return view.t.ngettext("explorer.n-of-figures", found, n=number, total=format_number(whole, view.lang))


def figures_table(view: View, indicator_id: str, rows: Sequence[Row]) -> Component:
    """Show figures of one indicator, which the heading above them names; reservations stand under their values."""
    name = view.name_of(T.INDICATORS, indicator_id)
    return observations_table(view, rows, name=f"found-{indicator_id}", caption=name, in_list=True)
