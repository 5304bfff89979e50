"""Periods as ISO 8601 text at the precision printed: `2009`, `2008-06`, `2010-11-20`, `2005/2009`."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_POINT = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
_PART = re.compile(r"(?P<year>[12]\d{3})-(?:Q(?P<quarter>[1-4])|[SH](?P<half>[12]))", re.ASCII)


@dataclass(frozen=True)
class Period:
    """First and last day of a period, both included."""

    start: date
    end: date

    @property
    def middle(self) -> float:
        """Return the middle of the period as a decimal year, for an axis of time."""
        days = (self.start.toordinal() + self.end.toordinal()) / 2
        year = date.fromordinal(int(days)).year
        first, following = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
        return year + (days - first) / (following - first)


def _parse_point(text: str) -> Period:
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a year, month or day of ISO 8601")
    year = int(match["year"])
    if match["month"] is None:
        return Period(date(year, 1, 1), date(year, 12, 31))
    month = int(match["month"])
    if not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no such month")
    if match["day"] is None:
        return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    if not 1 <= int(match["day"]) <= monthrange(year, month)[1]:
        raise ValueError(f"{text!r} has no such day")
    day = date(year, month, int(match["day"]))
    return Period(day, day)


def _parse_asked_point(text: str) -> Period:
    match = _PART.fullmatch(text)
    if match is None:
        return _parse_point(text)
    year, months = int(match["year"]), 3 if match["quarter"] else 6
    last = months * int(match["quarter"] or match["half"])
    return Period(date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1]))


def _parse(text: str, parse_point: Callable[[str], Period]) -> Period:
    first, separator, last = text.partition("/")
    start = parse_point(first)
    if not separator:
        return start
    end = parse_point(last)
    if end.end < start.start or first == last:
        raise ValueError(f"{text!r} does not end after it starts")
    return Period(start.start, end.end)


def parse_period(text: str) -> Period:
    """Return first and last day of an ISO 8601 period.

    >>> parse_period("2005/2009").end.isoformat()
    '2009-12-31'

    Raises:
        ValueError: the text is not such a period, names an impossible day, or ends before it starts.
    """
    return _parse(text, _parse_point)


def parse_asked(text: str) -> Period:
    """Return first and last day of a period that a reader asks for: published ones, and quarters and halves of a year.

    These are written as SDMX has them (`2009-Q1`, `2009-S1`), halves as `2009-H1` too. No published period is.

    >>> parse_asked("2009-Q3").start.isoformat()
    '2009-07-01'

    Raises:
        ValueError: the text is not such a period, names an impossible day, or ends before it starts.
    """
    return _parse(text, _parse_asked_point)
