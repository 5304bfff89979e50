"""Dates as French and English prose prints them, read as ISO 8601 at the precision printed."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = {
    "janvier": 1,
    "février": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "août": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "décembre": 12,
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
}
_MONTH: Final = "|".join(_MONTHS)
YEAR: Final = r"(?:1[89]|20)\d{2}"
# A footnote mark of one or two digits may be glued to the year ("5 avril 201151"): it is not part of the date.
_IN_WORDS: Final = re.compile(
    rf"(?<![\w.,-])(?:(?P<first>\d{{1,2}})(?:er)? (?:au|-|et) )?(?:(?P<day>\d{{1,2}})(?:er)? )?"
    rf"(?P<month>{_MONTH})\b(?: (?P<year>{YEAR})(?=\d{{0,2}}(?!\d)))?",
    re.IGNORECASE,
)
_IN_FIGURES: Final = re.compile(rf"(?<![\d/])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>{YEAR})(?![\d/])")


@dataclass(frozen=True)
class PrintedDate:
    """One printed date, or two that share month and year ("9 au 11 mai 2007").

    Attributes:
        start: where it begins in the text.
        end: where it ends.
        iso: the dates at the precision printed; `--MM-DD` where no year is printed.
    """

    start: int
    end: int
    iso: tuple[str, ...]


def _iso(year: str | None, month: int, day: str | None) -> str | None:
    if day is None:
        return f"{year}-{month:02d}"
    try:
        # 2000 is a leap year: without a printed year, 29 February is possible.
        date(int(year or 2000), month, int(day))
    except ValueError:
        return None
    return f"{year or '-'}-{month:02d}-{int(day):02d}"


def find_dates(text: str) -> list[PrintedDate]:
    """Dates printed in a text, in order: day month year, month year, day month, or day/month/year.

    A year alone is a number, not a date here. Impossible dates are not dates.
    """
    found = []
    for match in _IN_WORDS.finditer(text):
        if match["day"] is None and (match["year"] is None or match["first"] is not None):
            continue
        month = _MONTHS[match["month"].lower()]
        days = [match["first"], match["day"]] if match["first"] else [match["day"]]
        iso = [_iso(match["year"], month, day) for day in days]
        if None not in iso:
            found.append(PrintedDate(match.start(), match.end(), tuple(value for value in iso if value)))
    for match in _IN_FIGURES.finditer(text):
        value = _iso(match["year"], int(match["month"]), match["day"])
        if value:
            found.append(PrintedDate(match.start(), match.end(), (value,)))
    return sorted(found, key=lambda printed: printed.start)
