"""What a workbook holds, sheet by sheet, whichever program's file it becomes: cover, contents, table, notes, codes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from dashboard.downloads.columns import OutColumn
from dashboard.downloads.rows import Rows, held_batches, plain_rows, why_empty
from dashboard.downloads.words import language_named, words_for
from dashboard.downloads.workbook_texts import NoteMarker, cover_lines, filters_line, noted_columns, text_in
from pipelines.schema.columns import C, T
from pipelines.schema.columns import text_in as text_of
from pipelines.schema.declared import LANGUAGES, Language

MOST_ROWS: Final = 10_000
# Widths of columns, in characters.
WIDE, NARROW, TEXT, READ = 48, 14, 24, 100


class Number(NamedTuple):
    """A number with the decimals that it is shown with."""

    value: float
    decimals: int


Cell = str | float | bool | Number | None


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table of a sheet: one header row, then its rows.

    Attributes:
        name: its name in the workbook.
        widths: of its columns, in characters.
        is_read: whether its texts are read from end to end, so that they are shown whole, on paper too.
        links: whether the first cell of each row names a sheet and leads to it.
    """

    name: str
    header: Sequence[str]
    body: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    is_read: bool = True
    links: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet: its heading in A1, lines below it, and at most one table from column A."""

    name: str
    heading: str
    lines: Sequence[str]
    grid: Grid | None = None


class Workbook:
    """Makes the sheets of the workbook of a selection.

    Attributes:
        title: what it holds.
    """

    def __init__(self, rows: Rows, extension: str) -> None:
        self.rows = rows
        self.extension = extension
        self.languages: tuple[Language, ...] = rows.selection.languages
        self.marker = NoteMarker(rows)
        self.title = text_in(rows.table.words("title"), self.languages)
        indicator = rows.published.indicator(rows.selection.indicator)
        if indicator:
            self.title = text_in({lang: text_of(indicator, "name", lang) for lang in self.languages}, self.languages)
        self._decimals = _decimals_of_units(rows)

    def say(self, text_id: str) -> str:
        """Return a text in the workbook's languages."""
        return text_in(words_for(text_id), self.languages)

    def _named(self, lang: Language) -> str:
        """Name a language in the workbook's languages, as a heading has it."""
        return text_in({to: name[:1].upper() + name[1:] for to, name in language_named(lang).items()}, self.languages)

    def sheets(self, most: int = MOST_ROWS) -> Iterator[Sheet]:
        """Give the sheets in order.

        Raises:
            Refusal: there are more rows than a workbook is made of here.
        """
        # What marks a row's notes is read even where its columns are left out.
        found = held_rows(self.rows.including(noted_columns(self.languages)), most)
        table = self.table("workbook.table", self.title, found)
        keys = ("workbook.table", "workbook.notes", "workbook.columns", "workbook.codes")
        yield self.cover()
        yield self.contents(
            [(self.say(key), self.title if key == "workbook.table" else self.say(f"{key}.about")) for key in keys]
        )
        yield table
        yield self.notes()
        yield self.columns()
        yield self.codes(found)

    def cover(self) -> Sheet:
        """Return the sheet that says what this is, its version, licence and citation."""
        heading, *lines = cover_lines(self.rows, self.extension)
        return Sheet(name=self.say("workbook.cover"), heading=heading, lines=lines)

    def contents(self, held: Sequence[tuple[str, str]]) -> Sheet:
        """Return the list of sheets, from (name, what it holds)."""
        columns = {self.say("workbook.sheet"): 30, self.say("workbook.holds"): READ}
        return self._reference("workbook.contents", "contents", held, columns, links=True)

    def table(self, text_id: str, heading: str, found: Sequence[Mapping[str, Any]]) -> Sheet:
        """Return the sheet of the rows."""
        shown = filters_line(self.rows, self.languages) if found else text_in(why_empty(self.rows), self.languages)
        lines = [self.say("workbook.table.about"), self.say("workbook.empty-cells"), shown]
        name = f"esec_{self.rows.table.name}"
        return Sheet(name=self.say(text_id), heading=heading, lines=lines, grid=self.grid(name, found))

    def grid(self, name: str, found: Sequence[Mapping[str, Any]]) -> Grid:
        """Return rows as a table with the marks of their notes beside the status."""
        columns = self.rows.columns
        marked = notes_place(columns)
        body = []
        for row in found:
            cells = [self._cell(row, column) for column in columns]
            body.append([*cells[:marked], self.marker.marks(row) or None, *cells[marked:]])
        header = self.header()
        return Grid(
            name=name,
            header=[*header[:marked], self.say("workbook.notes"), *header[marked:]],
            body=body,
            widths=[_width(column) for column in [*columns[:marked], None, *columns[marked:]]],
            is_read=False,
        )

    def _cell(self, row: Mapping[str, Any], column: OutColumn) -> Cell:
        cell: Cell = row[column.name]
        if self._decimals is None or not isinstance(cell, float):
            return cell
        return Number(cell, max(self._decimals(row), _printed_decimals(cell)))

    def header(self) -> list[str]:
        """Title the columns in the workbook's language; where two are alike, the name tells them apart."""
        titles = [text_in(column.title, self.languages) for column in self.rows.columns]
        return [
            f"{title} [{column.name}]" if titles.count(title) > 1 else title
            for title, column in zip(titles, self.rows.columns, strict=True)
        ]

    def notes(self) -> Sheet:
        """Return the notes that rows were marked with until now, by number."""
        body = [[f"note {number}", *said] for said, number in self.marker.numbers.items()]
        texts = {self._named(lang): READ for lang in self.languages}
        return self._reference("workbook.notes", "notes", body, {self.say("workbook.note"): NARROW, **texts})

    def columns(self) -> Sheet:
        """Return what each column means."""
        widths = {
            "workbook.column": WIDE,
            "workbook.column-name": 32,
            "workbook.type": NARROW,
            "workbook.meaning": READ,
            "workbook.code-list": 20,
        }
        body = [
            [
                title,
                column.name,
                self.say(f"workbook.type.{column.kind}"),
                text_in(column.text, self.languages),
                column.codelist or None,
            ]
            for title, column in zip(self.header(), self.rows.columns, strict=True)
        ]
        titled = {self.say(word): width for word, width in widths.items()}
        return self._reference("workbook.columns", "columns", body, titled)

    def codes(self, found: Sequence[Mapping[str, Any]]) -> Sheet:
        """Return the codes that occur in the rows."""
        widths = {self.say("workbook.code-list"): 20, self.say("workbook.code"): 20}
        for lang in self.languages:
            name = self._named(lang)
            widths |= {name: WIDE, f"{self.say('workbook.meaning')} ({name})": 60}
        used: dict[str, set[str]] = {}
        for column in self.rows.columns:
            if column.codelist:
                used.setdefault(column.codelist, set()).update(row[column.name] for row in found)
        body = []
        for codelist, present in used.items():
            for code, row in self.rows.published.codes(codelist).items():
                if code in present:
                    words = [text_of(row, stem, lang) or None for lang in self.languages for stem in ("name", "text")]
                    body.append([codelist, code, *words])
        return self._reference("workbook.codes", "codes", body, widths)

    def _reference(
        self,
        text_id: str,
        name: str,
        body: Sequence[Sequence[Cell]],
        columns: Mapping[str, int],
        *,
        links: bool = False,
    ) -> Sheet:
        """Return a sheet to be read beside the table: what it holds, then columns by title with widths."""
        grid = Grid(name=name, header=list(columns), body=body, widths=list(columns.values()), links=links)
        said = self.say(text_id)
        return Sheet(name=said, heading=said, lines=[self.say(f"{text_id}.about")], grid=grid)


