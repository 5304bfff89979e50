"""What the scenarios share: two versions, a healthy server, and the rules that hold for every outcome."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.benchmarks.measure import Served, esec_server, serving
from tests.faults.readers import Known, Tally, all_say, learn
from tests.faults.versions import write_versions

# The same in every run, so that bodies do not depend on the port.
FIXED: Final = {"ESEC_BASE_URL": "http://esec.example", "ESEC_CHECK_SECONDS": "0.2", "ESEC_LOG_LEVEL": "error"}
_SOON: Final = 15.0


@dataclass
class Outcome:
    """What came of a scenario: counts, sentences for what is not as it should be, and a remark."""

    name: str
    tally: Tally
    faults: list[str] = field(default_factory=list)
    remark: str = ""
    skipped: str = ""


@dataclass(frozen=True)
class Setting:
    """What scenarios share: two versions, what each says, seconds of load, and a folder to serve from."""

    versions: dict[str, Path]
    known: Known
    seconds: float
    scratch: Path

    def served_folder(self) -> Path:
        """A fresh folder that holds version `a`."""
        folder = Path(tempfile.mkdtemp(prefix="served-", dir=self.scratch)) / "curated"
        shutil.copytree(self.versions["a"], folder)
        return folder


def prepare(scratch: Path, seconds: float) -> Setting:
    """Write both versions and learn what each says from a healthy server."""
    versions = write_versions(scratch)
    known = {}
    for name, folder in versions.items():
        with serving(*esec_server(folder), **FIXED) as served:
            known[name] = learn(served.url)
    different = [path for path in known["a"] if known["a"][path] != known["b"][path]]
    if len(different) < len(known["a"]) - 2:
        raise RuntimeError(f"the versions hardly differ: {different}")
    return Setting(versions, known, seconds, scratch)


def workers_of(served: Served) -> list[int]:
    """Process ids of the workers."""
    text = Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text(encoding="ascii")
    return [int(part) for part in text.split()]


@contextmanager
def healthy(setting: Setting, folder: Path, **environment: str) -> Iterator[Served]:
    """A server that says, before anything is broken, what a healthy one said before."""
    with serving(*esec_server(folder), **{**FIXED, **environment}) as served:
        if all_say(served.url, setting.known["a"], _SOON) is None:
            raise RuntimeError("a healthy server no longer says what it said: the code has changed under the harness")
        yield served


def judge(outcome: Outcome, served: Served, setting: Setting, version: str, *, failures_allowed: bool) -> Outcome:
    """The rules that hold for every scenario: nothing wrong, nothing lost, and afterwards the right version alone."""
    tally = outcome.tally
    if tally.wrong:
        outcome.faults.append(f"answers that no version gives: {dict(tally.wrong.most_common(3))}")
    if tally.lost:
        outcome.faults.append(f"{tally.lost} questions stayed without an answer though asked again and again")
    if tally.failed and not failures_allowed:
        outcome.faults.append(f"{tally.failed} requests failed though nothing had to")
    if not tally.answered:
        outcome.faults.append("nothing was answered")
    settled = all_say(served.url, setting.known[version], _SOON)
    if settled is None:
        outcome.faults.append(f"not back to version {version} alone within {_SOON:.0f} s")
    return outcome
