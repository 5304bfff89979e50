"""Versions change places while large files of the old one are taken slowly."""

import http.client
import shutil
import socket
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.benchmarks.measure import esec_server, serving
from tests.faults import sabotages
from tests.faults.outcome import Outcome
from tests.faults.readers import PATIENCE, Known, Readers, all_say, learn
from tests.faults.scenario import scenario
from tests.faults.setting import FIXED, Setting, judge
from tests.faults.versions import large_version, put
from tests.synthetic import SEED

# Made while they are sent. Who finds no turn is sent away at once, and may ask again.
_LARGE: Final = ("/data/observations.csv", "/data/observations.parquet") * 2
_PATHS: Final = ("/en/", "/fr/sources", "/en/indicators/syn-0000", "/data/indicators/syn-0000.csv")
# Above what the first look at a version takes beside readers who ask without pause.
_TAKEN: Final = 30.0
_PIECES: Final = 200


@cache
def _versions(scratch: Path) -> tuple[dict[str, Path], Known]:
    """Two versions that differ in their synthetic figures, and what each says."""
    folders, known = {}, {}
    for name, seed in (("a", SEED), ("b", SEED + 1)):
        folders[name] = large_version(scratch, seed)
        with serving(*esec_server(folders[name]), **FIXED) as served:
            known[name] = learn(served.url, (*_PATHS, *set(_LARGE)))
    return folders, known


def _take(url: str, path: str, seconds: float, size: int) -> bytes | None:
    """Take a file over so many seconds; None where it was cut off, nothing where it was refused for now."""
    host, port = urlsplit(url).netloc.split(":")
    connection = http.client.HTTPConnection(host, int(port))
    connection.sock = socket.socket()
    # Little waits in this machine: the server holds the rest.
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sock.settimeout(PATIENCE)
    connection.sock.connect((host, int(port)))
    taken = b""
    try:
        connection.request("GET", path)
        with connection.getresponse() as answer:
            if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and answer.headers["Retry-After"]:
                return b""
            while piece := answer.read(size // _PIECES + 1):
                taken += piece
                time.sleep(seconds / _PIECES)
            # Of itself `read` with a size does not say that something is missing.
            return None if answer.length else taken
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


@scenario({sabotages.workers_end_with_a_version: "cut off"}, answers=0.3, p99=30)
def exchange_under_takers(setting: Setting) -> Outcome:
    """A version is published while large files of the one before are taken slowly."""
    folders, known = _versions(setting.scratch)
    folder = Path(tempfile.mkdtemp(prefix="served-", dir=setting.scratch)) / "curated"
    shutil.copytree(folders["a"], folder)
    pages = {version: {path: said[path] for path in _PATHS} for version, said in known.items()}
    got: list[tuple[str, bytes | None]] = []
    with serving(*setting.server(folder), **FIXED) as served:

        def take(path: str) -> None:
            got.append((path, _take(served.url, path, _TAKEN, len(known["a"][path]))))

        takers = [threading.Thread(target=take, args=(path,)) for path in _LARGE]
        with Readers(served.url, pages) as load:
            for taker in takers:
                taker.start()
            time.sleep(1)
            put(folders["b"], folder)
            seen = all_say(served.url, pages["b"], _TAKEN)
            under_way = sum(taker.is_alive() for taker in takers)
            for taker in takers:
                taker.join()
        came = Counter(_what_came(path, body, known) for path, body in got)
        remark = f"{came['a']} whole, {came['refused']} refused, {under_way} under way when the new version was seen"
        outcome = Outcome("versions exchanged under slow takers", load.tally, load.calm, remark=remark)
        if seen is None or not under_way:
            outcome.faults.append("new readers did not get the new version while the old was being taken")
        if came["cut off"]:
            outcome.faults.append(f"{came['cut off']} slow takers were cut off")
        if other := came["b"] + came["neither"]:
            outcome.faults.append(f"{other} slow takers got another file than they were promised")
        return judge(outcome, served.url, replace(setting, known=pages), "b", failures_allowed=False)


def _what_came(path: str, body: bytes | None, known: Known) -> str:
    if not body:
        return "cut off" if body is None else "refused"
    return next((name for name, said in known.items() if said[path] == body), "neither")
