"""Lead the everyday words that readers type, and those that are better avoided, to the terms that the data use."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from dashboard.data.words import words_of
from pipelines.schema.columns import C, Row, texts_in

# A slip of one letter in ten. Shorter words, such as abbreviations, are others when a letter differs.
_LEAST_LIKENESS: Final = 88
# Between terms of which each is ours.
_PARTS: Final = re.compile(r"[;:,]")
_SHORTEST_SLIP: Final = 6
_SHORTEST_START: Final = 4

Phrase = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Redirect:
    """Say what a reader typed, as the list has it, and the row that says what it is called here."""

    typed: str
    row: Row

    @property
    def searched_by(self) -> list[str]:
        """List the texts of which each finds indicators that are meant."""
        return listed(self.row, C.SEARCHED_BY)


def listed(row: Row, column: str) -> list[str]:
    """List the words of a cell, which stand there separated by semicolons."""
    return [text.strip() for text in str(row[column]).split(";") if text.strip()]


def _phrase(words: Iterable[str]) -> Phrase:
    """Drop the plural, which both languages write alike."""
    return tuple(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words)


class TypedWords:
    """Hold the list of one data version, in both languages at once.

    Args:
        rows: the list.
        names: official names, of which no part is taken for a word typed; nor is one of the terms that we say.
    """

    def __init__(self, rows: Sequence[Row], names: Iterable[str] = ()) -> None:
        self._phrases: dict[Phrase, Redirect] = {}
        terms = [term for row in rows for text in texts_in(row, "say") for term in _PARTS.split(text)]
        self._kept = {_phrase(words_of(text)) for text in (*terms, *names)} - {()}
        for row in rows:
            for column in (C.TYPED_ENGLISH, C.TYPED_FRENCH):
                for typed in listed(row, column):
                    self._phrases.setdefault(_phrase(words_of(typed)), Redirect(typed, row))
        self._longest = max(map(len, (*self._phrases, *self._kept)), default=0)
        self._single = {phrase[0]: phrase for phrase in self._phrases if len(phrase) == 1}

    @property
    def phrases(self) -> dict[Phrase, Redirect]:
        """Give every phrase of the list, without its plurals, and what it leads to."""
        return {phrase: redirect for phrase, redirect in self._phrases.items() if phrase not in self._kept}

    def kept(self) -> list[Phrase]:
        """List the terms and names of which a part would else be taken for a phrase of the list."""
        held = [set(phrase) for phrase in self._phrases]
        return sorted(phrase for phrase in self._kept if any(words <= set(phrase) for words in held))

    def read(self, words: list[str]) -> tuple[list[Redirect], list[str]]:
        """Take out the phrases of the list, the longest first; give them and the words that are left."""
        found: list[Redirect] = []
        left: list[str] = []
        at = 0
        while at < len(words):
            lengths = range(min(self._longest, len(words) - at), 0, -1)
            phrases = (_phrase(words[at : at + length]) for length in lengths)
            phrase = next((each for each in phrases if each in self._kept or each in self._phrases), ())
            if phrase in self._phrases and phrase not in self._kept:
                found.append(self._phrases[phrase])
            else:
                left += words[at : at + max(len(phrase), 1)]
            at += max(len(phrase), 1)
        return found, left

    def like(self, word: str) -> Redirect | None:
        """Give the word of the list that was meant by one with a slip, where one is close enough."""
        if len(word) < _SHORTEST_SLIP:
            return None
        best = process.extractOne(
            _phrase([word])[0], list(self._single), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS
        )
        return None if best is None else self._phrases[self._single[best[0]]]

    def starting(self, text: str) -> Redirect | None:
        """Give the first phrase of which a reader has typed all words but the end of the last."""
        begun = _phrase(words_of(text))
        typed = " ".join(begun)
        if len(typed) < _SHORTEST_START:
            return None
        same = (phrase for phrase in self._phrases if len(phrase) == len(begun) and phrase not in self._kept)
        return next((self._phrases[phrase] for phrase in same if " ".join(phrase).startswith(typed)), None)
