"""Publishing is all or nothing: killed, on a full disk, in a read-only folder, two builds at once; and for readers."""

import contextlib
import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.data.store import Store
from pipelines.publish import swap
from pipelines.publish.publish import publish, read_published
from pipelines.schema.columns import T
from pipelines.schema.paths import DESCRIPTOR, ROOT
from tests.pipelines.publisher import Version, make_versions, standing

TIMEOUT_SECONDS = 60
NOBODY = 65534


@pytest.fixture(scope="module")
def versions() -> list[Version]:
    return make_versions()


@dataclass
class Publisher:
    """A process that forks publishers to be killed."""

    process: subprocess.Popen[str]

    def start(self, order: str) -> int:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def wait(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@pytest.fixture
def publishers(tmp_path: Path) -> Iterator[Callable[[], Publisher]]:
    with contextlib.ExitStack() as stack:

        def start() -> Publisher:
            command = [sys.executable, "-m", "tests.pipelines.publisher", str(tmp_path / "out")]
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            return Publisher(process)

        yield start


def whole_version(out: Path) -> str:
    """Hash of the descriptor, after proof that every file is as it states and that there is no other."""
    descriptor = (out / DESCRIPTOR).read_bytes()
    stated = {item["path"]: item["hash"] for item in json.loads(descriptor)["resources"]}
    assert {path.name for path in out.iterdir()} == {DESCRIPTOR, *stated}
    for name, value in stated.items():
        assert f"sha256:{hashlib.sha256((out / name).read_bytes()).hexdigest()}" == value, name
    return hashlib.sha256(descriptor).hexdigest()


@pytest.fixture
def known(versions: list[Version], tmp_path: Path) -> set[str]:
    """Hashes of the two versions; the first one stands in the folder afterwards."""
    hashes = set()
    for frames, verdict in reversed(versions):
        publish(frames, verdict, tmp_path / "out")
        hashes.add(whole_version(tmp_path / "out"))
    assert len(hashes) == 2
    return hashes


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".staging-")]


def test_killed_at_every_file_operation_the_folder_is_whole(
    publishers: Callable[[], Publisher], known: set[str], versions: list[Version], tmp_path: Path
) -> None:
    publisher, out = publishers(), tmp_path / "out"
    ends, seen, left = [], set(), 0
    for operation in range(1, 1000):
        publisher.start(f"die {operation}")
        ends.append(publisher.wait())
        seen.add(whole_version(out))
        left += bool(leftovers(tmp_path))
        if ends[-1] == "ended 0":
            break
    assert ends[-1] == "ended 0"
    assert len(ends) > 50, "too few kills to prove anything"
    assert left > 20, "no kill struck a publication under way"
    assert seen == known
    publish(*versions[0], out)
    publish(*versions[1], out)
    assert leftovers(tmp_path) == []


