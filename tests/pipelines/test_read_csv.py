"""Reading a raw CSV: what is written is read, and whatever is broken is answered with line, column, value and cure."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.raw.read_csv import RawRow, scan_csv
from pipelines.schema.faults import Faults

COLUMNS = ("id", "text", "number")


def read(folder: Path, content: bytes, faults: Faults) -> list[RawRow]:
    path = folder / "table.csv"
    path.write_bytes(content)
    return list(scan_csv(path, "source/table.csv", COLUMNS, faults))


def test_rows_keep_their_line_and_their_cells(tmp_path: Path, faults: Faults) -> None:
    rows = read(tmp_path, b'id,text,number\na,"two\nlines",1\nb,"say ""this"", then",\n', faults)
    assert not list(faults)
    assert rows == [
        RawRow("source/table.csv", 2, {"id": "a", "text": "two\nlines", "number": "1"}),
        RawRow("source/table.csv", 4, {"id": "b", "text": 'say "this", then', "number": ""}),
    ]


def test_columns_may_stand_in_any_order(tmp_path: Path, faults: Faults) -> None:
    rows = read(tmp_path, b"number,id,text\n1,a,x\n", faults)
    assert not list(faults)
    assert rows[0].cells == {"id": "a", "text": "x", "number": "1"}


@pytest.mark.parametrize(
    ("content", "rule", "line", "column", "value", "cure"),
    [
        (b"id,text\na,x\n", "raw-header", 1, "number", "", "Add the column number"),
        (b"id,text,number,more\na,x,1,2\n", "raw-header", 1, "more", "", "remove the column"),
        (b"id,text,number,text\na,x,1,2\n", "raw-header", 1, "text", "", "Remove the second column"),
        (b"id,text,number,,\na,x,1,,\n", "raw-header", 1, "", "column 4, 5", "Delete the columns without a name"),
        (b"id,text,number\na,x,1\n,,\n", "raw-cells", 3, "", "", "Delete the row"),
        (b"id;text;number\na;x;y;1\n", "raw-cells", 2, "", "4 cells", "Quote cells that contain a semicolon"),
        (b"id,text,number\n<<<<<<< HEAD\na,x,1\n=======\n", "raw-merge", 2, "", "", "Keep what both added"),
        (b"PK\x03\x04\x14\x00\xff,text\n", "raw-encoding", 1, "", "byte ff", "CSV UTF-8"),
        (b"id,text,number\na,x,1\nb,\xe9t\xe9,1\n", "raw-encoding", 3, "", "byte e9", "UTF-8"),
        ("id,text,number\na,é,1\n".encode("utf-16"), "raw-encoding", 1, "", "byte ff", "UTF-8"),
        (b"", "raw-empty-file", None, "", "", "delete it"),
        (b" \n\n", "raw-empty-file", None, "", "", "delete it"),
        (b"id,text,number\n", "raw-empty-file", 1, "", "", "Add rows"),
        (b"id,text,number\na,x,1\n\nb,y,2\n", "raw-cells", 3, "", "", "Delete the blank line"),
        (b"id,text,number\na,x,1\nb,y,z,2\n", "raw-cells", 3, "", "4 cells", "Quote cells that contain a comma"),
        (b"id,text,number\na,x\n", "raw-cells", 2, "", "2 cells", "keep empty cells"),
        (b'id,text,number\na,"x,1\nb,y,2\n', "raw-quoting", 2, "", "", "Close the quotation mark"),
        (b'id,text,number\na,"x"y,1\n', "raw-quoting", 2, "", "", "Close the quotation mark"),
        (b'id,text,number\na,x"y,1\n', "raw-quoting", 2, "text", 'x"y', "double those inside"),
    ],
)
def test_each_kind_of_bad_input_is_answered(
    tmp_path: Path, faults: Faults, content: bytes, rule: str, line: int | None, column: str, value: str, cure: str
) -> None:
    read(tmp_path, content, faults)
    (fault,) = faults
    assert (fault.rule, fault.file, fault.line, fault.column) == (rule, "source/table.csv", line, column)
    assert value in fault.value
    assert cure in fault.cure
    assert fault.expected


@pytest.mark.parametrize(
    "content",
    [
        b"id;text;number\na;x, y;1\n",
        b"id\ttext\tnumber\na\tx, y\t1\n",
        b'\xef\xbb\xbfid,text,number\r\na,"x, y",1\r\n',
        b'\xef\xbb\xbf"id";"text";"number"\r\n"a";"x, y";"1"\r\n',
    ],
)
def test_what_excel_saves_is_read(tmp_path: Path, faults: Faults, content: bytes) -> None:
    """With a byte order mark from "CSV UTF-8", and semicolons where the decimal sign is a comma."""
    (row,) = read(tmp_path, content, faults)
    assert not list(faults)
    assert (row.line, row.cells) == (2, {"id": "a", "text": "x, y", "number": "1"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\x00\xff", "a workbook"),
        ("id,text".encode("utf-16"), "UTF-16"),
        ("id,été".encode("cp1252"), "one country's Windows"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, faults: Faults, content: bytes, said: str) -> None:
    read(tmp_path, content, faults)
    (fault,) = faults
    assert said in fault.expected


def test_a_broken_row_does_not_hide_the_others(tmp_path: Path, faults: Faults) -> None:
    rows = read(tmp_path, b"id,text,number\na,x\nb,y,2\nc,z,3,4\n\nd,t,5\n", faults)
    assert [row.cells["id"] for row in rows] == ["b", "d"]
    assert [(fault.line, fault.row) for fault in faults] == [(2, "a"), (4, "c"), (5, "")]


def test_an_empty_file_is_a_fault_whatever_was_found_before(tmp_path: Path, faults: Faults) -> None:
    read(tmp_path, b"id,text,number\na,x\n", faults)
    read(tmp_path, b"id,text,number\n", faults)
    assert [fault.rule for fault in faults] == ["raw-cells", "raw-empty-file"]


def test_a_fault_is_said_in_one_line_with_all_that_is_needed(tmp_path: Path, faults: Faults) -> None:
    read(tmp_path, b"id,text,number\na,x\n", faults)
    (fault,) = faults
    assert str(fault) == (
        "source/table.csv:2: [a] = '2 cells': expected 3 cells, as in the header. "
        "Quote cells that contain a comma; keep empty cells. [raw-cells]"
    )


# csv.writer leaves a carriage return unquoted.
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)


@given(
    rows=st.lists(st.tuples(st.text("abc", min_size=1, max_size=4), CELL, CELL), min_size=1, max_size=8),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    terminator=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_spreadsheet_saves_is_read_as_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], quoting: int, terminator: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=terminator)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    faults = Faults()
    found = read(tmp_path_factory.mktemp("read"), text.getvalue().encode(), faults)
    assert not list(faults)
    assert [tuple(row.cells[name] for name in COLUMNS) for row in found] == rows
    lines = list(io.StringIO(text.getvalue(), newline=""))
    assert all(row.cells["id"] in lines[row.line - 1] for row in found)


@given(content=st.binary(max_size=80))
def test_no_content_is_taken_in_silence_or_crashes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    faults = Faults()
    rows = read(tmp_path_factory.mktemp("read"), content, faults)
    assert bool(rows) or len(faults) > 0
