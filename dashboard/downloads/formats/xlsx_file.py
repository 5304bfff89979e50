"""Workbooks by the guidance of government statisticians: cover, contents, one table a sheet, notes, columns, codes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from dashboard.downloads.columns import OutColumn
from dashboard.downloads.format import Format
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.rows import Rows, plain_rows, why_empty
from dashboard.downloads.words import words_for
from dashboard.downloads.workbook_texts import (
    NoteMarker,
    cover_lines,
    filters_line,
    noted_columns,
    properties,
    text_in,
)
from pipelines.schema.columns import C
from pipelines.schema.dataset import TITLE
from pipelines.schema.declared import Language

MOST_ROWS: Final = 10_000
_MOST_CHARACTERS: Final = 32_767
_TABLE_ROW: Final = 4
_WIDE, _NARROW, _TEXT, _READ = 48, 14, 24, 100
# Points of a line of text; programs other than Excel do not make a row as high as its text by themselves.
_LINE_HEIGHT: Final = 15
_MOST_HEIGHT: Final = 409
_A4: Final = 9
_STYLE: Final = "Table Style Light 1"


class _Sheets:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, rows: Rows) -> None:
        self.book = book
        self.rows = rows
        self.languages: tuple[Language, ...] = rows.selection.languages
        self.title = text_in(rows.table.words("title"), self.languages)
        indicator = rows.published.indicator(rows.selection.indicator)
        if indicator:
            self.title = text_in({lang: indicator[f"name_{lang}"] for lang in self.languages}, self.languages)
        self.bold = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.add_format({"font_color": "#0b57d0", "underline": 1, "valign": "top"})

    def say(self, text_id: str) -> str:
        """Return a text in the workbook's languages."""
        return text_in(words_for(text_id), self.languages)

    def sheet(self, text_id: str, heading: str) -> Any:
        """Return a sheet with its heading in A1."""
        sheet = self.book.add_worksheet(self.say(text_id))
        sheet.write_string(0, 0, heading, self.bold)
        # Codes and periods such as 2009 are texts and are meant to be: no warning triangles on them.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.set_paper(_A4)
        sheet.set_landscape()
        return sheet

    def reference(self, text_id: str) -> Any:
        """Return a sheet to be read beside the table, with what it holds in A2."""
        sheet = self.sheet(text_id, self.say(text_id))
        sheet.write_string(1, 0, self.say(f"{text_id}.about"))
        return sheet

    def texts_grid(self, sheet: Any, name: str, body: Sequence[Sequence[Any]], columns: Mapping[str, int]) -> None:
        """Write a table to be read: columns by title with widths in characters; texts are whole, on paper too."""
        widths = list(columns.values())
        self.grid(sheet, name, list(columns), body, widths, self.wrap)
        for number, cells in enumerate(body, start=3):
            sheet.set_row(number, _height(cells, widths))
        sheet.fit_to_pages(1, 0)

    def grid(
        self,
        sheet: Any,
        name: str,
        header: Sequence[str],
        body: Sequence[Sequence[Any]],
        widths: Sequence[int],
        look: Any = None,
        row: int = 2,
    ) -> None:
        """Return a marked-up table with one header row, frozen and on each page; cells keep their types."""
        for number, cells in enumerate(body, start=row + 1):
            for place, cell in enumerate(cells):
                self.cell(sheet, number, place, cell, look)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_row(row, _height(header, widths))
        sheet.repeat_rows(row)
        if body:
            columns = [{"header": text, "header_format": self.head} for text in header]
            area = (row, 0, row + len(body), len(header) - 1)
            sheet.add_table(*area, {"name": name, "columns": columns, "style": _STYLE, "banded_rows": False})
        else:
            for place, text in enumerate(header):
                sheet.write_string(row, place, text, self.head)
        sheet.freeze_panes(row + 1, 1)

    @staticmethod
    def cell(sheet: Any, row: int, place: int, value: Any, look: Any = None) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value, look)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, place, value, look)
        elif value is not None:
            if len(value) > _MOST_CHARACTERS:
                raise ValueError(f"a text of {len(value)} characters does not fit into a cell of a workbook")
            sheet.write_string(row, place, value, look)

    def cover(self) -> None:
        sheet = self.sheet("workbook.cover", text_in(TITLE, self.languages))
        sheet.set_column(0, 0, _READ)
        for number, line in enumerate(cover_lines(self.rows), start=1):
            sheet.write_string(number, 0, line, self.wrap)
            sheet.set_row(number, _height([line], [_READ]))
        sheet.fit_to_pages(1, 0)

    def contents(self, keys: Sequence[str]) -> None:
        sheet = self.reference("workbook.contents")
        body = [[self.say(key), self.title if key == "workbook.table" else self.say(f"{key}.about")] for key in keys]
        self.texts_grid(sheet, "contents", body, {self.say("workbook.sheet"): 30, self.say("workbook.holds"): _READ})
        for number, key in enumerate(keys, start=3):
            name = self.say(key)
            sheet.write_url(number, 0, f"internal:'{name}'!A1", self.link, name)

    def data(self, found: list[dict[str, Any]], marker: NoteMarker) -> None:
        sheet = self.sheet("workbook.table", self.title)
        header, columns = self.header()
        shown = filters_line(self.rows, self.languages) if found else text_in(why_empty(self.rows), self.languages)
        # Lines above the table run over the columns beside.
        for number, line in enumerate([self.say("workbook.table.about"), self.say("workbook.empty-cells"), shown], 1):
            sheet.write_string(number, 0, line)
        marked = notes_place(columns)
        body = []
        for row in found:
            cells = [row[column.name] for column in columns]
            body.append([*cells[:marked], marker.marks(row) or None, *cells[marked:]])
        titles = [*header[:marked], self.say("workbook.notes"), *header[marked:]]
        widths = [_width(column) for column in [*columns[:marked], None, *columns[marked:]]]
        self.grid(sheet, f"esec_{self.rows.table.name}", titles, body, widths, row=_TABLE_ROW)
        # Too wide for a page: the sheets of paper lie side by side, each with the row's identifier.
        sheet.repeat_columns(0)
        sheet.print_across()

    def header(self) -> tuple[list[str], tuple[OutColumn, ...]]:
        """Title the columns in the workbook's language; where two are alike, the name tells them apart."""
        titles = [text_in(column.title, self.languages) for column in self.rows.columns]
        unique = [
            f"{title} [{column.name}]" if titles.count(title) > 1 else title
            for title, column in zip(titles, self.rows.columns, strict=True)
        ]
        return unique, self.rows.columns

    def notes(self, marker: NoteMarker) -> None:
        sheet = self.reference("workbook.notes")
        body = [[f"note {number}", *said] for said, number in marker.numbers.items()]
        texts = {self.say(f"workbook.language.{lang}"): _READ for lang in self.languages}
        self.texts_grid(sheet, "notes", body, {self.say("workbook.note"): _NARROW, **texts})

    def columns(self) -> None:
        sheet = self.reference("workbook.columns")
        titles, columns = self.header()
        widths = {
            "workbook.column": _WIDE,
            "workbook.column-name": 32,
            "workbook.type": _NARROW,
            "workbook.meaning": _READ,
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
            for title, column in zip(titles, columns, strict=True)
        ]
        self.texts_grid(sheet, "columns", body, {self.say(word): width for word, width in widths.items()})

    def codes(self, found: Sequence[Mapping[str, Any]]) -> None:
        """Return the codes that occur in the rows."""
        sheet = self.reference("workbook.codes")
        widths = {self.say("workbook.code-list"): 20, self.say("workbook.code"): 20}
        for lang in self.languages:
            name = self.say(f"workbook.language.{lang}")
            widths |= {name: _WIDE, f"{self.say('workbook.meaning')} ({name})": 60}
        used: dict[str, set[str]] = {}
        for column in self.rows.columns:
            if column.codelist:
                used.setdefault(column.codelist, set()).update(row[column.name] for row in found)
        body = []
        for codelist, present in used.items():
            for code, row in self.rows.published.codes(codelist).items():
                if code in present:
                    words = [row[f"{stem}_{lang}"] for lang in self.languages for stem in ("name", "text")]
                    body.append([codelist, code, *words])
        self.texts_grid(sheet, "codes", body, widths)


