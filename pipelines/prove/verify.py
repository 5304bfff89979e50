"""Proof of each transcribed row against the text of the publication that it was read in."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pipelines.printed.grammar import YEAR
from pipelines.printed.numbers import without_mark
from pipelines.prove.coverage import (
    Coverage,
    account_for_left_out,
    account_for_patterns,
    account_for_rows,
    unexplained_marks,
)
from pipelines.prove.drafts import Draft, draft_rows
from pipelines.prove.places import (
    NotFound,
    Place,
    assign_places,
    find_places,
    find_reports,
    missing_dates,
    unprinted_periods,
)
from pipelines.prove.printed_rows import PRINTED_TABLES, PrintedRow, printed_rows, read_digest, read_lineage, read_table
from pipelines.prove.report_text import Document, UnreadableDocumentError, read_document
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import COMPLETE, columns_of
from pipelines.schema.faults import Fault, Faults

_SHOWN = 24
# A note mark stands at most this far from what it belongs to: a survey box carries it in its title.
_MARK_WINDOW = 2000
Track = Callable[[Sequence[PrintedRow]], Iterable[PrintedRow]]


class NoRegisteredSourceError(Exception):
    """No published source has a registered text to verify against."""


@dataclass
class Report:
    """Outcome of a verification.

    Attributes:
        source_id: source whose rows were checked.
        sha256: hash of the text given.
        rows_sha256: digest of what the rows state.
        registered: whether it is the registered text.
        rows: rows checked, by table.
        numbers: numbers on the pages that must be accounted for.
        accounted: how many of them each way accounts for.
        pages: how many of them are accounted for, and how many there are, by printed page.
        faults: everything that does not hold.
        coverage: what accounts for the numbers of the text.
    """

    source_id: str
    sha256: str
    rows_sha256: str
    registered: bool
    coverage: Coverage
    rows: dict[str, int] = field(default_factory=dict)
    numbers: int = 0
    accounted: dict[str, int] = field(default_factory=dict)
    pages: dict[int, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def drafts(self) -> list[Draft]:
        """Draft a row for each number that nothing accounts for."""
        return draft_rows(self.coverage)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        said = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "coverage"}
        return {**said, "faults": [asdict(fault) for fault in self.faults]}


def verify_document(
    curated: Path, content: bytes, name: str, *, any_edition: bool = False, track: Track = lambda rows: rows
) -> Report:
    """Check every row that a source prints, and every number that its pages carry.

    Args:
        curated: folder of the published tables.
        content: bytes of the publication's text.
        name: name of that text, for messages.
        any_edition: accept another text layer than the registered one.
        track: wraps the rows while they are checked, to show progress.

    Raises:
        FileNotFoundError: the folder holds no published tables.
        NoRegisteredSourceError: no published source has a registered text.
        UnreadableDocumentError: the text cannot be read by the source's page map.
    """
    source, document = _read_registered(read_table(curated, T.SOURCES), content, name)
    faults = Faults()
    if document.sha256 != source[C.DOCUMENT_SHA256] and not any_edition:
        faults.append(_other_edition(source, document))
    lineage = read_lineage(curated)
    read = {table: read_table(curated, table) for table in (*PRINTED_TABLES, T.LEFT_OUT)}
    read[T.OBSERVATIONS] = _dated_as_printed(curated, read[T.OBSERVATIONS])
    rows = {table: printed_rows(table, of_table, source[C.SOURCE_ID], lineage) for table, of_table in read.items()}
    counts: dict[str, int] = {table: len(of_table) for table, of_table in rows.items()}
    registered = document.sha256 == source[C.DOCUMENT_SHA256]
    digest = read_digest(curated, source[C.SOURCE_ID])
    report = Report(source[C.SOURCE_ID], document.sha256, digest, registered, Coverage(document), counts)
    left_out = rows.pop(T.LEFT_OUT)
    printed = [row for of_table in rows.values() for row in of_table]
    placed = _place_rows(document, track(printed), faults)
    for row, place in placed:
        faults.extend(_row_faults(document, row, place, (source[C.PUBLISHED] or "")[:4]))
    placed += _place_reports(document, printed, faults)
    faults.extend(_account(placed, left_out, report))
    report.faults = list(faults)
    return report


def _dated_as_printed(curated: Path, observations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give answers to a survey the day of its publication: of its fieldwork, another source may speak."""
    questions = {row[C.QUESTION_ID]: row for row in read_table(curated, T.SURVEY_QUESTIONS)}
    asked = {row[C.INDICATOR_ID]: questions.get(row[C.QUESTION_ID]) for row in read_table(curated, T.INDICATORS)}
    published = {
        indicator: question[C.PUBLISHED]
        for indicator, question in asked.items()
        if question and question[C.PUBLISHED] and question[C.FIELDWORK]
    }
    return [{**row, C.TIME_PERIOD: published.get(row[C.INDICATOR_ID], row[C.TIME_PERIOD])} for row in observations]


