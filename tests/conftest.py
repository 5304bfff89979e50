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


# Files whose tests build, serve, draw or attack, each anew, and take most of the time. They come first, the longest
# ahead of the others: two workers that begin with them end at the same time.
COSTLY = (
    "tests/test_docs.py",
    "tests/dashboard/charts/test_browser.py",
    "tests/mutation/test_mutation.py",
    "tests/faults/test_faults.py",
    "tests/faults/test_connections.py",
    "tests/browser/test_every_page.py",
    "tests/dashboard/test_query.py",
    "tests/dashboard/test_hostile_versions.py",
    "tests/attack/test_attack.py",
    "tests/browser/test_chart_by_keyboard.py",
    "tests/browser/test_failures.py",
    "tests/browser/test_header.py",
    "tests/browser/test_live_chart.py",
    "tests/browser/test_static_site.py",
    "tests/browser/test_take_away.py",
    "tests/clients/test_analysts.py",
    "tests/clients/test_catalogues.py",
    "tests/dashboard/downloads/test_export.py",
    "tests/dashboard/downloads/test_http.py",
    "tests/dashboard/downloads/test_reading.py",
    "tests/dashboard/downloads/test_round_trip.py",
    "tests/dashboard/downloads/test_stored.py",
    "tests/dashboard/downloads/test_versions.py",
    "tests/dashboard/pages/test_bases.py",
    "tests/dashboard/test_described.py",
    "tests/dashboard/test_files_as_drawn.py",
    "tests/dashboard/test_limits.py",
    "tests/dashboard/test_memory.py",
    "tests/dashboard/test_pages.py",
    "tests/dashboard/test_poisoned_data.py",
    "tests/dashboard/test_replicas.py",
    "tests/dashboard/test_scale.py",
    "tests/dashboard/test_served.py",
    "tests/dashboard/test_shared.py",
    "tests/dashboard/test_static_site.py",
    "tests/dashboard/test_store.py",
    "tests/environment/test_installed.py",
    "tests/environment/test_serving_environment.py",
    "tests/expectations/test_report.py",
    "tests/expectations/test_rules.py",
    "tests/invented/test_invented.py",
    "tests/pipelines/test_build.py",
    "tests/pipelines/test_new.py",
    "tests/pipelines/test_swap.py",
    "tests/synthetic/test_synthetic.py",
)
# Of these files: one of so many kinds of test, and of the kinds that are tried, one of so many cases.
_KINDS = 3
_CASES = 4
# How many files are named that took longest.
_COSTLY = 40
# Fewer tests are no whole run, and all of them are tried.
_RUN = 2_000


def _skip(items: list[pytest.Item], what: str, every: int) -> None:
    why = f"one of {every} {what} is tried, others with each commit (ESEC_TESTS=whole tries them all)"
    for item in items:
        item.add_marker(pytest.mark.skip(reason=why))


def _thin_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip kinds of tests, and cases of a kind, and say so; which of them follows the commit (tests/breadth.py)."""
    if WHOLE or len(items) < _RUN:
        return
    costly: dict[Path, dict[str, list[pytest.Item]]] = {config.rootpath / path: {} for path in COSTLY}
    for item in items:
        if (kinds := costly.get(item.path)) is not None:
            kinds.setdefault(getattr(item, "originalname", item.name), []).append(item)
    for kinds in costly.values():
        tried = set(some(kinds, _KINDS))
        for kind, cases in kinds.items():
            if kind not in tried:
                _skip(cases, "kinds of costly tests", _KINDS)
                continue
            chosen = some(cases, _CASES)
            _skip([case for case in cases if case not in chosen], "cases of a kind", _CASES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _thin_out(config, items)
    places = {config.rootpath / path: place for place, path in enumerate(COSTLY)}
    if gone := [str(path) for path in places if not path.is_file()]:
        raise pytest.UsageError(f"tests/conftest.py names files that are not there: {gone}")
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
