"""Raw tables as workbooks: the same rows as from CSV, and each thing that a spreadsheet does to a cell is named."""

import csv
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipelines.raw.read_csv import RawRow
from pipelines.raw.read_raw import read_raw
from pipelines.raw.read_workbook import cell_text, scan_workbook
from pipelines.schema.columns import C
from pipelines.schema.faults import Faults

COLUMNS = ("id", "text", "number")
Sheet = Any
Book = Callable[..., Path]

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODS = f"""<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0"
 xmlns:text="{OASIS}:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="observations">%s</table:table>
</office:spreadsheet></office:body></office:document-content>"""
MANIFEST = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>'


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A workbook with the header and what is written into its sheet."""

    def write(
        fill: Callable[[Sheet, Any], object] = lambda sheet, book: None, *, header: tuple[str, ...] = COLUMNS
    ) -> Path:
        path = tmp_path / "observations.xlsx"
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet("observations")
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, ["a", "first", 2009])
            fill(sheet, made)
        return path

    return write


def read(path: Path) -> tuple[list[RawRow], list[str]]:
    faults = Faults()
    rows = list(scan_workbook(path, f"src/{path.name}", COLUMNS, faults))
    return rows, [str(fault) for fault in faults]


def as_typed(cell: str) -> str | float:
    try:
        return float(cell)
    except ValueError:
        return cell


def ods(folder: Path, *cells: str) -> Path:
    """An ODS of the header and one row."""
    header = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>' for name in COLUMNS
    )
    path = folder / "observations.ods"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in (header, "".join(cells)))
        parts.writestr("META-INF/manifest.xml", MANIFEST)
        parts.writestr("content.xml", ODS % rows)
    return path


def test_every_raw_table_of_the_project_is_read_the_same_from_a_workbook(raw: Path) -> None:
    faults = Faults()
    expected = {name: [row.cells for row in rows] for name, rows in read_raw(raw, faults).items()}
    tables = sorted(raw.glob("*/*.csv"))
    assert tables
    for path in tables:
        with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as made, path.open(encoding="utf-8", newline="") as lines:
            sheet = made.add_worksheet(path.stem)
            header, *rows = csv.reader(lines)
            sheet.write_row(0, 0, header)
            for line, cells in enumerate(rows, start=1):
                for place, (column, cell) in enumerate(zip(header, cells, strict=True)):
                    # A spreadsheet takes for a number what looks like one, unless its column has the format Text.
                    sheet.write(line, place, cell if column == C.AS_PRINTED else as_typed(cell))
        path.unlink()
    found = {name: [row.cells for row in rows] for name, rows in read_raw(raw, faults).items()}
    assert not list(faults)
    assert found == expected


def test_rows_have_the_lines_that_the_spreadsheet_shows_and_empty_ends_are_let_be(book: Book) -> None:
    def fill(sheet: Sheet, made: Any) -> None:
        sheet.write_row(2, 0, ["b", "", 12.5])
        sheet.write_blank(9, 7, None, made.add_format({"bold": True}))

    rows, faults = read(book(fill))
    assert faults == []
    assert [(row.file, row.line, row.cells) for row in rows] == [
        ("src/observations.xlsx", 2, {"id": "a", "text": "first", "number": "2009"}),
        ("src/observations.xlsx", 3, {"id": "b", "text": "", "number": "12.5"}),
    ]


def fill_date(sheet: Sheet, made: Any) -> None:
    sheet.write_datetime(2, 1, datetime(2009, 5, 1), made.add_format({"num_format": "mm-yy"}))


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (fill_date, ("a date", "observations.xlsx:3", "Text")),
        (lambda s, _: s.write_boolean(2, 1, True), ("TRUE or FALSE", "observations.xlsx:3: text")),
        (lambda s, _: s.write_formula(2, 2, "=1+1", None, 2), ("C3", "no formula")),
        (lambda s, _: s.write_formula(2, 2, "=1/0", None, "#DIV/0!"), ("C3", "no error")),
        (lambda s, _: s.write_row(3, 0, ["c", "after an empty row", 1]), ("no row of empty cells", "xlsx:3")),
        (lambda _, b: b.add_worksheet("more").write(0, 0, "x"), ("one sheet with cells", "observations, more")),
        (lambda s, _: s.write(0, 4, "extra"), ("one of the columns", "extra", "a name for each column")),
    ],
    ids=["date", "truth", "formula", "error", "empty row", "two sheets", "columns"],
)
def test_what_a_spreadsheet_makes_of_a_cell_is_named(book: Book, fill: Any, words: tuple[str, ...]) -> None:
    _rows, faults = read(book(fill))
    assert faults
    assert all(word in "\n".join(faults) for word in words), faults


def test_what_a_source_gives_is_a_text(book: Book) -> None:
    """40.000 is forty thousand where a French source gives it; to a spreadsheet it is forty."""
    path = book(lambda sheet, _: sheet.write_row(2, 0, ["b", 40.0, 40000]), header=("id", C.AS_PRINTED, "number"))
    faults = Faults()
    rows = list(scan_workbook(path, "src/observations.xlsx", ("id", C.AS_PRINTED, "number"), faults))
    assert [row.line for row in rows] == [2]
    assert "the spreadsheet made a number of it" in str(next(iter(faults)))


def test_an_ods_gives_the_same_and_its_formulas_are_refused(tmp_path: Path) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>b</text:p></table:table-cell>'
    number = (
        '<table:table-cell{} office:value-type="float" office:value="0.49"><text:p>49 %</text:p></table:table-cell>'
    )
    rows, faults = read(ods(tmp_path, text, text, number.format("")))
    assert faults == []
    assert [row.cells for row in rows] == [{"id": "b", "text": "b", "number": "0.49"}]
    rows, faults = read(ods(tmp_path, text, text, number.format(' table:formula="of:=[.A1]*2"')))
    assert rows == []
    assert "a cell with =[.A1]*2" in faults[0]


@pytest.mark.parametrize("content", [b"", b"PK", b"obs_id,ref_area\n", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "observations.xlsx"
    path.write_bytes(content)
    rows, (fault,) = read(path)
    assert rows == []
    assert "src/observations.xlsx" in fault
    assert "Save it again" in fault


def test_a_workbook_of_a_header_alone_or_of_nothing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "observations.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("observations").write_row(0, 0, COLUMNS)
    assert "expected rows" in read(path)[1][0]
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("observations")
    assert "empty sheets" in read(path)[1][0]


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_whole_number_has_no_decimals(number: int) -> None:
    assert cell_text(float(number)) == str(number)


@given(st.decimals(-(10**6), 10**6, places=4))
def test_a_decimal_number_is_as_it_was_typed(number: Any) -> None:
    text = cell_text(float(number))
    assert text is not None
    assert float(text) == float(number)
    assert len(text) <= len(str(number))
