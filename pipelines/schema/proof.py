"""What a proof rests on: the cells of a source that are held against its text, and their digest."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipelines.schema.cell_text import to_text
from pipelines.schema.codes import Proof
from pipelines.schema.columns import TREATY_DATES, C, Row, T

# What `esec verify` writes beside a source's record when all holds, and the columns of `sources` that it fills.
RECORD: Final = "verified.toml"
RECORD_COLUMNS: Final = (C.PROVED_SHA256, C.PROVED_ROWS, C.PROVED_NUMBERS, C.PROVED_ON)

_PLACE: Final = (C.PAGE, C.FOOTNOTE, C.AS_PRINTED)
# The cells that verification reads, by table. A row's key and its names are not read, so a proof outlives their change.
READ: Final[Mapping[str, tuple[str, ...]]] = {
    T.SOURCES: (C.DOCUMENT_SHA256, C.PAGE_MAP, C.LANGUAGE, C.PUBLISHED),
    T.SURVEY_QUESTIONS: (C.FIELDWORK, C.PUBLISHED),
    T.OBSERVATIONS: (C.QUALIFIER, C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH, C.TIME_PERIOD, *_PLACE),
    T.LEGAL_PENALTIES: (C.ARTICLE, C.PRISON_YEARS, C.FINE_EUR, *_PLACE),
    T.TREATIES: (*TREATY_DATES, C.REPORTS, C.REPORTS_DUE, *_PLACE),
    T.EVENTS: (C.DATE, C.END_DATE, *_PLACE),
    T.LEFT_OUT: (C.REASON, C.PAGE, C.AS_PRINTED),
}
_PAGE_IN_NOTE: Final = re.compile(r"\bpage (\d+)")


def pages_named(note: object) -> list[str]:
    """Return the pages that an English note names as 'page N': more is not read of it.

    >>> pages_named("Signed in 2000: page 8.")
    ['8']
    """
    return _PAGE_IN_NOTE.findall(to_text(note))


def _read(row: Row, columns: Iterable[str]) -> str:
    note = to_text(row.get(C.NOTE_EN))
    cells = [to_text(row.get(column)) for column in columns]
    return "\x1f".join([*cells, str(bool(note)), *pages_named(note)])


def digest_rows(rows: Mapping[str, Iterable[Row]]) -> str:
    """Return the SHA-256 of what a source's rows state, in whatever order they and their columns stand.

    Args:
        rows: rows of the source by table, by the columns of `READ`; a table that is not there has none.
    """
    digest = hashlib.sha256()
    for table, columns in READ.items():
        digest.update(f"{table}\x1e".encode())
        for line in sorted(_read(row, columns) for row in rows.get(table, ())):
            digest.update(f"{line}\x1e".encode())
    return digest.hexdigest()


def digest_source(frames: Mapping[str, Any], source_id: str) -> str:
    """Return the digest of what a source's rows state, from pandas frames by table, those of `READ` that there are."""
    rows: dict[str, Any] = {}
    for table in READ:
        if table in frames:
            frame = frames[table]
            rows[table] = frame[frame[C.SOURCE_ID] == source_id].to_dict("records")
    return digest_rows(rows)


def proof_of(source: Mapping[str, Any], digest: str) -> Proof:
    """Say whether a source is proved, by the record of its proof and the digest of its rows as they are now."""
    if not all(to_text(source[column]) for column in RECORD_COLUMNS):
        return Proof.NOT_PROVED
    same = source[C.PROVED_ROWS] == digest and source[C.PROVED_SHA256] == source[C.DOCUMENT_SHA256]
    return Proof.PROVED if same else Proof.CHANGED
