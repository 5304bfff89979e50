"""What a language's prose needs said for its numbers, dates and reservations to be read: one `Grammar` for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from babel.dates import get_month_names

from pipelines.schema.codes import Qualifier

YEAR: Final = r"(?:1[89]|20)\d{2}"


class NoGrammarError(ValueError):
    """The numbers of a language cannot be read here; the message says of which they can."""


def numbered(words: str, first: int, step: int = 1) -> dict[str, int]:
    """Give each word of a list its number, counting on from the first.

    >>> numbered("vingt trente quarante", 20, 10)
    {'vingt': 20, 'trente': 30, 'quarante': 40}
    """
    return {word: first + step * place for place, word in enumerate(words.split())}


def alternatives(words: Mapping[str, int]) -> str:
    """Write a pattern that matches any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@dataclass(frozen=True, eq=False)
class Spelled:
    """Numbers in words.

    Attributes:
        pattern: matches a whole number in words; "one" alone, which is also an article, is none.
        simple: value of each word that is added: "trente", "seven", "doscientos".
        hundred: words that multiply what stands before by a hundred.
        thousand: words that multiply by a thousand.
        scales: words that multiply by more, in the singular and in the plural.
        links: words between the parts, which say nothing.
        half: words for a half more of what was said last: "deux millions et demi", "two and a half million".
        scores: words for twenty that a four before them multiplies: "quatre-vingts".
    """

    pattern: str
    simple: Mapping[str, int]
    hundred: frozenset[str]
    thousand: frozenset[str]
    scales: Mapping[str, int]
    links: str
    half: str
    scores: frozenset[str] = frozenset()

    def value(self, text: str) -> float:
        """Return the value of a number written in words, as matched by `pattern`.

        Raises:
            ValueError: a word is not one of a number.
        """
        halved = re.sub(rf"\b{self.half}\b", "½", text.lower())
        words = re.sub(rf"\b(?:{self.links})\b[- ]?", "", halved).replace(",", "")
        below: float = 0
        thousands: float = 0
        total: float = 0
        last = 1
        for word in filter(None, re.split(r"[- ]", words)):
            if word == "½":
                # After what it halves ("deux millions et demi") or before it ("two and a half million").
                below, total = (below + 0.5, total) if below or last == 1 else (below, total + last / 2)
            elif word in self.scores and below % 100 == 4:
                below += 80 - 4
            elif word in self.hundred:
                below = max(below, 1) * 100
            elif word in self.thousand:
                thousands, below = thousands + max(below, 1) * 1000, 0
            elif word in self.scales:
                last = self.scales[word]
                total, thousands, below = total + max(thousands + below, 1) * last, 0, 0
            elif word in self.simple:
                below += self.simple[word]
            else:
                raise ValueError(f"{word!r} in {text!r} is not a word of a number")
        return float(total + thousands + below)


@dataclass(frozen=True, eq=False)
class Grammar:
    """How the prose of one language prints numbers, dates and reservations; words are patterns, in lower case.

    Attributes:
        language: ISO 639-1 code, as in `sources.language`.
        spelled: numbers in words.
        one: words for one, which count where a share or a fraction follows.
        lone_one: words for one that count where a form holds no other number.
        round_words: approximate by their wording: "dizaine", "dozen".
        round_counts: what may stand before such a word and says one of it.
        ordinals: "quatrième", "fourth".
        ordinal_endings: pattern of what follows an ordinal in figures.
        multiples: "double", "twice".
        parts: names of fractions, singular and plural: "tiers", "quarters".
        half: pattern of one half.
        share: pattern of what stands between part and whole of a share: "sur", "out of".
        percent: pattern of the words for a percent sign.
        per: pattern of what stands before the base of a rate: "12 per 100,000".
        none: pattern of what says that there were none.
        single: pattern of what says that there was but one.
        time_units: what cannot be the whole of a share: "3 arrests in 15 days".
        day_ending: pattern of what may follow the number of a day.
        of: pattern of what may stand between day, month and year, its space included.
        day_links: pattern between two days of one month.
        day_month: whether a month may stand before its day: "April 5, 2009".
        quarters: patterns of quarters of a year, with a group `quarter`: its number, or a word of `ordinals`.
        before: wording directly before a number, with what it allows; the first that fits is taken.
        filler: words that may stand between wording and number: "hasta un 12 %"; empty for none.
        after: wording after the number and at most two words more.
        between: pattern of the word before two ends of a range, and of the one between them.
        range_link: pattern between two ends of a range that needs no word before it.
        falling: pattern of what says that something fell by the number.
        falls_after: pattern of what says so after the number: "a 12% decrease".
        before_year: pattern of what stands before a year rather than a number.
        after_number: pattern of what stands after a number that is no year, whatever it looks like.
        article: pattern that names articles of a law in the singular, and one in the plural.
        article_links: what continues a list of articles: a comma first, and last what ends the list.
    """

    language: str
    spelled: Spelled
    one: str
    lone_one: str
    round_words: Mapping[str, int]
    round_counts: tuple[str, ...]
    ordinals: Mapping[str, int]
    ordinal_endings: str
    multiples: Mapping[str, int]
    parts: Mapping[str, int]
    half: str
    share: str
    percent: str
    per: str
    none: str
    single: str
    time_units: str
    day_ending: str
    of: str
    day_links: str
    day_month: bool
    quarters: tuple[str, ...]
    before: tuple[tuple[str, frozenset[Qualifier]], ...]
    filler: str
    after: tuple[tuple[str, Qualifier], ...]
    between: tuple[str, str]
    range_link: str
    falling: str
    falls_after: str
    before_year: str
    after_number: str
    article: tuple[str, str]
    article_links: tuple[str, ...]

    @cached_property
    def months(self) -> dict[str, int]:
        """Return the number of each month by its name and its short forms, in lower case, without points."""
        names = {}
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=self.language).items():
                names[name.lower().rstrip(".")] = int(month)
        # "Sept." is printed in each of the languages, and not always what the locale writes.
        return names | {"sept": 9}

    def says_number(self, word: str) -> bool:
        """Tell whether a single word says a number, in words of any kind."""
        spelled = self.spelled
        known = (spelled.simple, spelled.scales, self.round_words, self.ordinals, self.parts)
        lower = word.lower()
        return any(lower in words for words in known) or lower in spelled.hundred | spelled.thousand
