"""Texts are clean, and no cell would run as a formula in a spreadsheet."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from expectations.engine.judging import per_combination
from expectations.engine.kinds import language_of
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import COLUMN, TEXT, TEXTS
from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.columns import C
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.safe_text import FORMULA, NUMBER

_BLANKS: Final = re.compile(r"\s{2,}")
# What UTF-8 looks like when it is read as Latin-1, Windows-1252 or an old DOS page, where that gives letters.
_DAMAGED: Final = re.compile(r"[ÂÃÅ][\u0080-\u00bfŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|Ô[Çé]")
# Beside ASCII and Latin letters: anything else is damage, or a letter that looks like another.
_CHARACTERS: Final = frozenset("\u00a0\u2009\u202f«»‘’“”–—−…·•©®°§€£‰×÷±²³½¼¾≤≥ªº№†‡")
# "num?ro": a letter that was lost on the way.
_LOST_LETTER: Final = re.compile(r"[^\W\d_]\?[^\W\d_]")
# Words of a publication, or of who made it, in whichever language that is.
_OF_A_PUBLICATION: Final = frozenset({C.TITLE, C.PUBLISHER, C.AUTHORS, C.CITATION, C.AS_PRINTED})
_WORD: Final = re.compile(r"\w+")
_PLACEHOLDERS: Final = frozenset({"n/a", "na", "tbd", "todo", "xxx", "x"})
# Signs of units ("%") are no words; nor need values of other publications be.
_SIGNS: Final = frozenset(f"short_{lang}" for lang in LANGUAGES)
_BRACKETS: Final = {")": "(", "]": "[", "}": "{", "»": "«"}
# "a) first" is a list mark, not a bracket.
_LIST_MARK: Final = re.compile(r"(?<!\w)\w{1,2}\)(?=\s)")


def starts_formula(text: str) -> bool:
    """Say whether a spreadsheet would run the cell as a formula."""
    return re.match(FORMULA, text) is not None and not re.fullmatch(NUMBER, text)


@rule("no-formula-cells", on(TEXTS))
def expect_cells_not_to_run_as_formulas(seen: RuleInput) -> Truth:
    """Identifiers, codes and dates have shapes that exclude such a start."""
    return per_combination(seen.rows[[TEXT]], lambda text: not starts_formula(text))


def _foreign(character: str) -> bool:
    """Say whether a character is neither ASCII nor a Latin letter nor a sign that such texts use."""
    if character.isascii() or character in _CHARACTERS:
        return False
    return not (character.isalpha() and unicodedata.name(character, "").startswith("LATIN"))


def _damaged_letters(text: str, column: str) -> bool:
    """Say whether letters are lost or foreign; what a publication says of itself is in its own script, word by word."""
    if _DAMAGED.search(text) or _LOST_LETTER.search(text):
        return True
    if column not in _OF_A_PUBLICATION:
        return any(map(_foreign, text))
    if "\ufffd" in text:
        return True
    return any(_mixed(word) for word in _WORD.findall(text))


def _mixed(word: str) -> bool:
    """Say whether a word has Latin letters beside others, which look like them."""
    letters = [character for character in word if character.isalpha()]
    return any(map(_foreign, letters)) and not all(map(_foreign, letters))


@lru_cache(maxsize=16_384)  # most texts are those of the check before
def untidy(text: str, column: str) -> Bilingual | None:
    """Say what a text in a column of that name should have been, in English and French; None where it is tidy."""
    if text != text.strip():
        return bilingual("tidy.ends")
    if _BLANKS.search(text):
        return bilingual("tidy.blanks")
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn"} for character in text):
        return bilingual("tidy.characters")
    if _damaged_letters(text, column):
        return bilingual("tidy.letters")
    # The source's characters may stop within a bracket, or be a dash.
    if column == C.AS_PRINTED:
        return None
    worded = column not in _SIGNS and language_of(column) is not None
    if worded and (text.lower() in _PLACEHOLDERS or not any(character.isalnum() for character in text)):
        return bilingual("tidy.words")
    if not _balanced(_LIST_MARK.sub(" ", text)):
        return bilingual("tidy.brackets")
    return None


def _balanced(text: str) -> bool:
    opened: list[str] = []
    for character in text:
        if character in _BRACKETS.values():
            opened.append(character)
        elif character in _BRACKETS and (not opened or opened.pop() != _BRACKETS[character]):
            return False
    return not opened


@rule(
    "clean-text",
    on(TEXTS),
    explain=lambda seen: [
        untidy(str(text), str(column)) or ("", "") for text, column in zip(seen[TEXT], seen[COLUMN], strict=True)
    ],
)
def expect_texts_to_be_clean(seen: RuleInput) -> Truth:
    """Printed forms are cut out of a sentence, and judged by their characters alone."""
    return per_combination(seen.rows[[TEXT, COLUMN]], lambda text, column: untidy(text, column) is None)
