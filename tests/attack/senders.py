"""Those who want the server down: one function a kind, each of which attacks once and gives the answers it got."""

import contextlib
import http.client
import json
import random
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from tests.dashboard.test_hostile_requests import CALLBACK, REQUESTS, UNFINISHED, request, status_of

Place = tuple[str, int]
# What came of an attack, such as {"200": 3, "closed": 1}; a word in capitals is a fault of the server.
Answers = Counter[str]

_PATIENCE: Final = 30.0
_HOLD: Final = 4.0
_LARGE: Final = ("/data/observations.json", "/data/observations.csv", "/en/methods")
_FORMATS: Final = ("csv", "json", "xlsx", "parquet", "sdmx.csv")
_FILTERS: Final = (
    "indicator",
    "source",
    "area",
    "status",
    "from",
    "to",
    "lang",
    "q",
    "format",
    "page",
    "topic",
    "nothing",
)
_VALUES: Final = (
    "", "1", "-1", "1e999", "2009", "9" * 300, "FR", "fr", "%00", "%ff", "'; drop table observations; --", "<script>",
    "prostitution-recourse-cases", "procuring-convictions,helpline-119-answered", "=1+1", "../../etc/passwd", "é" * 90,
)  # fmt: skip
_LINGER: Final = struct.pack("ii", 1, 0)


def client_headers(chance: random.Random, *, greedy: bool = False) -> dict[str, str]:
    """Give the header by which a proxy names a made-up reader; the greedy are few."""
    number = chance.randrange(8) if greedy else chance.randrange(1 << 24)
    return {"X-Forwarded-For": f"9.{number >> 16}.{number >> 8 & 255}.{number & 255}"}


def _client_line(chance: random.Random) -> str:
    return ": ".join(*client_headers(chance).items())


def judge(status: int, announced: bool) -> str:
    """Name an answer: its status, or in capitals a fault of the server that it does not announce."""
    if status >= 500 and not (status == 503 and announced):
        return f"FAULT {status}"
    return str(status)


def _whole_answers(place: Place, raw: bytes) -> Answers:
    """Send bytes and judge the answer that comes before the server closes or some seconds are over."""
    pieces = b""
    try:
        with socket.create_connection(place, timeout=_HOLD) as connection:
            connection.sendall(raw)
            with contextlib.suppress(TimeoutError):
                while len(pieces) < 4096 and (piece := connection.recv(65536)):
                    pieces += piece
    except OSError:
        return Counter({"closed": 1})
    if not pieces.startswith(b"HTTP/"):
        return Counter({"silent": 1})
    if b"Traceback" in pieces or b"site-packages" in pieces:
        return Counter({"FAULT trace": 1})
    status = status_of(pieces)
    # What HTTP/1.1 does not have: the server may say so.
    return Counter({str(status) if status in (501, 505) else judge(status, b"retry-after" in pieces.lower()): 1})


def _ask(place: Place, chance: random.Random, path: str, body: bytes | None = None, *, greedy: bool = False) -> Answers:
    """Ask as a client of this machine's library does, and take the whole answer."""
    connection = http.client.HTTPConnection(*place, timeout=_PATIENCE)
    headers = {
        **client_headers(chance, greedy=greedy),
        "Accept-Encoding": chance.choice(("gzip", "br", "identity", "zstd, *;q=0")),
    }
    try:
        connection.request(
            "GET" if body is None else "POST", path, body, headers | {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        response.read()
        return Counter({judge(response.status, "Retry-After" in response.headers): 1})
    except TimeoutError:
        return Counter({"FAULT no answer": 1})
    except (OSError, http.client.HTTPException) as error:
        return Counter({f"FAULT {type(error).__name__}": 1})
    finally:
        connection.close()


def _hold(place: Place, number: int, sent: bytes, options: Iterable[tuple[int, int, int]] = ()) -> contextlib.ExitStack:
    """Open so many connections that send the same; the server may close them or take no more."""
    stack = contextlib.ExitStack()
    for _ in range(number):
        one = stack.enter_context(socket.socket())
        for option in options:
            one.setsockopt(*option)
        one.settimeout(2)
        with contextlib.suppress(OSError):
            one.connect(place)
            one.sendall(sent)
    return stack


def send_hostile_requests(place: Place, chance: random.Random) -> Answers:
    """Send one of the requests that no reader sends."""
    return _whole_answers(place, chance.choice(list(REQUESTS.values())))


def send_any_bytes(place: Place, chance: random.Random) -> Answers:
    """Send a request in which bytes were changed."""
    raw = bytearray(request(path=chance.choice(_LARGE), headers=(_client_line(chance), "Accept: */*")))
    for _ in range(chance.randrange(1, 6)):
        raw[chance.randrange(len(raw) - 4)] = chance.randrange(256)
    return _whole_answers(place, bytes(raw))


def send_half(place: Place, chance: random.Random) -> Answers:
    """Hold requests that never end."""
    with _hold(place, 20, chance.choice(list(UNFINISHED.values()))):
        time.sleep(_HOLD)
    return Counter({"held": 20})


def take_slowly(place: Place, chance: random.Random) -> Answers:
    """Ask for a large answer, take some hundred bytes a second, then leave."""
    small = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 2048),)
    asked = request(path=chance.choice(_LARGE), headers=(_client_line(chance),))
    with socket.socket() as one, _hold(place, 12, asked, small):
        one.setsockopt(*small[0])
        one.settimeout(2)
        with contextlib.suppress(OSError):
            one.connect(place)
            one.sendall(asked)
            for _ in range(20):
                one.recv(chance.randrange(20, 400))
                time.sleep(_HOLD / 20)
    return Counter({"held": 13})


