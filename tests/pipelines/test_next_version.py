"""The number that a change asks for: columns and codes major, rows minor, anything else patch."""

from collections.abc import Callable

import pandas as pd
import pytest

from pipelines.publish.next_version import Step, raise_version, step_between, version_asked
from pipelines.publish.publish import publish, read_published
from pipelines.schema.columns import C, T

Frames = dict[str, pd.DataFrame]


@pytest.fixture
def old(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    out = tmp_path_factory.mktemp("old") / "curated"
    publish(frames, {}, out)
    return read_published(out)


def _without_row(name: str) -> Callable[[Frames], Frames]:
    return lambda frames: {**frames, name: frames[name].iloc[:-1]}


def _with_cell(name: str, column: str, value: object) -> Callable[[Frames], Frames]:
    def change(frames: Frames) -> Frames:
        table = frames[name].copy()
        table.loc[table.index[0], column] = value
        return {**frames, name: table}

    return change


def _with_cell_as_text(name: str, column: str) -> Callable[[Frames], Frames]:
    return lambda frames: {**frames, name: frames[name].assign(**{column: "not a number"})}


def _with_table(name: str) -> Callable[[Frames], Frames]:
    return lambda frames: {**frames, name: pd.DataFrame({"key": ["a"]})}


def _in_other_order(name: str) -> Callable[[Frames], Frames]:
    return lambda frames: {**frames, name: frames[name].iloc[::-1].reset_index(drop=True)}


def _without_column(frames: Frames) -> Frames:
    return {**frames, T.CORRECTIONS: frames[T.CORRECTIONS].drop(columns=C.REASON_FR)}


@pytest.mark.parametrize(
    ("before", "now", "step"),
    [
        pytest.param(dict, dict, Step.NONE, id="nothing"),
        pytest.param(dict, _with_cell(T.OBSERVATIONS, C.PAGE, 99), Step.PATCH, id="a page"),
        pytest.param(dict, _with_cell(T.OBSERVATIONS, C.NOTE_EN, "Another note."), Step.PATCH, id="a note"),
        pytest.param(dict, _without_row(T.OBSERVATIONS), Step.PATCH, id="a figure withdrawn"),
        pytest.param(_without_row(T.OBSERVATIONS), dict, Step.MINOR, id="a figure added"),
        pytest.param(_without_row(T.CODELISTS), dict, Step.MINOR, id="a code added"),
        pytest.param(dict, _without_row(T.CODELISTS), Step.MAJOR, id="a code gone"),
        pytest.param(_without_column, dict, Step.MAJOR, id="a column added"),
        pytest.param(dict, _with_cell(T.LINEAGE, C.RAW_LINE, 9999), Step.PATCH, id="a line moved in its file"),
        pytest.param(dict, _in_other_order(T.EVENTS), Step.PATCH, id="rows in another order"),
        pytest.param(dict, _without_row(T.UNITS), Step.MAJOR, id="a unit gone"),
        pytest.param(dict, _without_row(T.COMPARABILITY), Step.MAJOR, id="a group gone"),
        pytest.param(dict, _without_row(T.FINDINGS), Step.PATCH, id="a finding gone"),
        pytest.param(dict, _with_cell(T.INDICATORS, C.UNIT_MEASURE, "OTHER"), Step.MAJOR, id="another unit"),
        pytest.param(dict, _with_cell(T.INDICATORS, C.DEFINITION_FR, "Autre chose."), Step.MAJOR, id="a definition"),
        pytest.param(dict, _with_cell(T.INDICATORS, C.POPULATION_EN, "Others."), Step.MAJOR, id="a population"),
        pytest.param(dict, _with_cell(T.INDICATORS, C.NAME_EN, "Another name"), Step.PATCH, id="a name"),
        pytest.param(dict, _with_cell(T.OBSERVATIONS, C.CONFIDENCE, "?"), Step.MINOR, id="a figure judged otherwise"),
        pytest.param(dict, _with_cell(T.CORRECTIONS, C.REASON_EN, "Another."), Step.PATCH, id="a reason told"),
        pytest.param(dict, _with_cell(T.RELEASES, C.TEXT_EN, "Another."), Step.PATCH, id="a release told otherwise"),
        pytest.param(dict, _without_row(T.CORRECTIONS), Step.PATCH, id="an entry gone"),
        pytest.param(_without_row(T.CORRECTIONS), dict, Step.NONE, id="an entry more"),
        pytest.param(_with_table("gone"), dict, Step.MAJOR, id="a table gone"),
        pytest.param(_with_cell_as_text(T.OBSERVATIONS, C.PAGE), dict, Step.MAJOR, id="a column of another type"),
    ],
)
def test_each_kind_of_change_asks_for_its_step(
    old: Frames, frames: Frames, before: Callable[[Frames], Frames], now: Callable[[Frames], Frames], step: Step
) -> None:
    assert step_between(before(old), now(frames)) is step


@pytest.mark.parametrize(
    ("step", "asked"), [(Step.NONE, "1.2.3"), (Step.PATCH, "1.2.4"), (Step.MINOR, "1.3.0"), (Step.MAJOR, "2.0.0")]
)
def test_a_step_raises_its_part_and_clears_the_lower_ones(step: Step, asked: str) -> None:
    assert raise_version("1.2.3", step) == asked


def _released(frames: Frames, version: str) -> Frames:
    later = frames[T.RELEASES].iloc[[-1]].assign(**{C.VERSION: version})
    return {**frames, T.RELEASES: pd.concat([frames[T.RELEASES], later], ignore_index=True)}


def test_a_number_that_is_high_enough_is_not_asked_for(old: Frames, frames: Frames) -> None:
    fewer = _without_row(T.OBSERVATIONS)(old)
    held = str(old[T.RELEASES].iloc[-1][C.VERSION])
    minor = raise_version(held, Step.MINOR)
    assert version_asked(fewer, frames) == minor
    assert version_asked(fewer, _released(frames, raise_version(held, Step.PATCH))) == minor
    assert version_asked(fewer, _released(frames, minor)) == ""
    assert version_asked(fewer, _released(frames, raise_version(held, Step.MAJOR))) == ""


def test_a_definition_that_the_ledger_says_was_put_wrongly_is_a_patch(old: Frames, frames: Frames) -> None:
    changed = _with_cell(T.INDICATORS, C.DEFINITION_EN, "The same, put better.")(frames)
    entry = {
        C.CORRECTION_ID: "c-9999",
        C.TABLE_ID: T.INDICATORS,
        C.ROW_KEY: frames[T.INDICATORS].iloc[0][C.INDICATOR_ID],
        C.COLUMN_ID: C.DEFINITION_EN,
    }
    ledger = pd.concat([frames[T.CORRECTIONS], frames[T.CORRECTIONS].iloc[[-1]].assign(**entry)], ignore_index=True)
    assert step_between(old, changed) is Step.MAJOR
    assert step_between(old, {**changed, T.CORRECTIONS: ledger}) is Step.PATCH


def test_a_first_release_asks_for_nothing(frames: Frames) -> None:
    assert version_asked({}, frames) == ""
