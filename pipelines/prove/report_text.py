"""The text of a publication as printed pages, with lines joined so that a form broken across lines is found again."""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from pipelines.printed.as_printed import scan
from pipelines.printed.grammar import Grammar, NoGrammarError
from pipelines.printed.languages import grammar_of
from pipelines.printed.numbers import Kind, Printed, plain, without_mark

_SOFT_HYPHEN = "\u00ad"
_FORM_FEED = "\f"
# Stands for the wide space between the columns of a table: "98    102" is two numbers, "98 102" may be one.
_GAP = "\u2003"
_BETWEEN_COLUMNS = re.compile(r"(?<=\d)(?:\s{2,}|\t)(?=[\d(<>~-])")
_WORD_END = re.compile(r"\w+$")
_WORD_START = re.compile(r"^\w+")
# A printed form may run on to the next page by this many characters.
_RUN_ON = 60
# A footnote mark is glued to a word, to a closing sign, or to a number that then is read without it.
_MARK_FOLLOWS = re.compile(r"[^\W\d_]|[.,;:!?)\]»”\"'%]")


class UnreadableDocumentError(Exception):
    """The document or its page map cannot be read; the message says why and what to do."""


LINES = re.compile(r"lines (?P<first>[1-9]\d*)-(?P<last>[1-9]\d*)")


