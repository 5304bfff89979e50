"""Attackers over raw sockets, in a process of their own: `python -m tests.faults.connections ATTACK ADDRESS NAME`.

Each connection is a generator that says for how many seconds it rests; one that was cut off begins again. It
prints `begun` when the first round of them is connected, and goes on until it is ended.
"""

import contextlib
import heapq
import itertools
import os
import resource
import socket
import ssl
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

CALLBACK: Final = "/_dash-update-component"
LARGEST: Final = "/data/observations.json"
# Of a synthetic folder: too many rows to be kept whole.
STREAMED: Final = "/data/observations.csv"
PAGE: Final = "/en/sources"
_PATIENCE: Final = 2.0
# An attacker who rules many machines: no limit that counts by address may be what saves the readers.
_ADDRESSES: Final = 60
# All come within so many seconds, or so many a second: what those who come in one instant take is their own processor.
_SPREAD: Final = 1.5
_COMING: Final = 750
# Seconds before a connection that was cut off begins again.
_AGAIN: Final = 0.1
# Seconds between the instants in which comers and goers come.
_TOGETHER: Final = 1.0
_IP_BIND_ADDRESS_NO_PORT: Final = 24
# As a network card has it: loopback sends segments of 64 kB, for which the kernel keeps far more.
_ETHERNET: Final = 1448


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


CONTEXT: Final = _trusting()

Life = Generator[float, None, None]


@dataclass(frozen=True)
class Target:
    """What is attacked: where it listens, the name asked for, and whether it speaks TLS."""

    host: str
    port: int
    name: str
    secure: bool

    def connect(self, number: int, *, greet: bool = True, wait: bool = True) -> socket.socket:
        """A connection from one of the attacker's addresses, without waiting from then on, or from the start."""
        plain = socket.socket()
        try:
            plain.setsockopt(socket.IPPROTO_IP, _IP_BIND_ADDRESS_NO_PORT, 1)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _ETHERNET)
            plain.bind((f"127.1.0.{1 + number % _ADDRESSES}", 0))
            plain.settimeout(_PATIENCE if wait else 0)
            with contextlib.nullcontext() if wait else contextlib.suppress(BlockingIOError):
                plain.connect((self.host, self.port))
            if wait and self.secure and greet:
                plain = CONTEXT.wrap_socket(plain, server_hostname=self.name)
            plain.setblocking(False)
        except OSError:
            plain.close()
            raise
        return plain

    def request(self, method: str, path: str, *headers: str) -> bytes:
        """A head, whole."""
        return "\r\n".join((f"{method} {path} HTTP/1.1", f"Host: {self.name}", *headers, "", "")).encode()


def _take(connection: socket.socket, most: int) -> None:
    """Take what is there; raise where the other side has ended."""
    with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError):
        if not connection.recv(most):
            raise ConnectionResetError


def _give(connection: socket.socket, piece: bytes) -> None:
    with contextlib.suppress(BlockingIOError, ssl.SSLWantWriteError):
        connection.sendall(piece)


def _silent(target: Target, number: int) -> Life:
    with target.connect(number, greet=False) as connection:
        while True:
            yield 0.5
            _take(connection, 4096)


def _drip(head: Callable[[Target], bytes], piece: bytes = b"", every: float = 0.5) -> Callable[[Target, int], Life]:
    """Send a beginning, and then a piece of the rest now and again, or nothing."""

    def live(target: Target, number: int) -> Life:
        with target.connect(number) as connection:
            _give(connection, head(target))
            while True:
                yield every
                _take(connection, 4096)
                if piece:
                    _give(connection, piece)

    return live


def _taker(path: str, rate: int) -> Callable[[Target, int], Life]:
    """Ask for a file and take so many bytes of it a second, or none."""

    def live(target: Target, number: int) -> Life:
        with target.connect(number) as connection:
            _give(connection, target.request("GET", path))
            while True:
                yield 1.0
                if rate:
                    _take(connection, rate)

    return live


def _hoarder(target: Target, number: int) -> Life:
    """Keep a connection open after its answer, and ask again before it would be closed."""
    with target.connect(number) as connection:
        while True:
            _give(connection, target.request("GET", "/healthz"))
            for _ in range(4):
                yield 1.0
                _take(connection, 4096)


