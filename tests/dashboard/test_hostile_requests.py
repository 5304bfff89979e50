"""Hostile requests, byte by byte over a real socket: no fault of ours, no trace, no dead worker, no reader kept out."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ESEC = Path(sys.executable).with_name("esec")
PAGE = "/fr/indicators/prostitution-recourse-cases"
CALLBACK = "/_dash-update-component"
# Seconds that a reader of a page waits at most, whatever others do.
WAITS = 2.5
# Seconds in which a sender is asked for the body, on a machine that has nothing else to do.
ASKED_WITHIN = 0.5
GIVES_UP = 3.0
# Answers that say "we cannot do that" to a request that asks for what HTTP/1.1 does not have; the server's own.
_NOT_IMPLEMENTED = {501, 505}


class Target:
    """A running server to shoot at."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.log = log
        command = [str(ESEC), "serve", "--port", "0", "--workers", "2", "--curated", str(folder)]
        with log.open("w") as stream:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=stream, text=True, env={**os.environ, "ESEC_LOG_LEVEL": "info"}
            )
        assert self.process.stdout
        host, port = self.process.stdout.readline().strip().removeprefix("http://").split(":")
        self.place = (host, int(port))

    def connect(self) -> socket.socket:
        return socket.create_connection(self.place, timeout=20)

    def send(self, request: bytes) -> bytes:
        """Everything that is answered until the server closes; a sender of half a request gives up after a while."""
        pieces = []
        with self.connect() as connection, contextlib.suppress(ConnectionError):
            connection.sendall(request)
            connection.settimeout(GIVES_UP)
            try:
                while piece := connection.recv(65536):
                    pieces.append(piece)
            except TimeoutError:
                connection.shutdown(socket.SHUT_WR)
        return b"".join(pieces)

    def ask(self, path: str = PAGE, headers: str = "") -> tuple[int, bytes]:
        answer = self.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n".encode())
        return status_of(answer), answer

    def workers(self) -> set[str]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return set(children.read_text(encoding="ascii").split())


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.fixture(scope="module")
def target(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    if not Path("/proc/self/task").is_dir():
        pytest.skip("needs /proc to find the workers")
    running = Target(published, tmp_path_factory.mktemp("hostile") / "log")
    assert running.ask()[0] == 200
    deadline = time.monotonic() + 20
    while len(before := running.workers()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    yield running
    # After everything: the same workers answer, and no fault of ours was logged.
    after, status = running.workers(), running.ask()[0]
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(30)
    assert running.process.stdout
    running.process.stdout.close()
    assert (after, status) == (before, 200)
    records = [json.loads(line) for line in running.log.read_text(encoding="utf-8").splitlines()]
    assert [record for record in records if record["level"] == "error"] == []


def judge(answer: bytes) -> None:
    """An answer may refuse, and may be none at all to what is no request; it is never a fault nor a trace."""
    if answer:
        assert re.match(rb"HTTP/1\.[01] \d{3} ", answer), answer[:200]
        status = status_of(answer)
        assert status < 500 or status in _NOT_IMPLEMENTED, answer[:300]
        for word in (b"Traceback", b"site-packages", b'File "/'):
            assert word not in answer
        head = answer.partition(b"\r\n\r\n")[0].lower() + b"\r\n"
        assert b"\nset-cookie:" not in head
        location = re.search(rb"\nlocation: *([^\r]*)", head)
        assert location is None or re.match(rb"/(?![/\\])|http://localhost/", location[1]), location[1]


def request(
    method: str = "GET", path: str = PAGE, headers: tuple[str, ...] = (), body: bytes = b"", host: str = "localhost"
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


POST = ("Content-Type: application/json",)
REQUESTS = {
    "nothing": b"",
    "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "half a request": b"GET /fr/ HT",
    "no host": b"GET /fr/ HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": b"GET /fr/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "an old version": b"GET /fr/\r\n\r\n",
    "a future version": b"GET /fr/ HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "a host of markup": request(host='x"><script>alert(1)</script>'),
    "a foreign address": request(path="http://evil.example/fr/"),
    "an authority": request("CONNECT", "evil.example:443"),
    "an asterisk": request("OPTIONS", "*"),
    "TRACE": request("TRACE"),
    "an unknown method": request("BREW"),
    "a method in another case": request("get"),
    "a method of signs": request("G\x01T"),
    "a long line": request(path="/fr/" + "a" * 20_000),
    "a long query": request(path="/fr/explorer?q=" + "a" * 7_900),
    "many parameters": request(path="/fr/explorer?" + "&".join(f"a{n}=1" for n in range(900))),
    "a long query of data": request(path="/data/observations.csv?indicator=" + "a," * 3_500),
    "many headers": request(headers=tuple(f"X-{n}: 1" for n in range(200))),
    "a large header": request(headers=("X: " + "a" * 20_000,)),
    "a header without a name": request(headers=(": x",)),
    "a folded header": request(headers=("X: a", " b")),
    "a header with a null": request(headers=("X: a\0b",)),
    "an injected header": request(path="/fr/%0d%0aSet-Cookie:%20a=b"),
    "an injected redirection": request(path="/fr/sources/?x=%0d%0aSet-Cookie:%20a=b"),
    "a redirection elsewhere": request(path="//evil.example/fr"),
    "a null in the path": request(path="/fr/\0"),
    "an escaped null": request(path="/fr/figures/o-0001%00.csv"),
    "a path upwards": request(path="/assets/../../../../etc/passwd"),
    "an escaped path upwards": request(path="/data/..%2f..%2fetc%2fpasswd"),
    "a path upwards twice escaped": request(path="/data/%252e%252e/%252e%252e/etc/passwd"),
    "a path upwards in another form": request(path="/charts/fr/..\\..\\etc\\passwd.svg"),
    "bytes that are no text": b"GET /fr/\xff\xfe\xc0\xaf HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    "escaped bytes that are no text": request(path="/fr/indicators/%ff%fe%c0%af?q=%ff"),
    "data named by no text": request(path="/data/%ff.csv?indicator=%c0%af"),
    "Unicode": request(path="/fr/figures/%F0%9F%92%A9%E2%80%AE%C2%AD"),
    "a surrogate": request(path="/fr/figures/%ED%A0%80"),
    "many ranges": request(path="/data/observations.csv", headers=("Range: bytes=" + ",".join(["0-"] * 1500),)),
    "an odd range": request(path="/data/observations.csv", headers=("Range: bytes=9-1",)),
    "a range beyond": request(path="/data/observations.csv", headers=("Range: bytes=99999999999999999999-",)),
    "a range of pages": request(headers=("Range: bytes=0-9",)),
    "many encodings": request(headers=("Accept-Encoding: " + ",".join(["br;q=0.1", "gzip;q=nan", "*;q=-1"] * 400),)),
    "odd encodings": request(headers=("Accept-Encoding: gzip;q=1e400, br;q=, ;;;,identity;q=0, *;q=0",)),
    "odd languages": request(path="/", headers=("Accept-Language: " + "fr;q=nan," * 1500,)),
    "many tags": request(headers=("If-None-Match: " + ",".join(['"a"'] * 1900),)),
    "an odd tag": request(headers=('If-None-Match: W/"', "If-Modified-Since: never")),
    "odd dates": request(path="/data/observations.csv", headers=("If-Modified-Since: " + "9" * 400,)),
    "forwarded by nobody": request(headers=("X-Forwarded-For: ::::", "X-Forwarded-Proto: gopher", "Forwarded: for=")),
    "a script name": request(headers=("SCRIPT_NAME: /evil", "Script-Name: /evil", "X-Script-Name: /evil")),
    "a proxied expectation": request("POST", CALLBACK, (*POST, "Content-Length: 2", "Expect: 100-continue"), b"{}"),
    "no length": request("POST", CALLBACK, POST, b"{}"),
    "a short body": request("POST", CALLBACK, (*POST, "Content-Length: 500"), b"{}"),
    "a negative length": request("POST", CALLBACK, (*POST, "Content-Length: -1"), b"{}"),
    "two lengths": request("POST", CALLBACK, (*POST, "Content-Length: 2", "Content-Length: 40"), b"{}"),
    "a huge length": request("POST", CALLBACK, (*POST, "Content-Length: 99999999999999999999"), b"{}"),
    "a large body": request("POST", CALLBACK, (*POST, "Content-Length: 900000"), b"[" * 900_000),
    "a deep body": request("POST", CALLBACK, (*POST, "Content-Length: 60000"), b"[" * 60_000),
    "a deep object": request("POST", CALLBACK, (*POST, "Content-Length: 60000"), b'{"a":' * 12_000),
    "a large number": request("POST", CALLBACK, (*POST, "Content-Length: 50000"), b"9" * 50_000),
    "not a number": request("POST", CALLBACK, (*POST, "Content-Length: 3"), b"NaN"),
    "smuggled": request("POST", CALLBACK, ("Transfer-Encoding: chunked", "Content-Length: 4"), b"0\r\n\r\nGET /x"),
    "a bad chunk": request("POST", CALLBACK, ("Transfer-Encoding: chunked",), b"zz\r\n{}\r\n0\r\n\r\n"),
    "an unknown coding": request("POST", CALLBACK, ("Transfer-Encoding: cow",), b"{}"),
    "a body with GET": request(headers=("Content-Length: 5",), body=b"hello"),
    "an upgrade": request(headers=("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")),
    "HTTP/2 at once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a component of the machine": request(path="/_dash-component-suites/dash/../../../etc/passwd"),
    "an unknown component": request(path="/_dash-component-suites/os/path.py"),
    "a layout elsewhere": request(path="/_dash-layout?address=http://evil.example/%00"),
    "a layout of signs": request(path="/_dash-layout?address=%ff%fe&address=x"),
    "two requests at once": request(headers=("Keep-Alive: 1",)).replace(b"close", b"keep-alive") + request(),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_no_request_gets_a_fault_of_ours(target: Target, name: str) -> None:
    judge(target.send(REQUESTS[name]))


METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", "\x00", "GETGETGET"])
STARTS = st.sampled_from(
    ["/", "/fr/", "/en/indicators/", "/data/", "/charts/fr/", "/embed/en/", "/assets/", CALLBACK, "/_dash-layout?a="]
)
BYTES = st.binary(max_size=60) | st.text(max_size=40).map(str.encode)
VALUES = st.lists(BYTES, min_size=4, max_size=4)
HEADERS = st.lists(
    st.sampled_from(
        ["Host", "Range", "Accept-Encoding", "Accept-Language", "If-None-Match", "Cookie", "Content-Type", "Origin",
         "X-Forwarded-For", "Forwarded", "Content-Length", "Transfer-Encoding", "Expect", "Upgrade", "If-Range"]
    ),
    max_size=4,
)  # fmt: skip


@given(method=METHODS, start=STARTS, rest=BYTES, names=HEADERS, values=VALUES, body=BYTES)
def test_no_bytes_get_a_fault_of_ours(
    target: Target, method: str, start: str, rest: bytes, names: list[str], values: list[bytes], body: bytes
) -> None:
    given_headers = b"".join(
        name.encode() + b": " + value.replace(b"\n", b"") + b"\r\n" for name, value in zip(names, values, strict=False)
    )
    line = method.encode() + b" " + start.encode() + rest.replace(b"\n", b"") + b" HTTP/1.1\r\n"
    judge(target.send(line + given_headers + b"Connection: close\r\n\r\n" + body))


def test_an_answer_names_neither_server_nor_machine(target: Target) -> None:
    for path in (PAGE, "/nothing", "/data/nothing.csv"):
        head = target.ask(path)[1].partition(b"\r\n\r\n")[0].lower()
        for word in (b"python", b"werkzeug", b"granian/", b"x-powered-by"):
            assert word not in head


def seconds_of_an_answer(target: Target) -> float:
    start = time.monotonic()
    assert target.ask()[0] == 200
    return time.monotonic() - start


def test_silent_connections_keep_no_reader_waiting(target: Target) -> None:
    with contextlib.ExitStack() as idle:
        for _ in range(300):
            idle.enter_context(target.connect())
        assert max(seconds_of_an_answer(target) for _ in range(5)) < WAITS


def test_connections_kept_open_keep_no_reader_waiting(target: Target) -> None:
    with contextlib.ExitStack() as kept:
        for _ in range(600):
            connection = kept.enter_context(target.connect())
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert max(seconds_of_an_answer(target) for _ in range(5)) < WAITS


def test_slow_senders_keep_no_reader_waiting(target: Target) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(target.connect()) for _ in range(60)]
        waits = []
        for piece in (b"GET /fr/ HT", b"TP/1.1\r\n", b"Host: localhost\r\n", b"X: ", b"a"):
            for connection in slow:
                with contextlib.suppress(ConnectionError):
                    connection.sendall(piece)
            waits.append(seconds_of_an_answer(target))
        assert max(waits) < WAITS


_SMALL_BUFFER = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 1024),)
# Loopback sends segments of 64 kB, for which the kernel keeps far more than for those of a network card.
_ETHERNET = ((socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1448),)


@pytest.mark.parametrize(
    ("path", "takers", "options"),
    [
        ("/fr/methods", 40, _SMALL_BUFFER),
        ("/fr/methods", 40, (*_SMALL_BUFFER, *_ETHERNET)),
        ("/data/observations.json", 12, ()),
        ("/data/observations.json", 40, ()),
        ("/data/observations.json", 12, _ETHERNET),
        ("/data/observations.json", 40, _ETHERNET),
    ],
)
def test_readers_who_take_nothing_keep_no_reader_waiting(
    target: Target, path: str, takers: int, options: tuple[tuple[int, int, int], ...]
) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(takers):
            idle = stack.enter_context(socket.socket())
            for option in options:
                idle.setsockopt(*option)
            idle.connect(target.place)
            idle.sendall(request(path=path, headers=("Accept-Encoding: identity",)))
        assert max(seconds_of_an_answer(target) for _ in range(5)) < WAITS


def test_eight_who_ask_for_the_largest_file_at_once_all_get_it(target: Target) -> None:
    def ask(_: int) -> tuple[int, int]:
        connection = http.client.HTTPConnection(*target.place, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", "/data/observations.json", headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            return answer.status, len(answer.read())

    with ThreadPoolExecutor(8) as readers:
        got = set(readers.map(ask, range(80)))
    assert {status for status, _ in got} == {200}
    assert len(got) == 1, "each the whole of it"


def test_a_body_whose_sender_waits_to_be_asked_is_asked_for_at_once(target: Target) -> None:
    head = request("POST", CALLBACK, (*POST, "Content-Length: 2", "Expect: 100-continue"))
    waits = []
    for _ in range(5):
        with target.connect() as connection:
            start = time.monotonic()
            connection.sendall(head)
            assert connection.recv(4096).startswith(b"HTTP/1.1 100 ")
            waits.append(time.monotonic() - start)
            connection.sendall(b"{}")
            assert status_of(connection.recv(4096)) == 400
    assert min(waits) < ASKED_WITHIN, "a busy machine is slow each now and then, not each time"


@pytest.mark.parametrize("expected", ["100-continue", "200-ok", "", "100-continue, x", "x" * 5000])
@pytest.mark.parametrize("body", ["none", "POST"])
def test_no_expectation_keeps_its_sender_waiting(target: Target, expected: str, body: str) -> None:
    headers = (f"Expect: {expected}",)
    whole = (
        request(headers=headers)
        if body == "none"
        else request("POST", CALLBACK, (*POST, "Content-Length: 2", *headers), b"{}")
    )
    with target.connect() as connection:
        connection.settimeout(WAITS)
        connection.sendall(whole)
        judge(connection.recv(4096))


def test_a_slow_sender_is_answered_when_the_request_is_whole(target: Target) -> None:
    whole = request("POST", CALLBACK, (*POST, "Content-Length: 6"), b'{"a":1')
    with target.connect() as connection:
        for start in range(0, len(whole), 40):
            connection.sendall(whole[start : start + 40])
            time.sleep(0.02)
        assert status_of(connection.recv(4096)) == 400


UNFINISHED = {
    "a body that never comes": request("POST", CALLBACK, (*POST, "Content-Length: 60000")),
    "a body that stops": request("POST", CALLBACK, (*POST, "Content-Length: 9999"), b"{"),
    "chunks that never come": request("POST", CALLBACK, (*POST, "Transfer-Encoding: chunked")),
    "a body that no page reads": request(headers=("Content-Length: 60000",)),
    "half a request behind a whole one": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nG",
    "a head that never ends": b"GET /fr/ HTTP/1.1\r\nHost: localhost\r\n" + b"X: a\r\n" * 80,
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_requests_that_never_end_keep_no_page_waiting(target: Target, name: str) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(target.connect()).sendall(UNFINISHED[name])
        assert max(seconds_of_an_answer(target) for _ in range(5)) < WAITS
    # When their senders have gone, what they ask for is answered again.
    deadline = time.monotonic() + 10
    whole = request("POST", CALLBACK, (*POST, "Content-Length: 2"), b"{}")
    while status_of(answer := target.send(whole)) == 503 and time.monotonic() < deadline:
        # Who is sent away is told when to ask again.
        assert b"\r\nretry-after: 1\r\n" in answer.lower()
        time.sleep(0.1)
    assert status_of(answer) == 400
