"""The published folder: what is written is read back, twice the same bytes, and only our own files."""

import hashlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.curate.curate import to_frame
from pipelines.publish.publish import VERDICT, latest_release, publish, read_published
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column, Table, tables
from pipelines.schema.paths import DESCRIPTOR, RAW_DIR, releases_folder

Frames = dict[str, pd.DataFrame]
WHOLE = {DESCRIPTOR, VERDICT, *(f"{name}.parquet" for name in tables())}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_holds_each_table_the_verdict_and_the_descriptor(frames: Frames, tmp_path: Path) -> None:
    assert publish(frames, {"rules": []}, tmp_path / "out") is True
    assert set(contents(tmp_path / "out")) == WHOLE
    assert [path.name for path in tmp_path.iterdir() if "staging" in path.name] == []


def test_the_descriptor_states_size_hash_and_rows_of_every_file(frames: Frames, tmp_path: Path) -> None:
    publish(frames, {}, tmp_path / "out")
    files = contents(tmp_path / "out")
    descriptor = json.loads(files.pop(DESCRIPTOR))
    stated = {item["path"]: item for item in descriptor["resources"]}
    assert set(stated) == set(files)
    for name, content in files.items():
        assert stated[name]["bytes"] == len(content)
        assert stated[name]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    for name, frame in frames.items():
        assert stated[f"{name}.parquet"]["rows"] == len(frame)
    assert (descriptor["version"], descriptor["created"][:10]) == latest_release(frames)


def test_every_file_says_what_it_is(frames: Frames, tmp_path: Path) -> None:
    publish(frames, {}, tmp_path / "out")
    for name, table in tables().items():
        metadata = pq.read_schema(tmp_path / "out" / f"{name}.parquet").metadata
        assert json.loads(metadata[b"title"]) == table.title
        assert b"CC-BY-4.0" in metadata[b"licence"]
        assert latest_release(frames)[0].encode() in metadata[b"citation"]
        assert b"pandas" not in metadata


def test_what_is_published_is_read_back(frames: Frames, tmp_path: Path) -> None:
    publish(frames, {}, tmp_path / "out")
    read = read_published(tmp_path / "out")
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(read[name], frame)


def test_publishing_the_same_again_changes_nothing(frames: Frames, tmp_path: Path) -> None:
    publish(frames, {}, tmp_path / "out")
    before = (tmp_path / "out").stat()
    assert publish(frames, {}, tmp_path / "out") is False
    after = (tmp_path / "out").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_another_process_writes_the_same_bytes(frames: Frames, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from pipelines.curate.curate import curate;"
        "from pipelines.schema.faults import Faults; from pipelines.publish.publish import publish;"
        "publish(curate(Path(sys.argv[1]), Faults()), {'b': 1, 'a': 2}, Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}", "LC_ALL": "C"}
        command = [sys.executable, "-c", script, str(RAW_DIR), str(tmp_path / seed)]
        subprocess.run(command, check=True, env=environment)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


@pytest.mark.parametrize("name", [DESCRIPTOR, VERDICT, f"{T.OBSERVATIONS}.parquet"])
def test_a_damaged_folder_is_mended_by_publishing(frames: Frames, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    publish(frames, {}, out)
    whole = contents(out)
    for damage in (b"", b"{}", None):
        (out / name).unlink() if damage is None else (out / name).write_bytes(damage)
        assert publish(frames, {}, out) is True
        assert contents(out) == whole


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"resources": 3}'])
def test_a_descriptor_that_describes_nothing_is_an_error_that_names_it(
    frames: Frames, tmp_path: Path, damage: bytes
) -> None:
    publish(frames, {}, tmp_path / "out")
    (tmp_path / "out" / DESCRIPTOR).write_bytes(damage)
    with pytest.raises(OSError, match=r"restore the folder, or remove it.*datapackage\.json"):
        read_published(tmp_path / "out")


