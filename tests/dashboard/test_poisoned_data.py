"""A version in which every free text of every table is hostile at once: it stays text, at every kind of address."""

import csv
import html
import json
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.downloads.citations import CITATIONS
from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.pages import PAGES
from dashboard.settings import Settings
from expectations.engine.kinds import Kind, kind_of
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, tables
from pipelines.schema.safe_text import FORMULA, NUMBER
from tests.dashboard.conftest import VERDICT
from tests.dashboard.test_pages import Document

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "  =",
    "\u00a0@",
    "\u202e=",
    "'",
    '"',
    "javascript:",
    "{",
    "\\",
)
POISON = (
    "cmd|' /C x'!A1 <script>esec(1)</script> ]]> --> </style></title></textarea></script> <img src=x onerror=esec(1)> "
    "\"' onload='esec(1)\" \x01\x0b\x0c\x1b\x7f\u202e\u2028\ufffe \U0001f9d2 "
    "&lt;blink&gt; %s {0} {{ ${x} javascript:esec(1)"
)
EACH = 2


def _is_free(name: str, column: str) -> bool:
    table = tables()[name]
    return column == C.URL or kind_of(table, table.column(column)) is Kind.TEXT


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Dash:
    frames = {name: frame.copy() for name, frame in _curated.items()}
    changed = 0
    for name, frame in frames.items():
        for at, column in enumerate(map(str, frame.columns)):
            if _is_free(name, column):
                texts = [f"{STARTS[(row + at) % len(STARTS)]}{POISON} {row}" for row in range(len(frame))]
                frame[column] = pd.Series(texts, frame.index, dtype="string")
                changed += 1
    assert changed > 60, "every free text of every table"
    out = tmp_path_factory.mktemp("poisoned") / "curated"
    publish(frames, VERDICT, out)
    return create_app(Settings(curated=out, check_seconds=3600, base_url="https://esec.example"))


@pytest.fixture
def reader(poisoned: Dash) -> Iterator[FlaskClient]:
    with poisoned.server.test_client() as client:
        yield client


def _take(reader: FlaskClient, address: str) -> bytes:
    answer = reader.get(address)
    assert answer.status_code == 200, (address, answer.text[:300])
    for name, value in answer.headers:
        assert "esec(1)" not in value and value.isprintable(), (address, name)
    return answer.data


def _judge_markup(text: str, address: str) -> None:
    """No element, attribute or address of the poison's, and structured data that can be read."""
    document = Document(text)
    for tag, elements in document.heads.items():
        assert tag not in ("textarea", "blink") and not (tag == "img" and {"src": "x"} in elements), (address, tag)
        for element in elements:
            odd = [name for name in element if name.startswith("on") or not re.fullmatch(r"[a-zA-Z:-]+\d?", name)]
            assert not odd, (address, tag, odd)
            for name in ("href", "src", "action", "data-src", "srcset"):
                assert not re.match(r"[\s\W]*javascript", element.get(name) or "", re.IGNORECASE), (address, tag)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        if content:
            assert "json" in attributes, address
            json.loads(content)
    for style in re.findall(r"<style>(.*?)</style>", text, re.DOTALL):
        assert "esec(1)" not in style, address


def _judge_xml(content: bytes, address: str) -> None:
    for element in ElementTree.fromstring(content).iter():
        assert element.tag.rpartition("}")[2] not in ("script", "img", "foreignObject", "textarea"), address
        for name, value in element.attrib.items():
            assert not name.rpartition("}")[2].startswith("on"), (address, name)
            assert not value.strip().lower().startswith("javascript"), (address, name)


def _judge_cells(text: str, delimiter: str, address: str) -> None:
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True))
    assert len({len(row) for row in rows}) == 1, address
    for cell in (cell for row in rows for cell in row):
        assert not re.match(FORMULA, cell) or re.match(NUMBER, cell), (address, cell[:40])


