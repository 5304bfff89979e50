"""Read the words and numbers of a text as searches compare them: without case, accents and silent words."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d{1,3}(?:[\s.,\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
SILENT: Final = frozenset([
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
    "are", "how", "is", "many", "much", "there", "what", "which", "who",
    "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur", "un", "une",
    "combien", "est", "que", "quel", "quelle", "quelles", "quels", "qui", "sont",
])  # fmt: skip


def fold(text: str) -> str:
    """Fold to lower case without accents: "Élucidées" becomes "elucidees"."""
    spread = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()


def parts_of(text: str) -> list[str]:
    """List the folded words that carry meaning, numbers among them."""
    return [word for word in _WORD.findall(fold(text)) if word not in SILENT]


def words_of(text: str) -> list[str]:
    """List the folded words that carry meaning."""
    return [word for word in parts_of(text) if not word.isdigit()]


def numbers_of(text: str) -> list[str]:
    """List the numbers of a text as plain digits, thousands joined: "6 727" and "6,727" are "6727"."""
    return [re.sub(r"\D", "", found) for found in _NUMBER.findall(text)]
