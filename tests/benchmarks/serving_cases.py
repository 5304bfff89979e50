"""Cold start, first byte, callbacks, page weight and load: the dashboard beside a bare Dash page on the same server."""

import json
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from pipelines.schema.paths import CURATED_DIR
from tests.benchmarks.measure import (
    Bench,
    Line,
    Served,
    esec_server,
    has_program,
    median_answer,
    medians_in_turn,
    serving,
)
from tests.benchmarks.measure import run_process as run

PEER: Final = ("-m", "tests.benchmarks.peers")
INDICATOR: Final = "prostitution-recourse-cases"
PAGE: Final = f"/en/indicators/{INDICATOR}"
# What the live chart's box holds when a reader points at it.
_CHART: Final = {
    "data-chart": INDICATOR,
    "data-lang": "en",
    "data-search": "",
    "data-theme": "light",
    "data-width": 900,
}
_CALLBACK: Final = "/_dash-update-component"
_LINKS: Final = re.compile(r'(?:src|href)="(/[^"]+\.(?:js|css|svg)(?:\?[^"]*)?)"')
_LIVE: Final = re.compile(r'<script id="live-scripts" type="application/json">(.*?)</script>')
_ROUNDS: Final = 3
_READER: Final = "203.0.113.7"
_BARE: Final = "bare Dash page, same server and imports"


