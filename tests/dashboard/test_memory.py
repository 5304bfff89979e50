"""Memory: one setting decides what is taken, heavy readers do not pass it, and versions gone leave nothing."""

import contextlib
import gc
import json
import os
import re
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from werkzeug.exceptions import ServiceUnavailable

from dashboard.app import create_app
from dashboard.data import store as store_module
from dashboard.data.acceptance import check_files
from dashboard.data.query import HeldFiles, locate, open_files, tables_over
from dashboard.data.query.duckdb_tables import DuckDBTables, limit_memory
from dashboard.data.snapshot import Snapshot
from dashboard.data.store import load_snapshot
from dashboard.downloads.files import BODIES
from dashboard.downloads.published import Published, published_of
from dashboard.downloads.turns import Turns
from dashboard.settings import Settings
from pipelines.schema.columns import T
from pipelines.schema.declared import tables
from pipelines.schema.paths import CURATED_DIR, ROOT
from tests.dashboard.hostile_versions import HOSTILE
from tests.dashboard.test_hostile_versions import different as publish_again
from tests.dashboard.test_serving import Served
from tests.dashboard.test_shared import both_workers
from tests.synthetic.folder import Size, write_synthetic

LARGE = tuple(f"/data/observations.{each}" for each in ("json", "csv", "parquet", "sdmx.csv"))
PAGES = ("/en/", "/fr/explorer", "/en/indicators/syn-0001")
SECONDS = 7.0
# What a version is made of, and so what must go when it does.
OF_A_VERSION = (Snapshot, Published, HeldFiles, DuckDBTables)
# What reads every kind of thing that is kept with a version.
ASKED = ("/en/", "/fr/downloads", "/en/explorer?q=2009", "/charts/en/prostitution-recourse-cases.svg",
         "/data/observations.csv", "/data/indicators.json", "/data/schema/observations.json")  # fmt: skip
# Refused late, when all of it was opened.
REFUSED = next(each.damage for each in HOSTILE if each.name == "doubled")
EXCHANGES = 4


def test_the_default_is_what_the_unit_allows() -> None:
    unit = (ROOT / "deploy" / "esec.service").read_text(encoding="utf-8")
    high, most = (re.search(rf"^Memory{name}=(\w+)$", unit, re.M) for name in ("High", "Max"))
    assert high and high[1] == "1536M" and most and most[1] == "2G"
    given, default = Settings(memory=1536), Settings()
    assert default.workers == 2 and default.large_files == given.large_files == 1
    assert default.engine_memory == given.engine_memory


def test_more_memory_is_for_more_large_files_and_too_little_is_refused() -> None:
    assert Settings(memory=4096).large_files > Settings(memory=2560).large_files > 1
    assert Settings(workers=8).large_files == 1
    with pytest.raises(ValidationError, match="4 workers need 2880 MiB at least"):
        Settings(workers=4, memory=2879)
    assert Settings(workers=4, memory=2880).large_files == 1


@pytest.mark.parametrize("memory", [1536, 4096])
def test_what_is_kept_follows_the_memory_and_leaves_room_for_large_files(published: Path, memory: int) -> None:
    settings = Settings(curated=published, memory=memory)
    create_app(settings)
    for number in range(2000):
        BODIES.get(number, lambda: bytes(1_000_000))
    held, share = BODIES.held, (memory - 192) / 2 * 2**20
    BODIES.limit(64 * 2**20)
    assert 0.9 < held / settings.kept_bytes(3) <= 1
    assert settings.kept_bytes(8) + settings.large_files * 320 * 2**20 < share


def test_pages_and_downloads_share_a_database_that_keeps_to_its_memory_and_writes_nothing(published: Path) -> None:
    create_app(Settings(curated=published, memory=2000))
    snapshot = load_snapshot(published)
    assert published_of(snapshot.files).asked is snapshot.tables is tables_over(snapshot.files)
    limited = (
        "SELECT current_setting('memory_limit') AS most, current_setting('temp_directory') AS place, "
        "current_setting('autoload_known_extensions') OR current_setting('autoinstall_known_extensions') AS fetches"
    )
    (row,) = snapshot.tables._ask(T.UNITS, limited, None, (), " LIMIT 1").read_all().to_pylist()
    limit_memory(256)
    assert row == {"most": f"{(2000 - 192) // 2 // 4}.0 MiB", "place": "", "fetches": False}


