"""The version to answer with: taken whole or not at all, and exchanged without a restart, wherever it is published."""

import atexit
import hashlib
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from dashboard.data.acceptance import check_files
from dashboard.data.accepted import Accepted
from dashboard.data.kept import KeptVersion
from dashboard.data.memory import give_back_memory
from dashboard.data.query import DEFAULT_ENGINE, HeldFiles, Location, NotPublishedError, locate, open_files
from dashboard.data.query.location import POINTER
from dashboard.data.query.mirror import pull
from dashboard.data.snapshot import Snapshot, load_snapshot, read_snapshot
from pipelines.schema.paths import DESCRIPTOR

__all__ = ["NotPublishedError", "Snapshot", "Store", "load_snapshot"]

_LOG: Final = logging.getLogger(__name__)
_ATTEMPTS: Final = 5
_PAUSE_SECONDS: Final = 0.2
_MIRRORED: Final = "curated"
# What was refused is tried again after so many looks, then after twice as long, up to this many seconds.
_LOOKS_AFTER_FAULT: Final = 10
_LONGEST_PAUSE: Final = 600.0
_UNKNOWN: Final = "The published version cannot be taken; the log says why. Publish again with `esec build`."
# A version that is being drawn on trial: what is drawn in this context is drawn from it.
_ON_TRIAL: Final[ContextVar["Snapshot | None"]] = ContextVar("on_trial", default=None)


