"""Raw rows to tables: defaults, order, totals and lineage are filled in as declared, and nothing else changes."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from pipelines.curate.curate import curate
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, ObsStatus, Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults
from pipelines.schema.paths import RAW_DIR

Frames = dict[str, pd.DataFrame]
FIGURES = f"{REPORT_SOURCE}/observations.csv"


def raw_figures() -> list[dict[str, str]]:
    with (RAW_DIR / FIGURES).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_every_table_has_its_declared_columns_in_order(frames: Frames) -> None:
    assert list(frames) == list(tables())
    for name, table in tables().items():
        assert list(frames[name].columns) == table.names


def test_every_written_cell_of_a_figure_is_published_as_written(frames: Frames) -> None:
    published = frames[T.OBSERVATIONS].set_index(C.OBS_ID)
    for raw in raw_figures():
        row = published.loc[raw[C.OBS_ID]]
        for column, text in raw.items():
            if text and column != C.OBS_ID:
                value = row[column]
                assert str(value) == text or float(value) == float(text), (raw[C.OBS_ID], column)


def test_an_empty_cell_takes_its_default_and_nothing_else_does(frames: Frames) -> None:
    published = frames[T.OBSERVATIONS].set_index(C.OBS_ID)
    defaults = {
        C.REF_AREA: "FR",
        C.PERIOD_BASIS: "stated",
        C.SEX: TOTAL,
        C.AGE: TOTAL,
        C.ANSWER: NOT_APPLICABLE,
    }
    bases = {C.BASE_EN, C.BASE_FR}
    filled = {*defaults, *bases, C.COMPARABILITY_ID, C.OBS_STATUS, C.UNIT_MEASURE, C.SOURCE_ID}
    asked = frames[T.INDICATORS].set_index(C.INDICATOR_ID)[C.QUESTION_ID].dropna()
    questions = frames[T.SURVEY_QUESTIONS].set_index(C.QUESTION_ID)
    for raw in raw_figures():
        row = published.loc[raw[C.OBS_ID]]
        for column, default in defaults.items():
            assert row[column] == (raw[column] or default)
        if (indicator := raw[C.INDICATOR_ID]) in asked.index:
            assert all(row[base] == (raw[base] or questions.loc[asked[indicator], base]) for base in bases)
        assert row[C.COMPARABILITY_ID] == (raw[C.COMPARABILITY_ID] or raw[C.INDICATOR_ID])
        assert all(pd.isna(row[column]) for column, text in raw.items() if not text and column not in filled)


def test_unit_and_status_follow_from_the_indicator(frames: Frames) -> None:
    units = frames[T.INDICATORS].set_index(C.INDICATOR_ID)[C.UNIT_MEASURE]
    kinds = frames[T.INDICATORS].set_index(C.INDICATOR_ID)[C.MEASURE_KIND]
    published = frames[T.OBSERVATIONS].set_index(C.OBS_ID)
    is_open = published[C.BASE_EN].str.startswith("open:", na=False)
    assert set(published[is_open][C.UNIT_MEASURE]) == {"PERCENT"}
    assert (published[C.UNIT_MEASURE] == published[C.INDICATOR_ID].map(units))[~is_open].all()
    for raw in raw_figures():
        if not raw[C.OBS_STATUS]:
            by_kind = {"estimated": ObsStatus.ESTIMATED, "asserted": ObsStatus.UNVALIDATED}
            missing = raw[C.QUALIFIER] == Qualifier.MISSING
            expected = ObsStatus.MISSING if missing else by_kind.get(kinds[raw[C.INDICATOR_ID]], ObsStatus.NORMAL)
            assert published.loc[raw[C.OBS_ID], C.OBS_STATUS] == expected


def test_a_missing_figure_gets_the_missing_status_and_no_number(raw: Path, faults: Faults) -> None:
    edit(raw / FIGURES, "o-0004,hdi-rank,,2009,,,,,8,,,exact,,", "o-0004,hdi-rank,,2009,,,,,,,,missing,,")
    row = curate(raw, faults)[T.OBSERVATIONS].set_index(C.OBS_ID).loc["o-0004"]
    assert row[C.OBS_STATUS] == ObsStatus.MISSING
    assert row[[C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH]].isna().all()


def test_each_figure_has_a_group_and_no_group_is_idle(frames: Frames) -> None:
    groups = frames[T.COMPARABILITY][C.COMPARABILITY_ID]
    assert groups.is_unique
    assert set(groups) == set(frames[T.OBSERVATIONS][C.COMPARABILITY_ID])


def test_the_catalogue_keeps_the_order_in_which_it_is_written(frames: Frames) -> None:
    for name, table in tables().items():
        if C.SORT_ORDER in table.filled:
            assert list(frames[name][C.SORT_ORDER]) == list(range(1, len(frames[name]) + 1))


def test_figures_of_an_indicator_lie_together(frames: Frames) -> None:
    indicators = frames[T.OBSERVATIONS][C.INDICATOR_ID]
    assert (indicators != indicators.shift()).sum() == indicators.nunique()


def test_lineage_names_the_file_and_line_of_each_row(frames: Frames) -> None:
    lines: dict[str, list[str]] = {}
    for row in frames[T.LINEAGE].to_dict("records"):
        file = str(row[C.RAW_FILE])
        if file not in lines:
            lines[file] = (RAW_DIR / file).read_text(encoding="utf-8").splitlines()
        if not file.endswith("source.toml"):
            line = lines[file][int(row[C.RAW_LINE]) - 1]
            assert all(part in line for part in str(row[C.ROW_KEY]).split("|")), row
    raw_tables = [name for name, table in tables().items() if table.raw != "computed"]
    assert set(frames[T.LINEAGE][C.TABLE_ID]) == {name for name in raw_tables if len(frames[name])}


def test_the_order_of_raw_rows_changes_no_figure(raw: Path, faults: Faults, frames: Frames) -> None:
    path = raw / FIGURES
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(header + "".join(reversed(rows)), encoding="utf-8")
    pd.testing.assert_frame_equal(curate(raw, faults)[T.OBSERVATIONS], frames[T.OBSERVATIONS])


def test_a_cell_that_cannot_be_read_is_a_fault_and_the_other_rows_are_still_there(raw: Path, faults: Faults) -> None:
    edit(raw / FIGURES, "o-0004,hdi-rank,,2009,,,,,8,,,exact", "o-0004,hdi-rank,,2009,,,,,8e,,,exact")
    edit(raw / FIGURES, "exact,,,,undp,8,introduction", "exact,,,,undp,viii,introduction")
    frames = curate(raw, faults)
    assert [(f.rule, f.file, f.row, f.column, f.value) for f in faults] == [
        ("raw-type", FIGURES, "o-0004", C.OBS_VALUE, "8e"),
        ("raw-type", FIGURES, "o-0004", C.PAGE, "viii"),
    ]
    assert len(frames[T.OBSERVATIONS]) == len(curate(RAW_DIR, Faults())[T.OBSERVATIONS])


@pytest.mark.parametrize("indicator", ["unknown-indicator", ""])
def test_an_unknown_indicator_is_left_for_the_rules_to_name(raw: Path, faults: Faults, indicator: str) -> None:
    edit(raw / FIGURES, "o-0004,hdi-rank,", f"o-0004,{indicator},")
    row = curate(raw, faults)[T.OBSERVATIONS].set_index(C.OBS_ID).loc["o-0004"]
    assert pd.isna(row[C.UNIT_MEASURE])
    assert not list(faults)
