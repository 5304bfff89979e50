"""What workers share kills none of them: counts in memory, and no place to write where something could be full."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Set
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

import pytest

from dashboard.web.counts import SharedCounts
from pipelines.schema.paths import ROOT
from tests.dashboard.test_serving import ADDRESS, Served

# In a view of its own: both places for temporary files are small and full, and all else of the machine as it was.
FULL_PLACES = """
mount --make-rprivate / && mount --bind /tmp /mnt || exit 9
for place in /tmp /dev/shm; do mount -t tmpfs -o size=256k none $place || exit 9; done
for needed in %s; do
    below=${needed#/tmp}
    test $below = $needed || { mkdir -p $needed && mount --bind /mnt$below $needed || exit 9; }
done
for place in /tmp /dev/shm; do cat /dev/zero > $place/full 2>/dev/null; done
cd /tmp && exec "$@"
"""


def _full_places(*needed: Path) -> list[str]:
    return ["unshare", "--mount", "sh", "-c", FULL_PLACES % " ".join(map(str, needed)), "sh"]


def both_workers(served: Served, without: Set[int] = frozenset()) -> list[int]:
    deadline = time.monotonic() + 30
    while len(workers := served.workers()) != 2 or without & set(workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return workers


def _answered(served: Served, kind: str) -> float:
    found = re.search(rf'^esec_requests_total{{kind="{kind}",status="200"}} (\S+)$', served.get("/metrics")[1], re.M)
    return float(found[1]) if found else 0


@pytest.fixture
def served(published: Path, tmp_path: Path) -> Iterator[Served]:
    running = Served(published, tmp_path / "log")
    yield running
    running.stop()


def test_full_places_for_temporary_files_cost_no_answer(published: Path, tmp_path: Path) -> None:
    within = _full_places(published, ROOT)
    tried = subprocess.run([*within, "true"], capture_output=True, text=True, timeout=20)
    if tried.returncode:
        pytest.skip(f"file systems cannot be mounted here: {tried.stderr.strip()}")
    assert subprocess.run([*within, "sh", "-c", "echo x > /dev/shm/x"], capture_output=True, timeout=20).returncode
    served = Served(published, tmp_path / "log", within=within)
    try:
        first = both_workers(served)
        own = [Path(f"/proc/{served.process.pid}/root{place}") for place in ("/tmp", "/dev/shm")]
        there = [sorted(place.iterdir()) for place in own]
        paths = ("/healthz", "/readyz", ADDRESS, "/data/observations.csv", "/data/observations.xlsx", "/en/explorer")
        for path in (*paths, *paths):
            connection = served.connection()
            connection.request("GET", path, headers={"Accept-Encoding": "br"})
            assert connection.getresponse().status == 200, path
            connection.close()
        assert _answered(served, "download") == 4
        assert served.workers() == first, "no worker died"
        assert [sorted(place.iterdir()) for place in own] == there, "and nothing was written"
    finally:
        assert served.stop() == 0


def test_counts_are_exact_over_workers_killed_and_replaced(served: Served) -> None:
    before = set(os.listdir("/dev/shm"))
    asked = 0
    for deed in (None, signal.SIGKILL, signal.SIGHUP):
        old = both_workers(served)
        if deed is not None:
            os.kill(old[0] if deed == signal.SIGKILL else served.process.pid, deed)
            both_workers(served, set(old if deed == signal.SIGHUP else old[:1]))
        for _ in range(20):
            assert served.get("/en/")[0] == 200
        asked += 20
        assert _answered(served, "page") == asked
    text = served.get("/metrics")[1]
    found = re.findall(r'^esec_request_seconds_bucket{kind="page",le="(\S+)"} (\S+)$', text, re.M)
    assert found[-1] == ("+Inf", str(float(asked)))
    assert f'esec_request_seconds_count{{kind="page"}} {float(asked)}' in text
    assert all(float(smaller[1]) <= float(larger[1]) for smaller, larger in pairwise(found))
    assert set(os.listdir("/dev/shm")) <= before, "nothing is left behind by the dead"


def test_more_processes_than_rows_lose_no_count() -> None:
    counts = SharedCounts(["a", "b"])
    for _ in range(140):
        process = get_context("fork").Process(target=counts.add, args=({"a": 1},))
        process.start()
        process.join()
    counts.add({"a": 1, "b": 0.5})
    assert counts.sums() == {"a": 141, "b": 0.5}


class _Dawdling(float):
    """A number that lets another thread in just when it is added."""

    def __radd__(self, other: float) -> float:
        time.sleep(0)
        return other + float(self)


def test_processes_and_threads_at_once_lose_no_count() -> None:
    counts = SharedCounts(["a"])

    def count() -> None:
        for _ in range(5000):
            counts.add({"a": _Dawdling(1)})

    def count_in_threads() -> None:
        threads = [Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    processes = [get_context("fork").Process(target=count_in_threads) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert counts.sums() == {"a": 4 * 4 * 5000}
