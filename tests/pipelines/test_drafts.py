"""`esec verify --suggest`: what is drafted is what the text says, and passes the proof once a person completes it."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from pipelines.commands.verify import verify
from pipelines.prove.printed_rows import read_table
from pipelines.prove.verify import Report, verify_document
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import tables
from pipelines.schema.paths import CURATED_DIR
from tests.pipelines.test_verify import REPORT, TEXT, Row, Rows, good_rows, observation, write_published

NUMBERS = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)


def bare_rows() -> Rows:
    """No figure and nothing left out: the rest of the rows, and one figure of another page's form."""
    return {**good_rows(), T.OBSERVATIONS: [observation("o-0007", "Selon", qualifier="missing")], T.LEFT_OUT: []}


def check(folder: Path, rows: Rows) -> Report:
    write_published(folder, rows)
    return verify_document(folder, TEXT.encode(), "text.txt")


def completed(cells: dict[str, str], number: int) -> Row:
    row: Row = {name: float(text) if name in NUMBERS else text for name, text in cells.items() if text}
    return {**observation(f"o-{number:04}", cells[C.AS_PRINTED]), **row, C.PAGE: int(cells[C.PAGE])}


def test_drafts_say_what_the_text_says(tmp_path: Path) -> None:
    drafts = check(tmp_path, bare_rows()).drafts
    figures = {each.cells[C.AS_PRINTED]: each.cells for each in drafts if each.table == T.OBSERVATIONS}
    assert figures["12 500 appels"] == {
        C.PAGE: "3",
        C.AS_PRINTED: "12 500 appels",
        C.OBS_VALUE_LOW: "12500",
        C.QUALIFIER: "more_than",
        C.TIME_PERIOD: "2009",
    }
    assert figures["7 cas"][C.TIME_PERIOD] == "2008"
    left_out = {each.cells[C.AS_PRINTED] for each in drafts if each.table == T.LEFT_OUT}
    assert left_out == {"20091", "troisième édition"}, "2008 is the period of a figure"


def test_completed_drafts_pass_the_proof(tmp_path: Path) -> None:
    rows = bare_rows()
    first = check(tmp_path, rows)
    assert any(fault.rule == "verify-complete" for fault in first.faults)
    for number, draft in enumerate(first.drafts, start=100):
        form, page = draft.cells[C.AS_PRINTED], int(draft.cells[C.PAGE])
        if draft.table == T.LEFT_OUT:
            reason = "footnote_mark" if form == "20091" else "ordinal_name"
            rows[T.LEFT_OUT].append(
                {C.LEFT_OUT_ID: f"x-{number:04}", C.PAGE: page, C.AS_PRINTED: form, C.REASON: reason}
            )
        elif form == "402":
            # To a program it is 402; a person sees forty, and note 2.
            rows[T.OBSERVATIONS].append(good_rows()[T.OBSERVATIONS][5])
        else:
            rows[T.OBSERVATIONS].append(completed(draft.cells, number))
    # Writing consumed the other tables.
    again = check(tmp_path, {**bare_rows(), T.OBSERVATIONS: rows[T.OBSERVATIONS], T.LEFT_OUT: rows[T.LEFT_OUT]})
    assert again.faults == []
    assert again.drafts == []


@pytest.fixture
def run(tmp_path: Path) -> Iterator[list[str]]:
    """The arguments that verify the invented text."""
    folder, text = tmp_path / "curated", tmp_path / "text.txt"
    folder.mkdir()
    rows = {**bare_rows(), T.CORRECTIONS: []}
    write_published(folder, rows)
    text.write_text(TEXT, encoding="utf-8")
    yield ["--document", str(text), "--curated", str(folder), "--suggest", str(tmp_path / "drafts")]


def test_drafts_are_files_of_the_project_under_the_next_ids(run: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(verify, run)
    assert "drafts in" in result.output
    for table, first in ((T.OBSERVATIONS, "o-0008"), (T.LEFT_OUT, "x-0001")):
        with (tmp_path / "drafts" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            read = csv.DictReader(lines)
            rows = list(read)
        assert read.fieldnames == [column.name for column in tables()[table].raw_columns]
        assert rows[0][tables()[table].key[0]] == first
        assert all(row[C.PAGE] and row[C.AS_PRINTED] for row in rows)


def test_a_file_that_is_there_is_kept(run: list[str], tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    kept = tmp_path / "drafts" / "left_out.csv"
    kept.write_text("mine")
    result = CliRunner().invoke(verify, run)
    assert result.exit_code == 1
    assert "is there already" in result.output
    assert kept.read_text() == "mine"
    assert not (tmp_path / "drafts" / "observations.csv").exists()


@pytest.mark.document
def test_most_figures_of_the_report_would_be_drafted_as_they_were_transcribed(tmp_path: Path) -> None:
    """Of the report's own figures, taken away, most are drafted on their page with their number and wording."""
    if not REPORT.is_file():
        pytest.skip(f"the report's text is not at {REPORT.relative_to(REPORT.parents[2])} beside the project")
    figures = [row for row in read_table(CURATED_DIR, T.OBSERVATIONS) if row[C.SOURCE_ID] == REPORT_SOURCE]
    folder = Path(shutil.copytree(CURATED_DIR, tmp_path / "curated"))
    for table in (T.OBSERVATIONS, T.LEFT_OUT):
        path = folder / f"{table}.parquet"
        frame = pd.read_parquet(path)
        frame[frame[C.SOURCE_ID] != REPORT_SOURCE].to_parquet(path)
    drafts = verify_document(folder, REPORT.read_bytes(), REPORT.name).drafts
    drafted = {
        (each.cells[C.PAGE], each.cells.get(C.QUALIFIER), *(each.cells.get(name) for name in NUMBERS))
        for each in drafts
        if each.table == T.OBSERVATIONS
    }
    wanted = [
        (str(row[C.PAGE]), row[C.QUALIFIER], *(None if row[name] is None else f"{row[name]:.15g}" for name in NUMBERS))
        for row in figures
        if any(row[name] is not None for name in NUMBERS)
    ]
    found = sum(each in drafted for each in wanted)
    assert found / len(wanted) > 0.8, f"{found} of {len(wanted)}"