def test_a_table_that_is_not_the_described_one_is_never_read(frames: Frames, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(frames, {}, out)
    publish({**frames, T.EVENTS: frames[T.EVENTS].iloc[1:]}, {}, tmp_path / "other")
    (tmp_path / "other/events.parquet").rename(out / "events.parquet")
    with pytest.raises(OSError, match=r"is not the file that datapackage\.json states.*events\.parquet"):
        read_published(out)
    (out / "events.parquet").unlink()
    with pytest.raises(FileNotFoundError):
        read_published(out)


def test_nothing_published_is_no_table(tmp_path: Path) -> None:
    assert read_published(tmp_path) == {}
    assert read_published(tmp_path / "nowhere") == {}


@pytest.mark.parametrize("stranger", ["thesis.odt", "raw/observations.csv", ".git/config"])
def test_a_folder_that_holds_anything_else_is_never_replaced(frames: Frames, tmp_path: Path, stranger: str) -> None:
    out = tmp_path / "documents"
    (out / stranger).parent.mkdir(parents=True)
    (out / stranger).write_text("years of work", encoding="utf-8")
    with pytest.raises(FileExistsError, match=rf"holds {stranger.partition('/')[0]}.*--out.*documents"):
        publish(frames, {}, out)
    assert (out / stranger).read_text(encoding="utf-8") == "years of work"


def test_a_file_is_not_taken_for_a_folder(frames: Frames, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("text", encoding="utf-8")
    with pytest.raises(NotADirectoryError):
        publish(frames, {}, tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "text"


def test_an_empty_folder_and_a_link_to_one_are_filled(frames: Frames, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("empty")
    publish(frames, {}, tmp_path / "link")
    publish(frames, {"other": 1}, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert set(contents(tmp_path / "empty")) == WHOLE


def _values(column: Column) -> st.SearchStrategy[object]:
    kinds: dict[str, st.SearchStrategy[object]] = {
        "string": st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
        "double": st.floats(allow_nan=False, allow_infinity=False),
        # Of a greater one a server refuses the version.
        "int64": st.integers(min_value=-(10**15), max_value=10**15),
        "bool": st.booleans(),
    }
    values = kinds[column.field.type]
    return st.none() | values if column.nullable else values


def _rows(table: Table) -> st.SearchStrategy[list[dict[str, object]]]:
    return st.lists(st.fixed_dictionaries({column.name: _values(column) for column in table.columns}), max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_rows_survive_parquet(frames: Frames, tmp_path: Path, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from([table for table in tables().values() if table.name != T.RELEASES]))
    rows = data.draw(_rows(table))
    out = tmp_path / "out"
    publish({**frames, table.name: to_frame(table, rows)}, {}, out)  # type: ignore[arg-type]
    found = read_published(out)[table.name].to_dict("records")
    assert len(found) == len(rows)
    for row, read in zip(rows, found, strict=True):
        for name, value in row.items():
            got = read[name]
            if value is None:
                assert pd.isna(got), name
            else:
                assert got == value, name
                assert not isinstance(value, float) or math.copysign(1, got) == math.copysign(1, value)


def _next_release(frames: Frames) -> Frames:
    later = frames[T.RELEASES].iloc[[-1]].assign(**{C.VERSION: "999.0.0"})
    return {**frames, T.RELEASES: pd.concat([frames[T.RELEASES], later], ignore_index=True)}


def test_a_version_that_is_replaced_by_another_is_kept_as_it_was(frames: Frames, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(frames, {}, out)
    first, version = contents(out), latest_release(frames)[0]
    publish(_next_release(frames), {}, out)
    assert contents(out) != first
    assert contents(releases_folder(out) / version) == first


def test_the_same_version_published_again_keeps_no_copy(frames: Frames, tmp_path: Path) -> None:
    publish(frames, {"rules": []}, tmp_path / "out")
    publish(frames, {"rules": [1]}, tmp_path / "out")
    assert not releases_folder(tmp_path / "out").exists()


def test_a_copy_once_kept_never_changes(frames: Frames, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(frames, {}, out)
    publish(_next_release(frames), {}, out)
    kept = contents(releases_folder(out) / latest_release(frames)[0])
    publish(frames, {"rules": ["another verdict"]}, out)
    publish(_next_release(frames), {}, out)
    assert contents(releases_folder(out) / latest_release(frames)[0]) == kept


def test_files_that_cannot_be_stored_leave_everything_as_it_was(frames: Frames, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(frames, {}, out)
    first = contents(out)

    def refuse(curated: Path, releases: Path) -> None:
        releases.mkdir()
        assert contents(curated) == first, "the version that is replaced still stands"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        publish(_next_release(frames), {}, out, refuse)
    assert contents(out) == first
    assert list(releases_folder(out).iterdir()) == []


def test_files_are_stored_once_and_only_of_a_version_that_is_replaced_by_another(
    frames: Frames, tmp_path: Path
) -> None:
    out, stored = tmp_path / "out", []

    def store(curated: Path, releases: Path) -> None:
        stored.append((curated, releases))

    publish(frames, {}, out, store)
    publish(frames, {"rules": [1]}, out, store)
    assert stored == []
    publish(_next_release(frames), {}, out, store)
    assert stored == [(out, releases_folder(out))]
    publish(frames, {"rules": ["again"]}, out, store)
    publish(_next_release(frames), {}, out, store)
    kept = [path.name for path in releases_folder(out).iterdir() if path.is_dir()]
    assert len(stored) == len(kept) == 2, "what is kept already is not stored anew"
