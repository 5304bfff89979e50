"""The two small clients, as downloaded: from a search engine's record to a typed frame, and what they refuse."""

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pandas as pd
import pytest

from dashboard.downloads.snippets import CLIENTS, SNIPPETS
from tests.clients.conftest import ROOT, Record, Run

VERSION = re.compile(r"\d+\.\d+\.\d+")
SHARED = ["comparability_id", "unit_measure", "ref_area", "sex", "age", "answer"]

# What follows the three lines of the downloads page; arguments: addresses that answer wrongly, and ids to choose by.
PYTHON = """
import json, sys
wrong, ids = json.loads(sys.argv[1]), json.loads(sys.argv[2])

def of(name):
    return figures[figures["obs_id"].isin(ids[name])]

def refused(call):
    try:
        return f"returned {call()}"
    except esec.Refusal as refusal:
        return f"refused: {refusal}"
    except ConnectionError as error:
        return f"unreachable: {error}"

version = figures.attrs["version"]
said = {name: refused(lambda: esec.open(version=version, site=site)) for name, site in wrong.items()}
said |= {
    "unpinned": refused(lambda: esec.open("observations")),
    "unheard of": refused(lambda: esec.open(version="0.9.0")),
    "no table": refused(lambda: esec.open("nothing", version=version)),
    "whole": refused(lambda: esec.wide(figures)),
    "average": refused(lambda: esec.total(of("average"))),
    "none": refused(lambda: esec.total(of("none"))),
    **{name: refused(lambda: esec.series(of(name))) for name in ("groups", "bound", "undated", "rivals", "sexes")},
}
series, wide = esec.series(of("series")), esec.wide(of("plain"))
levels = {name: list(column.cat.categories) for name, column in figures.items() if column.dtype == "category"}
print(json.dumps({
    "refused": said,
    "attributes": {name: figures.attrs[name] for name in ("version", "citation", "licence", "sha256")},
    "rows": len(figures),
    "sum": float(figures["obs_value"].sum()),
    "empty": int(figures["obs_value"].isna().sum()),
    "notes": int(figures["note_en"].isna().sum()),
    "periods": list(figures["time_period"]),
    "pages": int(figures["page"].sum()),
    "sexes": levels["sex"],
    "categories": sorted(levels),
    "series": [[period, None if value != value else value] for period, value in series.items()],
    "wide": [len(wide), int(wide.notna().sum().sum())],
    "total": esec.total(of("summed")),
    "additive": esec.open("units", version=version)["additive"].sum().item(),
}))
"""

R = """
arguments <- commandArgs(TRUE)
wrong <- jsonlite::fromJSON(arguments[1])
ids <- jsonlite::fromJSON(arguments[2])
of <- function(name) figures[figures$obs_id %in% ids[[name]], ]
refused <- function(call) tryCatch(
  paste("returned", class(call)[1]),
  esec_refusal = function(refusal) paste("refused:", conditionMessage(refusal)),
  esec_unreachable = function(problem) paste("unreachable:", conditionMessage(problem))
)
version <- attr(figures, "esec")$version
said <- lapply(wrong, function(site) refused(esec_open(version = version, site = site)))
said[["unpinned"]] <- refused(esec_open("observations"))
said[["unheard of"]] <- refused(esec_open(version = "0.9.0"))
said[["no table"]] <- refused(esec_open("nothing", version = version))
said[["whole"]] <- refused(esec_wide(figures))
said[["average"]] <- refused(esec_total(of("average")))
said[["none"]] <- refused(esec_total(of("none")))
for (name in c("groups", "bound", "undated", "rivals", "sexes")) said[[name]] <- refused(esec_series(of(name)))
series <- esec_series(of("series"))
wide <- esec_wide(of("plain"))
stopifnot(is.character(figures$time_period), is.numeric(figures$obs_value), is.integer(figures$page))
found <- list(
  refused = said,
  attributes = attr(figures, "esec")[c("version", "citation", "licence", "sha256")],
  rows = nrow(figures), sum = sum(figures$obs_value, na.rm = TRUE), empty = sum(is.na(figures$obs_value)),
  notes = sum(is.na(figures$note_en)), periods = figures$time_period, pages = sum(figures$page, na.rm = TRUE),
  sexes = levels(figures$sex), categories = sort(names(figures)[vapply(figures, is.factor, TRUE)], method = "radix"),
  series = Map(list, series$time_period, series$obs_value),
  wide = c(nrow(wide), sum(!is.na(wide[, -(1:6)]))), total = esec_total(of("summed")),
  additive = sum(esec_open("units", version = version)$additive)
)
names(found$series) <- NULL
cat(jsonlite::toJSON(found, auto_unbox = TRUE, digits = NA, na = "null"))
"""


