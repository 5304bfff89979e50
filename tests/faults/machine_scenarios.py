"""What the serving processes stand on is broken under load: shared memory, the clock, a worker that hangs."""

import glob
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from tests.faults import sabotages
from tests.faults.outcome import Outcome
from tests.faults.readers import Readers
from tests.faults.scenario import scenario
from tests.faults.setting import Setting, healthy, judge, workers_of
from tests.faults.versions import fill, put

_SMALL: Final = "mount -t tmpfs -o size=4m tmpfs /dev/shm"
_OWN_MEMORY: Final = ("unshare", "--mount", "--propagation", "private", "sh", "-c")
_FAKETIME: Final = "/usr/lib/*/faketime/libfaketimeMT.so.1"
_STEPS: Final = ("+1d", "-1d", "+3650d", "-3650d", "+0")


_AS_LONG_AS_A_START: Final = 4


@scenario({sabotages.counters_in_shared_memory: "stayed without"}, answers=0.2, p99=60)
def full_shared_memory(setting: Setting) -> Outcome:
    """The file system of shared memory is full; meanwhile workers die and a version is published."""
    name = "shared memory full, workers killed, a version published"
    command = (*_OWN_MEMORY, _SMALL)
    if shutil.which("unshare") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        return Outcome(name, skipped="no process may have a /dev/shm of its own here")
    folder = setting.served_folder()
    with healthy(setting, folder, launcher=(*_OWN_MEMORY, f'{_SMALL} && exec "$@"', "sh")) as served:
        with Readers(served.url, setting.known) as load:
            fill(Path("/proc", str(served.pid), "root", "dev", "shm"))
            # Both workers are made anew, and look at a new version, before anything is answered.
            end = time.monotonic() + _AS_LONG_AS_A_START * setting.seconds
            put(setting.versions["b"], folder)
            for worker in workers_of(served):
                os.kill(worker, signal.SIGKILL)
            time.sleep(max(0.0, end - time.monotonic()))
        return judge(Outcome(name, load.tally, load.calm), served.url, setting, "b", failures_allowed=True)


@scenario({sabotages.clocks_of_the_wall: "not back to version"}, answers=0.3, p99=30)
def clock_steps(setting: Setting) -> Outcome:
    """The wall's clock jumps by a day and by years, forth and back; then a version is published."""
    name = "clock steps of a day and of ten years, a version published"
    library = next(iter(glob.glob(_FAKETIME)), "")
    if not library:
        return Outcome(name, skipped="faketime is not installed")
    folder = setting.served_folder()
    clock = folder.parent / "clock"
    clock.write_text("+0", encoding="ascii")
    faked = {
        "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    with healthy(setting, folder, **faked) as served:
        with Readers(served.url, setting.known) as load:
            for step in _STEPS:
                clock.write_text(step, encoding="ascii")
                # The library looks at its file once a second.
                time.sleep(max(1.3, setting.seconds / len(_STEPS)))
        put(setting.versions["b"], folder)
        outcome = judge(Outcome(name, load.tally, load.calm), served.url, setting, "b", failures_allowed=False)
        # Under this library no server ends when it is told to, nor its workers with it, whatever the clock.
        for process in (*workers_of(served), served.pid):
            os.kill(process, signal.SIGKILL)
        return outcome


@scenario({sabotages.one_worker: "too few answers"}, answers=0.2, p99=60)
def hung_worker(setting: Setting) -> Outcome:
    """A worker is stopped for a while, and goes on: the other answers, who had been taken by the stopped one waits."""
    folder = setting.served_folder()
    with healthy(setting, folder) as served:
        with Readers(served.url, setting.known, patience=60, threads=12) as load:
            hung = workers_of(served)[0]
            os.kill(hung, signal.SIGSTOP)
            try:
                time.sleep(setting.seconds)
            finally:
                os.kill(hung, signal.SIGCONT)
        longest = load.tally.wait(1)
        outcome = Outcome(
            "a worker hangs, and goes on",
            load.tally,
            load.calm,
            remark=f"{setting.seconds:.0f} s, longest {longest:.1f} s",
        )
        return judge(outcome, served.url, setting, "a", failures_allowed=False)
