"""Stata files, format 118 (Stata 14 and later), by pyreadstat: UTF-8, long texts as strL."""

import re
from collections.abc import Iterator
from typing import Final

from dashboard.downloads.format import Format
from dashboard.downloads.labelled import MOST_ROWS, dated, english_date, file_made, label_table
from dashboard.downloads.rows import Rows

_STAMP: Final = re.compile(rb"<stata_dta><header>.{1,600}?<timestamp>\x11(?P<date>.{17})</timestamp>", re.DOTALL)
# Characters, which the format counts in bytes for two of them.
_LONGEST_LABEL: Final = 80
_LONGEST_WORD: Final = 32_000
_STATA_14: Final = 14


def write_dta(rows: Rows) -> Iterator[bytes]:
    """Return the rows as a Stata file with labels; the same rows give the same bytes.

    Raises:
        Refusal: there are more rows than such a file is made of here.
    """
    import pyreadstat

    table = label_table(rows, longest_label=_LONGEST_LABEL, longest_word=_LONGEST_WORD)
    content = file_made(
        lambda path: pyreadstat.write_dta(
            table.frame,
            path,
            file_label=table.title,
            column_labels=table.labels,
            variable_value_labels=table.value_labels,
            version=_STATA_14,
        )
    )
    released = rows.dataset.released
    yield from dated(content, _STAMP, f"{english_date(released, released[:4])} 00:00")


FORMAT: Final = Format(
    extension="dta",
    order=60,
    media_type="application/x-stata-dta",
    name="Stata",
    write=write_dta,
    listed=False,
    sized=False,
    streams=False,
    most_rows=MOST_ROWS,
)
