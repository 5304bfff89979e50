"""One Lighthouse run: the mobile preset in Debian's Chromium, and what it found of a page."""

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
CLI: Final = Path(__file__).parent / "node_modules/lighthouse/cli/index.js"
FLAGS: Final = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
)
PATIENCE: Final = 180.0

# Without these requests it is not the app that was measured, and the run says nothing.
APP_REQUESTS: Final = ("dash_renderer", "_dash-layout", "_dash-dependencies")
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
PERFORMANCE: Final = 0.97
# Lighthouse's own bound: below it, it warns that the machine is slower than its throttling expects.
SLOW_MACHINE: Final = 1000.0
# A run takes half of it where the processors are free.
BUSY_SECONDS: Final = 30.0
# What a page may weigh and ask for, in kB as sent and in requests, from its document to the app's last answer.
MOST_KB: Final = 160
MOST_REQUESTS: Final = 20

# The kinds of page that are measured, by their name in the tables.
PAGES: Final = {
    "home": "/fr/",
    "topic": "/fr/topics/prostitution",
    "indicator": "/fr/indicators/prostitution-recourse-cases",
    "explorer": "/fr/explorer",
    "compare": "/fr/compare?indicators=prostitution-recourse-cases,trafficking-convictions,hotline-reported-all",
}
# Those with a live chart: only there Dash is loaded.
LIVE: Final = frozenset({"indicator", "compare"})


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run found.

    Attributes:
        scores: by category, 0 to 1.
        first_paint, largest_paint, blocking: milliseconds, as Lighthouse reckons them for its slow phone.
        shift: cumulative layout shift.
        kilobytes, requests: of the whole load. speed: Lighthouse's index of the machine while it ran.
        seconds: how long it took.
        failed: audits of the other categories than performance that did not pass.
        app: whether Dash was loaded inside the run.
    """

    scores: dict[str, float]
    first_paint: float
    largest_paint: float
    blocking: float
    shift: float
    kilobytes: float
    requests: int
    speed: float
    failed: tuple[str, ...]
    seconds: float
    app: bool

    @property
    def busy(self) -> str:
        """Why the machine had no time for an honest score; empty where it had."""
        if self.speed < SLOW_MACHINE:
            return f"the machine's index was {self.speed:.0f}, below {SLOW_MACHINE:.0f}"
        return f"the run took {self.seconds:.0f} s, more than {BUSY_SECONDS:.0f}" if self.seconds > BUSY_SECONDS else ""

    @property
    def performance(self) -> float:
        """Score of performance."""
        return self.scores["performance"]

    def faults(self) -> list[str]:
        """What falls short of the gate, without performance, which takes a median."""
        found = [f"{name} {score:g}" for name, score in self.scores.items() if name != "performance" and score != 1]
        found += [f"audit {name}" for name in self.failed]
        if self.shift:
            found.append(f"layout shift {self.shift:.4f}")
        if self.kilobytes > MOST_KB:
            found.append(f"{self.kilobytes:.0f} kB, more than {MOST_KB}")
        if self.requests > MOST_REQUESTS:
            found.append(f"{self.requests} requests, more than {MOST_REQUESTS}")
        return found

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)


def why_not() -> str:
    """Why Lighthouse cannot run here; empty where it can."""
    if CHROMIUM is None:
        return "no Chromium: install it with `make parts`"
    node = shutil.which("node")
    if node is None:
        return "no Node: Lighthouse needs 18.20 or later (Debian's packages nodejs and npm)"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    if version is None or (int(version[1]), int(version[2])) < (18, 20):
        return f"Node {said.strip() or '?'} is too old: Lighthouse needs 18.20 or later"
    if not CLI.exists():
        return "Lighthouse is not installed: `make lighthouse` installs it, with npm"
    return ""


def audit(url: str) -> Run:
    """One run on a page.

    Raises:
        RuntimeError: Lighthouse did not end well.
    """
    assert CHROMIUM is not None
    command = [
        "node", str(CLI), url, "--output=json", "--quiet", "--no-enable-error-reporting", f"--chrome-flags={FLAGS}",
    ]  # fmt: skip
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "CHROME_PATH": CHROMIUM},
    ) as process:
        try:
            report, complaint = process.communicate(timeout=PATIENCE)
        except BaseException:
            process.send_signal(signal.SIGINT)  # on which it ends its browser, too
            raise
    if process.returncode != 0:
        raise RuntimeError(f"Lighthouse failed on {url}: {complaint.strip()[-800:]}")
    return _read(json.loads(report), time.perf_counter() - start)


def _read(report: dict[str, Any], seconds: float) -> Run:
    if error := report.get("runtimeError"):
        raise RuntimeError(f"Lighthouse could not load {report['requestedUrl']}: {error['message']}")
    audits = report["audits"]
    addresses = [item["url"] for item in audits["network-requests"]["details"]["items"]]
    judged = {ref["id"] for name in CATEGORIES[1:] for ref in report["categories"][name]["auditRefs"] if ref["weight"]}

    def number(name: str) -> float:
        return float(audits[name]["numericValue"])

    return Run(
        scores={name: float(report["categories"][name]["score"] or 0) for name in CATEGORIES},
        first_paint=number("first-contentful-paint"),
        largest_paint=number("largest-contentful-paint"),
        blocking=number("total-blocking-time"),
        shift=number("cumulative-layout-shift"),
        kilobytes=number("total-byte-weight") / 1000,
        requests=len(addresses),
        speed=float(report["environment"]["benchmarkIndex"]),
        failed=tuple(sorted(name for name in judged if audits[name]["score"] not in (None, 1))),
        seconds=seconds,
        app=all(any(part in address for address in addresses) for part in APP_REQUESTS),
    )


def audit_page(url: str, *, live: bool, tries: int = 3) -> Run:
    """One run in which Dash was loaded where the page is live, and nowhere else.

    Other runs, and those in which Lighthouse itself fails, are discarded.

    Raises:
        RuntimeError: there is none among them; says why for each.
    """
    why = []
    for _ in range(tries):
        try:
            run = audit(url)
        except RuntimeError as error:
            why.append(str(error))
            continue
        if run.app == live:
            return run
        why.append(f"Dash was{' not' * live} seen being loaded ({', '.join(APP_REQUESTS)})")
    raise RuntimeError(f"{url}: none of {tries} runs counts: {'; '.join(why)}")


def middle(runs: Sequence[Run]) -> Run:
    """The run with the median performance, the worse of two."""
    return sorted(runs, key=lambda run: run.performance)[(len(runs) - 1) // 2]


def median_of(runs: Sequence[Run], what: Callable[[Run], float]) -> float:
    """Median over runs."""
    return statistics.median(what(run) for run in runs)
