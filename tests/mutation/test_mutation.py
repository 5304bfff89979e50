"""A sample of the damages of `python -m tests.mutation`: what changes the meaning of a row is named, or explained."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations.rules import RULES
from pipelines.schema.columns import T
from pipelines.schema.paths import RAW_DIR, ROOT
from tests.breadth import WHOLE, some
from tests.mutation.damage import WAYS, Stage, Tried
from tests.mutation.harness import Harness
from tests.mutation.report import SITUATIONS, passed, share_caught, unexplained
from tests.mutation.survivors import EXPLAINED, EXPLAINED_PREFIXES

COUNT = 150
SEED = 20111123
# How far counts compare and how well they are attested is for us to judge, as our words are.
JUDGED = (
    "text: ",
    "catalogue: ",
    "number in a note",
    "group of",
    "confidence: ",
    "another code: observations.confidence",
)
# Tables that are our own bookkeeping.
OURS = {T.LEFT_OUT}
# Nothing of these may pass, whatever happens: numbers, their bounds and their kind.
NUMBERS = ("value: ", "qualifier", "rows: values exchanged")


def table_name(one: Tried) -> str:
    return Path(one.damage.file).stem


DOCUMENT = ROOT.parent / "shared" / "source" / "ecpat-france-2011.txt"


@pytest.fixture(scope="module")
def report() -> Path:
    if not DOCUMENT.is_file():
        pytest.skip("the report's text is not at shared/source/ecpat-france-2011.txt beside the project")
    return DOCUMENT


@pytest.fixture(scope="module")
def harness() -> Harness:
    return Harness(RAW_DIR, DOCUMENT if DOCUMENT.is_file() else None)


@pytest.fixture(scope="module")
def tried(harness: Harness) -> list[Tried]:
    # Each kind once at least, or of one in three kinds: the command in docs/mutation.md's head tries thousands.
    sample = harness.make(COUNT if WHOLE else COUNT // 3, SEED, some(WAYS, 3))
    harness.try_all(sample)
    # Damages are tried together, and the faults of one may be laid to another: what seems to pass is tried alone.
    for one in unexplained(sample):
        one.named.clear()
        harness.try_all([one])
    return sample


def _lines(tried: Iterator[Tried] | list[Tried]) -> str:
    return "\n".join(f"{one.way.kind}: {one.damage.file} {one.damage.what}" for one in tried)


def test_there_is_a_damage_of_every_kind(tried: list[Tried]) -> None:
    kinds = {way.kind for way in some(WAYS, 3) if not way.harmless}
    # A list of one code has no other code to take.
    assert len(kinds - {one.way.kind for one in tried}) <= 2


@pytest.mark.document
@pytest.mark.usefixtures("report")
def test_every_damage_is_named_or_explained(tried: list[Tried]) -> None:
    assert not unexplained(tried), _lines(unexplained(tried))


@pytest.fixture(scope="module")
def numbers(tried: list[Tried]) -> list[Tried]:
    found = [one for one in tried if one.way.kind.startswith(NUMBERS)]
    assert found
    return found


@pytest.mark.document
@pytest.mark.usefixtures("report")
def test_no_wrong_number_passes_the_report(numbers: list[Tried]) -> None:
    assert not passed(numbers), _lines(passed(numbers))


def test_no_wrong_number_takes_the_place_of_a_published_one(numbers: list[Tried]) -> None:
    refused = SITUATIONS["rules, against the published version (`esec build`): refused"]
    assert not passed(numbers, refused), _lines(passed(numbers, refused))


def test_against_the_published_version_nothing_passes_unseen(tried: list[Tried]) -> None:
    seen = SITUATIONS["the same: refused, or shown before it is published"]
    assert not passed(tried, seen), _lines(passed(tried, seen))


def test_against_the_published_version_no_fact_changes_in_silence(tried: list[Tried]) -> None:
    """What the build only shows are texts, the catalogue's presentation, our judgements, and what was left out."""
    shown = passed(tried, SITUATIONS["rules, against the published version (`esec build`): refused"])
    facts = [one for one in shown if not one.way.kind.startswith(JUDGED)]
    facts = [one for one in facts if table_name(one) not in OURS]
    assert not facts, _lines(facts)


def test_no_broken_file_passes(tried: list[Tried]) -> None:
    """Most are named where the file is read, before any rule runs."""
    files = [one for one in tried if one.way.kind.startswith("file: ")]
    assert share_caught(files) > 0.8, _lines(passed(files))
    assert Stage.READING in {one.caught_by for one in files}


def test_what_names_a_damage_is_a_rule(tried: list[Tried]) -> None:
    for one in tried:
        for stage, rules in one.named.items():
            if stage is not Stage.NO_CHANGE:
                assert rules
            if stage in (Stage.AT_ROW, Stage.AT_DEPENDENT, Stage.PUBLISHED, Stage.SHOWN):
                assert rules <= set(RULES), rules


def test_a_change_of_form_alone_is_no_fault(harness: Harness) -> None:
    assert harness.false_alarms(count=2 if WHOLE else 1, seed=SEED) == []


def test_reasons_are_given_for_kinds_that_exist() -> None:
    kinds = {way.kind for way in WAYS}
    assert set(EXPLAINED) <= kinds, set(EXPLAINED) - kinds
    for prefix in EXPLAINED_PREFIXES:
        assert any(kind.startswith(prefix) for kind in kinds)


def test_the_published_table_is_of_these_kinds() -> None:
    """The page is written by the command in its head: a kind that comes or goes asks for it to be run again."""
    text = (ROOT / "docs/mutation.md").read_text(encoding="utf-8")
    by_kind = text.partition("## By kind")[2].partition("\n## ")[0]
    written = {line.split("|")[1].strip() for line in by_kind.splitlines() if line.startswith("| ")}
    kinds = {way.kind for way in WAYS if not way.harmless}
    assert written - {"kind of damage", "---"} <= kinds
    # A list of one code has no other code to take.
    assert len(kinds - written) <= 2, kinds - written
    assert "**not explained**" not in text
    for kind in sorted(set(EXPLAINED) & written):
        reason = EXPLAINED[kind]
        assert f"| {kind} |" in text
        passing = text.partition("## What a first release would let pass")[2].partition("\n## ")[0]
        assert reason in passing or f"| {kind} |" not in passing, kind
