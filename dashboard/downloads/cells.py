"""Cells of a column for a whole batch, in whichever form costs least: an array, codes with their words, or pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

# A pyarrow array of values; a dictionary array stands for its values.
Array = Any


@dataclass(frozen=True)
class Joined:
    """Cells of text that are several pieces one after the other, none of them ever empty as a whole.

    Attributes:
        pieces: texts that are the same in each row, and arrays of texts where null stands for nothing.
        rows: number of cells.
    """

    pieces: Sequence[str | Array]
    rows: int

    def __len__(self) -> int:
        """Number of cells, as of an array."""
        return self.rows


Cells = Array | Joined


def decode(cells: Cells) -> Array:
    """The cells as an array of plain values."""
    if isinstance(cells, Joined):
        arrays = [piece if isinstance(piece, str) else decode(piece) for piece in cells.pieces]
        joined = pc.binary_join_element_wise(*arrays, "", null_handling="replace", null_replacement="")
        return joined if isinstance(joined, pa.Array) else pa.repeat(joined, cells.rows)
    return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


def encode(cells: Array) -> Array:
    """The cells as codes with their distinct values."""
    return cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
