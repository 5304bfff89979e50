"""What other sites are given of a page: the card of a link, the image, and the code of a frame."""

import json
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.images import LINK_CARD
from dashboard.components.frame import frame_height
from dashboard.data.store import Snapshot
from dashboard.web.chart_images import PARAMETERS
from tests.dashboard.charts.test_png import size_of_png

CASES = "prostitution-recourse-cases"
META = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')


def said_of(client: FlaskClient, path: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in META.findall(client.get(path).text)}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "path", ["", "topics/online", f"indicators/{CASES}?sources=all", "figures/o-0023", "law", "surveys", "claims"]
)
def test_a_link_to_a_page_with_charts_is_shown_with_one(client: FlaskClient, lang: str, path: str) -> None:
    said = said_of(client, f"/{lang}/{path}")
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image"].startswith(f"https://esec.example/charts/{lang}/")
    assert said["og:image:alt"] and said["og:image:type"] == "image/png"
    assert ("sources=all" in said["og:image"]) == ("sources=all" in path)
    address = urlsplit(said["og:image"])
    answer = client.get(f"{address.path}?{address.query}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "immutable" in answer.headers["Cache-Control"]
    assert size_of_png(answer.data) == (int(said["og:image:width"]), int(said["og:image:height"])) == LINK_CARD


@pytest.mark.parametrize("path", ["/fr/methods", "/en/explorer", "/en/nothing"])
def test_a_link_to_another_page_has_no_image(client: FlaskClient, path: str) -> None:
    said = said_of(client, path)
    assert said["twitter:card"] == "summary" and "og:image" not in said


def test_an_image_to_keep_names_chart_language_and_version(client: FlaskClient, snapshot: Snapshot) -> None:
    answer = client.get(f"/charts/fr/{CASES}.png?stamp=1&download=1")
    assert f'filename="{CASES}-fr-{snapshot.version}.png"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert size_of_png(answer.data)[0] == 1440
    # What a card or a picture on a page leaves out is on it.
    assert answer.data != client.get(f"/charts/fr/{CASES}.png").data


@pytest.mark.parametrize("path", [f"/fr/indicators/{CASES}?events=0", "/en/law", "/fr/topics/online", "/en/claims"])
def test_the_row_beside_a_chart_works_without_scripts(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    rows = re.findall(r'<ul[^>]*class="share inline-list">.*?</ul>', text)
    assert rows
    for href in {unescape(each) for row in rows for each in re.findall(r'href="([^"]+)"', row)}:
        page, _, fragment = href.partition("#")
        answer = client.get(page or path)
        assert answer.status_code == 200, href
        assert not fragment or f'id="{fragment}"' in answer.text, href


def test_a_frame_is_as_high_as_its_chart_needs(client: FlaskClient, snapshot: Snapshot) -> None:
    text = client.get(f"/fr/indicators/{CASES}?events=0").text
    code = next(unescape(each) for each in re.findall(r'value="([^"]*)"', text) if "iframe" in each)
    spec = charts_of(snapshot).spec(CASES, "fr", ChartOptions(events=False))
    assert spec is not None
    assert f'height="{frame_height(spec)}"' in code
    assert f'src="https://esec.example/embed/fr/{CASES}?events=0"' in code
    assert "e.source" in code and "<script>" in code


def test_a_frame_says_what_the_numbers_over_its_chart_stand_for(client: FlaskClient, snapshot: Snapshot) -> None:
    spec = charts_of(snapshot).spec(CASES, "en")
    assert spec is not None and spec.events
    text = client.get(f"/embed/en/{CASES}").text
    places = [text.index(event.label) for event in spec.events]
    assert places == sorted(places)
    hidden = client.get(f"/embed/en/{CASES}?events=0").text
    assert not any(event.label in hidden for event in spec.events)


@pytest.mark.parametrize("chart", ["penalties", "treaties"])
def test_the_charts_of_the_law_page_can_be_framed(client: FlaskClient, chart: str) -> None:
    text = client.get(f"/embed/en/{chart}").text
    assert f'href="https://esec.example/en/law#{chart}"' in text


def test_images_are_described_with_the_choices_that_they_take(client: FlaskClient, snapshot: Snapshot) -> None:
    described = json.loads(client.get("/openapi.json").data)["paths"]
    for extension in ("svg", "png"):
        parameters = described[f"/charts/{{lang}}/{{chart_id}}.{extension}"]["get"]["parameters"]
        said = {each["name"]: set(each["schema"].get("enum", ())) for each in parameters if each["in"] == "query"}
        taken = {each.name: each.allowed(snapshot) for each in PARAMETERS if each.allowed}
        assert said.keys() == {each.name for each in PARAMETERS}
        assert taken.keys() == said.keys() - {"v"}
        assert {name: values for name, values in said.items() if values} == {
            name: taken[name] for name in said if said[name]
        }
