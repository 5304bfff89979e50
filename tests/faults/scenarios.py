"""What is broken, one scenario each: what was asked for, what readers got, and whether it is as it should be."""

import contextlib
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipelines.paths import DESCRIPTOR
from tests.benchmarks.measure import Served, esec_server, serving
from tests.faults.readers import Known, Readers, Tally, all_say, learn
from tests.faults.versions import is_whole, put, write_versions

# The same in every run, so that bodies do not depend on the port.
FIXED: Final = {"ESEC_BASE_URL": "http://esec.example", "ESEC_CHECK_SECONDS": "0.2", "ESEC_LOG_LEVEL": "error"}
_SOON: Final = 15.0
_SLOW: Final = 60
# What systemd does for a socket unit: the socket as descriptor 3, for the process that is told so.
_ACTIVATED: Final = (
    "import os, sys; os.dup2(int(sys.argv.pop(1)), 3); os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
    "from pipelines.cli import main; main()"
)
_PUBLISH: Final = "import sys, pathlib; from tests.faults.versions import put; put(*map(pathlib.Path, sys.argv[1:]))"


@dataclass
class Outcome:
    """What came of a scenario: counts, sentences for what is not as it should be, and a remark."""

    name: str
    tally: Tally
    faults: list[str] = field(default_factory=list)
    remark: str = ""
    skipped: str = ""


@dataclass(frozen=True)
class Setting:
    """What scenarios share: two versions, what each says, seconds of load, and a folder to serve from."""

    versions: dict[str, Path]
    known: Known
    seconds: float
    scratch: Path

    def served_folder(self) -> Path:
        """A fresh folder that holds version `a`."""
        folder = Path(tempfile.mkdtemp(prefix="served-", dir=self.scratch)) / "curated"
        shutil.copytree(self.versions["a"], folder)
        return folder


def prepare(scratch: Path, seconds: float) -> Setting:
    """Write both versions and learn what each says from a healthy server."""
    versions = write_versions(scratch)
    known = {}
    for name, folder in versions.items():
        with serving(*esec_server(folder), **FIXED) as served:
            known[name] = learn(served.url)
    different = [path for path in known["a"] if known["a"][path] != known["b"][path]]
    if len(different) < len(known["a"]) - 2:
        raise RuntimeError(f"the versions hardly differ: {different}")
    return Setting(versions, known, seconds, scratch)


def _workers(served: Served) -> list[int]:
    text = Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text(encoding="ascii")
    return [int(part) for part in text.split()]


@contextmanager
def _healthy(setting: Setting, folder: Path, **environment: str) -> Iterator[Served]:
    """A server that says, before anything is broken, what a healthy one said before."""
    with serving(*esec_server(folder), **{**FIXED, **environment}) as served:
        if all_say(served.url, setting.known["a"], _SOON) is None:
            raise RuntimeError("a healthy server no longer says what it said: the code has changed under the harness")
        yield served


def _judge(outcome: Outcome, served: Served, setting: Setting, version: str, *, failures_allowed: bool) -> Outcome:
    """The rules that hold for every scenario: nothing wrong, nothing lost, and afterwards the right version alone."""
    tally = outcome.tally
    if tally.wrong:
        outcome.faults.append(f"answers that no version gives: {dict(tally.wrong.most_common(3))}")
    if tally.lost:
        outcome.faults.append(f"{tally.lost} questions stayed without an answer for ten seconds")
    if tally.failed and not failures_allowed:
        outcome.faults.append(f"{tally.failed} requests failed though nothing had to")
    if not tally.answered:
        outcome.faults.append("nothing was answered")
    settled = all_say(served.url, setting.known[version], _SOON)
    if settled is None:
        outcome.faults.append(f"not back to version {version} alone within {_SOON:.0f} s")
    return outcome


def kill_workers(setting: Setting) -> Outcome:
    """A worker is killed every half second."""
    folder, chance, kills = setting.served_folder(), random.Random(1), 0
    with _healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                time.sleep(0.5)
                if workers := _workers(served):
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    kills += 1
            time.sleep(1)
        outcome = Outcome("workers killed", load.tally, remark=f"{kills} kills")
        return _judge(outcome, served, setting, "a", failures_allowed=True)


def publish_versions(setting: Setting) -> Outcome:
    """Versions change places, again and again."""
    folder, changes = setting.served_folder(), 0
    with _healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end or changes % 2 == 0:
                put(setting.versions["b" if changes % 2 == 0 else "a"], folder)
                changes += 1
                time.sleep(0.4)
        outcome = Outcome("versions exchanged", load.tally, remark=f"{changes} changes")
        if len(load.tally.versions) < 2:
            outcome.faults.append("readers never saw the other version")
        return _judge(outcome, served, setting, "b", failures_allowed=False)


def kill_publisher(setting: Setting) -> Outcome:
    """Publishing is killed at random instants."""
    folder, chance, kills = setting.served_folder(), random.Random(2), 0
    torn = 0
    with _healthy(setting, folder) as served:
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
        return _judge(outcome, served, setting, "b", failures_allowed=False)