def test_each_table_is_checked_in_one_question_within_the_least_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is asked again piece by piece, and each start and exchange of versions takes longer."""
    asked = []
    first_row = DuckDBTables.first_row

    def count(self: DuckDBTables, table: str, sql: str) -> Any:
        asked.append(table)
        return first_row(self, table, sql)

    monkeypatch.setattr(DuckDBTables, "first_row", count)
    limit_memory(Settings().engine_memory)
    check_files(open_files(locate(CURATED_DIR)))
    limit_memory(256)
    # The table of releases is asked once more, for the version.
    assert sorted(asked) == sorted([*tables(), T.RELEASES])


def test_a_large_file_waits_for_room_and_gives_it_back() -> None:
    turns = Turns(8, files=1)
    first = turns.hold(iter([b"a", b"b"]))
    assert next(first) == b"a"
    with pytest.raises(ServiceUnavailable) as refused:
        next(turns.hold(iter([b"a"])))
    assert ("Retry-After", "5") in refused.value.get_headers()
    first.close()
    assert list(turns.hold(iter([b"a"]))) == [b"a"]


def _left_of_versions() -> dict[str, int]:
    """Count what versions are made of, with descriptors and threads where the system tells them."""
    kinds = Counter(type(each) for each in gc.get_objects())
    counted = {kind.__name__: kinds[kind] for kind in OF_A_VERSION}
    for name in ("fd", "task"):
        counted[name] = len(os.listdir(f"/proc/self/{name}")) if Path("/proc/self").exists() else 0
    return counted


def test_versions_that_are_replaced_or_refused_leave_nothing_behind(
    own_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_PAUSE_SECONDS", 0)
    app = create_app(Settings(curated=own_folder, check_seconds=3600))
    client, good, hooks = app.server.test_client(), tmp_path / "good", []
    shutil.copytree(own_folder, good)
    # Pytest keeps what is logged, and with it what a fault was found in.
    monkeypatch.setattr(store_module._LOG, "disabled", True)
    # A hook cannot be taken back, nor what it knows.
    monkeypatch.setattr(os, "register_at_fork", lambda **given: hooks.append(given))
    counted = []
    for number in range(EXCHANGES):
        for damage in (REFUSED, lambda folder, number=number: publish_again(folder, " " * number)):
            shutil.rmtree(own_folder)
            damage(shutil.copytree(good, own_folder))
            app.site.store.look()
            assert bool(app.site.store.fault) == (damage is REFUSED)
            for path in ASKED:
                with client.get(path) as answer:
                    assert answer.status_code == 200, path
        counted.append(_left_of_versions())
    assert len(app.site.store._passed) == EXCHANGES
    assert not hooks
    # The version held and, for downloads that began before, the one before it.
    before, after = counted[1], counted[-1]
    assert all(after[name] <= before[name] for name in before), (before, after)


def _mebibytes(process: int) -> float:
    text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    held = dict(_memory_files(process))
    return (sum(map(int, re.findall(r"^Pss:\s+(\d+)", text, re.M))) + sum(held.values())) / 1024


def _all_mebibytes(served: Served, after: float = 0.0) -> float:
    time.sleep(after)
    return sum(map(_mebibytes, served.workers()))


def _memory_files(process: int) -> Iterator[tuple[int, float]]:
    """Each file in memory that a process has open, by its number, and the KiB that it takes."""
    for path in Path(f"/proc/{process}/fd").iterdir():
        # What is closed meanwhile takes nothing.
        with contextlib.suppress(FileNotFoundError):
            if os.readlink(path).startswith("/memfd:"):
                file = path.stat()
                yield file.st_ino, file.st_blocks / 2


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs /proc to measure processes")
def test_who_takes_a_large_file_slowly_holds_a_part_of_it(published: Path, tmp_path: Path) -> None:
    served = Served(published, tmp_path / "log")
    both_workers(served)
    path, takers = "/data/observations.json", 60
    try:
        size = len(served.get(path)[1].encode())
        assert size > 2 * 2**20
        for _ in range(8):
            served.get(path)
        before = _all_mebibytes(served)
        with contextlib.ExitStack() as stack:
            connections = [stack.enter_context(contextlib.closing(served.connection())) for _ in range(takers)]
            for connection in connections:
                connection.request("GET", path)
            answers = [connection.getresponse() for connection in connections]
            told = Counter((answer.status, answer.getheader("Retry-After")) for answer in answers)
            # What answering took is given back within a moment; what the takers hold stays.
            held = min(_all_mebibytes(served, after=0.2) for _ in range(5)) - before
            assert served.get("/en/")[0] == 200
            # Fewer than half of the threads of each worker send it; whom it does not serve, it tells when to ask again.
            assert told.keys() == {(200, None), (503, "1")} and 1 <= told[200, None] <= takers // 3, told
            assert held < 8 * size / 2**20 < takers * size / 2**20, held
            for answer in answers:
                if answer.status == 503:
                    said = json.loads(answer.read())
                    assert said["status"] == 503 and said["type"].endswith("busy"), said
                    assert answer.getheader("ETag") is None and answer.getheader("Cache-Control") == "no-store"
                    assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert _soon(lambda: served.get(path)[0] == 200)
    finally:
        assert served.stop() == 0


def _soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs /proc to measure processes")
def test_many_who_take_large_files_at_once_do_not_pass_the_memory_that_is_set(tmp_path: Path) -> None:
    """By a proportional set size, so that what processes share is counted once, and files in memory besides."""
    write_synthetic(tmp_path / "curated", Size(70_000, 24))
    served = Served(tmp_path / "curated", tmp_path / "log")
    before = both_workers(served)
    told: Counter[tuple[str, int, str | None]] = Counter()
    until = time.monotonic() + SECONDS

    def read(paths: tuple[str, ...], first: int) -> None:
        at = first
        while time.monotonic() < until:
            connection = served.connection()
            connection.request("GET", paths[at % len(paths)])
            answer = connection.getresponse()
            while answer.read(1 << 20) and time.monotonic() < until:
                pass
            told[paths[at % len(paths)], answer.status, answer.getheader("Retry-After")] += 1
            connection.close()
            at += 1

    try:
        readers = [threading.Thread(target=read, args=(LARGE, first)) for first in range(8)]
        readers += [threading.Thread(target=read, args=(PAGES, first)) for first in range(2)]
        for reader in readers:
            reader.start()
        most = 0.0
        while time.monotonic() < until:
            most = max(most, sum(map(_mebibytes, [served.process.pid, *served.workers()])))
            time.sleep(0.1)
        for reader in readers:
            reader.join()
        assert served.workers() == before, "no worker died"
    finally:
        assert served.stop() == 0
    assert most < 1536
    refused = {(status, wait) for _, status, wait in told if status != 200}
    assert refused == {(503, "5")}, refused
    sent = {path for path, status, _ in told if status == 200}
    assert set(PAGES) <= sent and set(LARGE) & sent
    assert not [path for path, status, _ in told if path in PAGES and status != 200]
