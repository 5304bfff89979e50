"""A small but whole site without a server, written from published tables, and a plain file server for it."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dashboard.commands.export import write_site
from dashboard.settings import Settings

# A course over years, one of two kinds of sources, and values with a choice of figures.
INDICATORS = ("helpline-119-answered", "minor-victims-procuring", "prostitution-recourse-mean")
_OTHER_CHARTS = {"penalties", "treaties", "timeline", "surveys", "compare"}
_FIGURE = re.compile(r"o-\d\d00")
_DATA = re.compile(r"data/(|[\w-]+\.csv|datapackage\.json|versions\.json|diff\.csv)")


def is_chosen(address: str) -> bool:
    """Every kind of page and file, but few of each that there are hundreds of."""
    split = urlsplit(address)
    path = unquote(split.path).strip("/") + "/" * split.path.endswith("/")
    name = path.strip("/").rpartition("/")[2].partition(".")[0]
    if "/figures/" in path:
        return bool(_FIGURE.fullmatch(name))
    if "/indicators/" in path or path.startswith(("charts/", "embed/")):
        return name in INDICATORS or name in _OTHER_CHARTS
    if "/topics/" in path:
        return name == "helpline"
    if path.endswith(("/factsheet", "/corrections")):
        return not split.query or split.query in ("page=2", f"indicator={INDICATORS[0]}")
    if path.startswith("data/"):
        return bool(_DATA.fullmatch(path)) and not split.query
    return True


def write_small(curated: Path, out: Path, base: str = "") -> None:
    """Write such a site."""
    write_site(Settings(curated=str(curated)), out, base, is_chosen)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def file_server(folder: Path) -> Iterator[str]:
    """The address of Python's own server of files, which sends no header of ours."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
