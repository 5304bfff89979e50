"""The dashboard behind nginx, with deploy/nginx.conf as it stands but for names and ports."""

import contextlib
import gzip
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from pipelines.schema.paths import ROOT

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
PAGE = "/fr/indicators/prostitution-recourse-cases"
NAME = "esec.example"


def need(program: str) -> str:
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def write_configuration(folder: Path, secure: int, plain: int, upstream: int) -> Path:
    """The configuration of deploy/ as a whole one, for a user and a machine like this."""
    openssl = need("openssl")
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([openssl, *request, *files], check=True, capture_output=True)
    text = CONFIGURATION.read_text(encoding="utf-8")
    for there, here in (
        ("/etc/ssl/esec", str(folder)),
        ("/var/cache/nginx", str(folder)),
        ("/var/log/nginx", str(folder)),
        ("127.0.0.1:8050", f"127.0.0.1:{upstream}"),
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
    ):
        assert there in text, there
        text = text.replace(there, here)
    # Loopback without IPv6 is common in containers.
    text = "\n".join(line for line in text.splitlines() if "listen [::]" not in line)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}\n{text}\n}}\n",
        encoding="utf-8",
    )
    return whole


class Stack:
    """nginx before `esec serve`."""

    def __init__(self, folder: Path, curated: Path) -> None:
        self.nginx = need("nginx")
        self.folder, self.curated = folder, curated
        self.secure, self.plain, self.upstream = free_port(), free_port(), free_port()
        configuration = write_configuration(folder, self.secure, self.plain, self.upstream)
        self.start_application()
        self.proxy = subprocess.Popen([self.nginx, "-p", str(folder), "-c", str(configuration)])
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.plain), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError((folder / "error.log").read_text(encoding="utf-8"))

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
        self.proxy.terminate()
        self.proxy.wait(30)
        self.stop_application()

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
