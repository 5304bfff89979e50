"""SPSS files (.sav) by pyreadstat, which R, Python, PSPP and jamovi read too."""

import re
from collections.abc import Iterator
from typing import Final

from dashboard.downloads.format import Format
from dashboard.downloads.labelled import MOST_ROWS, dated, english_date, file_made, label_table
from dashboard.downloads.rows import Rows

# What comes before the date takes 92 bytes.
_STAMP: Final = re.compile(rb"\$FL2.{88}(?P<date>.{17})", re.DOTALL)
# Half of the bytes that the format has for it: a letter with an accent takes two.
_LONGEST_LABEL: Final = 127
_LONGEST_WORD: Final = 120


def write_sav(rows: Rows) -> Iterator[bytes]:
    """Return the rows as an SPSS file with labels; the same rows give the same bytes.

    Raises:
        Refusal: there are more rows than such a file is made of here.
    """
    import pyreadstat

    table = label_table(rows, longest_label=_LONGEST_LABEL, longest_word=_LONGEST_WORD)
    content = file_made(
        lambda path: pyreadstat.write_sav(
            table.frame,
            path,
            file_label=table.title[:64],
            column_labels=table.labels,
            variable_value_labels=table.value_labels,
            row_compress=True,
        )
    )
    released = rows.dataset.released
    yield from dated(content, _STAMP, f"{english_date(released, released[2:4])}00:00:00")


FORMAT: Final = Format(
    extension="sav",
    order=62,
    media_type="application/x-spss-sav",
    name="SPSS",
    write=write_sav,
    listed=False,
    sized=False,
    streams=False,
    most_rows=MOST_ROWS,
)
