"""Reading the catalogue: one block a thing, and each broken key or value answered with file, line, key and cure."""

from pathlib import Path

import pytest

from pipelines.raw.read_csv import RawRow
from pipelines.raw.read_toml import read_blocks, read_single
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults

UNIT = '[CALLS]\nname_en = "calls"\nname_fr = "appels"\nshort_en = "calls"\nshort_fr = "appels"\n'


def read(folder: Path, content: bytes, faults: Faults, table: str = T.UNITS) -> list[RawRow]:
    path = folder / "file.toml"
    path.write_bytes(content)
    return read_blocks(path, "catalogue/file.toml", tables()[table], faults)


def test_a_block_is_a_row_on_its_line_with_values_as_text(tmp_path: Path, faults: Faults) -> None:
    content = f"# a comment\n\n{UNIT}additive = true\nminimum = 0\nmaximum = 99.5\ndecimals = 1\n"
    (row,) = read(tmp_path, content.encode(), faults)
    assert not list(faults)
    assert row.line == 3
    assert row.cells[C.UNIT_MEASURE] == "CALLS"
    assert (row.cells[C.ADDITIVE], row.cells[C.MINIMUM], row.cells[C.MAXIMUM]) == ("true", "0", "99.5")


def test_a_key_left_out_is_an_empty_cell(tmp_path: Path, faults: Faults) -> None:
    (row,) = read(tmp_path, UNIT.encode(), faults)
    assert row.cells[C.MAXIMUM] == ""


def test_quoted_and_dotted_names_are_keys(tmp_path: Path, faults: Faults) -> None:
    (row,) = read(tmp_path, b'["a.b"]\nindicator_id = "a"\n', faults, T.COMPARABILITY)
    assert (row.line, row.cells[C.COMPARABILITY_ID]) == (1, "a.b")
    first, second = read(tmp_path, b'[CL_SEX._T]\nname_en = "a"\n\n[CL_SEX.F]\nname_en = "b"\n', faults, T.CODELISTS)
    assert (first.line, first.cells[C.CODELIST_ID], first.cells[C.CODE]) == (1, "CL_SEX", "_T")
    assert (second.line, second.cells[C.CODE], second.cells[C.NAME_EN]) == (4, "F", "b")
    assert not list(faults)


@pytest.mark.parametrize(
    ("content", "rule", "line", "column", "value", "cure"),
    [
        (f"{UNIT}colour = 'red'\n".encode(), "raw-block", 1, "colour", "red", "Correct the key's name"),
        (f"{UNIT}minimum = 'none'\n".encode(), "raw-block", 1, "minimum", "none", "leave numbers"),
        (f"{UNIT}additive = 1\n".encode(), "raw-block", 1, "additive", "1", "true or false unquoted"),
        (f"{UNIT}decimals = true\n".encode(), "raw-block", 1, "decimals", "True", "leave numbers"),
        (f"{UNIT}decimals = 1.5\n".encode(), "raw-block", 1, "decimals", "1.5", "leave numbers"),
        (b"[CALLS]\nname_en = 12\n", "raw-block", 1, "name_en", "12", "Quote texts"),
        (b"[CALLS]\nname_en = 2009-01-01\n", "raw-block", 1, "name_en", "2009-01-01", "Quote texts"),
        (b"[CALLS]\nname_en = ['a']\n", "raw-block", 1, "name_en", "['a']", "Quote texts"),
        (b"name_en = 'x'\n", "raw-block", 1, "", "x", "Write [name_en]"),
        (f"{UNIT}\n{UNIT}".encode(), "raw-toml", 7, "", "CALLS", "Correct the line"),
        (f"{UNIT}name_en = 'x'\n".encode(), "raw-toml", 6, "", "overwrite", "Correct the line"),
        (b'[CALLS]\nname_en = "x\n', "raw-toml", 2, "", "", "quotation marks"),
        (b"[CALLS]\nname_en = x\n", "raw-toml", 2, "", "", "quotation marks"),
        (b"[CALLS\n", "raw-toml", 1, "", "", "Correct the line"),
        (b'[CALLS]\nname_fr = "\xe9"\n', "raw-encoding", 2, "", "byte e9", "UTF-8"),
        (b"[CALLS]\n>>>>>>> theirs\n", "raw-merge", 2, "", "", "ids of their own"),
    ],
)
def test_each_kind_of_bad_input_is_answered(
    tmp_path: Path, faults: Faults, content: bytes, rule: str, line: int, column: str, value: str, cure: str
) -> None:
    read(tmp_path, content, faults)
    (fault,) = faults
    assert (fault.rule, fault.file, fault.line, fault.column) == (rule, "catalogue/file.toml", line, column)
    assert value in fault.value
    assert cure in fault.cure
    assert fault.expected


def test_a_key_of_two_parts_wants_both(tmp_path: Path, faults: Faults) -> None:
    read(tmp_path, b'CL_SEX = "all"\n', faults, T.CODELISTS)
    (fault,) = faults
    assert (fault.rule, fault.value) == ("raw-block", "all")


def test_all_faults_of_a_file_are_found_at_once(tmp_path: Path, faults: Faults) -> None:
    read(tmp_path, b"[A]\ncolour = 1\n\n[B]\nname_en = 1\nadditive = 'yes'\n", faults)
    assert [(fault.line, fault.row, fault.column) for fault in faults] == [
        (1, "A", "colour"),
        (4, "B", "name_en"),
        (4, "B", "additive"),
    ]


def test_a_source_record_is_one_row_under_its_folders_name(tmp_path: Path, faults: Faults) -> None:
    path = tmp_path / "source.toml"
    path.write_text('title = "A report"\ncoverage_start = 2001\n', encoding="utf-8")
    row = read_single(path, "some-source/source.toml", tables()[T.SOURCES], {C.SOURCE_ID: "some-source"}, faults)
    assert row is not None
    assert (row.cells[C.SOURCE_ID], row.cells[C.TITLE], row.cells[C.COVERAGE_START]) == (
        "some-source",
        "A report",
        "2001",
    )
    assert not list(faults)


def test_a_byte_order_mark_is_let_be(tmp_path: Path, faults: Faults) -> None:
    (row,) = read(tmp_path, b"\xef\xbb\xbf" + UNIT.encode(), faults)
    assert not list(faults) and row.cells[C.UNIT_MEASURE] == "CALLS"
