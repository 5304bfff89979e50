"""A short sample of the fault harness; `python -m tests.faults` runs all of it, longer."""

import time
from collections.abc import Iterator

import pytest

from tests.benchmarks.measure import esec_server, serving
from tests.faults import data_scenarios, sabotages, serving_scenarios
from tests.faults.readers import Readers
from tests.faults.scenario import Sabotage, Scenario, name_of
from tests.faults.setting import FIXED, Setting, prepared

SECONDS = 2.0
SAMPLE = (
    serving_scenarios.kill_workers,
    data_scenarios.publish_versions,
    data_scenarios.damage_files,
    serving_scenarios.reload_workers,
    serving_scenarios.restart,
)


@pytest.fixture(scope="module")
def setting() -> Iterator[Setting]:
    with prepared(SECONDS) as given:
        yield given


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SAMPLE, ids=lambda scenario: scenario.name)
def test_readers_get_nothing_wrong_and_the_dashboard_recovers(setting: Setting, scenario: Scenario) -> None:
    outcome = scenario(setting)
    assert outcome.tally.answered
    assert outcome.faults == []
    assert outcome.tally.wrong == {}


SABOTAGED = (
    (data_scenarios.publish_versions, sabotages.page_cache_without_stamp),
    (data_scenarios.damage_files, sabotages.no_hash_comparison),
)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "sabotage"), SABOTAGED, ids=[name_of(one) for _, one in SABOTAGED])
def test_a_guard_that_is_taken_away_is_noticed(setting: Setting, scenario: Scenario, sabotage: Sabotage) -> None:
    outcome = scenario.under(sabotage, setting)
    assert scenario.notices(sabotage, outcome), outcome.faults


@pytest.mark.slow
def test_an_answer_of_no_version_is_noticed(setting: Setting) -> None:
    # The harness itself: told that version a says something else, it must find every answer wrong.
    known = {"a": {path: body + b" " for path, body in setting.known["a"].items()}}
    with serving(*esec_server(setting.versions["a"]), **FIXED) as served, Readers(served.url, known) as load:
        time.sleep(1)
    assert load.tally.wrong.total() == load.tally.answered > 0