def _read_registered(sources: Iterable[dict[str, Any]], content: bytes, name: str) -> tuple[dict[str, Any], Document]:
    """Find the source whose text is registered, by this text's hash first, and read the text by its page map."""
    registered = [source for source in sources if source[C.DOCUMENT_SHA256] and source[C.PAGE_MAP]]
    if not registered:
        raise NoRegisteredSourceError(
            "no published source has document_sha256 and page_map: add them to its source.toml"
        )
    sha256 = hashlib.sha256(content).hexdigest()
    registered.sort(key=lambda source: (source[C.DOCUMENT_SHA256] != sha256, source[C.SOURCE_ID] != REPORT_SOURCE))
    source = registered[0]
    try:
        document = read_document(
            content,
            name,
            source[C.PAGE_MAP],
            registered_sha256=source[C.DOCUMENT_SHA256],
            language=source[C.LANGUAGE],
        )
        return source, document
    except UnreadableDocumentError as error:
        known = (
            ""
            if sha256 == source[C.DOCUMENT_SHA256]
            else f" (its hash is not the registered {source[C.DOCUMENT_SHA256]})"
        )
        raise UnreadableDocumentError(f"{error}{known}") from None


def _other_edition(source: dict[str, Any], document: Document) -> Fault:
    return Fault(
        rule="verify-hash",
        file=f"{source[C.SOURCE_ID]}/source.toml",
        column=C.DOCUMENT_SHA256,
        value=document.sha256,
        expected=f"the registered text, with hash {source[C.DOCUMENT_SHA256]}",
        cure="Give the registered text, or --any-edition to check against another text layer.",
    )


def _fault(row: PrintedRow, rule: str, column: str, value: str, expected: str, cure: str) -> Fault:
    return Fault(
        rule=f"verify-{rule}",
        file=row.file,
        line=row.line,
        row=row.key,
        column=column,
        value=value,
        page=row.page,
        expected=expected,
        cure=cure,
    )


def _place_rows(document: Document, rows: Iterable[PrintedRow], faults: Faults) -> list[tuple[PrintedRow, Place]]:
    """Return a place for each row; faults for those that have none, or none of their own."""
    found: list[tuple[PrintedRow, list[Place]]] = []
    for row in rows:
        places = find_places(document, row)
        if isinstance(places, NotFound):
            faults.append(_fault(row, places.rule, places.column, places.value, places.expected, places.cure))
        else:
            found.append((row, places))
    # Two figures are never one number; a date or a penalty may be what several rows state.
    own = [(row, places) for row, places in found if row.table == T.OBSERVATIONS and places[0].numbers]
    shared = [(row, places) for row, places in found if not (row.table == T.OBSERVATIONS and places[0].numbers)]
    placed = []
    for pool in (own, shared):
        for (row, places), place in zip(pool, assign_places([places for _, places in pool]), strict=True):
            if place is None and pool is own:
                expected = "a number of its own: other rows state every place where this form stands on the page"
                faults.append(
                    _fault(
                        row,
                        "own-place",
                        C.AS_PRINTED,
                        row.form,
                        expected,
                        "Lengthen the form, or drop the row that is double.",
                    )
                )
            placed.append((row, place or places[0]))
    return placed


def _place_reports(document: Document, rows: Sequence[PrintedRow], faults: Faults) -> list[tuple[PrintedRow, Place]]:
    """Say where the reports that treaties' rows state stand; faults for those that stand nowhere."""
    placed = []
    for row in rows:
        for (year, rank), places in zip(row.report_ranks, find_reports(document, row), strict=True):
            if places:
                placed.append((row, places[0]))
            else:
                expected = f"the year and rank of a report that page {row.page} prints together"
                faults.append(
                    _fault(row, "report-printed", C.REPORTS, f"{year}:{rank}", expected, "Correct year or rank.")
                )
    return placed


