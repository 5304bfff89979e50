"""Parquet with its metadata, JSON with its schema, SDMX-CSV as an SDMX tool reads it."""

import json
from io import BytesIO

import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysdmx.io import get_datasets

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.rows import Rows
from dashboard.downloads.sdmx.flow import DIMENSIONS, flow_of, structure_id
from dashboard.downloads.sdmx.periods import sdmx_period
from dashboard.downloads.selection import Selection
from pipelines.schema.declared import tables
from pipelines.schema.periods import parse_period
from tests.dashboard.downloads.reading_back import arrow_of


def test_parquet_says_what_it_is(files: DownloadCatalogue) -> None:
    for table in files.published.tables:
        schema = pq.read_schema(BytesIO(files.body(files.find(f"{table}.parquet"))))
        said = {key.decode(): text.decode() for key, text in schema.metadata.items() if key != b"ARROW:schema"}
        assert json.loads(said["title"])["fr"] and said["version"] == files.dataset.version
        assert "CC-BY-4.0" in said["licence"] and said["citation"] == files.dataset.citation
        assert json.loads(said["primary_key"]) == list(files.published.tables[table].key)
        for field in schema:
            for key in (b"title_en", b"title_fr", b"description_en", b"description_fr"):
                assert field.metadata[key], (table, field.name)


def test_parquet_says_what_was_selected(files: DownloadCatalogue) -> None:
    body = files.body(files.find("observations.parquet", [("sex", "F"), ("lang", "fr")]))
    assert pq.read_schema(BytesIO(body)).metadata[b"selection"] == b"sex=F&lang=fr"


@pytest.mark.parametrize("lang", ["both", "fr", "en"])
@pytest.mark.parametrize("labels", ["both", "code"])
def test_json_meets_its_published_schema(files: DownloadCatalogue, lang: str, labels: str) -> None:
    for table in files.published.tables:
        schema = json.loads(files.body(files.find(f"schema/{table}.json")))
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        given_parameters = [("lang", lang), ("labels", labels)]
        document = json.loads(files.body(files.find(f"{table}.json", given_parameters)))
        assert document["$schema"] == schema["$id"]
        validator.validate(document)


def test_the_json_schema_refuses_a_wrong_cell(files: DownloadCatalogue) -> None:
    schema = json.loads(files.body(files.find("schema/observations.json")))
    document = json.loads(files.body(files.find("observations.json")))
    document["rows"][0]["obs_status"] = "not a status"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_json_of_an_indicator_says_what_is_counted(files: DownloadCatalogue) -> None:
    document = json.loads(files.body(files.find("indicators/prostitution-recourse-cases.json")))
    assert document["indicator"]["definition_fr"] and document["indicator"]["caveats_fr"]
    jsonschema.validate(document, json.loads(files.body(files.find("schema/observations.json"))))


def test_json_of_nothing_says_why(files: DownloadCatalogue) -> None:
    document = json.loads(files.body(files.find("observations.json", [("topic", "helpline"), ("sex", "F")])))
    assert document["rows"] == [] and document["row_count"] == 0
    assert document["selection"]["filters"] == {"topic": "helpline", "sex": "F"}
    assert "topic=helpline" in document["why_empty"]["en"] and document["why_empty"]["fr"]


@pytest.mark.parametrize("path", ["observations.sdmx.csv", "indicators/prostitution-recourse-cases.sdmx.csv"])
def test_pysdmx_reads_the_figures_back(files: DownloadCatalogue, path: str) -> None:
    datasets = get_datasets(files.body(files.find(path)).decode(), validate=False)
    assert [each.short_urn.partition("=")[2] for each in datasets] == [structure_id(files.dataset.version)]
    found = datasets[0].data.set_index("OBS_ID")
    indicator = path.removeprefix("indicators/").removesuffix(".sdmx.csv") if "/" in path else ""
    selection = Selection(table="observations", indicator=indicator)
    expected = arrow_of(Rows(files.published, files.dataset, selection)).to_pylist()
    assert len(found) == len(expected)
    components = flow_of(files.published).by_id
    for row in expected:
        got = found.loc[row["obs_id"]]
        for name, cell in row.items():
            if name.upper() not in found.columns:
                assert "_label_" in name or name == "obs_id", name
            elif name == "time_period":
                assert got["TIME_PERIOD"] == sdmx_period(cell)
            elif isinstance(cell, (int, float)):
                assert float(got[name.upper()]) == cell
            elif name == "obs_value":
                assert got["OBS_VALUE"] == "NaN"
            else:
                codelist = components[name.upper()].codelist
                assert got[name.upper()] == (codelist.ids[cell] if codelist and cell else cell or "")


def test_the_dimensions_tell_each_figure_from_every_other(files: DownloadCatalogue) -> None:
    content = files.body(files.find("observations.sdmx.csv"))
    frame = pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)
    assert list(frame.columns[:3]) == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    dimensions = ["FREQ", *(name.upper() for name in DIMENSIONS)]
    assert list(frame.columns[3 : 4 + len(dimensions)]) == [*dimensions, "OBS_VALUE"]
    assert not frame.duplicated(dimensions).any()
    assert set(DIMENSIONS) == set(tables()["observations"].unique[0])


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2009", "2009"),
        ("2008-06", "2008-06"),
        ("2010-11-20", "2010-11-20"),
        ("2005/2009", "2005-01-01/P5Y"),
        ("2006-09/2007-08", "2006-09-01/P12M"),
        ("2010-10-22/2010-10-23", "2010-10-22/P2D"),
    ],
)
def test_periods_are_written_as_sdmx_does(period: str, expected: str) -> None:
    assert sdmx_period(period) == expected


@given(st.dates(), st.dates())
def test_an_interval_keeps_its_days(first, last) -> None:  # type: ignore[no-untyped-def]
    start, end = sorted((first, last))
    if start.year < 1000 or end.year > 2999 or start == end:
        return
    text = f"{start.isoformat()}/{end.isoformat()}"
    written, _, duration = sdmx_period(text).partition("/")
    assert written == start.isoformat()
    days = pd.DateOffset(
        **{{"D": "days", "M": "months", "Y": "years"}[duration[-1]]: int(duration[1:-1])}  # type: ignore[arg-type]
    )
    assert parse_period(text).end == (pd.Timestamp(start).as_unit("s") + days - pd.Timedelta(days=1)).date()
