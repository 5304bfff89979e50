"""What changed between two builds: added, changed and removed rows, each with value, page and reason."""

import pandas as pd
import pytest

from pipelines.curate.curate import to_frame
from pipelines.publish.compare import Change, Correction, Kind, compare
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

Frames = dict[str, pd.DataFrame]


def with_value(frames: Frames, obs_id: str, column: str, value: object) -> Frames:
    changed = frames[T.OBSERVATIONS].copy()
    changed.loc[changed[C.OBS_ID] == obs_id, column] = value
    return {**frames, T.OBSERVATIONS: changed}


def without(frames: Frames, obs_id: str) -> Frames:
    kept = frames[T.OBSERVATIONS]
    return {**frames, T.OBSERVATIONS: kept[kept[C.OBS_ID] != obs_id]}


def ledger(obs_id: str, reason: str) -> pd.DataFrame:
    table = tables()[T.CORRECTIONS]
    unnamed = dict.fromkeys((C.TABLE_ID, C.ROW_KEY, C.COLUMN_ID))
    row = dict.fromkeys(table.names, "x") | {C.OBS_ID: obs_id, C.REASON_EN: reason} | unnamed
    return to_frame(table, [row])


def test_a_build_does_not_differ_from_itself(frames: Frames) -> None:
    assert compare(frames, {name: frame.copy() for name, frame in frames.items()}) == []


def test_a_changed_value_says_before_after_page_and_reason(frames: Frames) -> None:
    new = {**with_value(frames, "o-0004", C.OBS_VALUE, 9.0), T.CORRECTIONS: ledger("o-0004", "Misread.")}
    (change,) = [change for change in compare(frames, new) if change.table == T.OBSERVATIONS]
    assert change == Change(
        Kind.CHANGED, T.OBSERVATIONS, "o-0004", C.OBS_VALUE, "8", "9", 8, Correction("x", {"en": "Misread.", "fr": "x"})
    )
    assert str(change) == "changed observations o-0004 (page 8) obs_value: '8' → '9': Misread."


def test_a_value_that_appears_or_goes_is_an_empty_text(frames: Frames) -> None:
    (change,) = compare(frames, with_value(frames, "o-0004", C.OBS_VALUE, float("nan")))
    assert (change.before, change.after) == ("8", "")
    (back,) = compare(with_value(frames, "o-0004", C.OBS_VALUE, float("nan")), frames)
    assert (back.before, back.after) == ("", "8")


@pytest.mark.parametrize(("order", "kind"), [(1, "removed"), (-1, "added")])
def test_a_row_more_or_less_is_said_with_what_it_says(frames: Frames, order: int, kind: str) -> None:
    pair = [frames, without(frames, "o-0004")][::order]
    (change,) = compare(*pair)
    assert (change.kind, change.row, change.page) == (kind, "o-0004", 8)
    assert "hdi-rank 2009" in str(change)


def test_a_move_within_a_raw_file_is_no_change(frames: Frames) -> None:
    moved = frames[T.LINEAGE].assign(**{C.RAW_LINE: frames[T.LINEAGE][C.RAW_LINE] + 1})
    assert compare(frames, {**frames, T.LINEAGE: moved}) == []


def test_against_nothing_every_row_is_new(frames: Frames) -> None:
    changes = compare({}, frames)
    assert {change.kind for change in changes} == {"added"}
    assert len(changes) == sum(len(frame) for name, frame in frames.items() if name != T.LINEAGE)


def test_the_reason_is_that_of_the_column(frames: Frames) -> None:
    entered = ledger("o-0004", "The year was misread.").assign(**{C.COLUMN_ID: "time_period"})
    new = with_value(with_value(frames, "o-0004", C.TIME_PERIOD, "2010"), "o-0004", C.PAGE, 9)
    changes = [each for each in compare(frames, {**new, T.CORRECTIONS: entered}) if each.table == T.OBSERVATIONS]
    reasons = {each.column: each.correction and each.correction.reasons["en"] for each in changes}
    assert reasons == {C.TIME_PERIOD: "The year was misread.", C.PAGE: None}


def test_a_row_that_was_withdrawn_says_why(frames: Frames) -> None:
    entered = ledger("o-0004", "The publisher withdrew it.").assign(**{C.AFTER: "withdrawn"})
    (change,) = [
        each
        for each in compare(frames, {**without(frames, "o-0004"), T.CORRECTIONS: entered})
        if each.kind == "removed" and each.table == T.OBSERVATIONS
    ]
    assert change.correction and change.correction.reasons["en"] == "The publisher withdrew it."
