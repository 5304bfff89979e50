"""Whether every number on a document's pages is transcribed, explained by a declared pattern, or listed as left out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.printed.dates import LONE_YEAR, MARKED_YEAR
from pipelines.printed.languages import grammar_of
from pipelines.printed.numbers import Kind, Printed
from pipelines.prove.places import Place, assign_places
from pipelines.prove.printed_rows import PrintedRow
from pipelines.prove.report_text import Document
from pipelines.schema.columns import C, T

FOOTNOTE_MARK_REASON = "footnote_mark"

_ARTICLE_KINDS = frozenset({Kind.NUMBER, Kind.ORDINAL, Kind.CODE})
_WORD_ARTICLE = 12
# A period stands at most this far from the figure whose period it is: further on the page it dates something else.
_NEAR = 300


@dataclass
class Coverage:
    """What explains the numbers of a document: for each, by its start, the way in which it is accounted for."""

    document: Document
    by: dict[int, str] = field(default_factory=dict)

    def account(self, numbers: Iterable[Printed], way: str) -> None:
        """Note how numbers are accounted for; the first way stays."""
        for number in numbers:
            self.by.setdefault(number.start, way)

    def within(self, start: int, end: int) -> list[Printed]:
        """Return numbers in a span that must be accounted for."""
        return [number for number in self.document.numbers_between(start, end) if is_counted(number)]

    def open_numbers(self) -> list[Printed]:
        """Return numbers that nothing accounts for, in order."""
        return [number for number in self._counted() if number.start not in self.by]

    def total(self) -> int:
        """Say how many numbers must be accounted for."""
        return len(self._counted())

    def counts(self) -> Counter[str]:
        """Say how many numbers each way accounts for."""
        return Counter(self.by[number.start] for number in self._counted() if number.start in self.by)

    def pages(self) -> dict[int, tuple[int, int]]:
        """Say by printed page how many numbers are accounted for, and how many there are."""
        pages = [(self.document.page_at(number.start), number.start in self.by) for number in self._counted()]
        there, done = Counter(page for page, _ in pages), Counter(page for page, accounted in pages if accounted)
        return {page: (done[page], there[page]) for page in sorted(there)}

    def _counted(self) -> list[Printed]:
        return [number for number in self.document.numbers if is_counted(number)]


def is_counted(number: Printed) -> bool:
    """Say whether a printed number must be accounted for: "aucun", names of laws and bases of rates state no figure."""
    return number.kind not in (Kind.NONE, Kind.CODE, Kind.BASE)


def account_for_rows(coverage: Coverage, placed: Sequence[tuple[PrintedRow, Place]]) -> None:
    """Account for the numbers that rows state, and for the years and dates in their forms or equal to their periods."""
    periods: defaultdict[int, list[tuple[Place, set[str]]]] = defaultdict(list)
    for row, place in placed:
        starts = {number.start for number in place.numbers}
        inside = coverage.within(place.start, place.end)
        stated = [number for number in inside if not starts or number.start in starts or _is_time(number)]
        coverage.account(stated, row.table)
        dates = row.cells[C.TIME_PERIOD].split("/") if row.table == T.OBSERVATIONS else row.dates
        # The row's own mark may be glued to the year of its period ("en 20091").
        marked = [f"{date}{row.footnote}" for date in dates if LONE_YEAR.fullmatch(date)]
        periods[row.page or 0].append((place, {*dates, *marked}))
    for number in coverage.document.numbers:
        near = [
            said
            for place, said in periods[coverage.document.page_at(number.start)]
            if place.start - _NEAR <= number.start <= place.end + _NEAR
        ]
        if set(number.iso or (number.text,)) <= set().union(*near) and (
            _is_time(number) or (number.kind is Kind.NUMBER and MARKED_YEAR.fullmatch(number.text))
        ):
            coverage.account([number], "period of a row")


def _is_time(number: Printed) -> bool:
    return number.kind in (Kind.YEAR, Kind.DATE)


def account_for_patterns(coverage: Coverage) -> None:
    """Account for footnote marks, articles and list items: what their place shows to be no figure."""
    coverage.account(_footnote_marks(coverage.document), "footnote mark")
    coverage.account(_articles(coverage.document), "article")
    coverage.account(_list_items(coverage.document), "list item")


def _footnote_marks(document: Document) -> list[Printed]:
    """Find numbers glued to a word, closing sign or date, each once in the document: a second may be a figure."""
    glued = [number for number in document.numbers if document.is_glued(number)]
    times = Counter(number.text for number in glued)
    return [number for number in glued if times[number.text] == 1]


def _articles(document: Document) -> list[Printed]:
    """Find numbers after "article" or "section", and after "articles" those that continue the list."""
    grammar = grammar_of(document.language)
    one, several = grammar.article
    links = grammar.article_links
    article = re.compile(rf"\b(?:(?P<plural>{several})|{one}) (?:[A-Z]\.? ?)?$", re.IGNORECASE)
    found: list[Printed] = []
    for index, number in enumerate(document.numbers):
        named = article.search(document.text, max(0, number.start - _WORD_ARTICLE), number.start)
        if not named or number.kind not in _ARTICLE_KINDS:
            continue
        found.append(number)
        if named["plural"] is not None:
            for other in document.numbers[index + 1 :]:
                link = document.text[number.end : other.start]
                after_code = number.kind is Kind.CODE and other.kind is not Kind.CODE
                # After a code, a comma begins another thought: "article 225-12-1, 10 ans".
                if other.kind not in _ARTICLE_KINDS or link not in (links[1:] if after_code else links):
                    break
                found.append(other)
                number = other
                if link == links[-1]:
                    break
    return found


def _list_items(document: Document) -> list[Printed]:
    """Find numbers of list items, "(1)", "1)", "1°" or "1." at a line's start, that count on from the one before."""
    last: dict[str, int] = {}
    line_starts = {start for start, _ in document.line_starts}
    found = []
    for number in document.numbers:
        if number.kind is not Kind.NUMBER or not number.text.isdigit():
            continue
        before, after = (
            document.text[max(0, number.start - 1) : number.start],
            document.text[number.end : number.end + 1],
        )
        style = {")": f"{before if before == '(' else ''})", "°": "°"}.get(after, "")
        if after == "." and number.start in line_starts:
            style = "."
        if style and int(number.text) in (1, last.get(style, 0) + 1):
            last[style] = int(number.text)
            found.append(number)
    return found


