"""The linter of terms: what to say, what to say with care and what not to say, after the Luxembourg Guidelines."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from expectations.engine.texts import Bilingual
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import CATALOGUE, RAW_DIR

NEEDED: Final = "terms"
"""What a rule needs, beside tables, that judges words."""
TERMS_FILE: Final = f"{CATALOGUE}/terms.toml"
_REQUIRED: Final = frozenset({"id", "use_en", "use_fr", "why_en", "why_fr", "basis"})
_APOSTROPHES: Final = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})


class Advice(StrEnum):
    """How a word may be used: with care, or not at all."""

    CAUTION = "caution"
    AVOID = "avoid"


_PATTERNS: Final = [(advice, language) for advice in Advice for language in LANGUAGES]
_KEYS: Final = _REQUIRED | {f"{advice}_{language}" for advice, language in _PATTERNS}


@dataclass(frozen=True)
class Notion:
    """What one thing is called: what to use, why, and what not to use, by language."""

    id: str
    use: Bilingual
    why: Bilingual
    basis: str
    patterns: dict[tuple[Advice, Language], tuple[re.Pattern[str], ...]]


@dataclass(frozen=True)
class Terms:
    """The reviewed list: notions, and official names within which words are not judged."""

    notions: tuple[Notion, ...]
    names: tuple[str, ...]

    @cached_property
    def names_pattern(self) -> re.Pattern[str]:
        """Matches any official name, longest first."""
        longest_first = sorted((name.translate(_APOSTROPHES) for name in self.names), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.IGNORECASE)

    @cached_property
    def any_pattern(self) -> dict[Language, re.Pattern[str]]:
        """Matches where any word of the list does: most texts hold none, and are done after one look."""
        return {language: self._any_of(language) for language in LANGUAGES}

    def _any_of(self, language: Language) -> re.Pattern[str]:
        patterns = [p.pattern for n in self.notions for advice in Advice for p in n.patterns[advice, language]]
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


@dataclass(frozen=True)
class TermFinding:
    """One word found in a text.

    Attributes:
        text: the word as it stands there.
        start: where it begins.
        advice: avoid or caution.
        notion: id of the notion in the list.
        instead: what to use, in English and French.
        why: why, in English and French.
    """

    text: str
    start: int
    advice: Advice
    notion: str
    instead: Bilingual
    why: Bilingual


def _notion(name: str, block: dict[str, Any]) -> Notion:
    unknown, missing = sorted(set(block) - _KEYS), sorted(_REQUIRED - set(block))
    if unknown or missing:
        raise ValueError(f"notion {name}: unknown keys {unknown}, missing keys {missing}")
    return Notion(
        id=block["id"],
        use=(block["use_en"], block["use_fr"]),
        why=(block["why_en"], block["why_fr"]),
        basis=block["basis"],
        patterns={
            (advice, language): tuple(
                re.compile(pattern, re.IGNORECASE) for pattern in block.get(f"{advice}_{language}", [])
            )
            for advice, language in _PATTERNS
        },
    )


def read_terms(raw_dir: Path = RAW_DIR) -> Terms:
    """The reviewed list of terms of a raw folder.

    Raises:
        FaultsFound: the file is not there, not TOML, or not in this form.
    """
    try:
        blocks = tomllib.loads((raw_dir / TERMS_FILE).read_bytes().decode("utf-8"))
        notions = tuple(_notion(block.get("id", "?"), block) for block in blocks.get("notions", []))
        names = tuple(block["text"] for block in blocks.get("names", []))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, re.error) as error:
        raise FaultsFound(
            [
                Fault(
                    rule="terms-file",
                    file=TERMS_FILE,
                    value=str(error),
                    expected="notions and names as the file's heading describes",
                    cure="Correct the file.",
                )
            ]
        ) from error
    return Terms(notions, names)


@cache
def project_terms() -> Terms:
    """The list of this project; raises FaultsFound as `read_terms` does."""
    return read_terms()


_in_use: ContextVar[Terms] = ContextVar("terms_in_use")


@contextmanager
def using(terms: Terms) -> Iterator[None]:
    """While it lasts, texts are held against this list instead of the project's."""
    token = _in_use.set(terms)
    try:
        yield
    finally:
        _in_use.reset(token)


def _terms() -> Terms:
    return _in_use.get(None) or project_terms()


def without_names(text: str) -> str:
    """The text with official names blanked out; positions stay true."""
    return _terms().names_pattern.sub(lambda match: " " * len(match[0]), text.translate(_APOSTROPHES))


def _find(text: str, language: Language, terms: Terms) -> Iterator[TermFinding]:
    for notion in terms.notions:
        for advice in Advice:
            for pattern in notion.patterns[advice, language]:
                for match in pattern.finditer(text):
                    yield TermFinding(match[0], match.start(), advice, notion.id, notion.use, notion.why)


def lint_text(text: str, language: Language) -> list[TermFinding]:
    """Words of a text that the reviewed list advises against, in the order in which they stand.

    Args:
        text: label, definition, note, page text, chart text or download.
        language: its language.

    >>> [finding.text for finding in lint_text("Convictions for child pornography", "en")]
    ['child pornography']
    """
    judged = without_names(text)
    if not _terms().any_pattern[language].search(judged):
        return []
    # Where two overlap, the one that starts first, is longer, or advises more strongly says it all.
    found = sorted(_find(judged, language, _terms()), key=lambda each: (each.start, -len(each.text), each.advice))
    told: list[TermFinding] = []
    for finding in found:
        if not told or finding.start >= told[-1].start + len(told[-1].text):
            told.append(finding)
    return told
