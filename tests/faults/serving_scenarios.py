"""The serving processes, and what they live on, are broken under load, one scenario each."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.benchmarks.measure import Served
from tests.faults import sabotages
from tests.faults.outcome import Outcome
from tests.faults.readers import Readers, all_say, asker
from tests.faults.scenario import scenario
from tests.faults.setting import FIXED, Setting, healthy, judge, workers_of
from tests.faults.versions import put

_SLOW: Final = 60
_FILES: Final = 160
# Seconds between a connection and its request, as from afar: a server that ends meets such connections at any time.
_AFAR: Final = 0.05
# Longer than a request's head may take.
_CUT_OFF: Final = 7.0
_START: Final = 60.0
# What systemd does for a socket unit: the socket as descriptor 3, for the process that is told so.
_ACTIVATED: Final = (
    "import os, sys; os.dup2(int(sys.argv.pop(1)), 3); os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
    "from tests.faults.sabotaged import main; main()"
)


@scenario({sabotages.no_respawn: "stayed without"}, answers=0.06, p99=120)
def kill_workers(setting: Setting) -> Outcome:
    """A worker is killed every half second."""
    folder, chance, kills = setting.served_folder(), random.Random(1), 0
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                time.sleep(0.5)
                if workers := workers_of(served):
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    kills += 1
            time.sleep(1)
        outcome = Outcome("workers killed", load.tally, load.calm, remark=f"{kills} kills")
        return judge(outcome, served.url, setting, "a", failures_allowed=True)


@scenario({sabotages.connections_beyond_files: "could not be taken"}, answers=0, p99=1000)
def no_descriptors(setting: Setting) -> Outcome:
    """More connections than file descriptors, which ask and stay; a version is published; they go away.

    Readers wait meanwhile: without a proxy nothing tells one connection from another.
    """
    folder, said = setting.served_folder(), b""
    name = "file descriptors exhausted, a version published"
    if shutil.which("prlimit") is None:
        return Outcome(name, skipped="prlimit is not installed")
    # Both limits: libraries raise the soft one to the hard one.
    with healthy(setting, folder, launcher=("prlimit", f"--nofile={_FILES}:{_FILES}")) as served:
        host, port = urlsplit(served.url).netloc.split(":")
        with Readers(served.url, setting.known, patience=_START) as load, contextlib.ExitStack() as stack:
            hoard = []
            for _ in range(4 * _FILES):
                hoard.append(stack.enter_context(socket.create_connection((host, int(port)), timeout=5)))
                hoard[-1].setblocking(False)
            end = time.monotonic() + max(4, setting.seconds)
            put(setting.versions["b"], folder)
            while time.monotonic() < end:
                for one in hoard:
                    with contextlib.suppress(OSError):
                        one.send(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        said += one.recv(65536)
                time.sleep(0.2)
        outcome = Outcome(name, load.tally, load.calm, remark=f"{len(hoard)} connections, {_FILES} descriptors")
        if not said:
            outcome.faults.append("none of the many was answered")
        if b'"stale"' in said:
            outcome.faults.append("the version could not be taken meanwhile")
        return judge(outcome, served.url, setting, "b", failures_allowed=True)


@scenario({sabotages.heads_for_ever: "cut off"}, answers=0.3, p99=10)
def slow_senders(setting: Setting) -> Outcome:
    """More connections than threads each send their request a byte at a time, and begin again when cut off."""
    folder = setting.served_folder()
    with healthy(setting, folder) as served:
        host, port = urlsplit(served.url).netloc.split(":")
        begun = 0
        with Readers(served.url, setting.known) as load, contextlib.ExitStack() as stack:
            slow: list[socket.socket] = []
            end = time.monotonic() + max(_CUT_OFF, setting.seconds)
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
        outcome = Outcome("slow senders", load.tally, load.calm, remark=f"{_SLOW} at a time, {begun} in all")
        if begun < 2 * _SLOW:
            outcome.faults.append(f"of {_SLOW} slow senders {begun - _SLOW} were cut off within {_CUT_OFF:.0f} s")
        return judge(outcome, served.url, setting, "a", failures_allowed=False)


@contextmanager
def _activated(listener: socket.socket, folder: Path, setting: Setting) -> Iterator[Served]:
    """A server on a socket that somebody else holds, as systemd does."""
    number = str(listener.fileno())
    command = [sys.executable, "-c", _ACTIVATED, number, setting.sabotaged, *setting.arguments(folder)]
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


@scenario({sabotages.workers_end_at_once: "requests failed"}, answers=0.02, p99=500)
def restart(setting: Setting) -> Outcome:
    """The whole server is stopped and started again, for new code; its socket stays open."""
    folder, restarts = setting.served_folder(), 0
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        url = "http://{}:{}".format(*listener.getsockname())
        with contextlib.ExitStack() as stack:
            stack.enter_context(_activated(listener, folder, setting))
            if all_say(url, setting.known["a"], _START) is None:
                raise RuntimeError("a healthy server on a socket that it was given does not say what it should")
            # As long as a machine that is busy with other things may take to start it again.
            with Readers(asker(url, distance=_AFAR), setting.known, threads=8, patience=_START) as load:
                end = time.monotonic() + setting.seconds
                while time.monotonic() < end:
                    stack.close()
                    stack.enter_context(_activated(listener, folder, setting))
                    restarts += 1
                    time.sleep(1)
            outcome = Outcome("restarted on a held socket", load.tally, load.calm, remark=f"{restarts} restarts")
            return judge(outcome, url, setting, "a", failures_allowed=False)


@scenario({sabotages.settings_unchecked: "exit"}, answers=0.1, p99=60)
def bad_setting(setting: Setting) -> Outcome:
    """A second server is started with impossible settings, then without data: it says so and ends."""
    folder = setting.served_folder()
    faults = []
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known) as load:
            nowhere = str(setting.scratch / "nowhere")
            wrong = {"ESEC_WORKERS": "many", "ESEC_TIMEOUT": "0"}
            for environment, arguments, words in (
                (wrong, setting.server(folder), ("workers", "timeout")),
                ({}, setting.server(Path(nowhere)), ("esec build",)),
            ):
                done = subprocess.run(
                    [sys.executable, *arguments], env={**os.environ, **environment}, capture_output=True, text=True,
                    timeout=60, check=False,
                )  # fmt: skip
                said = done.stderr
                if done.returncode == 0 or "Traceback" in said or not all(word in said for word in words):
                    faults.append(f"exit {done.returncode}, said: {' '.join(said.split())[-200:]}")
        outcome = Outcome("restart with bad settings", load.tally, load.calm, faults)
        return judge(outcome, served.url, setting, "a", failures_allowed=False)


@scenario({sabotages.old_workers_take_on: "requests failed"}, answers=0.2, p99=60)
def reload_workers(setting: Setting) -> Outcome:
    """Workers are replaced by HUP under load."""
    folder, reloads = setting.served_folder(), 0
    with healthy(setting, folder) as served:
        with Readers(asker(served.url, distance=_AFAR), setting.known, threads=8) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                os.kill(served.pid, signal.SIGHUP)
                reloads += 1
                time.sleep(2)
        outcome = Outcome("reloaded", load.tally, load.calm, remark=f"{reloads} reloads")
        return judge(outcome, served.url, setting, "a", failures_allowed=False)
