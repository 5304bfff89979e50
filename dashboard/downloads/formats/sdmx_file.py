"""SDMX-CSV 2.0 of the figures: codes without their words, columns named by concept, periods as SDMX writes them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pyarrow as pa

from dashboard.downloads.columns import encode
from dashboard.downloads.format import Format
from dashboard.downloads.formats.csv_file import write_batches
from dashboard.downloads.rows import Rows
from pipelines.schema.columns import C
from pipelines.schema.periods import parse_period

AGENCY: Final = "ESEC"
DATAFLOW: Final = "OBSERVATIONS"
# Together they tell one figure from another; the rest are measures and attributes.
DIMENSIONS: Final = (
    C.INDICATOR_ID,
    C.SOURCE_ID,
    C.REF_AREA,
    C.SEX,
    C.AGE,
    C.ANSWER,
    C.ORIGIN_ID,
    C.QUALIFIER,
    C.COMPARABILITY_ID,
    C.TIME_PERIOD,
)
_ACTION: Final = "I"


def sdmx_period(text: str) -> str:
    """Return a period as SDMX writes it: years, months and days as they are, an interval by its first day and duration.

    >>> sdmx_period("2005/2009")
    '2005-01-01/P5Y'
    """
    if "/" not in text:
        return text
    period = parse_period(text)
    first, last = period.start, period.end
    following = date.fromordinal(last.toordinal() + 1)
    months = (following.year - first.year) * 12 + following.month - first.month
    if first.day != 1 or following.day != 1:
        return f"{first.isoformat()}/P{(following - first).days}D"
    whole_years = months % 12 == 0 and first.month == 1
    return f"{first.isoformat()}/P{months // 12}Y" if whole_years else f"{first.isoformat()}/P{months}M"


def structure_id(version: str) -> str:
    """Return the identifier of the data flow in this version."""
    return f"{AGENCY}:{DATAFLOW}({version})"


def _column_order(rows: Rows) -> list[str]:
    # Words belong to the code lists, not to an SDMX data file; notes, citation and version stay.
    names = [name for name in rows.schema.names if "_label_" not in name]
    rest = [name for name in names if name not in DIMENSIONS and name != C.OBS_VALUE]
    return [*DIMENSIONS, C.OBS_VALUE, *rest]


def write_sdmx(rows: Rows) -> Iterator[bytes]:
    """Return the figures as SDMX-CSV 2.0, in chunks: dimensions, value, then attributes."""
    order = _column_order(rows)
    table = {"STRUCTURE": "dataflow", "STRUCTURE_ID": structure_id(rows.dataset.version), "ACTION": _ACTION}
    names = [*table, *(name.upper() for name in order)]

    def ordered() -> Iterator[Any]:
        for batch in rows.batches():
            chosen = {name: batch.column(name) for name in order}
            periods = encode(chosen[C.TIME_PERIOD])
            written = pa.array([sdmx_period(text) for text in periods.dictionary.to_pylist()], pa.string())
            chosen[C.TIME_PERIOD] = written.take(periods.indices)
            fixed = [pa.repeat(text, batch.num_rows) for text in table.values()]
            yield pa.RecordBatch.from_arrays([*fixed, *chosen.values()], names=names)

    yield from write_batches(names, ordered())


FORMAT: Final = Format(
    extension="sdmx.csv",
    order=50,
    media_type="application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    name="SDMX-CSV",
    write=write_sdmx,
    observations_only=True,
    layouts=False,
)
