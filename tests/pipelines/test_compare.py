"""What changed between two builds: added, changed and removed rows, each with value, page and reason."""

from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.curate.curate import to_frame
from pipelines.publish.compare import Change, Correction, Kind, compare
from pipelines.publish.publish import read_published
from pipelines.schema.cell_text import to_text
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.paths import CURATED_DIR, releases_folder

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


Rows = dict[str, dict[str, str]]


def texts_of(frame: pd.DataFrame, name: str) -> Rows:
    """The cells that hold anything, by row."""
    found = {}
    for row in frame.to_dict("records"):
        cells = {str(column): to_text(value) for column, value in row.items()}
        cells = {column: text.lower() if text in ("True", "False") else text for column, text in cells.items()}
        key = "|".join(cells[column] for column in tables()[name].key)
        found[key] = {column: text for column, text in cells.items() if text}
    return found


def applied(rows: Rows, changes: Iterable[Change]) -> Rows:
    """The rows of an older version with its changes carried out, as a reader of `diff.json` would."""
    made = {key: dict(cells) for key, cells in rows.items()}
    for change in changes:
        if change.kind == Kind.REMOVED:
            assert made.pop(change.row) == change.before
        elif change.kind == Kind.ADDED:
            assert change.row not in made and not isinstance(change.after, str)
            made[change.row] = dict(change.after)
        elif change.row:
            assert made[change.row].pop(change.column, "") == change.before
            if change.after:
                made[change.row][change.column] = str(change.after)
    return made


_CELL = st.one_of(st.none(), st.sampled_from(["a", "b", "None", "1"]))
_ROWS = st.dictionaries(st.sampled_from("rstu"), st.tuples(_CELL, st.one_of(st.none(), st.floats(-5, 5))), max_size=4)
_NAMES = st.lists(st.sampled_from([C.NAME_EN, C.SORT_ORDER, C.NAME_FR]), min_size=2, max_size=2, unique=True)


def small(rows: dict[str, tuple[str | None, float | None]], names: list[str]) -> pd.DataFrame:
    columns: dict[str, object] = {C.TOPIC_ID: pd.Series(list(rows), dtype="str")}
    columns[names[0]] = pd.Series([row[0] for row in rows.values()], dtype="str")
    columns[names[1]] = pd.Series([row[1] for row in rows.values()], dtype="float64")
    return pd.DataFrame(columns)


@given(_ROWS, _ROWS, _NAMES, _NAMES)
def test_the_changes_make_the_newer_version_of_the_older_one(
    old: dict[str, tuple[str | None, float | None]],
    new: dict[str, tuple[str | None, float | None]],
    old_names: list[str],
    new_names: list[str],
) -> None:
    before, after = small(old, old_names), small(new, new_names)
    changes = compare({T.TOPICS: before}, {T.TOPICS: after})
    assert applied(texts_of(before, T.TOPICS), changes) == texts_of(after, T.TOPICS)
    named = {kind: {each.column for each in changes if each.kind == kind and not each.row} for kind in Kind}
    assert named[Kind.COLUMN_ADDED] == set(after.columns) - set(before.columns)
    assert named[Kind.COLUMN_REMOVED] == set(before.columns) - set(after.columns)


@pytest.mark.parametrize("old", ["1.0.0", "3.0.0"])
def test_the_changes_make_the_published_version_of_an_earlier_one(old: str) -> None:
    before, after = read_published(releases_folder(CURATED_DIR) / old), read_published(CURATED_DIR)
    changes = compare(before, after)
    for name, frame in after.items():
        if name != T.LINEAGE:
            rows = texts_of(before[name], name) if name in before else {}
            assert applied(rows, (each for each in changes if each.table == name)) == texts_of(frame, name), name


def test_another_judgement_is_a_reclassification_and_no_change_of_a_fact() -> None:
    before, after = (read_published(releases_folder(CURATED_DIR) / version) for version in ("1.0.0", "2.0.0"))
    (change,) = [each for each in compare(before, after) if each.kind == Kind.RECLASSIFIED]
    group = "children-prostitution-claims"
    assert (change.row, change.column) == ("o-0014", C.COMPARABILITY_ID)
    assert (change.before, change.after, change.correction) == (group, f"{group}.delegation", None)


def test_a_number_is_explained_by_its_entry_with_the_characters_that_carry_it(frames: Frames) -> None:
    new = with_value(with_value(frames, "o-0004", C.OBS_VALUE, 9.0), "o-0004", C.AS_PRINTED, "9th")
    changes = compare(frames, {**new, T.CORRECTIONS: ledger("o-0004", "Misread.")})
    explained = {each.column: each.correction for each in changes if each.table == T.OBSERVATIONS}
    assert set(explained) == {C.OBS_VALUE, C.AS_PRINTED}
    assert all(found is not None and found.correction_id == "x" for found in explained.values())


def test_an_entry_that_the_older_version_had_explains_nothing_newer(frames: Frames) -> None:
    held = {**frames, T.CORRECTIONS: ledger("o-0004", "Misread.")}
    (change,) = compare(held, with_value(held, "o-0004", C.OBS_VALUE, 9.0))
    assert change.correction is None
