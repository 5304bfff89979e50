"""The rows of a selection as every format, table and view gets them: one function, so that none can differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from dashboard.downloads.cells import decode
from dashboard.downloads.columns import OutColumn, out_columns
from dashboard.downloads.dataset import Dataset
from dashboard.downloads.prefetch import ahead
from dashboard.downloads.published import Published
from dashboard.downloads.reading import BATCH_ROWS, read_batches
from dashboard.downloads.selection import Selection


@dataclass(frozen=True)
class Rows:
    """Selected rows with their columns; may be read any number of times. Nothing is read before it is asked for."""

    published: Published
    dataset: Dataset
    selection: Selection

    @cached_property
    def columns(self) -> tuple[OutColumn, ...]:
        """Columns in order."""
        selection = self.selection
        return out_columns(self.published, self.dataset, selection.table, selection.languages, selection.labels)

    @cached_property
    def schema(self) -> Any:
        """Schema of the batches (pyarrow): strings, doubles, integers and booleans alone."""
        return pa.schema([pa.field(each.name, each.type, nullable=not each.required) for each in self.columns])

    def batches(self) -> Iterator[Any]:
        """Record batches in published order; memory is bounded by a row group and a few batches."""
        several = self.published.tables[self.selection.table].rows > self._most
        return ahead(self._made()) if several else self._made()

    @property
    def _most(self) -> int:
        return BATCH_ROWS[self.selection.labels]

    def _made(self) -> Iterator[Any]:
        for batch in read_batches(self.published, self.selection, self._most):
            cells = [decode(column.make(batch)) for column in self.columns]
            yield pa.RecordBatch.from_arrays(cells, schema=self.schema)

    def arrow(self) -> Any:
        """All rows as a pyarrow.Table; for selections that are known to be small."""
        return pa.Table.from_batches(list(self._made()), self.schema)