def _look(location: Location) -> tuple[object, ...]:
    """Give what changes when another version is published; nothing where the location cannot be reached."""
    try:
        if location.is_local:
            with os.scandir(location.folder) as entries:
                states = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
            return tuple(sorted((name, state.st_mtime_ns, state.st_size, state.st_ino) for name, state in states))
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

    Another version is read, checked and drawn on trial in a thread of its own, beside what answers; one in object
    storage is first brought into a local folder. Where it is refused, for whatever reason, the one held keeps
    answering, and `fault` says what is wrong.

    Args:
        address: the published folder, or an address of object storage (see `dashboard.data.query.locate`).
        check_seconds: time between looks; with 0 each reader looks, and waits for what is new.
        engine: see `dashboard.data.query.open_tables`.
        cache: folder for the local copy of what lies in object storage, which a restart finds again; by default a
            temporary one.

    Raises:
        NotPublishedError: the address holds no version that can be taken, and no copy of an earlier one is kept.
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
        self._draw: Callable[[], None] = lambda: None
        self._location = locate(address)
        self._engine = engine
        self.folder = self._local_folder(str(address), cache)
        self._check_seconds = check_seconds
        self._lock = threading.Lock()
        # A process forked while a thread holds the lock would never look again.
        os.register_at_fork(
            before=self._lock.acquire, after_in_parent=self._lock.release, after_in_child=self._lock.release
        )
        self._pause = self._retry = 0.0
        # Digests of the versions that passed the checks, and what an earlier start wrote down of them.
        self._passed: set[str] = set()
        self._accepted = Accepted(self.folder)
        self._seen: tuple[object, ...] = _look(self._location)
        try:
            self._current = self._take()
        except (ValueError, ModuleNotFoundError):
            raise
        except Exception as error:
            # Only the operator reads this: the process does not start.
            raise NotPublishedError(f"{address}: {error or type(error).__name__}") from error
        self._process = os.getpid()
        # What processes forked from here take; the number of the one that this process took or saw.
        self._kept, self._number = KeptVersion(), 0
        self._due = time.monotonic() + check_seconds

    def draw_with(self, draw: Callable[[], None]) -> None:
        """Let what readers will ask for be drawn from each version before it is taken, and from the one held now.

        One that passed before, with this very code, is not drawn again: the server answers sooner.

        Args:
            draw: asks `current` for its version, and raises where something cannot be drawn.

        Raises:
            NotPublishedError: the version held cannot be drawn.
        """
        self._draw = draw
        digest = self._current.files.described.digest
        if self._is_accepted(digest):
            return
        try:
            self._try_out(self._current)
        except Exception as error:
            raise NotPublishedError(f"A page cannot be drawn from the published version: {error!r}") from error
        self._accepted.put(digest)

    def _is_accepted(self, digest: str) -> bool:
        """Tell whether an earlier start accepted these bytes; an engine of another machine is asked each time."""
        return self._engine == DEFAULT_ENGINE and self._accepted.holds(digest)

    def _try_out(self, snapshot: Snapshot) -> None:
        token = _ON_TRIAL.set(snapshot)
        try:
            self._draw()
        finally:
            _ON_TRIAL.reset(token)

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
            self._refuse(error)
            try:
                return self._load()
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
                "The version cannot be brought from object storage. Check the address (ESEC_CURATED), the credentials "
                "and the network."
            ) from error

    def _open(self) -> HeldFiles:
        """Open the files; while their folder is being exchanged, again."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return open_files(locate(self.folder))
            except NotPublishedError:
                time.sleep(_PAUSE_SECONDS)
        return open_files(locate(self.folder))

    def _load(self) -> Snapshot:
        """Read a version, and let it pass all that it must before a reader sees it."""
        files = self._open()
        held: Snapshot | None = getattr(self, "_current", None)
        if held is not None and held.version_hash == files.version_hash:
            return held
        # The digest stands for every byte: who goes back to a version need not wait for its checks again.
        known = files.described.digest in self._passed or self._is_accepted(files.described.digest)
        if not known:
            check_files(files)
        snapshot = read_snapshot(files, self._engine)
        if not known:
            self._try_out(snapshot)
            self._passed.add(files.described.digest)
        return snapshot

    def _say(self, error: BaseException) -> str:
        """Say to everyone what is wrong: only what was written for that, no path and no text of a library."""
        return str(error) if isinstance(error, NotPublishedError) else _UNKNOWN

    def _refuse(self, error: BaseException) -> None:
        said = self._say(error)
        if said != self.fault:
            _LOG.error("the published version cannot be taken, the one held keeps answering: %s", said, exc_info=error)
        self.fault = said
        self._pause = min(2 * self._pause or self._check_seconds * _LOOKS_AFTER_FAULT, _LONGEST_PAUSE)
        self._retry = time.monotonic() + self._pause

    def _refresh(self) -> None:
        """Take another version where there is one; the caller holds the lock."""
        try:
            if self._take_next():
                give_back_memory()
        finally:
            self._process = os.getpid()
            self._due = time.monotonic() + self._check_seconds
            self._lock.release()

    def _take_next(self) -> bool:
        """Take what is there, and tell whether anything was read: taken or refused."""
        seen = _look(self._location)
        if seen == self._seen and not (self.fault and time.monotonic() >= self._retry):
            self._follow()
            return False
        if seen != self._seen:
            self._pause = 0.0
        self._seen = seen
        try:
            self._bring()
            fresh = self._load()
            # Before a reader sees it: who sees it here finds it everywhere from then on.
            self._number = self._kept.put(fresh.files)
            self._accepted.put(fresh.files.described.digest)
        except Exception as error:
            # Of whatever kind: what was published may be anything, and what is held is right.
            self._refuse(error)
            self._follow()
            return True
        self.fault, self._pause = "", 0.0
        if fresh.version_hash != self._current.version_hash:
            _LOG.info("data version %s (%s) taken", fresh.version, fresh.version_hash)
        self._current = fresh
        return True

    def _follow(self) -> None:
        """Take what another process took, while this one cannot take what is published now: readers saw it."""
        if not self.fault or self._kept.number == self._number:
            return
        try:
            number, files = self._kept.get(self._current.files)
            if files.version_hash != self._current.version_hash:
                self._current = read_snapshot(files, self._engine)
            self._number = number
        except Exception:
            # There is no room now, and `fault` says already that something is wrong: at the next look again.
            _LOG.exception("the version that others hold cannot be taken")

    def _look_beside(self) -> None:
        try:
            threading.Thread(target=self._refresh, name="version-taker", daemon=True).start()
        except RuntimeError:
            # No thread is to be had now: the next reader tries again.
            self._lock.release()

    def look(self) -> None:
        """Look now, whenever the next look is due, and wait for what comes of it."""
        self._lock.acquire()
        self._refresh()

    def current(self) -> Snapshot:
        """Give the version to answer with."""
        on_trial = _ON_TRIAL.get()
        if on_trial is not None:
            return on_trial
        if time.monotonic() >= self._due:
            if self._process != os.getpid():
                # What a process holds when it is forked may be older than what readers saw: all wait for its look.
                self.look()
            elif self._lock.acquire(blocking=False):
                self._look_beside() if self._check_seconds else self._refresh()
        return self._current
