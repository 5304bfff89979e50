"""Fixtures that several rooms' tests share: a copy of the raw folder to damage, and what curating it gives."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from pipelines.curate.curate import curate
from pipelines.schema.faults import Faults
from pipelines.schema.paths import RAW_DIR
from tests.breadth import WHOLE, some

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


# Files with many cases of a kind, each of which builds, checks, serves or draws anew: one of so many is tried.
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
    "tests/dashboard/test_files_as_drawn.py",
    "tests/environment/test_installed.py",
    "tests/faults/test_faults.py",
)
_EVERY = 4
# How many files are named that took longest.
_COSTLY = 40
# Fewer tests are no whole run, and all of them are tried.
_RUN = 2_000


def _thin_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip cases of a kind, and say so; which of them follows the commit (tests/breadth.py)."""
    if WHOLE or len(items) < _RUN:
        return
    many = {config.rootpath / path for path in MANY}
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.path in many:
            cases.setdefault(f"{item.path}:{getattr(item, 'originalname', item.name)}", []).append(item)
    why = f"one of {_EVERY} cases of a kind is tried, another with each commit (ESEC_TESTS=whole tries them all)"
    for alike in cases.values():
        tried = {id(item) for item in some(alike, _EVERY)}
        for item in alike:
            if id(item) not in tried:
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
    spent = Counter[str]()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration") and hasattr(report, "nodeid"):
                spent[report.nodeid.partition("::")[0]] += report.duration
    terminalreporter.section(f"where {sum(spent.values()):.0f} seconds went")
    for file, seconds in spent.most_common(_COSTLY):
        terminalreporter.line(f"{seconds:6.0f} {file}")


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
