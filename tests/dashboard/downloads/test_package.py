"""The Data Package: valid, whole, the same bytes twice, and describing the files that it comes with."""

import csv
import hashlib
import json
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import frictionless
import pyarrow.parquet as pq
import pytest
import yaml

from dashboard.data.cache import BoundedCache
from dashboard.downloads import files as files_module
from dashboard.downloads.catalogues.schema_org import dataset_object
from dashboard.downloads.documents import package_members
from dashboard.downloads.files import DownloadCatalogue


@pytest.fixture(scope="module")
def package(files: DownloadCatalogue) -> bytes:
    return files.body(files.find("esec-datapackage.zip"))


@pytest.fixture(scope="module")
def unpacked(package: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package")
    with zipfile.ZipFile(BytesIO(package)) as archive:
        assert archive.testzip() is None
        archive.extractall(out)
    return out


@pytest.mark.client("frictionless", "Data Package")
def test_frictionless_finds_no_fault(unpacked: Path) -> None:
    report = frictionless.validate(str(unpacked / "datapackage.json"))
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldName", "title", "message"])


def test_frictionless_would_find_a_broken_reference(unpacked: Path, tmp_path: Path) -> None:
    for path in unpacked.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    descriptor = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in descriptor["resources"]:
        resource.pop("hash", None)
        resource.pop("bytes", None)
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    content = (tmp_path / "observations.csv").read_text()
    (tmp_path / "observations.csv").write_text(content.replace('"ecpat-france-2011"', '"unheard-of"', 1))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_sizes_and_hashes_are_those_of_the_files(unpacked: Path) -> None:
    descriptor = json.loads((unpacked / "datapackage.json").read_text())
    described = [each for resource in descriptor["resources"] for each in (resource, *resource.get("alternates", []))]
    assert "observations.parquet" in {resource["path"] for resource in described}
    for resource in described:
        content = (unpacked / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_checksums_hold_and_leave_nothing_out(unpacked: Path) -> None:
    lines = (unpacked / "SHA256SUMS").read_text().splitlines()
    sums = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    assert set(sums) | {"SHA256SUMS"} == {path.name for path in unpacked.iterdir()}
    for path, digest in sums.items():
        assert hashlib.sha256((unpacked / path).read_bytes()).hexdigest() == digest


def test_each_member_is_the_file_at_its_address(unpacked: Path, files: DownloadCatalogue) -> None:
    for path in package_members(files):
        assert (unpacked / path).read_bytes() == files.body(files.find(path))


def test_it_holds_what_a_reader_needs_first(unpacked: Path) -> None:
    names = {path.name for path in unpacked.iterdir()}
    needed = {
        "README.fr.md",
        "README.en.md",
        "CITATION.cff",
        "notes.csv",
        "codelists.csv",
        "sources.csv",
        "corrections.csv",
    }
    assert needed | {"observations.csv", "observations.parquet", "datapackage.json"} <= names


def test_the_same_version_gives_the_same_package(
    files: DownloadCatalogue, package: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing that was kept is used: every part is made again.
    monkeypatch.setattr(files_module, "BODIES", BoundedCache(1, len))
    assert b"".join(files.find("esec-datapackage.zip").chunks()) == package


def test_the_descriptor_names_codes_keys_and_sources(files: DownloadCatalogue) -> None:
    descriptor = json.loads(files.body(files.find("datapackage.json")))
    assert descriptor["version"] == files.dataset.version
    assert descriptor["created"].startswith(files.dataset.released)
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0" and descriptor["contributors"]
    assert any("Pouille" in source["title"] for source in descriptor["sources"])
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    schema = resources["observations"]["schema"]
    assert schema["primaryKey"] == ["obs_id"]
    # Readers of version 1 of the standard take no objects here.
    assert schema["missingValues"] == [""] and "empty" in schema["description"].lower()
    fields = {field["name"]: field for field in schema["fields"]}
    assert {item["value"] for item in fields["sex"]["categories"]} == set(files.published.codes("CL_SEX"))
    references = {key["fields"][0]: key["reference"]["resource"] for key in schema["foreignKeys"]}
    assert references["indicator_id"] == "indicators" and references["source_id"] == "sources"


def test_every_note_is_in_the_table_of_notes(files: DownloadCatalogue, folder: Path) -> None:
    content = files.body(files.find("notes.csv")).decode()
    found = {(row["table_id"], row["row_key"]): row for row in csv.DictReader(StringIO(content, newline=""))}
    expected = {}
    for table in (
        "observations",
        "comparability",
        "survey_questions",
        "legal_penalties",
        "current_penalties",
        "treaties",
        "events",
        "progress_card",
    ):
        for row in pq.read_table(folder / f"{table}.parquet").to_pylist():
            if row["note_en"]:
                key = next(iter(row.values()))
                expected[table, key] = row
    assert set(found) == set(expected) and found
    for key, row in expected.items():
        assert (found[key]["note_en"], found[key]["note_fr"]) == (row["note_en"], row["note_fr"])


def test_the_citation_file_is_yaml_with_what_the_format_demands(files: DownloadCatalogue) -> None:
    said = yaml.safe_load(files.body(files.find("CITATION.cff")).decode())
    assert said["cff-version"] == "1.2.0" and said["type"] == "dataset"
    assert said["version"] == files.dataset.version and str(said["date-released"]) == files.dataset.released
    assert said["title"] and said["authors"] and said["message"] and said["references"][0]["year"] == 2011


def test_the_readme_names_every_file_and_how_to_cite(files: DownloadCatalogue) -> None:
    for lang in ("fr", "en"):
        text = files.body(files.find(f"README.{lang}.md")).decode()
        assert all(f"`{table}.csv`" in text for table in files.published.tables)
        assert files.cite_dataset(lang) in text and "{" not in text  # type: ignore[arg-type]


def test_datacite_has_its_mandatory_properties(files: DownloadCatalogue) -> None:
    said = json.loads(files.body(files.find("datacite.json")))
    for name in ("alternateIdentifiers", "creators", "titles", "publisher", "publicationYear", "types"):
        assert said[name]
    assert said["types"]["resourceTypeGeneral"] == "Dataset"
    assert {related["relationType"] for related in said["relatedIdentifiers"]} >= {"IsDerivedFrom"}


def test_search_engines_get_a_dataset_with_its_distributions(files: DownloadCatalogue) -> None:
    for lang in ("fr", "en"):
        said = dataset_object(files, lang)  # type: ignore[arg-type]
        assert said["@type"] == "Dataset" and 50 <= len(said["description"]) <= 5000 and "sameAs" not in said
        for distribution in said["distribution"]:
            path = distribution["contentUrl"].removeprefix(f"https://esec.example/data/v{files.dataset.version}/")
            assert files.find(path).media_type.startswith(distribution["encodingFormat"])
        first, last = said["temporalCoverage"].split("/")
        assert int(first) <= 2002 and int(last) >= 2010
