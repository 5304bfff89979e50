"""Clocks: medians of several runs, processes with their memory, servers on loopback, and the lines of the table."""

import http.client
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

PATIENCE: Final = 600.0
_READY: Final = 600.0
_ESEC: Final = "from pipelines.cli import main; main()"


def measured_here(**machine: str) -> dict[str, Any]:
    """When and on what a run was measured, for its file; with what else is to be said of the machine."""
    return {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), **machine},
    }


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table.

    Attributes:
        ours: what was measured here; None where it did not finish.
        peer: the same of the named peer.
        limit: what `ours / peer` should not pass (or not fall below, where more is better).
    """

    group: str
    what: str
    unit: str
    ours: float | None
    peer_name: str = ""
    peer: float | None = None
    limit: float | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.ours / self.peer if self.ours is not None and self.peer else None

    @property
    def met(self) -> bool | None:
        """Whether the limit is kept; None without one."""
        if self.limit is None:
            return None
        if self.ratio is None:
            return False
        return self.ratio >= self.limit if self.more_is_better else self.ratio <= self.limit

    def as_json(self) -> dict[str, Any]:
        """For the file that BENCH_JSON names."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


@dataclass
class Bench:
    """A run: how often, how large, where to write, and the lines so far."""

    repeats: int
    sizes: Sequence[int]
    scratch: Path
    lines: list[Line] = field(default_factory=list)
    report: Callable[[str], None] = print

    def add(self, line: Line) -> None:
        """Keep a line."""
        self.lines.append(line)

    def folder(self, rows: int) -> Path:
        """A synthetic published folder of that size, made once."""
        from tests.synthetic import Size, write_synthetic

        out = self.scratch / f"synthetic-{rows}"
        if not (out / "datapackage.json").exists():
            self.report(f"writing {rows:,} synthetic figures")
            write_synthetic(out, Size(rows))
        return out


def median(run: Callable[[], float], repeats: int) -> float:
    """Median of what `run` measures."""
    return statistics.median(run() for _ in range(repeats))


def medians_in_turn(ours: Callable[[], float], peer: Callable[[], float], *, repeats: int) -> tuple[float, float]:
    """Medians of both, measured in turn, so that what else the machine does meets both."""
    pairs = [(ours(), peer()) for _ in range(repeats)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@dataclass(frozen=True)
class Ended:
    """A process that ended: wall seconds, largest memory in MiB, and the JSON of its last line of output."""

    seconds: float
    peak_mib: float
    said: Any


def run_process(*arguments: str, patience: float = PATIENCE) -> Ended | None:
    """Run Python to its end; None where it does not end well in time."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        # The output is small: it fits the pipe, so the process can be waited for first, with its memory.
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - start > patience:
                process.kill()
                os.wait4(process.pid, 0)
                return None
            time.sleep(0.005)
        taken = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.stdout is not None and process.stderr is not None
        lines = process.stdout.read().strip().splitlines()
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)} failed: {process.stderr.read()[-800:]}")
        said = json.loads(lines[-1]) if lines and lines[-1].startswith(("{", "[")) else None
        return Ended(taken, usage.ru_maxrss / 1024, said)
    finally:
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


@dataclass(frozen=True)
class Served:
    """A server on loopback: its address, its master process, and the seconds until it said its address."""

    url: str
    pid: int
    ready: float

    @property
    def _host(self) -> str:
        return urlsplit(self.url).netloc

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is kept open."""
        return http.client.HTTPConnection(self._host, timeout=PATIENCE)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of one answer on a connection of its own."""
        connection = self.connect()
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def memory_mib(self) -> list[float]:
        """Memory of each worker that is its own and not shared with the master, in MiB."""
        started = time.monotonic()
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        # The address is said before the workers are forked; whoever asks meanwhile waits.
        while not (children := listed.read_text(encoding="ascii").split()) and time.monotonic() - started < 10:
            time.sleep(0.02)
        found = []
        for child in children:
            for line in Path(f"/proc/{child}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    found.append(int(line.split()[1]) / 1024)
        return found


def end_process(process: subprocess.Popen[Any]) -> None:
    """Tell a process to end, and end it where it does not within half a minute."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[Served]:
    """A server run by Python, which prints its address when it answers; it is ended by its process id."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    try:
        url = ""
        while not url.startswith("http") and time.perf_counter() - start < _READY:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"{' '.join(arguments)} ended before it answered")
            url = line.strip()
        yield Served(url, process.pid, time.perf_counter() - start)
    finally:
        end_process(process)
        process.stdout.close()


def median_answer(
    served: Served, path: str, repeats: int, *, body: bytes | None = None, status: int = 200, **more: str
) -> float:
    """Median milliseconds to the first byte of the answer's body, on one connection that is kept open."""
    connection = served.connect()
    method = "GET" if body is None else "POST"
    headers = {"Accept-Encoding": "gzip", **more} | ({"Content-Type": "application/json"} if body is not None else {})

    def once() -> float:
        start = time.perf_counter()
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        response.read(1)
        taken = time.perf_counter() - start
        response.read()
        if response.status != status:
            raise RuntimeError(f"{path} answered {response.status}")
        return taken * 1000

    try:
        # Each worker makes a page once: ask until both have.
        for _ in range(20):
            once()
        return median(once, repeats)
    finally:
        connection.close()


def stream_seconds(served: Served, path: str) -> tuple[float, int]:
    """Seconds and bytes of one whole answer, read in pieces."""
    connection = served.connect()
    start = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    size = 0
    while piece := response.read(1 << 20):
        size += len(piece)
    taken = time.perf_counter() - start
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return taken, size


def esec_server(folder: Path) -> tuple[str, ...]:
    """Arguments of `serving` for the dashboard over a folder."""
    return ("-c", _ESEC, "serve", "--port", "0", "--curated", str(folder))


def esec(*arguments: str) -> tuple[str, ...]:
    """Arguments of `run_process` for an `esec` command."""
    return ("-c", _ESEC, *arguments)


def has_program(name: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(name) is not None
