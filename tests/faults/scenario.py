'''What a scenario is: something broken under load, floors for what readers get meanwhile, and its sabotages.

A scenario and its sabotage stand together in any module of this folder named `*scenarios.py` or `connections*.py`;
nothing else need be told of them:

    def no_respawn() -> None:
        """Takes away that a dead worker is replaced. Run in the served process alone, before it serves."""
        from granian.server.mp import MPServer          # imported here: the harness itself stays as it is

        MPServer._respawn_workers = lambda *_, **__: None


    @scenario({no_respawn: "stayed without"}, answers=0.3, p99=50)
    def kill_workers(setting: Setting) -> Outcome:
        """A worker is killed every half second."""
        with healthy(setting, setting.served_folder()) as served:
            with Readers(served.url, setting.known) as load:    # measures calm first, then goes on asking
                ...                                             # break something for setting.seconds
            outcome = Outcome("workers killed", load.tally, load.calm)
            return judge(outcome, served.url, setting, "a", failures_allowed=True)

`healthy` starts the sabotaged server when the scenario runs under sabotage. The text beside a sabotage is part of the
sentence by which it must be noticed, so that a fault of another kind does not count as seen. Where the guard is a line
of a proxy's configuration, the sabotage is an `Edit`, and the scenario asks `setting.configured(text)` for its text.
'''

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tests.faults.outcome import Outcome
from tests.faults.setting import Edit, Setting

# A p99 below this is as good as any: the rest is the machine's noise.
QUIET: Final = 0.010

Sabotage = Callable[[], None] | Edit


@dataclass(frozen=True)
class Scenario:
    """Something broken under load.

    Attributes:
        sabotages: each with words of the sentence by which it must be noticed.
        answers: the share of the calm's answers a second that must still come.
        p99: how many times the calm's p99 (`QUIET` at least) the p99 under the fault may be.
        shares: scenarios of the same name here are run one after the other, for they hand on one server.
    """

    run: Callable[[Setting], Outcome]
    sabotages: Mapping[Sabotage, str]
    answers: float
    p99: float
    shares: str = ""

    @property
    def name(self) -> str:
        return self.run.__name__

    def __call__(self, setting: Setting) -> Outcome:
        """Break it, and hold what readers got to the floors."""
        try:
            outcome = self.run(setting)
        except RuntimeError as error:
            return Outcome(self.name, faults=[f"could not be tried: {error}"])
        if outcome.skipped:
            return outcome
        calm, under = max(QUIET, outcome.calm.wait(0.99)), outcome.tally.wait(0.99)
        if outcome.answers < self.answers:
            outcome.faults.append(f"too few answers: {outcome.answers:.2f} of calm, {self.answers} asked")
        # What was given up is slower than any bound.
        if outcome.tally.lost or under > self.p99 * calm:
            outcome.faults.append(f"too slow: p99 {1000 * under:.0f} ms, {self.p99} x {1000 * calm:.0f} ms allowed")
        return outcome

    def under(self, sabotage: Sabotage, setting: Setting) -> Outcome:
        """The same with its guard taken away."""
        return self(replace(setting, sabotage=sabotage))

    def notices(self, sabotage: Sabotage, outcome: Outcome) -> str:
        """The sentence by which a sabotage was noticed; empty where it was not."""
        return next((fault for fault in outcome.faults if self.sabotages[sabotage] in fault), "")


REGISTERED: Final[list[Scenario]] = []


def scenario(
    sabotages: Mapping[Sabotage, str], *, answers: float, p99: float, shares: str = ""
) -> Callable[[Callable[[Setting], Outcome]], Scenario]:
    """Declare a scenario; see `Scenario`."""

    def declare(run: Callable[[Setting], Outcome]) -> Scenario:
        declared = Scenario(run, sabotages, answers, p99, shares)
        REGISTERED.append(declared)
        return declared

    return declare


def name_of(sabotage: Sabotage) -> str:
    """How the table names it."""
    return sabotage.name if isinstance(sabotage, Edit) else sabotage.__name__
