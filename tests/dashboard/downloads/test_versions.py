"""Versions: each stays downloadable under its number, and says what has changed since."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.downloads.published import open_published
from dashboard.downloads.stored import store_path, write_stored
from pipelines.publish.next_version import Step, raise_version
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR, releases_folder
from tests.dashboard.downloads.conftest import BASE, serve
from tests.dashboard.hostile_versions import HOSTILE
from tests.verdicts import passed

OLD = json.loads((CURATED_DIR / DESCRIPTOR).read_text(encoding="utf-8"))["version"]
NEW = raise_version(OLD, Step.MINOR)


def store(curated: Path, releases: Path) -> None:
    """As `esec build` stores files, for the address of these tests."""
    write_stored(open_published(curated), BASE, store_path(releases, OLD))


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Path:
    """The version kept, and a later one published: one value corrected, one figure added, one taken out."""
    data = tmp_path_factory.mktemp("versions") / "data"
    old = {name: frame.copy() for name, frame in _curated.items()}
    publish(old, passed(old), data / "curated")
    new = {name: frame.copy() for name, frame in _curated.items()}
    observations = new[T.OBSERVATIONS]
    added = observations.iloc[[2]].assign(**{C.OBS_ID: "o-9001", C.TIME_PERIOD: "1999"})
    observations.loc[observations.index[0], C.OBS_VALUE] = 999.0
    new[T.OBSERVATIONS] = pd.concat([observations.drop(observations.index[1]), added], ignore_index=True)
    release = (
        new[T.RELEASES].iloc[[-1]].assign(version=NEW, released="2027-02-01", text_en="Second.", text_fr="Deuxième.")
    )
    new[T.RELEASES] = pd.concat([new[T.RELEASES], release], ignore_index=True)
    publish(new, passed(new), data / "curated", store)
    return data / "curated"


@pytest.fixture
def client_of_two(two_versions: Path) -> FlaskClient:
    return serve(two_versions).test_client()


def test_the_current_version_has_a_fixed_address_beside_the_moving_one(client_of_two: FlaskClient) -> None:
    moving, fixed = (client_of_two.get(f"/data/{path}topics.csv") for path in ("", f"v{NEW}/"))
    assert moving.data == fixed.data
    for answer in (moving, fixed):
        assert "immutable" not in answer.headers["Cache-Control"], "its files are stored when it is replaced"
    assert moving.headers["Content-Location"] == f"https://esec.example/data/v{NEW}/topics.csv"


def test_an_old_version_is_served_as_it_was(client_of_two: FlaskClient, folder: Path) -> None:
    with serve(folder).test_client() as before:
        for path in ("observations.csv?topic=opinion", "observations.json", "esec-datapackage.zip", "datapackage.json"):
            old = client_of_two.get(f"/data/v{OLD}/{path}")
            assert old.status_code == 200 and old.data == before.get(f"/data/{path}").data
            assert old.headers["X-Data-Version"] == OLD
            # A selection is made by the code of today; what is stored never changes.
            assert ("immutable" in old.headers["Cache-Control"]) is ("?" not in path)
            address = path.partition("?")[0]
            assert f'<https://esec.example/data/{address}>; rel="latest-version"' in old.headers["Link"]


def test_an_old_version_says_what_has_changed_since(client_of_two: FlaskClient, folder: Path) -> None:
    said = json.loads(client_of_two.get("/data/versions.json").data)
    assert said["current"] == NEW
    assert [each["version"] for each in said["versions"]] == [NEW, OLD]
    changed = said["versions"][1]["changed_since"]
    observations = pd.read_parquet(folder / "observations.parquet")[C.OBS_ID]
    assert changed["figures"] == {
        "added": ["o-9001"],
        "removed": [observations[1]],
        "changed": [observations[0]],
        "columns": {observations[0]: [C.OBS_VALUE]},
    }
    assert [release["version"] for release in changed["releases"]] == [NEW]
    assert client_of_two.get(said["versions"][1]["address"].removeprefix("https://esec.example")).status_code == 200


@pytest.mark.parametrize("version", ["9.9.9", "1.0", "latest", "1.0.0-x", "01.0.0", "٢.0.0"])
def test_an_unknown_version_is_answered_with_those_kept(client_of_two: FlaskClient, version: str) -> None:
    response = client_of_two.get(f"/data/v{version}/topics.csv")
    assert response.status_code == 404
    assert json.loads(response.data)["allowed"] == [NEW, OLD]


def cut(folder: Path) -> None:
    path = folder / "topics.parquet"
    path.write_bytes(path.read_bytes()[:-10])


DAMAGED = {"torn-page", "pipe-for-observations", "pipe-for-validation", "descriptor-deep", "rows-1e999", "date-absent"}


def change_a_stored_file(folder: Path) -> None:
    """Exchange a file of the archive beside the folder, and leave the list of hashes as it was."""
    path = store_path(folder.parent, folder.name)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content.replace(b"o-0001", b"o-0002") if name == "observations.csv" else content)


def add_a_stored_file(folder: Path) -> None:
    with zipfile.ZipFile(store_path(folder.parent, folder.name), "a") as archive:
        archive.writestr("foreign.csv", "a")


def cut_the_store(folder: Path) -> None:
    path = store_path(folder.parent, folder.name)
    path.write_bytes(path.read_bytes()[:-200])


def garble_the_store(folder: Path) -> None:
    path = store_path(folder.parent, folder.name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
    path.write_bytes(content)


def store_of_another(folder: Path) -> None:
    store_path(folder.parent, folder.name).write_bytes(store_path(releases_folder(CURATED_DIR), "1.0.0").read_bytes())


def pipe_for_the_store(folder: Path) -> None:
    path = store_path(folder.parent, folder.name)
    path.unlink()
    os.mkfifo(path)


STORES = (
    change_a_stored_file,
    add_a_stored_file,
    cut_the_store,
    garble_the_store,
    store_of_another,
    pipe_for_the_store,
)


@pytest.mark.parametrize(
    "damage",
    [cut, *STORES, *(pytest.param(each.damage, id=each.name) for each in HOSTILE if each.name in DAMAGED)],
)
def test_a_kept_version_that_is_damaged_is_not_served_and_the_others_are(
    two_versions: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(two_versions.parent, data)
    damage(releases_folder(data / "curated") / OLD)
    with serve(data / "curated").test_client() as client:
        assert client.get(f"/data/v{OLD}/topics.csv").status_code == 404
        assert client.get("/data/topics.csv").status_code == 200
        said = json.loads(client.get("/data/versions.json").data)
        assert [each["version"] for each in said["versions"]] == [NEW]


def test_a_new_version_is_taken_while_serving(folder: Path, two_versions: Path, tmp_path: Path) -> None:
    curated = tmp_path / "data" / "curated"
    shutil.copytree(folder, curated)
    with serve(curated).test_client() as client:
        first = client.get("/data/observations.csv")
        shutil.rmtree(curated)
        shutil.copytree(two_versions, curated)
        second = client.get("/data/observations.csv", headers={"If-None-Match": first.headers["ETag"]})
        assert second.status_code == 200 and second.headers["X-Data-Version"] == NEW
