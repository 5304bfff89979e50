"""One long attack, from two versions and a healthy server to what came of it."""

import shutil
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.attack.senders import Answers, Place, attack
from tests.attack.watch import Seen, Watch, damaged_versions, growth, learn, paths_of, settled_after, time_exchanges
from tests.benchmarks.measure import Served, esec_server, serving
from tests.faults.readers import percentile
from tests.faults.setting import FIXED
from tests.faults.versions import write_versions

# Behind a proxy that names its readers, so that limits count them.
_ENVIRONMENT: Final = {**FIXED, "ESEC_TRUSTED_PROXIES": "1"}
_CALM: Final = 4.0
# Caches fill in the first third; after that nothing may grow but by what the allocator keeps.
_MOST_GROWTH: Final = 1.1
# Of a hundred answers one may tell a reader to ask again: for a large file while others take it slowly.
_MOST_PUT_OFF: Final = 0.01
# Shorter runs end while caches still fill.
_LONG: Final = 1800.0


@dataclass
class Report:
    """What came of an attack.

    Attributes:
        attackers: answers by kind of attack. seen: what readers and the watch saw.
        calm_p99, p99: seconds that all but one in a hundred readers waited at most, before and during the attack.
        seconds: how long it lasted. exchange: seconds until every worker has another version, in calm.
    """

    attackers: dict[str, Answers]
    seen: Seen
    calm_p99: float
    p99: float
    seconds: float
    exchange: float = 0.0

    @property
    def growth(self) -> float:
        """Memory in the last third of the time over that in the middle one."""
        return growth(self.seen.memory)

    def memory_in(self, parts: int) -> list[float]:
        """Give the median of memory in each part of the time, in MiB."""
        numbers = self.seen.memory
        size = max(1, len(numbers) // parts)
        return [
            statistics.median(numbers[start : start + size])
            for start in range(0, size * parts, size)
            if numbers[start:]
        ]

    def faults(self) -> list[str]:
        """Say in sentences what was not as it should be."""
        seen = self.seen
        found = [
            f"{kind} got {name}, {count} times"
            for kind, answers in self.attackers.items()
            for name, count in answers.items()
            if name.startswith("FAULT")
        ]
        if seen.wrong:
            found.append(f"{seen.wrong.total()} answers that the version in force does not give")
        if seen.failed:
            found.append(f"{seen.failed.total()} requests of readers failed")
        if seen.put_off.total() > max(1, _MOST_PUT_OFF * seen.answered):
            found.append(f"{seen.put_off.total()} requests of readers were put off")
        if not seen.answered:
            found.append("readers got no answer")
        if seen.stale < seen.bad.total():
            found.append(f"/readyz named {seen.stale} of {seen.bad.total()} versions that must not be taken")
        if self.seconds >= _LONG and self.growth > _MOST_GROWTH:
            found.append(f"memory grew to {self.growth:.2f} times")
        return found


def _place(served: Served) -> Place:
    host, port = urlsplit(served.url).netloc.split(":")
    return host, int(port)


def run_attack(scratch: Path, seconds: float, seed: int, *, one_in: int = 1) -> Report:
    """Attack a server of its own for so many seconds while versions change places.

    Args:
        scratch: an empty folder. seed: another one gives another attack.
        one_in: readers ask for one in so many of the addresses that there are.

    Raises:
        RuntimeError: a healthy server does not answer what readers will ask.
    """
    versions, known = write_versions(scratch), {}
    for name, folder in versions.items():
        with serving(*esec_server(folder), **_ENVIRONMENT) as served:
            known[name] = learn(served, paths_of(served)[::one_in])
    folder = scratch / "served" / "curated"
    shutil.copytree(versions["a"], folder)
    bad = damaged_versions(versions["a"], versions["b"], scratch)
    context = get_context("spawn")
    with (
        serving(*esec_server(folder), **_ENVIRONMENT) as served,
        ProcessPoolExecutor(1, mp_context=context) as pool,
    ):
        exchange = time_exchanges(served, folder, known, versions)
        with Watch(served, folder, known, versions, bad, exchange=False) as calm:
            time.sleep(_CALM)
        with Watch(served, folder, known, versions, bad, settled=settled_after(exchange)) as watch:
            attackers = pool.submit(attack, _place(served), seconds, seed).result()
    calm_p99, p99 = (percentile(each.seen.waits, 0.99) for each in (calm, watch))
    return Report(attackers, watch.seen, calm_p99, p99, seconds, exchange)
