"""`esec verify`: what is planted wrong in rows or left out of them is found, each fault with its file and line."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.commands.verify import verify
from pipelines.prove.printed_rows import PRINTED_TABLES
from pipelines.prove.report_text import LINES
from pipelines.prove.verify import NoRegisteredSourceError, Report, verify_document
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Fault
from pipelines.schema.paths import ROOT
from pipelines.schema.proof import RECORD, RECORD_COLUMNS

SOURCE = "invented-2010"
REPORT = ROOT.parent / "shared" / "source" / "ecpat-france-2011.txt"
Row = dict[str, Any]
Rows = dict[str, list[Row]]
# Invented; every trap of a text layer in a few lines: broken numbers, glued marks, words, tables, articles, lists.
TEXT = """Le service a reçu plus de 12
500 appels en 20091. Deux enquêtes ont été
ouvertes, dont deux closes. Un adulte sur
trois (34%) connaît le numéro ; 34% des femmes.
On note 7 cas en 2008. Le total reste inférieur à 402. Selon
l’article 225-7, la peine est de cinq
ans et de 75 000 euros3.
Convention de Rome - 1999 4/5/2001
2003 - 1er rapport
Accord du 9 mars 2004. La troisième
édition compte 8 axes :
(1) informer ; (2) former.
"""
PAGE_MAP = "3:1;4:8"


def observation(obs_id: str, form: str, value: float | None = None, **cells: Any) -> Row:
    return {
        C.OBS_ID: obs_id,
        C.QUALIFIER: "exact",
        C.OBS_VALUE: value,
        C.TIME_PERIOD: "2009",
        C.PAGE: 3,
        C.AS_PRINTED: form,
        **cells,
    }


def good_rows() -> Rows:
    return {
        T.OBSERVATIONS: [
            observation("o-0001", "plus de 12 500 appels", obs_value_low=12500.0, qualifier="more_than", footnote="1"),
            observation("o-0002", "Deux enquêtes", 2.0),
            observation("o-0003", "dont deux", 2.0),
            observation("o-0004", "(34%)", 34.0),
            observation("o-0005", "34% des femmes", 34.0),
            observation("o-0006", "inférieur à 40", obs_value_high=40.0, qualifier="less_than", footnote="2"),
            observation("o-0007", "Selon", qualifier="missing"),
            observation("o-0008", "7 cas en 2008", 7.0, time_period="2008"),
        ],
        T.LEGAL_PENALTIES: [
            {
                C.PENALTY_ID: "p-0001",
                C.ARTICLE: "225-7",
                C.PRISON_YEARS: 5.0,
                C.FINE: 75000.0,
                C.PAGE: 3,
                C.AS_PRINTED: "cinq ans et de 75 000 euros",
            }
        ],
        T.TREATIES: [
            {
                C.TREATY_ID: "rome",
                C.ADOPTED: "1999",
                C.RATIFIED: "2001-05-04",
                C.REPORTS: "2003:1",
                C.PAGE: 4,
                C.AS_PRINTED: "4/5/2001",
            }
        ],
        T.EVENTS: [{C.EVENT_ID: "ev-accord", C.DATE: "2004-03-09", C.PAGE: 4, C.AS_PRINTED: "9 mars 2004"}],
        T.LEFT_OUT: [
            {C.LEFT_OUT_ID: "x-0001", C.PAGE: 3, C.AS_PRINTED: "Un adulte sur trois", C.REASON: "repeated"},
            {C.LEFT_OUT_ID: "x-0002", C.PAGE: 4, C.AS_PRINTED: "troisième édition", C.REASON: "ordinal_name"},
            {C.LEFT_OUT_ID: "x-0003", C.PAGE: 4, C.AS_PRINTED: "8 axes", C.REASON: "rhetorical_count"},
        ],
    }


def write(folder: Path, name: str, rows: list[Row]) -> None:
    """Write rows as a published table; columns that no test speaks of hold a filler."""
    filler = {"string": "x", "double": 0.0, "int64": 0, "bool": False}
    whole = [
        {
            column.name: row.get(column.name, None if column.nullable else filler[column.field.type])
            for column in tables()[name].columns
        }
        for row in rows
    ]
    pq.write_table(pa.Table.from_pylist(whole, schema=arrow_schema(tables()[name])), folder / f"{name}.parquet")


def write_published(folder: Path, rows: Rows, text: str = TEXT, language: str = "fr", page_map: str = PAGE_MAP) -> None:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    write(
        folder,
        T.SOURCES,
        [
            {
                C.SOURCE_ID: SOURCE,
                C.DOCUMENT_SHA256: sha256,
                C.PAGE_MAP: page_map,
                C.PUBLISHED: "2010",
                C.LANGUAGE: language,
            }
        ],
    )
    lineage = []
    for name in (T.INDICATORS, T.SURVEY_QUESTIONS):
        write(folder, name, rows.pop(name, []))
    for name, of_table in rows.items():
        write(folder, name, [{C.SOURCE_ID: SOURCE, **row} for row in of_table])
        (key,) = tables()[name].key
        lineage += [
            {C.TABLE_ID: name, C.ROW_KEY: row[key], C.RAW_FILE: f"{SOURCE}/{name}.csv", C.RAW_LINE: line}
            for line, row in enumerate(of_table, start=2)
        ]
    write(folder, T.LINEAGE, lineage)


Check = Callable[..., Report]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Verify the invented text against the good rows after a change to them or to the text."""

    def run(change: Callable[[Rows], object] = lambda rows: None, text: str = TEXT, **options: bool) -> Report:
        rows = good_rows()
        change(rows)
        write_published(tmp_path, rows)
        return verify_document(tmp_path, text.encode(), "text.txt", **options)

    return run