def damage_files(setting: Setting) -> Outcome:
    """Files of the served folder are overwritten, cut and removed in place; then a good version is published."""
    folder = setting.served_folder()
    stale = False
    with _healthy(setting, folder) as served:
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
        return _judge(outcome, served, setting, "b", failures_allowed=False)


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
        with _healthy(setting, folder, TMPDIR=str(disk)) as served:
            with Readers(served.url, setting.known) as load:
                time.sleep(setting.seconds / 4)
                _fill(disk)
                time.sleep(setting.seconds / 4)
                try:
                    put(setting.versions["b"], folder)
                except OSError as error:
                    refused = error.strerror or str(error)
                os.kill(_workers(served)[0], signal.SIGKILL)
                time.sleep(setting.seconds / 2)
            (disk / "filling").unlink()
            outcome = Outcome(
                "disk full, a worker killed, a version published", load.tally, remark=f"publish: {refused}"
            )
            if not refused:
                outcome.faults.append("publishing on a full disk did not say so")
            if not is_whole(folder):
                outcome.faults.append("the folder is not whole")
            return _judge(outcome, served, setting, "a", failures_allowed=True)


def no_descriptors(setting: Setting) -> Outcome:
    """More connections than file descriptors; they go away after a while."""
    folder = setting.served_folder()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (96, hard))
    try:
        started = _healthy(setting, folder)
        served = started.__enter__()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    try:
        host, port = urlsplit(served.url).netloc.split(":")
        with Readers(served.url, setting.known) as load:
            idle = []
            for _ in range(400):
                try:
                    idle.append(socket.create_connection((host, int(port)), timeout=1))
                except OSError:
                    break
            time.sleep(min(setting.seconds, 4))
            for one in idle:
                one.close()
            time.sleep(2)
        outcome = Outcome(
            "file descriptors exhausted", load.tally, remark=f"{len(idle)} idle connections, 96 descriptors"
        )
        return _judge(outcome, served, setting, "a", failures_allowed=True)
    finally:
        started.__exit__(None, None, None)


def slow_senders(setting: Setting) -> Outcome:
    """More connections than threads each send their request a byte at a time, and begin again when cut off."""
    folder = setting.served_folder()
    with _healthy(setting, folder) as served:
        host, port = urlsplit(served.url).netloc.split(":")
        begun = 0
        with Readers(served.url, setting.known) as load, contextlib.ExitStack() as stack:
            slow: list[socket.socket] = []
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                while len(slow) < _SLOW:
                    slow.append(stack.enter_context(socket.create_connection((host, int(port)), timeout=5)))
                    begun += 1
                for one in list(slow):
                    try:
                        one.sendall(b"G")
                    except OSError:
                        slow.remove(one)
                time.sleep(0.2)
        outcome = Outcome("slow senders", load.tally, remark=f"{_SLOW} at a time, {begun} in all")
        return _judge(outcome, served, setting, "a", failures_allowed=False)


@contextmanager
def _activated(listener: socket.socket, folder: Path) -> Iterator[Served]:
    """A server on a socket that somebody else holds, as systemd does."""
    number = str(listener.fileno())
    command = [sys.executable, "-c", _ACTIVATED, number, *esec_server(folder)[2:]]
    process = subprocess.Popen(
        command, env={**os.environ, **FIXED}, pass_fds=[listener.fileno()], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield Served(process.stdout.readline().strip(), process.pid, 0)
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


def restart(setting: Setting) -> Outcome:
    """The whole server is stopped and started again, for new code; its socket stays open."""
    folder, restarts = setting.served_folder(), 0
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        url = "http://{}:{}".format(*listener.getsockname())
        with contextlib.ExitStack() as stack:
            stack.enter_context(_activated(listener, folder))
            with Readers(url, setting.known) as load:
                end = time.monotonic() + setting.seconds
                while time.monotonic() < end:
                    stack.close()
                    served = stack.enter_context(_activated(listener, folder))
                    restarts += 1
                    time.sleep(1)
            outcome = Outcome("restarted on a held socket", load.tally, remark=f"{restarts} restarts")
            return _judge(outcome, served, setting, "a", failures_allowed=False)


def bad_setting(setting: Setting) -> Outcome:
    """A second server is started with impossible settings, then without data: it says so and ends."""
    folder = setting.served_folder()
    faults = []
    with _healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            nowhere = str(setting.scratch / "nowhere")
            wrong = {"ESEC_WORKERS": "many", "ESEC_TIMEOUT": "0"}
            for environment, arguments, words in (
                (wrong, esec_server(folder), ("workers", "timeout")),
                ({}, esec_server(Path(nowhere)), ("esec build",)),
            ):
                done = subprocess.run(
                    [sys.executable, *arguments], env={**os.environ, **environment}, capture_output=True, text=True,
                    timeout=60, check=False,
                )  # fmt: skip
                said = done.stderr
                if done.returncode == 0 or "Traceback" in said or not all(word in said for word in words):
                    faults.append(f"exit {done.returncode}, said: {said.strip()[-200:]}")
        outcome = Outcome("restart with bad settings", load.tally, faults)
        return _judge(outcome, served, setting, "a", failures_allowed=False)


def reload_workers(setting: Setting) -> Outcome:
    """Workers are replaced by HUP under load."""
    folder, reloads = setting.served_folder(), 0
    with _healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                os.kill(served.pid, signal.SIGHUP)
                reloads += 1
                time.sleep(2)
        outcome = Outcome("reloaded", load.tally, remark=f"{reloads} reloads")
        return _judge(outcome, served, setting, "a", failures_allowed=False)


SCENARIOS: Final = (
    kill_workers,
    publish_versions,
    kill_publisher,
    damage_files,
    full_disk,
    no_descriptors,
    slow_senders,
    bad_setting,
    reload_workers,
    restart,
)