def _height(cells: Sequence[Any], widths: Sequence[int]) -> int:
    """Points that a row needs to show its texts whole in columns of these widths (in characters)."""
    lines = max(
        (-(-len(cell) // width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)), default=1
    )
    return min(_MOST_HEIGHT, _LINE_HEIGHT * max(1, lines))


def notes_place(columns: Sequence[OutColumn]) -> int:
    """Say where the column of note marks stands: after the status and its words, else at the end."""
    stem = C.OBS_STATUS
    places = [place for place, column in enumerate(columns) if column.name.startswith(stem)]
    return places[-1] + 1 if places else len(columns)


def _width(column: OutColumn | None) -> int:
    if column is None or column.kind != "string":
        return _NARROW
    return _WIDE if column.name.startswith(("note_", "citation_", "definition_", "crosscheck_")) else _TEXT


def write_xlsx(rows: Rows) -> Iterator[bytes]:
    """Return the rows as a workbook; the same rows give the same bytes.

    Raises:
        Refusal: there are more rows than a workbook is made of here.
    """
    found: list[dict[str, Any]] = []
    texts: dict[str, str] = {}
    # What marks a row's notes is read even where its columns are left out.
    for some in plain_rows(rows.including(noted_columns(rows.selection.languages)).batches()):
        if len(found) + len(some) > MOST_ROWS:
            raise Refusal([Fault("too-many-rows", words_for("fault.workbook-too-long", most_rows=MOST_ROWS))])
        for row in some:
            # The same text many times takes its place once.
            found.append({name: texts.setdefault(at, at) if isinstance(at, str) else at for name, at in row.items()})
    file = BytesIO()
    # No text may become a formula or a link, whatever it starts with.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(file, safe) as book:
        sheets = _Sheets(book, rows)
        dataset = rows.dataset
        book.set_properties({**properties(rows, sheets.title), "created": datetime.fromisoformat(dataset.released)})
        tags = words_for("workbook.language-tag")
        book.set_custom_property("Language", ", ".join(tags[lang] for lang in sheets.languages))
        book.set_custom_property("Version", dataset.version)
        marker = NoteMarker(rows)
        sheets.cover()
        sheets.contents(["workbook.table", "workbook.notes", "workbook.columns", "workbook.codes"])
        sheets.data(found, marker)
        sheets.notes(marker)
        sheets.columns()
        sheets.codes(found)
    yield file.getvalue()


FORMAT: Final = Format(
    extension="xlsx",
    order=20,
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    name="Excel",
    write=write_xlsx,
    streams=False,
    for_people=True,
    most_rows=MOST_ROWS,
)
