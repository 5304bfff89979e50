import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.store import Snapshot
from dashboard.pages import PAGES
from dashboard.view import address
from dashboard.view.page import Page
from dashboard.web.page_server import snapshot_paths


@pytest.mark.parametrize(
    ("path", "accepted", "status", "leads_to"),
    [
        ("/", None, 302, "/fr/"),
        ("/", "en-GB", 302, "/en/"),
        ("/?utm=1", "en", 302, "/en/?utm=1"),
        ("/en", None, 308, "/en/"),
        ("/fr/explorer/?q=a", None, 308, "/fr/explorer?q=a"),
    ],
)
def test_addresses_that_move(client: FlaskClient, path: str, accepted: str | None, status: int, leads_to: str) -> None:
    answer = client.get(path, headers={"Accept-Language": accepted} if accepted else {})
    assert (answer.status_code, answer.headers["Location"]) == (status, leads_to)
    if path.startswith("/?") or path == "/":
        assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "path", ["/de/", "/fr/nothing", "/fr/indicators/", "/fr/indicators/x/y", "/fr/figures/o-9999", "/x"]
)
def test_an_unknown_address_is_a_real_404_with_ways_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code == 308:
        answer = client.get(answer.headers["Location"])
    assert answer.status_code == 404
    assert "/explorer" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_sitemap_lists_every_page_once_with_its_twin(client: FlaskClient, snapshot: Snapshot) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    listed = [found.text for found in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert sorted(map(str, listed)) == sorted(f"https://esec.example{path}" for path in snapshot_paths(snapshot))
    assert len(list(root.iter("{http://www.w3.org/1999/xhtml}link"))) == 2 * len(listed)


def test_robots_name_the_sitemap(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Sitemap: https://esec.example/sitemap.xml" in answer.text


def test_every_page_has_an_address_of_its_own(snapshot: Snapshot) -> None:
    paths = snapshot_paths(snapshot)
    assert len(paths) == len(set(paths))
    assert f"/en/figures/{next(snapshot.observation_ids())}" in paths
    for page in PAGES:
        for path in page.paths(snapshot):
            matching = [other.name for other in PAGES if other.match(path) is not None]
            assert matching == [page.name]


@given(key=st.text(min_size=1, max_size=30), value=st.text(max_size=30))
def test_any_key_and_parameter_make_an_address_that_stays_on_this_site(key: str, value: str) -> None:
    try:
        made = address.page("en", "figures/<key>", key, {"q": value})
    except UnicodeEncodeError:
        return
    assert re.fullmatch(r"/en/figures/[^/?#\s]*(\?q=[^\s#]*)?", made)


def test_a_page_tells_its_key_from_its_path() -> None:
    page: Page = next(page for page in PAGES if page.name == "indicator")
    assert page.match("indicators/x") == "x"
    assert page.match("indicators/") is None
    assert page.match("indicators/x/y") is None
    assert page.match("topics/x") is None
