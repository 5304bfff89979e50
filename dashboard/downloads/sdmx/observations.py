"""The figures with SDMX's ids, periods, frequency and decimals, in record batches that every message is made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads.columns import decode, encode
from dashboard.downloads.rows import Rows
from dashboard.downloads.sdmx.flow import DECIMALS, FREQ, TIME, UNIT_MULT, VALUE, Component, flow_of
from dashboard.downloads.sdmx.periods import frequency, sdmx_period
from pipelines.schema.columns import C, T

# SDMX 3.0 (Section 6, missing values) writes `NaN` for a number that is missing on purpose. That holds for each figure
# without one number: none is given at all (status O), or the source gives a range or a bound, which is no value and
# stands in attributes of its own.
NOT_A_NUMBER: Final = "NaN"
_UNSCALED: Final = "0"


@dataclass(frozen=True)
class SlicedRows(Rows):
    """Rows that meet at least one of several conditions, as the keys and filters of a request make them.

    Attributes:
        slices: conditions on the published columns, each by column: values.
    """

    slices: tuple[Mapping[str, frozenset[str]], ...] = ({},)

    @cached_property
    def where(self) -> dict[str, frozenset[str]]:
        """Return the narrowest condition of one piece that lets all wanted rows through."""
        shared = [column for column in self.slices[0] if all(column in each for each in self.slices)]
        return {column: frozenset().union(*(each[column] for each in self.slices)) for column in shared}

    def count(self) -> int:
        """Return their number."""
        return super().count() if len(self.slices) == 1 else sum(batch.num_rows for batch in self._read(65_536))

    def distinct(self, column: str) -> list[Any]:
        """Return the values that a column of theirs holds, sorted."""
        if len(self.slices) == 1:
            return self.published.asked.distinct(self.table.name, column, self.where)
        found: set[Any] = set()
        for batch in self._read(65_536):
            found |= set(pc.unique(decode(batch.column(column))).to_pylist())
        return sorted(found - {None})

    def _read(self, most: int) -> Iterator[Any]:
        for batch in super()._read(most):
            yield batch if len(self.slices) == 1 else batch.filter(self._wanted(batch))

    def _wanted(self, batch: Any) -> Any:
        wanted = pa.repeat(False, batch.num_rows)
        for each in self.slices:
            meets = pa.repeat(True, batch.num_rows)
            for column, values in each.items():
                held = pc.is_in(decode(batch.column(column)), value_set=pa.array(sorted(values), pa.string()))
                meets = pc.and_(meets, held)
            wanted = pc.or_(wanted, meets)
        return wanted


def components_in(rows: Rows) -> list[Component]:
    """List the components that the columns of a selection give, in the flow's order."""
    names = {C.TIME_PERIOD, C.UNIT_MEASURE, *rows.schema.names}
    return [each for each in flow_of(rows.published).components if not each.column or each.column in names]


def _replaced(cells: Any, make: Callable[[str], str]) -> Any:
    """Return texts replaced by what stands for them, worked out once for each distinct text."""
    coded = encode(cells)
    texts = [None if text is None else make(text) for text in coded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(coded.indices)


def _decimals(rows: Rows) -> Callable[[str], str]:
    units = rows.published.records(T.UNITS)
    return lambda unit: str(units[unit].get(C.DECIMALS) or 0) if unit in units else "0"


def _cells(batch: Any, each: Component, rows: Rows) -> Any:
    if each.id == FREQ:
        return _replaced(batch.column(C.TIME_PERIOD), frequency)
    if each.id == UNIT_MULT:
        return pa.repeat(_UNSCALED, batch.num_rows)
    if each.id == DECIMALS:
        return _replaced(batch.column(C.UNIT_MEASURE), _decimals(rows))
    cells = batch.column(each.column)
    if each.id == TIME:
        return _replaced(cells, sdmx_period)
    if each.id == VALUE:
        return pc.fill_null(cells.cast(pa.string()), NOT_A_NUMBER)
    if each.codelist:
        ids = each.codelist.ids
        return _replaced(cells, lambda code: ids.get(code, code))
    return cells


def sdmx_batches(rows: Rows, components: Sequence[Component]) -> Iterator[Any]:
    """Give the rows with a column for each component, named by its id; `OBS_VALUE` is the text of its number."""
    names = [each.id for each in components]
    for batch in rows.batches():
        yield pa.RecordBatch.from_arrays([_cells(batch, each, rows) for each in components], names=names)