@dataclass(frozen=True)
class Page:
    """A printed page: its number, and where its text starts and ends in the document's joined text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """A publication's text, lines joined within pages and pages separated by a line end.

    Attributes:
        name: the file's name, for messages.
        sha256: hash of the file's bytes.
        text: the joined text, with one kind of space and apostrophe.
        pages: the printed pages, in order.
        language: language of its prose.
        line_starts: where each line of the file that has text starts in the joined text, with its number.
    """

    name: str
    sha256: str
    text: str
    pages: tuple[Page, ...]
    language: str
    line_starts: tuple[tuple[int, int], ...]

    @cached_property
    def numbers(self) -> list[Printed]:
        """Return every number, date and code on the pages, in order, at its place in the joined text."""
        return [number for number in self._scanned if number.kind is not Kind.ONE]

    @cached_property
    def ones(self) -> list[Printed]:
        """Return every "one" that may be an article, in order."""
        return [number for number in self._scanned if number.kind is Kind.ONE]

    @cached_property
    def _scanned(self) -> list[Printed]:
        return [
            replace(found, start=page.start + found.start, end=page.start + found.end)
            for page in self.pages
            for found in scan(self.text[page.start : page.end], self.language)
        ]

    def page(self, number: int) -> Page | None:
        """Return the page of that printed number, or None."""
        return next((page for page in self.pages if page.number == number), None)

    def page_at(self, position: int) -> int:
        """Return the printed number of the page on which a position of the joined text stands."""
        return self.pages[bisect_right([page.start for page in self.pages], position) - 1].number

    def line_at(self, position: int) -> int:
        """Return the line of the file on which a position of the joined text stands."""
        return self.line_starts[bisect_right(self.line_starts, (position, len(self.text))) - 1][1]

    def read_between(self, start: int, end: int) -> list[Printed]:
        """Return numbers that overlap a span; where all are dates, with each "one", which then is no article."""
        numbers = self.numbers_between(start, end)
        if any(number.kind not in (Kind.YEAR, Kind.DATE) for number in numbers):
            return numbers
        ones = [one for one in self.ones if start <= one.start < end]
        return sorted([*numbers, *ones], key=lambda number: number.start)

    def numbers_between(self, start: int, end: int) -> list[Printed]:
        """Return numbers that overlap a span of the joined text."""
        first = bisect_right(self.numbers, start, key=lambda number: number.end)
        last = bisect_right(self.numbers, end - 1, key=lambda number: number.start)
        return self.numbers[first:last]

    def numbers_on(self, page: int) -> list[Printed]:
        """Return numbers on a printed page; none where there is no such page."""
        place = self.page(page)
        return self.numbers_between(place.start, place.end) if place else []

    def find(self, form: str, page: int, mark: str = "") -> list[tuple[int, int]]:
        """Return spans of the joined text where a printed form starts on a page, whole words and whole numbers only.

        Args:
            form: the characters as printed.
            page: printed page number on which the form starts; it may end on the next.
            mark: footnote mark that may be glued to the form's end.
        """
        place = self.page(page)
        if place is None or not form.strip():
            return []
        return [span for span in self._matches(form, place, mark) if not self._cuts_a_number(span, mark)]

    def lines(self, form: str, page: int) -> list[tuple[int, int]]:
        """Find the span of the lines that a form such as "lines 672-676" names; empty where the page has none.

        Details of an individual case are named by their lines, so that nothing of the case is repeated.
        """
        match = LINES.fullmatch(form)
        if match is None:
            return []
        first, last = int(match["first"]), int(match["last"])
        starts = [
            start for start, number in self.line_starts if first <= number <= last and self.page_at(start) == page
        ]
        after = (start for start, number in self.line_starts if number > last)
        return [(starts[0], next(after, len(self.text)))] if starts else []

    def pages_with(self, form: str) -> list[int]:
        """Return the printed numbers of the pages on which a form stands."""
        return [page.number for page in self.pages if self.find(form, page.number)]

    def _matches(self, form: str, page: Page, mark: str) -> Iterator[tuple[int, int]]:
        glued = rf"(?:{re.escape(mark)})?" if mark else ""
        pattern = re.compile(rf"(?<![^\W_]){_tolerant(form)}(?={glued}(?:[^\w]|\d{{1,2}}(?!\d)|$))")
        for match in pattern.finditer(self.text, page.start, min(page.end + _RUN_ON, len(self.text))):
            if match.start() < page.end:
                yield match.span()

    def _cuts_a_number(self, span: tuple[int, int], mark: str) -> bool:
        start, end = span
        for number in self.numbers_between(start, end):
            if number.start < start:
                return True
            if number.end > end and (self.text[end : number.end] != mark or without_mark(number, mark) is None):
                return True
        return False

    def is_glued(self, number: Printed) -> bool:
        """Say whether a number is written against a word, a closing sign or a date, as a footnote mark is."""
        if number.kind is not Kind.NUMBER or not re.fullmatch(r"[1-9]\d{0,2}", number.text) or number.start == 0:
            return False
        if any(other.end == number.start for other in self.numbers_between(number.start - 1, number.start)):
            return True
        # The second number of a ratio, "7:1", is written against a sign too.
        if re.match(r"\d:", self.text[max(0, number.start - 2) : number.start]):
            return False
        # "2008.34": the sign closes a sentence, and no space follows it.
        return _MARK_FOLLOWS.match(self.text, number.start - 1) is not None


def _tolerant(form: str) -> str:
    """Return a pattern for the form as the joined text may hold it: with soft hyphens, or a page's end for a space."""
    characters = joined_form(form)
    pattern = ""
    for previous, character in zip(["", *characters], characters, strict=False):
        if previous.isalpha() and character.isalpha():
            pattern += f"{_SOFT_HYPHEN}?"
        pattern += {" ": f"[ \n{_GAP}]", "-": f"[-{_SOFT_HYPHEN}]"}.get(character, re.escape(character))
    return pattern


def joined_form(form: str) -> str:
    """Return a printed form with one kind of space, apostrophe and hyphen, as the joined text has them."""
    return re.sub(" +", " ", plain(unicodedata.normalize("NFC", form))).strip()


def parse_page_map(page_map: str) -> list[tuple[int, int]]:
    """Return (printed page, first line) pairs of a page map "4:1;5:108", in order.

    Raises:
        UnreadableDocumentError: the map is not such pairs, or pages or lines do not rise.
    """
    pairs = [pair.split(":") for pair in page_map.split(";")]
    if not all(len(pair) == 2 and all(part.strip().isdecimal() for part in pair) for pair in pairs):
        raise UnreadableDocumentError(f"the page map {page_map[:40]!r} is not page:line pairs separated by semicolons")
    numbers = [(int(page), int(line)) for page, line in pairs]
    if any(b[0] <= a[0] or b[1] <= a[1] for a, b in pairwise(numbers)) or numbers[0][1] < 1:
        raise UnreadableDocumentError("the pages and lines of the page map must both rise, lines from 1")
    return numbers


