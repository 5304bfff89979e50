"""What is right and looks odd passes: other scripts, other ways of writing a number, names that stay as they are."""

from collections.abc import Callable
from typing import Any

import pytest

from expectations.engine.one_way import write_one_way
from expectations.engine.terms import Terms
from expectations.validate import check
from pipelines.schema.columns import C, T
from tests.expectations.tables import Rows, find, frames_of


@pytest.fixture
def faults(rows: Rows) -> Callable[..., list[str]]:
    """What a rule expects of the tables with other cells in one row; nothing where it lets them pass."""

    def run(rule: str, table: str, key: str, **cells: Any) -> list[str]:
        find(rows, table, key).update(cells)
        return [fault.expected for fault in check(frames_of(rows), only={rule}).faults]

    return run


@pytest.mark.parametrize(
    "cells",
    [
        {C.TITLE: "Έκθεση για την εμπορία ανθρώπων, Ελλάδα", C.PUBLISHER: "Υπουργείο Δικαιοσύνης"},
        {C.TITLE: "รายงานการค้ามนุษย์ประจำปี", C.CITATION: "สำนักงาน (2011). รายงานการค้ามนุษย์ประจำปี."},
        {C.TITLE: "Доклад ECPAT: Россия", C.AUTHORS: "Иванова А."},
        {C.TITLE: "儿童保护报告 (2011)"},
    ],
)
def test_a_publication_is_called_as_it_calls_itself(faults: Callable[..., list[str]], cells: dict[str, str]) -> None:
    assert faults("clean-text", T.SOURCES, "other-2012", **cells) == []


@pytest.mark.parametrize("title", ["Rapport sur la trаite", "Rapport \ufffd 2011", "rapport rÃ©gional"])
def test_a_letter_that_looks_like_another_is_damage_in_a_title_too(
    faults: Callable[..., list[str]], title: str
) -> None:
    assert faults("clean-text", T.SOURCES, "other-2012", title=title)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("A law of the 19th century", "Une loi du XIXe siècle"),
        ("From 5 pm to 8:30 p.m.", "De 17 h à 20 h 30"),
        ("At 12 am", "À 0 h"),
        ("Open 24 hours a day", "Ouvert 24 h sur 24"),
        ("Open 7 days a week", "Ouvert 7 jours sur 7"),
        ("Open 24/7", "Ouvert 24 h sur 24 et 7 jours sur 7"),
    ],
)
def test_a_number_may_be_written_as_its_language_writes_it(
    faults: Callable[..., list[str]], english: str, french: str
) -> None:
    assert faults("same-numbers", T.EVENTS, "ev-law", label_en=english, label_fr=french) == []


@pytest.mark.parametrize(
    ("english", "french"), [("The 19th century", "Le XVIIIe siècle"), ("At 5 pm", "À 5 h"), ("3 of 4", "3 sur 3")]
)
def test_another_number_is_found_all_the_same(faults: Callable[..., list[str]], english: str, french: str) -> None:
    assert faults("same-numbers", T.EVENTS, "ev-law", label_en=english, label_fr=french)


def test_spanish_centuries_are_read_too() -> None:
    assert write_one_way("una ley del siglo XIX") == "una ley del siglo 19"


def test_an_official_name_may_be_the_same_in_both_languages(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "Instituto Nacional de Estadística"
    find(rows, T.ORIGINS, "poll").update(name_en=name, name_fr=name)
    (fault,) = check(frames_of(rows), only={"translated-texts"}).faults
    assert "[[names]] in terms.toml" in fault.cure
    monkeypatch.setattr("expectations.validate.read_terms", lambda *_: Terms((), (name,)))
    assert not check(frames_of(rows), only={"translated-texts"}).faults


def test_the_row_that_has_the_name_already_is_named(faults: Callable[..., list[str]]) -> None:
    assert faults("names-apart", T.INDICATORS, "cases-mean", name_en="Recorded cases") == [
        "a name that no other row has; cases-mean has it",
        "a name that no other row has; cases has it",
    ]


def test_who_gives_too_many_decimals_is_told_how_many_the_unit_has(faults: Callable[..., list[str]]) -> None:
    said = faults("unit-decimals", T.OBSERVATIONS, "d-0003", obs_value=0.25)
    assert said == ["no more decimals than PERCENT has in units.toml: 1"]
