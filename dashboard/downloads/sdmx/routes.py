"""The addresses under `/sdmx/`, put on a Flask server."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flask import Flask, Request, Response, request

from dashboard.downloads.documents import files_of
from dashboard.downloads.published import Published
from dashboard.downloads.responses import answer_file, answer_reading
from dashboard.downloads.sdmx.addresses import AVAILABILITY, DATA, LATEST, Asked, read_address
from dashboard.downloads.sdmx.answers import answer_data
from dashboard.downloads.sdmx.descriptions import answer_availability, answer_structures
from dashboard.downloads.sdmx.errors import answer_error
from dashboard.downloads.sdmx.negotiation import DATA as DATA_FORMATS
from dashboard.downloads.sdmx.negotiation import FORMAT, STRUCTURES, choose, named
from dashboard.downloads.sdmx.slices import WILDCARDS, refuse
from dashboard.downloads.turns import Turns
from dashboard.downloads.versions import Library

PREFIX: Final = "/sdmx/"
# A key may name many codes.
_LONGEST_PATH: Final = 8_000
_LABELS: Final = re.compile(r";\s*labels=(\w+)")


def _with_labels(asked: Asked) -> Asked:
    """Add what the media type says of labels, as the standard has it for SDMX-CSV."""
    found = _LABELS.search(request.headers.get("Accept", ""))
    if not found or "labels" in asked.given:
        return asked
    return replace(asked, given={**asked.given, "labels": found[1]})


def _versions_of(library: Library, asked: Asked) -> list[Published]:
    """Return the versions that an address names, as data or structures are asked for; every one for `*`.

    Raises:
        Refusal: it is not kept.
    """
    if asked.version in LATEST or (asked.what != "structure" and asked.version in WILDCARDS):
        return [library.current()]
    if asked.version in WILDCARDS:
        return [library.version(number) for number in library.versions()]
    return [library.version(number) for number in dict.fromkeys(asked.version.split(","))]


class _Service:
    """Answers the requests of SDMX clients."""

    def __init__(self, library: Library, base: Callable[[Request], str], turns: Turns) -> None:
        self._library = library
        self._base = base
        self._turns = turns

    def answer(self, path: str = "") -> Response:
        """Return the answer to the request that Flask holds."""
        base = self._base(request)
        response = answer_reading(
            request, base, path, lambda: self._answer(path, base), answer_error, longest_path=_LONGEST_PATH
        )
        response.vary.add("Accept")
        return response

    def _answer(self, path: str, base: str) -> Response:
        asked = read_address(path, request.query_string.decode("utf-8", "replace"))
        known = DATA_FORMATS if asked.what == DATA else STRUCTURES
        default = named("xml-2.1", known) if asked.old else known[0]
        form = choose(request, known, default, asked.given.get(FORMAT, ""))
        versions = _versions_of(self._library, asked)
        current = self._library.current()
        published = current if current in versions else versions[0]
        files = files_of(published, base)
        count = None
        if asked.what == DATA:
            if len(versions) > 1:
                raise refuse("not-implemented", "fault.sdmx-not-done", "version", asked.version)
            file, count = answer_data(files, _with_labels(asked), form)
        elif asked.what == AVAILABILITY:
            file = answer_availability(files, asked, form)
        else:
            file = answer_structures(versions, asked, form)
        is_current = published.digest == current.digest
        response = answer_file(files, file, request, self._turns, current=is_current)
        if count is not None:
            response.headers["X-Row-Count"] = str(count)
        return response


def register_sdmx(server: Flask, library: Library, base: Callable[[Request], str], turns: Turns) -> None:
    """Put the SDMX REST interface on a server.

    Args:
        server: the Flask server.
        library: the versions.
        base: gives the public address of the site, without a slash at its end, as a request sees it.
        turns: turns of the worker's threads at what waits for readers.
    """
    service = _Service(library, base, turns)
    for rule in (PREFIX, f"{PREFIX}<path:path>"):
        # Of any method, as the addresses of files: each is refused in the same way.
        server.url_map.add(server.url_rule_class(rule, endpoint=rule))
        server.view_functions[rule] = service.answer