class _Meddling(BaseHTTPRequestHandler):
    """Passes requests on to the site, and damages what the first part of the path says."""

    site = ""

    def do_GET(self) -> None:
        _, how, path = self.path.split("/", 2)
        try:
            with urlopen(Request(f"{self.site}/{path}")) as answer:
                content = answer.read()
        except HTTPError as error:
            return self.send_error(error.code)
        length = len(content)
        if path.endswith("observations.csv"):
            content = {"flipped": content.replace(b",312,", b",313,", 1), "cut": content[: length // 2]}[how]
        elif how == "portal":
            content = b"<!doctype html><title>Please log in</title>"
            length = len(content)
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def wrong(address: str) -> Iterator[dict[str, str]]:
    """Addresses that answer wrongly, by how they do; nobody answers at the last."""
    _Meddling.site = address
    with ThreadingHTTPServer(("127.0.0.1", 0), _Meddling) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        near = f"http://127.0.0.1:{server.server_port}"
        yield {**{how: f"{near}/{how}" for how in ("flipped", "cut", "portal")}, "closed": "http://127.0.0.1:9"}
        server.shutdown()


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return pd.read_parquet(ROOT / "data/curated/observations.parquet")


@pytest.fixture(scope="module")
def ids(figures: pd.DataFrame) -> dict[str, list[str]]:
    """Ids of figures that may be put together, and of some that may not."""
    units = pd.read_parquet(ROOT / "data/curated/units.parquet").set_index("unit_measure")["additive"]
    rivals = figures.duplicated([*SHARED, "time_period"], keep=False)
    single = figures["obs_value"].notna() & (figures["period_basis"] != "undated")
    years = single & figures["time_period"].str.fullmatch(r"\d{4}") & ~rivals
    sums = figures["unit_measure"].map(units)

    def first(chosen: pd.Series) -> list[str]:
        """Figures of the largest group, by all that they share, among those chosen."""
        ((_, found), *_) = sorted(figures[chosen].groupby(SHARED), key=lambda each: -len(each[1]))
        return list(found["obs_id"])

    sexes = (
        figures[single & ~rivals]
        .groupby("comparability_id")
        .filter(lambda group: group["sex"].nunique() > 1 and group["ref_area"].nunique() == 1)
    )
    return {
        "groups": [first(years & sums)[0], first(years & ~sums)[0]],
        "bound": list(figures[figures["qualifier"] == "range"]["obs_id"][:1]),
        "undated": list(figures[(figures["period_basis"] == "undated") & figures["obs_value"].notna()]["obs_id"][:1]),
        "rivals": first(rivals & single),
        "sexes": list(sexes[sexes["comparability_id"] == sexes["comparability_id"].iloc[0]]["obs_id"]),
        "average": first(years & ~sums),
        "none": list(figures[figures["qualifier"] == "missing"]["obs_id"][:1]),
        "series": first(years & ~sums),
        "summed": first(years & sums),
        "plain": list(figures[single & ~rivals]["obs_id"]),
    }


@pytest.fixture(scope="module")
def record(address: str) -> dict[str, Any]:
    """What a search engine reads of the data set on the first page."""
    with urlopen(f"{address}/en/") as answer:
        page = answer.read().decode()
    found = [
        json.loads(text) for text in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S)
    ]
    listed = [each for one in found for each in (one if isinstance(one, list) else one.get("@graph", [one]))]
    (described,) = [each for each in listed if each["@type"] == "Dataset"]
    return described


def lines(key: str, record: dict[str, Any]) -> str:
    """The lines that the downloads page shows, which is the page of the record's data set."""
    with urlopen(f"{record['url'].rstrip('/')}/downloads") as answer:
        shown = [unescape(code) for code in re.findall(r"<code>(.*?)</code>", answer.read().decode(), re.S)]
    (snippet,) = [each for each in SNIPPETS if each.key == key]
    site = record["url"].removesuffix("/").removesuffix("/en")
    code = snippet.filled("", site, record["version"])
    assert code in shown and len(code.strip().splitlines()) <= 3
    return code


def check(found: dict[str, Any], figures: pd.DataFrame, ids: dict[str, list[str]], record: dict[str, Any]) -> None:
    said = found["refused"]
    assert f'"{record["version"]}"' in said["unpinned"] and said["unpinned"].startswith("refused: name a version")
    for name, words in {"unheard of": record["version"], "no table": "comparability", "flipped": "SHA-256"}.items():
        assert said[name].startswith("refused: ") and words in said[name], said[name]
    assert said["portal"].startswith("refused: ") and "something else answered" in said["portal"]
    assert said["cut"].startswith(("unreachable: ", "refused: ")) and said["closed"].startswith("unreachable: ")
    for name in ("bound", "undated", "none"):
        assert said[name].startswith("refused: ") and said[name].endswith(f": {ids[name][0]}"), said[name]
    for code in figures.set_index("obs_id").loc[ids["groups"], "comparability_id"]:
        assert (
            said["groups"].startswith("refused: these figures cannot be joined: comparability_id")
            and code in said["groups"]
        )
    assert said["rivals"].startswith("refused: ") and any(each in said["rivals"] for each in ids["rivals"])
    assert "cannot be joined: sex is" in said["sexes"] and "may not be summed" in said["average"]
    assert "range or a bound" in said["whole"]

    assert found["attributes"]["version"] == record["version"] and record["version"] in found["attributes"]["citation"]
    assert "CC-BY-4.0" in found["attributes"]["licence"] and "rights_en" in found["attributes"]["licence"]
    assert re.fullmatch(r"[0-9a-f]{64}", found["attributes"]["sha256"])
    assert found["rows"] == len(figures) and found["sum"] == pytest.approx(figures["obs_value"].sum(), abs=1e-6)
    assert found["empty"] == figures["obs_value"].isna().sum() > 0
    assert found["notes"] == figures["note_en"].isna().sum() > 0
    assert found["periods"] == list(figures["time_period"]) and found["pages"] == figures["page"].sum()
    assert set(found["sexes"]) == {"_T", "F", "M"} and "obs_id" not in found["categories"]
    assert {"sex", "age", "answer", "qualifier", "obs_status"} <= set(found["categories"])

    chosen = figures[figures["obs_id"].isin(ids["series"])]
    values = {period: value for period, value in found["series"] if value is not None}
    assert values == dict(zip(chosen["time_period"], chosen["obs_value"], strict=True))
    assert [int(period) for period, _ in found["series"]] == list(range(int(min(values)), int(max(values)) + 1))
    plain = figures[figures["obs_id"].isin(ids["plain"])]
    assert found["wide"] == [len(plain[SHARED].drop_duplicates()), len(plain)]
    assert found["total"] == figures[figures["obs_id"].isin(ids["summed"])]["obs_value"].sum()
    assert found["additive"] > 0


@pytest.mark.client("pandas", "esec.py")
@pytest.mark.parametrize("environment", ["", "older"], ids=["current", "older"])
def test_python_in_three_lines(
    record: dict[str, Any],
    run_in: Run,
    environment: str,
    wrong: dict[str, str],
    figures: pd.DataFrame,
    ids: dict[str, list[str]],
) -> None:
    code = lines("client-python", record) + PYTHON
    check(json.loads(run_in(environment, code, json.dumps(wrong), json.dumps(ids))), figures, ids, record)


@pytest.mark.client("R", "esec.R")
def test_r_in_three_lines(
    record: dict[str, Any], run_r: Run, wrong: dict[str, str], figures: pd.DataFrame, ids: dict[str, list[str]]
) -> None:
    code = lines("client-r", record) + R
    said = run_r(code, json.dumps(wrong), json.dumps(ids))
    check(json.loads(said[said.index("{") :]), figures, ids, record)


@pytest.mark.parametrize("path", CLIENTS)
def test_a_client_asks_the_site_that_it_came_from_and_no_other(address: str, path: str) -> None:
    with urlopen(f"{address}/data/{path}") as answer:
        content = answer.read().decode()
    assert set(re.findall(r"https?://[\w.:-]+", content)) == {address}
    assert len(content.splitlines()) < 230


def test_the_client_for_python_is_of_the_oldest_python_that_it_names(address: str) -> None:
    with urlopen(f"{address}/data/clients/esec.py") as answer:
        content = answer.read().decode()
    named = re.search(r"Python 3\.(\d+) or later", content)
    assert named and ast.parse(content, feature_version=(3, int(named[1])))


@pytest.mark.client("LibreOffice", "XLSX")
def test_a_spreadsheet_opens_the_address_with_numbers_as_numbers(
    record: dict[str, Any], tmp_path: Path, figures: pd.DataFrame, record_property: Record
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice: not installed here (soffice)")
    record_property("version", subprocess.run([office, "--version"], capture_output=True, text=True).stdout.split()[1])
    # Tabs between cells, quotes around texts and none around numbers; the third sheet is the table.
    written = "csv:Text - txt - csv (StarCalc):9,34,76,1,,1033,true,true,false,false,false,3"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", written]
    address = lines("workbook", record).strip()
    subprocess.run([*command, "--outdir", str(tmp_path), address], capture_output=True, check=True, timeout=300)
    (file,) = tmp_path.glob("*.csv")
    _, _, _, _, header, *rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    values = [row[header.index('"Value · Valeur"')] for row in rows]
    assert [float(value) if value else None for value in values] == [
        None if value != value else value for value in figures["obs_value"]
    ]
    periods = [row[header.index('"Period · Période"')] for row in rows]
    assert periods == [f'"{period}"' for period in figures["time_period"]]
