"""How a figure's number is written in one cell, as the ledger of corrections writes it in `before` and `after`."""

from typing import Final

from pipelines.schema.codes import Qualifier

WITHDRAWN: Final = "withdrawn"
MISSING: Final = "missing"
_MARKS: Final = {
    Qualifier.APPROX: "~",
    Qualifier.MORE_THAN: ">",
    Qualifier.LESS_THAN: "<",
    Qualifier.AT_LEAST: ">=",
    Qualifier.AT_MOST: "<=",
}


def _number(value: float | None) -> str:
    return "?" if value is None or value != value else f"{value:.15g}"


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
