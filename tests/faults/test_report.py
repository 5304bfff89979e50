"""What a run says is kept, added to, and shown as it is."""

import json
from pathlib import Path

import pytest

from tests.faults.outcome import Outcome
from tests.faults.page import PAGE, RUN, replace_table
from tests.faults.readers import Tally
from tests.faults.report import NOT_SEEN, SEEN, Line, read, write


def _line(scenario: str, *faults: str, seen: str = SEEN) -> Line:
    line = Line(scenario, sabotages={"no_guard": seen})
    tally = Tally(sent=5, answered=4, broken=1, waits=[0.02] * 4, begun=0, ended=1)
    line.take(Outcome(scenario, tally, Tally(answered=8, waits=[0.01], begun=0, ended=1), list(faults), "twice"))
    return line


def test_a_line_says_what_readers_got_beside_the_calm() -> None:
    shown = ("it (twice)", "no guard: seen", "5", "1", "0", "0", "0", "0.50", "20", "10", "2.0", "as it should be")
    assert _line("it").cells() == shown


def test_a_fault_and_a_sabotage_that_is_not_seen_fail() -> None:
    assert not _line("it").failed
    assert _line("it", "requests failed").failed
    assert _line("it", seen=NOT_SEEN).failed


def test_parts_of_a_run_are_put_together(tmp_path: Path) -> None:
    path, order = tmp_path / "faults.json", ["one", "two"]
    write(path, [_line("two"), _line("one", "old")], order, add=False)
    write(path, [_line("one")], order, add=True)
    assert [(line.scenario, line.faults) for line in read(path)[1]] == [("one", []), ("two", [])]
    write(path, [_line("one")], order, add=False)
    assert len(json.loads(path.read_text(encoding="utf-8"))["lines"]) == 1


def test_the_table_is_that_of_the_run() -> None:
    if not RUN.is_file():
        pytest.skip("no run is kept: make faults FAULTS_JSON=docs/faults.json, then python -m tests.faults.page")
    text = PAGE.read_text(encoding="utf-8")
    assert replace_table(text) == text, "run: python -m tests.faults.page"
