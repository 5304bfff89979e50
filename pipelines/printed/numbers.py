"""The numbers, dates and codes that stand in a text, by the patterns in which French and English prose print them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pipelines.printed.dates import YEAR, find_dates
from pipelines.printed.number_words import (
    MULTIPLE_WORDS,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    PARTS,
    ROUND_WORDS,
    SCALES,
    alternatives,
    words_value,
)
from pipelines.schema.codes import Qualifier


class Kind(StrEnum):
    """What a printed number is."""

    NUMBER = "number"
    SHARE = "share"  # "un tiers", "un sur quatre": read in percent
    ROUND = "round"  # "une dizaine": approximate by its wording
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"  # "quintuple"
    YEAR = "year"
    DATE = "date"
    CODE = "code"  # "225-12-1": names a text, counts nothing
    NONE = "none"  # "aucun"


@dataclass(frozen=True)
class Printed:
    """One number, date or code where it stands in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        kind: what it is.
        text: its characters.
        value: the number; None for dates and codes. Shares are in percent.
        iso: dates at the precision printed; empty for numbers.
        wording: qualifiers that the words around it allow; empty where they say nothing.
        falls: whether the words before it say that something fell by it.
    """

    start: int
    end: int
    kind: Kind
    text: str
    value: float | None = None
    iso: tuple[str, ...] = ()
    wording: frozenset[Qualifier] = frozenset()
    falls: bool = False


# Same length out as in, so that positions stay true.
_PLAIN: Final = str.maketrans(
    dict.fromkeys("\u00a0\u2009\u202f\t\n", " ") | dict.fromkeys("’‘", "'") | dict.fromkeys("\u00ad‐‑–—−", "-")
)


def plain(text: str) -> str:
    """Return the text with one kind of space, apostrophe and hyphen; as long as before."""
    return text.translate(_PLAIN)


_NW: Final = NUMBER_WORDS
_NUMERAL: Final = (
    r"(?:[1-9]\d{0,2}(?P<sep>[ .,])\d{3}(?:(?P=sep)\d{3})*(?!\d)(?:(?!(?P=sep))[.,]\d{1,2}(?!\d))?"
    rf"|(?:{YEAR})(?=\.\d)|\d+(?:[.,]\d+)?)"
)
_SCALE: Final = rf"(?: (?P<scale>{alternatives(SCALES)})\b)?"
_AS_MATCHED = tuple[Kind, float | None]


def _numeral_value(match: re.Match[str]) -> float:
    digits, separator, scale = match["numeral"], match["sep"], match.groupdict().get("scale")
    if separator and not (scale and separator != " "):
        digits = digits.replace(separator, "")
    return float(digits.replace(",", ".")) * (SCALES[scale.lower()] if scale else 1)


def _count(text: str) -> float:
    return float(text) if text.isdigit() else words_value(text)


def _share(match: re.Match[str]) -> _AS_MATCHED | None:
    part, whole = _count(match["part"]), _count(match["whole"])
    return (Kind.SHARE, 100 * part / whole) if 0 < part < whole else None


def _parts(match: re.Match[str]) -> _AS_MATCHED | None:
    share = 100 * _count(match["part"]) / PARTS[match["name"].lower()]
    return (Kind.SHARE, share) if share < 100 else None


def _round(match: re.Match[str]) -> _AS_MATCHED | None:
    count = match["count"]
    if match["plural"] and count in (None, "la"):
        return None  # "des dizaines" says no number
    times = 1.0 if count in (None, "la", "une", "un", "a") else _count(count)
    return Kind.ROUND, times * ROUND_WORDS[match["name"].lower()]


def _pair(match: re.Match[str]) -> _AS_MATCHED | None:
    # A range rises ("15-17"); what does not rise is the name of an article or a law ("225-12", "2007-293").
    return None if int(match["low"]) < int(match["high"]) else (Kind.CODE, None)


def _always(kind: Kind, value: float | None = None) -> Callable[[re.Match[str]], _AS_MATCHED]:
    return lambda match: (kind, value)


def _from(words: dict[str, int], kind: Kind) -> Callable[[re.Match[str]], _AS_MATCHED]:
    return lambda match: (kind, float(words[match["name"].lower()]))


# In this order: what an earlier pattern took, a later one no longer sees.
_PATTERNS: Final[list[tuple[re.Pattern[str], Callable[[re.Match[str]], _AS_MATCHED | None]]]] = [
    (re.compile(pattern, re.IGNORECASE), reading)
    for pattern, reading in (
        (r"(?<![\d/])\d{4}/\d+/[a-z]+", _always(Kind.CODE)),
        (r"(?<![\d-])\d+(?:-\d+){2,}(?!\d)", _always(Kind.CODE)),
        (r"(?<![\d-])(?P<low>\d+)-(?P<high>\d+)(?![\d-])", _pair),
        (r"(?<=[^\W\d_])\d+(?=[^\W\d_])", _always(Kind.CODE)),
        (
            rf"(?<![\w-])(?P<part>une?|one|{_NW}|\d+) (?:[^\W\d_][\w'-]* ){{0,2}}?(?:sur|in) (?P<whole>{_NW}|\d+)\b",
            _share,
        ),
        (r"(?<![\d/])(?P<part>\d)/(?P<whole>\d{1,2})(?![\d/])", _share),
        (rf"(?<![\w-])(?P<part>une?|one|a|{_NW})[ -](?P<name>{alternatives(PARTS)})\b", _parts),
        (r"\b(?:(?:la )?moitié|half)\b", _always(Kind.SHARE, 50.0)),
        (rf"\b(?:(?P<count>une?|la|a|{_NW}) )?(?P<name>{alternatives(ROUND_WORDS)})(?P<plural>s)?\b", _round),
        (
            rf"(?<!\d)(?P<numeral>{_NUMERAL})(?:er|ère|re|e|è?me|nde?|st|rd|th)s?\b",
            lambda m: (Kind.ORDINAL, _numeral_value(m)),
        ),
        (rf"(?<!\d)(?P<numeral>{_NUMERAL}){_SCALE}", lambda m: (Kind.NUMBER, _numeral_value(m))),
        (rf"(?<![\w-]){_NW}(?![\w-])", lambda m: (Kind.NUMBER, words_value(m[0]))),
        (rf"(?<![\w-])(?P<name>{alternatives(ORDINAL_WORDS)})s?\b", _from(ORDINAL_WORDS, Kind.ORDINAL)),
        (rf"\b(?P<name>{alternatives(MULTIPLE_WORDS)})s?\b", _from(MULTIPLE_WORDS, Kind.MULTIPLE)),
        (r"\b(?:une? seule?|seule? et unique)\b", _always(Kind.NUMBER, 1.0)),
        (r"\b(?:aucune?|none)\b", _always(Kind.NONE, 0.0)),
    )
]


def find_numbers(text: str) -> list[Printed]:
    """Find every number, date and code in a plain text, in order, none overlapping, wording not yet read."""
    found = [Printed(start, end, Kind.DATE, text[start:end], iso=iso) for start, end, iso in find_dates(text)]
    rest = text
    for printed in found:
        rest = rest[: printed.start] + "#" * (printed.end - printed.start) + rest[printed.end :]
    for pattern, reading in _PATTERNS:
        for match in list(pattern.finditer(rest)):
            matched = reading(match)
            if matched is not None:
                start, end = match.span()
                found.append(Printed(start, end, matched[0], text[start:end], matched[1]))
                rest = rest[:start] + "#" * (end - start) + rest[end:]
    return sorted(found, key=lambda printed: printed.start)


def without_mark(printed: Printed, mark: str) -> Printed | None:
    """Cut the footnote mark glued to a number's end ("1005" with mark "5" is 100); None without that mark."""
    digits = printed.text.removesuffix(mark)
    if not mark or digits == printed.text or not re.fullmatch(_NUMERAL, digits):
        return None
    bare = find_numbers(digits)
    if len(bare) != 1:
        return None
    return replace(
        bare[0],
        start=printed.start,
        end=printed.start + len(digits),
        wording=printed.wording,
        falls=printed.falls,
    )
