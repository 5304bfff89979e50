"""Attributes whose names hold a hyphen, for `dash.html` components: `html.Nav(…, **aria(label="Main"))`."""

from typing import Any


def aria(**values: Any) -> dict[str, Any]:
    """`aria-*` attributes."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: Any) -> dict[str, Any]:
    """`data-*` attributes."""
    return {f"data-{name}": value for name, value in values.items()}
