"""The numbers, dates and codes that stand in a text, by the patterns in which prose prints them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from pipelines.printed.dates import find_dates
from pipelines.printed.grammar import YEAR, Grammar, alternatives
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
    BASE = "base"  # "per 100,000": of how many a rate is
    NONE = "none"  # "aucun"
    ONE = "one"  # "un mineur": also an article, and a number only where nothing else is


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


_NUMERAL: Final = (
    r"(?:[1-9]\d{0,2}(?P<sep>[ .,])\d{3}(?:(?P=sep)\d{3})*(?!\d)(?:(?!(?P=sep))[.,]\d{1,2}(?!\d))?"
    rf"|(?:{YEAR})(?=\.\d)|\d+(?:[.,]\d+)?)"
)
_BARE_NUMERAL: Final = re.compile(_NUMERAL)
# After a sign of money, a letter or two say thousands, millions or billions: "£1.2m".
_OF_MONEY: Final = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9}
# Not within a grouped number or a decimal one, as in "1,098 children in 2009" and "22.5 per cent in 2008".
_PART: Final = r"(?<![\w.,-])(?<!\d )\d+"
_WHOLE: Final = rf"(?!{YEAR}\b)(?:[1-9]\d{{0,2}}(?:[ .,]\d{{3}})+|\d+)(?![.,/]?\d)"
_CODE: Final = r"(?<![\d-])\d+(?:-\d+){2,}(?!\d)"
_PAIR: Final = r"(?<![\d-])(?P<low>\d+)-(?P<high>\d+)(?![\d-])"
_FRACTION: Final = r"(?<![\d/])(?P<part>\d)/(?P<whole>\d{1,2})(?![\d/])"
_FIGURES: Final = rf"(?<!\d)(?P<numeral>{_NUMERAL})"
_OF_FIGURES: Final = frozenset({_CODE, _PAIR, _FRACTION, _FIGURES})
_LETTER: Final = re.compile(r"[^\W\d_]")
_AS_MATCHED = tuple[Kind, float | None]
Reading = Callable[[re.Match[str]], _AS_MATCHED | None]


def _pair(match: re.Match[str]) -> _AS_MATCHED | None:
    # A range rises ("15-17"); what does not rise is the name of an article or a law ("225-12", "2007-293").
    return None if int(match["low"]) < int(match["high"]) else (Kind.CODE, None)


def _always(kind: Kind, value: float | None = None) -> Reading:
    return lambda match: (kind, value)


def _from(words: Mapping[str, int], kind: Kind) -> Reading:
    return lambda match: (kind, float(words[match["name"].lower()]))


@dataclass(frozen=True)
class _Reader:
    """Reads what the patterns of one language match."""

    grammar: Grammar

    @property
    def scales(self) -> dict[str, int]:
        """Return words that multiply a number in figures: "1,92 million", "12 thousand"."""
        return {**dict.fromkeys(self.grammar.spelled.thousand, 1000), **self.grammar.spelled.scales}

    def numeral(self, match: re.Match[str]) -> float:
        """Return the value of a number in figures, with the word or letter that multiplies it."""
        groups = match.groupdict()
        digits, separator, scale = match["numeral"], match["sep"], groups.get("scale") or groups.get("letter")
        if separator and not (scale and separator != " "):
            digits = digits.replace(separator, "")
        return float(digits.replace(",", ".")) * ({**self.scales, **_OF_MONEY}[scale.lower()] if scale else 1)

    def count(self, text: str) -> float:
        """Return the value of a whole number in figures or in words."""
        return float(re.sub("[ .,]", "", text)) if text[0].isdigit() else self.grammar.spelled.value(text)

    def share(self, match: re.Match[str]) -> _AS_MATCHED | None:
        """Read "un adulte sur quatre", "one in four"; none where the part is not the smaller."""
        part, whole = self.count(match["part"]), self.count(match["whole"])
        return (Kind.SHARE, 100 * part / whole) if 0 < part < whole else None

    def parts(self, match: re.Match[str]) -> _AS_MATCHED | None:
        """Read "deux tiers", "a quarter"; none for "cinq quarts"."""
        share = 100 * self.count(match["part"]) / self.grammar.parts[match["name"].lower()]
        return (Kind.SHARE, share) if share < 100 else None

    def rounded(self, match: re.Match[str]) -> _AS_MATCHED | None:
        """Read "une dizaine", "deux douzaines"; "des dizaines" says no number."""
        count = (match["count"] or "").lower()
        if match["plural"] and (not count or count in ("la", "las")):
            return None
        times = 1.0 if not count or count in self.grammar.round_counts else self.count(count)
        return Kind.ROUND, times * self.grammar.round_words[match["name"].lower()]


@cache
def _patterns(grammar: Grammar, *, lettered: bool) -> tuple[tuple[re.Pattern[str], Reading], ...]:
    """Return patterns with their readings, in this order: what an earlier one took, a later one no longer sees.

    Most forms are bare numbers: without `lettered`, only those patterns that match without a letter.
    """
    read, words, one = _Reader(grammar), grammar.spelled.pattern, grammar.one
    listed: list[tuple[str, Reading]] = [
        (r"(?<![\d/])\d{4}/\d+/[a-z]+", _always(Kind.CODE)),
        (_CODE, _always(Kind.CODE)),
        (_PAIR, _pair),
        (r"(?<=[^\W\d_])\d+(?=[^\W\d_])", _always(Kind.CODE)),
        (rf"\b(?:{grammar.per}) (?P<only>10{{0,2}}(?:[ .,]000)+|10{{2,6}})(?![.,]?\d)", _always(Kind.BASE)),
        (
            rf"(?P<part>(?<![\w-])(?:{one}|{words})|{_PART}) (?:{grammar.share}) "
            rf"(?P<whole>{words}|{_WHOLE})\b(?! (?:{grammar.time_units})\b)",
            read.share,
        ),
        (_FRACTION, read.share),
        (rf"(?<![\w-])(?P<part>{one}|{words})[ -](?P<name>{alternatives(grammar.parts)})\b", read.parts),
        (rf"\b(?:{grammar.half})\b", _always(Kind.SHARE, 50.0)),
        (
            rf"\b(?:(?P<count>{one}|las?|{words}) )?(?P<name>{alternatives(grammar.round_words)})(?P<plural>s)?\b",
            read.rounded,
        ),
        (
            rf"(?<!\d)(?P<numeral>{_NUMERAL})(?:{grammar.ordinal_endings})s?(?!\w)",
            lambda match: (Kind.ORDINAL, read.numeral(match)),
        ),
        (
            rf"(?<=[£$€])(?P<numeral>{_NUMERAL}) ?(?P<letter>{'|'.join(_OF_MONEY)})\b",
            lambda match: (Kind.NUMBER, read.numeral(match)),
        ),
        (
            rf"{_FIGURES}(?: (?P<scale>{alternatives(read.scales)})\b)?" if lettered else _FIGURES,
            lambda match: (Kind.NUMBER, read.numeral(match)),
        ),
        (rf"(?<![\w-]){words}(?![\w-])", lambda match: (Kind.NUMBER, grammar.spelled.value(match[0]))),
        (rf"(?<![\w-])(?P<name>{alternatives(grammar.ordinals)})s?\b", _from(grammar.ordinals, Kind.ORDINAL)),
        (rf"\b(?P<name>{alternatives(grammar.multiples)})s?\b", _from(grammar.multiples, Kind.MULTIPLE)),
        (rf"\b(?:{grammar.single})\b", _always(Kind.NUMBER, 1.0)),
        (rf"\b(?:{grammar.none})\b", _always(Kind.NONE, 0.0)),
        (rf"\b(?:{grammar.lone_one})\b(?!-)", _always(Kind.ONE, 1.0)),
    ]
    chosen = [each for each in listed if lettered or each[0] in _OF_FIGURES]
    return tuple((re.compile(pattern, re.IGNORECASE), reading) for pattern, reading in chosen)


def find_numbers(text: str, grammar: Grammar) -> list[Printed]:
    """Find every number, date and code in a plain text, in order, none overlapping, wording not yet read."""
    found = [Printed(start, end, Kind.DATE, text[start:end], iso=iso) for start, end, iso in find_dates(text, grammar)]
    rest = text
    for printed in found:
        rest = rest[: printed.start] + "#" * (printed.end - printed.start) + rest[printed.end :]
    for pattern, reading in _patterns(grammar, lettered=_LETTER.search(text) is not None):
        for match in list(pattern.finditer(rest)):
            matched = reading(match)
            if matched is not None:
                start, end = match.span("only" if "only" in pattern.groupindex else 0)
                found.append(Printed(start, end, matched[0], text[start:end], matched[1]))
                rest = rest[:start] + "#" * (end - start) + rest[end:]
    return sorted(found, key=lambda printed: printed.start)


def without_mark(printed: Printed, mark: str) -> Printed | None:
    """Cut the footnote mark glued to a number's end ("1005" with mark "5" is 100); None without that mark."""
    digits = printed.text.removesuffix(mark)
    bare = _BARE_NUMERAL.fullmatch(digits)
    if not mark or digits == printed.text or not bare:
        return None
    value = float(digits.replace(bare["sep"] or ",", "" if bare["sep"] else ".").replace(",", "."))
    return replace(printed, kind=Kind.NUMBER, end=printed.start + len(digits), text=digits, value=value, iso=())
