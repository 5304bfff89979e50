"""nginx and Caddy before the dashboard, with the files of deploy/ as they stand but for names, ports and places."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipelines.schema.paths import ROOT
from tests.benchmarks.measure import end_process

NAME: Final = "esec.example"
_DEPLOY: Final = ROOT / "deploy"
_TRIES: Final = 200

# Changes a configuration before the proxy reads it.
Edit = Callable[[str], str]


class MissingProgramError(RuntimeError):
    """What a test drives is not installed here."""


def need(program: str) -> str:
    """Where a program is."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise MissingProgramError(f"{program} is not installed")
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def exchanged(text: str, *pairs: tuple[str, str]) -> str:
    """A text with each of these put for what must stand there."""
    for there, here in pairs:
        if there not in text:
            raise RuntimeError(f"not in the configuration: {there}")
        text = text.replace(there, here)
    return text


def _certificate(folder: Path) -> None:
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([need("openssl"), *request, *files], check=True, capture_output=True)


def write_nginx(folder: Path, secure: int, plain: int, upstream: int, edit: Edit = str) -> Path:
    """deploy/nginx.conf for a machine like this: in a folder, as whoever runs the tests, at other ports."""
    _certificate(folder)
    text = exchanged(
        (_DEPLOY / "nginx.conf").read_text(encoding="utf-8"),
        ("user www-data;\n", ""),
        ("/run/nginx.pid", f"{folder}/nginx.pid"),
        ("/etc/ssl/esec", str(folder)),
        ("/var/cache/nginx", str(folder)),
        ("/var/log/nginx", str(folder)),
        ("127.0.0.1:8050", f"127.0.0.1:{upstream}"),
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
    )
    # Loopback without IPv6 is common in containers.
    text = "\n".join(line for line in text.splitlines() if "listen [::]" not in line)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    text = text.replace("http {", "http {\n" + "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds), 1)
    whole = folder / "nginx.conf"
    whole.write_text(edit(f"daemon off;\nmaster_process off;\n{text}\n"), encoding="utf-8")
    return whole


def write_caddy(folder: Path, port: int, upstream: int, edit: Edit = str) -> Path:
    """deploy/Caddyfile on loopback: without TLS, for no authority certifies a name like this, and without its API."""
    text = exchanged(
        (_DEPLOY / "Caddyfile").read_text(encoding="utf-8"),
        ("{\n\tservers", "{\n\tadmin off\n\tauto_https off\n\tservers"),
        (f"\n{NAME} {{", f"\nhttp://{NAME}:{port} {{\n\tbind 127.0.0.1"),
        ("127.0.0.1:8050", f"127.0.0.1:{upstream}"),
    )
    whole = folder / "Caddyfile"
    whole.write_text(edit(text), encoding="utf-8")
    return whole


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_TRIES):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(log.read_text(encoding="utf-8")[-2000:])


@contextmanager
def _running(command: list[str], folder: Path, port: int, files: int) -> Iterator[None]:
    # Hard and soft: Caddy would raise the soft limit itself.
    if files:
        command = [need("prlimit"), f"--nofile={files}:{files}", *command]
    log = folder / "proxy.log"
    # Whatever it keeps of its own lies in the folder too.
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    try:
        _wait_for(port, process, log)
        yield
    finally:
        end_process(process)


@contextmanager
def nginx(folder: Path, secure: int, plain: int, upstream: int, edit: Edit = str, files: int = 0) -> Iterator[str]:
    """nginx before a port of this machine; gives its address. See `caddy`."""
    configuration = write_nginx(folder, secure, plain, upstream, edit)
    with _running([need("nginx"), "-p", str(folder), "-c", str(configuration)], folder, plain, files):
        yield f"https://127.0.0.1:{secure}"


@contextmanager
def caddy(folder: Path, port: int, upstream: int, edit: Edit = str, files: int = 0) -> Iterator[str]:
    """Caddy before a port of this machine; gives its address.

    Args:
        folder: where it keeps its own.
        port: where it listens.
        upstream: the port of the dashboard.
        edit: changes its configuration.
        files: how many it may open; 0 for as many as the machine lets it.
    """
    configuration = write_caddy(folder, port, upstream, edit)
    command = [need("caddy"), "run", "--config", str(configuration), "--adapter", "caddyfile"]
    with _running(command, folder, port, files):
        yield f"http://127.0.0.1:{port}"
