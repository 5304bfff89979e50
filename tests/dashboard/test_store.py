import json
from pathlib import Path

import pandas as pd
import pytest

from dashboard.data import accepted
from dashboard.data import store as store_module
from dashboard.data.excerpt import MOST_SHOWN
from dashboard.data.store import NotPublishedError, Store, load_snapshot
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from tests.dashboard.whole import every_figure
from tests.verdicts import passed


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_PAUSE_SECONDS", 0)


def changed(frames: dict[str, pd.DataFrame], value: float) -> dict[str, pd.DataFrame]:
    frames = {name: frame.copy() for name, frame in frames.items()}
    observations = frames[T.OBSERVATIONS]
    observations.loc[observations[C.OBS_ID] == "o-0023", C.OBS_VALUE] = value
    return frames


def publish_changed(frames: dict[str, pd.DataFrame], value: float, folder: Path) -> None:
    publish(changed(frames, value), passed(frames), folder)


def value_of(store: Store) -> float:
    row = store.current().observation("o-0023")
    assert row is not None
    return float(row[C.OBS_VALUE])


def test_the_catalogue_is_kept_and_figures_are_asked_for_with_empty_cells_as_none(published: Path) -> None:
    snapshot = load_snapshot(published)
    assert set(snapshot.frames) == set(tables()) - {T.OBSERVATIONS, T.LINEAGE}
    for name, frame in snapshot.frames.items():
        assert len(snapshot.rows(name)) == len(frame)
    rows = every_figure(snapshot)
    assert len(rows) == snapshot.count()
    assert all(cell is None or cell == cell for row in rows for cell in row.values())
    pages = {type(row[C.PAGE]) for row in rows}
    assert pages <= {int, type(None)}


def test_figures_of_an_indicator_are_exactly_its_rows(published: Path) -> None:
    snapshot = load_snapshot(published)
    expected: dict[str, list[str]] = {indicator[C.INDICATOR_ID]: [] for indicator in snapshot.rows(T.INDICATORS)}
    for row in every_figure(snapshot):
        expected[row[C.INDICATOR_ID]].append(row[C.OBS_ID])
    for indicator_id, ids in expected.items():
        part = snapshot.excerpt_of(indicator_id)
        found = [row[C.OBS_ID] for row in snapshot.observations_of(indicator_id)]
        assert part.total == len(ids)
        if len(ids) <= MOST_SHOWN:
            assert found == ids
        else:  # too many for a page: a part, which says that it is one
            assert set(found) < set(ids) and found and not part.whole
    assert snapshot.observations_of("no-such-indicator") == ()


def damage_byte(folder: Path) -> None:
    path = folder / "observations.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def remove_table(folder: Path) -> None:
    (folder / "units.parquet").unlink()


def empty_descriptor(folder: Path) -> None:
    (folder / "datapackage.json").write_text("", encoding="utf-8")


def listless_descriptor(folder: Path) -> None:
    (folder / "datapackage.json").write_text("[]", encoding="utf-8")


def unnamed_table(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"] = [item for item in descriptor["resources"] if item["name"] != "units"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def damaged_verdict(folder: Path) -> None:
    (folder / "validation.json").write_text('{"success": true}', encoding="utf-8")


@pytest.mark.parametrize(
    "damage", [damage_byte, remove_table, empty_descriptor, listless_descriptor, unnamed_table, damaged_verdict]
)
def test_a_damaged_folder_is_refused_and_the_version_held_keeps_answering(own_folder: Path, damage: object) -> None:
    store = Store(own_folder, check_seconds=0)
    before = store.current()
    assert callable(damage)
    damage(own_folder)
    (own_folder / "datapackage.json").touch()
    assert store.current() is before
    assert "esec build" in store.fault
    with pytest.raises(NotPublishedError, match="esec build"):
        load_snapshot(own_folder)


def test_a_new_version_is_taken_whole_without_a_restart(own_folder: Path, _curated: dict[str, pd.DataFrame]) -> None:
    store = Store(own_folder, check_seconds=0)
    held = store.current()
    first = value_of(store)
    publish_changed(_curated, 77, own_folder)
    assert value_of(store) == 77
    assert store.fault == ""
    assert held.observation("o-0023")[C.OBS_VALUE] == first, "a page being drawn keeps its version"


def test_a_repaired_folder_is_taken_again(own_folder: Path, _curated: dict[str, pd.DataFrame]) -> None:
    store = Store(own_folder, check_seconds=0)
    damage_byte(own_folder)
    (own_folder / "datapackage.json").touch()
    store.current()
    assert store.fault
    publish_changed(_curated, 78, own_folder)
    assert value_of(store) == 78
    assert store.fault == ""


def test_the_folder_is_not_looked_at_before_its_time(own_folder: Path, _curated: dict[str, pd.DataFrame]) -> None:
    store = Store(own_folder, check_seconds=3600)
    first = value_of(store)
    publish_changed(_curated, 79, own_folder)
    assert value_of(store) == first


def test_a_system_that_gives_no_file_in_memory_serves_as_well(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> int:
        raise PermissionError("not permitted")

    expected = every_figure(load_snapshot(published))
    monkeypatch.setattr("os.memfd_create", refuse)
    assert every_figure(load_snapshot(published)) == expected


def test_a_file_written_over_in_place_changes_nothing_that_is_shown(own_folder: Path) -> None:
    snapshot = load_snapshot(own_folder)
    expected = every_figure(load_snapshot(own_folder))
    for path in own_folder.glob("*.parquet"):
        path.write_bytes(b"no figures")
    assert every_figure(snapshot) == expected


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError, match="Run `esec build` first"):
        Store(tmp_path / "nothing")


def drawn(folder: Path, fault: str = "") -> int:
    """Start over a folder, and count what is drawn of its version before a reader sees it."""
    store, asked = Store(folder), []

    def draw() -> None:
        asked.append(store.current().version)
        if fault:
            raise ValueError(fault)

    store.draw_with(draw)
    return len(asked)


def test_a_restart_does_not_try_again_what_passed_with_the_same_code(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotPublishedError, match="no page"):
        drawn(own_folder, "no page")
    # What failed is not written down.
    assert [drawn(own_folder), drawn(own_folder)] == [1, 0]
    frames = {name: pd.read_parquet(own_folder / f"{name}.parquet") for name in tables()}
    publish_changed(frames, 7777.0, own_folder)
    assert [drawn(own_folder), drawn(own_folder)] == [1, 0]
    monkeypatch.setattr(accepted, "_code", lambda: b"another")
    assert [drawn(own_folder), drawn(own_folder)] == [1, 0]
    damage_byte(own_folder)
    with pytest.raises(NotPublishedError):
        drawn(own_folder)
