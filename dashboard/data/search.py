"""Search for indicators in both languages at once, forgiving accents and typing errors; and for figures by a number.

A figure is found by a number that it shows: as value or bound, as printed, or as the year of its period.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from rapidfuzz import fuzz, process

from dashboard.data.cache import BoundedCache
from dashboard.data.query import Tables, Where
from dashboard.data.snapshot import Snapshot
from pipelines.schema.columns import C, T

_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d{1,3}(?:[\s.,\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_SILENT: Final = frozenset([
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
    "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur", "un", "une",
])  # fmt: skip
_LEAST_LIKENESS: Final = 78
_MOST_WORDS: Final = 8
_TEXTS: Final = (C.NAME_EN, C.NAME_FR, C.DEFINITION_EN, C.DEFINITION_FR, C.POPULATION_EN, C.POPULATION_FR)

_VALUES: Final = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
# What may stand between two digits of one number, as `numbers_of` reads it.
_APART: Final = "[ .,\u00a0\u202f\t]?"
_KEPT_NUMBERS: Final = 64


def fold(text: str) -> str:
    """Fold to lower case without accents: "Élucidées" becomes "elucidees"."""
    spread = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()


def words_of(text: str) -> list[str]:
    """List the folded words that carry meaning."""
    return [word for word in _WORD.findall(fold(text)) if word not in _SILENT and not word.isdigit()]


def numbers_of(text: str) -> list[str]:
    """List the numbers of a text as plain digits, thousands joined: "6 727" and "6,727" are "6727"."""
    return [re.sub(r"\D", "", found) for found in _NUMBER.findall(text)]


@dataclass(frozen=True)
class Found:
    """Hold what a search found.

    Attributes:
        indicators: ids of the indicators that carry every word, the closest first; None where no word was given.
        numbers: digits that a figure must show.
        read_as: (word, words taken in its place) where the word itself stands nowhere.
    """

    indicators: tuple[str, ...] | None
    numbers: tuple[str, ...]
    read_as: tuple[tuple[str, tuple[str, ...]], ...]


class Index:
    """Index the words of the indicators of one data version."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def _texts(self, indicator: dict[str, Any]) -> Iterable[str]:
        yield from (str(indicator[name]) for name in _TEXTS if indicator[name])
        for table, key in ((T.TOPICS, indicator[C.TOPIC_ID]), (T.UNITS, indicator[C.UNIT_MEASURE])):
            row = self._snapshot.row(table, key)
            if row is not None:
                yield from (row[C.NAME_EN], row[C.NAME_FR])
        for origin_id in {origin for _, origin in self._snapshot.tally.get(indicator[C.INDICATOR_ID], {})}:
            origin = self._snapshot.row(T.ORIGINS, origin_id)
            if origin is not None:
                yield from (origin[C.NAME_EN], origin[C.NAME_FR])

    @cached_property
    def _places(self) -> dict[str, dict[str, int]]:
        """Give word → indicator → weight: a word of the name weighs more than one of the definition."""
        places: dict[str, dict[str, int]] = {}
        for indicator in self._snapshot.rows(T.INDICATORS):
            indicator_id = indicator[C.INDICATOR_ID]
            named = set(words_of(f"{indicator[C.NAME_EN]} {indicator[C.NAME_FR]}"))
            for text in self._texts(indicator):
                for word in words_of(text):
                    places.setdefault(word, {})[indicator_id] = 3 if word in named else 1
        return places

    def _matches(self, word: str) -> tuple[dict[str, float], tuple[str, ...]]:
        """Give the weight by indicator for one word, and the words read in its place where it stands nowhere."""
        near = {known: 100.0 for known in self._places if known.startswith(word) or (len(word) > 3 and word in known)}
        read_as: tuple[str, ...] = ()
        if not near and len(word) > 3:
            scored = process.extract(word, list(self._places), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=4)
            near = {known: score for known, score, _place in scored}
            read_as = tuple(near)
        weights: dict[str, float] = {}
        for known, likeness in near.items():
            for indicator_id, weight in self._places[known].items():
                weights[indicator_id] = max(weights.get(indicator_id, 0.0), weight * likeness)
        return weights, read_as

    def find(self, text: str) -> Found:
        """Find the indicators that carry every word of the text, in either language, and the numbers in it."""
        words = list(dict.fromkeys(words_of(text)))[:_MOST_WORDS]
        numbers = tuple(dict.fromkeys(numbers_of(text)))[:_MOST_WORDS]
        total: dict[str, float] | None = None
        read_as = []
        for word in words:
            weights, others = self._matches(word)
            if others:
                read_as.append((word, others))
            total = (
                weights if total is None else {key: total[key] + weights[key] for key in total.keys() & weights.keys()}
            )
        if total is None:
            return Found(None, numbers, ())
        return Found(tuple(sorted(total, key=lambda key: (-total[key], key))), numbers, tuple(read_as))


def index_of(snapshot: Snapshot) -> Index:
    """Give the index of a data version, kept with it."""
    return snapshot.derived(Index)


def _written(value: float) -> str:
    return f"{value:.10g}"


def values_written(digits: str) -> Iterator[float]:
    """Give the values that are written with exactly these digits, wherever the decimal sign stands: 367, 36.7, 3.67."""
    for place in range(len(digits)):
        whole, decimals = digits[: len(digits) - place], digits[len(digits) - place :]
        value = float(f"{whole}.{decimals or 0}")
        if digits in numbers_of(_written(value)):
            yield value
            if value:
                yield -value


class NumberSearch:
    """Search the numbers that the figures of one data version show."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._printed: BoundedCache[list[str]] = BoundedCache(_KEPT_NUMBERS)

    @cached_property
    def _periods(self) -> list[str]:
        return self._tables.distinct(T.OBSERVATIONS, C.TIME_PERIOD)

    def _printed_with(self, digits: str) -> list[str]:
        """List the printed forms with a number of these digits, however its thousands and decimals are set apart."""
        pattern = f"(^|[^0-9]){_APART.join(digits)}($|[^0-9])"
        texts = self._tables.distinct(T.OBSERVATIONS, C.AS_PRINTED, matching=pattern)
        return [text for text in texts if digits in numbers_of(text)]

    def conditions(self, numbers: Iterable[str]) -> Iterator[Where]:
        """Give for each number the columns and values of which a figure must have one."""
        for digits in numbers:
            found: dict[str, list[Any]] = {column: list(values_written(digits)) for column in _VALUES}
            found[C.AS_PRINTED] = self._printed.get(digits, partial(self._printed_with, digits))
            found[C.TIME_PERIOD] = [text for text in self._periods if _shows(text, digits)]
            yield found


def _shows(period: str, digits: str) -> bool:
    parts = period.split("/")
    return digits in {*(number for part in parts for number in numbers_of(part)), *(part[:4] for part in parts)}
