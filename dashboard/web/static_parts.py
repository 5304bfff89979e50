"""What the app need not manage: parts of a layout that no callback touches travel to it as written HTML.

React then builds a handful of components instead of thousands, and the page is drawn the same: both come from one tree,
through one writer.
"""

from collections.abc import Collection
from typing import Any

from dash.development.base_component import Component

from dashboard.components.elements import Static
from dashboard.web.html_text import inner_html, properties_of, react_properties, tag_of


def _is_live(node: Any, live: Collection[str]) -> bool:
    if isinstance(node, (list, tuple)):
        return any(_is_live(child, live) for child in node)
    if not isinstance(node, Component):
        return False
    return getattr(node, "id", None) in live or _is_live(getattr(node, "children", None), live)


def _settle(node: Any, live: Collection[str]) -> Any:
    if isinstance(node, (list, tuple)):
        return [_settle(child, live) for child in node]
    if not isinstance(node, Component):
        return node
    if not _is_live(node, live):
        return Static(tag=tag_of(node), attributes=react_properties(node), html=inner_html(node))
    if getattr(node, "id", None) in live and node._namespace != "dash_html_components":
        return node
    make: Any = type(node)
    return make(**{**properties_of(node), "children": _settle(getattr(node, "children", None), live)})


def settle(layout: Component, live: Collection[str]) -> Component:
    """The layout with each part outside the live components as one static element.

    Args:
        layout: a page's layout, of components that have HTML of their own.
        live: ids of components that callbacks read or write; they and what holds them stay components.
    """
    return _settle(layout, live)  # type: ignore[no-any-return]
