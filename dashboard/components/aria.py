"""Names of regions for assistive technology, as attributes of a component."""

from typing import Any


def named(words: str) -> dict[str, Any]:
    """A name in words, where nothing on the page shows it."""
    return {"aria-label": words}


def named_by(anchor: str) -> dict[str, Any]:
    """The name is the text of the element with that id."""
    return {"aria-labelledby": anchor}
