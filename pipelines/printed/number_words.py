"""Numbers written in words, in French and in English: `trente-deux`, `deux millions`, `une dizaine`, `deux tiers`."""

import re
from typing import Final


def _numbered(words: str, first: int, step: int = 1) -> dict[str, int]:
    """Give each word of a list its number, counting on from the first.

    >>> _numbered("vingt trente quarante", 20, 10)
    {'vingt': 20, 'trente': 30, 'quarante': 40}
    """
    return {word: first + step * place for place, word in enumerate(words.split())}


_UNITS: Final = _numbered("deux trois quatre cinq six sept huit neuf", 2)
_TEENS: Final = _numbered("dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf", 10)
_TENS: Final = _numbered("vingt trente quarante cinquante soixante", 20, 10)
_REGIONAL_TENS: Final = {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
_ENGLISH: Final = (
    _numbered("two three four five six seven eight nine ten eleven twelve", 2)
    | _numbered("thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 13)
    | _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
)
_ONES: Final = {"un": 1, "une": 1, "one": 1, "a": 1}
_SIMPLE: Final = _ONES | {"vingts": 20} | _UNITS | _TEENS | _TENS | _REGIONAL_TENS | _ENGLISH
_SCALE: Final = {"million": 10**6, "milliard": 10**9, "billion": 10**9}
SCALES: Final = _SCALE | {f"{word}s": size for word, size in _SCALE.items()}

ROUND_WORDS: Final = (
    {"dizaine": 10, "douzaine": 12, "dozen": 12, "quinzaine": 15}
    | _numbered("vingtaine trentaine quarantaine cinquantaine soixantaine", 20, 10)
    | {"centaine": 100, "millier": 1000}
)
ORDINAL_WORDS: Final = (
    _numbered("premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième", 1)
    | _numbered("première seconde", 1)
    | {"onzième": 11, "douzième": 12, "quinzième": 15, "vingtième": 20, "centième": 100}
    | _numbered("first second third fourth fifth sixth seventh eighth ninth tenth", 1)
)
MULTIPLE_WORDS: Final = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "sextuple": 6, "décuple": 10}
_PART: Final = {"quart": 4, "cinquième": 5, "dixième": 10, "third": 3, "quarter": 4, "fifth": 5}
PARTS: Final = {"tiers": 3} | _PART | {f"{word}s": parts for word, parts in _PART.items()}


def alternatives(words: dict[str, int]) -> str:
    """Write a pattern that matches any of the words, the longest first."""
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
    """Tell whether a single word says a number, in words of any kind that this module knows."""
    known = _SIMPLE | ROUND_WORDS | ORDINAL_WORDS | PARTS | SCALES | {"cent": 100, "mille": 1000}
    return word.lower() in known


def words_value(text: str) -> float:
    """Return the value of a number written in words, as matched by `NUMBER_WORDS`.

    >>> words_value("quatre-vingt-dix-huit")
    98.0

    Raises:
        ValueError: a word is not one of a number.
    """
    below_thousand = thousands = total = 0
    for word in re.split(r"[- ]", re.sub(r"\b(?:et|and)\b[- ]?", "", text.lower())):
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