def _judge_workbook(content: bytes, address: str) -> None:
    with ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(parts.read(name))
                assert not [one for one in root.iter() if one.tag.endswith("}f")], (address, name)
                assert not [one for one in root.iter() if "javascript" in one.get("Target", "").lower()], (
                    address,
                    name,
                )


def _judge_archive(content: bytes, address: str) -> None:
    with ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            _judge_file(name, parts.read(name), f"{address} {name}")


def _judge_file(name: str, content: bytes, address: str) -> None:
    """What a file's reader leans on, by its ending."""
    if name.endswith((".csv", ".tsv")):
        text = content.decode("utf-8")
        _judge_cells(text, "\t" if name.endswith(".tsv") else ";" if "dialect=excel" in address else ",", address)
    elif name.endswith(".zip"):
        _judge_archive(content, address)
    elif name.endswith(".xlsx"):
        _judge_workbook(content, address)
    elif name.endswith((".jsonl", ".ndjson")):
        for line in content.splitlines():
            json.loads(line)
    elif name.endswith("json"):
        json.loads(content)
    elif name.endswith(".xml"):
        _judge_xml(content, address)


def _pages(app: Dash) -> list[str]:
    snapshot: Any = app.site.store.current()
    return [f"/{lang}/{path}" for page in PAGES for path in islice(page.paths(snapshot), EACH) for lang in LANGUAGES]


def _charts(app: Dash) -> list[str]:
    rows = app.site.store.current().rows(T.INDICATORS)
    kinds = {row[C.CHART_KIND]: row[C.INDICATOR_ID] for row in rows}
    return [*kinds.values(), "penalties", "treaties", "surveys", "timeline"]


def test_on_every_kind_of_page_and_embed_it_stays_text(poisoned: Dash, reader: FlaskClient) -> None:
    embeds = [f"/embed/{lang}/{chart}" for lang in LANGUAGES for chart in _charts(poisoned)]
    seen = 0
    for address in [*_pages(poisoned), *embeds, "/data/", "/fr/explorer?q=esec", "/en/factsheet", "/fr/nothing"]:
        answer = reader.get(address)
        assert answer.status_code == (404 if "nothing" in address else 200), address
        _judge_markup(answer.text, address)
        seen += "esec(1)" in html.unescape(answer.text)
    assert seen > 40, "the poison was drawn"


def test_in_every_kind_of_figure_it_stays_text(poisoned: Dash, reader: FlaskClient) -> None:
    for chart in _charts(poisoned):
        for choice in ("", "?size=small", "?stamp=1&theme=dark&size=narrow"):
            address = f"/charts/fr/{chart}.svg{choice}"
            content = _take(reader, address)
            _judge_xml(content, address)
            # The same bytes may stand within a page.
            assert b"<script" not in content.lower()


@pytest.mark.parametrize("address", ["/corrections.atom", "/corrections.atom?lang=en", "/sitemap.xml"])
def test_feed_and_sitemap_stay_whole(reader: FlaskClient, address: str) -> None:
    _judge_xml(_take(reader, address), address)


def test_in_every_file_of_every_format_it_stays_text(poisoned: Dash, reader: FlaskClient) -> None:
    snapshot = poisoned.site.store.current()
    things = [f"indicators/{row[C.INDICATOR_ID]}" for row in snapshot.rows(T.INDICATORS)[:EACH]]
    names = [
        *DOCUMENTS,
        *(f"{table}.{form.extension}" for table in tables() for form in formats_of(table)),
        *(f"{table}.csv?dialect=excel-fr&lang=fr" for table in (T.OBSERVATIONS, T.SOURCES, T.CAVEATS)),
        *(f"schema/{table}.json" for table in tables()),
        *(f"{thing}.{extension}" for thing in things for extension in (*FORMATS, *CITATIONS)),
        *(f"{stem}.{extension}" for stem in ("dataset", "figures/o-0023") for extension in CITATIONS),
    ]
    for name in (*names, "versions.json"):
        address = f"/data/{name}"
        _judge_file(name.partition("?")[0], _take(reader, address), address)
    json.loads(_take(reader, "/openapi.json"))
