"""Readers who ask without pause and compare every answer, byte for byte, with what each version is known to say."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

INDICATORS: Final = ("prostitution-recourse-cases", "helpline-119-answered", "procuring-convictions")
PATHS: Final = (
    "/en/",
    "/fr/",
    *(f"/{lang}/indicators/{key}" for lang in ("en", "fr") for key in INDICATORS),
    *(f"/data/indicators/{key}.csv" for key in INDICATORS),
    *(f"/charts/en/{key}.svg" for key in INDICATORS),
    "/data/observations.json",
    "/en/sources",
)
PATIENCE: Final = 10.0

# version: path: body.
Known = Mapping[str, Mapping[str, bytes]]


def _ask(host: str, path: str, patience: float = PATIENCE) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, timeout=patience)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def learn(url: str) -> dict[str, bytes]:
    """What a healthy server says at each path; asked often, so that each worker has answered, and always the same."""
    host = urlsplit(url).netloc
    said: dict[str, bytes] = {}
    for path in PATHS:
        for _ in range(6):
            status, body = _ask(host, path)
            if status != 200 or said.setdefault(path, body) != body:
                raise RuntimeError(f"{path} does not say the same twice, or answers {status}")
    return said


@dataclass
class Tally:
    """What readers got.

    Attributes:
        sent: requests. answered: whole answers with status 200. refused: answers 5xx.
        broken: connections refused, reset or cut short. recovered: failures after which the same question was answered.
        lost: failures after which it was not, within their patience. wrong: answers that no version gives, by path.
        versions: answers by version.
    """

    sent: int = 0
    answered: int = 0
    refused: int = 0
    broken: int = 0
    recovered: int = 0
    lost: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        """Requests without an answer."""
        return self.refused + self.broken


class Readers:
    """A few threads that ask, in turn, every path, and wait so many seconds for an answer."""

    def __init__(self, url: str, known: Known, *, threads: int = 4, patience: float = PATIENCE) -> None:
        self.tally = Tally()
        self._host = urlsplit(url).netloc
        self._known = known
        self._patience = patience
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(PATHS[n:] + PATHS[:n],)) for n in range(threads)]

    def __enter__(self) -> "Readers":
        """Begin to ask."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask no more."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, paths: Sequence[str]) -> None:
        while not self._stop.is_set():
            for path in paths:
                if self._stop.is_set():
                    return
                self._one(path)

    def _one(self, path: str) -> None:
        failed_at = 0.0
        while True:
            outcome = self._try(path)
            with self._lock:
                if outcome == "answered":
                    self.tally.recovered += failed_at > 0
                    return
                failed_at = failed_at or time.monotonic()
                if time.monotonic() - failed_at > self._patience:
                    self.tally.lost += 1
                    return
            time.sleep(0.05)

    def _try(self, path: str) -> str:
        try:
            status, body = _ask(self._host, path, self._patience)
        except (OSError, http.client.HTTPException):
            status, body = 0, b""
        with self._lock:
            self.tally.sent += 1
            if status == 0:
                self.tally.broken += 1
            elif status >= 500:
                self.tally.refused += 1
            else:
                self.tally.answered += 1
                version = next((name for name, said in self._known.items() if said[path] == body), None)
                if version is None:
                    self.tally.wrong[f"{path} ({status})"] += 1
                else:
                    self.tally.versions[version] += 1
                return "answered"
        return "failed"


def all_say(url: str, said: Mapping[str, bytes], within: float) -> float | None:
    """Seconds until every path says this version, ten times in a row; None when that does not happen in time."""
    host = urlsplit(url).netloc
    start = time.monotonic()
    agreed = 0
    while time.monotonic() - start < within:
        try:
            agreed = agreed + 1 if all(_ask(host, path) == (200, said[path]) for path in PATHS) else 0
        except (OSError, http.client.HTTPException):
            agreed = 0
        if agreed == 3:
            return time.monotonic() - start
        if not agreed:
            time.sleep(0.1)
    return None
