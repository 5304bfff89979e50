"""The languages whose printed numbers can be read."""

from collections.abc import Mapping
from typing import Final

from pipelines.printed.english import ENGLISH
from pipelines.printed.french import FRENCH
from pipelines.printed.grammar import Grammar, NoGrammarError
from pipelines.printed.spanish import SPANISH

GRAMMARS: Final[Mapping[str, Grammar]] = {each.language: each for each in (FRENCH, ENGLISH, SPANISH)}


def grammar_of(language: str) -> Grammar:
    """Return the grammar of a language.

    Raises:
        NoGrammarError: there is none; what such a text prints cannot be proved.
    """
    try:
        return GRAMMARS[language]
    except KeyError:
        known = ", ".join(sorted(GRAMMARS))
        raise NoGrammarError(f"numbers printed in {language!r} cannot be read, only those in {known}") from None
