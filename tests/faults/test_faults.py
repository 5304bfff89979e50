"""A short sample of the fault harness; `python -m tests.faults` runs all of it, longer."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.benchmarks.measure import esec_server, serving
from tests.faults import data_scenarios, serving_scenarios
from tests.faults.readers import Readers
from tests.faults.setting import FIXED, Outcome, Setting, prepare

SECONDS = 2.0
SAMPLE = (
    serving_scenarios.kill_workers,
    data_scenarios.publish_versions,
    data_scenarios.kill_build,
    data_scenarios.damage_files,
    serving_scenarios.slow_senders,
    serving_scenarios.idle_takers,
    serving_scenarios.reload_workers,
    serving_scenarios.restart,
)


@pytest.fixture(scope="module")
def setting() -> Iterator[Setting]:
    with tempfile.TemporaryDirectory(prefix="esec-faults-") as scratch:
        yield prepare(Path(scratch), SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SAMPLE, ids=lambda scenario: scenario.__name__)
def test_readers_get_nothing_wrong_and_the_dashboard_recovers(
    setting: Setting, scenario: Callable[[Setting], Outcome]
) -> None:
    outcome = scenario(setting)
    assert outcome.tally.answered
    assert outcome.faults == []
    assert outcome.tally.wrong == {}


@pytest.mark.slow
def test_an_answer_of_no_version_is_noticed(setting: Setting) -> None:
    # The harness itself: told that version a says something else, it must find every answer wrong.
    known = {"a": {path: body + b" " for path, body in setting.known["a"].items()}}
    with serving(*esec_server(setting.versions["a"]), **FIXED) as served, Readers(served.url, known) as load:
        time.sleep(1)
    assert load.tally.wrong.total() == load.tally.answered > 0
