"""The addresses under `/data/` and `/openapi.json`, put on a Flask server."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote

from flask import Flask, Request, Response, request

from dashboard.data.query import HeldFiles
from dashboard.downloads.catalogues.facts import SYNTAXES
from dashboard.downloads.difference_files import find_difference
from dashboard.downloads.documents import CHECKSUMS, files_of
from dashboard.downloads.problems import refuse_parameters
from dashboard.downloads.responses import allow_reading, answer_file, answer_reading
from dashboard.downloads.site_files import find_site_file
from dashboard.downloads.turns import Turns
from dashboard.downloads.versions import Library

_LONGEST_PATH: Final = 300
_FIXED: Final = re.compile(r"v(?P<version>[^/]+)/(?P<path>.*)", re.DOTALL)
_VERSION: Final = re.compile(r"v[\d.]+", re.ASCII)
_LATEST: Final = "latest"
_INDEX: Final = "index.html"
# What those who look for data ask for beside `/data/` too.
_AT_THE_ROOT: Final = ("openapi.json", "croissant.json", *(f"catalog.{extension}" for extension in SYNTAXES))


class Downloads:
    """Answers requests for files."""

    def __init__(self, library: Library, base: Callable[[Request], str], turns: Turns) -> None:
        self.library = library
        self._turns = turns
        self._base = base

    def answer(self, path: str) -> Response:
        """Return the answer to the request that Flask holds, for an address under `/data/`."""
        base = self._base(request)
        return answer_reading(request, base, path, lambda: self._answer(path, base), longest_path=_LONGEST_PATH)

    def _moved(self, path: str, query: str) -> Response | None:
        """Lead from a version without its slash to its page, and from `latest/` to the address that moves."""
        if path.partition("/")[0] == _LATEST:
            to, status = path.removeprefix(_LATEST).lstrip("/"), 307
        elif _VERSION.fullmatch(path):
            # Refused where it is not kept.
            to, status = f"v{self.library.version(path[1:]).version}/", 308
        else:
            return None
        response = Response(status=status)
        response.headers["Location"] = quote(f"/data/{to}") + (f"?{quote(query, safe='=&,%+')}" if query else "")
        return allow_reading(response)

    def _answer(self, path: str, base: str) -> Response:
        # Not `request.args`: it fails where the query holds bytes that are no UTF-8.
        query = request.query_string.decode("utf-8", "replace")
        given = parse_qsl(query, keep_blank_values=True, errors="replace")
        moved = self._moved(path, query)
        if moved is not None:
            return moved
        current = self.library.current()
        named = _FIXED.fullmatch(path)
        published = self.library.version(named["version"]) if named else current
        stored = self.library.stored(published, base) if named else None
        files = files_of(published, base, stored.stored if stored else None)
        if stored and named and named["path"] == CHECKSUMS:
            refuse_parameters(given)
            file = stored.list_of_hashes()
        elif named and named["path"]:
            file = files.find(named["path"], given)
        else:
            site_path = _INDEX if named else path
            file = (
                find_difference(self.library, site_path, given)
                or find_site_file(self.library, files, site_path, given)
                or files.find(site_path, given)
            )
        is_current = published.digest == current.digest
        return answer_file(files, file, request, self._turns, current=is_current)


def register(
    server: Flask,
    get_files: Callable[[], HeldFiles],
    releases: Path,
    base: Callable[[Request], str],
    turns: Turns,
) -> Downloads:
    """Put the addresses of all files on a server.

    Args:
        server: the Flask server.
        get_files: gives the files of the version that the pages show.
        releases: folder of the versions kept.
        base: gives the public address of the site, without a slash at its end, as a request sees it.
        turns: turns of the worker's threads at what waits for readers.
    """
    downloads = Downloads(Library(get_files, releases), base, turns)
    views: dict[str, Callable[..., Response]] = {
        "/data/<path:path>": downloads.answer,
        "/data/": lambda: downloads.answer(_INDEX),
        **{f"/{path}": partial(downloads.answer, path) for path in _AT_THE_ROOT},
    }
    for rule, view in views.items():
        # Of any method, which Flask's own way has no word for: each is refused with a problem document.
        server.url_map.add(server.url_rule_class(rule, endpoint=rule))
        server.view_functions[rule] = view
    return downloads
