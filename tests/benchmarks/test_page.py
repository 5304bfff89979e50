"""The tables that readers see are those of the run that is kept beside them."""

from pathlib import Path

import pytest

from tests.benchmarks.measure import Line
from tests.benchmarks.page import END, PAGES, RUN, START, cells, read_run, replace_table


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_table_is_that_of_the_run(path: Path) -> None:
    if not RUN.is_file():
        pytest.skip("no run is kept: make bench BENCH_JSON=docs/benchmarks.json, then python -m tests.benchmarks.page")
    record, lines = read_run(RUN.read_text(encoding="utf-8"))
    text = path.read_text(encoding="utf-8")
    assert lines
    assert replace_table(text, PAGES[path](record, lines)) == text, "run: python -m tests.benchmarks.page"


def test_a_limit_that_is_not_kept_is_said() -> None:
    line = Line(group="g", what="w", unit="s", ours=3, peer=1, peer_name="p", limit=2)
    assert cells(line) == ("w", "3 s", "1 s", "3.00", "≤ 2", "**no**", "p")


def test_a_text_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks"):
        replace_table("no marks", "table")
    assert replace_table(f"a {START} old {END} b", "new") == f"a {START}\n\nnew\n\n{END} b"
