"""Asks a server for one of everything that it answers with, and for what it imported meanwhile."""

import http.client
import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.formats import FORMATS
from pipelines.schema.columns import T
from pipelines.schema.declared import tables
from tests.dashboard.test_security import CALLBACK, ask

INDICATOR: Final = "prostitution-recourse-cases"
# Only in the probe: which module came from which file.
IMPORTED: Final = "/imported"
# `esec serve`, with one more address.
PROBE: Final = f'''
import json, sys
import dashboard.app as module
from pipelines.cli import main

create = module.create_app

def create_app(settings):
    app = create(settings)
    answer = app.server.wsgi_app

    def told(environ, start):
        if environ["PATH_INFO"] != "{IMPORTED}":
            return answer(environ, start)
        files = [getattr(each, "__file__", None) for each in list(sys.modules.values())]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(files).encode()]

    app.server.wsgi_app = told
    return app

module.create_app = create_app
main()
'''


class Server:
    """A running server."""

    def __init__(self, address: str) -> None:
        self.address = address.removeprefix("http://")

    def ask(self, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.address, timeout=60)
        sent = None if body is None else json.dumps(body).encode()
        kind = {} if sent is None else {"Content-Type": "application/json"}
        try:
            connection.request("GET" if sent is None else "POST", path, sent, {**kind, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def imported(self) -> list[str]:
        """The files of the modules that the worker holds."""
        files = json.loads(self.ask(IMPORTED)[1])
        return [file for file in files if file]


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Run a server with one worker in an environment that names nothing else; `folder` takes its log."""
    fixed = {"PATH": "/usr/bin:/bin", "ESEC_PORT": "0", "ESEC_WORKERS": "1"}
    log = folder / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            command, cwd=folder, env={**fixed, **environment}, stdout=subprocess.PIPE, stderr=stream, text=True
        )
    with process:
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            assert address, log.read_text(encoding="utf-8")[-3000:]
            yield Server(address)
        finally:
            process.terminate()
            process.wait(30)


def _one_of_each_page(server: Server) -> list[str]:
    """Paths of the site map, one for each language and kind of page."""
    listed = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", server.ask("/sitemap.xml")[1].decode())
    kinds = {(*path.split("/")[:3], path.count("/")): path for path in listed}
    assert len(kinds) > 10
    return list(kinds.values())


def exercise(server: Server) -> None:
    """Ask for one of each kind of page, picture and frame, for every format of every table, and for what fails."""
    pages = _one_of_each_page(server)
    files = [f"/data/{table}.{form.extension}" for table in tables() for form in FORMATS.values() if form.fits(table)]
    documents = [f"/data/{name}" for name in DOCUMENTS]
    fine = [
        *pages, *files, *documents,
        "/data/", "/data/versions.json", "/openapi.json", f"/data/{T.OBSERVATIONS}.csv?ref_area=FR",
        "/en/explorer?q=prostitucion", f"/charts/fr/{INDICATOR}.svg?stamp=1",
        f"/charts/fr/{INDICATOR}.png?stamp=1", f"/embed/en/{INDICATOR}",
        "/corrections.atom", "/robots.txt", "/healthz", "/readyz", "/metrics",
        "/_dash-layout", "/_dash-dependencies",
    ]  # fmt: skip
    assert [path for path in fine if server.ask(path)[0] != 200] == []
    for coding in ("zstd", "br", "gzip"):
        assert server.ask("/en/", **{"Accept-Encoding": coding})[0] == 200
    page = server.ask(f"/en/indicators/{INDICATOR}")[1].decode()
    scripts = re.findall(r"/(?:_dash-component-suites|assets)/[^\"'\s&]+", page)
    assert scripts
    assert {server.ask(script)[0] for script in scripts} == {200}
    assert server.ask(CALLBACK, ask())[0] == 200
    refused = [
        server.ask("/favicon.ico")[0],
        server.ask("/en/none")[0],
        server.ask("/data/none.csv")[0],
        server.ask(CALLBACK, {"output": 1})[0],
    ]
    assert refused == [301, 404, 404, 400]
