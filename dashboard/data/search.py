"""Search for indicators in both languages at once, forgiving accents and typing errors; and for figures by a number.

A figure is found by its id, by a number that it shows (as value or bound, as printed, or as the year of its period),
and by a number in the name of its indicator: 119 is a helpline.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from rapidfuzz import fuzz, process

from dashboard.data.cache import BoundedCache
from dashboard.data.query import Tables, Where
from dashboard.data.snapshot import Snapshot
from dashboard.data.things import Thing, Things
from dashboard.data.typed_words import Redirect, TypedWords
from dashboard.data.words import numbers_of, words_of
from pipelines.schema.columns import C, T, texts_in

_LEAST_LIKENESS: Final = 78
# What a whole word weighs beside the beginning of one, and what a text weighs beside the one listed before it.
_WHOLE: Final = 150.0
_BEGUN: Final = 100.0
_BEFORE_NEXT: Final = 0.9
# A slip adds or drops no more letters than that: "cyberharcèlement" is another word than "harcèlement".
_MOST_LETTERS_APART: Final = 2
# What is offered as near where nothing was found need not be a slip.
_NEAR: Final = 60
_MOST_WORDS: Final = 8
_LONGEST_TEXT: Final = 40
_NEAREST: Final = 3
_STEMS: Final = ("name", "definition", "population")

_VALUES: Final = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
# What may stand between two digits of one number, as `numbers_of` reads it.
_APART: Final = "[ .,\u00a0\u202f\t]?"
_KEPT_NUMBERS: Final = 64

Weights = dict[str, float]


@dataclass(frozen=True)
class Found:
    """Hold what a search found.

    Attributes:
        indicators: ids of the indicators that carry every word, the closest first; None where no word was given.
        numbers: digits that a figure must show, or the name of its indicator.
        read_as: (word, words taken in its place) where the word itself stands nowhere.
        redirects: what was typed and is said otherwise here.
        things: what has a place of its own and is meant: a figure, a source, a topic, a penalty, a treaty.
        named: ids of the indicators with one of the numbers in their names. figures: ids of figures that were given.
    """

    indicators: tuple[str, ...] | None
    numbers: tuple[str, ...]
    read_as: tuple[tuple[str, tuple[str, ...]], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    things: tuple[Thing, ...] = ()
    named: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


def _all_of(each: Iterable[Weights]) -> Weights:
    """Add up the weights of those that have one every time."""
    total: Weights | None = None
    for weights in each:
        total = weights if total is None else {key: total[key] + weights[key] for key in total.keys() & weights.keys()}
    return total or {}


def _best_of(each: Iterable[Weights]) -> Weights:
    best: Weights = {}
    for weights in each:
        for key, weight in weights.items():
            best[key] = max(best.get(key, 0.0), weight)
    return best


def _ordered(weights: Weights) -> list[str]:
    return sorted(weights, key=lambda key: (-weights[key], key))


class Index:
    """Index the words of the indicators of one data version."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        official = [*snapshot.rows(T.TREATIES), *snapshot.rows(T.CODELISTS)]
        names = [name for row in official for name in texts_in(row, "name")]
        self.typed = TypedWords(snapshot.rows(T.SEARCH_WORDS), names)
        self.things = Things(snapshot)

    def _texts(self, indicator: dict[str, Any]) -> Iterable[str]:
        yield from (text for stem in _STEMS for text in texts_in(indicator, stem))
        for table, key in ((T.TOPICS, indicator[C.TOPIC_ID]), (T.UNITS, indicator[C.UNIT_MEASURE])):
            row = self._snapshot.row(table, key)
            if row is not None:
                yield from texts_in(row, "name")
        for source_id, origin_id in self._snapshot.tally.get(indicator[C.INDICATOR_ID], {}):
            origin, source = self._snapshot.row(T.ORIGINS, origin_id), self._snapshot.row(T.SOURCES, source_id)
            if origin is not None:
                yield from texts_in(origin, "name")
            if source is not None:
                yield from (source[C.PUBLISHER], *texts_in(source, "short"))

    @cached_property
    def places(self) -> dict[str, dict[str, int]]:
        """Give word → indicator → weight: a word of the name weighs more than one of the definition."""
        places: dict[str, dict[str, int]] = {}
        for indicator in self._snapshot.rows(T.INDICATORS):
            indicator_id = indicator[C.INDICATOR_ID]
            named = set(words_of(" ".join(texts_in(indicator, "name"))))
            for text in self._texts(indicator):
                for word in words_of(text):
                    places.setdefault(word, {})[indicator_id] = 3 if word in named else 1
        return places

    @cached_property
    def numbered(self) -> dict[str, tuple[str, ...]]:
        """Give digits → the indicators that have them in their names."""
        held: dict[str, list[str]] = {}
        for indicator in self._snapshot.rows(T.INDICATORS):
            for digits in set(numbers_of(" ".join(texts_in(indicator, "name")))):
                held.setdefault(digits, []).append(indicator[C.INDICATOR_ID])
        return {digits: tuple(ids) for digits, ids in held.items()}

    def named_with(self, digits: str) -> tuple[str, ...]:
        """List the indicators with a number in their names."""
        return self.numbered.get(digits, ())

    def _weigh(self, known: Iterable[tuple[str, float]]) -> Weights:
        return _best_of(
            {key: weight * likeness for key, weight in self.places[word].items()} for word, likeness in known
        )

    def _as_typed(self, word: str) -> Weights:
        near = (known for known in self.places if known.startswith(word) or (len(word) > 3 and word in known))
        # The word itself, in the plural or not, before those that begin with it: "viol" before "violence".
        return self._weigh((known, _WHOLE if known in (word, f"{word}s", word[:-1]) else _BEGUN) for known in near)

    def _nearby(self, word: str, least: float) -> list[tuple[str, float]]:
        scored = process.extract(word, list(self.places), scorer=fuzz.ratio, score_cutoff=least, limit=4)
        return [(known, score) for known, score, _place in scored]

    def _like(self, word: str) -> tuple[Weights, tuple[str, ...]]:
        """Give the weights of the words most like one that stands nowhere, and these words."""
        if len(word) <= 3:
            return {}, ()
        near = [
            each for each in self._nearby(word, _LEAST_LIKENESS) if abs(len(each[0]) - len(word)) <= _MOST_LETTERS_APART
        ]
        return self._weigh(near), tuple(known for known, _score in near)

    def _redirected(self, redirect: Redirect) -> Weights:
        """Give what carries the words typed, and what is found by those that we say."""
        asked = [words_of(redirect.typed), *(words_of(text) for text in redirect.searched_by)]
        # A longer text weighs no more than a shorter one; what is named first stands first.
        shares = [_BEFORE_NEXT**place / max(len(words), 1) for place, words in enumerate(asked)]
        found = [_all_of(self._as_typed(word) for word in words) for words in asked]
        return _best_of({key: each[key] * share for key in each} for each, share in zip(found, shares, strict=True))

    def find(self, text: str) -> Found:
        """Find the indicators that carry every word of the text, in either language, and the numbers in it."""
        if self._snapshot.row(T.INDICATORS, text.strip().casefold()) is not None:
            return Found((text.strip().casefold(),), ())
        named_things, figures, rest = self.things.by_code(text)
        numbers = tuple(dict.fromkeys(numbers_of(rest)))[:_MOST_WORDS]
        redirects, left = self.typed.read(words_of(rest)[:_LONGEST_TEXT])
        redirects, words = list(dict.fromkeys(redirects)), list(dict.fromkeys(left))[:_MOST_WORDS]
        weighed: list[Weights] = []
        read_as = []
        for word in words:
            weights = self._as_typed(word)
            slip = None if weights else self.typed.like(word)
            if slip is not None:
                redirects.append(slip)
                continue
            if not weights:
                weights, others = self._like(word)
                if others:
                    read_as.append((word, others))
            weighed.append(weights)
        weighed += [self._redirected(redirect) for redirect in redirects]
        said = (text for redirect in redirects for text in redirect.searched_by)
        things = dict.fromkeys([*named_things, *self.things.by_words(rest)])
        things.update(dict.fromkeys(thing for text in said for thing in self.things.by_words(text)))
        named = tuple(dict.fromkeys(key for digits in numbers for key in self.named_with(digits)))
        indicators: tuple[str, ...] | None = None
        if weighed:
            # An indicator with the number in its name stands before others that carry the words.
            indicators = tuple(sorted(_ordered(_all_of(weighed)), key=lambda key: key not in named))
        elif named_things and not numbers and not figures:
            indicators = ()
        return Found(indicators, numbers, tuple(read_as), tuple(redirects), tuple(things), named, figures)

    def nearest(self, text: str) -> tuple[str, ...]:
        """Give the three indicators nearest to words that no indicator carries together, by name and definition."""
        words = words_of(text)[:_MOST_WORDS]
        if not words:
            return ()
        carried: Weights = {}
        for word in words:
            for key, weight in (self._as_typed(word) or self._weigh(self._nearby(word, _NEAR))).items():
                carried[key] = carried.get(key, 0.0) + weight
        likeness = {
            row[C.INDICATOR_ID]: max(fuzz.WRatio(text, said) for stem in _STEMS[:2] for said in texts_in(row, stem))
            for row in self._snapshot.rows(T.INDICATORS)
        }
        order = sorted(likeness, key=lambda key: (-carried.get(key, 0.0), -likeness[key], key))
        return tuple(order[:_NEAREST])


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
