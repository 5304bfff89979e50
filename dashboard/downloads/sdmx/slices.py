"""Keys and filters of SDMX REST requests, as conditions on the published columns.

A key holds a code, several, or `*` for each dimension but time, in the structure's order; several keys stand for the
figures of any of them. A filter `c[ID]=…` names values or compares with them: `,` is or, `+` is and.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Published
from dashboard.downloads.sdmx.flow import FREQ, TIME, Component, Flow, flow_of
from dashboard.downloads.sdmx.periods import frequency, read_period
from dashboard.downloads.selection import MOST_VALUES
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T
from pipelines.schema.periods import Period

Slice = Mapping[str, frozenset[str]]

MOST_KEYS: Final = 50
WILDCARDS: Final = ("", "*", "all")
_OPERATOR: Final = re.compile(r"(?:(?P<operator>eq|ne|lt|le|gt|ge|co|nc|sw|ew):)?(?P<value>.*)", re.DOTALL)
_BY_TEXT: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "eq": lambda held, asked: held == asked,
    "ne": lambda held, asked: held != asked,
    "lt": lambda held, asked: held < asked,
    "le": lambda held, asked: held <= asked,
    "gt": lambda held, asked: held > asked,
    "ge": lambda held, asked: held >= asked,
    "co": lambda held, asked: asked in held,
    "nc": lambda held, asked: asked not in held,
    "sw": lambda held, asked: held.startswith(asked),
    "ew": lambda held, asked: held.endswith(asked),
}
# A period is compared as a whole: one that begins before 2005 is not "from 2005", and is not cut.
_BY_TIME: Final[Mapping[str, Callable[[Period, Period], bool]]] = {
    "eq": lambda held, asked: held == asked,
    "ne": lambda held, asked: held != asked,
    "lt": lambda held, asked: held.end < asked.start,
    "le": lambda held, asked: held.end <= asked.end,
    "gt": lambda held, asked: held.start > asked.end,
    "ge": lambda held, asked: held.start >= asked.start,
}


def refuse(kind: str, text: str, parameter: str = "", value: str = "", allowed: Sequence[str] = ()) -> Refusal:
    """Return the refusal of one thing, in the words of a text of the catalogue."""
    return Refusal([Fault(kind, words_for(text), parameter, value, tuple(allowed))])


def _where(published: Published, each: Component, codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the condition that a component holds one of these published codes or periods."""
    if each.id == FREQ:
        wanted = set(codes)
        periods = published.asked.periods(T.OBSERVATIONS)
        return {C.TIME_PERIOD: frozenset(text for text in periods if frequency(text) in wanted)}
    if each.column in published.tables[T.OBSERVATIONS].schema.names:
        return {each.column: frozenset(codes)}
    return {C.INDICATOR_ID: published.indicators_with(each.column, set(codes))}


def _narrowed(one: Slice, other: Slice) -> Slice:
    return {**one, **{column: one.get(column, values) & values for column, values in other.items()}}


def _code(each: Component, made: str) -> str:
    """Return the published code of an id; says which ids are like it where there is none."""
    codes = each.codelist.codes if each.codelist else {}
    if made in codes:
        return codes[made]
    raise refuse("no-results", "fault.sdmx-no-code", each.id, made, list(codes))


def _key(published: Published, flow: Flow, text: str, without: str) -> Slice:
    parts = text.split(".")
    if len(parts) > len(flow.key):
        names = ".".join(each.id for each in flow.key)
        detail = words_for("fault.sdmx-key", most=len(flow.key), dimensions=names)
        raise Refusal([Fault("malformed", detail, "key", text)])
    found: Slice = {}
    for each, part in zip(flow.key, parts, strict=False):
        codes = part.split("+")
        if len(codes) > MOST_VALUES:
            raise _too_many(text)
        if each.id != without and not set(codes) & set(WILDCARDS):
            found = _narrowed(found, _where(published, each, [_code(each, code) for code in codes]))
    return found


