"""The version to answer with: taken whole or not at all, and exchanged without a restart, wherever it is published."""

import atexit
import hashlib
import logging
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

from dashboard.data.query import DEFAULT_ENGINE, Location, NotPublishedError, locate
from dashboard.data.query.location import POINTER
from dashboard.data.query.mirror import pull
from dashboard.data.snapshot import Snapshot, load_snapshot
from pipelines.schema.paths import DESCRIPTOR

__all__ = ["NotPublishedError", "Snapshot", "Store", "load_snapshot"]

_LOG: Final = logging.getLogger(__name__)
_ATTEMPTS: Final = 5
_PAUSE_SECONDS: Final = 0.2
_MIRRORED: Final = "curated"
# What could not be brought is asked for again after so many looks.
_LOOKS_AFTER_FAULT: Final = 10


def _look(location: Location) -> tuple[object, ...]:
    """Give what changes when another version is published; nothing where the location cannot be reached."""
    try:
        if location.is_local:
            state = Path(location.at(DESCRIPTOR)).stat()
            return (state.st_mtime_ns, state.st_size, state.st_ino)
        try:
            return (location.read(POINTER),)
        except FileNotFoundError:
            found = location.filesystem.get_file_info(location.at(DESCRIPTOR))
            return (found.mtime_ns, found.size)
    except OSError:
        return ()


def _remove_own(folder: str, process: int) -> None:
    """Remove a temporary folder when the process that made it ends; workers forked from it come this way too."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


class Store:
    """Hold the current version and look for a new one at intervals.

    While a local folder is being exchanged it is read again; a version in object storage is first brought into a local
    folder, whole and checked, beside what answers. Where a new version is damaged or cannot be brought, the one held
    keeps answering, and `fault` says what is wrong.

    Args:
        address: the published folder, or an address of object storage (see `dashboard.data.query.locate`).
        check_seconds: time between looks.
        engine: see `dashboard.data.query.open_tables`.
        cache: folder for the local copy of what lies in object storage, which a restart finds again; by default a
            temporary one.

    Raises:
        NotPublishedError: the address holds no whole version, and no copy of an earlier one is kept.
        ValueError, ModuleNotFoundError: as `dashboard.data.query.open_tables`.
    """

    def __init__(
        self,
        address: str | Path,
        *,
        check_seconds: float = 2.0,
        engine: str = DEFAULT_ENGINE,
        cache: Path | None = None,
    ) -> None:
        self.fault = ""
        self._location = locate(address)
        self._engine = engine
        self.folder = self._local_folder(str(address), cache)
        self._check_seconds = check_seconds
        self._lock = threading.Lock()
        self._seen: tuple[object, ...] = _look(self._location)
        self._current = self._take()
        self._due = time.monotonic() + check_seconds

    def _local_folder(self, address: str, cache: Path | None) -> Path:
        """Name the folder that the version is read from: the published one itself, or its copy."""
        if self._location.is_local:
            return Path(self._location.folder)
        if cache is None:
            cache = Path(tempfile.mkdtemp(prefix="esec-curated-"))
            atexit.register(_remove_own, str(cache), os.getpid())
        # Another address has another copy.
        return cache / hashlib.sha256(address.encode()).hexdigest()[:16] / _MIRRORED

    def _take(self) -> Snapshot:
        """Take the version in force, or what is kept of an earlier one while object storage cannot be reached."""
        try:
            self._bring()
        except NotPublishedError as error:
            self._report(error)
            self._seen = ()
            try:
                return load_snapshot(self.folder, self._engine)
            except NotPublishedError:
                raise error from None
        return self._load()

    def _bring(self) -> None:
        """Bring what lies in object storage into the local folder."""
        if self._location.is_local:
            return
        try:
            pull(self._location, self.folder)
        except OSError as error:
            raise NotPublishedError(
                f"{self._location.folder} cannot be brought from object storage: {error}. Check the address "
                "(ESEC_CURATED), the credentials and the network."
            ) from error

    def _load(self) -> Snapshot:
        for _ in range(_ATTEMPTS - 1):
            try:
                return load_snapshot(self.folder, self._engine)
            except NotPublishedError:
                time.sleep(_PAUSE_SECONDS)
        return load_snapshot(self.folder, self._engine)

    def _report(self, error: Exception) -> None:
        self.fault = str(error)
        _LOG.error("the published version cannot be taken, the one held keeps answering: %s", error)

    def _refresh(self) -> None:
        """Take another version where there is one; the caller holds the lock."""
        try:
            self._take_next()
        finally:
            self._lock.release()

    def _take_next(self) -> None:
        self._due = time.monotonic() + self._check_seconds
        seen = _look(self._location)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._bring()
            fresh = self._load()
        except NotPublishedError as error:
            self._report(error)
            if not self._location.is_local:
                # Nothing need change there for the next attempt to succeed.
                self._seen = ()
                self._due += self._check_seconds * (_LOOKS_AFTER_FAULT - 1)
            return
        self.fault = ""
        if fresh.version_hash != self._current.version_hash:
            _LOG.info("data version %s (%s) taken", fresh.version, fresh.version_hash)
        self._current = fresh

    def current(self) -> Snapshot:
        """Give the version to answer with."""
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            if self._location.is_local:
                self._refresh()
            else:
                # What lies far may take long to bring: nobody waits for it.
                threading.Thread(target=self._refresh, name="version-taker", daemon=True).start()
        return self._current
