"""SDMX clients that get the address alone list the flow, read its structure and take figures from it."""

import json
import re
import urllib.request
from functools import cache
from typing import Any

import pytest
from pysdmx.api.qb import ApiVersion, DataFormat, DataQuery, RestService, StructureFormat, StructureQuery, StructureType
from pysdmx.api.qb.data import DataContext
from pysdmx.api.qb.structure import StructureReference
from pysdmx.io import get_datasets, read_sdmx

from tests.clients.conftest import Run

# Lists flows, reads the structure, takes a part and the whole: by SDMX REST 1.x, which is what sdmx1 does by itself.
SDMX1 = """
import json, math, sys
import sdmx
sdmx.add_source({"id": "ESEC", "url": sys.argv[1], "name": "ESEC"})
client = sdmx.Client("ESEC")
flows = list(client.dataflow().dataflow)
structure = client.dataflow(flows[0])
dsd = structure.structure[structure.dataflow[flows[0]].structure.id]
everything = sdmx.to_pandas(client.data(flows[0], params={"detail": "dataonly"}, dsd=dsd))
part = sdmx.to_pandas(client.data(flows[0], key={"FREQ": "A", "SEX": "_T"}, params={"startPeriod": "2005"}, dsd=dsd))
print(json.dumps({
    "flows": flows,
    "dimensions": [each.id for each in dsd.dimensions],
    "women": str(structure.codelist["CL_SEX"]["F"].name.localizations["fr"]),
    "rows": len(everything), "total": math.fsum(everything.dropna()), "part": len(part),
}))
"""
# The same by SDMX REST 2.x in SDMX-ML 3.0, and the file of SDMX-CSV with the structure that it names.
SDMX1_NEW = """
import io, json, math, sys, urllib.request
import sdmx
types = {"data": "data", "dataflow": "structure"}
headers = {kind: {"Accept": f"application/vnd.sdmx.{of}+xml;version=3.0.0"} for kind, of in types.items()}
sdmx.add_source({"id": "ESEC", "url": sys.argv[1], "name": "ESEC", "versions": ["3.0.0"], "headers": headers})
client = sdmx.Client("ESEC")
structure = client.dataflow("OBSERVATIONS", params={"references": "all"})
dsd = structure.structure["OBSERVATIONS"]
monthly = sdmx.to_pandas(client.data("OBSERVATIONS", context="dataflow", key="M", dsd=dsd))
content = io.BytesIO(urllib.request.urlopen(sys.argv[2]).read())
read = sdmx.to_pandas(sdmx.read_sdmx(content, structure=structure.dataflow["OBSERVATIONS"], format="csv"))
print(json.dumps({"monthly": len(monthly), "rows": len(read), "total": math.fsum(read.astype(float).dropna())}))
"""
PYSDMX_OLDER = """
import json, math, sys, urllib.request
from pysdmx.io import get_datasets, read_sdmx
get = lambda path: urllib.request.urlopen(sys.argv[1] + path).read().decode()
structures = read_sdmx(get("/structure/dataflow/*/*/~?references=all&format=xml"), validate=False)
flow = structures.get_dataflows()[0]
components = structures.get_data_structure_definitions()[0].components
counted = {}
for form in ("csv", "xml", "xml-2.1-specific"):
    address = f"/data/dataflow/{flow.agency}/{flow.id}/{flow.version}?attributes=none&format={form}"
    values = [float(each) for each in get_datasets(get(address), validate=False)[0].data["OBS_VALUE"]]
    counted[form] = [len(values), math.fsum(each for each in values if not math.isnan(each))]
print(json.dumps({"dimensions": [each.id for each in components.dimensions], "counted": counted}))
"""
# Without the structure's labels: rsdmx takes minutes for those of all codes.
RSDMX = """
if (!requireNamespace("rsdmx", quietly = TRUE)) { cat("rsdmx is missing"); quit() }
suppressMessages(library(rsdmx))
address <- commandArgs(TRUE)[1]
flow <- as.data.frame(readSDMX(paste0(address, "/dataflow/all/all/latest")))$id[1]
structures <- readSDMX(paste0(address, "/datastructure/ESEC/", flow, "/latest"))
components <- as.data.frame(slot(slot(structures, "datastructures")[[1]], "Components"))
codes <- as.data.frame(readSDMX(paste0(address, "/codelist/ESEC/CL_SEX/latest")))
frame <- as.data.frame(readSDMX(paste0(address, "/data/", flow, "/", commandArgs(TRUE)[2])))
dimensions <- sum(components$component %in% c("Dimension", "TimeDimension"))
total <- sum(as.numeric(frame$obsValue), na.rm = TRUE)
cat(flow, dimensions, codes$name.fr[codes$id == "F"], nrow(frame), total, sep = "|")
"""
DIMENSIONS = ["FREQ", "INDICATOR_ID", "SOURCE_ID", "REF_AREA", "SEX", "AGE", "ANSWER", "ORIGIN_ID", "QUALIFIER"]
DIMENSIONS += ["COMPARABILITY_ID", "TIME_PERIOD"]
INDICATOR = "helpline-119-answered"


