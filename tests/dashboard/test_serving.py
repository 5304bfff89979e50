"""`esec serve` as an operator meets it: ready, faulty settings, a worker that dies, stopping."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dashboard.commands.serving import _open_socket
from dashboard.settings import Settings

ESEC = Path(sys.executable).with_name("esec")
ADDRESS = "/fr/indicators/prostitution-recourse-cases?sources=all"


class Served:
    """A running server, with what it printed and logged."""

    def __init__(self, folder: Path, log: Path, *, within: Sequence[str] = ()) -> None:
        self.log = log
        with log.open("w") as stream:
            command = [*within, str(ESEC), "serve", "--port", "0", "--workers", "2", "--curated", str(folder)]
            environment = {**os.environ, "ESEC_CHECK_SECONDS": "0", "ESEC_LOG_LEVEL": "info"}
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stream, text=True, env=environment)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), log.read_text(encoding="utf-8")

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=20)

    def get(self, path: str) -> tuple[int, str]:
        connection = self.connection()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        assert self.process.stdout
        self.process.stdout.close()
        return self.process.wait(30)

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]

    def records(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def served(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(published, tmp_path_factory.mktemp("log") / "log")
    yield running
    running.stop()


def test_no_answer_waits_for_the_receipt_of_its_head() -> None:
    """Head and body leave separately: without this, a reader who keeps a connection waits 40 ms for each answer."""
    with _open_socket(Settings(port=0)) as listener:
        client = socket.create_connection(listener.getsockname())
        taken, _ = listener.accept()
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        client.close()
        taken.close()


def test_it_prints_its_address_when_it_answers(served: Served) -> None:
    status, text = served.get(ADDRESS)
    assert status == 200
    assert "ECPAT International (2011), p.\u00a010" in text


def test_metrics_count_the_answers_of_all_workers(served: Served) -> None:
    for _ in range(12):
        served.get("/healthz")
    lines = [line for line in served.get("/metrics")[1].splitlines() if 'kind="operator",status="200"' in line]
    assert len(lines) == 1
    assert float(lines[0].rpartition(" ")[2]) >= 12


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to find the workers")
def test_a_worker_that_dies_is_replaced(served: Served) -> None:
    before = served.workers()
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (before[0] in served.workers() or len(served.workers()) < 2):
        time.sleep(0.1)
    assert len(served.workers()) == 2
    assert before[0] not in served.workers()
    assert served.get(ADDRESS)[0] == 200


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to find the workers")
def test_reloading_replaces_every_worker_and_keeps_counting(served: Served) -> None:
    before = set(served.workers())
    served.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and (before & set(served.workers()) or len(served.workers()) < 2):
        assert served.get("/healthz")[0] == 200
        time.sleep(0.1)
    assert not before & set(served.workers())
    assert served.get(ADDRESS)[0] == 200
    assert 'kind="page",status="200"' in served.get("/metrics")[1]


def test_logs_are_json_and_tell_neither_who_asked_nor_what(served: Served) -> None:
    served.get("/fr/figures/o-0023?secret=word")
    for request in (
        b"GET /fr/figures/o-0023?secret HTTP/9.9",
        b"GET /fr/figures/o-0023 x",
        b"G\0T / HTTP/1.1\r\nsecret",
    ):
        host, port = served.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(request + b"\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 400"
    records = served.records()
    assert all({"time", "level", "logger", "message"} <= record.keys() for record in records)
    told = " ".join(record["message"] for record in records)
    for private in ("o-0023", "secret", ADDRESS, "ip="):
        assert private not in told


def test_it_stops_when_told_to(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--curated", "nowhere"], {}, "Run `esec build` first"),
        (["--port", "70000"], {}, "70000"),
        ([], {"ESEC_PORT": "many"}, "port"),
        ([], {"ESEC_WORKERS": "0"}, "workers"),
        ([], {"ESEC_BASE_URL": "no address"}, "base_url"),
        ([], {"ESEC_LOG_LEVEL": "loud"}, "log_level"),
        ([], {"ESEC_CHECK_SECONDS": "-1"}, "check_seconds"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], said: str
) -> None:
    done = subprocess.run(
        [str(ESEC), "serve", *arguments],
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_ends_with_a_message(published: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [str(ESEC), "serve", "--port", port, "--curated", str(published)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert port in done.stderr
