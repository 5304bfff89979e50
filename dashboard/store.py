"""Read-only access to the published folder: one whole version at a time, checked, and exchanged without a restart."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

_LOG: Final = logging.getLogger(__name__)
_DESCRIPTOR: Final = "datapackage.json"
_VALIDATION: Final = "validation.json"
_ATTEMPTS: Final = 5
_PAUSE_SECONDS: Final = 0.2

Row = Mapping[str, Any]


class NotPublishedError(Exception):
    """The folder holds no whole version; the message says what is wrong and what to do."""


def _plain(value: Any) -> Any:
    return None if value is None or value is pd.NA or value != value else value


def read_rows(frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Rows as dictionaries in the frame's order, an empty cell as None."""
    return tuple({str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records"))


@dataclass(frozen=True)
class Snapshot:
    """One published version, whole. Frames are shared by all readers: select from them, never change them.

    Attributes:
        version: version of the data set. stamp: hash of the descriptor, which names one publication.
        descriptor: `datapackage.json`. validation: `validation.json`, empty where it is not published.
        frames: every declared table by name.
    """

    version: str
    stamp: str
    descriptor: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]
    validation: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> dict[str, tuple[dict[str, Any], ...]]:
        return {}

    @cached_property
    def _index(self) -> dict[str, dict[Any, dict[str, Any]]]:
        return {}

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        """Row numbers of observations by indicator: a page does not slow down with other indicators' rows."""
        groups = self.frames[T.OBSERVATIONS].groupby(C.INDICATOR_ID, sort=False).indices
        return {str(key): list(numbers) for key, numbers in groups.items()}

    def rows(self, table: str) -> tuple[dict[str, Any], ...]:
        """Rows of a table in published order."""
        if table not in self._rows:
            self._rows[table] = read_rows(self.frames[table])
        return self._rows[table]

    def row(self, table: str, key: Any) -> dict[str, Any] | None:
        """The row whose primary key is `key` (a tuple where the key has several columns), or None."""
        if table not in self._index:
            names = tables()[table].key
            single = len(names) == 1
            self._index[table] = {
                (row[names[0]] if single else tuple(row[name] for name in names)): row for row in self.rows(table)
            }
        return self._index[table].get(key)

    def observations_of(self, indicator_id: str) -> pd.DataFrame:
        """Observations of one indicator in published order; an empty frame for an unknown one."""
        return self.frames[T.OBSERVATIONS].iloc[self._positions.get(indicator_id, [])]

    def figures_of(self, indicator_id: str) -> tuple[dict[str, Any], ...]:
        """The same as rows."""
        return read_rows(self.observations_of(indicator_id))

    def indicators_of(self, topic_id: str) -> list[dict[str, Any]]:
        """Indicators of a topic in their order."""
        found = [row for row in self.rows(T.INDICATORS) if row[C.TOPIC_ID] == topic_id]
        return sorted(found, key=lambda row: row[C.SORT_ORDER])

    def code(self, codelist: str, code: str) -> dict[str, Any] | None:
        """Row of a code in its list, or None."""
        return self.row(T.CODELISTS, (codelist, code))

    @property
    def released(self) -> str:
        """ISO date of this version's release; empty where the releases table does not have it."""
        release = self.row(T.RELEASES, self.version)
        return str(release[C.RELEASED]) if release else ""


def _read_checked(path: Path, resource: Mapping[str, Any]) -> bytes:
    content = path.read_bytes()
    stated = str(resource.get("hash", "")).removeprefix("sha256:")
    found = hashlib.sha256(content).hexdigest()
    if stated != found:
        raise NotPublishedError(
            f"{path.name} is not the file that {_DESCRIPTOR} names (SHA-256 {found[:12]}, stated {stated[:12]}). "
            "Publish again with `esec build`."
        )
    return content


def _read_frame(name: str, content: bytes) -> pd.DataFrame:
    try:
        table = pq.read_table(pa.BufferReader(content))
        frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    except pa.ArrowException as error:
        raise NotPublishedError(f"{name}.parquet cannot be read: {error}. Publish again with `esec build`.") from error
    missing = [column for column in tables()[name].names if column not in frame.columns]
    if missing:
        raise NotPublishedError(f"{name}.parquet lacks {', '.join(missing)}. Publish again with `esec build`.")
    return frame


def _read_frames(folder: Path, descriptor: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    resources = {Path(str(item.get("path", ""))).stem: item for item in descriptor.get("resources", [])}
    absent = [name for name in tables() if name not in resources]
    if absent:
        raise NotPublishedError(f"{_DESCRIPTOR} does not name {', '.join(absent)}. Publish again with `esec build`.")
    return {name: _read_frame(name, _read_checked(folder / f"{name}.parquet", resources[name])) for name in tables()}


def _read_validation(folder: Path, descriptor: Mapping[str, Any]) -> dict[str, Any]:
    named = [item for item in descriptor["resources"] if item.get("path") == _VALIDATION]
    if not named:
        return {}
    content = json.loads(_read_checked(folder / _VALIDATION, named[0]))
    return content if isinstance(content, dict) else {}


def load_snapshot(folder: Path) -> Snapshot:
    """The version in the folder, every file checked against its stated hash.

    Raises:
        NotPublishedError: the folder holds no whole version.
    """
    try:
        content = (folder / _DESCRIPTOR).read_bytes()
        descriptor = json.loads(content)
        frames = _read_frames(folder, descriptor)
        validation = _read_validation(folder, descriptor)
    except OSError as error:
        raise NotPublishedError(f"{folder / _DESCRIPTOR} cannot be read. Run `esec build` first.") from error
    except (ValueError, AttributeError) as error:
        raise NotPublishedError(f"{_DESCRIPTOR} is not a data package: {error}. Run `esec build`.") from error
    version = str(descriptor.get("version", ""))
    stamp = hashlib.sha256(content).hexdigest()[:16]
    return Snapshot(version, stamp, descriptor, frames, validation)


class Store:
    """Holds the current version and looks for a new one at intervals.

    A version is taken whole or not at all: while the folder is being exchanged it is read again, and when a new
    version is damaged the old one keeps answering, and `fault` says what is wrong.
    """

    def __init__(self, folder: Path, *, check_seconds: float = 2.0) -> None:
        self.folder = folder
        self.fault = ""
        self._check_seconds = check_seconds
        self._lock = threading.Lock()
        self._seen = self._look()
        self._checked = time.monotonic()
        self._current = self._load()

    def _look(self) -> tuple[int, int, int]:
        try:
            state = (self.folder / _DESCRIPTOR).stat()
        except OSError:
            return (0, 0, 0)
        return (state.st_mtime_ns, state.st_size, state.st_ino)

    def _load(self) -> Snapshot:
        for attempt in range(_ATTEMPTS):
            try:
                return load_snapshot(self.folder)
            except NotPublishedError:
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(_PAUSE_SECONDS)
        raise AssertionError("unreachable")

    def _refresh(self) -> None:
        seen = self._look()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            fresh = self._load()
        except NotPublishedError as error:
            self.fault = str(error)
            _LOG.error("published folder is damaged, the version held keeps answering: %s", error)
            return
        self.fault = ""
        if fresh.stamp != self._current.stamp:
            _LOG.info("data version %s (%s) taken", fresh.version, fresh.stamp)
        self._current = fresh

    def current(self) -> Snapshot:
        """The version to answer with."""
        now = time.monotonic()
        if now - self._checked >= self._check_seconds and self._lock.acquire(blocking=False):
            try:
                self._checked = now
                self._refresh()
            finally:
                self._lock.release()
        return self._current
