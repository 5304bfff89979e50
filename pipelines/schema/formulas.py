"""Formulas over figure ids: the only arithmetic that is ours, written so that a reader can redo it.

`sum(o-0001,o-0002)`, `mean(…)`, `share(part,base)` in percent, `change(earlier,later)` in percent of the earlier value,
`difference(a,b)`, `ratio(a,b)`.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SHAPE = re.compile(r"(?P<name>[a-z]+)\((?P<ids>[a-z]+-\d{4}(?:,[a-z]+-\d{4})*)\)", re.ASCII)


def _share(values: list[float]) -> float:
    part, base = values
    return 100 * part / base


def _change(values: list[float]) -> float:
    earlier, later = values
    return 100 * (later - earlier) / earlier


def _difference(values: list[float]) -> float:
    minuend, subtrahend = values
    return minuend - subtrahend


def _ratio(values: list[float]) -> float:
    numerator, denominator = values
    return numerator / denominator


# name: (computation, least number of ids, greatest number of ids)
_FUNCTIONS: dict[str, tuple[Callable[[list[float]], float], int, float]] = {
    "sum": (math.fsum, 2, math.inf),
    "mean": (lambda values: math.fsum(values) / len(values), 2, math.inf),
    "share": (_share, 2, 2),
    "change": (_change, 2, 2),
    "difference": (_difference, 2, 2),
    "ratio": (_ratio, 2, 2),
}


@dataclass(frozen=True)
class Formula:
    """A parsed formula: the function's name and the ids it is applied to, in order."""

    name: str
    ids: tuple[str, ...]

    def compute(self, values: Mapping[str, float]) -> float:
        """Return result over the values by id.

        Raises:
            KeyError: an id has no value.
            ValueError: the result is not a number (division by zero).
        """
        function, _, _ = _FUNCTIONS[self.name]
        try:
            return function([values[key] for key in self.ids])
        except ZeroDivisionError:
            raise ValueError(f"{self} divides by zero") from None

    def __str__(self) -> str:
        """Return the formula as written."""
        return f"{self.name}({','.join(self.ids)})"


def parse_formula(text: str) -> Formula:
    """Parse a formula.

    >>> parse_formula("sum(o-0001,o-0002)").ids
    ('o-0001', 'o-0002')

    Raises:
        ValueError: the text is not a known function over figure ids, or has too few or too many of them.
    """
    match = _SHAPE.fullmatch(text)
    if match is None or match["name"] not in _FUNCTIONS:
        known = ", ".join(_FUNCTIONS)
        raise ValueError(f"{text!r} is not one of {known} over figure ids, as in sum(o-0001,o-0002)")
    ids = tuple(match["ids"].split(","))
    _, least, greatest = _FUNCTIONS[match["name"]]
    if not least <= len(ids) <= greatest:
        raise ValueError(
            f"{match['name']} takes {least} figure ids{' or more' if greatest > least else ''}, not {len(ids)}"
        )
    return Formula(match["name"], ids)
