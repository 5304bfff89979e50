"""A page for each source and each area, and those on which reports and countries stand side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.data.areas import areas_covered
from dashboard.data.store import Snapshot
from dashboard.pages import PAGES
from dashboard.settings import Settings
from pipelines.curate.curate import curate
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.faults import Faults
from tests.dashboard.conftest import VERDICT
from tests.dashboard.pages.conftest import Read
from tests.dashboard.pages.reading import ReadPage
from tests.invented.folders import BRITISH, SPANISH, write_beside

REPORT = "ecpat-france-2011"
FIGURES = "/en/figures/"


def figures_of(page: ReadPage) -> set[str]:
    return {link.removeprefix(FIGURES) for link in page.links if link.startswith(FIGURES)}


def published(snapshot: Snapshot, column: str, value: str) -> set[str]:
    read = snapshot.tables.select(T.OBSERVATIONS, columns=[C.OBS_ID], where={column: [value]}).read_all()
    return set(read[C.OBS_ID].to_pylist())


@pytest.mark.parametrize("source", [REPORT, "iwf-2020", "esec-computed"])
def test_a_source_shows_each_of_its_figures_on_one_of_its_pages(read: Read, snapshot: Snapshot, source: str) -> None:
    expected, found, number = published(snapshot, C.SOURCE_ID, source), [], 1
    assert expected
    while True:
        page = read(f"/en/sources/{source}?page={number}")
        found += sorted(figures_of(page))
        number += 1
        if f"/en/sources/{source}?page={number}" not in page.links:
            break
    assert sorted(found) == sorted(expected)


def test_a_source_says_how_it_may_be_cited_and_how_it_was_checked(read: Read, snapshot: Snapshot) -> None:
    source = snapshot.row(T.SOURCES, REPORT)
    assert source
    page = read(f"/en/sources/{REPORT}")
    for words in ("Full citation", "Pouille, L.", "1983 to 2013"):
        assert words in page.text, words
    assert source[C.URL] in page.links
    assert {f"/en/explorer?source={REPORT}", f"/data/observations.csv?source={REPORT}", "/en/law"} <= set(page.links)
    assert page.tables["figures-prostitution"].headers[:1] == ["Period"]


def test_a_source_without_figures_says_so_and_leads_to_what_it_tells(read: Read, snapshot: Snapshot) -> None:
    counted = {source for numbers in snapshot.tally.values() for source, _origin in numbers}
    without = [row[C.SOURCE_ID] for row in snapshot.rows(T.SOURCES) if row[C.SOURCE_ID] not in counted]
    assert without
    for source in without:
        page = read(f"/en/sources/{source}")
        assert "No figure comes from this source." in page.text
        assert {"/en/law", "/en/surveys", "/en/crosschecks"} & set(page.links), source


@pytest.mark.parametrize("area", ["FR-93", "FR_CANNES", "NL"])
def test_an_area_shows_each_of_its_figures_with_its_source(read: Read, snapshot: Snapshot, area: str) -> None:
    page = read(f"/en/areas/{area}")
    assert figures_of(page) == published(snapshot, C.REF_AREA, area)
    assert f"/data/observations.csv?ref_area={area}" in page.links
    assert any(link.startswith("/en/sources/") for link in page.links)
    assert ("/en/areas/FR" in page.links) == area.startswith("FR")


def test_a_country_leads_to_its_parts_and_the_list_to_every_area(read: Read, snapshot: Snapshot) -> None:
    assert {"/en/areas/FR-75", "/en/areas/FR_MET"} <= set(read("/en/areas/FR").links)
    assert {f"/en/areas/{area}" for area in areas_covered(snapshot)} <= set(read("/en/areas").links)


@pytest.mark.parametrize("path", ["sources/nothing", "areas/XX", "areas/fr"])
def test_what_is_not_there_has_no_page(client: FlaskClient, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


def test_names_of_sources_lead_to_their_pages(read: Read, snapshot: Snapshot) -> None:
    listed = set(read("/en/sources").links)
    assert {f"/en/sources/{row[C.SOURCE_ID]}" for row in snapshot.rows(T.SOURCES)} <= listed
    for path in ("indicators/hotline-reported-all", "figures/o-0102", "law", "explorer?topic=ufm", "claims", "surveys"):
        assert any(link.startswith("/en/sources/") for link in read(f"/en/{path}").links), path


def test_one_report_is_set_beside_nothing_and_no_menu_leads_there(client: FlaskClient, read: Read) -> None:
    assert "There is only one report so far" in read("/en/reports").text
    assert "Il n'y a qu'un rapport pour l'instant" in read("/fr/reports").text
    home = client.get("/en/").text
    assert 'href="/en/reports"' not in home
    assert home.count('href="/en/areas"') == 2, "once in the footer, and once as there are several countries"
    assert not [page for page in PAGES if page.name == "reports" and page.entry]


def test_countries_of_which_none_is_said_to_count_alike_are_not_compared(read: Read) -> None:
    page = read("/en/areas")
    assert "No two countries are known to count in the same way" in page.text
    assert not page.tables


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Reads pages of a site that has the two invented reports beside the real one."""
    folder: Path = tmp_path_factory.mktemp("together")
    faults = Faults()
    publish(curate(write_beside(folder / "raw"), faults), VERDICT, folder / "curated")
    assert not list(faults)
    app = create_app(Settings(curated=folder / "curated", check_seconds=3600, base_url="https://esec.example"))
    with app.server.test_client() as client:
        yield lambda address: ReadPage(client.get(address).text)


def test_reports_stand_side_by_side_where_they_speak_of_one_place(together: Read) -> None:
    assert {"/en/reports", "/en/areas"} <= set(together("/en/").links)
    page = together("/en/reports")
    assert {f"/en/sources/{source}" for source in (REPORT, BRITISH, SPANISH)} <= set(page.links)
    assert list(page.tables) == ["reports-inv-hotlines"]
    table = page.tables["reports-inv-hotlines"]
    assert table.headers[2:] == ["Invented report, United Kingdom (2019)", "Invented report, Spain (2020)"]
    assert table.rows == [["2018", "Europe", "more than 45 countries p. 2, note 2", "48 countries p. 2, note 2"]]


def test_countries_stand_side_by_side_where_they_are_said_to_count_alike(together: Read) -> None:
    page = together("/en/areas")
    assert list(page.tables) == ["alike-1"]
    table = page.tables["alike-1"]
    assert table.headers == ["Period", "United Kingdom", "Spain"]
    assert table.rows == [
        ["2017", "10.2 per 100,000 children", "–"],
        ["2018", "12.5 per 100,000 children", "12.5 per 100,000 children"],
        ["2019", "–", "7.3 per 100,000 children"],
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_country_has_its_figures_alone(together: Read, lang: str) -> None:
    for area, source, other in (("GB", BRITISH, SPANISH), ("ES", SPANISH, BRITISH)):
        links = together(f"/{lang}/areas/{area}").links
        assert f"/{lang}/sources/{source}" in links
        assert f"/{lang}/sources/{other}" not in links
