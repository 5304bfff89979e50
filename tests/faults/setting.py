"""What the scenarios share: two versions, a healthy server, and the rules that hold for every outcome."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.measure import Served, esec, esec_server, serving
from tests.faults.outcome import Outcome
from tests.faults.readers import Ask, Known, all_say, learn
from tests.faults.versions import write_versions
from tests.proxies import exchanged

# The same in every run, so that bodies do not depend on the port.
FIXED: Final = {"ESEC_BASE_URL": "http://esec.example", "ESEC_CHECK_SECONDS": "0.2", "ESEC_LOG_LEVEL": "error"}
_SOON: Final = 15.0
_BECOME: Final = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"


@dataclass(frozen=True)
class Edit:
    """A sabotage that takes guards out of a configuration: `old`, which must stand there, becomes `new`.

    Attributes:
        also: where one guard stands behind another in the same configuration.
        served: where another stands behind it in the served process.
    """

    name: str
    old: str
    new: str = ""
    also: "Edit | None" = None
    served: Callable[[], None] | None = None


class Shared:
    """What scenarios that harm no server hand on, one to the next, as long as each asks for the same."""

    def __init__(self) -> None:
        self._key: object = None
        self._stack = ExitStack()
        self._value: Any = None

    def take(self, key: object, make: Callable[[ExitStack], Any]) -> Any:
        """What `make` entered into a stack and gave, when it was last asked for by this key."""
        if key != self._key:
            self.end()
            with ExitStack() as stack:
                self._value = make(stack)
                self._stack = stack.pop_all()
            self._key = key
        return self._value

    def end(self) -> None:
        """Hand on no more of it."""
        self._key = None
        self._stack.close()


@dataclass(frozen=True)
class Setting:
    """What scenarios share: two versions, what each says, seconds of load, a folder to serve from, the guard that is
    taken away, if any, and a server that is handed on."""

    versions: dict[str, Path]
    known: Known
    seconds: float
    scratch: Path
    sabotage: Callable[[], None] | Edit | None = None
    shared: Shared = field(default_factory=Shared)

    @property
    def sabotaged(self) -> str:
        """What `tests.faults.sabotaged` is told; empty where the product is as it is."""
        served = self.sabotage.served if isinstance(self.sabotage, Edit) else self.sabotage
        return f"{served.__module__}:{served.__qualname__}" if served else ""

    def esec(self, *arguments: str) -> tuple[str, ...]:
        """Arguments of Python for an `esec` command."""
        return ("-m", "tests.faults.sabotaged", self.sabotaged, *arguments) if self.sabotaged else esec(*arguments)

    @staticmethod
    def arguments(folder: Path) -> tuple[str, ...]:
        """Arguments of `esec` for a server over a folder."""
        return ("serve", "--port", "0", "--curated", str(folder))

    def server(self, folder: Path) -> tuple[str, ...]:
        """Arguments of Python for the same."""
        return self.esec(*self.arguments(folder))

    def configured(self, text: str) -> str:
        """A configuration, less the guard that is taken away."""
        edit = self.sabotage if isinstance(self.sabotage, Edit) else None
        while edit:
            text = exchanged(text, (edit.old, edit.new))
            edit = edit.also
        return text

    def served_folder(self) -> Path:
        """A fresh folder that holds version `a`."""
        folder = Path(tempfile.mkdtemp(prefix="served-", dir=self.scratch)) / "curated"
        shutil.copytree(self.versions["a"], folder)
        return folder


@contextmanager
def prepared(seconds: float) -> Iterator[Setting]:
    """Write both versions and learn what each says from a healthy server."""
    with tempfile.TemporaryDirectory(prefix="esec-faults-") as folder:
        setting = _prepare(Path(folder), seconds)
        try:
            yield setting
        finally:
            setting.shared.end()


def _prepare(scratch: Path, seconds: float) -> Setting:
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
def healthy(setting: Setting, folder: Path, *, launcher: tuple[str, ...] = (), **environment: str) -> Iterator[Served]:
    """A server that says, before anything is broken, what a healthy one said before.

    Args:
        launcher: a command that becomes the server, whose command line follows it.
    """
    arguments = setting.server(folder)
    if launcher:
        arguments = ("-c", _BECOME, *launcher, sys.executable, *arguments)
    with serving(*arguments, **{**FIXED, **environment}) as served:
        if all_say(served.url, setting.known["a"], _SOON) is None:
            raise RuntimeError("a healthy server no longer says what it said: the code has changed under the harness")
        yield served


def judge(
    outcome: Outcome, where: str | Ask, setting: Setting, version: str, *, failures_allowed: bool, within: float = _SOON
) -> Outcome:
    """The rules that hold for every scenario: nothing wrong, nothing lost, and afterwards the right version alone."""
    tally = outcome.tally
    if tally.wrong:
        outcome.faults.append(f"answers that no version gives: {dict(tally.wrong.most_common(3))}")
    if tally.lost:
        outcome.faults.append(f"{tally.lost} questions stayed without an answer, asked again and again")
    if tally.failed and not failures_allowed:
        outcome.faults.append(f"{tally.failed} requests failed though nothing had to")
    if not tally.answered:
        outcome.faults.append("nothing was answered")
    if outcome.faults:
        return outcome
    settled = all_say(where, setting.known[version], within)
    if settled is None:
        outcome.faults.append(f"not back to version {version} alone within {within:.0f} s")
    return outcome
