"""Fixtures that several rooms' tests share: a copy of the raw folder to damage, and what curating it gives."""

import os
import shutil
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from pipelines.curate.curate import curate
from pipelines.schema.faults import Faults
from pipelines.schema.paths import RAW_DIR

# Machines are noisy: a slow example is no fault. The same examples every time, so that a run can be repeated.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=40, help="how many publishing processes to kill at random instants")


# Files whose tests take longest together: two workers that begin with them end at the same time.
LONG = (
    "tests/test_docs.py",
    "tests/dashboard/charts/test_browser.py",
    "tests/mutation/test_mutation.py",
    "tests/faults/test_faults.py",
    "tests/faults/test_connections.py",
    "tests/browser/test_every_page.py",
    "tests/dashboard/test_query.py",
    "tests/dashboard/test_hostile_versions.py",
)


# Files with many cases of a kind, each of which builds, checks, serves or draws anew. A slow machine tries every third.
MANY = (
    "tests/expectations/test_rules.py",
    "tests/pipelines/test_new.py",
    "tests/dashboard/test_hostile_versions.py",
    "tests/browser/test_every_page.py",
    "tests/dashboard/charts/test_browser.py",
    "tests/browser/test_failures.py",
    "tests/browser/test_take_away.py",
    "tests/dashboard/downloads/test_http.py",
    "tests/dashboard/downloads/test_versions.py",
    "tests/dashboard/test_limits.py",
    "tests/dashboard/test_query.py",
    "tests/dashboard/test_replicas.py",
)
# Fewer tests are no whole run, and all of them are tried.
_WHOLE = 2_000
# Seconds of a small piece of work, above which a whole run would take more than half an hour; and what is then tried.
_SLOW, _EVERY = 0.2, 3


def _seconds_of_some_work() -> float:
    start = process_time()
    sum(number * number % 7 for number in range(3_000_000))
    return process_time() - start


def _thin_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip two of three cases of a kind on a slow machine, and say so; ESEC_TESTS=whole tries all everywhere."""
    if os.environ.get("ESEC_TESTS") == "whole" or len(items) < _WHOLE or _seconds_of_some_work() < _SLOW:
        return
    many = {config.rootpath / path for path in MANY}
    cases = Counter[str]()
    for item in items:
        name = f"{item.path}:{getattr(item, 'originalname', item.name)}"
        cases[name] += 1
        if item.path in many and cases[name] % _EVERY != 1:
            why = "two of three cases of a kind, as this machine is slow (ESEC_TESTS=whole tries them all)"
            item.add_marker(pytest.mark.skip(reason=why))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _thin_out(config, items)
    places = {config.rootpath / path: place for place, path in enumerate(LONG)}
    if gone := [str(path) for path in places if not path.is_file()]:
        raise pytest.UsageError(f"tests/conftest.py names files as long that are not there: {gone}")
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name in one list what could not be tried here, and for want of what."""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    terminalreporter.section("not tried here")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} tests: {reason}")
    if not reasons:
        terminalreporter.line("nothing: every test was run")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A copy of the raw folder, to change at will."""
    return Path(shutil.copytree(RAW_DIR, tmp_path / "raw"))


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture(scope="session")
def _curated() -> dict[str, pd.DataFrame]:
    found = Faults()
    frames = curate(RAW_DIR, found)
    assert not list(found)
    return frames


@pytest.fixture
def frames(_curated: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of the real raw folder, a copy for each test."""
    return {name: frame.copy() for name, frame in _curated.items()}
