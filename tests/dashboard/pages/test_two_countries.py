"""The page of the law over the data of two countries: a choice between them, and each told with its own money."""

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from pipelines.curate.curate import curate
from pipelines.publish.publish import publish
from pipelines.schema.faults import Faults
from pipelines.schema.paths import RAW_DIR
from tests.dashboard.pages.conftest import Read
from tests.dashboard.pages.reading import ReadPage
from tests.pipelines.two_countries import add_country
from tests.verdicts import passed

BRITISH = "/en/law?country=GB"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A site of France over the data of France, and invented rows for the United Kingdom."""
    folder = tmp_path_factory.mktemp("countries")
    raw = Path(shutil.copytree(RAW_DIR, folder / "raw"))
    add_country(raw)
    frames = curate(raw, Faults())
    publish(frames, passed(frames), folder / "curated")
    return create_app(Settings(curated=folder / "curated")).server.test_client()


def page(client: FlaskClient, address: str) -> ReadPage:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return ReadPage(answer.text)


def test_a_site_of_one_country_offers_no_choice(read: Read) -> None:
    assert not any("country=" in link for link in read("/en/law").links)


def test_the_sites_country_is_shown_first_and_as_where_it_is_alone(both: FlaskClient, read: Read) -> None:
    first, alone = page(both, "/en/law"), read("/en/law")
    assert BRITISH in first.links
    for name, table in alone.tables.items():
        assert first.tables[name].rows == table.rows, name
    assert "£" not in first.text and "What French law provided" in first.text


def test_the_other_countrys_rows_stand_alone_with_their_currency(both: FlaskClient) -> None:
    british = page(both, BRITISH)
    penalties = british.tables["penalties-table"]
    assert penalties.column("Fine, at most") == ["£5,000"] and "£6,000" in penalties.rows[0][3]
    assert "€" not in british.text and "United Kingdom: what the law provides" in british.text
    assert [row[0] for row in british.tables["treaties-table"].rows] == ["Convention on the Rights of the Child"]
    assert len(british.tables["goal-1"].rows) == 1
    events = [row[1] for row in british.tables["events-table"].rows]
    assert "Lanzarote Convention enters into force, by an invented date" in events
    assert "First world congress, Stockholm" in events and "PHAROS reporting platform opens" not in events


@pytest.mark.parametrize("chart", ["penalties", "treaties", "timeline"])
def test_charts_are_of_the_country_chosen_wherever_they_are_drawn(both: FlaskClient, chart: str) -> None:
    drawn = both.get(f"/charts/en/{chart}.svg?country=GB&stamp=1").text
    assert "United Kingdom" in drawn and f"/en/law?country=GB#{chart}" in drawn
    assert "United Kingdom" not in both.get(f"/charts/en/{chart}.svg").text
    framed = both.get(f"/embed/en/{chart}?country=GB")
    assert framed.status_code == 200 and "United Kingdom" in framed.text and "country=GB" in framed.text
    assert any(f"/charts/en/{chart}.png?country=GB" in link for link in page(both, BRITISH).links)


def test_what_is_found_by_name_says_its_country_and_leads_to_it(both: FlaskClient) -> None:
    found = both.get("/en/explorer?q=Convention+on+the+Rights+of+the+Child").text
    assert "Convention on the Rights of the Child (United Kingdom)" in found
    assert "/en/law?country=GB#treaties" in found
    by_article = both.get("/en/explorer?q=article+225-12-1").text
    assert "(United Kingdom)" in by_article and "/en/law?country=GB#penalties" in by_article
    assert "/en/law#penalties" in by_article, "the article of the site's country is found too"
