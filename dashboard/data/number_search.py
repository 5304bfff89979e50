"""Finding figures by a number that they show: as value or bound, as printed, or as the year of their period."""

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import Any, Final

from dashboard.data.cache import BoundedCache
from dashboard.data.query import Tables, Where
from dashboard.data.search import numbers_of
from pipelines.schema.columns import C, T

_VALUES: Final = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
# What may stand between two digits of one number, as `numbers_of` reads it.
_APART: Final = "[ .,\u00a0\u202f\t]?"
_KEPT: Final = 64


def _written(value: float) -> str:
    return f"{value:.10g}"


def values_written(digits: str) -> Iterator[float]:
    """Values that are written with exactly these digits, wherever the decimal sign stands: 367, 36.7 and 3.67."""
    for place in range(len(digits)):
        whole, decimals = digits[: len(digits) - place], digits[len(digits) - place :]
        value = float(f"{whole}.{decimals or 0}")
        if digits in numbers_of(_written(value)):
            yield value
            if value:
                yield -value


class NumberSearch:
    """Numbers that the figures of one data version show."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._printed: BoundedCache[list[str]] = BoundedCache(_KEPT)

    @cached_property
    def _periods(self) -> list[str]:
        return self._tables.distinct(T.OBSERVATIONS, C.TIME_PERIOD)

    def _printed_with(self, digits: str) -> list[str]:
        """Printed forms with a number of these digits, however its thousands and decimals are set apart."""
        pattern = f"(^|[^0-9]){_APART.join(digits)}($|[^0-9])"
        texts = self._tables.distinct(T.OBSERVATIONS, C.AS_PRINTED, matching=pattern)
        return [text for text in texts if digits in numbers_of(text)]

    def conditions(self, numbers: Iterable[str]) -> Iterator[Where]:
        """For each number, the columns and values of which a figure must have one."""
        for digits in numbers:
            found: dict[str, list[Any]] = {column: list(values_written(digits)) for column in _VALUES}
            found[C.AS_PRINTED] = self._printed.get(digits, partial(self._printed_with, digits))
            found[C.TIME_PERIOD] = [text for text in self._periods if _shows(text, digits)]
            yield found


def _shows(period: str, digits: str) -> bool:
    parts = period.split("/")
    return digits in {*(number for part in parts for number in numbers_of(part)), *(part[:4] for part in parts)}
