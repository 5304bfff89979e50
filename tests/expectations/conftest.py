import pandas as pd
import pytest

from tests.expectations.tables import Rows, frames_of, valid_rows


@pytest.fixture
def rows() -> Rows:
    """Rows of a small valid data set, to change at will."""
    return valid_rows()


@pytest.fixture
def valid(rows: Rows) -> dict[str, pd.DataFrame]:
    """Its frames."""
    return frames_of(rows)
