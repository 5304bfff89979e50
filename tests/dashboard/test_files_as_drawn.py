"""The files that a page offers hold what its chart draws: every figure, cell by cell, in every format."""

import csv
import json
import re
from html import unescape
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.data.store import Snapshot
from dashboard.downloads.formats import FORMATS
from pipelines.schema.columns import C, T
from tests.dashboard.pages.reading import ReadPage

CELLS = (
    C.OBS_VALUE,
    C.OBS_VALUE_LOW,
    C.OBS_VALUE_HIGH,
    C.QUALIFIER,
    C.OBS_STATUS,
    C.SOURCE_ID,
    C.PAGE,
)
NUMBERS = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH, C.PAGE)
# The reader's choices, as the address writes them: the page as it opens, and everything.
CHOICES = {"": ChartOptions(), "?derived=1&sources=all": ChartOptions(sources="all", derived=True)}

Row = dict[str, Any]


def from_csv(content: bytes) -> list[Row]:
    lines = csv.DictReader(StringIO(content.decode(), newline=""), strict=True)
    rows = [{name.lower(): cell or None for name, cell in line.items()} for line in lines]
    # SDMX-CSV writes NaN where there is no one number.
    empty = (None, "NaN")
    return [{**row, **{name: None if row[name] in empty else float(row[name]) for name in NUMBERS}} for row in rows]


def from_xlsx(content: bytes) -> list[Row]:
    book = openpyxl.load_workbook(BytesIO(content))
    named = {row[0]: row[1] for row in book.worksheets[4].iter_rows(min_row=4, values_only=True)}
    header, *lines = book.worksheets[2].iter_rows(min_row=5, values_only=True)
    return [{named.get(title, ""): cell for title, cell in zip(header, line, strict=True)} for line in lines]


def from_parquet(content: bytes) -> list[Row]:
    found: list[Row] = pq.read_table(BytesIO(content)).to_pylist()
    return found


def from_json(content: bytes) -> list[Row]:
    found: list[Row] = json.loads(content)["rows"]
    return found


READERS = {"csv": from_csv, "sdmx.csv": from_csv, "xlsx": from_xlsx, "parquet": from_parquet, "json": from_json}
# The ODS is compared with the XLSX where both are read: tests/clients/test_layouts.py.
assert set(READERS) | {"ods"} == {extension for extension, form in FORMATS.items() if form.listed}


def files_offered(links: list[str], indicator_id: str) -> dict[str, str]:
    """Address of a file by format: that of the chart's figures alone where there is one, else that of all."""
    own = f"/data/indicators/{indicator_id}."
    files = [link for link in links if urlsplit(link).path.startswith(own)]
    by_format = {extension: [link for link in files if urlsplit(link).path == own + extension] for extension in READERS}
    return {
        extension: next((link for link in found if "figure" in parse_qs(urlsplit(link).query)), found[0])
        for extension, found in by_format.items()
    }


@pytest.mark.parametrize(("lang", "chosen"), list(zip(("fr", "en"), CHOICES, strict=True)))
def test_every_file_holds_what_the_chart_draws(client: FlaskClient, snapshot: Snapshot, lang: Any, chosen: str) -> None:
    drawn, narrowed = 0, 0
    for number, indicator in enumerate(snapshot.rows(T.INDICATORS)):
        indicator_id = indicator[C.INDICATOR_ID]
        spec = charts_of(snapshot).spec(indicator_id, lang, CHOICES[chosen])
        if spec is None:
            continue
        page = ReadPage(client.get(f"/{lang}/indicators/{indicator_id}{chosen}").text)
        status = {row[C.OBS_ID]: row[C.OBS_STATUS] for row in snapshot.observations_of(indicator_id)}
        expected = {
            p.obs_id: (p.y, p.low, p.high, p.qualifier, status[p.obs_id], p.source_id, p.page) for p in spec.points
        }
        offered = files_offered(page.links, indicator_id)
        # Two formats of each chart, each with each other in turn: all are written from the same rows.
        for extension in {list(READERS)[(number + step) % len(READERS)] for step in (0, 1 + number % 2)}:
            address = offered[extension]
            answer = client.get(address)
            assert answer.status_code == 200, address
            found = {row[C.OBS_ID]: tuple(row[name] for name in CELLS) for row in READERS[extension](answer.data)}
            assert found == expected, address
            narrowed += "figure=" in address and snapshot.excerpt_of(indicator_id).whole
        drawn += len(expected)
    # As the page opens, some charts draw the report's figures alone; with everything chosen, none leaves any out, but
    # for those of more figures than a page reads.
    assert drawn > 100 and (narrowed > 0) == (chosen == "")


@pytest.mark.parametrize("query", ["sex=F&topic=opinion", "start=2008&end=2009&kind=recorded", "source=pdc-2019", ""])
@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "parquet"])
def test_the_explorer_offers_exactly_what_it_lists(client: FlaskClient, query: str, extension: str) -> None:
    start = f"/en/explorer?{query}"
    listed: list[str] = []
    todo, seen = [start], {start}
    while todo:
        text = client.get(todo.pop()).text
        # Last values and the chart of a single indicator may show others; the files are those of the tables.
        for table in text.split('<caption id="found-')[1:]:
            listed += re.findall(r'href="/en/figures/([^"]+)"', table.partition("</table>")[0])
        # Figures beyond those of a page of indicators have pages of their own, and these are more than one.
        beyond = re.findall(r'<p class="elsewhere"><a href="([^"]+)"', text) + re.findall(
            r'<a href="([^"]+)" rel="next"', text
        )
        todo += [address for each in beyond if (address := unescape(each)) not in seen]
        seen |= set(todo)
    links = ReadPage(client.get(start).text).links
    (file,) = [link for link in links if urlsplit(link).path == f"/data/observations.{extension}"]
    found = [row[C.OBS_ID] for row in READERS[extension](client.get(file).data)]
    assert found and sorted(found) == sorted(listed)
