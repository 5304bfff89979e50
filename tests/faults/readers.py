"""Readers who ask without pause and compare every answer, byte for byte, with what each version is known to say."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
    # The largest file.
    "/data/observations.json",
    "/en/sources",
)
PATIENCE: Final = 10.0
CALM_SECONDS: Final = 1.0

# version: path: body.
Known = Mapping[str, Mapping[str, bytes]]
# Status and body of one answer at a path, within so many seconds; OSError or HTTPException where there is none.
Ask = Callable[[str, float], tuple[int, bytes]]


def ask_once(
    host: str, path: str, headers: Mapping[str, str], patience: float, distance: float = 0.0
) -> tuple[int, bytes, bool]:
    """Ask on a connection of its own: status, body, and whether the answer says when to ask again.

    Raises:
        OSError, http.client.HTTPException: no whole answer came.
    """
    connection = http.client.HTTPConnection(host, timeout=patience)
    try:
        connection.connect()
        time.sleep(distance)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read(), "Retry-After" in response.headers
    finally:
        connection.close()


def asker(url: str, *, distance: float = 0.0, headers: Callable[[], Mapping[str, str]] = dict) -> Ask:
    """Who asks a server, each time on a connection of its own; so many seconds after connecting, as from afar.

    Args:
        url: address of the server.
        distance: seconds between connecting and asking.
        headers: gives those of each request.
    """
    host = urlsplit(url).netloc
    return lambda path, patience=PATIENCE: ask_once(host, path, headers(), patience, distance)[:2]


def learn(url: str, paths: Sequence[str] = PATHS) -> dict[str, bytes]:
    """What a healthy server says at each path; asked often, so that each worker has answered, and always the same."""
    ask = asker(url)
    said: dict[str, bytes] = {}
    for path in paths:
        for _ in range(6):
            status, body = ask(path, PATIENCE)
            if status != 200 or said.setdefault(path, body) != body:
                raise RuntimeError(f"{path} does not say the same twice, or answers {status}")
    return said


def percentile(waits: Sequence[float], share: float) -> float:
    """The wait that so large a share of readers did not pass; 0 without any."""
    return sorted(waits)[min(len(waits) - 1, int(share * len(waits)))] if waits else 0.0


@dataclass
class Tally:
    """What readers got in some time.

    Attributes:
        sent: requests. answered: whole answers with status below 500. refused: answers 5xx.
        broken: connections refused, reset or cut short. recovered: questions that were answered on asking again.
        lost: questions that were not, within their patience. wrong: answers that no version gives, by path.
        versions: answers by version. waits: seconds that each question took, with all asking again.
        begun, ended: on the monotonic clock.
    """

    sent: int = 0
    answered: int = 0
    refused: int = 0
    broken: int = 0
    recovered: int = 0
    lost: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list, repr=False)
    begun: float = field(default_factory=time.monotonic)
    ended: float = 0.0

    @property
    def failed(self) -> int:
        """Requests without an answer."""
        return self.refused + self.broken

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / max(0.001, (self.ended or time.monotonic()) - self.begun)

    def wait(self, share: float) -> float:
        """Seconds within which this share of the questions was answered, or given up."""
        return percentile(self.waits, share)


class Readers:
    """A few threads that ask, in turn, every path, and wait so many seconds for an answer.

    On entering, they ask for a while before anything is broken: `calm` is what they got then, `tally` what they got
    from then on.

    Args:
        where: address of the server, or who asks it (through a proxy, say).
        known: what each version says; its paths are asked for.
    """

    def __init__(
        self,
        where: str | Ask,
        known: Known,
        *,
        threads: int = 4,
        patience: float = PATIENCE,
        calm_seconds: float = CALM_SECONDS,
    ) -> None:
        self.calm, self.tally = Tally(), Tally()
        self._ask = asker(where) if isinstance(where, str) else where
        self._known = known
        self._patience = patience
        self._calm_seconds = calm_seconds
        self._lock = threading.Lock()
        self._stop = threading.Event()
        paths = list(next(iter(known.values())))
        self._threads = [threading.Thread(target=self._read, args=(paths[n:] + paths[:n],)) for n in range(threads)]

    def __enter__(self) -> "Readers":
        """Begin to ask; returns when the calm is over."""
        self.tally = self.calm = Tally()
        for thread in self._threads:
            thread.start()
        time.sleep(self._calm_seconds)
        with self._lock:
            self.tally = Tally()
            self.calm.ended = self.tally.begun
        return self

    def __exit__(self, *_: object) -> None:
        """Ask no more."""
        self._stop.set()
        self.tally.ended = time.monotonic()
        for thread in self._threads:
            thread.join()

    def _read(self, paths: Sequence[str]) -> None:
        while not self._stop.is_set():
            for path in paths:
                if self._stop.is_set():
                    return
                self._one(path)

    def _one(self, path: str) -> None:
        begun, tries = time.monotonic(), 0
        while True:
            tries += 1
            answered = self._try(path)
            waited = time.monotonic() - begun
            with self._lock:
                if answered or waited > self._patience:
                    self.tally.waits.append(waited)
                    self.tally.recovered += answered and tries > 1
                    self.tally.lost += not answered
                    return
            time.sleep(0.05)

    def _try(self, path: str) -> bool:
        try:
            status, body = self._ask(path, self._patience)
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
                return True
        return False


def all_say(where: str | Ask, said: Mapping[str, bytes], within: float) -> float | None:
    """Seconds until every path says this version, three times in a row; None when that does not happen in time."""
    ask = asker(where) if isinstance(where, str) else where
    start = time.monotonic()
    agreed = 0
    while time.monotonic() - start < within:
        try:
            agreed = agreed + 1 if all(ask(path, PATIENCE) == (200, body) for path, body in said.items()) else 0
        except (OSError, http.client.HTTPException):
            agreed = 0
        if agreed == 3:
            return time.monotonic() - start
        if not agreed:
            time.sleep(0.1)
    return None