def _too_many(text: str) -> Refusal:
    detail = words_for("fault.sdmx-too-many", most=MOST_KEYS, values=MOST_VALUES)
    return Refusal([Fault("too-many-values", detail, "key", text)])


def read_key(published: Published, text: str, without: str = "") -> list[Slice]:
    """Return the condition of each key: `A.B+C..`, where an empty place or `*` is every code; a comma parts keys.

    Args:
        published: the version.
        text: the keys.
        without: a dimension that is not narrowed.

    Raises:
        Refusal: a key has too many places or values (400), or a code that the flow does not have (404).
    """
    keys = list(dict.fromkeys(text.split(",")))
    if len(keys) > MOST_KEYS:
        raise _too_many(text)
    if set(keys) & set(WILDCARDS):
        return [{}]
    return [_key(published, flow_of(published), each, without) for each in keys]


def _compare_periods(operator: str, value: str, name: str) -> Callable[[str, Period], bool]:
    if operator not in _BY_TIME:
        raise refuse("malformed", "fault.sdmx-filter", name, value, tuple(_BY_TIME))
    try:
        asked = read_period(value)
    except (ValueError, OverflowError) as error:
        raise refuse("not-a-period", "fault.sdmx-period", name, value) from error
    return lambda text, held: _BY_TIME[operator](held, asked)


def _terms(name: str, text: str) -> Iterator[list[tuple[str, str]]]:
    """Read `ge:2005+le:2010,2012` as alternatives of comparisons that must hold together."""
    for alternative in text.split(","):
        terms = []
        for part in alternative.split("+"):
            match = _OPERATOR.fullmatch(part)
            if match is None or not match["value"]:
                raise refuse("malformed", "fault.sdmx-filter", name, text)
            terms.append((match["operator"] or "eq", match["value"]))
        yield terms


def _checked(name: str, text: str) -> list[list[tuple[str, str]]]:
    read = list(islice(_terms(name, text), MOST_VALUES + 1))
    if sum(len(terms) for terms in read) > MOST_VALUES:
        raise _too_many(text)
    return read


def read_period_filter(published: Published, name: str, text: str) -> Slice:
    """Return the condition of a filter on time.

    Raises:
        Refusal: it is no such filter, or compares with no period.
    """
    alternatives = [[_compare_periods(*term, name) for term in terms] for terms in _checked(name, text)]
    held = published.asked.periods(T.OBSERVATIONS).items()
    kept = (
        period for period, span in held if any(all(meets(period, span) for meets in terms) for terms in alternatives)
    )
    return {C.TIME_PERIOD: frozenset(kept)}


def read_filter(published: Published, name: str, text: str) -> Slice:
    """Return the condition of a filter, `c[name]=text`.

    Raises:
        Refusal: it is malformed, names no coded component, or a code that is not in its list.
    """
    flow = flow_of(published)
    each = flow.by_id.get(name)
    if name == TIME:
        return read_period_filter(published, name, text)
    if each is None or each.codelist is None:
        known = [one.id for one in flow.components if one.codelist or one.id == TIME]
        raise refuse("not-implemented" if each else "malformed", "fault.sdmx-component", name, name, known)
    codes = each.codelist.codes
    kept: set[str] = set()
    for terms in _checked(name, text):
        for operator, value in terms:
            if operator in ("eq", "ne"):
                _code(each, value)
        kept |= {
            code for made, code in codes.items() if all(_BY_TEXT[operator](made, value) for operator, value in terms)
        }
    return _where(published, each, kept)


def narrow(slices: Iterable[Slice], others: Iterable[Slice]) -> list[Slice]:
    """Return the conditions narrowed by others, each of which must hold."""
    found = list(slices)
    for other in others:
        found = [_narrowed(one, other) for one in found]
    return found


def ids_of(each: Component, values: Iterable[str]) -> list[str]:
    """Return codes that a component holds, or periods for FREQ, as SDMX writes them, in the order of the code list."""
    held = {frequency(text) for text in values} if each.id == FREQ else set(values)
    ids = each.codelist.ids if each.codelist else {}
    return [made for code, made in ids.items() if code in held]
