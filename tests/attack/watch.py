"""What goes on during a long attack: readers who compare every byte, exchanges of versions, and the memory taken."""

import http.client
import json
import random
import re
import shutil
import statistics
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipelines.publish.publish import VERDICT
from pipelines.schema.paths import DESCRIPTOR
from tests.attack.senders import client_headers
from tests.benchmarks.measure import Served
from tests.faults.readers import ask_once
from tests.faults.versions import put

_PATIENCE: Final = 30.0
# Pages of a version are drawn before it is shown, and attackers leave little of the processors for it: so many times as
# long as an exchange takes in calm, a reader may still see the version before.
_SETTLED: Final = 10
_SETTLED_AT_LEAST: Final = 20.0
# So many answers in a row of the new version, and each worker has taken it.
_ALIKE: Final = 12
_BETWEEN: Final = (4.0, 30.0)
# Until this long after an exchange `/readyz` may not know of it.
_NAMED_WITHIN: Final = 10.0
_NOTED_EVERY: Final = 10.0
_FILES: Final = (
    "observations.csv",
    "observations.json",
    "indicators.csv?lang=fr",
    "sources.json",
    "observations.sdmx.csv",
)


def paths_of(served: Served) -> list[str]:
    """List what readers ask for: every page of the sitemap, a chart and a file of each indicator, and some tables."""
    text = served.get("/sitemap.xml")[1].decode()
    pages = sorted({match for match in re.findall(r"<loc>[a-z]+://[^/<]+(/[^<]*)</loc>", text)})
    indicators = [path.rpartition("/")[2] for path in pages if path.startswith("/en/indicators/")]
    charts = [f"/charts/{lang}/{key}.svg" for key in indicators for lang in ("en", "fr")]
    return [
        *pages,
        *charts,
        *(f"/data/indicators/{key}.csv" for key in indicators),
        *(f"/data/{name}" for name in _FILES),
    ]


def learn(served: Served, paths: list[str]) -> dict[str, bytes]:
    """Ask a healthy server what it says at each path.

    Raises:
        RuntimeError: it does not answer 200.
    """
    said = {}
    for number, path in enumerate(paths):
        status, body = served.get(path, **{"X-Forwarded-For": f"9.0.{number >> 8}.{number & 255}"})
        if status == 200:
            said[path] = body
        elif status != 404 or not path.startswith("/charts/"):
            raise RuntimeError(f"{path} answers {status}")
    return said


@dataclass
class Seen:
    """What readers and the watch saw.

    Attributes:
        answered: answers that the version in force gives. wrong: answers that it does not give, by path and status.
        failed: connections refused, reset or cut, and answers 5xx. waits: seconds of each answer.
        put_off: answers 429 or 503 that say when to ask again.
        memory: MiB of all workers together, at equal times. exchanges: good versions put in place, by name.
        bad: versions put in place that must not be taken, by what is wrong with them.
        stale: how often `/readyz` named a fault of a version that must not be taken.
    """

    answered: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    put_off: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    exchanges: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)
    stale: int = 0


