"""One published version: catalogue tables as frames, and the questions that pages ask about its figures."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.cache import BoundedCache
from dashboard.data.excerpt import MOST_BESIDE, MOST_SHOWN, Excerpt, like, read_excerpt
from dashboard.data.query import (
    DEFAULT_ENGINE,
    HeldFiles,
    NotPublishedError,
    Tables,
    Where,
    locate,
    open_files,
    tables_over,
)
from pipelines.schema.codes import OWN_SOURCE, SourceKind
from pipelines.schema.columns import C, Row, T
from pipelines.schema.declared import tables

Derived = TypeVar("Derived")

_VALIDATION: Final = "validation"
# These grow with the figures: they are asked for by the rows that a page needs, and never held whole.
_ASKED: Final = frozenset({T.OBSERVATIONS, T.LINEAGE})
_TALLIED: Final = (C.SOURCE_ID, C.ORIGIN_ID)
_KEPT_PARTS: Final = 64
# Kinds of things that are made of a version: charts, facets, an index of words.
_KEPT_DERIVED: Final = 16
_KEPT_OBSERVATIONS: Final = 1024


def _plain(value: Any) -> Any:
    return None if value is None or value is pd.NA or value != value else value


@dataclass(frozen=True)
class Snapshot:
    """Hold one published version, whole. Frames are shared by all readers: select from them, never change them.

    Attributes:
        version: version of the data set. version_hash: hash of the descriptor, which names one publication.
        descriptor: `datapackage.json`. validation: `validation.json`, empty where it is not published.
        frames: the catalogue by table. Figures are not among them: they are asked from `tables`.
        files: the files of this version, held. tables: the same through the engine.
    """

    version: str
    version_hash: str
    descriptor: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]
    files: HeldFiles
    tables: Tables
    validation: Mapping[str, Any] = field(default_factory=dict)
    # What was asked before.
    _rows: dict[str, tuple[dict[str, Any], ...]] = field(init=False, default_factory=dict)
    _index: dict[str, dict[Any, dict[str, Any]]] = field(init=False, default_factory=dict)
    _derived: BoundedCache[Any] = field(init=False, default_factory=lambda: BoundedCache(_KEPT_DERIVED))
    _parts: BoundedCache[Excerpt] = field(init=False, default_factory=lambda: BoundedCache(_KEPT_PARTS))
    _observations: BoundedCache[dict[str, Any] | None] = field(
        init=False, default_factory=lambda: BoundedCache(_KEPT_OBSERVATIONS)
    )

    def derived(self, make: Callable[["Snapshot"], Derived]) -> Derived:
        """Give what is made of this version, made once: it goes when the version does."""
        found: Derived = self._derived.get(make, lambda: make(self))
        return found

    def rows(self, table: str) -> tuple[dict[str, Any], ...]:
        """Give the rows of a catalogue table in published order, an empty cell as None.

        Raises:
            KeyError: there is no such table, or its rows are asked for in part, as figures are.
        """
        if table not in self._rows:
            records = self.frames[table].to_dict("records")
            self._rows[table] = tuple({str(k): _plain(v) for k, v in row.items()} for row in records)
        return self._rows[table]

    def row(self, table: str, key: Any) -> dict[str, Any] | None:
        """Give the catalogue row whose primary key is `key` (a tuple where it has several columns), or None."""
        if table not in self._index:
            names = tables()[table].key
            single = len(names) == 1
            self._index[table] = {
                (row[names[0]] if single else tuple(row[name] for name in names)): row for row in self.rows(table)
            }
        return self._index[table].get(key)

    @cached_property
    def tally(self) -> dict[str, dict[tuple[str, str], int]]:
        """Count the figures by (source, origin) of each indicator that has any: once for a version."""
        found: dict[str, dict[tuple[str, str], int]] = {}
        counted = self.tables.counts(T.OBSERVATIONS, [C.INDICATOR_ID, *_TALLIED])
        for (indicator_id, source_id, origin_id), number in counted.items():
            found.setdefault(indicator_id, {})[source_id, origin_id] = number
        return found

    def observation(self, obs_id: str) -> dict[str, Any] | None:
        """Give a figure by its id, or None."""
        return self._observations.get(obs_id, lambda: next(iter(self._read(C.OBS_ID, [obs_id])), None))

    def observations(self, obs_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Give those of the figures that there are, by id, asked for at once."""
        wanted = list(dict.fromkeys(obs_ids))
        found = {str(row[C.OBS_ID]): row for row in self._read(C.OBS_ID, wanted)} if wanted else {}
        for obs_id, row in found.items():
            self._observations.keep(obs_id, row)
        return found

    def _read(self, column: str, values: list[str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.tables.select(T.OBSERVATIONS, where={column: values}).read_all().to_pylist()
        return rows

    def observation_ids(self) -> Iterator[str]:
        """Give the id of every figure, read as they are asked for."""
        for batch in self.tables.select(T.OBSERVATIONS, columns=[C.OBS_ID]):
            yield from batch.column(0).to_pylist()

    def count(self, indicator_id: str = "") -> int:
        """Count the figures, of one indicator where it is named."""
        counted = [self.tally.get(indicator_id, {})] if indicator_id else self.tally.values()
        return sum(sum(numbers.values()) for numbers in counted)

    @cached_property
    def own_observations(self) -> tuple[dict[str, Any], ...]:
        """Read our own arithmetic: written by hand, a formula each."""
        return tuple(self._read(C.SOURCE_ID, [OWN_SOURCE]))

    def excerpt_of(self, indicator_id: str) -> Excerpt:
        """Read the figures of an indicator that a page shows: all, or of each kind of source a readable part."""
        return self._parts.get(indicator_id, lambda: self._read_part(indicator_id))

    def read_together(self, indicator_ids: Iterable[str]) -> None:
        """Read at once what `excerpt_of` gives for those indicators of which it gives all figures."""
        unread = (key for key in indicator_ids if self._parts.find(key) is None)
        few = {key: number for key in unread if 0 < (number := self.count(key)) <= MOST_SHOWN}
        found: dict[str, list[dict[str, Any]]] = {key: [] for key in few}
        for row in self._read(C.INDICATOR_ID, list(few)) if few else ():
            found[row[C.INDICATOR_ID]].append(row)
        for key, rows in found.items():
            self._parts.keep(key, Excerpt(tuple(rows), few[key]))

    def _read_part(self, indicator_id: str) -> Excerpt:
        counted = self.tally.get(indicator_id, {})
        total = sum(counted.values())
        if total <= MOST_SHOWN:
            return Excerpt(tuple(self._read(C.INDICATOR_ID, [indicator_id])) if total else (), total)
        kinds: dict[str, Counter[str]] = {}
        for (source_id, _origin_id), number in counted.items():
            kinds.setdefault(self.kind_of(source_id), Counter())[source_id] += number
        where: Where = {C.INDICATOR_ID: [indicator_id]}
        if len(kinds) == 1:
            return read_excerpt(self.tables, where, total)
        part = Excerpt((), 0)
        for _kind, sources in sorted(kinds.items()):
            of_kind: Where = {**where, C.SOURCE_ID: sorted(sources)}
            part = part.joined(read_excerpt(self.tables, of_kind, sources.total()))
        return part

    def observations_of(self, indicator_id: str) -> tuple[dict[str, Any], ...]:
        """Give the rows of `excerpt_of`; none for an unknown indicator."""
        return self.excerpt_of(indicator_id).rows

    def comparable_with(self, row: Row) -> Excerpt:
        """Read the figures counted in the same way as one, itself among them; the most alike and nearest of many."""
        where: Where = {C.INDICATOR_ID: [row[C.INDICATOR_ID]], C.COMPARABILITY_ID: [row[C.COMPARABILITY_ID]]}
        part = self.excerpt_of(row[C.INDICATOR_ID])
        if part.whole:
            same = tuple(one for one in part.rows if one[C.COMPARABILITY_ID] == row[C.COMPARABILITY_ID])
            if len(same) <= MOST_BESIDE:
                return Excerpt(same, len(same))
        total = self.tables.count(T.OBSERVATIONS, where)
        return read_excerpt(self.tables, where, total, like(row), most=MOST_BESIDE, around=row[C.TIME_PERIOD] or "")

    def values_of(self, indicator_id: str, column: str) -> list[Any]:
        """List what the figures of an indicator hold in a column, sorted: of all figures, however few are shown."""
        if column in _TALLIED:
            return sorted({key[_TALLIED.index(column)] for key in self.tally.get(indicator_id, {})})
        part = self.excerpt_of(indicator_id)
        if part.whole:
            return sorted({row[column] for row in part.rows} - {None})
        return self.tables.distinct(T.OBSERVATIONS, column, {C.INDICATOR_ID: [indicator_id]})

    def kind_of(self, source_id: str) -> str:
        """Tell the kind of a source."""
        source = self.row(T.SOURCES, source_id)
        return str(source[C.SOURCE_KIND]) if source else SourceKind.OTHER_PUBLICATION

    def indicators_of(self, topic_id: str) -> list[dict[str, Any]]:
        """List the indicators of a topic in their order."""
        found = [row for row in self.rows(T.INDICATORS) if row[C.TOPIC_ID] == topic_id]
        return sorted(found, key=lambda row: row[C.SORT_ORDER])

    def code(self, codelist: str, code: str) -> dict[str, Any] | None:
        """Give the row of a code in its list, or None."""
        return self.row(T.CODELISTS, (codelist, code))

    @property
    def released(self) -> str:
        """Give the date of this version's release; empty where the releases table does not have it."""
        release = self.row(T.RELEASES, self.version)
        return str(release[C.RELEASED]) if release else ""


def _read_frame(files: HeldFiles, name: str) -> pd.DataFrame:
    try:
        table = pq.read_table(pa.BufferReader(files.contents[name]))
        frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    except pa.ArrowException as error:
        raise NotPublishedError(f"{name}.parquet cannot be read. Publish again with `esec build`.") from error
    return frame


def _read_validation(files: HeldFiles) -> dict[str, Any]:
    if _VALIDATION not in files.contents:
        return {}
    try:
        content = json.loads(files.contents[_VALIDATION].to_pybytes())
    except ValueError as error:
        raise NotPublishedError(f"{_VALIDATION}.json is no JSON. Publish again with `esec build`.") from error
    return content if isinstance(content, dict) else {}


def read_snapshot(files: HeldFiles, engine: str = DEFAULT_ENGINE) -> Snapshot:
    """Read the version that is held.

    Raises:
        NotPublishedError: a file cannot be read, or the engine does not have the version.
        ValueError, ModuleNotFoundError: as `dashboard.data.query.open_tables`.
    """
    frames = {name: _read_frame(files, name) for name in tables() if name not in _ASKED}
    snapshot = Snapshot(
        files.version,
        files.version_hash,
        files.described.descriptor,
        frames,
        files,
        tables_over(files, engine),
        _read_validation(files),
    )
    # Counted here, so that workers forked later share it.
    _ = snapshot.tally
    return snapshot


def load_snapshot(folder: Path, engine: str = DEFAULT_ENGINE) -> Snapshot:
    """Load the version in the folder, every file checked against its stated hash; raises as `read_snapshot`."""
    return read_snapshot(open_files(locate(folder)), engine)
