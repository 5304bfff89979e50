"""A process that publishes two versions in turn until it is killed, for tests of atomicity.

`python -m tests.pipelines.publisher FOLDER` imports once; each line on standard input then forks one publisher, whose
number is printed, and "killed" or "ended" when it is gone. `loop SECONDS` publishes without end, with that pause.
`times N` publishes N times. `die N` publishes once and kills itself at the Nth file operation, if there are as many.
"""

import json
import os
import signal
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.curate.curate import curate
from pipelines.publish.publish import VERDICT, publish
from pipelines.schema.columns import T
from pipelines.schema.faults import Faults
from pipelines.schema.paths import RAW_DIR
from tests.verdicts import passed

Version = tuple[dict[str, pd.DataFrame], dict[str, Any]]
_OPERATIONS = ("open", "os.", "shutil.", "tempfile.", "ctypes.dlsym")


def make_versions() -> list[Version]:
    """Two versions that differ in some tables and in the verdict, and agree in the others."""
    frames = curate(RAW_DIR, Faults())
    fewer = {name: frames[name].iloc[:-1] for name in (T.OBSERVATIONS, T.EVENTS, T.TREATIES)}
    return [(frames, passed(frames, name="first")), ({**frames, **fewer}, passed(frames, name="second"))]


def standing(out: Path) -> str:
    """Name of the version that stands in the folder, as its verdict gives it."""
    return str(json.loads((out / VERDICT).read_text(encoding="utf-8"))["name"])


def _kill_self_at(operation: int) -> None:
    count = 0

    def hook(event: str, _: tuple[Any, ...]) -> None:
        nonlocal count
        if event.startswith(_OPERATIONS):
            count += 1
            if count == operation:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def _obey(order: str, out: Path, versions: list[Version]) -> None:
    verb, _, amount = order.partition(" ")
    # The version that does not stand there comes first: publishing what stands there changes nothing.
    turns = cycle(reversed(versions) if standing(out) == "first" else versions)
    if verb == "die":
        other = next(turns)
        _kill_self_at(int(amount))
        publish(*other, out)
    elif verb == "times":
        for frames, verdict in islice(turns, int(amount)):
            publish(frames, verdict, out)
    else:
        for frames, verdict in turns:
            publish(frames, verdict, out)
            time.sleep(float(amount))


def main() -> None:
    """Fork a publisher for each line of standard input."""
    out = Path(sys.argv[1])
    versions = make_versions()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _obey(line.strip(), out, versions)
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main()