class Watch:
    """Read, exchange versions and note memory, each in threads of its own, until left."""

    def __init__(
        self, served: Served, folder: Path, known: Mapping[str, Mapping[str, bytes]],
        versions: Mapping[str, Path], bad: Mapping[str, Path], *, settled: float = 0.0, readers: int = 3,
        exchange: bool = True,
    ) -> None:  # fmt: skip
        self.seen = Seen()
        self._settled = settled
        self._served, self._folder = served, folder
        self._known, self._versions, self._bad = known, versions, bad
        # (since, name) of the good versions put in place.
        self._history = [(time.monotonic() - settled, "a")]
        self._lock, self._stop = threading.Lock(), threading.Event()
        work = [lambda n=n: self._read(random.Random(n)) for n in range(readers)] + [self._note_memory]
        if exchange:
            work.append(self._exchange)
        self._threads = [threading.Thread(target=one) for one in work]

    def __enter__(self) -> "Watch":
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _allowed(self, asked: float, answered: float) -> set[str]:
        """Name the versions that may answer: what was in force at any time between, and before it until it settled."""
        names = set()
        for number, (since, name) in enumerate(self._history):
            until = self._history[number + 1][0] if number + 1 < len(self._history) else answered
            if since <= answered and until + self._settled >= asked:
                names.add(name)
        return names

    def _read(self, chance: random.Random) -> None:
        paths = sorted(self._known["a"])
        while not self._stop.is_set():
            path = chance.choice(paths)
            asked = time.monotonic()
            status, body, again = self._ask(path, chance)
            answered = time.monotonic()
            with self._lock:
                self.seen.waits.append(answered - asked)
                if again and status in (429, 503):
                    self.seen.put_off[f"{path} ({status})"] += 1
                elif status != 200:
                    self.seen.failed[f"{path} ({status or body.decode()})"] += 1
                elif any(self._known[name].get(path) == body for name in self._allowed(asked, answered)):
                    self.seen.answered += 1
                else:
                    said_by = [name for name, said in self._known.items() if said.get(path) == body]
                    self.seen.wrong[f"{path} (of {', '.join(said_by) or 'no version'})"] += 1
            # As somebody who reads: the attackers are to keep the server busy.
            time.sleep(0.01)

    def _ask(self, path: str, chance: random.Random) -> tuple[int, bytes, bool]:
        """Ask once: status, body, and whether it says when to ask again; 0 and the error where nothing comes."""
        try:
            return ask_once(urlsplit(self._served.url).netloc, path, client_headers(chance), _PATIENCE)
        except (OSError, http.client.HTTPException) as error:
            return 0, type(error).__name__.encode(), False

    def _exchange(self) -> None:
        chance = random.Random(7)
        while not self._stop.wait(chance.uniform(*_BETWEEN)):
            if chance.random() < 0.5 and self._bad:
                name = chance.choice(sorted(self._bad))
                put(self._bad[name], self._folder)
                # What must not be taken stands there for a while; then, as after every exchange, a good one.
                self._stop.wait(chance.uniform(2.0, 6.0))
                self.seen.stale += self._is_named(chance)
                self.seen.bad[name] += 1
            name = chance.choice("ab")
            with self._lock:
                # Before it is in place: from then on it may be seen.
                self._history.append((time.monotonic(), name))
            put(self._versions[name], self._folder)
            self.seen.exchanges[name] += 1

    def _is_named(self, chance: random.Random) -> bool:
        """Tell whether `/readyz` says, soon, that what stands in the folder is not taken."""
        end = time.monotonic() + _NAMED_WITHIN
        while time.monotonic() < end:
            status, body, _again = self._ask("/readyz", chance)
            if status == 200 and json.loads(body)["status"] == "stale":
                return True
            time.sleep(0.2)
        return False

    def _note_memory(self) -> None:
        while True:
            try:
                self.seen.memory.append(sum(self._served.memory_mib()))
            except OSError:
                self.seen.failed["a worker ended"] += 1
            if self._stop.wait(_NOTED_EVERY):
                return


def time_exchanges(
    served: Served, folder: Path, known: Mapping[str, Mapping[str, bytes]], versions: Mapping[str, Path]
) -> float:
    """Put the other version in place and the first again, in calm; return the longer time until every worker has it."""
    path = next(path for path, body in known["a"].items() if known["b"].get(path, body) != body)
    chance, waits = random.Random(3), []
    for name in "ba":
        put(versions[name], folder)
        start, alike = time.monotonic(), 0
        while alike < _ALIKE and time.monotonic() - start < _PATIENCE:
            alike = alike + 1 if served.get(path, **client_headers(chance))[1] == known[name][path] else 0
            time.sleep(0.05)
        waits.append(time.monotonic() - start)
    return max(waits)


def settled_after(calm: float) -> float:
    """Say for how long after an exchange the version before may be seen, from how long one takes in calm."""
    return max(_SETTLED_AT_LEAST, _SETTLED * calm)


def growth(memory: list[float]) -> float:
    """Compare the last third's median of memory with that of the middle third: 1 where it is flat."""
    third = max(1, len(memory) // 3)
    return statistics.median(memory[-third:]) / statistics.median(memory[-2 * third : -third] or memory)


def damaged_versions(version: Path, other: Path, scratch: Path) -> dict[str, Path]:
    """Make versions that must not be taken, by what is wrong with them."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(version, scratch / f"bad-{name}"))

    mixed, cut, deep, empty = copy("mixed"), copy("cut"), copy("deep"), copy("empty")
    shutil.copyfile(other / "observations.parquet", mixed / "observations.parquet")
    whole = (cut / "indicators.parquet").read_bytes()
    (cut / "indicators.parquet").write_bytes(whole[: len(whole) // 2])
    (deep / DESCRIPTOR).write_text("[" * 100_000, encoding="utf-8")
    (empty / VERDICT).write_bytes(b"")
    return {path.name.removeprefix("bad-"): path for path in (mixed, cut, deep, empty)}
