"""Writes SVG elements: every text and attribute is escaped, every number is written the same way each time."""

import re
from typing import Final
from xml.sax.saxutils import escape

# Characters that XML 1.0 cannot hold, even escaped.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN: Final = re.compile(r"[\w #.,()/%:+-]*")
_IN_ATTRIBUTE: Final = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}

Value = str | int | float


def _escaped(text: str, extra: dict[str, str] | None = None) -> str:
    # Most texts are coordinates and colours, in which there is nothing to escape.
    if _PLAIN.fullmatch(text):
        return text
    return escape(_FORBIDDEN.sub("\ufffd", text), extra or {})


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def _attributes(given: dict[str, Value]) -> str:
    parts = []
    for name, value in given.items():
        written = _escaped(value, _IN_ATTRIBUTE) if isinstance(value, str) else number(value)
        parts.append(f' {name.rstrip("_").replace("_", "-")}="{written}"')
    return "".join(parts)


class Markup:
    """A growing piece of SVG. Underscores in attribute names become hyphens; a trailing one frees a Python keyword."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def __str__(self) -> str:
        """Return the SVG written so far."""
        return "".join(self._parts)

    def add(self, name: str, text: str | None = None, /, **attributes: Value) -> None:
        """Write one element, with text inside or empty."""
        if text is None:
            self._parts.append(f"<{name}{_attributes(attributes)}/>")
        else:
            self._parts.append(f"<{name}{_attributes(attributes)}>{_escaped(text)}</{name}>")

    def open(self, name: str, /, **attributes: Value) -> None:
        """Write an opening tag."""
        self._parts.append(f"<{name}{_attributes(attributes)}>")

    def close(self, name: str) -> None:
        """Write a closing tag."""
        self._parts.append(f"</{name}>")
