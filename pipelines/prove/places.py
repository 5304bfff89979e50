"""Where each row's printed form stands in a document: every possible place, and one place for each row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.printed.as_printed import carriers, carries, stated_numbers, wording_fault
from pipelines.printed.dates import LONE_YEAR, MARKED_YEAR
from pipelines.printed.numbers import Kind, Printed, without_mark
from pipelines.prove.printed_rows import PrintedRow
from pipelines.prove.report_text import Document
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.proof import pages_named

_LONGEST_REPORT_LIST = 40


@dataclass(frozen=True)
class Place:
    """A place that a row may claim: the span of its form, and the numbers in it that the row states."""

    start: int
    end: int
    numbers: tuple[Printed, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """Say what two rows must not both claim: the first number, or the form where the row states none."""
        return (self.numbers[0].start,) if self.numbers else (self.start, self.end)


@dataclass(frozen=True)
class NotFound:
    """Why a row has no place: column, what stands there, what was expected, what to do."""

    rule: str
    column: str
    value: str
    expected: str
    cure: str


def iso_dates(number: Printed) -> tuple[str, ...]:
    """Return dates that a printed date or year says."""
    return number.iso or ((number.text,) if LONE_YEAR.fullmatch(number.text) else ())


def _readings(document: Document, numbers: Sequence[Printed], row: PrintedRow) -> list[Printed]:
    """Read numbers as the page means them: without the row's footnote mark where it is glued to one of them."""
    on_page = document.numbers_on(row.page or 0)
    if any(other.text == row.footnote and document.is_glued(other) for other in on_page):
        return list(numbers)
    return [without_mark(number, row.footnote) or number for number in numbers]


def _states_numbers(row: PrintedRow, read: Sequence[Printed]) -> list[tuple[Printed, ...]]:
    cells = row.cells
    stated = stated_numbers(row.qualifier, cells[C.OBS_VALUE], cells[C.OBS_VALUE_LOW], cells[C.OBS_VALUE_HIGH])
    return carriers(read, stated) if stated else [()]


def _states_penalty(row: PrintedRow, read: Sequence[Printed]) -> list[tuple[Printed, ...]]:
    carrying = [next((number for number in read if carries(number, stated)), None) for stated in row.penalty]
    found = tuple(number for number in carrying if number is not None)
    return [found or tuple(read[:1])] if len(found) == len(row.penalty) else []


def _says_date(row: PrintedRow, number: Printed, stated: str) -> bool:
    # Without a printed year the year is a reading, which the row then explains in its note.
    return any(
        iso == stated or (iso.startswith("--") and stated[5:] == iso[2:] and row.cells[C.NOTE_EN])
        for iso in iso_dates(number)
    )


def _states_date(row: PrintedRow, read: Sequence[Printed]) -> list[tuple[Printed, ...]]:
    if row.table == T.TREATIES:
        return [(number,) for number in read if any(_says_date(row, number, date) for date in row.dates)]
    # "9 au 11 mai 2007" says both ends of an event.
    return [(n,) for n in read if _says_date(row, n, row.dates[0]) and (len(n.iso) < 2 or list(n.iso) == row.dates)]


_STATES: Mapping[str, Callable[[PrintedRow, Sequence[Printed]], list[tuple[Printed, ...]]]] = {
    T.OBSERVATIONS: _states_numbers,
    T.LEGAL_PENALTIES: _states_penalty,
    T.TREATIES: _states_date,
    T.EVENTS: _states_date,
}


def _stated_text(row: PrintedRow) -> tuple[str, str]:
    """Return column concerned and what the row states, for a message."""
    if row.table == T.LEGAL_PENALTIES:
        return C.PRISON_YEARS, " years, ".join(f"{number:.15g}" for number in row.penalty)
    if row.table in (T.TREATIES, T.EVENTS):
        return C.DATE if row.table == T.EVENTS else C.RATIFIED, ", ".join(row.dates)
    columns = [column for column in (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH) if row.cells[column] is not None]
    return " ".join(columns), " to ".join(f"{row.cells[column]:.15g}" for column in columns)


def _unworded(row: PrintedRow, numbers: Sequence[Printed]) -> str | None:
    """Say what is wrong between an observation's qualifier and the words around its number on the page."""
    if row.table != T.OBSERVATIONS or not numbers:
        return None
    fault = wording_fault(numbers, row.qualifier)
    silent = not any(number.wording for number in numbers)
    share = all(number.kind is Kind.SHARE for number in numbers)
    if (
        fault is None
        and silent
        and row.qualifier is not Qualifier.EXACT
        and not (share and row.qualifier is Qualifier.APPROX)
    ):
        return f"the page says {numbers[0].text!r} without words for {row.qualifier}"
    return fault


