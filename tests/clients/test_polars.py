"""polars reads the CSV of the figures with its defaults, in an old release and in a new one."""

import json

import pytest

from tests.clients.conftest import Run

CODE = """
import io, json, sys, urllib.request
import polars
content = urllib.request.urlopen(sys.argv[1]).read()
read = polars.read_csv(io.BytesIO(content), infer_schema_length=None)
print(json.dumps([read.height, read["obs_value"].sum()]))
"""


@pytest.mark.client("polars", "CSV")
@pytest.mark.parametrize("environment", ["newer", "older"])
def test_polars_reads_every_row(address: str, run_in: Run, environment: str) -> None:
    rows, total = json.loads(run_in(environment, CODE, f"{address}/data/observations.csv"))
    assert rows > 2_000 and total > 0
