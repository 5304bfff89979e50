"""A cell as text says the cell's number exactly, so that two numbers that differ never read alike."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.schema.cell_text import to_text


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NA, pd.NaT])
def test_an_empty_cell_is_an_empty_text(empty: object) -> None:
    assert to_text(empty) == ""


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_as_it_was(number: float) -> None:
    assert float(to_text(number)) == number


@given(st.text())
def test_a_text_stays_as_it_is(text: str) -> None:
    assert to_text(text) == text
