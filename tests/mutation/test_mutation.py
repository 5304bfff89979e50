"""A sample of the damages of `python -m tests.mutation`: what changes the meaning of a row is named, or explained."""

from collections.abc import Iterator

import pytest

from expectations.rules import RULES
from pipelines.paths import RAW_DIR, ROOT
from tests.mutation.damage import WAYS, Tried
from tests.mutation.harness import AGAINST_REPORT, NO_CHANGE, READING, Harness
from tests.mutation.report import share_caught, survivors, unexplained
from tests.mutation.survivors import EXPLAINED, EXPLAINED_PREFIXES

COUNT = 150
SEED = 20111123
# Nothing of these may pass, whatever happens: numbers, their bounds and their kind.
NUMBERS = ("value: ", "qualifier", "rows: values exchanged")


@pytest.fixture(scope="module")
def harness() -> Harness:
    document = ROOT.parent / "shared" / "source" / "ecpat-france-2011.txt"
    return Harness(RAW_DIR, document if document.is_file() else None)


@pytest.fixture(scope="module")
def tried(harness: Harness) -> list[Tried]:
    sample = harness.make(COUNT, SEED)
    harness.try_all(sample)
    return sample


def _lines(tried: Iterator[Tried] | list[Tried]) -> str:
    return "\n".join(f"{one.way.kind}: {one.damage.file} {one.damage.what}" for one in tried)


def test_there_is_a_damage_of_every_kind(tried: list[Tried]) -> None:
    assert len(tried) == COUNT
    kinds = {way.kind for way in WAYS if not way.harmless}
    # A list of one code has no other code to take.
    assert len(kinds - {one.way.kind for one in tried}) <= 2


def test_every_damage_is_named_or_explained(tried: list[Tried]) -> None:
    assert not unexplained(tried), _lines(unexplained(tried))


def test_no_wrong_number_passes(tried: list[Tried]) -> None:
    numbers = [one for one in tried if one.way.kind.startswith(NUMBERS)]
    assert len(numbers) >= len(NUMBERS)
    assert not survivors(numbers), _lines(survivors(numbers))


def test_no_broken_file_passes(tried: list[Tried]) -> None:
    """Most are named where the file is read, before any rule runs."""
    files = [one for one in tried if one.way.kind.startswith("file: ")]
    assert share_caught(files) > 0.8, _lines(survivors(files))
    assert {READING} <= {one.caught_by for one in files}


def test_what_names_a_damage_is_a_rule(tried: list[Tried]) -> None:
    for one in tried:
        if one.caught_by not in ("", NO_CHANGE):
            assert one.rules
        if one.caught_by not in ("", NO_CHANGE, READING, AGAINST_REPORT):
            assert one.rules <= set(RULES), one.rules


def test_a_change_of_form_alone_is_no_fault(harness: Harness) -> None:
    assert harness.false_alarms(count=2, seed=SEED) == []


def test_reasons_are_given_for_kinds_that_exist() -> None:
    kinds = {way.kind for way in WAYS}
    assert set(EXPLAINED) <= kinds, set(EXPLAINED) - kinds
    for prefix in EXPLAINED_PREFIXES:
        assert any(kind.startswith(prefix) for kind in kinds)
