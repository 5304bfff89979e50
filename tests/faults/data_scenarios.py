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
from tests.benchmarks.measure import esec
from tests.faults.readers import Readers, Tally
from tests.faults.setting import Outcome, Setting, healthy, judge, workers_of
from tests.faults.versions import is_whole, put

_PUBLISH: Final = "import sys, pathlib; from tests.faults.versions import put; put(*map(pathlib.Path, sys.argv[1:]))"


def publish_versions(setting: Setting) -> Outcome:
    """Versions change places, again and again."""
    folder, changes = setting.served_folder(), 0
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end or changes % 2 == 0:
                put(setting.versions["b" if changes % 2 == 0 else "a"], folder)
                changes += 1
                time.sleep(0.4)
        outcome = Outcome("versions exchanged", load.tally, remark=f"{changes} changes")
        if len(load.tally.versions) < 2:
            outcome.faults.append("readers never saw the other version")
        return judge(outcome, served, setting, "b", failures_allowed=False)


def kill_publisher(setting: Setting) -> Outcome:
    """Publishing is killed at random instants."""
    folder, chance, kills = setting.served_folder(), random.Random(2), 0
    torn = 0
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                version = setting.versions[chance.choice("ab")]
                publisher = subprocess.Popen([sys.executable, "-c", _PUBLISH, str(version), str(folder)])
                time.sleep(chance.uniform(0.05, 0.6))
                publisher.kill()
                publisher.wait()
                kills += 1
                torn += not is_whole(folder)
        put(setting.versions["b"], folder)
        outcome = Outcome("publishing killed", load.tally, remark=f"{kills} kills")
        if torn:
            outcome.faults.append(f"the folder was not whole after {torn} of {kills} kills")
        return judge(outcome, served, setting, "b", failures_allowed=False)


def kill_build(setting: Setting) -> Outcome:
    """The whole build, into the served folder, is killed before it can have published; the folder stays as it was."""
    folder, chance, kills = setting.served_folder(), random.Random(3), 0
    torn = 0
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                command = [sys.executable, *esec("build", "--out", str(folder))]
                builder = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(chance.uniform(0.3, 2.0))
                builder.kill()
                builder.wait()
                kills += 1
                torn += not is_whole(folder)
        outcome = Outcome("building killed", load.tally, remark=f"{kills} kills")
        if torn:
            outcome.faults.append(f"the folder was not whole after {torn} of {kills} kills")
        return judge(outcome, served, setting, "a", failures_allowed=False)


def damage_files(setting: Setting) -> Outcome:
    """Files of the served folder are overwritten, cut and removed in place; then a good version is published."""
    folder = setting.served_folder()
    stale = False
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            damages: list[Callable[[], object]] = [
                lambda: (folder / "observations.parquet").write_bytes(b"no figures"),
                lambda: (folder / DESCRIPTOR).touch(),
                lambda: (folder / "indicators.parquet").unlink(),
                lambda: (folder / DESCRIPTOR).write_text("{", encoding="utf-8"),
                lambda: shutil.rmtree(folder),
            ]
            for damage in damages:
                damage()
                time.sleep(max(1.0, (end - time.monotonic()) / (len(damages) + 1)))
                stale = stale or b'"stale"' in served.get("/readyz")[1]
        outcome = Outcome("files damaged, folder removed", load.tally)
        if not stale:
            outcome.faults.append("/readyz did not say stale")
        put(setting.versions["b"], folder)
        return judge(outcome, served, setting, "b", failures_allowed=False)


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


def _fill(folder: Path) -> None:
    with (folder / "filling").open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            pass


def full_disk(setting: Setting) -> Outcome:
    """The disk with data, metrics and temporary files is full; meanwhile a worker dies and a version is published."""
    with _small_disk(8) as disk:
        if disk is None:
            return Outcome("disk full", Tally(), skipped="no file system can be mounted here")
        folder = disk / "data" / "curated"
        shutil.copytree(setting.versions["a"], folder)
        refused = ""
        with healthy(setting, folder, TMPDIR=str(disk)) as served:
            with Readers(served.url, setting.known) as load:
                time.sleep(setting.seconds / 4)
                _fill(disk)
                time.sleep(setting.seconds / 4)
                try:
                    put(setting.versions["b"], folder)
                except OSError as error:
                    refused = error.strerror or str(error)
                os.kill(workers_of(served)[0], signal.SIGKILL)
                time.sleep(setting.seconds / 2)
            (disk / "filling").unlink()
            outcome = Outcome(
                "disk full, a worker killed, a version published", load.tally, remark=f"publish: {refused}"
            )
            if not refused:
                outcome.faults.append("publishing on a full disk did not say so")
            if not is_whole(folder):
                outcome.faults.append("the folder is not whole")
            return judge(outcome, served, setting, "a", failures_allowed=True)