def held_rows(rows: Rows, most: int) -> list[dict[str, Any]]:
    """Return all rows, each text that recurs held once.

    Raises:
        Refusal: there are more than that.
    """
    texts: dict[str, str] = {}
    return [
        {name: texts.setdefault(at, at) if isinstance(at, str) else at for name, at in row.items()}
        for some in plain_rows(held_batches(rows, most, "fault.workbook-too-long"))
        for row in some
    ]


def notes_place(columns: Sequence[OutColumn]) -> int:
    """Say where the column of note marks stands: after the status and its words, else at the end."""
    stem = C.OBS_STATUS
    places = [place for place, column in enumerate(columns) if column.name.startswith(stem)]
    return places[-1] + 1 if places else len(columns)


def _width(column: OutColumn | None) -> int:
    if column is None or column.kind != "string":
        return NARROW
    return WIDE if column.name.startswith(("note_", "citation_", "definition_", "crosscheck_")) else TEXT


def _decimals_of_units(rows: Rows) -> Callable[[Mapping[str, Any]], int] | None:
    """Return what gives the decimals of a row's numbers, by its unit; None where rows have no unit.

    Layouts may have the unit in words alone.
    """
    decimals: dict[str, int] = {}
    for unit in rows.published.rows(T.UNITS):
        names = (unit[C.UNIT_MEASURE], *(text_of(unit, stem, lang) for stem in ("name", "short") for lang in LANGUAGES))
        for name in names:
            decimals[name] = max(decimals.get(name, 0), unit[C.DECIMALS])
    named = (C.UNIT_MEASURE, *(f"{C.UNIT_MEASURE}_label_{lang}" for lang in LANGUAGES))
    column = next((each.name for each in rows.columns if each.name in named), None)
    return None if column is None else lambda row: decimals.get(row[column], 0)


def _printed_decimals(value: float) -> int:
    """Count the decimals that a number has, so that none is hidden."""
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])
