"""Files of versions that were replaced are served as the bytes that were stored, and those alone never change."""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.data.query import NotPublishedError
from dashboard.downloads.documents import CHECKSUMS, files_of
from dashboard.downloads.published import open_published
from dashboard.downloads.stored import MANIFEST, StoredFiles, open_stored, store_path, write_stored
from pipelines.schema.paths import CURATED_DIR, releases_folder
from tests.dashboard.downloads.conftest import BASE, serve

RELEASES = releases_folder(CURATED_DIR)
STORED = sorted(path.stem for path in RELEASES.glob("*.zip"))


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return serve(CURATED_DIR).test_client()


@pytest.mark.parametrize("version", STORED)
def test_every_stored_file_is_served_as_its_bytes(client: FlaskClient, version: str) -> None:
    with zipfile.ZipFile(store_path(RELEASES, version)) as archive:
        names = set(archive.namelist()) - {MANIFEST, CHECKSUMS}
        assert {"observations.csv", "observations.xlsx", "datapackage.json", "esec-datapackage.zip"} <= names
        assert "schema/observations.json" in names
        for name in names:
            answer = client.get(f"/data/v{version}/{name}")
            assert answer.status_code == 200 and answer.data == archive.read(name), name
            assert "immutable" in answer.headers["Cache-Control"], name


def test_every_version_kept_has_its_files_stored() -> None:
    kept = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())
    assert [version for version in kept if version not in STORED] == []


@pytest.mark.parametrize("version", STORED)
def test_the_list_of_hashes_holds_for_the_archive_and_the_package_agrees(
    client: FlaskClient, version: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(store_path(RELEASES, version)) as archive:
        archive.extractall(tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", CHECKSUMS], cwd=tmp_path, check=True)
    lines = client.get(f"/data/v{version}/{CHECKSUMS}").text.splitlines()
    assert set(lines) <= set((tmp_path / CHECKSUMS).read_text().splitlines())
    assert {line.partition("  ")[2] for line in lines} == {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    } - {MANIFEST, CHECKSUMS}
    with zipfile.ZipFile(io.BytesIO(client.get(f"/data/v{version}/esec-datapackage.zip").data)) as package:
        assert package.read("observations.csv") == client.get(f"/data/v{version}/observations.csv").data


def test_the_archive_says_where_its_files_come_from_and_what_is_left_out() -> None:
    for version in STORED:
        with zipfile.ZipFile(store_path(RELEASES, version)) as archive:
            said = json.loads(archive.read(MANIFEST))
        assert said["version"] == version and said["files"] and said["base"] == ""
        assert said["left_out"] == ["indicators/…", "figures/…"]


def test_what_describes_an_earlier_version_names_the_stored_bytes(client: FlaskClient) -> None:
    version = STORED[-1]
    said = client.get(f"/data/v{version}/croissant.json").get_json()
    hashes = {file["@id"]: file["sha256"] for file in said["distribution"] if "sha256" in file}
    assert "observations.csv" in hashes
    for path, digest in hashes.items():
        assert hashlib.sha256(client.get(f"/data/v{version}/{path}").data).hexdigest() == digest, path


def test_a_document_in_one_language_is_not_the_stored_one(tmp_path: Path) -> None:
    published = open_published(CURATED_DIR)
    files = files_of(published, BASE)
    whole, french = files.find("esec-by-topic.xlsx"), files.find("esec-by-topic.xlsx", [("lang", "fr")])
    stored = StoredFiles(tmp_path, BASE, {"esec-by-topic.xlsx": "0" * 64})
    assert stored.stored(whole).digest and not stored.stored(french).digest


def test_what_is_not_stored_is_made_and_not_promised(client: FlaskClient) -> None:
    for path in ("observations.csv?sex=F", "observations.csv?lang=fr", "figures/o-0014.bib"):
        answer = client.get(f"/data/v1.0.0/{path}")
        assert answer.status_code == 200 and "immutable" not in answer.headers["Cache-Control"], path
    # The same selection, written with its defaults.
    plain, same = (client.get(f"/data/v1.0.0/observations.csv{query}") for query in ("", "?lang=both"))
    assert plain.data == same.data and plain.headers["ETag"] == same.headers["ETag"]


def test_a_stored_file_is_answered_in_part_and_by_its_validator(client: FlaskClient) -> None:
    whole = client.get("/data/v2.0.0/observations.csv")
    part = client.get("/data/v2.0.0/observations.csv", headers={"Range": "bytes=10-29"})
    assert part.status_code == 206 and part.data == whole.data[10:30]
    again = client.get("/data/v2.0.0/observations.csv", headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304
    assert whole.headers["ETag"].strip('"') == hashlib.sha256(whole.data).hexdigest()[:32]
    assert whole.headers["X-Row-Count"] == "221"
    assert client.get(f"/data/v2.0.0/{CHECKSUMS}?x=1").status_code == 400


def test_files_stored_for_one_public_address_are_not_served_as_those_of_another(tmp_path: Path) -> None:
    curated = tmp_path / "curated"
    shutil.copytree(CURATED_DIR, curated)
    kept = releases_folder(curated) / "1.0.0"
    shutil.copytree(RELEASES / "1.0.0", kept)
    write_stored(open_published(kept), BASE, store_path(kept.parent, "1.0.0"))
    with (
        serve(curated).test_client() as here,
        serve(curated, public_url="https://other.example").test_client() as there,
    ):
        ours, theirs = (each.get("/data/v1.0.0/topics.json") for each in (here, there))
    assert "immutable" in ours.headers["Cache-Control"] and BASE.encode() in ours.data
    assert "immutable" not in theirs.headers["Cache-Control"] and b"https://other.example" in theirs.data


def test_storing_again_changes_nothing_and_gives_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    published = open_published(RELEASES / "1.0.0")
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    for path in (first, second):
        write_stored(published, BASE, path)
    assert first.read_bytes() == second.read_bytes()
    state = first.stat()
    write_stored(published, BASE, first)
    assert (first.stat().st_ino, first.stat().st_mtime_ns) == (state.st_ino, state.st_mtime_ns)
    first.write_bytes(first.read_bytes()[:1000])
    with pytest.raises(NotPublishedError):
        open_stored(first, published)
    write_stored(published, BASE, first)
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.zip", "second.zip"], "nothing is left behind"
