"""The description of the addresses holds for every answer, also to requests that a fuzzer makes up."""

import json
from pathlib import Path

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import FORMATS
from tests.dashboard.downloads.conftest import serve

EXAMPLES = 5


@pytest.fixture(scope="module")
def description(folder: Path) -> dict[str, object]:
    with serve(folder).test_client() as client:
        said: dict[str, object] = json.loads(client.get("/openapi.json").data)
    return said


def test_every_answer_is_as_described(folder: Path) -> None:
    api = schemathesis.openapi.from_wsgi("/openapi.json", serve(folder, public_url="", compress=False))
    tried = 0
    for found in api.get_all_operations():
        operation = found.ok()

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def fuzz(case: schemathesis.Case) -> None:
            # A schema cannot say that an end follows its start, nor that an empty filter is as good as none.
            case.call_and_validate(excluded_checks=[negative_data_rejection, positive_data_acceptance])

        fuzz()
        tried += 1
    assert tried > 100


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
