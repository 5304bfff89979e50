"""Replicas over one address of object storage: they serve what the folder serves, agree, and outlive its faults."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.app import create_app
from dashboard.data.query import NotPublishedError, locate, open_files
from dashboard.data.query.clickhouse_tables import load_tables
from dashboard.data.query.mirror import point, push
from dashboard.data.store import Store
from dashboard.settings import Settings
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.paths import DESCRIPTOR
from tests.benchmarks.measure import esec_server, serving
from tests.verdicts import passed

BASE = "https://esec.example"
INDICATOR = "prostitution-recourse-cases"
CHART = f"/charts/en/{INDICATOR}.svg"
PAGES = ("/en/", f"/fr/indicators/{INDICATOR}", "/en/figures/o-0023", "/en/explorer?sex=F", CHART)
FILES = ("/data/observations.csv", f"/data/indicators/{INDICATOR}.json", "/data/units.parquet", f"/data/{DESCRIPTOR}")


@pytest.fixture
def address(bucket: Callable[[], str]) -> str:
    return bucket()


@pytest.fixture
def pushed(address: str, published: Path) -> str:
    push(published, locate(address))
    return address


@pytest.fixture
def other(tmp_path: Path, _curated: dict[str, pd.DataFrame]) -> Path:
    """A version with another value."""
    frames = {name: frame.copy() for name, frame in _curated.items()}
    observations = frames[T.OBSERVATIONS]
    observations.loc[observations[C.OBS_ID] == "o-0023", C.OBS_VALUE] = 77.0
    publish(frames, passed(frames), tmp_path / "other")
    return tmp_path / "other"


def _value(store: Store) -> float:
    row = store.current().observation("o-0023")
    assert row is not None
    return float(row[C.OBS_VALUE])


def _soon(met: Callable[[], bool]) -> None:
    """Replicas take a version beside their answers: wait for it."""
    end = time.monotonic() + 20
    while not met():
        assert time.monotonic() < end, "not within 20 seconds"
        time.sleep(0.05)


def _settings(curated: Any, **more: Any) -> Settings:
    return Settings(curated=curated, base_url=BASE, **more)


def test_pages_and_files_are_those_of_the_folder_to_a_byte(pushed: str, published: Path) -> None:
    assert_alike(_settings(published), _settings(pushed))


def test_pages_and_files_are_the_same_where_clickhouse_answers(clickhouse: str, published: Path) -> None:
    load_tables(open_files(locate(published)), clickhouse)
    assert_alike(_settings(published), _settings(published, engine=clickhouse))


def assert_alike(one: Settings, other: Settings) -> None:
    """Fail where two servers give different pages or files."""
    near, far = (create_app(each).server.test_client() for each in (one, other))
    for path in (*PAGES, *FILES):
        expected, found = near.get(path), far.get(path)
        assert (found.status_code, found.data) == (200, expected.data), path
        assert found.headers.get("ETag") == expected.headers.get("ETag"), path


def test_a_server_starts_from_the_address_alone(pushed: str, published: Path) -> None:
    with serving(*esec_server(published), ESEC_BASE_URL=BASE) as near:
        expected = [near.get(path) for path in (*PAGES, *FILES)]
    with serving("-c", "from pipelines.cli import main; main()", "serve", "--port", "0",
                 ESEC_CURATED=pushed, ESEC_BASE_URL=BASE) as far:  # fmt: skip
        assert [far.get(path) for path in (*PAGES, *FILES)] == expected
        assert b'"ready"' in far.get("/readyz")[1]


def test_replicas_change_to_the_version_pointed_at_and_back(pushed: str, other: Path) -> None:
    replicas = [Store(pushed, check_seconds=0.05) for _ in range(2)]
    first, before = replicas[0].current().version_hash, _value(replicas[0])
    second = push(other, locate(pushed))
    for replica in replicas:
        _soon(lambda replica=replica: replica.current().version_hash == second)  # type: ignore[misc]
        assert _value(replica) == 77.0
    point(locate(pushed), first)
    for replica in replicas:
        _soon(lambda replica=replica: replica.current().version_hash == first)  # type: ignore[misc]
        assert (_value(replica), replica.fault) == (before, "")


def test_a_version_that_is_not_whole_is_not_taken_and_is_when_it_is_mended(pushed: str, other: Path) -> None:
    store = Store(pushed, check_seconds=0.02)
    held, target = store.current(), locate(pushed)
    stamp = push(other, target)
    whole = target.read(f"{stamp}/observations.parquet")
    point(target, held.version_hash)
    target.write(f"{stamp}/observations.parquet", whole[:-1] + b"?")
    point(target, stamp)

    def is_said() -> bool:
        return store.current() is held and "observations.parquet" in store.fault

    _soon(is_said)
    assert _value(store) != 77.0
    target.write(f"{stamp}/observations.parquet", whole)
    _soon(lambda: store.current().version_hash == stamp and not store.fault)
    assert _value(store) == 77.0


def test_a_folder_in_object_storage_needs_no_pointer(address: str, published: Path) -> None:
    target = locate(address)
    for path in published.iterdir():
        target.write(path.name, path.read_bytes())
    store = Store(address)
    assert store.current().count() > 0
    assert store.folder.joinpath(DESCRIPTOR).read_bytes() == (published / DESCRIPTOR).read_bytes()


@pytest.fixture
def out_of_reach(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Object storage that no longer answers."""

    def fail(*_given: Any) -> bool:
        raise OSError("could not connect")

    monkeypatch.setattr("dashboard.data.store.pull", fail)
    monkeypatch.setattr("dashboard.data.store._look", lambda _location: ())
    yield


def test_a_restart_while_storage_is_out_of_reach_serves_the_copy_and_says_so(
    pushed: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first = Store(pushed, cache=tmp_path / "cache").current()
    request.getfixturevalue("out_of_reach")
    app = create_app(_settings(pushed, cache=tmp_path / "cache", check_seconds=3600))
    client = app.server.test_client()
    assert client.get(PAGES[1]).status_code == 200
    said = client.get("/readyz").json
    assert said is not None
    assert (said["status"], said["stamp"]) == ("stale", first.version_hash)
    assert "object storage" in said["fault"] and "could not connect" not in said["fault"]
    with pytest.raises(NotPublishedError, match="ESEC_CURATED"):
        Store(pushed, cache=tmp_path / "empty")


def test_an_address_that_is_none_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="is not the address of a folder"):
        Store("s3://")
    with pytest.raises(ValueError, match="use duckdb or clickhouse"):
        Settings(engine="oracle")
