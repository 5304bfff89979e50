"""Lines of CSV for whole batches: no cell is formatted twice, and no text is copied before it stands in its line.

The text of a row is a chain of fragments. Codes and what follows from them (words, unit, source, most of a citation)
have few distinct values, so each fragment is quoted once for a value, and neighbours that follow from the same codes
become one. All fragments of a batch stand in one array; the numbers of a row's fragments, row after row, take the lines
out of it in one call, and the bytes of the result are the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads.cells import Array, Cells, Joined, encode

LINE_END: Final = "\n"
_QUOTE: Final = '"'
_POINT: Final = "."
# A chunk stays in a processor's cache until it has left.
_CHUNK_BYTES: Final = 1024 * 1024
_FIRST_ROWS: Final = 512
# Fragments that are written ahead for the codes of neighbouring columns together, for each row of the batch.
_COMBINED_SHARE: Final = 1 / 64
_LEAST_COMBINED: Final = 16

Numbers = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True)
class _Codes:
    """Which of `size` values each row has: codes of a column, or of several that follow from the same.

    Attributes:
        name: where the codes stand in memory, by which equal ones are known; `held` keeps them there.
    """

    name: tuple[int, ...]
    held: Array
    numbers: Numbers
    size: int


@dataclass
class _Run:
    """Neighbouring fragments that depend on few codes, and texts between them."""

    parts: list[str | tuple[int, Array]] = field(default_factory=list)
    codes: list[_Codes] = field(default_factory=list)
    size: int = 1

    def takes(self, codes: _Codes, most: int) -> bool:
        """Whether the codes fit: they are those of a part already there, or the combinations stay few."""
        return any(each.name == codes.name for each in self.codes) or self.size * codes.size <= most or not self.codes

    def add(self, codes: _Codes, texts: Array) -> None:
        """Put a part at the end."""
        names = [each.name for each in self.codes]
        if codes.name not in names:
            self.codes.append(codes)
            self.size *= codes.size
            names.append(codes.name)
        self.parts.append((names.index(codes.name), texts))

    def fragments(self) -> Array:
        """The text of the whole run for each combination of its codes."""
        if not self.codes:
            return pa.array(["".join(str(part) for part in self.parts)], pa.string())
        strides = self._strides()
        combinations = np.arange(self.size, dtype=np.int32)
        chosen = [
            pa.array(combinations // stride % codes.size) for codes, stride in zip(self.codes, strides, strict=True)
        ]
        alone = len(self.codes) == 1
        texts = [
            part if isinstance(part, str) else part[1] if alone else part[1].take(chosen[part[0]])
            for part in self.parts
        ]
        return pc.binary_join_element_wise(*texts, "")

    def numbers(self) -> Numbers | int:
        """Which fragment each row has."""
        if not self.codes:
            return 0
        found = self.codes[0].numbers
        for codes in self.codes[1:]:
            found = found * np.int32(codes.size) + codes.numbers
        return found

    def _strides(self) -> list[int]:
        strides = [1]
        for codes in reversed(self.codes[1:]):
            strides.insert(0, strides[0] * codes.size)
        return strides


def _escape(texts: Array) -> Array:
    content = texts.buffers()[2]
    quoted = content is not None and _QUOTE.encode() in content.to_pybytes()
    return pc.replace_substring(texts, _QUOTE, _QUOTE * 2) if quoted else texts


class _Chain:
    """The fragments of a batch, in the order in which they stand in a line."""

    def __init__(self, columns: Sequence[Cells], delimiter: str, decimal: str) -> None:
        self._rows = len(columns[0])
        self._decimal = decimal
        self._most = max(_LEAST_COMBINED, int(self._rows * _COMBINED_SHARE))
        self._run = _Run()
        self._closed: list[_Run | Array] = []
        for position, cells in enumerate(columns):
            if position:
                self._run.parts.append(delimiter)
            self._add_cells(cells)
        self._run.parts.append(LINE_END)
        self._close()

    def lines(self) -> Iterator[bytes]:
        """The lines, in chunks of whole lines."""
        tables = [part.fragments() if isinstance(part, _Run) else part for part in self._closed]
        numbers: list[Numbers | int] = []
        first = 0
        for part, table in zip(self._closed, tables, strict=True):
            own = part.numbers() if isinstance(part, _Run) else np.arange(self._rows, dtype=np.int32)
            numbers.append(own + first)
            first += len(table)
        texts = pa.concat_arrays(tables)
        start, rows = 0, _FIRST_ROWS
        while start < self._rows:
            end = min(start + rows, self._rows)
            chosen = np.empty((end - start, len(numbers)), dtype=np.int32)
            for position, own in enumerate(numbers):
                chosen[:, position] = own if isinstance(own, int) else own[start:end]
            content = pc.take(texts, pa.array(chosen.reshape(-1)), boundscheck=False).buffers()[2].to_pybytes()
            yield content
            rows = max(1, _CHUNK_BYTES * (end - start) // len(content))
            start = end

    def _add_cells(self, cells: Cells) -> None:
        if isinstance(cells, Joined):
            self._run.parts.append(_QUOTE)
            for piece in cells.pieces:
                self._add_piece(piece)
            self._run.parts.append(_QUOTE)
        elif pa.types.is_string(cells.type) and not cells.null_count:
            self._run.parts.append(_QUOTE)
            self._add_plain(_escape(cells))
            self._run.parts.append(_QUOTE)
        else:
            coded = encode(cells)
            self._add_codes(coded, self._written(coded.dictionary))

    def _add_piece(self, piece: str | Array) -> None:
        if isinstance(piece, str):
            self._run.parts.append(piece.replace(_QUOTE, _QUOTE * 2))
        elif pa.types.is_dictionary(piece.type) or piece.null_count:
            coded = encode(piece)
            self._add_codes(coded, _escape(coded.dictionary))
        else:
            self._add_plain(_escape(piece))

    def _written(self, values: Array) -> Array:
        """Values as they stand between delimiters; an empty cell has no quotes."""
        if pa.types.is_string(values.type):
            return pc.binary_join_element_wise(_QUOTE, _escape(values), _QUOTE, "")
        texts = values.cast(pa.string())
        if pa.types.is_floating(values.type) and self._decimal != _POINT:
            return pc.replace_substring(texts, _POINT, self._decimal)
        return texts

    def _add_codes(self, coded: Array, texts: Array) -> None:
        indices, empty = coded.indices, len(texts)
        texts = pa.concat_arrays([texts.fill_null(""), pa.array([""])]) if indices.null_count else texts.fill_null("")
        if len(texts) == 1:
            self._run.parts.append(texts[0].as_py())
            return
        name = tuple(0 if buffer is None else int(buffer.address) for buffer in indices.buffers())
        filled = indices.fill_null(empty) if indices.null_count else indices
        numbers = filled.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        codes = _Codes((*name, indices.offset), indices, numbers, len(texts))
        if not self._run.takes(codes, self._most):
            self._close()
        self._run.add(codes, texts)

    def _add_plain(self, texts: Array) -> None:
        self._close()
        self._closed.append(texts)

    def _close(self) -> None:
        if self._run.parts:
            self._closed.append(self._run)
        self._run = _Run()


def write_lines(columns: Sequence[Cells], *, delimiter: str = ",", decimal: str = _POINT) -> Iterator[bytes]:
    """Lines of CSV as pyarrow's writer gives them: texts in quotes, numbers and empty cells without.

    Args:
        columns: cells of each column; texts, numbers and booleans, all of one length.
        delimiter: stands between cells.
        decimal: stands before the decimals of a number.
    """
    if columns and len(columns[0]):
        yield from _Chain(columns, delimiter, decimal).lines()
