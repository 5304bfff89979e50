"""No folder, whatever it holds, takes the place of a version that is right."""

import json
import logging
import os
import random
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.data import acceptance, kept
from dashboard.data import store as store_module
from dashboard.data.query import duckdb_tables, locate, open_files
from dashboard.data.store import NotPublishedError, Store, load_snapshot
from dashboard.settings import Settings
from dashboard.web import trial
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.paths import DESCRIPTOR
from tests.dashboard.altered_tables import stamp
from tests.dashboard.hostile_versions import HOSTILE, Hostile
from tests.verdicts import passed

FRONT = ("/en/", "/fr/")
ANSWERS = (*FRONT, "/en/indicators/prostitution-recourse-cases", "/fr/topics/prostitution", "/data/observations.csv")
# Nobody waits longer for a look, however hostile the folder.
LONGEST_LOOK = 30
DAMAGED_RANGES = 40


@pytest.fixture(autouse=True, scope="module")
def _no_waiting() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_module, "_PAUSE_SECONDS", 0)
        yield


@dataclass
class Served:
    """An application over a folder that is exchanged under it."""

    good: Path
    folder: Path
    store: Store
    client: FlaskClient

    def put(self, damage: Callable[[Path], object]) -> None:
        """Exchange the folder for a copy of the good one, damaged, and let the server look."""
        fresh = self.folder.with_name("fresh")
        shutil.rmtree(self.folder.with_name("taken-out"), ignore_errors=True)
        self.folder.with_name("taken-out").unlink(missing_ok=True)
        shutil.copytree(self.good, fresh)
        damage(fresh)
        shutil.rmtree(self.folder)
        fresh.rename(self.folder)
        look = threading.Thread(target=self.store.look, daemon=True)
        look.start()
        look.join(LONGEST_LOOK)
        assert not look.is_alive(), "the look hangs"

    def ready(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.client.get("/readyz").data)
        return found

    def answers(self, paths: tuple[str, ...] = ANSWERS) -> list[tuple[int, bytes]]:
        return [(found.status_code, found.data) for found in map(self.client.get, paths)]


