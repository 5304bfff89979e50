"""How the words around a printed number word it: approximate, a bound, a range, a fall, or a year."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipelines.printed.dates import LONE_YEAR, YEAR
from pipelines.printed.numbers import Kind, Printed
from pipelines.schema.codes import Qualifier

_BEFORE_YEAR: Final = re.compile(
    r"(?:^|\b(?:en|depuis|de|à|et|entre|fin|début|année|dès|avant|après|vers|pour|ici|rapport"
    r"|in|since|from|to|and|of|by)|[(/;:-]) ?$",
    re.IGNORECASE,
)
_AFTER_YEAR: Final = re.compile(rf"-{YEAR}(?!\d)| - ")
_NOT_A_YEAR: Final = re.compile(r" ?(?:%|euros?\b)")

# Wording directly before the number; the first that fits is taken.
_BEFORE: Final = [
    (re.compile(rf"(?:{words}) ?$", re.IGNORECASE), frozenset(qualifiers))
    for words, qualifiers in (
        (
            r"\b(?:pas moins d(?:e|')|au moins|à partir d(?:e|')|minimum d(?:e|')|at least|no (?:less|fewer) than)",
            [Qualifier.AT_LEAST],
        ),
        (
            r"\b(?:pas plus d(?:e|')|au plus|au maximum|maximum d(?:e|')|jusqu'(?:à|en)|ne dépass\w+ pas(?: la| les)?"
            r"|n'excèd\w+ pas|at most|up to|no more than)",
            [Qualifier.AT_MOST],
        ),
        # "dès 12 ans": the lowest age itself is 12.
        (r"\bdès", [Qualifier.AT_LEAST, Qualifier.EXACT]),
        (r"\bà peine", [Qualifier.APPROX, Qualifier.AT_MOST, Qualifier.LESS_THAN]),
        (
            r"\b(?:plus d(?:e|')|supérieure?s? (?:à|aux)|dépass\w+|au-delà d(?:e|')|more than|over|above)",
            [Qualifier.MORE_THAN],
        ),
        (r"\b(?:moins d(?:e|')|inférieure?s? (?:à|aux)|less than|fewer than|under|below)", [Qualifier.LESS_THAN]),
        (
            r"\b(?:environ|près d(?:e|')|presque|quelque|autour d(?:e|')|de l'ordre d(?:e|')|approximativement"
            r"|about|around|nearly|almost|close to|some)",
            [Qualifier.APPROX],
        ),
    )
]
# Wording after the number and at most two words more ("cinq ans au plus").
_AFTER: Final = [
    (re.compile(rf" ?%?(?: [^\W\d_][\w'-]*){{0,2}}? (?:{words})\b", re.IGNORECASE), frozenset([qualifier]))
    for words, qualifier in (
        (r"au moins|ou plus|et plus|or more|at least", Qualifier.AT_LEAST),
        (r"au plus|au maximum|maximum|at most|or (?:less|fewer)", Qualifier.AT_MOST),
        (r"environ|approximately", Qualifier.APPROX),
    )
]
_FALLING: Final = re.compile(
    r"\b(?:baisse|diminu\w+|recul\w*|chut\w+|réduction|fall|fell|drop\w*|decreas\w+|down)(?: \w+){0,2}(?: of| by)? ?$",
    re.IGNORECASE,
)
_BETWEEN_ENDS: Final = re.compile(r" ?%? ?(?:(?P<needs_between>et|and)|à|-|to) ?")
_BETWEEN: Final = re.compile(r"\b(?:entre|between) $", re.IGNORECASE)
_CONTEXT: Final = 40


def _is_year(printed: Printed, text: str) -> bool:
    before = text[max(0, printed.start - _CONTEXT) : printed.start]
    return bool(
        printed.kind is Kind.NUMBER
        and LONE_YEAR.fullmatch(printed.text)
        and (_BEFORE_YEAR.search(before) or _AFTER_YEAR.match(text, printed.end))
        and not _NOT_A_YEAR.match(text, printed.end)
    )


def _wording(printed: Printed, text: str) -> frozenset[Qualifier]:
    before, after = text[max(0, printed.start - _CONTEXT) : printed.start], text[printed.end : printed.end + _CONTEXT]
    said = next((allowed for pattern, allowed in _BEFORE if pattern.search(before)), None)
    if said is None:
        said = next((allowed for pattern, allowed in _AFTER if pattern.match(after)), frozenset())
    return said | {Qualifier.APPROX} if printed.kind is Kind.ROUND else said


def _with_ranges(found: list[Printed], text: str) -> list[Printed]:
    countable = {Kind.NUMBER, Kind.SHARE, Kind.ROUND}
    for index, (low, high) in enumerate(pairwise(found)):
        link = _BETWEEN_ENDS.fullmatch(text, low.end, high.start)
        if link is None or not {low.kind, high.kind} <= countable:
            continue
        if link["needs_between"] and not _BETWEEN.search(text[: low.start]):
            continue
        if low.value is not None and high.value is not None and low.value < high.value:
            found[index] = replace(low, wording=low.wording | {Qualifier.RANGE})
            found[index + 1] = replace(high, wording=high.wording | {Qualifier.RANGE})
    return found


def read_wording(found: list[Printed], text: str) -> list[Printed]:
    """Return the numbers of a plain text with what the words around them say."""
    worded = []
    for printed in found:
        kind = Kind.YEAR if _is_year(printed, text) else printed.kind
        before = text[max(0, printed.start - _CONTEXT) : printed.start]
        falls = bool(_FALLING.search(before))
        worded.append(replace(printed, kind=kind, wording=_wording(printed, text), falls=falls))
    return _with_ranges(worded, text)
