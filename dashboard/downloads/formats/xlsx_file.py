"""Workbooks by the guidance of government statisticians: one marked-up table a sheet, for Excel and most others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from dashboard.downloads.format import Format
from dashboard.downloads.rows import Rows
from dashboard.downloads.workbook import MOST_ROWS, READ, Cell, Grid, Number, Sheet, Workbook
from dashboard.downloads.workbook_texts import language_tags, properties
from pipelines.schema.declared import Language

_MOST_CHARACTERS: Final = 32_767
# Points of a line of text; programs other than Excel do not make a row as high as its text by themselves.
_LINE_HEIGHT: Final = 15
_MOST_HEIGHT: Final = 409
_A4: Final = 9
_STYLE: Final = "Table Style Light 1"


class _Writer:
    """Writes sheets into a workbook of XlsxWriter."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.add_format({"font_color": "#0b57d0", "underline": 1, "valign": "top"})
        self.numbers: dict[int, Any] = {}

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.write_string(0, 0, sheet.heading, self.bold)
        # Codes and periods such as 2009 are texts and are meant to be: no warning triangles on them.
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        page.set_paper(_A4)
        page.set_landscape()
        if sheet.grid:
            # Lines above a table run over the columns beside.
            for number, line in enumerate(sheet.lines, start=1):
                page.write_string(number, 0, line)
            self.grid(page, sheet.grid, len(sheet.lines) + 1)
        else:
            page.set_column(0, 0, READ)
            for number, line in enumerate(sheet.lines, start=1):
                page.write_string(number, 0, line, self.wrap)
                page.set_row(number, _height([line], [READ]))
            page.fit_to_pages(1, 0)

    def grid(self, page: Any, grid: Grid, row: int) -> None:
        """Write a marked-up table with one header row, frozen and on each page; cells keep their types."""
        look = self.wrap if grid.is_read else None
        for number, cells in enumerate(grid.body, start=row + 1):
            for place, cell in enumerate(cells):
                self.cell(page, number, place, cell, look)
        for place, width in enumerate(grid.widths):
            page.set_column(place, place, width)
        page.set_row(row, _height(grid.header, grid.widths))
        page.repeat_rows(row)
        if grid.body:
            columns = [{"header": text, "header_format": self.head} for text in grid.header]
            area = (row, 0, row + len(grid.body), len(grid.header) - 1)
            page.add_table(*area, {"name": grid.name, "columns": columns, "style": _STYLE, "banded_rows": False})
        else:
            for place, text in enumerate(grid.header):
                page.write_string(row, place, text, self.head)
        page.freeze_panes(row + 1, 1)
        if grid.is_read:
            for number, cells in enumerate(grid.body, start=row + 1):
                page.set_row(number, _height(cells, grid.widths))
            page.fit_to_pages(1, 0)
        else:
            # Too wide for a page: the sheets of paper lie side by side, each with the row's identifier.
            page.repeat_columns(0)
            page.print_across()
        if grid.links:
            for number, (name, *_) in enumerate(grid.body, start=row + 1):
                page.write_url(number, 0, f"internal:'{name}'!A1", self.link, name)

    def cell(self, page: Any, row: int, place: int, value: Cell, look: Any = None) -> None:
        if isinstance(value, Number):
            page.write_number(row, place, value.value, self.shown_with(value.decimals))
        elif isinstance(value, bool):
            page.write_boolean(row, place, value, look)
        elif isinstance(value, (int, float)):
            page.write_number(row, place, value, look)
        elif value is not None:
            if len(value) > _MOST_CHARACTERS:
                raise ValueError(f"a text of {len(value)} characters does not fit into a cell of a workbook")
            page.write_string(row, place, value, look)

    def shown_with(self, decimals: int) -> Any:
        """Return the format of numbers with so many decimals; each program writes the signs of its own language."""
        if decimals not in self.numbers:
            shape = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
            self.numbers[decimals] = self.book.add_format({"num_format": shape})
        return self.numbers[decimals]


def _height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Points that a row needs to show its texts whole in columns of these widths (in characters)."""
    lines = max(
        (-(-len(cell) // width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)), default=1
    )
    return min(_MOST_HEIGHT, _LINE_HEIGHT * max(1, lines))


def xlsx_of(
    sheets: Iterable[Sheet], said: Mapping[str, Any], languages: Sequence[Language], version: str, released: str
) -> bytes:
    """Return sheets as a workbook; the same sheets give the same bytes.

    Args:
        sheets: the sheets, in order.
        said: properties of the document.
        languages: the languages of its texts.
        version: version of the data set.
        released: ISO date of the release.
    """
    file = BytesIO()
    # No text may become a formula or a link, whatever it starts with.
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(file, safe) as book:
        book.set_properties({**said, "created": datetime.fromisoformat(released)})
        book.set_custom_property("Language", language_tags(languages))
        book.set_custom_property("Version", version)
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(sheet)
    return file.getvalue()


def write_xlsx(rows: Rows) -> Iterator[bytes]:
    """Return the rows as a workbook; the same rows give the same bytes.

    Raises:
        Refusal: there are more rows than a workbook is made of here.
    """
    book = Workbook(rows, FORMAT.extension)
    dataset = rows.dataset
    said = properties(rows, book.title)
    yield xlsx_of(book.sheets(MOST_ROWS), said, book.languages, dataset.version, dataset.released)


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
