"""The description of the files is made of what the data hold; that it is kept to, `test_described.py` tries."""

import json
from pathlib import Path

import jsonschema
import pytest

from dashboard.data.store import Store
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.openapi import describe_addresses
from dashboard.downloads.versions import Library
from dashboard.settings import load_settings
from pipelines.schema.dataset import PUBLISHER
from tests.dashboard.downloads.conftest import BASE, serve


@pytest.fixture(scope="module")
def description(folder: Path) -> dict[str, object]:
    with serve(folder).test_client() as client:
        said: dict[str, object] = json.loads(client.get("/openapi.json").data)
    return said


def test_it_is_openapi_3_1_and_leads_to_every_file(description: dict[str, object], files: DownloadCatalogue) -> None:
    assert str(description["openapi"]).startswith("3.1")
    paths = set(description["paths"])  # type: ignore[call-overload]
    for path in files.paths(citations_of_observations=False):
        if path.startswith("indicators/"):
            path = f"indicators/{{indicator_id}}.{path.partition('.')[2]}"
        assert f"/data/{path}" in paths
    assert {"/openapi.json", "/data/", "/data/versions.json", "/data/figures/{obs_id}.bib"} <= paths


def test_operations_have_names_of_their_own(description: dict[str, object]) -> None:
    operations = [path["get"]["operationId"] for path in description["paths"].values()]  # type: ignore[attr-defined]
    assert len(operations) == len(set(operations))
    assert all(name.isidentifier() for name in operations)


def test_filters_are_described_with_the_published_codes(
    description: dict[str, object], files: DownloadCatalogue
) -> None:
    parameters = description["components"]["parameters"]  # type: ignore[index]
    assert parameters["sex"]["schema"]["items"]["enum"] == list(files.published.codes("CL_SEX"))
    assert parameters["lang"]["schema"]["enum"] == ["both", "fr", "en"]


def test_problems_are_as_described(description: dict[str, object], folder: Path) -> None:
    schema = description["components"]["schemas"]["Problem"]  # type: ignore[index]
    with serve(folder).test_client() as client:
        for address in ("observations.csv?sex=X&topic=Y", "none.csv", "v9.9.9/topics.csv"):
            jsonschema.validate(json.loads(client.get(f"/data/{address}").data), schema)


def test_media_types_are_those_of_the_formats(description: dict[str, object]) -> None:
    for form in FORMATS.values():
        answer = description["paths"][f"/data/observations.{form.extension}"]["get"]["responses"]["200"]  # type: ignore[index]
        assert list(answer["content"]) == [form.media_type.partition(";")[0]]


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("", {"url": f"{BASE}/en/"}),
        ("data@esec.example", {"email": "data@esec.example"}),
        ("https://esec.example/contact", {"url": "https://esec.example/contact"}),
    ],
)
def test_it_says_whom_to_ask(
    files: DownloadCatalogue, folder: Path, monkeypatch: pytest.MonkeyPatch, contact: str, said: dict[str, str]
) -> None:
    held = Store(folder).current().files
    monkeypatch.setenv("ESEC_CONTACT", contact)
    load_settings.cache_clear()
    info = describe_addresses(Library(lambda: held, folder / "none"), files)["info"]
    load_settings.cache_clear()
    assert info["contact"] == {"name": PUBLISHER, **said}
