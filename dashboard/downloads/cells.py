"""Cells of a column for a whole batch: an arrow array, or a dictionary array, which holds each distinct value once."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

# A pyarrow array of values; a dictionary array stands for its values.
Array = Any


def join(pieces: Sequence[str | Array], rows: int) -> Array:
    """Join pieces of text, one after the other, into one cell a row.

    >>> join(("p. ", pa.array(["4", "7"])), 2).to_pylist()
    ['p. 4', 'p. 7']

    Args:
        pieces: texts that are the same in each row, and arrays of texts where null stands for nothing.
        rows: number of cells.
    """
    plain = [piece if isinstance(piece, str) else decode(piece) for piece in pieces]
    joined = pc.binary_join_element_wise(*plain, "", null_handling="replace", null_replacement="")
    return joined if isinstance(joined, pa.Array) else pa.repeat(joined, rows)


def decode(cells: Array) -> Array:
    """Return the cells as an array of plain values."""
    return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


def encode(cells: Array) -> Array:
    """Return the cells as codes with their distinct values."""
    return cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
