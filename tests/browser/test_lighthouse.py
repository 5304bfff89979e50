"""Lighthouse's gate on the four kinds of page, with Dash loaded inside every run of a page with a live chart."""

import pytest

from tests.lighthouse.runs import LIVE, PAGES, PERFORMANCE, Run, audit_page, middle, why_not

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.skipif(bool(why_not()), reason=why_not())]
# A median that falls short on a machine with other work is taken once more; one that does so twice is no noise.
ROUNDS = 2
# Noise takes from a score and adds nothing: a first run this far above the gate needs no second.
CLEAR = 0.99


def median_of_three(address: str, *, live: bool) -> Run:
    """The median run; one that is clear, or two that pass of two, settle it. All but performance must hold in each."""
    runs: list[Run] = []
    while len(runs) < 3 and sum(run.performance >= PERFORMANCE for run in runs) < 2:
        runs.append(audit_page(address, live=live))
        assert runs[-1].faults() == []
        if runs[0].performance >= CLEAR:
            break
    return middle(runs)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_passes_the_gate(site: str, name: str) -> None:
    short = []
    for _ in range(ROUNDS):
        run = median_of_three(site + PAGES[name], live=name in LIVE)
        if run.performance >= PERFORMANCE:
            return
        if run.busy:
            pytest.skip(f"performance {run.performance:.2f} is not judged: {run.busy}; all else holds")
        short.append(run)
    pytest.fail(f"performance below {PERFORMANCE} in {ROUNDS} medians of three: {short}")
