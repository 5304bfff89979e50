"""Periods and their frequencies as SDMX writes them (Section 6 of the standard, 4.2: observational time periods)."""

import re
from datetime import date, timedelta
from typing import Final

from pipelines.schema.periods import Period, parse_period

# Codes of SDMX CL_FREQ; the last stands for an interval of any other length.
OTHER: Final = "_O"
FREQUENCIES: Final = ("A", "S", "Q", "M", "D", OTHER)
_BY_PRECISION: Final = {4: "A", 7: "M", 10: "D"}
# Months of a calendar period that an interval may cover exactly.
_BY_MONTHS: Final = {12: "A", 6: "S", 3: "Q", 1: "M"}
_REPORTING: Final = re.compile(r"(?P<year>[12]\d{3})-(?P<kind>[ASTQM])(?P<number>\d{1,2})", re.ASCII)
_MONTHS: Final = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}
_RANGE: Final = re.compile(r"(?P<first>[12]\d{3}-\d{2}-\d{2})/P(?P<number>\d{1,4})(?P<unit>[YMD])", re.ASCII)


def _months_between(period: Period) -> int | None:
    """Return the whole months that a period covers; None where it does not begin and end with a month."""
    following = period.end + timedelta(days=1)
    if period.start.day != 1 or following.day != 1:
        return None
    return (following.year - period.start.year) * 12 + following.month - period.start.month


def sdmx_period(text: str) -> str:
    """Return a period as SDMX writes it: years, months and days as they are, an interval by its first day and duration.

    >>> sdmx_period("2005/2009")
    '2005-01-01/P5Y'
    """
    if "/" not in text:
        return text
    period = parse_period(text)
    months = _months_between(period)
    first = period.start.isoformat()
    if months is None:
        return f"{first}/P{(period.end - period.start).days + 1}D"
    whole_years = months % 12 == 0 and period.start.month == 1
    return f"{first}/P{months // 12}Y" if whole_years else f"{first}/P{months}M"


def frequency(text: str) -> str:
    """Return the code of FREQ that a period's length gives: a year, half-year, quarter, month, day, or none of these.

    >>> frequency("2008-06"), frequency("2005/2009")
    ('M', '_O')
    """
    if "/" not in text:
        return _BY_PRECISION[len(text)]
    period = parse_period(text)
    months = _months_between(period)
    calendar = months in _BY_MONTHS and (period.start.month - 1) % months == 0
    return _BY_MONTHS[months] if months and calendar else OTHER


def _after_months(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return first.replace(year=number // 12, month=number % 12 + 1)


def read_period(text: str) -> Period:
    """Return first and last day of a period as a request gives it, ours or SDMX's (`2010-Q3`, `2005-01-01/P5Y`).

    Raises:
        ValueError: it is no such period.
    """
    reporting, interval = _REPORTING.fullmatch(text), _RANGE.fullmatch(text)
    if reporting:
        length, number = _MONTHS[reporting["kind"]], int(reporting["number"])
        if not 1 <= number <= 12 // length:
            raise ValueError(f"{text!r} is no part of a year")
        first = date(int(reporting["year"]), (number - 1) * length + 1, 1)
        return Period(first, _after_months(first, length) - timedelta(days=1))
    if interval:
        first, number = date.fromisoformat(interval["first"]), int(interval["number"])
        if interval["unit"] == "D":
            return Period(first, first + timedelta(days=number - 1))
        months = number * 12 if interval["unit"] == "Y" else number
        if first.day != 1:
            raise ValueError(f"{text!r} does not begin with a month")
        return Period(first, _after_months(first, months) - timedelta(days=1))
    if not text.isascii():
        raise ValueError(f"{text!r} is no period of ISO 8601")
    return parse_period(text)
