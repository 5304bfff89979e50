"""What a run says: lines of the printed table, of docs/benchmarks.md, and of the file that FAULTS_JSON names."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.measure import measured_here
from tests.faults.outcome import Outcome

SEEN: Final = "seen"
NOT_SEEN: Final = "NOT SEEN"
COLUMNS: Final = (
    "what is broken", "sabotage", "requests", "failed", "recovered", "lost", "wrong", "answers, of calm", "p99, ms",
    "calm, ms", "times", "verdict",
)  # fmt: skip
WORDS: Final = ("what is broken", "sabotage", "verdict")


@dataclass
class Line:
    """What came of one scenario as it is, and of each of its sabotages.

    Attributes:
        what: the scenario in words. counts: requests, failed, recovered, lost, wrong.
        answers: answers a second, of those in the calm before. p99, calm: milliseconds.
        faults: sentences for what is not as it should be.
        sabotages: by name, whether each was seen.
    """

    scenario: str
    what: str = ""
    counts: Sequence[int] = ()
    answers: float = 0.0
    p99: float = 0.0
    calm: float = 0.0
    faults: list[str] = field(default_factory=list)
    skipped: str = ""
    sabotages: dict[str, str] = field(default_factory=dict)

    def take(self, outcome: Outcome) -> None:
        """Take what came of the scenario as it is."""
        tally = outcome.tally
        self.what = f"{outcome.name} ({outcome.remark})" if outcome.remark else outcome.name
        self.counts = (tally.sent, tally.failed, tally.recovered, tally.lost, tally.wrong.total())
        self.answers = round(outcome.answers, 2)
        self.p99, self.calm = (round(1000 * each.wait(0.99), 1) for each in (tally, outcome.calm))
        self.faults, self.skipped = outcome.faults, outcome.skipped

    @property
    def failed(self) -> bool:
        """Whether something is not as it should be, or a sabotage was not noticed."""
        return bool(self.faults) or NOT_SEEN in self.sabotages.values()

    def cells(self) -> tuple[str, ...]:
        """Its cells in the table."""
        seen = ", ".join(f"{name.replace('_', ' ')}: {seen}" for name, seen in self.sabotages.items()) or "not tried"
        if not self.counts:
            return (self.what or self.scenario, seen, *[""] * 9, f"skipped: {self.skipped}" if self.skipped else "")
        return (
            self.what,
            seen,
            *(f"{count:,}" for count in self.counts),
            f"{self.answers:.2f}",
            f"{self.p99:.0f}",
            f"{self.calm:.0f}",
            f"{self.p99 / self.calm:.1f}" if self.calm else "",
            "; ".join(self.faults) or "as it should be",
        )


def read(path: Path) -> tuple[dict[str, Any], list[Line]]:
    """The record of a run, and its lines."""
    record = json.loads(path.read_text(encoding="utf-8"))
    return record, [Line(**each) for each in record["lines"]]


def write(path: Path, lines: Iterable[Line], order: Sequence[str], *, add: bool) -> None:
    """Write a run.

    Args:
        path: the file.
        lines: what was run.
        order: names of all scenarios.
        add: keep the file's lines of other scenarios, from earlier parts of the same run.
    """
    found = {line.scenario: line for line in read(path)[1] if line.scenario in order} if add and path.is_file() else {}
    found.update((line.scenario, line) for line in lines)
    record = {
        **measured_here(),
        "lines": [asdict(found[name]) for name in order if name in found],
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
