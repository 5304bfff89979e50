"""How cells are written in words, and a figure's number in one cell, as the ledger of corrections writes them."""

from typing import Any, Final

from pipelines.schema.cell_text import to_text
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C

WITHDRAWN: Final = "withdrawn"
PUBLISHED: Final = "published"
MISSING: Final = "missing"
FORM_COLUMNS: Final = (C.QUALIFIER, C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
"""Columns that together say a figure's number."""
_MARKS: Final = {
    Qualifier.APPROX: "~",
    Qualifier.MORE_THAN: ">",
    Qualifier.LESS_THAN: "<",
    Qualifier.AT_LEAST: ">=",
    Qualifier.AT_MOST: "<=",
}


def cell_form(value: Any) -> str:
    """A cell as the ledger writes it: truth values as raw files do, and an empty cell in a word."""
    text = to_text(value)
    return text.lower() if text in ("True", "False") else text or MISSING


def _number(value: float | None) -> str:
    return to_text(value) or "?"


def published_form(qualifier: str, value: float | None, low: float | None, high: float | None) -> str:
    """A figure's number and qualifier in one cell; empty numbers are None or NaN.

    >>> published_form("range", None, 4000, 8000), published_form("less_than", None, None, 100)
    ('[4000, 8000]', '<100')
    >>> published_form("approx", 15000, None, None), published_form("missing", None, None, None)
    ('~15000', 'missing')
    """
    if qualifier == Qualifier.MISSING:
        return MISSING
    if qualifier == Qualifier.RANGE:
        return f"[{_number(low)}, {_number(high)}]"
    if qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
        return f"{_MARKS[Qualifier(qualifier)]}{_number(low)}"
    if qualifier in (Qualifier.LESS_THAN, Qualifier.AT_MOST):
        return f"{_MARKS[Qualifier(qualifier)]}{_number(high)}"
    return f"{'~' if qualifier == Qualifier.APPROX else ''}{_number(value)}"
