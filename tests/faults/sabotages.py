"""Each takes one guard away from the process in which it is called, before that process serves or publishes.

The product knows nothing of them. What they change is imported inside, so that the harness itself stays as it is.
"""

import mmap
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def no_respawn() -> None:
    """Dead workers are not replaced."""
    from granian.server.mp import MPServer

    MPServer._respawn_workers = lambda *_, **__: None


def page_cache_without_stamp() -> None:
    """Pages are kept under their address alone, whatever the version."""
    from dashboard.web.page_server import PageServer

    PageServer._key = lambda _self, view: (view.base_url, view.path, view.lang)


def tables_of_the_version_before() -> None:
    """A new version's catalogue comes with the figures of the version before."""
    from dataclasses import replace

    from dashboard.data import store

    load, first = store.read_snapshot, []

    def mixed(*arguments: Any) -> Any:
        snapshot = load(*arguments)
        first.append(snapshot.tables)
        return replace(snapshot, tables=first[0])

    store.read_snapshot = mixed


def publish_in_place() -> None:
    """Files of the new version are written over those of the old one, one after the other."""
    from pipelines.publish import publish, swap

    def copy(staged: Path, target: Path) -> None:
        target.mkdir(exist_ok=True)
        for path in sorted(staged.iterdir()):
            shutil.copyfile(path, target / path.name)
            # As long as a large table takes.
            time.sleep(0.02)

    swap.replace_folder = publish.replace_folder = copy


def emptied_before_building() -> None:
    """A build makes room in the folder that it is told to publish, before it begins."""
    if "build" in sys.argv:
        for path in Path(sys.argv[-1]).iterdir():
            path.unlink()


def no_hash_comparison() -> None:
    """Files are taken whatever their hash."""
    from dashboard.data.query import held_files

    held_files._refuse_changed = lambda *_: None


def _count_in_files(folder: str | None) -> None:
    """Let the counters of requests lie in a file whose blocks are taken when they are first written to."""
    from dashboard.web import counts

    class Sparse(mmap.mmap):
        def __new__(cls, _descriptor: int, length: int) -> "Sparse":
            with tempfile.TemporaryFile(dir=folder) as file:
                file.truncate(length)
                return super().__new__(cls, file.fileno(), length)

        def write(self, _zeros: bytes) -> int:
            return 0

    counts.mmap = SimpleNamespace(mmap=Sparse)


def counters_on_disk() -> None:
    """The counters of requests lie in a file on the disk."""
    _count_in_files(None)


def counters_in_shared_memory() -> None:
    """The counters of requests lie in a file of shared memory."""
    _count_in_files("/dev/shm")


def one_worker() -> None:
    """One worker answers alone."""
    os.environ["ESEC_WORKERS"] = "1"


def clocks_of_the_wall() -> None:
    """The store asks the wall's clock when to look for another version."""
    from dashboard.data import store

    store.time = SimpleNamespace(monotonic=time.time, sleep=time.sleep)


def scripts_known_when_asked() -> None:
    """Nothing is drawn before workers are forked: Dash notes its scripts with the first page that a worker draws."""
    from dashboard.data.store import Store

    Store.draw_with = lambda *_: None


def connections_beyond_files() -> None:
    """Connections are taken however few files may be open."""
    from dashboard.commands import serving

    serving._connections = lambda _threads: 4000


def heads_for_ever() -> None:
    """A request's head may take as long as it likes."""
    from dashboard.commands import serving

    serving._HEAD_WITHIN = 3_600_000


def settings_unchecked() -> None:
    """Settings that are not possible are told as Python tells an error."""
    from dashboard.commands import serve
    from dashboard.settings import Settings

    serve._settings = lambda given: Settings(**{name: value for name, value in given.items() if value is not None})


def old_workers_take_on() -> None:
    """Workers that are about to end take connections to their end."""
    from dashboard.commands import serving

    serving._take_no_more = lambda: None


def workers_end_at_once() -> None:
    """A server that is stopped stops its workers with what they have just taken."""
    from granian.server.mp import MPServer

    from dashboard.commands import serving

    serving._Server._drop_shared_socket = MPServer._drop_shared_socket


def workers_end_with_a_version() -> None:
    """A worker that has taken another version ends, and one that begins with it takes its place."""
    from dashboard.data.store import Store

    take = Store._take_next

    def take_and_end(self: Any) -> None:
        before = self._current
        take(self)
        if self._current is not before:
            os._exit(1)

    Store._take_next = take_and_end
