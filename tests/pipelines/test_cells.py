"""Raw text to typed values: a cell that is not of its column's type is a fault, and stays empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.raw.cells import type_row
from pipelines.raw.read_csv import RawRow
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults

OBSERVATIONS = tables()[T.OBSERVATIONS]


def typed(faults: Faults, **cells: str) -> dict[str, object]:
    row = RawRow("source/observations.csv", 7, {C.OBS_ID: "o-0001", **cells})
    return dict(type_row(OBSERVATIONS, row, faults))


def test_cells_take_the_declared_types(faults: Faults) -> None:
    values = typed(faults, obs_value="21.4", page="12", qualifier="exact", note_en="")
    assert (values[C.OBS_VALUE], values[C.PAGE], values[C.QUALIFIER]) == (21.4, 12, "exact")
    assert values[C.NOTE_EN] is None
    assert set(values) == set(OBSERVATIONS.names)
    assert not list(faults)


@pytest.mark.parametrize(
    "text",
    [
        "8,265",
        "8 265",
        "8 265",
        "8.265,0",
        "1e3",
        "+5",
        "007",
        "1.",
        ".5",
        "12%",
        "abc",
        "NaN",
        "inf",
        "--1",
        "1/2",
        "٢",
        "１",
        "9" * 400,
    ],
)
def test_a_number_in_another_form_is_answered(faults: Faults, text: str) -> None:
    values = typed(faults, obs_value=text, page="9")
    (fault,) = faults
    assert values[C.OBS_VALUE] is None
    assert (fault.rule, fault.file, fault.line, fault.row) == ("raw-type", "source/observations.csv", 7, "o-0001")
    assert (fault.column, fault.value, fault.page) == (C.OBS_VALUE, text, 9)
    assert "decimal point" in fault.expected


@pytest.mark.parametrize("text", ["12.0", "1 2", "²", "xii", "9" * 19, "12-13", "०"])
def test_a_page_that_is_no_whole_number_is_answered(faults: Faults, text: str) -> None:
    assert typed(faults, page=text)[C.PAGE] is None
    (fault,) = faults
    assert (fault.column, fault.value, fault.page) == (C.PAGE, text, None)


@pytest.mark.parametrize("text", ["yes", "True", "1", "vrai"])
def test_a_truth_value_is_true_or_false(faults: Faults, text: str) -> None:
    row = RawRow("catalogue/units.toml", 3, {C.UNIT_MEASURE: "CALLS", C.ADDITIVE: text})
    assert type_row(tables()[T.UNITS], row, faults)[C.ADDITIVE] is None
    (fault,) = faults
    assert fault.expected == "true or false"


def test_all_broken_cells_of_a_row_are_found(faults: Faults) -> None:
    typed(faults, obs_value="a", obs_value_low="b", page="c")
    assert [fault.column for fault in faults] == [C.OBS_VALUE, C.OBS_VALUE_LOW, C.PAGE]


@given(number=st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_every_number_written_in_full_is_read_back(number: float) -> None:
    faults = Faults()
    text = f"{number:.6f}"
    assert typed(faults, obs_value=text)[C.OBS_VALUE] == float(text)
    assert not list(faults)


@given(number=st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_every_whole_number_of_18_digits_is_read_back(number: int) -> None:
    faults = Faults()
    assert typed(faults, page=str(number))[C.PAGE] == number
    assert not list(faults)


@given(text=st.text(max_size=8))
def test_a_cell_is_read_or_is_a_fault_never_both_never_neither(text: str) -> None:
    faults = Faults()
    value = typed(faults, obs_value=text)[C.OBS_VALUE]
    assert (value is not None) + len(faults) == (1 if text else 0)
