"""The table of formats and of the programs that opened them, from what the tests of clients find.

A test declares what it opens, and with what, once:

    @pytest.mark.client("polars", "CSV")
    def test_polars_reads_every_row(address: str, run_in: Run) -> None: ...

The name is that of the distribution (of Python, or of R where `run_r` ran it), so that its version is read from the
environment in which the test ran it. A program of another kind gives its version by `record_property("version", "…")`.
Several marks of one test are several lines. `python -m tests.clients` runs these tests alone and writes the table.
"""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
OPTION = "--clients-table"
_HEAD = """# Programs that open our files

Written by `python -m tests.clients`, which opens what a served site gives with programs that we did not write.
A line holds where all of its tests do.

| format | client | version | result | tests |
|---|---|---|---|---|
"""


class Line(NamedTuple):
    """A format opened by a client in one version; sorts as the table does."""

    format: str
    client: str
    version: str


@cache
def version_in(environment: str, client: str) -> str:
    """Return the version of a distribution in an environment: that of the tests, R's, or one of tests/foreign."""
    if environment == "R":
        return _version_in_r(client)
    folders = sorted((ROOT / f".venv-{environment}").glob("lib/*/site-packages")) if environment else []
    if environment and not folders:
        return ""
    found = (
        distributions(name=client, path=[str(folder) for folder in folders]) if folders else distributions(name=client)
    )
    return next((each.version for each in found), "")


def _version_in_r(client: str) -> str:
    if shutil.which("Rscript") is None:
        return ""
    package = "base" if client == "R" else client
    code = f'cat(tryCatch(as.character(packageVersion("{package}")), error = function(e) ""))'
    return subprocess.run(["Rscript", "--vanilla", "-e", code], capture_output=True, text=True, check=False).stdout


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Note on the report what the test opens: `lines` of the table."""
    report = yield
    given = dict(item.user_properties)
    report.lines = []
    if report.when == "setup" and report.passed:
        return report  # What opens it is not known before the test has run.
    report.lines = [
        Line(form, client, str(given.get("version") or version_in(str(given.get("environment", "")), client)))
        for client, form in (mark.args for mark in item.iter_markers("client"))
    ]
    return report


class Table:
    """Gathers what the tests of clients found, and writes it when they have run."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.found: dict[Line, dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Take a test's verdict; the worst of its three phases stands."""
        for line in report.lines:
            tests = self.found.setdefault(line, {})
            name = report.nodeid.partition("::")[0]
            if report.failed:
                tests[name] = f"**fails**: {_brief(report.longrepr.reprcrash.message)}"
            elif report.skipped and not tests.get(name, "").startswith("**"):
                tests[name] = f"not tried: {_brief(report.longrepr[2].removeprefix('Skipped: '))}"
            else:
                tests.setdefault(name, "opens")

    def pytest_sessionfinish(self) -> None:
        """Write the table."""
        self.file.write_text(_HEAD + "".join(self._rows()), encoding="utf-8")

    def _rows(self) -> Iterator[str]:
        for line, tests in sorted(self.found.items()):
            results = sorted({result for result in tests.values() if result != "opens"}) or ["opens"]
            named = ", ".join(f"`{name}`" for name in sorted(tests))
            yield f"| {line.format} | {line.client} | {line.version or '–'} | {'; '.join(results)} | {named} |\n"


def _brief(text: str) -> str:
    (line, *_) = text.strip().splitlines() or [""]
    return line[:160].replace("|", "/")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the file be named."""
    parser.addoption(OPTION, type=Path, help="file to write the table of formats and clients to")


def pytest_configure(config: pytest.Config) -> None:
    """Write the table where a file is named."""
    if file := config.getoption(OPTION):
        config.pluginmanager.register(Table(file))
