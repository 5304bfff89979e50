"""Elements and attributes that `dash.html` lacks or cannot preset.

Form fields, and a picture of known size for each screen: the server writes them as plain HTML, like the components
of `dash.html`. Attributes whose names hold a hyphen: `html.Nav(…, **aria(label="Main"))`.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from dash.development.base_component import Component

_COMMON = ["id", "name", "className", "data-*", "aria-*"]


def aria(**values: Any) -> dict[str, Any]:
    """Name `aria-*` attributes."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: Any) -> dict[str, Any]:
    """Name `data-*` attributes."""
    return {f"data-{name}": value for name, value in values.items()}


def separated(parts: Sequence[Component], separator: str) -> list[Component | str]:
    """Return parts of a sentence with a separator between each two."""
    return [each for part in parts for each in (separator, part)][1:]


class _Element(Component):
    """What they share: their namespace, and which properties they take."""

    _namespace = "esec_elements"
    _own_props: ClassVar[list[str]] = []

    def __init__(self, **props: Any) -> None:
        self._prop_names = [*_COMMON, *self._own_props]
        self._valid_wildcard_attributes = ["data-", "aria-"]
        self.available_properties = self._prop_names
        self.available_wildcard_properties = self._valid_wildcard_attributes
        self._children_props = []
        self._base_nodes = ["children"]
        given = {name: value for name, value in props.items() if value is not None}
        super().__init__(**given)  # type: ignore[no-untyped-call]


class Field(_Element):
    """A one-line field whose value the reader changes and the form sends."""

    _type = "Field"
    _own_props: ClassVar[list[str]] = [
        "type", "defaultValue", "placeholder", "autoComplete", "inputMode", "maxLength", "pattern", "spellCheck",
        "readOnly",
    ]  # fmt: skip

    def __init__(self, *, name: str | None = None, id: str | None = None, type: str = "text", **props: Any) -> None:
        super().__init__(name=name, id=id, type=type, **props)


class Choice(_Element):
    """A list of which the reader takes one entry; `options` are (value, words)."""

    _type = "Choice"
    _own_props: ClassVar[list[str]] = ["defaultValue", "options"]

    def __init__(
        self, *, name: str, id: str, options: Sequence[tuple[str, str]], chosen: str = "", **props: Any
    ) -> None:
        super().__init__(name=name, id=id, options=[list(pair) for pair in options], defaultValue=chosen, **props)


class Picture(_Element):
    """An image with other files for other screens. Every file states its size, so nothing moves when it comes.

    `sources` are dictionaries of `media`, `srcSet`, `width` and `height`.
    """

    _type = "Picture"
    _own_props: ClassVar[list[str]] = ["sources", "src", "alt", "width", "height", "loading"]

    def __init__(
        self, *, src: str, alt: str, width: int, height: int, sources: Sequence[dict[str, Any]] = (), **props: Any
    ) -> None:
        super().__init__(src=src, alt=alt, width=width, height=height, sources=list(sources), **props)
