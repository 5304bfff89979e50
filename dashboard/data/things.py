"""Find what has a place of its own: figures by id, articles and laws by number, sources and the like by name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final

from dashboard.data.snapshot import Snapshot
from dashboard.data.words import parts_of
from pipelines.schema.codes import country_of
from pipelines.schema.columns import C, Row, T, texts_in

_FIGURE: Final = re.compile(r"[a-z]{1,3}-\d{4}(?:\d{4})?")
# What stands in a text as one code: an id, an article, a law, a directive.
_CODE: Final = re.compile(
    r"(?<![\w/-])(?:[a-z]{0,3}-?\d+(?:[-/]\d+)+|[a-z]{1,3}-\d{4}(?:\d{4})?)(?![\w-])",
)
# Words that only say what a code is.
_SAYING: Final = re.compile(
    r"\b(?:articles?|art|lois?|laws?|acts?|directives?|conventions?|code|p[ée]nal|proc[ée]dure|of|du"
    r"|figures?|chiffres?|eu|ue|n°|no)\b\.?",
    re.IGNORECASE,
)
_MOST: Final = 8


@dataclass(frozen=True)
class Thing:
    """Name a row that a page or a place on a page is about.

    Attributes:
        titled: whether it is not called so, and has the words in its title: a publication about them.
    """

    table: str
    key: str
    titled: bool = False


def _begin(words: Iterable[str], known: frozenset[str]) -> bool:
    """Tell whether each word begins one that is known."""
    return all(any(each.startswith(word) for each in known) for word in words)


class Things:
    """Hold what can be found so in one data version."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def laws(self) -> dict[str, tuple[Thing, ...]]:
        """Give the number of an article, a law or a treaty → the penalties and treaties that it leads to."""
        found: dict[str, dict[Thing, None]] = {}
        articles: set[tuple[str, str]] = set()

        def add(code: str | None, thing: Thing) -> None:
            if code:
                found.setdefault(code.casefold(), {})[thing] = None

        for row in (*self._snapshot.rows(T.LEGAL_PENALTIES), *self._snapshot.rows(T.CURRENT_PENALTIES)):
            penalty = Thing(T.LEGAL_PENALTIES, row[C.PENALTY_ID])
            add(row[C.PENALTY_ID], penalty)
            add(row.get(C.AMENDING_LAW), penalty)
            # An article leads to the first of its penalties in each country.
            article = (country_of(str(row[C.REF_AREA])), (row[C.ARTICLE] or "").casefold())
            if article not in articles:
                articles.add(article)
                add(row[C.ARTICLE], penalty)
        for row in self._snapshot.rows(T.TREATIES):
            for code in re.findall(r"\d+/\d+", row[C.NAME_EN]):
                add(code, Thing(T.TREATIES, row[C.TREATY_ID]))
        return {code: tuple(things)[:_MOST] for code, things in found.items()}

    def by_code(self, text: str) -> tuple[tuple[Thing, ...], tuple[str, ...], str]:
        """Take out the codes that name something here: give that, the ids of figures in it, and the text left."""
        things: dict[Thing, None] = {}
        figures: list[str] = []
        left, end = [], 0
        text = text.casefold()
        for match in islice(_CODE.finditer(text), _MOST):
            code = match[0]
            known = self.laws.get(code) or self.laws.get(code.lstrip("lrd").lstrip("-"), ())
            if not known and _FIGURE.fullmatch(code) and self._snapshot.observation(code) is not None:
                figures.append(code)
                known = (Thing(T.OBSERVATIONS, code),)
            if known:
                things.update(dict.fromkeys(known))
                left.append(text[end : match.start()])
                end = match.end()
        rest = " ".join((*left, text[end:]))
        return tuple(things), tuple(figures), _SAYING.sub(" ", rest) if things else text

    @cached_property
    def named(self) -> list[tuple[frozenset[str], frozenset[str], Thing]]:
        """List names as words: those by which a thing is called first, and all of them."""
        return [
            (frozenset(parts_of(" ".join(first))), frozenset(parts_of(" ".join((*first, *more)))), thing)
            for first, more, thing in self._names()
        ]

    def _names(self) -> Iterator[tuple[list[str], list[str], Thing]]:
        for row in self._snapshot.rows(T.TOPICS):
            yield texts_in(row, "name"), [], Thing(T.TOPICS, row[C.TOPIC_ID])
        for row in self._snapshot.rows(T.SOURCES):
            first = [*texts_in(row, "short"), row[C.PUBLISHER]]
            yield first, [row[C.TITLE]], Thing(T.SOURCES, row[C.SOURCE_ID])
        for row in self._snapshot.rows(T.TREATIES):
            names = [*texts_in(row, "name"), str(row[C.TREATY_ID]).replace("-", " ")]
            yield names, [], Thing(T.TREATIES, row[C.TREATY_ID])
        for (_country, offence), penalty_id in self._offences().items():
            code = self._snapshot.code("CL_OFFENCE", offence) or {}
            yield texts_in(code, "name"), [], Thing(T.LEGAL_PENALTIES, penalty_id)

    def _offences(self) -> dict[tuple[str, str], str]:
        """Give the first penalty of each offence in each country."""
        first: dict[tuple[str, str], str] = {}
        rows: Iterable[Row] = self._snapshot.rows(T.LEGAL_PENALTIES)
        for row in rows:
            first.setdefault((country_of(str(row[C.REF_AREA])), str(row[C.OFFENCE_ID])), str(row[C.PENALTY_ID]))
        return first

    def by_words(self, text: str) -> tuple[Thing, ...]:
        """Find what has every word of a text in its name, those that are called so before those whose title says it."""
        words = parts_of(text)
        if not words or all(len(word) < 2 for word in words):
            return ()
        called = [thing for first, _every, thing in self.named if _begin(words, first)]
        held = set(called)
        named = (thing for _first, every, thing in self.named if thing not in held and _begin(words, every))
        return (*called, *(replace(thing, titled=True) for thing in named))[:_MOST]