def _start(arguments: tuple[str, ...], path: str) -> float:
    start = time.perf_counter()
    with serving(*arguments) as served:
        status, _ = served.get(path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return time.perf_counter() - start


def cold_start(bench: Bench) -> None:
    """From the command to the first page in hand."""
    repeats = max(3, bench.repeats // 10)
    ours, peer = medians_in_turn(
        lambda: _start(esec_server(CURATED_DIR), PAGE), lambda: _start(PEER, "/"), repeats=repeats
    )
    bench.add(
        Line(group="start", what="command to first page", unit="s", ours=ours, peer_name=_BARE, peer=peer, limit=1.5)
    )


def _callback_body(
    output: str, inputs: list[dict[str, object]], outputs: object, state: Sequence[dict[str, object]] = ()
) -> bytes:
    changed = [f"{each['id']}.{each['property']}" for each in inputs]
    body = {"output": output, "outputs": outputs, "inputs": inputs, "changedPropIds": changed, "state": list(state)}
    return json.dumps(body).encode()


def _chart_callback(served: Served) -> bytes:
    """The request that a reader who points at a chart makes, written from the app's own list of callbacks."""
    _, listed = served.get("/_dash-dependencies")
    for one in json.loads(listed):
        if one.get("clientside_function") is None:
            box, name = one["output"].rsplit(".", 1)
            inputs = [{**one["inputs"][0], "value": 1}]
            state = [{**each, "value": _CHART[each["property"]]} for each in one["state"]]
            return _callback_body(one["output"], inputs, {"id": box, "property": name}, state)
    raise RuntimeError("the app has no callback that mounts a chart")


_EMPTY_CALLBACK: Final = _callback_body(
    "said.children", [{"id": "ask", "property": "n_clicks", "value": 1}], {"id": "said", "property": "children"}
)


def answers(bench: Bench) -> None:
    """First byte of a page and of a chart callback, from servers that have answered before."""
    few = max(10, bench.repeats // _ROUNDS)
    with (
        serving(*esec_server(CURATED_DIR)) as ours,
        serving(*PEER) as peer,
        serving(*esec_server(CURATED_DIR), ESEC_TRUSTED_PROXIES="1") as limited,
    ):
        page, bare = medians_in_turn(
            lambda: median_answer(ours, PAGE, few), lambda: median_answer(peer, "/", few), repeats=_ROUNDS
        )
        counted, uncounted = medians_in_turn(
            lambda: median_answer(limited, PAGE, few, **{"X-Forwarded-For": _READER}),
            lambda: median_answer(ours, PAGE, few),
            repeats=_ROUNDS,
        )
        body = _chart_callback(ours)
        chart, empty = medians_in_turn(
            lambda: median_answer(ours, _CALLBACK, few, body=body),
            lambda: median_answer(peer, _CALLBACK, few, body=_EMPTY_CALLBACK),
            repeats=_ROUNDS,
        )
        weight, bare_weight = _weight(ours, PAGE), _weight(peer, "/")
        memory = max(ours.memory_mib())
        bare_memory = max(peer.memory_mib())
    bench.add(
        Line(
            group="answers",
            what="indicator page, first byte, readers counted",
            unit="ms",
            ours=counted,
            peer_name="the same without limits for each reader",
            peer=uncounted,
        )
    )
    limit = 2.0
    line = Line(
        group="answers",
        what="indicator page, first byte",
        unit="ms",
        ours=page,
        peer_name=_BARE,
        peer=bare,
        limit=limit,
    )
    bench.add(line)
    name = "empty Dash callback, same server"
    bench.add(
        Line(group="answers", what="chart callback", unit="ms", ours=chart, peer_name=name, peer=empty, limit=limit)
    )
    with _datasette(bench, CURATED_DIR) as other:
        table = median_answer(other, f"/figures/observations?indicator_id={INDICATOR}", max(5, bench.repeats // 5))
    line = Line(
        group="answers",
        what="indicator page, first byte",
        unit="ms",
        ours=page,
        peer_name="Datasette, table page",
        peer=table,
    )
    bench.add(line)
    note = "all that loads before a chart is asked for"
    bench.add(
        Line(
            group="weight",
            what="indicator page, compressed",
            unit="kB",
            ours=weight,
            peer_name=_BARE,
            peer=bare_weight,
            limit=1,
            note=note,
        )
    )
    note = "proportional share (Pss), after the above"
    bench.add(
        Line(group="memory", what="a worker", unit="MiB", ours=memory, peer_name=_BARE, peer=bare_memory, note=note)
    )


def _weight(served: Served, path: str) -> float:
    """Kilobytes that a browser transfers for a page: its document and the scripts, styles and pictures it names."""
    accept = {"Accept-Encoding": "br, gzip"}
    _, text = served.get(path)
    document = text.decode()
    live = [source for listed in _LIVE.findall(document) for source in json.loads(listed)["early"]]
    links = dict.fromkeys([*(match.replace("&amp;", "&") for match in _LINKS.findall(document)), *live])
    pages = ("/en/", "/fr/")
    total = 0
    for address in (path, *(link for link in links if not link.startswith(pages))):
        status, body = served.get(address, **accept)
        total += len(body) if status == 200 else 0
    return total / 1000


@contextmanager
def _datasette(bench: Bench, folder: Path) -> Iterator[Served]:
    """Datasette over the observations of a folder."""
    database = bench.scratch / f"datasette-{folder.name}" / "figures.db"
    if not database.exists():
        database.parent.mkdir(parents=True, exist_ok=True)
        run("-m", "tests.benchmarks.steps", "sqlite", str(folder), str(database))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Datasette says its address only in a log, so its port is chosen here, and it is asked until it answers.
    command = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        str(database),
        "--port",
        str(port),
        "--setting",
        "max_csv_mb",
        "0",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        served = Served(f"http://127.0.0.1:{port}", process.pid, 0)
        for _ in range(200):
            try:
                served.get("/-/versions.json")
                break
            except OSError:
                time.sleep(0.1)
        yield served
    finally:
        process.terminate()
        process.wait(30)


datasette = _datasette


def load(bench: Bench, duration: int) -> None:
    """Requests a second and the slowest hundredth, over loopback, for a bounded time."""
    with serving(*esec_server(CURATED_DIR)) as ours, serving(*PEER) as peer:
        for what, path, limit in (
            ("indicator page", PAGE, 0.5),
            ("indicator CSV", f"/data/indicators/{INDICATOR}.csv", None),
        ):
            runs = [(_drive(ours, path, duration), _drive(peer, "/", duration)) for _ in range(_ROUNDS)]
            rate, bare_rate = (statistics.median(run[side][0] for run in runs) for side in (0, 1))
            slow, bare_slow = (statistics.median(run[side][1] for run in runs) for side in (0, 1))
            bench.add(
                Line(group="load", what=f"{what}, requests a second", unit="1/s", ours=rate, peer_name=_BARE,
                     peer=bare_rate, limit=limit, more_is_better=True)
            )  # fmt: skip
            note = f"16 connections, {_ROUNDS} times {duration} s in turn"
            bench.add(
                Line(group="load", what=f"{what}, 99th percentile", unit="ms", ours=slow, peer_name=_BARE,
                     peer=bare_slow, note=note)
            )  # fmt: skip


def _drive(served: Served, path: str, duration: int) -> tuple[float, float]:
    """(requests a second, 99th percentile in ms) with 16 connections."""
    for _ in range(20):
        served.get(path)  # Each worker makes a page once: ask until both have.
    if has_program("wrk"):
        command = ["wrk", "-t1", "-c16", f"-d{duration}s", "--latency", served.url + quote(path)]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
        slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
        if rate is None or slow is None or "Non-2xx" in text:
            raise RuntimeError(f"wrk said: {text}")
        return float(rate[1]), float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]]
    return _drive_here(served, path, duration)


def _drive_here(served: Served, path: str, duration: int) -> tuple[float, float]:
    """The same with a few threads of this process, where wrk is not installed: it costs more and finds less."""
    taken: list[float] = []
    end = time.perf_counter() + duration

    def ask() -> None:
        connection = served.connect()
        while (start := time.perf_counter()) < end:
            connection.request("GET", path)
            connection.getresponse().read()
            taken.append(time.perf_counter() - start)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.sort()
    return len(taken) / duration, taken[int(len(taken) * 0.99)] * 1000
