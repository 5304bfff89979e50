"""Writes a tree of Dash's html components as HTML text, so that the first answer carries the page."""

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from dash.development.base_component import Component

from dashboard.components.elements import Choice, Field, Picture
from dashboard.text.typography import StandIn
from dashboard.web.dash_private import html_name

_VOID: Final = frozenset({"br", "col", "hr", "img", "input", "source", "wbr"})
_RENAMED: Final = {"className": "class", "htmlFor": "for", "acceptCharset": "accept-charset", "defaultValue": "value"}
# Properties that mean something to Dash or React alone.
_SILENT: Final = frozenset({"children", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "key"})
_STATED: Final = ("aria-", "data-")


class NotPaintableError(TypeError):
    """Say that a component that has no HTML of its own stands in a page's first view."""


def _attribute(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        raise NotPaintableError(f"{name} takes a class of the style sheet instead")
    stated = name.startswith(_STATED)
    label = _RENAMED.get(name, name if stated else name.lower())
    if isinstance(value, bool):
        # aria-* and data-* state both values; a boolean attribute is there or not.
        return f' {label}="{str(value).lower()}"' if stated else f" {label}" * value
    return "" if value is None else f' {label}="{escape(str(value), quote=True)}"'


def properties_of(node: Component) -> dict[str, Any]:
    """Give the properties that a component was given."""
    written: dict[str, Any] = node.to_plotly_json()  # type: ignore[no-untyped-call]
    # Sorted: Dash's own order follows the hash seed, and replicas must answer alike to the byte.
    return dict(sorted(written["props"].items()))


def _properties(node: Component, *also_silent: str) -> str:
    props = properties_of(node)
    return "".join(_attribute(name, value) for name, value in props.items() if name not in _SILENT | set(also_silent))


def _write_choice(node: Choice, parts: list[str]) -> None:
    parts.append(f"<select{_properties(node, 'options', 'defaultValue')}>")
    props = properties_of(node)
    for value, words in props["options"]:
        chosen = " selected" * (value == props["defaultValue"])
        parts.append(f'<option value="{escape(value)}"{chosen}>{escape(words, quote=False)}</option>')
    parts.append("</select>")


def _attributes(values: Mapping[str, Any]) -> str:
    return "".join(_attribute(name, value) for name, value in values.items())


def _write_picture(node: Picture, parts: list[str]) -> None:
    parts.append(f"<picture{_attributes({'className': getattr(node, 'className', None)})}>")
    parts.extend(f"<source{_attributes(source)}>" for source in properties_of(node)["sources"])
    parts.append(f'<img{_properties(node, "sources", "className")} decoding="sync"></picture>')


def _write_component(node: Component, parts: list[str]) -> None:
    if isinstance(node, Choice):
        _write_choice(node, parts)
        return
    if isinstance(node, Picture):
        _write_picture(node, parts)
        return
    if isinstance(node, Field):
        parts.append(f"<input{_properties(node)}>")
        return
    tag = html_name(node)
    if tag is None:
        raise NotPaintableError(f"{type(node).__name__} has no HTML of its own; mount it after the first view")
    parts.append(f"<{tag}{_properties(node)}>")
    if tag not in _VOID:
        _write(getattr(node, "children", None), parts)
        parts.append(f"</{tag}>")


def _write(node: Any, parts: list[str]) -> None:
    if isinstance(node, Component):
        _write_component(node, parts)
    elif isinstance(node, (list, tuple)):
        for child in node:
            _write(child, parts)
    elif isinstance(node, StandIn) and node:
        parts.append(f'<span lang="{node.lang}">{escape(node, quote=False)}</span>')
    elif node is not None and not isinstance(node, bool):
        parts.append(escape(str(node), quote=False))


def to_html(node: Any) -> str:
    """Write the HTML of a component, a text, a number, None or a list of these.

    Raises:
        NotPaintableError: a component is neither of `dash.html` nor one of our elements, or carries a style property.
    """
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)