def test_killed_at_random_instants_the_folder_is_whole(
    publishers: Callable[[], Publisher], known: set[str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    publisher, out = publishers(), tmp_path / "out"
    kills = request.config.getoption("--kills")
    chance = random.Random(20111123)
    seen, left = set(), 0
    start = time.monotonic()
    publisher.start("times 4")
    publisher.wait()
    duration = (time.monotonic() - start) / 4
    for _ in range(kills):
        child = publisher.start("loop 0")
        time.sleep(chance.uniform(0, 2 * duration))
        os.kill(child, signal.SIGKILL)
        assert publisher.wait() == "killed"
        seen.add(whole_version(out))
        left += bool(leftovers(tmp_path))
    assert seen == known
    assert left > kills / 5, "hardly any kill struck a publication under way"


def test_two_builds_at_once_take_turns(publishers: Callable[[], Publisher], known: set[str], tmp_path: Path) -> None:
    pair = [publishers(), publishers()]
    for publisher in pair:
        publisher.start("times 15")
    assert [publisher.wait() for publisher in pair] == ["ended 0", "ended 0"]
    assert whole_version(tmp_path / "out") in known
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("pause", [0, 0.2])
def test_a_reader_never_sees_a_mixture(
    publishers: Callable[[], Publisher], known: set[str], versions: list[Version], tmp_path: Path, pause: float
) -> None:
    publisher, out = publishers(), tmp_path / "out"
    child = publisher.start(f"loop {pause}")
    rows = {tuple(len(frames[name]) for name in (T.OBSERVATIONS, T.EVENTS, T.TREATIES)) for frames, _ in versions}
    seen = set()
    try:
        for _ in range(40):
            frames = read_published(out)
            seen.add(tuple(len(frames[name]) for name in (T.OBSERVATIONS, T.EVENTS, T.TREATIES)))
    finally:
        os.kill(child, signal.SIGKILL)
    assert seen == rows


def test_the_dashboard_takes_up_whole_versions_without_a_restart(
    publishers: Callable[[], Publisher], known: set[str], tmp_path: Path
) -> None:
    publisher, store = publishers(), Store(tmp_path / "out", check_seconds=0)
    child = publisher.start("loop 0.4")
    seen = set()
    end = time.monotonic() + 3
    try:
        while time.monotonic() < end:
            snapshot = store.current()
            seen.add((len(snapshot.frames[T.EVENTS]), snapshot.validation["name"]))
    finally:
        os.kill(child, signal.SIGKILL)
    assert len(seen) == 2
    assert store.fault == ""


def test_where_folders_cannot_be_exchanged_they_are_renamed(
    versions: list[Version], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Path) -> None:
        raise OSError(errno.ENOSYS, "renameat2 is not to be had here")

    monkeypatch.setattr(swap, "_exchange", refuse)
    for frames, verdict in versions:
        publish(frames, verdict, tmp_path / "out")
        assert standing(tmp_path / "out") == verdict["name"]
        whole_version(tmp_path / "out")
    assert leftovers(tmp_path) == []


def test_a_version_that_was_put_aside_comes_back(versions: list[Version], known: set[str], tmp_path: Path) -> None:
    """Killed between the two renames: the next build finds the old version aside, and puts it back before it starts."""
    out = tmp_path / "out"
    before = whole_version(out)
    out.rename(tmp_path / ".staging-out-killed-old")
    (tmp_path / ".staging-out-killed").mkdir()
    with swap.staging(out):
        assert whole_version(out) == before
    assert leftovers(tmp_path) == []


def test_an_exchange_that_fails_leaves_the_old_version(
    versions: list[Version], known: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Path) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    before = whole_version(tmp_path / "out")
    monkeypatch.setattr(swap, "_exchange", refuse)
    with pytest.raises(OSError, match="busy"):
        publish(*versions[1], tmp_path / "out")
    assert whole_version(tmp_path / "out") == before
    assert leftovers(tmp_path) == []


@contextlib.contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[None]:
    """A file system of that size mounted on the folder; the test is skipped where it may not be."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "esec-test", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {result.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_the_old_version_stays(versions: list[Version], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    publish(*versions[0], tmp_path / "measured")
    size = sum(path.stat().st_size for path in (tmp_path / "measured").iterdir()) // 1024
    with small_disk(disk, size * 4):
        out = disk / "out"
        publish(*versions[0], out)
        before = whole_version(out)
        for free in range(0, size * 2, max(1, size // 20)):
            (disk / "filler").unlink(missing_ok=True)
            available = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            (disk / "filler").write_bytes(b"\0" * max(0, available - free * 1024))
            try:
                publish(*versions[1], out)
            except OSError:
                assert whole_version(out) == before
                assert leftovers(disk) == []
            else:
                break
        assert free > size // 2, "the disk was never full in the middle of a publication"
        assert whole_version(out) != before


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from pipelines.publish.publish import publish
from tests.pipelines.publisher import make_versions
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    publish(*make_versions()[1], Path(sys.argv[1]))
except OSError as error:
    sys.exit(f"OSError {error.errno}")
"""


@pytest.mark.parametrize("limit", [0, 4096, 20_000])
def test_when_a_file_may_not_grow_the_old_version_stays(known: set[str], tmp_path: Path, limit: int) -> None:
    out = tmp_path / "out"
    before = whole_version(out)
    command = [sys.executable, "-c", _LIMITED, str(out), str(limit)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
    assert (result.returncode, result.stderr.strip()[:7]) == (1, "OSError")
    assert whole_version(out) == before
    assert leftovers(tmp_path) == []


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write anywhere: its tests run as another user."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.parametrize("closed", ["out", "."])
def test_a_read_only_folder_stays_as_it_is(
    versions: list[Version], tmp_path_factory: pytest.TempPathFactory, closed: str
) -> None:
    base = tmp_path_factory.getbasetemp()
    folder = base / f"shared-{closed.replace('.', 'parent')}"
    folder.mkdir()
    folder.chmod(0o777)
    # Another user must be able to reach the folder: pytest keeps those above it for itself.
    for path in (base, *base.parents[:2]):
        if not path.stat().st_mode & 0o077:
            path.chmod(0o711)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    with unprivileged():
        publish(*versions[0], folder / "out")
        before = whole_version(folder / "out")
        (folder / closed).chmod(0o555)
        try:
            with pytest.raises(PermissionError):
                publish(*versions[1], folder / "out")
            assert whole_version(folder / "out") == before
            assert leftovers(folder) == []
        finally:
            (folder / closed).chmod(0o755)
        assert publish(*versions[1], folder / "out") is True
