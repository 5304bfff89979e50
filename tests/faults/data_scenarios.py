"""The published folder is broken under a serving dashboard, one scenario each."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipelines.schema.paths import DESCRIPTOR
from tests.faults import sabotages
from tests.faults.outcome import Outcome
from tests.faults.readers import Readers
from tests.faults.scenario import scenario
from tests.faults.setting import Setting, healthy, judge, workers_of
from tests.faults.versions import damaged, fill, is_whole, put

# Says when it begins, so that the kill meets the publishing and not the imports.
_PUBLISH: Final = """
import sys, pathlib
from tests.faults.sabotaged import apply
apply(sys.argv[1])
from tests.faults.versions import put
print("begins", flush=True)
put(*map(pathlib.Path, sys.argv[2:]))
"""
_FEW: Final = 3
# Seconds within which a version must be seen, whatever the load.
_TAKING: Final = 30.0


@scenario(
    {sabotages.page_cache_without_stamp: "not back to version", sabotages.tables_of_the_version_before: "no version"},
    answers=0.15,
    p99=40,
)
def publish_versions(setting: Setting) -> Outcome:
    """Versions change places, again and again."""
    folder, changes = setting.served_folder(), 0
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            # A version is checked before it is seen, which takes its time on a busy machine.
            while time.monotonic() < end or changes % 2 == 0 or len(load.tally.versions) < 2:
                if time.monotonic() > end + _TAKING:
                    break
                put(setting.versions["b" if changes % 2 == 0 else "a"], folder)
                changes += 1
                time.sleep(0.4)
        outcome = Outcome("versions exchanged", load.tally, load.calm, remark=f"{changes} changes")
        if len(load.tally.versions) < 2:
            outcome.faults.append("readers never saw the other version")
        return judge(outcome, served.url, setting, "b", failures_allowed=False)


def _begin_publishing(setting: Setting, version: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _PUBLISH, setting.sabotaged, str(setting.versions[version]), str(folder)]
    publisher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert publisher.stdout is not None
    with publisher.stdout as said:
        if said.readline().strip() != "begins":
            raise RuntimeError("the publisher did not begin")
    return publisher


@scenario({sabotages.publish_in_place: "was not whole"}, answers=0.3, p99=30)
def kill_publisher(setting: Setting) -> Outcome:
    """Publishing is killed at random instants."""
    folder, chance, kills = setting.served_folder(), random.Random(2), 0
    torn = 0
    whole = _begin_publishing(setting, "a", folder)
    began = time.monotonic()
    whole.wait()
    takes = time.monotonic() - began
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end or kills < _FEW:
                publisher = _begin_publishing(setting, "ba"[kills % 2], folder)
                time.sleep(chance.uniform(0, 1.2 * takes))
                publisher.kill()
                publisher.wait()
                kills += 1
                torn += not is_whole(folder)
        put(setting.versions["b"], folder)
        outcome = Outcome("publishing killed", load.tally, load.calm, remark=f"{kills} kills")
        if torn:
            outcome.faults.append(f"the folder was not whole after {torn} of {kills} kills")
        return judge(outcome, served.url, setting, "b", failures_allowed=False)


@scenario({sabotages.emptied_before_building: "was not whole"}, answers=0.3, p99=30)
def kill_build(setting: Setting) -> Outcome:
    """The whole build, into the served folder, is killed before it can have published; the folder stays as it was."""
    folder, chance, kills = setting.served_folder(), random.Random(3), 0
    torn = 0
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end or kills < _FEW:
                command = [sys.executable, *setting.esec("build", "--out", str(folder))]
                builder = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(chance.uniform(0.3, 4.0))
                builder.kill()
                builder.wait()
                kills += 1
                torn += not is_whole(folder)
        outcome = Outcome("building killed", load.tally, load.calm, remark=f"{kills} kills")
        if torn:
            outcome.faults.append(f"the folder was not whole after {torn} of {kills} kills")
        return judge(outcome, served.url, setting, "a", failures_allowed=False)


@scenario({sabotages.no_hash_comparison: "no version gives"}, answers=0.3, p99=30)
def damage_files(setting: Setting) -> Outcome:
    """Files of the served folder are overwritten, changed, cut and removed in place; then a good one is published.

    One of them can be read as well as before: another version is copied over the folder, and one of its figures is not
    the one that was published.
    """
    folder = setting.served_folder()
    stale = False
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            damages: list[Callable[[], object]] = [
                lambda: damaged(setting.versions["b"], folder),
                lambda: (folder / "observations.parquet").write_bytes(b"no figures"),
                lambda: (folder / DESCRIPTOR).touch(),
                lambda: (folder / "indicators.parquet").unlink(),
                lambda: (folder / DESCRIPTOR).write_text("{", encoding="utf-8"),
                lambda: shutil.rmtree(folder),
            ]
            for damage in damages:
                damage()
                # A version takes its time to be checked: the next damage must not come before it is refused or shown.
                checked = time.monotonic() + (_TAKING if damage is damages[0] else 0)
                while time.monotonic() < checked and not load.tally.wrong:
                    if b'"stale"' in served.get("/readyz")[1]:
                        break
                    time.sleep(0.1)
                time.sleep(max(1.0, (end - time.monotonic()) / (len(damages) + 1)))
                stale = stale or b'"stale"' in served.get("/readyz")[1]
            while not stale and time.monotonic() < end + _TAKING:
                time.sleep(0.2)
                stale = b'"stale"' in served.get("/readyz")[1]
        outcome = Outcome("files damaged, folder removed", load.tally, load.calm)
        if not stale:
            outcome.faults.append("/readyz did not say stale")
        put(setting.versions["b"], folder)
        return judge(outcome, served.url, setting, "b", failures_allowed=False)


@contextmanager
def _small_disk(mebibytes: int) -> Iterator[Path | None]:
    """A file system of that size; None where none can be mounted."""
    with tempfile.TemporaryDirectory() as point:
        command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", point]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            yield Path(point)
        finally:
            subprocess.run(["umount", "-l", point], check=True, capture_output=True)


@scenario({sabotages.counters_on_disk: "stayed without"}, answers=0.3, p99=30)
def full_disk(setting: Setting) -> Outcome:
    """The disk with data, metrics and temporary files is full; meanwhile a worker dies and a version is published."""
    with _small_disk(8) as disk:
        if disk is None:
            return Outcome("disk full", skipped="no file system can be mounted here")
        folder = disk / "data" / "curated"
        shutil.copytree(setting.versions["a"], folder)
        refused = ""
        with healthy(setting, folder, TMPDIR=str(disk)) as served:
            with Readers(served.url, setting.known) as load:
                time.sleep(setting.seconds / 4)
                fill(disk)
                time.sleep(setting.seconds / 4)
                try:
                    put(setting.versions["b"], folder)
                except OSError as error:
                    refused = error.strerror or str(error)
                os.kill(workers_of(served)[0], signal.SIGKILL)
                time.sleep(setting.seconds / 2)
            (disk / "filling").unlink(missing_ok=True)
            outcome = Outcome(
                "disk full, a worker killed, a version published", load.tally, load.calm, remark=f"publish: {refused}"
            )
            if not refused:
                outcome.faults.append("publishing on a full disk did not say so")
            if not is_whole(folder):
                outcome.faults.append("the folder is not whole")
            return judge(outcome, served.url, setting, "a", failures_allowed=True)