def _comer(target: Target, number: int) -> Life:
    """Connect in the same instant as all others, stay a moment, and go without a word or by a reset; few ask."""
    asks = number % 30 == 0
    while True:
        yield _TOGETHER - time.monotonic() % _TOGETHER + asks * number / 1000
        with target.connect(number, greet=asks, wait=asks) as connection:
            if asks:
                _give(connection, target.request("GET", PAGE))
            if number % 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            yield _TOGETHER / 2


def _post(*headers: str) -> Callable[[Target], bytes]:
    return lambda target: target.request("POST", CALLBACK, "Content-Type: application/json", *headers)


def _get(path: str, *headers: str) -> Callable[[Target], bytes]:
    return lambda target: target.request("GET", path, *headers)


def _unfinished(size: int) -> Callable[[Target], bytes]:
    return lambda target: target.request("GET", PAGE)[:-2] + b"X: " + b"a" * size


@dataclass(frozen=True)
class Attack:
    """How many connections live how, and what waits meanwhile where nothing takes requests and answers off the server's
    hands: live charts while bodies are awaited, the file that is taken while it is taken slowly."""

    connections: int
    live: Callable[[Target, int], Life]
    waits: str = ""


ATTACKS: Final = {
    "silent": Attack(1000, _silent),
    "heads_by_the_byte": Attack(300, _drip(lambda _: b"G", b"G", 0.2)),
    "heads_half_sent": Attack(300, _drip(lambda target: target.request("GET", PAGE)[:-4])),
    "heads_of_16_kB": Attack(300, _drip(_unfinished(16_000), b"a")),
    "bodies_by_the_byte": Attack(100, _drip(_post("Content-Length: 60000"), b"{"), CALLBACK),
    "bodies_that_never_come": Attack(100, _drip(_post("Content-Length: 60000")), CALLBACK),
    "bodies_too_large": Attack(100, _drip(_post("Content-Length: 9999999"))),
    "bodies_for_a_page": Attack(100, _drip(_get(PAGE, "Content-Length: 60000"))),
    "bodies_of_a_get_to_charts": Attack(100, _drip(_get(CALLBACK, "Content-Length: 9999999"))),
    "chunks_that_never_come": Attack(100, _drip(_post("Transfer-Encoding: chunked")), CALLBACK),
    "chunks_for_a_page": Attack(100, _drip(_get(PAGE, "Transfer-Encoding: chunked"))),
    "half_a_request_behind_a_whole": Attack(200, _drip(lambda target: target.request("GET", "/healthz") + b"G")),
    "takers_of_100_bytes": Attack(200, _taker(LARGEST, 100), LARGEST),
    "takers_of_2_kB": Attack(200, _taker(LARGEST, 2000), LARGEST),
    "takers_of_nothing": Attack(200, _taker(LARGEST, 0), LARGEST),
    "takers_of_a_streamed_file": Attack(40, _taker(STREAMED, 1000)),
    "hoarders": Attack(3000, _hoarder),
    "comers_and_goers": Attack(300, _comer),
}


def attack_for_ever(target: Target, attack: Attack) -> None:
    """Keep that many connections alive, each in its own way."""
    turn, start = itertools.count(), time.monotonic()
    pause = max(_SPREAD / attack.connections, 1 / _COMING)
    lives: list[tuple[float, int, Life]] = [
        (start + number * pause, next(turn), attack.live(target, number)) for number in range(attack.connections)
    ]
    for begun in itertools.count(1):
        due, number, life = heapq.heappop(lives)
        time.sleep(max(0.0, due - time.monotonic()))
        try:
            rest = next(life)
        except (OSError, StopIteration):
            rest, life = _AGAIN, attack.live(target, number)
        heapq.heappush(lives, (time.monotonic() + rest, next(turn), life))
        if begun == attack.connections:
            print("begun", flush=True)


def main(name: str, address: str, asked: str) -> None:
    """Attack until ended."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # On other machines than the server's, an attacker would take none of its processor.
    os.nice(10)
    split = urlsplit(address)
    target = Target(str(split.hostname), int(split.port or 0), asked, split.scheme == "https")
    attack_for_ever(target, ATTACKS[name])


if __name__ == "__main__":
    main(*sys.argv[1:])
