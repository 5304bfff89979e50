"""Workbooks by the guidance of government statisticians: cover, contents, one table a sheet, notes, columns, codes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from dashboard.downloads.columns import OutColumn
from dashboard.downloads.dataset import Language, Words
from dashboard.downloads.notes import NoteMarker, about_indicator
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.rows import Rows
from dashboard.downloads.workbook_texts import Texts, said_in
from pipelines.schema.columns import C

MOST_ROWS: Final = 50_000
_MOST_CHARACTERS: Final = 32_767
_TABLE_ROW: Final = 4
_WIDE, _NARROW, _TEXT = 48, 14, 24
_STYLE: Final = "Table Style Light 1"


def _refuse_too_many() -> None:
    detail: Words = {
        "en": f"A workbook holds at most {MOST_ROWS} rows here. Filter, or take CSV or Parquet.",
        "fr": f"Un classeur contient ici {MOST_ROWS} lignes au plus. Filtrez, ou prenez le CSV ou le Parquet.",
    }
    raise Refusal([Fault("too-many-rows", detail)])


class _Sheets:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, rows: Rows) -> None:
        self.book = book
        self.rows = rows
        self.languages: tuple[Language, ...] = rows.selection.languages
        self.texts = Texts(self.languages)
        self.table = rows.published.tables[rows.selection.table]
        self.title = said_in(self.table.words("title"), self.languages)
        indicator = about_indicator(rows.published, rows.selection.indicator)
        if indicator:
            self.title = said_in({lang: indicator[f"name_{lang}"] for lang in self.languages}, self.languages)
        self.bold = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.add_format({"font_color": "#0b57d0", "underline": 1})

    def sheet(self, key: str, heading: str) -> Any:
        """A sheet with its heading in A1."""
        sheet = self.book.add_worksheet(self.texts.sheet(key))
        sheet.write_string(0, 0, heading, self.bold)
        # Codes and periods such as 2009 are texts and are meant to be: no warning triangles on them.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return sheet

    def lines(self, sheet: Any, lines: Sequence[str], first: int = 1) -> None:
        for number, line in enumerate(lines, start=first):
            sheet.write_string(number, 0, line, self.wrap)

    def grid(self, sheet: Any, name: str, header: Sequence[str], body: Sequence[Sequence[Any]], row: int = 2) -> None:
        """A marked-up table with one header row, frozen; cells keep their types."""
        for number, cells in enumerate(body, start=row + 1):
            for place, cell in enumerate(cells):
                self.cell(sheet, number, place, cell)
        if body:
            columns = [{"header": text, "header_format": self.head} for text in header]
            area = (row, 0, row + len(body), len(header) - 1)
            sheet.add_table(*area, {"name": name, "columns": columns, "style": _STYLE, "banded_rows": False})
        else:
            for place, text in enumerate(header):
                sheet.write_string(row, place, text, self.head)
        sheet.freeze_panes(row + 1, 1)

    @staticmethod
    def cell(sheet: Any, row: int, place: int, value: Any) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, place, value)
        elif value is not None:
            if len(value) > _MOST_CHARACTERS:
                raise ValueError(f"a text of {len(value)} characters does not fit into a cell of a workbook")
            sheet.write_string(row, place, value)

    def cover(self) -> None:
        sheet = self.sheet("cover", self.texts.dataset_title)
        sheet.set_column(0, 0, 100)
        self.lines(sheet, self.texts.cover(self.rows, self.title))

    def contents(self, keys: Sequence[str]) -> None:
        sheet = self.sheet("contents", self.texts.say("contents"))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 90)
        self.lines(sheet, [self.texts.say("contents_line")])
        header = [self.texts.say("sheet"), self.texts.say("holds")]
        body = [
            [self.texts.sheet(key), self.title if key == "table" else self.texts.say(f"{key}_holds")] for key in keys
        ]
        self.grid(sheet, "contents", header, body)
        for number, key in enumerate(keys, start=3):
            name = self.texts.sheet(key)
            sheet.write_url(number, 0, f"internal:'{name}'!A1", self.link, name)

    def data(self, found: list[dict[str, Any]], marker: NoteMarker) -> None:
        sheet = self.sheet("table", self.title)
        header, columns = self.header()
        shown = self.texts.selection(self.rows) if found else self.texts.empty(self.rows)
        self.lines(sheet, [self.texts.say("one_table"), self.texts.say("blank"), shown])
        marked = notes_place(columns)
        body = []
        for row in found:
            cells = [row[column.name] for column in columns]
            body.append([*cells[:marked], marker.marks(row) or None, *cells[marked:]])
        titles = [*header[:marked], self.texts.say("notes"), *header[marked:]]
        self.grid(sheet, f"esec_{self.rows.selection.table}", titles, body, row=_TABLE_ROW)
        for place, column in enumerate([*columns[:marked], None, *columns[marked:]]):
            sheet.set_column(place, place, _width(column))

    def header(self) -> tuple[list[str], tuple[OutColumn, ...]]:
        """Titles of the columns in the workbook's language; where two are alike, the name tells them apart."""
        titles = [said_in(column.title, self.languages) for column in self.rows.columns]
        unique = [
            f"{title} [{column.name}]" if titles.count(title) > 1 else title
            for title, column in zip(titles, self.rows.columns, strict=True)
        ]
        return unique, self.rows.columns

    def notes(self, marker: NoteMarker) -> None:
        sheet = self.sheet("notes", self.texts.say("notes"))
        self.lines(sheet, [self.texts.say("notes_holds")])
        header = [self.texts.say("note"), *(self.texts.language(lang) for lang in self.languages)]
        body = [[f"note {number}", *said] for said, number in marker.notes.texts.items()]
        self.grid(sheet, "notes", header, body)
        sheet.set_column(0, 0, _NARROW)
        sheet.set_column(1, len(self.languages), 100)

    def columns(self) -> None:
        sheet = self.sheet("columns", self.texts.say("columns"))
        self.lines(sheet, [self.texts.say("columns_holds")])
        titles, columns = self.header()
        header = [self.texts.say(word) for word in ("column", "code_name", "type", "meaning", "code_list")]
        body = [
            [
                title,
                column.name,
                self.texts.say(column.kind),
                said_in(column.text, self.languages),
                column.codelist or None,
            ]
            for title, column in zip(titles, columns, strict=True)
        ]
        self.grid(sheet, "columns", header, body)
        for place, width in enumerate((_WIDE, 32, _NARROW, 100, 20)):
            sheet.set_column(place, place, width)

    def codes(self, found: Sequence[Mapping[str, Any]]) -> None:
        """The codes that occur in the rows."""
        sheet = self.sheet("codes", self.texts.say("codes"))
        self.lines(sheet, [self.texts.say("codes_holds")])
        header = [self.texts.say("code_list"), self.texts.say("code")]
        for lang in self.languages:
            header.extend([self.texts.language(lang), f"{self.texts.say('meaning')} ({self.texts.language(lang)})"])
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
        self.grid(sheet, "codes", header, body)
        sheet.set_column(0, 1, 20)
        sheet.set_column(2, 1 + 2 * len(self.languages), 60)


