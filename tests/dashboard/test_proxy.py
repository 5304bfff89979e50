"""The dashboard behind nginx and behind Caddy, with the files of deploy/ as they stand but for names and ports."""

import contextlib
import gzip
import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import Message
from functools import partial
from pathlib import Path

import brotli
import pytest

from tests.proxies import NAME, MissingProgramError, caddy, free_port, nginx

PAGE = "/fr/indicators/prostitution-recourse-cases"


class Stack:
    """nginx before `esec serve`."""

    def __init__(self, folder: Path, curated: Path) -> None:
        self.folder, self.curated = folder, curated
        self.secure, self.plain, self.upstream = free_port(), free_port(), free_port()
        self.start_application()
        self.proxies = contextlib.ExitStack()
        try:
            self.proxies.enter_context(nginx(folder, self.secure, self.plain, self.upstream))
        except MissingProgramError as missing:
            self.stop()
            pytest.skip(str(missing))

    def start_application(self) -> None:
        command = [str(Path(sys.executable).with_name("esec")), "serve", "--port", str(self.upstream)]
        environment = {
            **os.environ,
            "ESEC_BASE_URL": f"https://{NAME}",
            "ESEC_TRUSTED_PROXIES": "1",
            "ESEC_CURATED": str(self.curated),
        }
        with (self.folder / "application.log").open("a") as log:
            self.application = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment)
        assert self.application.stdout
        assert self.application.stdout.readline()

    def stop_application(self) -> None:
        self.application.terminate()
        self.application.wait(30)
        assert self.application.stdout
        self.application.stdout.close()

    def stop(self) -> None:
        self.proxies.close()
        self.stop_application()

    def ask_caddy(
        self, port: int, path: str, *, method: str = "GET", name: str = NAME, body: bytes | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One answer of Caddy, which speaks plainly here."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request(method, path, body, {"Host": name})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def ask(
        self, path: str, *, method: str = "GET", name: str = NAME, body: bytes | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One answer over TLS."""
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        context.check_hostname = False
        with (
            socket.create_connection(("127.0.0.1", self.secure), timeout=20) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            connection = http.client.HTTPConnection(name)
            connection.sock = secure
            connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return answer, answer.read()


@pytest.fixture(scope="module")
def stack(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("proxy"), published)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def caddy_port(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    with contextlib.ExitStack() as running:
        try:
            running.enter_context(caddy(tmp_path_factory.mktemp("caddy"), port, stack.upstream))
        except MissingProgramError as missing:
            pytest.skip(str(missing))
        yield port


def test_caddy_hands_on_pages_and_small_bodies_alone(stack: Stack, caddy_port: int) -> None:
    answer, page = stack.ask_caddy(caddy_port, PAGE)
    assert answer.status == 200
    assert stack.ask(PAGE)[1] == page
    assert len(answer.headers.get_all("Content-Security-Policy")) == 1
    callback = "/_dash-update-component"
    assert stack.ask_caddy(caddy_port, callback, method="POST", body=b"x" * 70_000)[0].status == 413
    assert stack.ask_caddy(caddy_port, callback, method="POST", body=b"{}")[0].status == 400


def test_caddy_closes_metrics_and_answers_its_name_alone(stack: Stack, caddy_port: int) -> None:
    assert stack.ask_caddy(caddy_port, "/metrics")[0].status == 404
    answer, body = stack.ask_caddy(caddy_port, PAGE, name="other.example")
    assert body == b""
    assert "Content-Security-Policy" not in answer.headers


OWN = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
MALFORMED = {
    "a future version": b"GET /fr/ HTTP/9.9\r\nHost: esec.example\r\n\r\n",
    "a null in the path": b"GET /fr/\0 HTTP/1.1\r\nHost: esec.example\r\n\r\n",
    "many headers": b"GET /fr/ HTTP/1.1\r\nHost: esec.example\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    "a large header": b"GET /fr/ HTTP/1.1\r\nHost: esec.example\r\nX: " + b"y" * 40_000 + b"\r\n\r\n",
    "a long line": b"GET /" + b"y" * 20_000 + b" HTTP/1.1\r\nHost: esec.example\r\n\r\n",
    "no host": b"GET /fr/ HTTP/1.1\r\n\r\n",
}


def carries_the_headers_once(headers: Message) -> None:
    for name, value in OWN.items():
        assert headers.get_all(name) == [value], name
    assert [policy[:19] for policy in headers.get_all("Content-Security-Policy", [])] == ["default-src 'none';"]


@pytest.mark.parametrize("what", MALFORMED)
def test_what_nginx_itself_refuses_carries_the_headers(stack: Stack, what: str) -> None:
    context = ssl.create_default_context(cafile=str(stack.folder / "fullchain.pem"))
    with (
        socket.create_connection(("127.0.0.1", stack.secure), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as connection,
    ):
        with contextlib.suppress(OSError):
            connection.sendall(MALFORMED[what])
        answer = http.client.HTTPResponse(connection)
        answer.begin()
    assert answer.status in (400, 414, 431, 505)
    carries_the_headers_once(answer.headers)


def test_answers_that_are_the_proxies_own_carry_the_headers(stack: Stack, caddy_port: int) -> None:
    callback, large = "/_dash-update-component", b"x" * 70_000
    for ask in (stack.ask, partial(stack.ask_caddy, caddy_port)):
        for answer, _ in (
            ask("/metrics"),
            ask(callback, method="POST", body=large),
            ask(PAGE),
            ask(PAGE),
            ask("/fr/x"),
        ):
            carries_the_headers_once(answer.headers)


def test_headers_come_once_and_from_the_application(stack: Stack) -> None:
    answer, _ = stack.ask(PAGE)
    assert answer.status == 200
    for header in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
        assert len(answer.headers.get_all(header)) == 1, header
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Server"] == "nginx"
    assert "Set-Cookie" not in answer.headers


def test_each_reader_gets_the_coding_asked_for_from_one_cache(stack: Stack) -> None:
    texts = []
    for _ in range(2):
        for coding, decode in (("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)):
            answer, body = stack.ask(PAGE, Accept_Encoding=coding)
            assert answer.headers.get("Content-Encoding", "identity") == coding
            texts.append(decode(body))
    assert len(set(texts)) == 1
    assert stack.ask(PAGE, Accept_Encoding="br")[0].headers["X-Cache-Status"] == "HIT"


def test_a_page_held_is_not_sent_again(stack: Stack) -> None:
    first, _ = stack.ask(PAGE)
    again, body = stack.ask(PAGE, If_None_Match=first.headers["ETag"])
    assert (again.status, body) == (304, b"")


def test_large_bodies_do_not_reach_the_application(stack: Stack) -> None:
    assert stack.ask("/_dash-update-component", method="POST", body=b"x" * 70_000)[0].status == 413


def test_metrics_are_closed_and_another_name_gets_no_answer(stack: Stack) -> None:
    assert stack.ask("/metrics")[0].status == 404
    with pytest.raises(ssl.SSLError):
        stack.ask(PAGE, name="other.example")


def test_plain_requests_are_sent_to_the_secure_address(stack: Stack) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", stack.plain, timeout=20)
    connection.request("GET", PAGE, headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}{PAGE}")
    connection.close()


def test_while_the_application_restarts_pages_in_the_cache_are_still_there(stack: Stack) -> None:
    _, before = stack.ask(PAGE)
    stack.stop_application()
    try:
        answer, during = stack.ask(PAGE)
        assert (answer.status, during) == (200, before)
        assert stack.ask("/fr/never-asked")[0].status == 502
    finally:
        stack.start_application()
    assert stack.ask("/en/sources")[0].status == 200


def test_no_address_of_a_reader_and_no_page_is_written_down(stack: Stack) -> None:
    stack.ask("/fr/figures/o-0023?secret=word")
    for _ in range(120):
        if stack.ask("/fr/figures/o-0023?secret=word")[0].status == 429:
            break
    else:
        pytest.fail("the proxy set no limit")
    # nginx writes the line after it has answered.
    time.sleep(0.2)
    for name in ("esec.log", "esec.error.log", "application.log"):
        text = (stack.folder / name).read_text(encoding="utf-8")
        for private in ("127.0.0.1 ", "127.0.0.1,", "o-0023", "secret"):
            assert private not in text, name
    assert "GET 429" in (stack.folder / "esec.log").read_text(encoding="utf-8")