def the_fault(report: Report) -> Fault:
    (fault,) = report.faults
    return fault


def test_rows_that_say_what_is_printed_have_no_fault(check: Check) -> None:
    report = check()
    assert report.faults == []
    assert report.rows == {T.OBSERVATIONS: 8, T.LEGAL_PENALTIES: 1, T.TREATIES: 1, T.EVENTS: 1, T.LEFT_OUT: 3}
    assert sum(report.accounted.values()) == report.numbers > 0


@pytest.mark.parametrize(
    ("table", "index", "cells", "rule", "column"),
    [
        (T.OBSERVATIONS, 1, {C.OBS_VALUE: 3.0}, "verify-number-printed", C.OBS_VALUE),
        (T.OBSERVATIONS, 0, {C.OBS_VALUE_LOW: 500.0}, "verify-number-printed", C.OBS_VALUE_LOW),
        (T.OBSERVATIONS, 5, {C.OBS_VALUE_HIGH: 402.0}, "verify-number-printed", C.OBS_VALUE_HIGH),
        (T.OBSERVATIONS, 3, {C.PAGE: 4}, "verify-printed-on-page", C.AS_PRINTED),
        (T.OBSERVATIONS, 3, {C.PAGE: 12}, "verify-page-known", C.PAGE),
        (T.OBSERVATIONS, 3, {C.AS_PRINTED: "(43%)"}, "verify-printed-on-page", C.AS_PRINTED),
        (T.OBSERVATIONS, 3, {C.FOOTNOTE: "7"}, "verify-footnote", C.FOOTNOTE),
        (T.OBSERVATIONS, 3, {C.QUALIFIER: "approx"}, "verify-wording", C.QUALIFIER),
        (T.OBSERVATIONS, 3, {C.TIME_PERIOD: "2007"}, "verify-period-printed", C.TIME_PERIOD),
        (T.OBSERVATIONS, 3, {C.TIME_PERIOD: "2010"}, "verify-period-printed", C.TIME_PERIOD),
        (T.OBSERVATIONS, 7, {C.TIME_PERIOD: "2009"}, "verify-period-printed", C.TIME_PERIOD),
        (T.LEGAL_PENALTIES, 0, {C.PRISON_YEARS: 6.0}, "verify-number-printed", C.PRISON_YEARS),
        (T.LEGAL_PENALTIES, 0, {C.FINE: 7500.0}, "verify-number-printed", C.PRISON_YEARS),
        (T.LEGAL_PENALTIES, 0, {C.ARTICLE: "225-8"}, "verify-article", C.ARTICLE),
        (T.TREATIES, 0, {C.RATIFIED: "2001-04-05"}, "verify-number-printed", C.RATIFIED),
        (T.TREATIES, 0, {C.ADOPTED: "1998"}, "verify-date-printed", C.DATE),
        (T.TREATIES, 0, {C.REPORTS: "2003:2"}, "verify-report-printed", C.REPORTS),
        (T.EVENTS, 0, {C.DATE: "2004-03"}, "verify-number-printed", C.DATE),
        (T.LEFT_OUT, 0, {C.PAGE: 4}, "verify-left-out", C.AS_PRINTED),
    ],
)
def test_a_wrong_cell_is_named_with_file_and_line(
    check: Check, table: str, index: int, cells: Row, rule: str, column: str
) -> None:
    report = check(lambda rows: rows[table][index].update(cells))
    wrong = [fault for fault in report.faults if fault.rule == rule]
    assert [(fault.file, fault.line, fault.column) for fault in wrong] == [(f"{SOURCE}/{table}.csv", index + 2, column)]