def notes_place(columns: Sequence[OutColumn]) -> int:
    """Where the column of note marks stands: after the status and its words, else at the end."""
    stem = C.OBS_STATUS
    places = [place for place, column in enumerate(columns) if column.name.startswith(stem)]
    return places[-1] + 1 if places else len(columns)


def _width(column: OutColumn | None) -> int:
    if column is None or column.kind != "string":
        return _NARROW
    return _WIDE if column.name.startswith(("note_", "citation_", "definition_", "crosscheck_")) else _TEXT


def write_xlsx(rows: Rows) -> Iterator[bytes]:
    """The rows as a workbook; the same rows give the same bytes.

    Raises:
        Refusal: there are more rows than a workbook is made of here.
    """
    found: list[dict[str, Any]] = []
    for batch in rows.batches():
        if len(found) + batch.num_rows > MOST_ROWS:
            _refuse_too_many()
        found.extend(batch.to_pylist())
    file = BytesIO()
    # No text may become a formula or a link, whatever it starts with.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(file, safe) as book:
        sheets = _Sheets(book, rows)
        texts, dataset = sheets.texts, rows.dataset
        book.set_properties(
            {**texts.properties(rows, sheets.title), "created": datetime.fromisoformat(dataset.released)}
        )
        book.set_custom_property("Language", texts.tags)
        book.set_custom_property("Version", dataset.version)
        marker = NoteMarker(rows.published, sheets.languages)
        sheets.cover()
        sheets.contents(["table", "notes", "columns", "codes"])
        sheets.data(found, marker)
        sheets.notes(marker)
        sheets.columns()
        sheets.codes(found)
    yield file.getvalue()
