"""Figures for statistical packages: words of codes as numbers with value labels, titles as labels of variables."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads.columns import OutColumn
from dashboard.downloads.rows import Rows, held_batches
from dashboard.downloads.workbook_texts import text_in

MOST_ROWS: Final = 10_000
_LONGEST_NAME: Final = 32
# Words that name a variable in neither program.
_RESERVED: Final = frozenset(
    {
        "all", "and", "by", "byte", "double", "eq", "float", "ge", "gt", "if", "in", "int", "le", "long", "lt", "ne",
        "not", "or", "str", "strl", "to", "using", "with",
    }
)  # fmt: skip
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Labelled:
    """A table as a statistical package holds it.

    Attributes:
        frame: pandas.DataFrame; texts without missing values, numbers with them, words of codes as numbers from 1.
        labels: what each variable is, by its name.
        value_labels: what the numbers of a variable stand for, by its name.
        title: what the file holds.
    """

    frame: Any
    labels: dict[str, str | None]
    value_labels: dict[str, dict[int | float, str]]
    title: str


def legal_names(names: list[str]) -> list[str]:
    """Return names that both programs allow: letters, digits and `_`, not too long, each once whatever the case.

    >>> legal_names(["obs_value", "2009", "2002/2007_text"])
    ['obs_value', 'p2009', 'p2002_2007_text']
    """
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
        plain = plain if plain[0].isalpha() and plain.lower() not in _RESERVED else f"p{plain}"
        legal, number = plain[:_LONGEST_NAME], 1
        while legal.lower() in taken:
            number += 1
            legal = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken.add(legal.lower())
        found.append(legal)
    return found


def label_table(rows: Rows, *, longest_label: int, longest_word: int) -> Labelled:
    """Return the rows with their labels, in the languages that are asked for.

    Args:
        rows: the rows.
        longest_label: characters of a variable's label; what is longer is cut.
        longest_word: bytes of a value's label; a column with longer words stays text, so that nothing is cut.

    Raises:
        Refusal: there are more rows than such a file is made of here.
    """
    import pandas as pd

    languages = rows.selection.languages
    names = legal_names([column.name for column in rows.columns])
    table = pa.Table.from_batches(held_batches(rows, MOST_ROWS, "fault.held-too-long"), rows.schema)
    cells, value_labels = {}, {}
    for name, column in zip(names, rows.columns, strict=True):
        if column.words and max(len(word.encode()) for word in column.words) <= longest_word:
            numbers = pc.add(pc.index_in(table[column.name], value_set=pa.array(column.words)), 1)
            cells[name] = numbers.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype()}.get)
            value_labels[name] = dict[int | float, str](enumerate(column.words, start=1))
        else:
            cells[name] = _plain(table[column.name], column, pd)
    labels = {
        name: _cut(text_in(column.title, languages), longest_label)
        for name, column in zip(names, rows.columns, strict=True)
    }
    title = _cut(text_in(rows.table.words("title"), languages), longest_label)
    return Labelled(pd.DataFrame(cells, columns=names), dict(labels), value_labels, title)


def _plain(cells: Any, column: OutColumn, pd: Any) -> Any:
    """Return a column without words: texts, where a missing one is an empty one in both programs, or numbers."""
    if column.kind == "string":
        return pd.Series(pc.fill_null(cells, "").to_pylist(), dtype=object)
    whole = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    found = cells.to_pandas(types_mapper=whole.get)
    return found.astype("Int8") if column.kind == "bool" else found


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def file_made(write: Callable[[str], None]) -> bytes:
    """Return what a library writes that knows files alone."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures"
        write(str(path))
        return path.read_bytes()


def dated(content: bytes, stamp: re.Pattern[bytes], text: str) -> Iterator[bytes]:
    """Return a file whose header says when it was released, not when it was made: the same rows give the same bytes.

    Raises:
        ValueError: the header is not where it should be.
    """
    found = stamp.match(content)
    if not found or len(found["date"]) != len(text):
        raise ValueError("the file's header holds no date of creation")
    yield content[: found.start("date")] + text.encode("ascii") + content[found.end("date") :]


def english_date(iso: str, year: str) -> str:
    """Return a date as these headers have it, whatever the language of the server.

    Args:
        iso: the date, such as `2026-01-31`.
        year: its year as the header has it, such as `2026` or `26`.
    """
    return f"{iso[8:10]} {_MONTHS[int(iso[5:7]) - 1]} {year}"
