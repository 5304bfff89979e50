"""Dates as prose prints them, read as ISO 8601 at the precision printed."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from pipelines.printed.grammar import YEAR, Grammar

LONE_YEAR: Final = re.compile(YEAR)
# A footnote mark of one or two digits may be glued to a year ("en 200945").
MARKED_YEAR: Final = re.compile(rf"(?P<year>{YEAR})(?P<mark>[1-9]\d?)")
_IN_FIGURES: Final = re.compile(
    rf"(?<![\d/.])(?P<day>\d{{1,2}})(?P<sign>[/.])(?P<month>\d{{1,2}})(?P=sign)(?P<year>{YEAR})(?![\d/])"
)
# A school or budget year: "2009/10", "2022/2023".
_TWO_YEARS: Final = re.compile(rf"(?<![\d/])(?P<first>{YEAR})/(?P<last>{YEAR}|\d{{2}})(?![\d/])")
# A mark glued to the year ("5 avril 201151") is not part of the date.
_YEAR: Final = rf"(?P<year>{YEAR})(?=\d{{0,2}}(?!\d))"

Found = tuple[int, int, tuple[str, ...]]


def _month(grammar: Grammar) -> str:
    names = "|".join(sorted(map(re.escape, grammar.months), key=len, reverse=True))
    return rf"(?P<month>{names})\b\.?"


@cache
def _day_first(grammar: Grammar) -> re.Pattern[str]:
    day = grammar.day_ending
    return re.compile(
        rf"(?<![\w.,-])(?:(?P<first>\d{{1,2}}){day} (?:{grammar.day_links}) |(?P<dashed>\d{{1,2}})-)?"
        rf"(?:(?P<day>\d{{1,2}}){day}{grammar.of})?{_month(grammar)}(?:{grammar.of}{_YEAR})?",
        re.IGNORECASE,
    )


@cache
def _month_first(grammar: Grammar) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.,-]){_month(grammar)} (?P<day>\d{{1,2}})(?:{grammar.day_ending}),? {_YEAR}", re.IGNORECASE
    )


@cache
def _quarters(grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![\w-]){each}{_YEAR}", re.IGNORECASE) for each in grammar.quarters)


def _iso(year: str | None, month: int, day: str | None) -> str | None:
    if day is None:
        return f"{year}-{month:02d}"
    try:
        # 2000 is a leap year: without a printed year, 29 February is possible.
        date(int(year or 2000), month, int(day))
    except ValueError:
        return None
    return f"{year or '-'}-{month:02d}-{int(day):02d}"


def _in_words(text: str, grammar: Grammar) -> Iterator[Found]:
    if grammar.day_month:
        for match in _month_first(grammar).finditer(text):
            if value := _iso(match["year"], grammar.months[match["month"].lower()], match["day"]):
                yield *match.span(), (value,)
    for match in _day_first(grammar).finditer(text):
        first = match["first"] or match["dashed"]
        if match["day"] is None and (match["year"] is None or first is not None):
            continue
        days = [first, match["day"]] if first else [match["day"]]
        iso = [_iso(match["year"], grammar.months[match["month"].lower()], day) for day in days]
        if None not in iso:
            yield *match.span(), tuple(value for value in iso if value)


def _of_several_months(text: str, grammar: Grammar) -> Iterator[Found]:
    """Find quarters and school years: the ends of each, at the precision printed."""
    for pattern in _quarters(grammar):
        for match in pattern.finditer(text):
            said = match["quarter"].lower()
            number = int(said) if said.isdigit() else grammar.ordinals.get(said, 0)
            if 1 <= number <= 4:
                yield *match.span(), (f"{match['year']}-{3 * number - 2:02d}", f"{match['year']}-{3 * number:02d}")
    for match in _TWO_YEARS.finditer(text):
        last = match["first"][:2] + match["last"] if len(match["last"]) == 2 else match["last"]
        if int(last) == int(match["first"]) + 1:
            yield *match.span(), (match["first"], last)


def _in_figures(text: str) -> Iterator[Found]:
    for match in _IN_FIGURES.finditer(text):
        if value := _iso(match["year"], int(match["month"]), match["day"]):
            yield *match.span(), (value,)


def find_dates(text: str, grammar: Grammar) -> list[Found]:
    """Find the dates in a text: day month year, month year, day month, day/month/year, quarters and school years.

    A year alone is a number, not a date here. Impossible dates are not dates. Figures put the day first.

    Returns:
        Start, end and ISO dates of each, in order, none overlapping: two dates where they share month and year ("9 au
        11 mai 2007") and for the ends of a quarter or a school year, `--MM-DD` where no year is printed.
    """
    found: list[Found] = []
    for each in (*_in_words(text, grammar), *_of_several_months(text, grammar), *_in_figures(text)):
        if all(each[1] <= other[0] or other[1] <= each[0] for other in found):
            found.append(each)
    return sorted(found)