def keep_alive(place: Place, chance: random.Random) -> Answers:
    """Hoard connections that asked once."""
    with _hold(place, 300, f"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{_client_line(chance)}\r\n\r\n".encode()):
        time.sleep(_HOLD)
    return Counter({"held": 300})


def come_and_go(place: Place, chance: random.Random) -> Answers:
    """Connect and reset, with and without half a request."""
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(place, timeout=2) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
            one.sendall(b"GET /fr/ HTTP/1.1\r\n"[: chance.randrange(20)])
    return Counter({"reset": 100})


def ask_for_filters(place: Place, chance: random.Random) -> Answers:
    """Ask for tables and pages with made-up filters, as a few who never stop."""
    start = chance.choice(("/data/observations.csv", "/data/observations.json", "/en/explorer", "/fr/search", "/data/"))
    pairs = (f"{chance.choice(_FILTERS)}={chance.choice(_VALUES)}" for _ in range(chance.randrange(6)))
    path = f"{start}?{'&'.join(pairs)}".encode().decode("latin-1")
    return _ask(
        place, chance, path.replace(" ", "%20").replace("é", "%C3%A9").encode("ascii", "ignore").decode(), greedy=True
    )


def ask_for_files(place: Place, chance: random.Random) -> Answers:
    """Ask for the large tables in every format."""
    table = chance.choice(("observations", "indicators", "sources", "lineage", "nothing"))
    return _ask(place, chance, f"/data/{table}.{chance.choice(_FORMATS)}?lang={chance.choice(('en', 'fr'))}")


def ask_for_made_up_addresses(place: Place, chance: random.Random) -> Answers:
    """Ask for addresses that nobody asked for before."""
    number = chance.randrange(1 << 40)
    start = chance.choice(("/en/figures/o-", "/charts/fr/", "/embed/en/", "/en/search?q=", "/assets/", "/data/v9.9."))
    return _ask(place, chance, f"{start}{number}")


def _value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(8 if depth < 5 else 5)
    if kind == 5:
        return [_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind > 5:
        keys = ("id", "property", "value", "output", "inputs", "changedPropIds", "state", "x")
        return {chance.choice(keys): _value(chance, depth + 1) for _ in range(chance.randrange(4))}
    return (None, True, chance.uniform(-1e300, 1e300), chance.choice(_VALUES), 10**30)[kind]


def send_callbacks(place: Place, chance: random.Random) -> Answers:
    """Send questions of a live chart that no live chart asks."""
    parts = ("output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds")
    body = {part: _value(chance) for part in parts if chance.random() < 0.8}
    return _ask(place, chance, CALLBACK, json.dumps(body).encode())


KINDS: Final[tuple[Callable[[Place, random.Random], Answers], ...]] = (
    send_hostile_requests,
    send_any_bytes,
    send_half,
    take_slowly,
    keep_alive,
    come_and_go,
    ask_for_filters,
    ask_for_files,
    ask_for_made_up_addresses,
    send_callbacks,
)


def attack(place: Place, seconds: float, seed: int) -> dict[str, Answers]:
    """Attack in every way at once, each kind in a thread of its own, and count the answers by kind."""
    end = time.monotonic() + seconds

    def repeat(kind: Callable[[Place, random.Random], Answers]) -> Answers:
        chance, answers = random.Random(f"{seed} {kind.__name__}"), Counter[str]()
        while time.monotonic() < end:
            answers.update(kind(place, chance))
            # All kinds together use up one core; the readers and the server have the other.
            time.sleep(0.01)
        return answers

    with ThreadPoolExecutor(len(KINDS)) as pool:
        return dict(zip((kind.__name__ for kind in KINDS), pool.map(repeat, KINDS), strict=True))
