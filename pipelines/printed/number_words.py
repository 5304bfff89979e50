"""Numbers written in words, in French and in English: `trente-deux`, `deux millions`, `une dizaine`, `deux tiers`."""

import re
from typing import Final

_UNITS: Final = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9}
_TEENS: Final = {
    "dix-sept": 17,
    "dix-huit": 18,
    "dix-neuf": 19,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "treize": 13,
    "quatorze": 14,
    "quinze": 15,
    "seize": 16,
}
_TENS: Final = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_REGIONAL_TENS: Final = {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
_ENGLISH: Final = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
SCALES: Final = {
    "million": 10**6,
    "millions": 10**6,
    "milliard": 10**9,
    "milliards": 10**9,
    "billion": 10**9,
    "billions": 10**9,
}
_SIMPLE: Final = {"un": 1, "une": 1, "one": 1, "vingts": 20} | _UNITS | _TEENS | _TENS | _REGIONAL_TENS | _ENGLISH

ROUND_WORDS: Final = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1000,
    "dozen": 12,
}
ORDINAL_WORDS: Final = {
    "deuxième": 2,
    "troisième": 3,
    "quatrième": 4,
    "cinquième": 5,
    "sixième": 6,
    "septième": 7,
    "huitième": 8,
    "neuvième": 9,
    "dixième": 10,
    "onzième": 11,
    "douzième": 12,
    "quinzième": 15,
    "vingtième": 20,
    "centième": 100,
    "premier": 1,
    "première": 1,
    "second": 2,
    "seconde": 2,
    "first": 1,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
MULTIPLE_WORDS: Final = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "sextuple": 6, "décuple": 10}
PARTS: Final = {
    "tiers": 3,
    "quart": 4,
    "quarts": 4,
    "cinquième": 5,
    "cinquièmes": 5,
    "dixième": 10,
    "dixièmes": 10,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fifth": 5,
    "fifths": 5,
}


def alternatives(words: dict[str, int]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_LINK: Final = r"[- ]"
_ONE: Final = r"(?:[- ]et[- ]une?|-une?)"
_UNIT: Final = f"(?:{alternatives(_UNITS)})"
_TEEN: Final = f"(?:{alternatives(_TEENS)})"
_BELOW_100: Final = (
    f"(?:quatre{_LINK}vingts?(?:{_LINK}(?:{_TEEN}|{_UNIT})|-une?)?"
    f"|soixante(?:[- ]et[- ]onze|{_LINK}(?:{_TEEN}|{_UNIT})|{_ONE})?"
    f"|(?:{alternatives(_TENS)}|{alternatives(_REGIONAL_TENS)})(?:{_LINK}{_UNIT}|{_ONE})?"
    f"|{_TEEN}|{_UNIT})"
)
# The "cent" of "pour cent" is a percent sign, not a hundred.
_BELOW_1000: Final = f"(?:(?:{_UNIT}{_LINK})?(?<!pour )cents?\\b(?:{_LINK}(?:{_BELOW_100}|une?))?|{_BELOW_100})"
_BELOW_MILLION: Final = f"(?:(?:{_BELOW_1000}{_LINK})?mille\\b(?:{_LINK}(?:{_BELOW_1000}|une?))?|{_BELOW_1000})"
_FRENCH: Final = (
    f"(?:(?:une?|{_BELOW_1000}){_LINK}(?:millions?|milliards?)\\b(?:{_LINK}{_BELOW_MILLION})?|{_BELOW_MILLION})"
)
_ENGLISH_WORD: Final = f"(?:{alternatives(_ENGLISH)})"
_ENGLISH_BELOW_100: Final = f"(?:{_ENGLISH_WORD}(?:-(?:one|{_ENGLISH_WORD}))?)"
_ENGLISH_NUMBER: Final = (
    f"(?:(?:one|a|{_ENGLISH_BELOW_100}) (?:hundred|thousand|million|billion)s?\\b(?: and {_ENGLISH_BELOW_100})?"
    f"|{_ENGLISH_BELOW_100})"
)
NUMBER_WORDS: Final = f"(?:{_FRENCH}|{_ENGLISH_NUMBER})"


def is_number_word(word: str) -> bool:
    """Whether a single word says a number, in words of any kind that this module knows."""
    known = _SIMPLE | ROUND_WORDS | ORDINAL_WORDS | PARTS | SCALES | {"cent": 100, "mille": 1000}
    return word.lower() in known


def words_value(text: str) -> float:
    """Value of a number written in words, as matched by `NUMBER_WORDS`.

    >>> words_value("quatre-vingt-dix-huit")
    98.0

    Raises:
        ValueError: a word is not one of a number.
    """
    below_thousand = thousands = total = 0
    for word in re.split(r"[- ]", re.sub(r"\b(?:et|and|a)\b[- ]?", "", text.lower())):
        if word in ("vingt", "vingts") and below_thousand % 100 == 4:
            below_thousand += 80 - 4
        elif word in ("cent", "cents", "hundred"):
            below_thousand = max(below_thousand, 1) * 100
        elif word in ("mille", "thousand"):
            thousands, below_thousand = max(below_thousand, 1) * 1000, 0
        elif word in SCALES:
            total, thousands, below_thousand = max(thousands + below_thousand, 1) * SCALES[word], 0, 0
        elif word in _SIMPLE:
            below_thousand += _SIMPLE[word]
        else:
            raise ValueError(f"{word!r} in {text!r} is not a word of a number")
    return float(total + thousands + below_thousand)