def test_a_form_on_another_page_is_said_to_stand_there(check: Check) -> None:
    report = check(lambda rows: rows[T.OBSERVATIONS][3].update(page=4))
    assert any("page 3" in fault.cure for fault in report.faults)


@pytest.mark.parametrize(
    ("table", "index", "printed"),
    [(T.OBSERVATIONS, 0, "12 500"), (T.OBSERVATIONS, 2, "deux"), (T.EVENTS, 0, "9 mars 2004"), (T.LEFT_OUT, 2, "8")],
)
def test_a_number_without_a_row_is_missed(check: Check, table: str, index: int, printed: str) -> None:
    report = check(lambda rows: rows[table].pop(index))
    missed = [(fault.file, fault.expected) for fault in report.faults if fault.rule == "verify-complete"]
    assert ("text.txt", f"{printed!r} to be transcribed or listed as left out") in missed


def test_a_missed_number_is_placed_on_page_and_line(check: Check) -> None:
    fault = the_fault(check(lambda rows: rows[T.LEFT_OUT].pop(2)))
    assert (fault.page, fault.line) == (4, 11)


@pytest.mark.parametrize(("between", "missed"), [(10, False), (700, True)])
def test_a_date_far_from_the_row_that_has_it_dates_something_else(check: Check, between: int, missed: bool) -> None:
    again = TEXT + "mots " * (between // 5) + "\nUne rencontre a suivi le 9 mars 2004.\n"
    report = check(text=again, any_edition=True)
    assert [fault.rule for fault in report.faults] == ["verify-complete"] * missed


def test_two_rows_may_not_state_one_printed_number(check: Check) -> None:
    def double(rows: Rows) -> None:
        rows[T.OBSERVATIONS].append(observation("o-0009", "34% des femmes", 34.0))

    fault = the_fault(check(double))
    assert (fault.rule, fault.row in {"o-0005", "o-0009"}) == ("verify-own-place", True)


def test_the_same_form_printed_twice_serves_two_rows(check: Check) -> None:
    report = check(lambda rows: [row.update(as_printed="34%") for row in rows[T.OBSERVATIONS][3:5]])
    assert report.faults == []


def test_a_row_that_leaves_out_what_is_transcribed_is_idle(check: Check) -> None:
    more = {C.LEFT_OUT_ID: "x-0004", C.PAGE: 3, C.AS_PRINTED: "Deux enquêtes", C.REASON: "repeated"}
    fault = the_fault(check(lambda rows: rows[T.LEFT_OUT].append(more)))
    assert (fault.rule, fault.row) == ("verify-left-out", "x-0004")


def test_a_period_that_is_not_printed_may_be_the_year_of_publication_if_noted(check: Check) -> None:
    explained = {C.TIME_PERIOD: "2010", C.NOTE_EN: "Year of the report.", C.NOTE_FR: "Année du rapport."}
    assert check(lambda rows: rows[T.OBSERVATIONS][1].update(explained)).faults == []


def test_a_survey_dated_by_its_fieldwork_is_proved_by_the_day_of_its_publication(check: Check) -> None:
    def survey(rows: Rows, published: str) -> None:
        asked = {C.QUESTION_ID: "q-1", C.FIELDWORK: "2008-10-22/2008-10-23", C.PUBLISHED: published}
        rows[T.SURVEY_QUESTIONS] = [asked]
        rows[T.INDICATORS] = [{C.INDICATOR_ID: "opinion", C.QUESTION_ID: "q-1"}]
        rows[T.OBSERVATIONS][3].update(indicator_id="opinion", time_period=asked[C.FIELDWORK])

    assert check(lambda rows: survey(rows, "2009")).faults == []
    assert {fault.rule for fault in check(lambda rows: survey(rows, "2007")).faults} == {"verify-period-printed"}


def test_a_report_that_is_due_is_printed_as_one_that_was_submitted(check: Check) -> None:
    assert check(lambda rows: rows[T.TREATIES][0].update(reports=None, reports_due="2003:1")).faults == []


def test_a_mark_that_nothing_explains_is_missed(check: Check) -> None:
    def forget_mark(rows: Rows) -> None:
        rows[T.OBSERVATIONS][5].update(footnote=None, as_printed="inférieur à 402", obs_value_high=402.0)

    fault = the_fault(check(forget_mark))
    assert (fault.rule, fault.value) == ("verify-marks", "2")


def test_another_text_is_refused_unless_any_edition_will_do(check: Check) -> None:
    other = TEXT.replace("Selon", "Selon  ")
    fault = the_fault(check(text=other))
    assert (fault.rule, fault.column) == ("verify-hash", C.DOCUMENT_SHA256)
    assert check(text=other, any_edition=True).faults == []


def test_every_fault_is_listed_at_once(check: Check) -> None:
    def break_all(rows: Rows) -> None:
        for row in rows[T.OBSERVATIONS][:6]:
            row.update(page=4)

    assert {fault.row for fault in check(break_all).faults} >= {f"o-000{n}" for n in range(1, 7)}


def test_without_a_registered_text_there_is_nothing_to_verify(tmp_path: Path) -> None:
    write(tmp_path, T.SOURCES, [{C.SOURCE_ID: SOURCE}])
    with pytest.raises(NoRegisteredSourceError, match="document_sha256"):
        verify_document(tmp_path, TEXT.encode(), "text.txt")


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., Any]:
    """Run the command on the invented text and the good rows, after a change to them."""

    def run(*options: str, change: Callable[[Rows], object] = lambda rows: None, text: str = TEXT) -> Any:
        rows = good_rows()
        change(rows)
        folder = tmp_path / "curated"
        folder.mkdir(exist_ok=True)
        write_published(folder, rows)
        (tmp_path / "text.txt").write_text(text, encoding="utf-8", newline="")
        (tmp_path / "raw" / SOURCE).mkdir(parents=True, exist_ok=True)
        given = ["--document", str(tmp_path / "text.txt"), "--curated", str(folder), "--raw", str(tmp_path / "raw")]
        return CliRunner().invoke(verify, [*given, *options])

    return run