def find_places(document: Document, row: PrintedRow) -> list[Place] | NotFound:
    """Return every place on the row's page that its form, its numbers and its qualifier fit, or why there is none."""
    page = row.page
    if page is None or document.page(page) is None:
        return NotFound(
            "page-known", C.PAGE, str(page or ""), "a page of the source's page map", "Give the printed page."
        )
    spans = document.find(row.form, page, row.footnote)
    if not spans:
        elsewhere = document.pages_with(row.form)
        seen = (
            f"It stands on page {', '.join(map(str, elsewhere[:5]))}."
            if elsewhere
            else "Copy the characters from the page."
        )
        return NotFound(
            "printed-on-page", C.AS_PRINTED, row.form, f"whole words and numbers that stand on page {page}", seen
        )
    places, worded_otherwise = [], None
    for start, end in spans:
        for numbers in _STATES[row.table](row, _readings(document, document.read_between(start, end), row)):
            fault = _unworded(row, numbers)
            if fault is None:
                places.append(Place(start, end, numbers))
            worded_otherwise = worded_otherwise or fault
    if places:
        # The same year may stand in several lines of a table: where the other dates fit, too, is the row's own.
        return [place for place in places if not missing_dates(document, row, place)] or places
    if worded_otherwise:
        return NotFound(
            "wording",
            C.QUALIFIER,
            str(row.qualifier),
            f"a qualifier that fits the page: {worded_otherwise}",
            "Correct the qualifier, or lengthen the printed form.",
        )
    column, stated = _stated_text(row)
    expected = f"what the page prints in {row.form!r}"
    return NotFound("number-printed", column, stated, expected, "Correct the number or date, or the printed form.")


def find_reports(document: Document, row: PrintedRow) -> list[list[Place]]:
    """Find, for each report that a treaty's row states, where year and rank stand together on its page."""
    page = document.page(row.page) if row.page is not None else None
    if page is None:
        return [[] for _ in row.report_ranks]
    numbers = document.numbers_between(page.start, page.end)
    found = []
    for year, rank in row.report_ranks:
        places = []
        for index, first in enumerate(numbers):
            if first.text != str(year):
                continue
            for other in numbers[index + 1 :]:
                if other.kind is not Kind.ORDINAL or other.start - first.end > _LONGEST_REPORT_LIST:
                    break
                if other.value == rank:
                    places.append(Place(first.start, other.end, (other, first)))
        found.append(places)
    return found


def missing_dates(document: Document, row: PrintedRow, place: Place) -> list[str]:
    """Return dates of a treaty or an event that are printed neither beside its place nor on a page that its note names.

    Beside a treaty's form stands the date before it, as in a table of adoptions and ratifications; an event's last day
    may stand anywhere on its page.
    """
    on_page = document.numbers_on(row.page or 0)
    dated = [number for number in on_page if iso_dates(number)]
    if row.table == T.TREATIES:
        before = [number for number in dated if number.end <= place.start][-1:]
        dated = before + [number for number in dated if place.start <= number.start < place.end]
    named = pages_named(row.cells.get(C.NOTE_EN))
    dated += [number for page in named for number in document.numbers_on(int(page))]
    return [date for date in row.dates if not any(_says_date(row, number, date) for number in dated)]


def unprinted_periods(document: Document, row: PrintedRow, place: Place) -> list[str]:
    """Return ends of an observation's period that its form does not print or, where the form prints no date, its page.

    A month or a year is printed where a fuller date begins with it.
    """
    inside = [number for number in document.numbers_between(place.start, place.end) if number not in place.numbers]
    numbers = inside if any(map(iso_dates, inside)) else document.numbers_on(row.page or 0)
    printed = [date for number in numbers for date in iso_dates(number)]
    printed += [marked["year"] for number in numbers if (marked := MARKED_YEAR.fullmatch(number.text))]
    ends = row.cells[C.TIME_PERIOD].split("/")
    return [end for end in ends if not any(date == end or date.startswith(f"{end}-") for date in printed)]


def assign_places(wanted: Sequence[Sequence[Place]]) -> list[Place | None]:
    """Return one place for each list of places so that no two share one, for as many as can be; None for the rest."""
    holder: dict[tuple[int, ...], int] = {}
    held: list[Place | None] = [None] * len(wanted)

    def take(index: int, tried: set[tuple[int, ...]]) -> bool:
        for place in wanted[index]:
            if place.key in tried:
                continue
            tried.add(place.key)
            if place.key not in holder or take(holder[place.key], tried):
                holder[place.key], held[index] = index, place
                return True
        return False

    for index in range(len(wanted)):
        take(index, set())
    return held
