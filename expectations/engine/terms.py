"""The linter of terms: what to say, what to say with care and what not to say, after the Luxembourg Guidelines."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from expectations.engine.texts import SPOKEN, Bilingual
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import CATALOGUE, RAW_DIR
from pipelines.schema.site_faults import interface_languages

NEEDED: Final = "terms"
"""What a rule needs, beside tables, that judges words."""
TERMS_FILE: Final = f"{CATALOGUE}/terms.toml"
_WORDS: Final = frozenset(f"{part}_{language}" for part in ("use", "why") for language in SPOKEN)
_REQUIRED: Final = frozenset({"id", "basis"} | {name for name in _WORDS if name[-2:] in LANGUAGES})
_APOSTROPHES: Final = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})


class Advice(StrEnum):
    """How a word may be used: with care, or not at all."""

    CAUTION = "caution"
    AVOID = "avoid"


_PATTERNS: Final = [(advice, language) for advice in Advice for language in sorted(interface_languages())]


@dataclass(frozen=True)
class Notion:
    """What one thing is called: what to use, why, and what not to use, by language."""

    id: str
    use: Bilingual
    why: Bilingual
    basis: str
    patterns: dict[tuple[Advice, Language], tuple[re.Pattern[str], ...]]


@dataclass(frozen=True)
class TermFinding:
    """One word found in a text: as it stands there, where it begins, how it may be used, and of which notion it is."""

    text: str
    start: int
    advice: Advice
    notion: Notion


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    """Match where any of the patterns does, the first that does; nothing where there is none."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


@dataclass(frozen=True)
class Terms:
    """The reviewed list: notions, and official names within which words are not judged."""

    notions: tuple[Notion, ...]
    names: tuple[str, ...]

    @cached_property
    def _official(self) -> re.Pattern[str]:
        longest_first = sorted((name.translate(_APOSTROPHES) for name in self.names), key=len, reverse=True)
        return _any_of([re.escape(name) for name in longest_first])

    @cached_property
    def _any_word(self) -> dict[Language, re.Pattern[str]]:
        """Match where any word of the list does: most texts hold none, and are done after one look."""
        return {
            language: _any_of(
                [p.pattern for n in self.notions for advice in Advice for p in n.patterns[advice, language]]
            )
            for language in interface_languages()
        }

    def without_names(self, text: str) -> str:
        """Return the text with official names blanked out; positions stay true."""
        return self._official.sub(lambda match: " " * len(match[0]), text.translate(_APOSTROPHES))

    def _find(self, text: str, language: Language) -> Iterator[TermFinding]:
        for notion in self.notions:
            for advice in Advice:
                for pattern in notion.patterns[advice, language]:
                    for match in pattern.finditer(text):
                        yield TermFinding(match[0], match.start(), advice, notion)

    @cached_property
    def lint(self) -> Callable[[str, Language], list[TermFinding]]:
        """Return words of a text that the reviewed list advises against, in the order in which they stand.

        Each text is looked through once: two rules ask, and most texts are those of the check before.

        >>> [finding.text for finding in read_terms().lint("Convictions for child pornography", "en")]
        ['child pornography']
        """
        return lru_cache(maxsize=16_384)(self._lint)

    def _lint(self, text: str, language: Language) -> list[TermFinding]:
        judged = self.without_names(text)
        if not self._any_word[language].search(judged):
            return []
        # Where two overlap, the one that starts first, is longer, or advises more strongly says it all.
        found = sorted(self._find(judged, language), key=lambda each: (each.start, -len(each.text), each.advice))
        told: list[TermFinding] = []
        for finding in found:
            if not told or finding.start >= told[-1].start + len(told[-1].text):
                told.append(finding)
        return told


NO_TERMS: Final = Terms((), ())


def _notion(name: str, block: dict[str, Any]) -> Notion:
    known = _REQUIRED | _WORDS | {f"{advice}_{language}" for advice, language in _PATTERNS}
    unknown, missing = sorted(set(block) - known), sorted(_REQUIRED - set(block))
    if unknown or missing:
        raise ValueError(f"notion {name}: unknown keys {unknown}, missing keys {missing}")
    patterns = {
        (advice, language): tuple(re.compile(each, re.IGNORECASE) for each in block.get(f"{advice}_{language}", []))
        for advice, language in _PATTERNS
    }
    use, why = ((block[f"{part}_en"], block.get(f"{part}_fr", block[f"{part}_en"])) for part in ("use", "why"))
    return Notion(block["id"], use, why, block["basis"], patterns)


@lru_cache(maxsize=4)
def _parse(content: bytes) -> Terms:
    blocks = tomllib.loads(content.decode("utf-8"))
    notions = tuple(_notion(block.get("id", "?"), block) for block in blocks.get("notions", []))
    return Terms(notions, tuple(block["text"] for block in blocks.get("names", [])))


def read_terms(raw_dir: Path = RAW_DIR) -> Terms:
    """Return the reviewed list of terms of a raw folder.

    Raises:
        FaultsFound: the file is not there, not TOML, or not in this form.
    """
    try:
        return _parse((raw_dir / TERMS_FILE).read_bytes())
    except (OSError, UnicodeDecodeError, ValueError, KeyError, re.error) as error:
        fault = Fault(
            rule="terms-file",
            file=TERMS_FILE,
            value=str(error),
            expected="notions and names as the file's heading describes",
            cure="Correct the file.",
        )
        raise FaultsFound([fault]) from error
