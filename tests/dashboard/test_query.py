"""Every engine gives the rows that the files hold; the embedded one is the measure, pandas is its witness."""

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data.query import FILLED, NotPublishedError, Tables, open_tables
from dashboard.data.query.clickhouse_tables import connect, load_tables
from dashboard.data.query.held_files import open_files
from dashboard.data.query.location import POINTER, locate
from dashboard.data.query.mirror import point, pull, push
from pipelines.schema.columns import ORDER, C, T
from pipelines.schema.declared import tables
from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR
from tests.synthetic import OWN, PROBE_INDICATOR, Size, write_synthetic


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published")
    write_synthetic(out, Size(OWN + 2800, indicators=12))
    return out


@pytest.fixture(scope="module")
def frames(folder: Path) -> dict[str, pd.DataFrame]:
    return {name: pq.read_table(folder / f"{name}.parquet").to_pandas() for name in tables()}


@pytest.fixture(scope="module")
def embedded(folder: Path) -> Iterator[Tables]:
    found = open_tables(folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def other(folder: Path, clickhouse: str) -> Iterator[Tables]:
    """The same version, loaded into ClickHouse."""
    load_tables(open_files(locate(folder)), clickhouse)
    found = open_tables(folder, clickhouse)
    yield found
    found.close()


def _rows(found: Tables, table: str, **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found.select(table, **more).read_all().to_pylist()
    return rows


def _kept(frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """The rows that pandas keeps: a second opinion that shares no code with the engines."""
    for column, values in where.items():
        present = [value for value in values if value is not None]
        if FILLED in values:
            frame = frame if None in values else frame[frame[column].notna()]
            continue
        chosen = frame[column].isin(present)
        frame = frame[chosen | frame[column].isna()] if None in values else frame[chosen]
    return frame


@st.composite
def _wheres(draw: st.DrawFn, frame: pd.DataFrame) -> dict[str, list[Any]]:
    columns = st.sampled_from([C.INDICATOR_ID, C.REF_AREA, C.SEX, C.AGE, C.QUALIFIER, C.PAGE, C.NOTE_EN, C.OBS_VALUE])
    where: dict[str, list[Any]] = {}
    for column in draw(st.lists(columns, unique=True, max_size=3)):
        known = sorted(frame[column].dropna().unique().tolist())
        unknown = "'; DROP TABLE observations; --" if isinstance(known[0], str) else -1
        where[column] = draw(st.lists(st.sampled_from([*known, unknown, None, FILLED]), max_size=4))
    return where


class TestEmbedded:
    @pytest.mark.parametrize("table", list(tables()))
    def test_gives_every_table_as_the_file_holds_it(self, embedded: Tables, folder: Path, table: str) -> None:
        found, expected = embedded.select(table).read_all(), pq.read_table(folder / f"{table}.parquet")
        assert found.to_pylist() == expected.to_pylist()
        assert found.schema.types == expected.schema.types

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_filters_as_pandas_does(
        self, embedded: Tables, frames: dict[str, pd.DataFrame], data: st.DataObject
    ) -> None:
        where = data.draw(_wheres(frames[T.OBSERVATIONS]))
        expected = _kept(frames[T.OBSERVATIONS], where)
        found = [row[C.OBS_ID] for row in _rows(embedded, T.OBSERVATIONS, where=where)]
        assert found == expected[C.OBS_ID].tolist()
        assert embedded.count(T.OBSERVATIONS, where) == len(expected)
        areas = sorted(expected[C.REF_AREA].unique().tolist())
        assert embedded.distinct(T.OBSERVATIONS, C.REF_AREA, where) == areas

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_keeps_what_meets_one_of_several_conditions(
        self, embedded: Tables, frames: dict[str, pd.DataFrame], data: st.DataObject
    ) -> None:
        frame = frames[T.OBSERVATIONS]
        where, either = data.draw(_wheres(frame)), [w for w in data.draw(st.lists(_wheres(frame), max_size=2)) if w]
        expected = _kept(frame, where)
        for one in either:
            met = [_kept(expected, {column: values}).index for column, values in one.items()]
            expected = expected[expected.index.isin(set().union(*met))]
        found = [row[C.OBS_ID] for row in _rows(embedded, T.OBSERVATIONS, where=where, either=either)]
        assert found == expected[C.OBS_ID].tolist()
        assert embedded.count(T.OBSERVATIONS, where, either) == len(expected)
        for columns in ([C.SEX], [C.REF_AREA, C.PAGE], [C.NOTE_EN]):
            counted = embedded.counts(T.OBSERVATIONS, columns, where, either)
            groups = expected.groupby(columns, dropna=False).size()
            assert sum(counted.values()) == len(expected)
            assert sorted(counted.values()) == sorted(groups.tolist())
            for key, number in counted.items():
                assert len(_kept(expected, dict(zip(columns, ([value] for value in key), strict=True)))) == number

    def test_finds_texts_by_a_pattern(self, embedded: Tables, frames: dict[str, pd.DataFrame]) -> None:
        known = frames[T.OBSERVATIONS][C.AS_PRINTED].dropna()
        expected = sorted(set(known[known.str.contains("(?:^|[^0-9])1[ .]?[0-9]")]))
        assert expected
        assert embedded.distinct(T.OBSERVATIONS, C.AS_PRINTED, matching="(^|[^0-9])1[ .]?[0-9]") == expected

    def test_pages_through_rows_without_losing_one(self, embedded: Tables, frames: dict[str, pd.DataFrame]) -> None:
        pages = [
            _rows(embedded, T.OBSERVATIONS, columns=[C.OBS_ID], limit=700, offset=start)
            for start in range(0, OWN + 3500, 700)
        ]
        assert [row[C.OBS_ID] for page in pages for row in page] == frames[T.OBSERVATIONS][C.OBS_ID].tolist()

    def test_keeps_the_published_order_however_many_values_are_asked_for(self, folder: Path, tmp_path: Path) -> None:
        """DuckDB joins lists of five values and more, and rows of several row groups then came in any order."""
        parts = Path(shutil.copytree(folder, tmp_path / "parts"))
        path = parts / "observations.parquet"
        pq.write_table(pq.read_table(path), path, row_group_size=100)
        descriptor = json.loads((parts / DESCRIPTOR).read_text())
        (resource,) = (item for item in descriptor["resources"] if item["name"] == T.OBSERVATIONS)
        resource["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        (parts / DESCRIPTOR).write_text(json.dumps(descriptor))
        found = open_tables(parts)
        rows = _rows(found, T.OBSERVATIONS)
        for column in (C.TIME_PERIOD, C.REF_AREA, C.OBS_ID):
            held = found.distinct(T.OBSERVATIONS, column)
            for number in (4, 5, 8, 16, 17, len(held)):
                kept = frozenset(held[:number])
                expected = [row[C.OBS_ID] for row in rows if row[column] in kept]
                for _ in range(5):
                    given = _rows(found, T.OBSERVATIONS, columns=[C.OBS_ID], where={column: sorted(kept)})
                    assert [row[C.OBS_ID] for row in given] == expected
        found.close()

    def test_refuses_names_that_are_not_declared(self, embedded: Tables) -> None:
        with pytest.raises(KeyError, match="no table"):
            embedded.select("observations; DROP TABLE x")
        with pytest.raises(KeyError, match="no column"):
            embedded.select(T.OBSERVATIONS, columns=["1; SELECT 1"])
        with pytest.raises(KeyError, match="no column"):
            embedded.count(T.OBSERVATIONS, {"nothing": ["x"]})

    def test_answers_after_a_fork(self, embedded: Tables) -> None:
        # The server loads the application once and forks its workers.
        before = embedded.count(T.OBSERVATIONS)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            signal.alarm(20)  # rather than wait for ever for threads that the fork did not copy
            try:
                os.write(writer, str(embedded.count(T.OBSERVATIONS)).encode())
            finally:
                os._exit(0)
        os.close(writer)
        os.waitpid(child, 0)
        with os.fdopen(reader) as answer:
            assert answer.read() == str(before)
        assert embedded.count(T.OBSERVATIONS) == before


class TestClickHouse:
    @pytest.mark.parametrize("table", list(tables()))
    def test_give_the_same_tables(self, embedded: Tables, other: Tables, table: str) -> None:
        by = list(ORDER.get(table, tables()[table].key))
        assert (other.version, other.version_hash) == (embedded.version, embedded.version_hash)
        found = other.select(table, order=by).read_all()
        expected = embedded.select(table, order=by).read_all()
        assert found.to_pylist() == expected.to_pylist()
        assert [str(field.type) for field in found.schema] == [str(field.type) for field in expected.schema]

    @pytest.mark.parametrize(
        "where",
        [
            {},
            {C.INDICATOR_ID: [PROBE_INDICATOR]},
            {C.INDICATOR_ID: [PROBE_INDICATOR, "syn-0003"], C.SEX: ["F", "M"]},
            {C.TIME_PERIOD: ["2009", "2005/2009"], C.QUALIFIER: ["range", "more_than"]},
            {C.NOTE_EN: [None], C.REF_AREA: ["FR"]},
            {C.NOTE_FR: ["Pas encore connu.", None], C.OBS_STATUS: ["O", "B"]},
            {C.PAGE: [5, 10, 400]},
            {C.OBS_VALUE: [FILLED]},
            {C.OBS_VALUE: [None], C.UNIT_MEASURE: ["PERSONS", "CASES"], C.CONFIDENCE: [None, "high"]},
            {C.OBS_VALUE: [FILLED, None], C.NOTE_EN: [FILLED], C.SEX: ["F"]},
            {C.REF_AREA: []},
            {C.REF_AREA: ["no such area", "' OR 1=1 --"]},
        ],
    )
    def test_give_the_same_answers(self, embedded: Tables, other: Tables, where: dict[str, list[Any]]) -> None:
        columns = [C.OBS_ID, C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH, C.NOTE_FR]
        wanted = {"columns": columns, "where": where, "order": ORDER[T.OBSERVATIONS], "limit": 50, "offset": 3}
        assert _rows(other, T.OBSERVATIONS, **wanted) == _rows(embedded, T.OBSERVATIONS, **wanted)
        assert other.count(T.OBSERVATIONS, where) == embedded.count(T.OBSERVATIONS, where)
        either = [{C.SEX: ["F"], C.PAGE: [5, None]}, {C.REF_AREA: ["FR", "DE"], C.NOTE_EN: [None]}]
        chosen = {"columns": [C.OBS_ID], "where": where, "either": either, "order": [C.OBS_ID]}
        assert _rows(other, T.OBSERVATIONS, **chosen) == _rows(embedded, T.OBSERVATIONS, **chosen)
        assert other.count(T.OBSERVATIONS, where, either) == embedded.count(T.OBSERVATIONS, where, either)
        for columns in ([C.INDICATOR_ID], [C.SEX, C.AGE, C.REF_AREA], [C.PAGE], [C.NOTE_FR, C.OBS_VALUE]):
            found = other.counts(T.OBSERVATIONS, columns, where, either)
            assert list(found.items()) == list(embedded.counts(T.OBSERVATIONS, columns, where, either).items())
        for column in (C.AGE, C.PAGE, C.NOTE_EN):
            assert other.distinct(T.OBSERVATIONS, column, where) == embedded.distinct(T.OBSERVATIONS, column, where)

    @pytest.mark.parametrize("pattern", ["(^|[^0-9])1[ .,\u00a0\u202f\t]?2($|[^0-9])", "environ|plus", "no such text"])
    def test_find_the_same_texts(self, embedded: Tables, other: Tables, pattern: str) -> None:
        chosen = {"matching": pattern}
        expected = embedded.distinct(T.OBSERVATIONS, C.AS_PRINTED, **chosen)
        assert bool(expected) == (pattern != "no such text")
        assert other.distinct(T.OBSERVATIONS, C.AS_PRINTED, **chosen) == expected

    def test_page_through_figures_in_published_order(self, embedded: Tables, other: Tables) -> None:
        where = {C.INDICATOR_ID: [PROBE_INDICATOR, "syn-0003", "syn-0001"]}
        for first in (0, 90, 180):
            chosen = {"where": where, "limit": 90, "offset": first}
            assert _rows(other, T.OBSERVATIONS, **chosen) == _rows(embedded, T.OBSERVATIONS, **chosen)

    def test_answer_from_several_threads(self, embedded: Tables, other: Tables) -> None:
        expected = embedded.counts(T.OBSERVATIONS, [C.SEX])
        with ThreadPoolExecutor(3) as threads:
            asked = [threads.submit(other.counts, T.OBSERVATIONS, [C.SEX]) for _ in range(6)]
            assert all(answer.result() == expected for answer in asked)

    def test_refuse_names_that_are_not_declared(self, other: Tables) -> None:
        with pytest.raises(KeyError, match="no column"):
            other.count(T.OBSERVATIONS, {"nothing": ["x"]})

    def test_answer_only_from_a_version_that_is_wholly_there(self, clickhouse: str, tmp_path: Path) -> None:
        write_synthetic(tmp_path, Size(OWN + 300, indicators=3), seed=5)
        with pytest.raises(NotPublishedError, match="Load the version"):
            open_tables(tmp_path, clickhouse)
        files = open_files(locate(tmp_path))
        load_tables(files, clickhouse)
        client = connect(clickhouse)
        client.command(f"DELETE FROM areas_{files.version_hash} WHERE true")
        client.close()
        with pytest.raises(NotPublishedError, match="holds 0 rows"):
            open_tables(tmp_path, clickhouse)
        load_tables(files, clickhouse)
        open_tables(tmp_path, clickhouse).close()

    @pytest.mark.parametrize("rows", [OWN, 1_000_000])
    def test_give_the_same_answers_at_any_size(self, rows: int, clickhouse: str, tmp_path: Path) -> None:
        """All questions that pages ask, of the tables as published and of a million figures."""
        published = CURATED_DIR
        if rows > OWN:
            published = tmp_path / "published"
            write_synthetic(published, Size(rows, indicators=200))
        load_tables(open_files(locate(published)), clickhouse)
        here, there = open_tables(published), open_tables(published, clickhouse)
        assert here.count(T.OBSERVATIONS) == there.count(T.OBSERVATIONS) == rows
        indicators = list(here.counts(T.OBSERVATIONS, [C.INDICATOR_ID]))
        some = {C.INDICATOR_ID: [key for (key,) in indicators[:3]]}
        for columns in ([C.INDICATOR_ID], [C.REF_AREA, C.SEX, C.AGE, C.ORIGIN_ID, C.SOURCE_ID], [C.TIME_PERIOD]):
            for where in ({}, some, {**some, C.NOTE_EN: [None]}):
                assert list(there.counts(T.OBSERVATIONS, columns, where)) == list(
                    here.counts(T.OBSERVATIONS, columns, where)
                )
        for page in ({"limit": 120}, {"limit": 100, "offset": 40}, {"where": some, "limit": 120, "offset": 7}):
            assert _rows(there, T.OBSERVATIONS, **page) == _rows(here, T.OBSERVATIONS, **page)
        one = {C.OBS_ID: [_rows(here, T.OBSERVATIONS, columns=[C.OBS_ID], limit=1, offset=rows - 1)[0][C.OBS_ID]]}
        assert _rows(there, T.OBSERVATIONS, where=one) == _rows(here, T.OBSERVATIONS, where=one) != []
        for text in ("12", "environ"):
            found = here.distinct(T.OBSERVATIONS, C.AS_PRINTED, matching=text)
            assert there.distinct(T.OBSERVATIONS, C.AS_PRINTED, matching=text) == found != []
        for name in tables():
            assert there.count(name) == here.count(name)
        here.close()
        there.close()


class TestOneVersion:
    @pytest.fixture
    def mine(self, folder: Path, tmp_path: Path) -> Path:
        return Path(shutil.copytree(folder, tmp_path / "mine"))

    def test_stays_while_another_is_published(self, mine: Path) -> None:
        found = open_tables(mine)
        before = _rows(found, T.OBSERVATIONS)
        fresh = mine.with_name("fresh")
        write_synthetic(fresh, Size(OWN + 800, indicators=3), seed=5)
        shutil.rmtree(mine)
        fresh.rename(mine)
        assert _rows(found, T.OBSERVATIONS) == before
        found.close()
        after = open_tables(mine)
        assert after.count(T.OBSERVATIONS) == OWN + 800
        assert after.version_hash != found.version_hash
        after.close()

    @pytest.mark.parametrize(
        "damage",
        [
            lambda path: path.unlink(),
            lambda path: path.write_bytes(b""),
            lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
            lambda path: path.write_bytes(path.read_bytes().replace(b"PAR1", b"PAR2", 1)),
        ],
        ids=["removed", "emptied", "cut", "changed"],
    )
    @pytest.mark.parametrize("name", ["observations.parquet", "areas.parquet", DESCRIPTOR])
    def test_is_not_opened_when_damaged(self, mine: Path, name: str, damage: Callable[[Path], None]) -> None:
        content = (mine / name).read_bytes()
        damage(mine / name)
        if (mine / name).exists() and (mine / name).read_bytes() == content:
            pytest.skip("this damage does not change the descriptor, which is no Parquet file")
        with pytest.raises(NotPublishedError, match=r"esec build"):
            open_tables(mine)

    def test_lets_go_of_its_files(self, mine: Path) -> None:
        held = len(os.listdir("/proc/self/fd"))
        for _ in range(3):
            found = open_tables(mine)
            found.count(T.OBSERVATIONS)
            found.close()
        (mine / "areas.parquet").unlink()
        with pytest.raises(NotPublishedError):
            open_tables(mine)
        assert len(os.listdir("/proc/self/fd")) == held

    @pytest.mark.parametrize("address", ["nonsense://bucket/folder", "s3://"])
    def test_says_which_address_is_not_one(self, address: str) -> None:
        with pytest.raises(ValueError, match="is not the address of a folder"):
            open_tables(address)

    def test_says_which_engine_is_not_one(self, folder: Path) -> None:
        with pytest.raises(ValueError, match="use duckdb or clickhouse"):
            open_tables(folder, "oracle")


class TestObjectStorage:
    def test_is_queried_in_place(self, bucket: Callable[[], str], folder: Path, embedded: Tables) -> None:
        address = bucket()
        stamp = push(folder, locate(address))
        found = open_tables(address)
        where = {C.INDICATOR_ID: [PROBE_INDICATOR]}
        assert found.version_hash == stamp == embedded.version_hash
        assert _rows(found, T.OBSERVATIONS, where=where) == _rows(embedded, T.OBSERVATIONS, where=where)
        assert found.count(T.OBSERVATIONS) == embedded.count(T.OBSERVATIONS)
        found.close()

    def test_replicas_agree_on_the_version_pointed_at(
        self, bucket: Callable[[], str], folder: Path, tmp_path: Path
    ) -> None:
        target = locate(bucket())
        first = push(folder, target)
        replicas = [tmp_path / "one", tmp_path / "two"]
        assert [pull(target, replica) for replica in replicas] == [True, True]
        assert [pull(target, replica) for replica in replicas] == [False, False]
        fresh = tmp_path / "fresh"
        write_synthetic(fresh, Size(OWN + 800, indicators=3), seed=5)
        second = push(fresh, target)
        for stamp in (second, first):
            point(target, stamp)
            assert [pull(target, replica) for replica in replicas] == [True, True]
            for replica in replicas:
                assert open_files(locate(replica)).version_hash == stamp

    def test_a_version_half_written_is_not_taken(self, bucket: Callable[[], str], folder: Path, tmp_path: Path) -> None:
        target = locate(bucket())
        stamp = push(folder, target)
        replica = tmp_path / "replica"
        pull(target, replica)
        (replica / DESCRIPTOR).write_bytes(b"{}")  # so that there is something to take
        held = sorted(path.name for path in replica.iterdir())
        whole = target.read(f"{stamp}/areas.parquet")
        target.write(f"{stamp}/areas.parquet", whole[:-1])
        with pytest.raises(NotPublishedError, match="being written"):
            pull(target, replica)
        assert sorted(path.name for path in replica.iterdir()) == held
        assert not [path for path in tmp_path.iterdir() if path.name.startswith(".staging")]
        target.write(f"{stamp}/areas.parquet", whole)
        assert pull(target, replica)

    def test_a_pointer_to_nothing_or_outside_is_refused(
        self, bucket: Callable[[], str], folder: Path, tmp_path: Path
    ) -> None:
        target = locate(bucket())
        push(folder, target)
        with pytest.raises(NotPublishedError):
            point(target, "0123456789abcdef")
        target.write(POINTER, b"../elsewhere\n")
        with pytest.raises(NotPublishedError, match="no version"):
            pull(target, tmp_path / "replica")

    def test_push_is_not_for_local_folders(self, folder: Path, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="object storage"):
            push(folder, locate(tmp_path))
