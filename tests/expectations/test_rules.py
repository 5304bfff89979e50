"""Every rule finds its damages, names the right rows and nothing else, and lets valid data pass."""

from pathlib import Path

import pytest

from expectations.engine.rule import Rule
from expectations.report.verdict import Status
from expectations.rules import RULES
from expectations.validate import check
from pipelines.schema.columns import C, T
from pipelines.schema.faults import Severity
from pipelines.schema.paths import ROOT
from tests.expectations.damages import DAMAGES, Damage
from tests.expectations.tables import Rows, frames_of, valid_rows
from tests.rules_guide import render_guide

# Damaged in frames, as rows cannot hold such damage: see test_structure.py.
_STRUCTURAL = {rule.id for rule in RULES.values() if rule.structural}


def test_valid_data_passes_every_rule(rows: Rows) -> None:
    verdict = check(frames_of(rows), previous=frames_of(rows))
    assert [str(fault) for fault in verdict.faults] == []
    assert {result.status for result in verdict.results} == {Status.PASSED}
    assert [result.rule.id for result in verdict.results] == list(RULES)


def _id(damage: Damage) -> str:
    return f"{damage.rule}-{DAMAGES.index(damage)}"


@pytest.mark.parametrize("damage", DAMAGES, ids=_id)
def test_rule_names_the_damaged_rows(damage: Damage, rows: Rows) -> None:
    damaged = valid_rows()
    damage.edit(damaged)
    assert damaged != rows, "the damage must change something"
    now, previous = (rows, damaged) if damage.to_previous else (damaged, rows)
    verdict = check(frames_of(now), previous=frames_of(previous), only={damage.rule})
    (result,) = [each for each in verdict.results if each.rule.id == damage.rule]
    assert result.status is Status.FAILED
    assert {(fault.table, fault.row) for fault in result.faults} == set(damage.named)
    for fault in result.faults:
        assert fault.severity is RULES[damage.rule].severity
        assert fault.expected and fault.expected_fr and fault.cure and fault.cure_fr


def test_who_takes_an_entry_of_the_ledger_back_is_told_how_to_undo_it(rows: Rows) -> None:
    without = valid_rows()
    without[T.CORRECTIONS] = [row for row in without[T.CORRECTIONS] if row[C.CORRECTION_ID] != "c-0001"]
    (fault,) = check(frames_of(without), previous=frames_of(rows), only={"no-row-lost"}).errors
    assert "c-0001 as it was published" in fault.expected and "by a new entry" in fault.expected
    assert "c-0001 telle qu" in fault.expected_fr


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_rule_is_explained_in_both_languages(rule: Rule) -> None:
    for part in ("name", "sentence", "expected", "cure"):
        english, french = rule.text(part)
        assert english and french and english != french
    assert all(sentence.endswith(".") for sentence in rule.text("sentence"))
    assert f'<a id="{rule.id}"></a>' in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_rule_has_a_failing_example() -> None:
    assert {damage.rule for damage in DAMAGES} | _STRUCTURAL == set(RULES)


def test_guide_is_up_to_date() -> None:
    written = Path(ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == render_guide(), "write it again: python -m tests.rules_guide > docs/rules.md"


def test_most_rules_stop_publication() -> None:
    """Warnings are few, so that each is looked at; what is only unlikely is never more than a warning."""
    warnings = {rule.id for rule in RULES.values() if rule.severity is not Severity.ERROR}
    unlikely = {rule.id for rule in RULES.values() if rule.theme == "plausible"}
    assert len(unlikely) > 5 and unlikely < warnings
    assert warnings - unlikely == {
        "used-codes",
        "used-areas",
        "area-names",
        "cautious-terms",
        "other-changes",
        "proof-current",
        "report-proved",
    }
    told = {rule.id for rule in RULES.values() if rule.severity is Severity.INFORMATION}
    assert told == {"other-changes", "used-areas", "report-proved"}


def test_of_rows_that_share_an_id_the_published_one_keeps_it_and_the_other_is_told_the_next_free(rows: Rows) -> None:
    other = {"obs_id": "o-0002", "time_period": "2004", "obs_value": 25, "as_printed": "25"}
    both = valid_rows()
    figure = next(row for row in both[T.OBSERVATIONS] if row[C.OBS_ID] == "o-0002")
    both[T.OBSERVATIONS].insert(0, {**figure, **other})
    for previous, of_first, of_second in (
        (frames_of(rows), "an id of its own", "o-0002 for this row alone"),
        (None, "o-0002 for this row alone", "an id of its own"),
    ):
        verdict = check(frames_of(both), previous=previous, only={"unique-key"})
        first, second = sorted(
            (fault for fault in verdict.errors if fault.table == T.OBSERVATIONS), key=lambda fault: fault.line or 0
        )
        assert of_first in first.expected and of_second in second.expected
        assert "o-0013 is the next" in first.expected + second.expected
        assert "prochain libre" in first.expected_fr + second.expected_fr


def test_an_id_of_the_ledger_is_not_offered_again(rows: Rows) -> None:
    both = valid_rows()
    figure = next(row for row in both[T.OBSERVATIONS] if row[C.OBS_ID] == "o-0002")
    both[T.OBSERVATIONS].append({**figure, "time_period": "2004"})
    both[T.CORRECTIONS].append({**both[T.CORRECTIONS][0], "correction_id": "c-0099", "obs_id": "o-0050"})
    found = check(frames_of(both), previous=frames_of(rows), only={"unique-key"}).errors
    assert any("o-0051 is the next" in fault.expected for fault in found)
