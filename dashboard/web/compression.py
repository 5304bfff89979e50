"""Compresses answers: once for what a data version or a file's name fixes, each time for the rest."""

from functools import partial
from threading import Event, Lock
from typing import Final

from cachetools import LRUCache
from flask import Flask, Response, g, request
from flask_compress import Compress

_TYPES: Final = (
    "text/html", "text/css", "text/plain", "text/javascript", "application/javascript", "application/json",
    "application/xml", "application/atom+xml", "image/svg+xml", "text/csv", "text/turtle", "application/ld+json",
    "application/rdf+xml", "application/csvm+json",
    *(f"application/vnd.sdmx.{kind}" for kind in (
        "structure+json", "structure+xml", "data+json", "data+xml", "data+csv", "genericdata+xml",
        "structurespecificdata+xml",
    )),
)  # fmt: skip
_SUITES: Final = "/_dash-component-suites/"
DOWNLOADS: Final = ("/data/", "/sdmx/")
_LEAST_BYTES: Final = 500
# Seconds that one waits for what another compresses: who compresses may have failed.
_PATIENCE: Final = 2.0
_LARGE_FILE: Final = 1024 * 1024


class _Kept:
    """Keep the compressed bodies used last, for Flask-Compress; its keys are an encoding and the name of a content.

    Who asks for what another thread is just compressing waits for that one, instead of doing the same beside it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bodies: LRUCache[str, bytes] = LRUCache(most, len)
        self._made: dict[str, Event] = {}
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """Give the body of the key, if it is held or about to be; None asks the caller to make it."""
        if key.endswith(";"):
            return None
        with self._lock:
            if (body := self._bodies.get(key)) is not None:
                return body
            made = self._made.get(key)
            if made is None:
                self._made[key] = Event()
                return None
        made.wait(_PATIENCE)
        with self._lock:
            return self._bodies.get(key)

    def set(self, key: str, body: bytes) -> None:
        """Keep a body, unless nothing names its content."""
        if key.endswith(";"):
            return
        with self._lock:
            if len(body) <= self._most:
                self._bodies[key] = body
            made = self._made.pop(key, None)
        if made is not None:
            made.set()


def _name_of_content(response: Response) -> str:
    """Name the content of an answer for good: its tag, or the fingerprint in its address; else empty.

    Of files, which are as many as there are selections, only the large ones: compressing eight megabytes anew for each
    of two hundred who ask at once would keep every other reader waiting for seconds.
    """
    if response.status_code != 200:
        return ""
    if request.path.startswith(DOWNLOADS) and (response.is_streamed or (response.content_length or 0) < _LARGE_FILE):
        return ""
    etag, _weak = response.get_etag()
    if etag:
        return etag
    return request.path if request.path.startswith(_SUITES) and response.cache_control.max_age else ""


def add_compression(server: Flask, most: int) -> None:
    """Compress what a server answers, and keep at most so many bytes of it."""
    server.config.update(
        COMPRESS_MIMETYPES=_TYPES,
        COMPRESS_ALGORITHM=["br", "zstd", "gzip", "deflate"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=_LEAST_BYTES,
        COMPRESS_CACHE_BACKEND=partial(_Kept, most),
        COMPRESS_CACHE_KEY=lambda _request: g.content_name,
    )
    Compress(server)

    # Added last, and so run before the library compresses.
    @server.after_request
    def name_content(response: Response) -> Response:
        g.content_name = _name_of_content(response)
        return response
