"""Warnings can be accepted one by one, until a day; what is wrong with an acceptance is a fault."""

from datetime import date
from pathlib import Path

import pytest

from expectations.report.acceptances import FILE, Acceptances, read_acceptances
from expectations.report.verdict import RuleResult, Status, Verdict
from expectations.validate import check
from pipelines.schema.columns import T
from tests.expectations.tables import Rows, find, frames_of

_BLOCK = """
[[accepted]]
rule = "cautious-terms"
table = "indicators"
row = "cases"
column = "definition_en"
who = "A reviewer"
why_en = "The law says so."
why_fr = "La loi le dit."
until = 2027-01-31
"""
_RULE = "cautious-terms"


def _read(tmp_path: Path, text: str) -> Acceptances:
    path = tmp_path / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_acceptances(tmp_path)


@pytest.fixture
def rows(rows: Rows) -> Rows:
    find(rows, T.INDICATORS, "cases")["definition_en"] = "Clients convicted in France."
    return rows


def _check(rows: Rows, accepted: Acceptances, day: date = date(2027, 1, 31)) -> Verdict:
    return check(frames_of(rows), accepted=accepted, today=day, only={_RULE})


def _result(verdict: Verdict) -> RuleResult:
    return next(result for result in verdict.results if result.rule.id == _RULE)


def test_unaccepted_warning_is_open(rows: Rows) -> None:
    verdict = _check(rows, Acceptances())
    assert not verdict.success
    assert verdict.errors == []


def test_accepted_warning_is_not_open_and_says_why(rows: Rows, tmp_path: Path) -> None:
    verdict = _check(rows, _read(tmp_path, _BLOCK))
    result = _result(verdict)
    assert verdict.success
    assert (result.status, result.faults, result.count) == (Status.ACCEPTED, (), 1)
    assert result.accepted[0].acceptance.why[1] == "La loi le dit."


def test_it_expires_the_day_after_its_last(rows: Rows, tmp_path: Path) -> None:
    verdict = _check(rows, _read(tmp_path, _BLOCK), date(2027, 2, 1))
    assert _result(verdict).status is Status.FAILED
    (fault,) = verdict.others
    assert (fault.file, fault.line, fault.value) == (FILE, 2, "2027-01-31")
    assert fault in verdict.errors


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('row = "cases"', 'row = "cases-mean"'),
        ('column = "definition_en"', 'column = "definition_fr"'),
        ('table = "indicators"', 'table = "events"'),
        ('rule = "cautious-terms"', 'rule = "guarded-terms"'),
        ('rule = "cautious-terms"', 'rule = "no-such-rule"'),
    ],
)
def test_acceptance_of_something_else_is_a_fault(rows: Rows, tmp_path: Path, before: str, after: str) -> None:
    verdict = _check(rows, _read(tmp_path, _BLOCK.replace(before, after)))
    assert len(verdict.others) == 1
    assert _result(verdict).status is Status.FAILED


@pytest.mark.parametrize(
    "text",
    [
        _BLOCK.replace('who = "A reviewer"', 'who = " "'),
        _BLOCK.replace('why_fr = "La loi le dit."\n', ""),
        _BLOCK.replace("2027-01-31", '"2027-01-31"'),
        _BLOCK.replace("until = 2027-01-31", "until = 2027-01-31T00:00:00"),
        _BLOCK + 'since = "ever"\n',
        _BLOCK + _BLOCK,
        "accepted = 3",
        "[others]\n",
        "[[accepted",
    ],
)
def test_faults_of_the_file_are_said(tmp_path: Path, text: str) -> None:
    faults = _read(tmp_path, text).faults
    assert [fault.file for fault in faults] == [FILE]
    assert all(fault.expected and fault.cure for fault in faults)


def test_without_file_nothing_is_accepted(tmp_path: Path) -> None:
    assert read_acceptances(tmp_path).accepted == ()


def test_errors_cannot_be_accepted(rows: Rows, tmp_path: Path) -> None:
    find(rows, T.INDICATORS, "cases")["definition_en"] = "Child prostitution in France."
    accepted = _read(tmp_path, _BLOCK.replace(_RULE, "guarded-terms"))
    verdict = check(frames_of(rows), accepted=accepted, today=date(2027, 1, 1), only={"guarded-terms"})
    assert [fault.rule for fault in verdict.errors] == ["guarded-terms", "acceptances"]
