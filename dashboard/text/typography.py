"""How a text of the catalogue is set for readers: apostrophes, and spaces that must not break. Changes no word."""

import re
from functools import lru_cache
from typing import Final

from pipelines.schema.columns import Row, language_in, text_in
from pipelines.schema.declared import Language

_NARROW, _WIDE = "\u202f", "\u00a0"
_PAGES: Final = (re.compile(r"(?<=\bp\.) (?=\d)"), _WIDE)
_APOSTROPHE: Final = (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "\u2019")
_COMMON: Final = (_APOSTROPHE, _PAGES)
# What a language does besides: English drops the space before a percent sign; French keeps numbers, and signs before
# which it sets a space, in one piece, and Spanish a sign of percent or of euros with its number.
_RULES: Final[dict[Language, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "en": ((re.compile(r"(?<=s)'(?= )"), "\u2019"), (re.compile(r"(?<=\d) (?=%)"), "")),
    "fr": (
        (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _NARROW),
        (re.compile(r" (?=[;!?%])"), _NARROW),
        (re.compile(r" (?=[:»€])|(?<=«) "), _WIDE),
    ),
    "es": ((re.compile(r"(?<=\d) (?=[%€])"), _NARROW),),
}


@lru_cache(maxsize=8192)
def set_text(text: str, lang: Language) -> str:
    """Set a text as a printer would: "l’aide : 6 727 ; 12 %" whole in French, "7.5%" in English."""
    for pattern, mark in (*_COMMON, *_RULES.get(lang, ())):
        text = pattern.sub(mark, text)
    return text


class StandIn(str):
    """A text in English where a reader's language has none: pages mark it, so that it is read aloud as English."""

    __slots__ = ()
    lang: Final = "en"


def said(row: Row, stem: str, lang: Language) -> str:
    """Set a row's text in a language: `said(row, "name", "fr")` reads `name_fr`; empty cells give an empty text."""
    own = language_in(row, stem, lang)
    words = set_text(text_in(row, stem, own), own)
    return words if own == lang else StandIn(words)
