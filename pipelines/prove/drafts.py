"""Drafts of the rows that a text still asks for: one for each number that no row accounts for.

A draft holds what the text itself says: page, printed form, number or bounds, wording, and the nearest date. What the
number counts, and why one is left out, is for a person to fill in.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from pipelines.printed.dates import MARKED_YEAR
from pipelines.printed.numbers import Kind, Printed
from pipelines.prove.coverage import Coverage
from pipelines.prove.report_text import Document
from pipelines.schema.codes import HIGH_BOUND_QUALIFIERS, LOW_BOUND_QUALIFIERS, Qualifier, next_number
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

_SOFT_HYPHEN: Final = "\u00ad"
_DATES: Final = (Kind.YEAR, Kind.DATE)
# What rarely counts anything: dates named in passing, and ranks.
_RARELY_FIGURES: Final = (*_DATES, Kind.ORDINAL)
# Words of the text, at most, before and after the number: a printed form keeps few characters.
_WORDS_BEFORE, _WORDS_AFTER = 2, 3
# The ends of a range stand this close; a date further off dates something else.
_BETWEEN_ENDS, _NEAR = 40, 300
_ENDS: Final = ".,;:!?]»”\"'"


@dataclass(frozen=True)
class Draft:
    """A row to be: `table` is where it most likely belongs, `cells` what the text says of it."""

    table: T
    cells: dict[str, str]


def draft_rows(coverage: Coverage) -> list[Draft]:
    """Draft a row for each number that nothing accounts for, in the order of the text; a range has one for its ends.

    A date that is the period of a drafted figure has none of its own: the figure accounts for it.
    """
    document, drafts, dated = coverage.document, [], set[int]()
    for numbers in _paired(coverage.open_numbers()):
        start = numbers[0].start
        cells: dict[str, str] = {C.PAGE: str(document.page_at(start)), C.AS_PRINTED: _form(document, numbers)}
        if numbers[0].kind in _RARELY_FIGURES or _date(numbers[0]):
            drafts.append((start, Draft(T.LEFT_OUT, cells)))
            continue
        period = _nearest_date(document, numbers)
        if period is not None:
            cells[C.TIME_PERIOD] = _date(period)
            # A year with a note mark glued to it is accounted for by the figure that has the mark.
            dated |= {period.start} if period.kind in _DATES else set()
        drafts.append((start, Draft(T.OBSERVATIONS, {**cells, **_value(numbers)})))
    return [draft for start, draft in drafts if start not in dated]


def write_drafts(drafts: Sequence[Draft], folder: Path, taken: Iterable[str]) -> list[Path]:
    """Write the drafts as the project's own files, with the next free ids; cells that a person fills are empty.

    Args:
        drafts: the drafts.
        folder: where `observations.csv` and `left_out.csv` are written.
        taken: ids that rows have or had.

    Returns:
        The files written.

    Raises:
        FileExistsError: one of them is there; nothing is written.
    """
    written = []
    known = list(taken)
    by_table = {table: [each.cells for each in drafts if each.table == table] for table in (T.OBSERVATIONS, T.LEFT_OUT)}
    paths = {table: folder / f"{table}.csv" for table, rows in by_table.items() if rows}
    for path in paths.values():
        if path.exists():
            raise FileExistsError(path)
    for table, path in paths.items():
        folder.mkdir(parents=True, exist_ok=True)
        (key,), series = tables()[table].key, "o" if table == T.OBSERVATIONS else "x"
        first = next_number(series, known)
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, [column.name for column in tables()[table].raw_columns], restval="")
            writer.writeheader()
            writer.writerows({key: f"{series}-{first + place:04}", **row} for place, row in enumerate(by_table[table]))
        written.append(path)
    return written


def _paired(numbers: Sequence[Printed]) -> Iterator[tuple[Printed, ...]]:
    """Yield each number by itself, and the two ends of a range together."""
    waiting: Printed | None = None
    for number in numbers:
        is_end = Qualifier.RANGE in number.wording
        if waiting is not None and is_end and number.start - waiting.end < _BETWEEN_ENDS:
            yield waiting, number
            waiting = None
            continue
        if waiting is not None:
            yield (waiting,)
        waiting = number if is_end else None
        if not is_end:
            yield (number,)
    if waiting is not None:
        yield (waiting,)


def _form(document: Document, numbers: Sequence[Printed]) -> str:
    """Return the shortest run of words around the numbers that stands on the page once, a word after them if it may."""
    start, end = numbers[0].start, numbers[-1].end
    page_number = document.page_at(start)
    page = document.page(page_number)
    assert page is not None
    before = [match.start() for match in re.finditer(r"\S+", document.text[page.start : start])][-_WORDS_BEFORE:]
    after = [end + match.end() for match in re.finditer(r"\S+", document.text[end : page.end])][:_WORDS_AFTER]
    starts = [start, *(page.start + place for place in reversed(before))]
    ends = [*after[:1], end, *after[1:]]
    once = []
    for first, last in product(starts, ends):
        form = _trimmed(document.text[first:last])
        found = document.find(form, page_number)
        if len(found) == 1 and found[0][0] == first:
            if form.count("(") == form.count(")"):
                return form
            once.append(form)
    return once[0] if once else document.text[start:end]


def _trimmed(form: str) -> str:
    """Return words without what closes a clause, and without a bracket that they do not open."""
    form = form.replace(_SOFT_HYPHEN, "").replace("\n", " ").strip().rstrip(_ENDS)
    return form.removesuffix(")").rstrip(_ENDS) if form.count(")") > form.count("(") else form


def _value(numbers: Sequence[Printed]) -> dict[str, str]:
    """Return number or bounds with the wording; no wording where the text allows several."""
    given = [f"{number.value:.15g}" for number in numbers if number.value is not None]
    if len(given) == 2:
        return {C.OBS_VALUE_LOW: given[0], C.OBS_VALUE_HIGH: given[1], C.QUALIFIER: str(Qualifier.RANGE)}
    wording = numbers[0].wording - {Qualifier.RANGE}
    if len(wording) > 1:
        return {C.OBS_VALUE: given[0]}
    qualifier = next(iter(wording), Qualifier.EXACT)
    low, high = qualifier in LOW_BOUND_QUALIFIERS, qualifier in HIGH_BOUND_QUALIFIERS
    column = C.OBS_VALUE_LOW if low else C.OBS_VALUE_HIGH if high else C.OBS_VALUE
    return {column: given[0], C.QUALIFIER: str(qualifier)}


def _nearest_date(document: Document, numbers: Sequence[Printed]) -> Printed | None:
    """Return the date printed nearest on the page; None where none is near."""
    start = numbers[0].start
    on_page = document.numbers_on(document.page_at(start))
    dates = [each for each in on_page if abs(each.start - start) < _NEAR and _date(each)]
    return min(dates, key=lambda each: abs(each.start - start), default=None)


def _date(number: Printed) -> str:
    """Return the date that a number is, a year without the note mark that is glued to it; empty where it is none."""
    if number.kind in _DATES:
        return number.iso[0] if number.iso else number.text
    marked = MARKED_YEAR.fullmatch(number.text)
    return marked["year"] if marked else ""