def _first_lines(text: str, page_map: str, registered: bool) -> list[tuple[int, int]]:
    """Return the registered page map, or for another text layer its own page breaks, the first of which is page 1."""
    if registered or _FORM_FEED not in text:
        return parse_page_map(page_map)
    lines = text.split("\n")
    breaks = [
        n if line.startswith(_FORM_FEED) else n + 1 for n, line in enumerate(lines, start=1) if _FORM_FEED in line
    ]
    return [(1, 1), *enumerate((line for line in breaks if 1 < line <= len(lines)), start=2)]


def _join(joined: str, line: str, grammar: Grammar) -> str:
    """Return the text with a line added: a hyphen at a line's end joins words without a space."""
    if not joined or joined.endswith("\n"):
        return joined + line
    if len(joined) > 1 and joined[-1] in "-\u00ad" and joined[-2].isalnum() and line[0].isalnum():
        broken_word = joined[-1] == _SOFT_HYPHEN or (joined[-2].isalpha() and line[0].islower())
        if broken_word and grammar.says_number(_WORD_END.findall(joined[:-1])[-1] + _WORD_START.findall(line)[0]):
            return joined[:-1] + line
        return joined[:-1] + (_SOFT_HYPHEN if broken_word else "-") + line
    return f"{joined} {line}"


def read_document(content: bytes, name: str, page_map: str, *, registered_sha256: str, language: str) -> Document:
    """Read a publication's text.

    Args:
        content: the file's bytes, UTF-8.
        name: the file's name, for messages.
        page_map: the source's page map; another text layer than the registered one keeps its own page breaks, if any.
        registered_sha256: hash of the text that the page map was made for.
        language: language of its prose.

    Raises:
        UnreadableDocumentError: not UTF-8, empty, in a language whose numbers cannot be read, or the page map does not
            fit the text.
    """
    try:
        grammar = grammar_of(language)
    except NoGrammarError as error:
        raise UnreadableDocumentError(f"{name} cannot be proved: {error}") from None
    try:
        raw = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(f"{name} is not UTF-8 (byte {error.start}): save it as UTF-8 text") from None
    sha256 = hashlib.sha256(content).hexdigest()
    lines = raw.split("\n")
    first_lines = _first_lines(raw, page_map, sha256 == registered_sha256)
    if not raw.strip() or first_lines[-1][1] > len(lines):
        raise UnreadableDocumentError(
            f"{name} has {len(lines)} lines, and the page map puts page {first_lines[-1][0]} on line "
            f"{first_lines[-1][1]}: give the text that the map was made for, or one with page breaks"
        )
    text, pages, line_starts = "", [], []
    ends = [line for _, line in first_lines[1:]] + [len(lines) + 1]
    for (page, first), end in zip(first_lines, ends, strict=True):
        start = len(text)
        for number in range(first, end):
            line = _clean(lines[number - 1])
            if line:
                text = text[:start] + _join(text[start:], line, grammar)
                line_starts.append((len(text) - len(line), number))
        pages.append(Page(page, start, len(text)))
        text += "\n"
    return Document(name, sha256, text, tuple(pages), language, tuple(line_starts))


def _clean(line: str) -> str:
    """Give a line one kind of space and apostrophe, none at its ends; a soft hyphen stays where it ends the line.

    Numbers that stand in columns stay apart.
    """
    soft = line.rstrip().endswith(_SOFT_HYPHEN)
    columns = _BETWEEN_COLUMNS.sub(_GAP, unicodedata.normalize("NFC", line).replace(_GAP, " "))
    cleaned = re.sub(rf"[^\S{_GAP}]+", " ", plain(columns)).strip()
    return cleaned[:-1] + _SOFT_HYPHEN if soft and cleaned else cleaned
