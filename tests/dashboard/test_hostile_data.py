"""A version whose texts are hostile: no link leads anywhere but to the web, and files for machines stay whole."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.safe_text import web_address
from tests.dashboard.conftest import VERDICT

ADDRESSES = (
    "javascript:alert(1)//esec",
    "JAVASCRIPT:alert(1)//esec",
    "data:text/html,esec",
    "vbscript:esec",
    "file:///etc/esec",
    "//evil.example/esec",
    "https://user:word@evil.example/esec",
    "https://user@evil.example/esec",
    "https://evil.example/\u202eesec",
    "https://evil.example/ esec",
    " https://evil.example/esec",
    "https:evil.example/esec",
    "https:///evil.example/esec",
    'https://evil.example/"esec',
    "https://evil.example\\@esec",
)
TEXT = "a\x01b\x0c\x1b ]]> --> </title> \u202e \U0001f9d2\U0001f3fd \ufffe & < \" '"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Iterator[FlaskClient]:
    frames = {name: frame.copy() for name, frame in _curated.items()}
    sources = frames[T.SOURCES]
    sources[C.URL] = [ADDRESSES[row % len(ADDRESSES)] for row in range(len(sources))]
    for name in (T.RELEASES, T.CORRECTIONS):
        for column in frames[name].columns:
            if str(column).startswith(("text_", "reason_")):
                frames[name][column] = TEXT
    out = tmp_path_factory.mktemp("hostile-data") / "curated"
    publish(frames, VERDICT, out)
    chosen = Settings(curated=out, check_seconds=3600, base_url="https://esec.example")
    with create_app(chosen).server.test_client() as client:
        yield client


def test_an_address_that_is_none_of_the_web_is_shown_and_never_led_to(hostile: FlaskClient) -> None:
    page = hostile.get("/en/sources").text
    assert "<span>javascript:alert(1)//esec</span>" in page
    for address in ("/en/sources", "/en/", "/data/datapackage.json", "/data/datacite.json", "/en/figures/o-0001"):
        text = hostile.get(address).text
        for start in ('href="', '"path": "', '"url": "', '"url":"', '"relatedIdentifier": "'):
            for hostile_start in ("javascript", "JAVASCRIPT", "data:", "vbscript", "file:", "//evil", "https://user"):
                assert start + hostile_start not in text, (address, start)
            assert f"{start}https://evil" not in text


@pytest.mark.parametrize("text", [*ADDRESSES, None, "", "https://", "ftp://esec.example/", "http://é.example/"])
def test_what_is_no_address_of_the_web_is_none(text: object) -> None:
    assert web_address(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://esec.example",
        "http://www.esec.example:8080/a_b-c/%C3%A9?x=1&y=[2]#p,3;4",
        "https://esec.example/@a/(b)*c'd!e$",
        "http://127.0.0.1/",
    ],
)
def test_addresses_of_the_web_are_taken(text: str) -> None:
    assert web_address(text) == text


@pytest.mark.parametrize("address", ["/corrections.atom", "/corrections.atom?lang=en", "/sitemap.xml"])
def test_files_of_xml_stay_well_formed(hostile: FlaskClient, address: str) -> None:
    answer = hostile.get(address)
    assert answer.status_code == 200
    told = "".join(ElementTree.fromstring(answer.data).itertext())
    assert "sitemap" in address or "]]> --> </title>" in told
