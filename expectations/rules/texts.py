"""Texts are clean, and no cell would run as a formula in a spreadsheet."""

import re
import unicodedata
from typing import Final

from expectations.judging import per_combination, per_text
from expectations.kinds import AS_IN_SOURCE
from expectations.rule import on, rule
from expectations.view import COLUMN, TEXT, TEXTS, Seen, Truth

_FORMULA_START: Final = ("=", "+", "-", "@", "\t", "\r")
# A negative number is a number in every spreadsheet.
_NUMBER: Final = re.compile(r"-\d+(?:[.,]\d+)?")
_BLANKS: Final = re.compile(r"\s{2,}")
# The replacement character, and what UTF-8 looks like when it is read as Latin-1 or Windows-1252.
_DAMAGED: Final = re.compile("\ufffd|[ÂÃ][\u0080-\u00bf]|â€|Å“")
_BRACKETS: Final = {")": "(", "]": "[", "}": "{", "»": "«"}
# "a) first" is a list mark, not a bracket.
_LIST_MARK: Final = re.compile(r"(?<!\w)\w{1,2}\)(?=\s)")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would run the cell as a formula."""
    return text.startswith(_FORMULA_START) and not _NUMBER.fullmatch(text)


@rule(
    id="no-formula-cells",
    name=("No cell runs as a formula", "Aucune cellule ne s'exécute"),
    sentence=(
        "No text starts with a character that makes a spreadsheet run it as a formula.",
        "Aucun texte ne commence par un caractère qui le ferait exécuter comme formule par un tableur.",
    ),
    expected=(
        "a text that does not start with = + - @, a tab or a return",
        "un texte qui ne commence pas par = + - @, une tabulation ou un retour",
    ),
    cure=(
        "Write the text so that it starts with a word or a digit.",
        "Écrire le texte de sorte qu'il commence par un mot ou un chiffre.",
    ),
    scopes=[on(TEXTS)],
)
def expect_cells_not_to_run_as_formulas(seen: Seen) -> Truth:
    """Identifiers, codes and dates have shapes that exclude such a start."""
    return per_text(seen[TEXT], lambda text: not starts_formula(text))


def untidy(text: str, *, of_source: bool = False) -> tuple[str, str] | None:
    """What is untidy about a text, in English and French, or None.

    Args:
        text: the text.
        of_source: whether the characters are the source's, which may stop within a bracket.
    """
    if text != text.strip():
        return "no blank at either end", "aucun espace au début ni à la fin"
    if _BLANKS.search(text):
        return "single blanks", "des espaces simples"
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn"} for character in text):
        return "no control or invisible character", "aucun caractère de contrôle ou invisible"
    if _DAMAGED.search(text):
        return "characters that were read in their encoding", "des caractères lus dans leur encodage"
    if not of_source and not _balanced(_LIST_MARK.sub(" ", text)):
        return "brackets and quotation marks that close", "des parenthèses et guillemets refermés"
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
    id="clean-text",
    name=("Clean texts", "Textes propres"),
    sentence=(
        "Texts have no stray blanks, no control characters, no damaged characters, and close their brackets.",
        "Les textes n'ont ni espaces superflus, ni caractères de contrôle ou abîmés, et referment leurs parenthèses.",
    ),
    expected=("a clean text", "un texte propre"),
    cure=("Correct the text.", "Corriger le texte."),
    scopes=[on(TEXTS)],
    explain=lambda seen: [
        untidy(str(text), of_source=column in AS_IN_SOURCE) or ("", "")
        for text, column in zip(seen[TEXT], seen[COLUMN], strict=True)
    ],
)
def expect_texts_to_be_clean(seen: Seen) -> Truth:
    """Printed forms may stop within a bracket: they are cut out of a sentence."""

    def judge(text: str, column: str) -> bool:
        return untidy(text, of_source=column in AS_IN_SOURCE) is None

    return per_combination(seen.rows[[TEXT, COLUMN]], judge)