def _row_faults(document: Document, row: PrintedRow, place: Place, published: str) -> Iterator[Fault]:
    """Say what else does not hold of a row that has its place: note mark, period, dates beside the form, article."""
    if row.footnote and not _mark_stands(document, row, place):
        expected = f"a note mark that stands on page {row.page} near the form, after a word, a sign or the number"
        yield _fault(row, "footnote", C.FOOTNOTE, row.footnote, expected, "Correct the mark, or leave the cell empty.")
    if row.table == T.OBSERVATIONS:
        noted = all(row.cells[column] for column in columns_of("note", COMPLETE))
        for end in unprinted_periods(document, row, place):
            if not (noted and end == published):
                expected = f"a period that page {row.page} prints, or the year of publication with notes that say so"
                yield _fault(
                    row, "period-printed", C.TIME_PERIOD, end, expected, "Correct the period, or add the notes."
                )
    for date in missing_dates(document, row, place):
        expected = "a date printed beside the form, or on a page that the English note names as 'page N'"
        yield _fault(row, "date-printed", C.DATE, date, expected, "Correct the date or its precision.")
    article = row.cells.get(C.ARTICLE)
    if row.table == T.LEGAL_PENALTIES and article and not _article_stands(document, article, row.page):
        expected = f"an article that page {row.page} or the one before names"
        yield _fault(row, "article", C.ARTICLE, article, expected, "Correct the article, or leave the cell empty.")


def _mark_stands(document: Document, row: PrintedRow, place: Place) -> bool:
    """Say whether the row's note mark stands near its place, glued to a word, a sign, a year or the number itself."""
    page = document.page(row.page or 0)
    if page is None:
        return False
    start, end = max(page.start, place.start - _MARK_WINDOW), min(page.end, place.end + _MARK_WINDOW)
    mark = re.escape(row.footnote)
    if not row.footnote.isdigit():
        return re.search(rf"[^\W\d_]{mark}(?!\w)", document.text[start:end]) is not None
    glued_to_year = re.compile(rf"(?:{YEAR}){mark}")
    return any(
        (number.text == row.footnote and document.is_glued(number))
        or glued_to_year.fullmatch(number.text)
        or (place.start <= number.start <= place.end and without_mark(number, row.footnote))
        for number in document.numbers_between(start, end)
    )


def _article_stands(document: Document, article: str, page_number: int | None) -> bool:
    pages = [
        page for page in document.pages if page_number is not None and page_number - 1 <= page.number <= page_number
    ]
    pattern = re.compile(rf"(?<![\d-]){re.escape(article)}(?![\d-])")
    return any(pattern.search(document.text, page.start, page.end) for page in pages)


def _account(
    placed: Sequence[tuple[PrintedRow, Place]], left_out: Sequence[PrintedRow], report: Report
) -> Iterator[Fault]:
    """Account for every number; faults for those that nothing explains and for idle entries of the list."""
    coverage = report.coverage
    account_for_rows(coverage, placed)
    account_for_patterns(coverage)
    stated = {number.start for _, place in placed for number in place.numbers}
    for row, why in account_for_left_out(coverage, left_out, stated):
        expected = f"a number of page {row.page} that nothing else accounts for; it is {why}"
        yield _fault(row, "left-out", C.AS_PRINTED, row.form, expected, "Correct page and form, or drop the row.")
    document = coverage.document
    for number in coverage.open_numbers():
        around = document.text[max(0, number.start - _SHOWN) : number.end + _SHOWN].replace("\n", " ")
        yield Fault(
            rule="verify-complete",
            file=document.name,
            line=document.line_at(number.start),
            page=document.page_at(number.start),
            value=around,
            expected=f"{number.text!r} to be transcribed or listed as left out",
            cure="Add a row with this printed form, or an entry with its reason to left_out.csv.",
        )
    for mark in unexplained_marks(coverage, [row for row, _ in placed], left_out):
        yield Fault(
            rule="verify-marks",
            file=document.name,
            value=str(mark),
            expected="every footnote mark up to the last one to be found",
            cure="Find the number or word that it is glued to, and name it in a row's footnote or in left_out.csv.",
        )
    report.numbers, report.pages = coverage.total(), coverage.pages()
    report.accounted = dict(sorted(coverage.counts().items()))
