"""The hardest attacks at the connections, straight and behind both proxies; `python -m tests.faults` runs them all.

What is too slow, and nothing else, is tried once more. An attack that succeeds makes every run slow; other work of the
machine makes one so: on two cores, takers of nothing behind Caddy were measured at a p99 of 15 ms with nothing beside
them (twice the calm), and of 5.3 s (39 times) beside some fifteen busy processes, without a request that failed.
"""

from collections.abc import Iterator

import pytest

from tests.faults.connections_scenarios import DECLARED
from tests.faults.scenario import name_of
from tests.faults.setting import Setting, prepared

SECONDS = 2.0
SAMPLE = (
    ("directly", "bodies_that_never_come"),
    ("behind_nginx", "takers_of_100_bytes"),
)
SABOTAGED = (("behind_nginx", "bodies_that_never_come"),)


@pytest.fixture(scope="module")
def setting() -> Iterator[Setting]:
    with prepared(SECONDS) as given:
        yield given


@pytest.mark.slow
@pytest.mark.parametrize(("way", "attack"), SAMPLE, ids=["-".join(each) for each in SAMPLE])
def test_attackers_at_the_connections_keep_no_reader_waiting(setting: Setting, way: str, attack: str) -> None:
    outcome = DECLARED[way, attack](setting)
    if outcome.faults and all("too slow" in fault for fault in outcome.faults):
        outcome = DECLARED[way, attack](setting)
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    assert outcome.tally.answered
    assert outcome.faults == []


@pytest.mark.slow
@pytest.mark.parametrize(("way", "attack"), SABOTAGED, ids=["-".join(each) for each in SABOTAGED])
def test_an_attack_without_its_guard_is_noticed(setting: Setting, way: str, attack: str) -> None:
    scenario = DECLARED[way, attack]
    for sabotage in scenario.sabotages:
        outcome = scenario.under(sabotage, setting)
        if outcome.skipped:
            pytest.skip(outcome.skipped)
        assert scenario.notices(sabotage, outcome), name_of(sabotage)
