"""Writes a cell as text: the one account of it, for comparisons of builds, faults and the ledger."""

# What empty cells of frames are called as text.
_EMPTY = frozenset({"None", "nan", "<NA>", "NaT"})


def to_text(value: object) -> str:
    """Write a cell as text: an empty cell as an empty text, a whole number without ".0", any other in full.

    >>> to_text(None), to_text(4000.0), to_text(0.25), to_text("~15 000")
    ('', '4000', '0.25', '~15 000')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return "" if text in _EMPTY else text