def test_the_command_ends_with_0_and_counts_when_all_holds(command: Callable[..., Any]) -> None:
    result = command()
    assert result.exit_code == 0
    assert "8 observations" in result.output and "no fault" in result.output


def test_the_command_ends_with_1_and_lists_faults(command: Callable[..., Any], tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        rows[T.OBSERVATIONS][1].update(obs_value=3.0)
        rows[T.EVENTS][0].update(page=3)

    result = command("--json", str(tmp_path / "out.json"), change=change)
    assert result.exit_code == 1
    assert f"{SOURCE}/observations.csv:3" in result.stderr and f"{SOURCE}/events.csv:2" in result.stderr
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {fault["row"] for fault in written["faults"]} >= {"o-0002", "ev-accord"}
    assert written["rows"][T.OBSERVATIONS] == 8


def test_what_is_still_to_be_done_is_counted_by_page(command: Callable[..., Any]) -> None:
    def change(rows: Rows) -> None:
        rows[T.LEFT_OUT] = rows[T.LEFT_OUT][:1]
        rows[T.OBSERVATIONS].pop(1)

    said = command(change=change).output
    whole = command().output
    assert "3 of" in said and "0 of 2 pages are done" in said
    assert re.search(r"page 3: \d+ of \d+ done, 1 to do\n  page 4: \d+ of \d+ done, 2 to do", said)
    assert "still to be transcribed" not in whole


def test_a_proof_is_recorded_beside_the_source_with_nothing_of_the_text(
    command: Callable[..., Any], tmp_path: Path
) -> None:
    record = tmp_path / "raw" / SOURCE / RECORD
    assert "proof recorded" in command().output
    said = tomllib.loads(record.read_text(encoding="utf-8"))
    assert set(said) == set(RECORD_COLUMNS)
    assert said[C.PROVED_SHA256] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert said[C.PROVED_NUMBERS] > 0
    assert said[C.PROVED_ON] == date.today().isoformat()
    assert "text.txt" not in record.read_text(encoding="utf-8") and "service" not in record.read_text(encoding="utf-8")


def test_the_same_proof_again_leaves_the_record_as_it_is(command: Callable[..., Any], tmp_path: Path) -> None:
    command()
    record = tmp_path / "raw" / SOURCE / RECORD
    earlier = record.read_text(encoding="utf-8").replace(date.today().isoformat(), "2020-01-01")
    record.write_text(earlier, encoding="utf-8")
    assert "recorded before" in command().output
    assert record.read_text(encoding="utf-8") == earlier
    # A wording that the source prints at greater length is another row, which is proved again.
    command(change=lambda rows: rows[T.OBSERVATIONS][1].update(as_printed="Deux enquêtes ont"))
    assert f'{C.PROVED_ON} = "{date.today()}"' in record.read_text(encoding="utf-8")


@pytest.mark.parametrize(("options", "text"), [(["--no-record"], TEXT), (["--any-edition"], f"{TEXT} \n")])
def test_a_check_alone_and_another_edition_leave_no_record(
    command: Callable[..., Any], tmp_path: Path, options: list[str], text: str
) -> None:
    assert command(*options, text=text).exit_code == 0
    assert not (tmp_path / "raw" / SOURCE / RECORD).exists()


def test_rows_with_faults_are_not_recorded(command: Callable[..., Any], tmp_path: Path) -> None:
    assert command(change=lambda rows: rows[T.EVENTS][0].update(page=3)).exit_code == 1
    assert not (tmp_path / "raw" / SOURCE / RECORD).exists()


def test_a_record_that_cannot_be_written_is_said(command: Callable[..., Any], tmp_path: Path) -> None:
    result = command("--raw", str(tmp_path / "nowhere"))
    assert result.exit_code == 1 and "--no-record" in result.stderr


def test_the_command_says_what_is_missing(command: Callable[..., Any], tmp_path: Path) -> None:
    result = command("--curated", str(tmp_path / "nowhere"))
    assert result.exit_code == 1 and "esec build" in result.stderr
    result = command("--json", str(tmp_path / "no" / "such.json"))
    assert result.exit_code == 1 and "such.json" in result.stderr


@pytest.fixture
def real(frames: dict[str, pd.DataFrame], tmp_path: Path) -> Callable[[], Report]:
    """Verify the real raw folder against the report's text, after a test's change to its frames."""
    if not REPORT.is_file():
        pytest.skip(f"the report's text is not at {REPORT.relative_to(ROOT.parent)} beside the project")

    def run() -> Report:
        about = (T.LEFT_OUT, T.SOURCES, T.INDICATORS, T.SURVEY_QUESTIONS, T.LINEAGE)
        for name in (*PRINTED_TABLES, *about):
            arrow = pa.Table.from_pandas(frames[name], schema=arrow_schema(tables()[name]), preserve_index=False)
            pq.write_table(arrow, tmp_path / f"{name}.parquet")
        return verify_document(tmp_path, REPORT.read_bytes(), REPORT.name)

    return run


def of_report(frame: pd.DataFrame, report: Report) -> pd.Series:
    return frame[C.SOURCE_ID] == report.source_id


@pytest.mark.document
def test_every_row_of_the_report_is_proven_and_no_number_is_missed(real: Callable[[], Report]) -> None:
    report = real()
    assert [str(fault) for fault in report.faults] == []
    assert all(report.rows.values())


@pytest.mark.document
@pytest.mark.parametrize("column", [C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH])
def test_every_changed_value_of_the_report_is_found(
    real: Callable[[], Report], frames: dict[str, pd.DataFrame], column: str
) -> None:
    frames[T.OBSERVATIONS][column] += 1
    report = real()
    changed = frames[T.OBSERVATIONS][of_report(frames[T.OBSERVATIONS], report) & frames[T.OBSERVATIONS][column].notna()]
    assert len(changed) and set(changed[C.OBS_ID]) <= {fault.row for fault in report.faults}


@pytest.mark.document
# Without events and numbers left out: neighbouring pages date a law alike, or say an edition again.
@pytest.mark.parametrize("table", [T.OBSERVATIONS, T.LEGAL_PENALTIES, T.TREATIES])
def test_every_row_of_the_report_on_another_page_is_found(
    real: Callable[[], Report], frames: dict[str, pd.DataFrame], table: str
) -> None:
    frames[table][C.PAGE] += 1
    report = real()
    (key,) = tables()[table].key
    moved = frames[table][of_report(frames[table], report)]
    assert set(moved[key]) - {fault.row for fault in report.faults} == set()


@pytest.mark.document
def test_every_number_of_a_dropped_row_is_missed(real: Callable[[], Report], frames: dict[str, pd.DataFrame]) -> None:
    known = real()
    observations = frames[T.OBSERVATIONS]
    frames[T.OBSERVATIONS] = observations[~of_report(observations, known)]
    missed = [fault for fault in real().faults if fault.rule == "verify-complete"]
    assert len(missed) >= known.accounted[T.OBSERVATIONS]


def test_nothing_of_an_individual_case_is_published(frames: dict[str, pd.DataFrame]) -> None:
    left_out = frames[T.LEFT_OUT]
    cases = left_out.loc[left_out[C.REASON] == "individual_case", C.AS_PRINTED]
    assert len(cases)
    assert all(LINES.fullmatch(form) for form in cases)
