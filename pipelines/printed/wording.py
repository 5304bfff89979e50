"""How the words around a printed number word it: approximate, a bound, a range, a fall, or a year."""

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final

from pipelines.printed.dates import LONE_YEAR
from pipelines.printed.grammar import YEAR, Grammar
from pipelines.printed.numbers import Kind, Printed
from pipelines.schema.codes import Qualifier

_AFTER_YEAR: Final = re.compile(rf"-{YEAR}(?!\d)| - ")
_CONTEXT: Final = 40


@dataclass(frozen=True)
class _Patterns:
    """The patterns of one language's wording."""

    before_year: re.Pattern[str]
    not_a_year: re.Pattern[str]
    before: tuple[tuple[re.Pattern[str], frozenset[Qualifier]], ...]
    after: tuple[tuple[re.Pattern[str], frozenset[Qualifier]], ...]
    falling: re.Pattern[str]
    falls_after: re.Pattern[str]
    between_ends: re.Pattern[str]
    between: re.Pattern[str]


@cache
def _patterns(grammar: Grammar) -> _Patterns:
    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    first, link = grammar.between
    percent = rf"(?: ?%| {grammar.percent})?"
    filler = f"(?: (?:{grammar.filler}))?" if grammar.filler else ""
    return _Patterns(
        before_year=compiled(rf"(?:^|\b(?:{grammar.before_year})|[(/;:-]) ?$"),
        not_a_year=compiled(rf" ?(?:{grammar.after_number})"),
        before=tuple((compiled(rf"(?:{words}){filler} ?$"), allowed) for words, allowed in grammar.before),
        # At most two words stand between the number and its wording: "cinq ans au plus".
        after=tuple(
            (compiled(rf"{percent}(?: [^\W\d_][\w'-]*){{0,2}}? (?:{words})\b"), frozenset({qualifier}))
            for words, qualifier in grammar.after
        ),
        falling=compiled(rf"\b{grammar.falling} ?$"),
        falls_after=compiled(rf"{percent} (?:{grammar.falls_after})\b"),
        between_ends=compiled(rf"{percent} ?(?:(?P<needs_between>{link})|{grammar.range_link}) ?"),
        between=compiled(rf"\b{first} $"),
    )


def _is_year(printed: Printed, text: str, said: _Patterns) -> bool:
    before = text[max(0, printed.start - _CONTEXT) : printed.start]
    return bool(
        printed.kind is Kind.NUMBER
        and LONE_YEAR.fullmatch(printed.text)
        and (said.before_year.search(before) or _AFTER_YEAR.match(text, printed.end))
        and not said.not_a_year.match(text, printed.end)
    )


def _wording(printed: Printed, before: str, after: str, said: _Patterns) -> frozenset[Qualifier]:
    allowed = next((allowed for pattern, allowed in said.before if pattern.search(before)), None)
    if allowed is None:
        allowed = next((allowed for pattern, allowed in said.after if pattern.match(after)), frozenset())
    return allowed | {Qualifier.APPROX} if printed.kind is Kind.ROUND else allowed


def _with_ranges(found: list[Printed], text: str, said: _Patterns) -> list[Printed]:
    countable = {Kind.NUMBER, Kind.SHARE, Kind.ROUND}
    for index, (low, high) in enumerate(pairwise(found)):
        link = said.between_ends.fullmatch(text, low.end, high.start)
        if link is None or not {low.kind, high.kind} <= countable:
            continue
        if link["needs_between"] and not said.between.search(text[: low.start]):
            continue
        if low.value is not None and high.value is not None and low.value < high.value:
            found[index] = replace(low, wording=low.wording | {Qualifier.RANGE})
            found[index + 1] = replace(high, wording=high.wording | {Qualifier.RANGE})
    return found


def read_wording(found: list[Printed], text: str, grammar: Grammar) -> list[Printed]:
    """Return the numbers of a plain text with what the words around them say."""
    said, worded = _patterns(grammar), []
    for printed in found:
        kind = Kind.YEAR if _is_year(printed, text, said) else printed.kind
        before = text[max(0, printed.start - _CONTEXT) : printed.start]
        after = text[printed.end : printed.end + _CONTEXT]
        falls = bool(said.falling.search(before) or said.falls_after.match(after))
        worded.append(replace(printed, kind=kind, wording=_wording(printed, before, after, said), falls=falls))
    return _with_ranges(worded, text, said)