@pytest.fixture(scope="module")
def served(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Served:
    good = published
    folder = Path(shutil.copytree(good, tmp_path_factory.mktemp("hostile") / "served"))
    app = create_app(Settings(curated=folder, check_seconds=3600, base_url="https://esec.example"))
    return Served(good, folder, app.site.store, app.server.test_client())


def unchanged(_folder: Path) -> None:
    """The good version itself."""


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_folder_changes_no_answer_and_the_fault_is_told(served: Served, hostile: Hostile) -> None:
    before, held = served.answers(FRONT), served.store.current()
    served.put(hostile.damage)
    said = served.ready()
    assert (said["status"], said["stamp"]) == ("stale", held.version_hash), said
    assert served.store.current() is held
    assert served.answers(FRONT) == before
    for part in hostile.says:
        assert part in said["fault"], said["fault"]
    assert re.search(r"`esec build`|ESEC_CURATED", said["fault"]), "says what to do"
    for given_away in (str(served.folder.parent), "Error(", "Traceback", "/dev/", "/etc/"):
        assert given_away not in said["fault"]
    served.put(unchanged)
    assert served.ready()["status"] == "ready"


def test_after_all_of_them_another_good_version_is_taken(served: Served, _curated: dict[str, pd.DataFrame]) -> None:
    frames = {name: frame.copy() for name, frame in _curated.items()}
    figures = frames[T.OBSERVATIONS]
    figures.loc[figures[C.OBS_ID] == "o-0023", C.OBS_VALUE] = 4321
    publish(frames, passed(frames), served.folder)
    served.store.look()
    assert served.ready()["status"] == "ready"
    assert "4,321" in served.client.get("/en/figures/o-0023").text
    served.put(unchanged)
    assert "4,321" not in served.client.get("/en/figures/o-0023").text


def test_random_damage_is_refused_or_changes_no_answer(served: Served) -> None:
    chance = random.Random(20111)
    before = served.answers()
    names = sorted(path.name for path in served.good.iterdir())
    taken = 0
    for _ in range(DAMAGED_RANGES):
        name = chance.choice(names)

        def damage(folder: Path, name: str = name) -> None:
            content = bytearray((folder / name).read_bytes())
            start = chance.randrange(len(content))
            length = min(chance.choice((1, 2, 8, 64, 512)), len(content) - start)
            content[start : start + length] = chance.randbytes(length)
            (folder / name).write_bytes(content)
            if name != DESCRIPTOR:
                stamp(folder, verdict=False, rows=False)

        served.put(damage)
        said = served.ready()
        taken += said["status"] == "ready"
        assert served.answers() == before, (name, said)
    assert taken < DAMAGED_RANGES / 2, "most of them are refused"
    served.put(unchanged)


@pytest.mark.parametrize(
    "hostile", [each for each in HOSTILE if each.name in {"value-as-text", "bomb", "descriptor-deep", "verdict-deep",
                                                          "pipe-for-observations", "nothing-for-datapackage"}],
    ids=lambda hostile: hostile.name,
)  # fmt: skip
def test_a_server_does_not_start_over_it_and_says_why_in_one_line(own_folder: Path, hostile: Hostile) -> None:
    hostile.damage(own_folder)
    with pytest.raises(NotPublishedError) as refused:
        Store(own_folder)
    assert "\n" not in str(refused.value)
    for part in (str(own_folder), *hostile.says):
        assert part in str(refused.value)


@pytest.mark.parametrize(
    "error",
    [RecursionError("deep"), OverflowError("much"), MemoryError(), KeyError("x"), duckdb.Error("/var/secret"),
     OSError(5, "broken", "/var/secret"), ZeroDivisionError("/var/secret")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_whatever_goes_wrong_is_told_without_its_text_and_logged_once(
    served: Served, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_files: object) -> None:
        raise error

    held = served.store.current()
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(store_module, "check_files", fail)
        for wait in range(3):
            # Something else is changed, so that it is tried again, and fails again.
            served.put(lambda folder, wait=wait: (different(folder), (folder / "README").write_text("x" * wait)))  # type: ignore[misc]
    assert served.store.current() is held
    said = served.ready()
    assert said["status"] == "stale" and "esec build" in said["fault"]
    assert "secret" not in said["fault"] and type(error).__name__ not in said["fault"]
    assert len(caplog.records) == 1, "once, and not again while it lasts"
    assert caplog.records[0].exc_info, "the log has the full text"
    served.put(unchanged)


def different(folder: Path, more: str = " ") -> None:
    """Another publication of the same figures."""
    with (folder / DESCRIPTOR).open("a", encoding="utf-8") as file:
        file.write(more)


def test_what_cannot_be_drawn_is_not_taken(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    held = served.store.current()

    def missing() -> None:
        raise LookupError("a page")

    with monkeypatch.context() as patch:
        patch.setattr(served.store, "_draw", missing)
        served.put(different)
        assert served.ready()["status"] == "stale"
        assert served.store.current() is held
    served.put(different)
    served.put(unchanged)
    assert served.ready()["status"] == "ready"


@pytest.mark.parametrize("address", ["/en/topics/no-such-topic", "/data/no-such-file.csv"])
def test_an_answer_other_than_200_is_not_taken(served: Served, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = served.store.current()
    with monkeypatch.context() as patch:
        patch.setattr(trial, "_addresses", lambda _site: iter(["/en/", address]))
        served.put(lambda folder: different(folder, "\n" * len(address)))
        said = served.ready()
    assert said["status"] == "stale" and f"{address} drawn from" in said["fault"]
    assert served.store.current() is held
    served.put(unchanged)


@pytest.mark.parametrize(
    "hostile",
    [each for each in HOSTILE if each.name == "doubled" or each.name.startswith("dangling-")],
    ids=lambda hostile: hostile.name,
)
def test_large_tables_are_looked_through_part_by_part(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, hostile: Hostile
) -> None:
    monkeypatch.setattr(acceptance, "_TOLD_APART", 50)
    acceptance.check_files(open_files(locate(own_folder)))
    hostile.damage(own_folder)
    with pytest.raises(NotPublishedError) as refused:
        acceptance.check_files(open_files(locate(own_folder)))
    for part in hostile.says:
        assert part in str(refused.value)


def test_a_version_too_large_for_the_memory_is_refused_as_such(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(duckdb_tables._CONFIG, "memory_limit", "4MB")
    with pytest.raises(NotPublishedError, match=r"observations\.parquet: its check takes more memory"):
        acceptance.check_files(open_files(locate(own_folder)))


def test_going_back_to_a_version_waits_for_no_second_check(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, good = Store(own_folder, check_seconds=0), (own_folder / DESCRIPTOR).read_bytes()
    first = store.current().version_hash
    different(own_folder)
    assert store.current().version_hash != first

    def fail(_files: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr(store_module, "check_files", fail)
    (own_folder / DESCRIPTOR).write_bytes(good)
    assert (store.current().version_hash, store.fault) == (first, "")


def test_it_is_tried_again_after_rising_pauses(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, tried = [1000.0], []
    monkeypatch.setattr(store_module.time, "monotonic", lambda: now[0])
    store = Store(own_folder, check_seconds=2)

    def fail(_files: object) -> None:
        tried.append(now[0])
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "check_files", fail)
        different(own_folder)
        for _ in range(2000):
            store.look()
            now[0] += 2
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[:5] == [20, 40, 80, 160, 320]
    assert set(pauses[5:]) == {600}
    now[0] += 600
    store.look()
    assert store.fault == "", "the folder did not change, and is right after all"


def test_readers_are_answered_while_a_version_is_checked(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(own_folder, check_seconds=0.001)
    held = store.current()
    checking, go_on = threading.Event(), threading.Event()
    check = store_module.check_files

    def wait(files: object) -> None:
        checking.set()
        assert go_on.wait(LONGEST_LOOK)
        check(files)  # type: ignore[arg-type]

    monkeypatch.setattr(store_module, "check_files", wait)
    different(own_folder)
    while not checking.is_set():
        assert store.current() is held
    for _ in range(1000):
        assert store.current() is held
    go_on.set()
    with store._lock:
        pass
    assert store._current is not held and store.fault == ""


def test_a_reader_is_answered_where_no_thread_is_to_be_had(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(own_folder, check_seconds=0.001)
    held = store.current()
    different(own_folder)

    def refuse(_thread: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        for _ in range(3):
            time.sleep(0.002)
            assert store.current() is held
    deadline = time.monotonic() + LONGEST_LOOK
    while store.current() is held:
        assert time.monotonic() < deadline, "it looks no more"
        time.sleep(0.01)


def answer_in_a_process_of_its_own(store: Store) -> str:
    """The version that a worker answers with which is forked now."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, store.current().version_hash.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        found = answer.read().decode()
    os.waitpid(child, 0)
    assert found
    return found


def test_a_process_just_forked_answers_with_what_is_published_by_then(own_folder: Path) -> None:
    store = Store(own_folder, check_seconds=0.001)
    different(own_folder)
    time.sleep(0.002)
    assert answer_in_a_process_of_its_own(store) != store._current.version_hash


@pytest.mark.parametrize("versions", [1, 3])
def test_a_worker_started_while_a_refused_version_stands_there_answers_with_the_one_taken_last(
    own_folder: Path, published: Path, versions: int
) -> None:
    store = Store(own_folder, check_seconds=0.001)
    first, seen = store.current().version_hash, []
    time.sleep(0.002)
    for _ in range(versions):
        different(own_folder)
        # Workers alone see it: what the process holds that they are forked from stays as old as it is.
        seen.append(answer_in_a_process_of_its_own(store))
    assert len({first, *seen}) == versions + 1
    next(each for each in HOSTILE if each.name == "cut").damage(own_folder)
    assert [answer_in_a_process_of_its_own(store) for _ in range(2)] == [seen[-1]] * 2
    # And one that ran all the time, and missed those.
    store.look()
    assert (store._current.version_hash, "events.parquet" in store.fault) == (seen[-1], True)
    assert store._current.rows(T.INDICATORS) == load_snapshot(published).rows(T.INDICATORS)
    shutil.rmtree(own_folder)
    shutil.copytree(published, own_folder)
    assert answer_in_a_process_of_its_own(store) == first, "what is mended is taken again"


def test_a_version_too_large_to_be_kept_for_others_is_taken(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_LARGEST", 1000)
    store = Store(own_folder, check_seconds=0.001)
    held = store.current()
    different(own_folder)
    store.look()
    assert store._current is not held and not store.fault and store._kept.number == 0


def test_a_version_that_cannot_be_kept_for_others_is_not_taken(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(own_folder, check_seconds=0.001)
    held = store.current()

    def no_room(_files: object) -> int:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(store._kept, "put", no_room)
        different(own_folder)
        store.look()
    assert store._current is held and "esec build" in store.fault
