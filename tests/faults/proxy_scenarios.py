"""Serving processes die and restart behind proxies, and nginx is reloaded: deploy/ but for limits on a reader."""

import contextlib
import http.client
import os
import re
import signal
import socket
import ssl
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.benchmarks.measure import Served, serving
from tests.faults import sabotages
from tests.faults.outcome import Outcome
from tests.faults.readers import PATIENCE, Ask, Readers, asker
from tests.faults.scenario import scenario
from tests.faults.setting import FIXED, Edit, Setting, healthy, judge, workers_of
from tests.proxies import NAME, MissingProgramError, caddy, free_port, nginx

NO_CACHE: Final = Edit("no_cache_at_the_edge", "proxy_cache esec;")
AT_ONCE: Final = Edit("old_workers_of_nginx_end_at_once", "\nevents {", "\nworker_shutdown_timeout 1ms;\nevents {")


def _through_tls(port: int) -> Ask:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def ask(path: str, patience: float = PATIENCE) -> tuple[int, bytes]:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=patience) as plain,
            context.wrap_socket(plain, server_hostname=NAME) as secure,
        ):
            connection = http.client.HTTPConnection(NAME)
            connection.sock = secure
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    return ask


@contextmanager
def _edge(setting: Setting, upstream: int) -> Iterator[tuple[Ask, int]]:
    """Nginx with a master before the server, and its process id.

    Its readers here have one address between them, and its limits are not asked about.
    """
    master = "user root;" if os.geteuid() == 0 else ""

    def edit(text: str) -> str:
        unlimited = re.sub(r"^ *limit_(req|conn) .*\n", "", setting.configured(text), flags=re.MULTILINE)
        return unlimited.replace("master_process off;", master)

    with tempfile.TemporaryDirectory(dir=setting.scratch) as folder:
        secure = free_port()
        with nginx(Path(folder), secure, free_port(), upstream, edit):
            yield _through_tls(secure), int(Path(folder, "nginx.pid").read_text(encoding="ascii"))


@scenario({NO_CACHE: "requests failed"}, answers=0.2, p99=60)
def behind_proxy(setting: Setting) -> Outcome:
    """Behind the proxy workers are killed, then the whole server is away for a while: its cache answers."""
    folder, kills = setting.served_folder(), 0
    name = "behind nginx workers killed, then the server away"
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(contextlib.ExitStack())
        served: Served = first.enter_context(healthy(setting, folder))
        upstream = urlsplit(served.url).port or 0
        try:
            ask, _master = stack.enter_context(_edge(setting, upstream))
        except MissingProgramError as missing:
            return Outcome(name, skipped=str(missing))
        with Readers(ask, {"a": setting.known["a"]}) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end - setting.seconds / 3:
                if workers := workers_of(served):
                    os.kill(workers[0], signal.SIGKILL)
                    kills += 1
                time.sleep(0.5)
            first.close()
            time.sleep(setting.seconds / 3)
            again = [str(upstream) if part == "0" else part for part in setting.server(folder)]
            stack.enter_context(serving(*again, **FIXED))
        outcome = Outcome(name, load.tally, load.calm, remark=f"{kills} kills")
        return judge(outcome, ask, setting, "a", failures_allowed=False)


@scenario({AT_ONCE: "requests failed"}, answers=0.3, p99=10)
def reload_proxy(setting: Setting) -> Outcome:
    """Nginx reads its configuration again, as after each renewal of a certificate: old workers end what they have."""
    name, reloads = "nginx reloaded", 0
    with contextlib.ExitStack() as stack:
        served = stack.enter_context(healthy(setting, setting.served_folder()))
        try:
            ask, master = stack.enter_context(_edge(setting, urlsplit(served.url).port or 0))
        except MissingProgramError as missing:
            return Outcome(name, skipped=str(missing))
        with Readers(ask, {"a": setting.known["a"]}) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                os.kill(master, signal.SIGHUP)
                reloads += 1
                time.sleep(0.5)
        outcome = Outcome(name, load.tally, load.calm, remark=f"{reloads} reloads")
        return judge(outcome, ask, setting, "a", failures_allowed=False)


@scenario({sabotages.no_respawn: "stayed without"}, answers=0.2, p99=60)
def kill_workers_behind_caddy(setting: Setting) -> Outcome:
    """Behind Caddy workers are killed."""
    name, kills = "behind Caddy workers killed", 0
    with contextlib.ExitStack() as stack:
        served = stack.enter_context(healthy(setting, setting.served_folder()))
        folder = Path(tempfile.mkdtemp(dir=setting.scratch))
        try:
            url = stack.enter_context(caddy(folder, free_port(), urlsplit(served.url).port or 0))
        except MissingProgramError as missing:
            return Outcome(name, skipped=str(missing))
        ask = asker(url, headers=lambda: {"Host": NAME})
        with Readers(ask, {"a": setting.known["a"]}) as load:
            end = time.monotonic() + setting.seconds
            while time.monotonic() < end:
                if workers := workers_of(served):
                    os.kill(workers[0], signal.SIGKILL)
                    kills += 1
                time.sleep(0.5)
        outcome = Outcome(name, load.tally, load.calm, remark=f"{kills} kills")
        return judge(outcome, ask, setting, "a", failures_allowed=True)
