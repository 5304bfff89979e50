"""Lines of CSV are those of pyarrow's own writer, and Python's own reader finds every cell in them."""

import csv
from io import StringIO
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.downloads import csv_lines
from dashboard.downloads.cells import Cells, Joined, decode, encode
from dashboard.downloads.csv_lines import write_lines

# What UTF-8 can hold; a lone surrogate is no character. Few letters, so that cells recur and need quotes.
TEXT = st.text(st.characters(codec="utf-8"), max_size=6) | st.text("a\"',;\r\n\t é", max_size=4)
VALUES = {
    pa.string(): TEXT,
    pa.float64(): st.floats() | st.sampled_from([0.0, -0.0, 1.5, 1e7, 1e15, 1e16, 1e-5, 1e-7, 5e-324, 1.7e308]),
    pa.int64(): st.integers(-(2**63), 2**63 - 1) | st.integers(0, 2),
    pa.bool_(): st.booleans(),
}


@st.composite
def columns(draw: st.DrawFn) -> list[Cells]:
    """Columns of one length, each in one of the forms that a column may have."""
    rows = draw(st.integers(1, 40))

    def array(kind: Any, *, empty: bool) -> Any:
        values = VALUES[kind] | st.none() if empty else VALUES[kind]
        before = draw(st.integers(0, 2))
        cells = pa.array(draw(st.lists(values, min_size=rows + before, max_size=rows + before)), kind)
        # A part of a longer array, as record batches are.
        return cells.slice(before)

    def column() -> list[Cells]:
        form = draw(st.sampled_from(["plain", "coded", "joined", "shared"]))
        empty = draw(st.booleans())
        if form == "plain":
            return [array(draw(st.sampled_from(list(VALUES))), empty=empty)]
        coded = encode(array(pa.string(), empty=empty))
        if form == "coded":
            return [coded]
        if form == "joined":
            pieces = [array(pa.string(), empty=empty), draw(TEXT), coded, "."]
            return [Joined(draw(st.permutations(pieces)), rows)]
        words = st.lists(TEXT | st.none(), min_size=len(coded.dictionary), max_size=len(coded.dictionary))
        others = [pa.DictionaryArray.from_arrays(coded.indices, pa.array(draw(words), pa.string())) for _ in range(2)]
        return [coded, *others]

    return [cells for _ in range(draw(st.integers(1, 4))) for cells in column()]


def as_table(cells: list[Cells]) -> Any:
    return pa.table([decode(each) for each in cells], names=[f"c{number}" for number in range(len(cells))])


@settings(deadline=None)
@given(columns(), st.sampled_from([1, 100, 1_000_000]))
@example([pa.array(["a"]), Joined(("always",), 1)], 1)
def test_the_lines_are_those_of_the_writer_of_pyarrow(cells: list[Cells], chunk: int) -> None:
    sink = pa.BufferOutputStream()
    pacsv.write_csv(as_table(cells), sink, pacsv.WriteOptions(include_header=False, eol="\n"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_lines, "_CHUNK_BYTES", chunk)
        patch.setattr(csv_lines, "_FIRST_ROWS", 3)
        chunks = list(write_lines(cells))
    assert b"".join(chunks) == sink.getvalue().to_pybytes()
    assert all(piece.endswith(b"\n") for piece in chunks)


@settings(deadline=None)
@given(columns(), st.sampled_from([(",", "."), (";", ",")]))
def test_any_cell_comes_back(cells: list[Cells], dialect: tuple[str, str]) -> None:
    delimiter, decimal = dialect
    content = b"".join(write_lines(cells, delimiter=delimiter, decimal=decimal)).decode()
    found = list(csv.reader(StringIO(content, newline=""), strict=True, delimiter=delimiter))
    # A line of one empty cell is an empty line, which the reader gives as no cell.
    assert [len(line) or 1 for line in found] == [len(cells)] * len(cells[0])
    for number, column in enumerate(as_table(cells).columns):
        for line, cell in zip(found, column.to_pylist(), strict=True):
            said = line[number] if line else ""
            if isinstance(cell, float):
                assert repr(float(said.replace(decimal, "."))) == repr(cell)
            else:
                assert said == ("" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell))


def test_no_rows_are_no_lines() -> None:
    assert list(write_lines([pa.array([], pa.string()), encode(pa.array([], pa.string()))])) == []
