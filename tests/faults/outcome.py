"""What came of a scenario."""

from dataclasses import dataclass, field

from tests.faults.readers import Tally


@dataclass
class Outcome:
    """Counts under the fault and in the calm before it, sentences for what is not as it should be, and a remark."""

    name: str
    tally: Tally = field(default_factory=Tally)
    calm: Tally = field(default_factory=Tally)
    faults: list[str] = field(default_factory=list)
    remark: str = ""
    skipped: str = ""

    @property
    def answers(self) -> float:
        """Answers a second, as a share of those in the calm before."""
        return self.tally.rate / self.calm.rate if self.calm.answered else 1.0
