"""Scripts, styles and pages are asked for in the first moments: of a server, and of workers that replace others."""

import os
import re
import signal
import time
from typing import Final

from tests.benchmarks.measure import serving
from tests.faults import sabotages
from tests.faults.outcome import Outcome
from tests.faults.readers import Known, Readers, learn
from tests.faults.scenario import scenario
from tests.faults.setting import FIXED, Setting, healthy, judge, workers_of

_NAMED: Final = re.compile(rb'"(/(?:assets|_dash-component-suites)/[^"]+)"')
_STARTS: Final = 4
_COPIES: Final = 2


def _with_assets(url: str, setting: Setting) -> Known:
    """What a healthy server says of scripts and styles that its pages name, and of one page that has a live chart."""
    pages = setting.known["a"]
    page = next(path for path in pages if b"/_dash-component-suites/" in pages[path])
    named = sorted({path.decode() for body in pages.values() for path in _NAMED.findall(body)})
    return {"a": {**learn(url, named), page: pages[page]}}


@scenario({sabotages.scripts_known_when_asked: "no version gives"}, answers=0.2, p99=60)
def assets_of_new_workers(setting: Setting) -> Outcome:
    """Workers are killed while readers ask for the scripts and styles that pages name."""
    folder, kills = setting.served_folder(), 0
    with healthy(setting, folder) as served:
        known = _with_assets(served.url, setting)
        with Readers(served.url, known, threads=8) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                for worker in workers_of(served):
                    os.kill(worker, signal.SIGKILL)
                    kills += 1
                time.sleep(1)
        outcome = Outcome("scripts and styles asked of new workers", load.tally, load.calm, remark=f"{kills} kills")
        return judge(outcome, served.url, setting, "a", failures_allowed=True)


@scenario({sabotages.scripts_known_when_asked: "no version gives"}, answers=0.02, p99=100)
def first_requests(setting: Setting) -> Outcome:
    """Many ask for all scripts and styles in the moment in which a server says its address, start after start."""
    folder = setting.served_folder()
    with healthy(setting, folder) as served:
        known = _with_assets(served.url, setting)
        with Readers(served.url, known, threads=8) as load:
            time.sleep(0.5)
    outcome = Outcome("first requests after a start", calm=load.calm, remark=f"{_STARTS} starts")
    for _ in range(_STARTS):
        with serving(*setting.server(folder), **FIXED) as served:
            crowd = Readers(served.url, known, threads=_COPIES * len(known["a"]), calm_seconds=0)
            with crowd:
                time.sleep(0.7)
            tally = crowd.tally
            outcome.tally.sent += tally.sent + crowd.calm.sent
            outcome.tally.answered += tally.answered + crowd.calm.answered
            outcome.tally.broken += tally.failed + crowd.calm.failed
            outcome.tally.lost += tally.lost + crowd.calm.lost
            outcome.tally.wrong += tally.wrong + crowd.calm.wrong
            outcome.tally.waits += tally.waits + crowd.calm.waits
            judge(outcome, served.url, setting, "a", failures_allowed=False)
    outcome.tally.ended = time.monotonic()
    return outcome