@cache
def published(address: str) -> tuple[dict[str, Any], ...]:
    """The figures as the JSON of this site gives them."""
    with urllib.request.urlopen(f"{address}/data/observations.json?labels=code") as answer:
        return tuple(json.load(answer)["rows"])


def total(rows: tuple[dict[str, Any], ...]) -> Any:
    return pytest.approx(sum(row["obs_value"] for row in rows if row["obs_value"] is not None))


def is_monthly(row: dict[str, Any]) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}", row["time_period"]) is not None


@pytest.mark.client("sdmx1", "SDMX REST")
def test_sdmx1_given_the_address_alone(address: str, run_in: Run) -> None:
    found = json.loads(run_in("newer", SDMX1, f"{address}/sdmx").splitlines()[-1])
    rows = published(address)
    yearly = [row for row in rows if re.fullmatch(r"\d{4}", row["time_period"]) and row["sex"] == "_T"]
    assert found["flows"] == ["OBSERVATIONS"] and found["dimensions"] == DIMENSIONS and found["women"] == "Femmes"
    assert found["rows"] == len(rows) and found["total"] == total(rows)
    assert found["part"] == sum(row["time_period"] >= "2005" for row in yearly) > 0


@pytest.mark.client("sdmx1", "SDMX-CSV")
def test_sdmx1_by_the_newer_paths_and_from_csv(address: str, run_in: Run) -> None:
    code = run_in("newer", SDMX1_NEW, f"{address}/sdmx", f"{address}/data/observations.sdmx.csv?labels=code")
    found, rows = json.loads(code.splitlines()[-1]), published(address)
    assert found["monthly"] == sum(map(is_monthly, rows)) > 0
    assert found["rows"] == len(rows) and found["total"] == total(rows)


@pytest.mark.client("pysdmx", "SDMX REST")
def test_an_older_pysdmx(address: str, run_in: Run) -> None:
    found, rows = json.loads(run_in("older", PYSDMX_OLDER, f"{address}/sdmx")), published(address)
    assert found["dimensions"] == DIMENSIONS
    for form, (count, summed) in found["counted"].items():
        assert count == len(rows) and summed == total(rows), form


@pytest.mark.client("pysdmx", "SDMX REST")
@pytest.mark.parametrize(
    ("version", "structures", "data"),
    [
        (ApiVersion.V1_5_0, StructureFormat.SDMX_ML_2_1, DataFormat.SDMX_ML_2_1_STR),
        (ApiVersion.V2_0_0, StructureFormat.SDMX_ML_3_0, DataFormat.SDMX_ML_3_0),
        (ApiVersion.V2_0_0, StructureFormat.SDMX_JSON_2_0_0, DataFormat.SDMX_CSV_2_0_0),
    ],
)
def test_pysdmx_asks_as_both_versions_of_the_standard(
    address: str, version: ApiVersion, structures: StructureFormat, data: DataFormat
) -> None:
    service = RestService(f"{address}/sdmx", version, structure_format=structures, data_format=data)
    query = StructureQuery(StructureType.DATAFLOW, references=StructureReference.ALL)
    read = read_sdmx(service.structure(query).decode(), validate=False)
    flow = read.get_dataflows()[0]
    components = read.get_data_structure_definitions()[0].components
    assert [each.id for each in components.dimensions] == DIMENSIONS
    found = service.data(DataQuery(DataContext.DATAFLOW, "ESEC", flow.id, key="M")).decode()
    assert len(get_datasets(found, validate=False)[0].data) == sum(map(is_monthly, published(address)))


@pytest.mark.client("rsdmx", "SDMX REST")
def test_rsdmx_reads_structure_and_figures(address: str, run_r: Run) -> None:
    found = run_r(RSDMX, f"{address}/sdmx", f".{INDICATOR}")
    if "rsdmx is missing" in found:
        pytest.skip("rsdmx: not installed here (Debian's r-cran-rsdmx)")
    flow, dimensions, women, rows, summed = found.splitlines()[-1].split("|")
    expected = tuple(row for row in published(address) if row["indicator_id"] == INDICATOR)
    assert (flow, int(dimensions), women, int(rows)) == ("OBSERVATIONS", len(DIMENSIONS), "Femmes", len(expected))
    assert float(summed) == total(expected)
