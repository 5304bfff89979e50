"""Dates as French and English prose prints them, read as ISO 8601 at the precision printed."""

import re
from datetime import date
from typing import Final

from babel.dates import get_month_names

from pipelines.schema.declared import LANGUAGES

_MONTHS: Final = {
    name.lower(): month for lang in LANGUAGES for month, name in get_month_names("wide", locale=lang).items()
}
_MONTH: Final = "|".join(_MONTHS)
YEAR: Final = r"(?:1[89]|20)\d{2}"
LONE_YEAR: Final = re.compile(YEAR)
# A footnote mark of one or two digits may be glued to a year ("en 200945").
MARKED_YEAR: Final = re.compile(rf"(?P<year>{YEAR})(?P<mark>[1-9]\d?)")
# A mark glued to the year ("5 avril 201151") is not part of the date.
_IN_WORDS: Final = re.compile(
    rf"(?<![\w.,-])(?:(?P<first>\d{{1,2}})(?:er)? (?:au|-|et) )?(?:(?P<day>\d{{1,2}})(?:er)? )?"
    rf"(?P<month>{_MONTH})\b(?: (?P<year>{YEAR})(?=\d{{0,2}}(?!\d)))?",
    re.IGNORECASE,
)
_IN_FIGURES: Final = re.compile(rf"(?<![\d/])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>{YEAR})(?![\d/])")


def _iso(year: str | None, month: int, day: str | None) -> str | None:
    if day is None:
        return f"{year}-{month:02d}"
    try:
        # 2000 is a leap year: without a printed year, 29 February is possible.
        date(int(year or 2000), month, int(day))
    except ValueError:
        return None
    return f"{year or '-'}-{month:02d}-{int(day):02d}"


def find_dates(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Find the dates in a text: day month year, month year, day month, or day/month/year.

    A year alone is a number, not a date here. Impossible dates are not dates.

    Returns:
        Start, end and ISO dates of each, in order: two dates where they share month and year ("9 au 11 mai 2007"),
        `--MM-DD` where no year is printed.
    """
    found = []
    for match in _IN_WORDS.finditer(text):
        if match["day"] is None and (match["year"] is None or match["first"] is not None):
            continue
        days = [match["first"], match["day"]] if match["first"] else [match["day"]]
        iso = [_iso(match["year"], _MONTHS[match["month"].lower()], day) for day in days]
        if None not in iso:
            found.append((*match.span(), tuple(value for value in iso if value)))
    for match in _IN_FIGURES.finditer(text):
        value = _iso(match["year"], int(match["month"]), match["day"])
        if value:
            found.append((*match.span(), (value,)))
    return sorted(found)
