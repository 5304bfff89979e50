"""The verdict as JSON keeps its schema, says everything, and is the same for the same tables."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from expectations.report.acceptances import Acceptance, Acceptances
from expectations.report.verdict import Verdict, summarise, to_record
from expectations.validate import check
from pipelines.schema.columns import T
from tests.expectations.tables import Rows, find, frames_of, valid_rows

_ACCEPTED = Acceptance(
    rule="cautious-terms",
    table=T.INDICATORS,
    row="cases",
    column="definition_en",
    who="A reviewer",
    why=("The law says so.", "La loi le dit."),
    until=date(2027, 1, 1),
    line=2,
)


@pytest.fixture(scope="module")
def schema() -> Any:
    found = json.loads(files("expectations").joinpath("verdict.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    rows = valid_rows()
    find(rows, T.INDICATORS, "cases")["definition_en"] = "Clients convicted in France."
    find(rows, T.OBSERVATIONS, "o-0002").update(obs_value=-24, page=9)
    return check(frames_of(rows), accepted=Acceptances((_ACCEPTED,)), previous=frames_of(rows))


def test_json_keeps_its_schema(verdict: Verdict, schema: Any) -> None:
    jsonschema.validate(to_record(verdict), schema, format_checker=jsonschema.FormatChecker())
    jsonschema.validate(summarise(verdict), schema)


def test_json_names_row_cell_file_line_page_and_cure(verdict: Verdict) -> None:
    record = to_record(verdict)
    (limits,) = [rule for rule in record["rules"] if rule["rule"] == "unit-limits"]
    (fault,) = limits["faults"]
    assert (fault["table"], fault["row"], fault["column"], fault["value"]) == (
        "observations",
        "o-0002",
        "obs_value",
        "-24",
    )
    assert (fault["file"], fault["line"], fault["page"]) == ("observations.csv", 3, 9)
    assert fault["expected"] == {"en": "0 or more", "fr": "0 ou plus"}
    assert fault["cure"]["fr"]


def test_summary_counts_by_indicator(verdict: Verdict) -> None:
    summary = summarise(verdict)
    # The value, its printed form, its page, and what was computed from it.
    assert summary["indicators"]["cases"]["error"] >= 3
    assert summary["indicators"]["cases"]["accepted"] == 1
    assert not summary["success"]
    assert summary["version"] == "1.0.1"


def test_summary_shows_accepted_warnings_with_reason_and_last_day(verdict: Verdict) -> None:
    (rule,) = [rule for rule in summarise(verdict)["rules"] if rule["accepted"]]
    assert rule["result"] == "accepted"
    assert rule["accepted"][0] | {"table": "", "column": ""} == {
        "table": "",
        "row": "cases",
        "column": "",
        "indicator": "cases",
        "who": "A reviewer",
        "why": {"en": "The law says so.", "fr": "La loi le dit."},
        "until": "2027-01-01",
    }


def test_same_tables_give_the_same_summary(rows: Rows) -> None:
    only = {"filled-cells", "clean-text", "used-codes", "no-row-lost"}

    def text() -> str:
        return json.dumps(summarise(check(frames_of(rows), previous=frames_of(rows), only=only)), ensure_ascii=False)

    first = text()
    assert first == text()
    assert json.loads(first)["counts"]["error"]["failed"] == 0


def test_summary_does_not_depend_on_the_clock(rows: Rows) -> None:
    """Acceptances are held against the release's day, unless another is given."""
    assert check(frames_of(rows), only=()).today == "2026-12-01"


def test_faults_carry_what_the_build_prints(verdict: Verdict) -> None:
    lines = [str(fault) for fault in verdict.errors]
    assert any(line.startswith("observations.csv:3: [o-0002] obs_value = '-24' (page 9)") for line in lines)
    assert len(set(lines)) == len(lines)