def _left_out_spans(document: Document, row: PrintedRow) -> list[tuple[int, int]]:
    """Say where a row of the list may stand on its page: the lines that it names, or its printed form."""
    if row.page is None:
        return []
    return document.lines(row.form, row.page) or document.find(row.form, row.page)


def account_for_left_out(
    coverage: Coverage, rows: Sequence[PrintedRow], stated: set[int]
) -> list[tuple[PrintedRow, str]]:
    """Account for the numbers that are listed as left out, each row at a place of its own.

    Args:
        coverage: what is accounted for so far.
        rows: the rows of the list.
        stated: starts of the numbers that transcribed rows state, which cannot be left out as well.

    Returns:
        the rows that leave nothing out, with why.
    """
    wanted, idle = [], []
    for row in rows:
        spans = _left_out_spans(coverage.document, row)
        places = []
        for start, end in spans:
            inside = coverage.within(start, end)
            free = not stated & {number.start for number in inside}
            if free and any(number.start not in coverage.by for number in inside):
                places.append(Place(start, end, ()))
        wanted.append(places)
        if not places:
            idle.append((row, "already transcribed or explained" if spans else "nowhere on that page"))
    for row, places, place in zip(rows, wanted, assign_places(wanted), strict=True):
        if place is not None:
            coverage.account(coverage.within(place.start, place.end), f"left out: {row.cells[C.REASON]}")
        elif places:
            idle.append((row, "listed more often than it stands on the page"))
    return idle


def unexplained_marks(coverage: Coverage, rows: Iterable[PrintedRow], left_out: Iterable[PrintedRow]) -> list[int]:
    """Return footnote marks that are missing between the first and the last: a number may carry one of them unseen."""
    marks = {int(number.text) for number in _footnote_marks(coverage.document)}
    marks |= {int(row.footnote) for row in rows if row.footnote.isdigit()}
    for row in left_out:
        if row.cells[C.REASON] == FOOTNOTE_MARK_REASON:
            for digits in re.findall(r"\d+", row.form):
                glued = MARKED_YEAR.fullmatch(digits)
                marks.add(int(glued["mark"] if glued else digits))
    return [mark for mark in range(1, max(marks, default=0)) if mark not in marks]
