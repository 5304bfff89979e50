"""What catalogues say is what is published: areas and years of figures, DOI and contact as declared, rights."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, Namespace

from dashboard.downloads.catalogues import facts
from dashboard.downloads.catalogues.schema_org import dataset_object, indicator_object
from dashboard.downloads.citations import source_piece
from dashboard.downloads.documents import files_of
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.published import open_published
from dashboard.settings import load_settings
from pipelines.schema import dataset
from pipelines.schema.codes import PeriodBasis
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.paths import CURATED_DIR
from tests.dashboard.downloads.conftest import serve

BASE = "https://esec.example"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DOI = "10.1234/esec.test"


@pytest.fixture(scope="module")
def current() -> DownloadCatalogue:
    """The published folder as it is committed."""
    return files_of(open_published(Path(CURATED_DIR)), BASE)


@pytest.fixture(scope="module")
def rows(current: DownloadCatalogue) -> list[dict[str, object]]:
    found: list[dict[str, object]] = current.published.asked.select(T.OBSERVATIONS).read_all().to_pylist()
    return found


def read(files: DownloadCatalogue, path: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(b"".join(files.find(path).chunks()))
    return found


@pytest.fixture(scope="module")
def graph(current: DownloadCatalogue) -> Graph:
    return Graph().parse(data=b"".join(current.find("catalog.rdf").chunks()), format="xml")


@pytest.fixture
def contact(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ESEC_CONTACT", "write@esec.example")
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_the_catalogue_has_a_data_set_for_the_whole_and_for_each_indicator(
    graph: Graph, current: DownloadCatalogue
) -> None:
    catalogue = graph.value(predicate=RDF.type, object=DCAT.Catalog)
    expected = {URIRef(f"{BASE}/data/indicators/{key}.json#dataset") for key in current.published.records(T.INDICATORS)}
    assert set(graph.objects(catalogue, DCAT.dataset)) == expected | {URIRef(f"{BASE}/#dataset")}


def test_areas_and_days_are_those_of_the_figures(graph: Graph, rows: list[dict[str, object]]) -> None:
    dated = {row[C.INDICATOR_ID] for row in rows if row[C.PERIOD_BASIS] != PeriodBasis.UNDATED}
    for key in sorted({str(row[C.INDICATOR_ID]) for row in rows}):
        subject = URIRef(f"{BASE}/data/indicators/{key}.json#dataset")
        areas = {row[C.REF_AREA] for row in rows if row[C.INDICATOR_ID] == key}
        ours = {str(each).rpartition("#")[2] for each in graph.objects(subject, DCTERMS.spatial) if BASE in str(each)}
        assert ours == areas, key
        # A figure without a year dates nothing, however old its publication.
        assert ((subject, DCTERMS.temporal, None) in graph) == (key in dated), key


def test_every_distribution_leads_to_a_file_of_this_version(graph: Graph, current: DownloadCatalogue) -> None:
    start = f"{BASE}/data/v{current.dataset.version}/"
    addresses = [str(each) for each in graph.objects(None, DCAT.downloadURL)]
    assert addresses and all(each.startswith(start) for each in addresses)
    for address in addresses[::97]:
        assert current.find(address.removeprefix(start)).rows


def test_the_contact_is_what_the_operator_set_and_else_a_page_of_the_site(
    graph: Graph, current: DownloadCatalogue, contact: None
) -> None:
    assert (URIRef(f"{BASE}/#contact"), VCARD.hasURL, URIRef(f"{BASE}/fr/")) in graph
    assert facts.contact_of(current.dataset) == ("hasEmail", "mailto:write@esec.example")


def test_no_doi_is_made_up_and_a_declared_one_is_named_everywhere(
    current: DownloadCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ("datacite.json", "zenodo.json", "CITATION.cff", "croissant.json", "dataset.bib", "dataset.ris")
    monkeypatch.delitem(dataset.DOIS, current.dataset.version, raising=False)
    for path in paths:
        assert DOI not in b"".join(current.find(path).chunks()).decode()
    assert "sameAs" not in dataset_object(current, "en")
    monkeypatch.setitem(dataset.DOIS, current.dataset.version, DOI)
    for path in paths:
        assert DOI in b"".join(current.find(path).chunks()).decode(), path
    assert dataset_object(current, "en")["sameAs"] == f"https://doi.org/{DOI}"


def test_each_record_says_what_is_ours_and_where_the_terms_of_sources_stand(
    current: DownloadCatalogue, graph: Graph
) -> None:
    terms = f"{BASE}/en/sources"
    rights = read(current, "datacite.json")["rightsList"]
    assert [each["rightsUri"] for each in rights][:2] == [dataset.LICENCE_URL, terms]  # type: ignore[attr-defined]
    licences = read(current, "datapackage.json")["licenses"]
    assert [each["path"] for each in licences] == [dataset.LICENCE_URL, "sources.csv"]  # type: ignore[attr-defined]
    assert (
        terms in str(read(current, "zenodo.json")["metadata"]) and read(current, "croissant.json")["usageInfo"] == terms
    )
    assert dataset.TERMS["en"] in b"".join(current.find("CITATION.cff").chunks()).decode()
    said = dataset_object(current, "en"), indicator_object(current, "hdi-rank", "en")
    assert all(each["usageInfo"] == terms and each["license"] == dataset.LICENCE_URL for each in said)
    labels = set(graph.objects(URIRef(f"{BASE}/#rights"), None))
    assert {Literal(dataset.TERMS[lang], lang=lang) for lang in ("en", "fr")} <= labels


def test_the_server_leads_to_metadata_rights_and_versions() -> None:
    with serve(Path(CURATED_DIR)).test_client() as client:
        links = client.head("/data/topics.csv?lang=fr").headers["Link"]
        assert '<topics.csv-metadata.json?lang=fr>; rel="describedby"; type="application/csvm+json"' in links
        assert f'<{BASE}/en/sources>; rel="copyright"' in links
        assert client.get("/data/topics.csv-metadata.json?lang=fr").mimetype == "application/csvm+json"
        version = client.head("/data/topics.csv").headers["X-Data-Version"]
        moved = client.get(f"/data/v{version}?x=1")
        assert (moved.status_code, moved.location) == (308, f"/data/v{version}/?x=1")
        assert client.get("/data/v99.0.0").status_code == 404
        latest = client.get("/data/latest/topics.csv?lang=fr")
        assert (latest.status_code, latest.location) == (307, "/data/topics.csv?lang=fr")


def test_metadata_of_a_csv_file_says_how_that_very_file_is_written(current: DownloadCatalogue) -> None:
    given = [("lang", "fr"), ("dialect", "excel-fr"), ("topic", "online")]
    said = json.loads(b"".join(current.find("observations.csv-metadata.json", given).chunks()))
    assert said["url"] == "observations.csv?topic=online&lang=fr&dialect=excel-fr"
    assert said["dialect"]["delimiter"] == ";"
    columns = said["tableSchema"]["columns"]
    header = next(iter(current.find("observations.csv", given).rows.schema.names))  # type: ignore[union-attr]
    assert columns[0]["name"] == header
    values = next(column for column in columns if column["name"] == C.OBS_VALUE)
    assert values["datatype"] == {"base": "double", "format": {"decimalChar": ","}}


def test_no_description_of_a_field_repeats_its_title(current: DownloadCatalogue) -> None:
    descriptor = read(current, "datapackage.json")
    for resource in descriptor["resources"]:  # type: ignore[attr-defined]
        for field in resource["schema"]["fields"]:
            for suffix in ("", "_fr"):
                assert field[f"description{suffix}"] != field[f"title{suffix}"], (resource["name"], field["name"])


def test_an_english_line_cites_a_french_report_in_english(current: DownloadCatalogue) -> None:
    report = current.published.records(T.SOURCES)[REPORT_SOURCE]
    english, french = source_piece(report, "en"), source_piece(report, "fr")
    assert " et Fabre" in french and " et Fabre" not in english
    assert " and Fabre, M. (2011)" in english and "2e éd." not in english
    assert "edition 2" in english and str(report[C.PUBLISHER]) in english
