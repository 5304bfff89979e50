"""Compresses answers: once for what a data version or a file's name fixes, each time for the rest."""

import gzip
from typing import Final

import brotli
from flask import Flask, Response, request
from flask_compress import Compress

from dashboard.data.cache import BoundedCache

_TYPES: Final = frozenset(
    {
        "text/html", "text/css", "text/plain", "text/javascript", "application/javascript", "application/json",
        "application/xml", "application/atom+xml", "image/svg+xml", "text/csv",
    }
)  # fmt: skip
_SUITES: Final = "/_dash-component-suites/"
_DOWNLOADS: Final = "/data/"
_LEAST_BYTES: Final = 500
_LARGE_BYTES: Final = 400_000
_KEPT: Final = 2048
_KEPT_BYTES: Final = 32_000_000


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(body, 6, mtime=0)
    compressed: bytes = brotli.compress(body, quality=5 if len(body) > _LARGE_BYTES else 8)
    return compressed


def _wanted() -> str:
    """The best encoding that the asker takes; empty for none."""
    accepted = request.accept_encodings
    offered = [name for name in ("br", "gzip") if accepted[name] > 0]
    return max(offered, key=lambda name: accepted[name], default="")


def _name_of_content(response: Response) -> str:
    """What names the content of an answer for good: its tag, or the fingerprint in its address; else empty."""
    etag, _weak = response.get_etag()
    if etag:
        return etag
    return request.path if request.path.startswith(_SUITES) and response.cache_control.max_age else ""


def add_compression(server: Flask) -> None:
    """Compress what a server answers. Files under `/data/` see to it themselves."""
    server.config.update(COMPRESS_MIMETYPES=sorted(_TYPES), COMPRESS_BR_LEVEL=4, COMPRESS_MIN_SIZE=_LEAST_BYTES)
    Compress(server)
    kept: BoundedCache[bytes] = BoundedCache(_KEPT, weigh=len, most_bytes=_KEPT_BYTES)

    @server.after_request
    def compress_once(response: Response) -> Response:
        fixed = response.status_code == 200 and not request.path.startswith(_DOWNLOADS)
        if (
            not fixed
            or response.mimetype not in _TYPES
            or "Content-Encoding" in response.headers
            or response.is_streamed
        ):
            return response
        name, encoding = _name_of_content(response), _wanted()
        response.vary.add("Accept-Encoding")
        body = response.get_data() if name and encoding else b""
        if len(body) < _LEAST_BYTES:
            return response
        response.set_data(kept.get((name, encoding), lambda: _compress(body, encoding)))
        response.headers["Content-Encoding"] = encoding
        return response
