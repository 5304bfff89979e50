"""Answers over HTTP: conditional and range requests, names, links and caching, the same for every file."""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyarrow as pa
import xlsxwriter
from flask import Request, Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_date, parse_range_header

from dashboard.downloads.files import DownloadCatalogue, File
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.problems import MEDIA_TYPE, Fault, Refusal
from dashboard.downloads.rows import why_empty
from dashboard.downloads.turns import Turns
from dashboard.downloads.words import words_for
from pipelines import schema
from pipelines.schema.dataset import LICENCE_URL

METHODS: Final = ("GET", "HEAD", "OPTIONS")
# A version never changes; the latest may be shown for five minutes after it has been replaced.
_FIXED_CACHING: Final = "public, max-age=31536000, immutable"
_LATEST_CACHING: Final = "public, max-age=300"
_EXPOSED: Final = (
    "Accept-Ranges, Content-Disposition, Content-Length, Content-Location, Content-Range, ETag, Last-Modified, Link, "
    "X-Data-Version, X-Empty-Reason, X-Row-Count"
)
# Endings of what files are made by.
_MAKING: Final = frozenset({".py", ".json", ".po", ".toml"})


@cache
def _code_digest() -> str:
    """Name the code and texts that make the files, so that a change of them is never taken for an unchanged file."""
    libraries = (pa.__version__, xlsxwriter.__version__, version("odfdo"), version("pyreadstat"))
    digest = hashlib.sha256(" ".join(libraries).encode())
    ours = Path(__file__).parents[1]
    for folder in (ours / "downloads", ours / "locales", Path(schema.__path__[0])):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _MAKING:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def entity_tag(files: DownloadCatalogue, file: File) -> str:
    """Return the strong validator of a file: version, address and selection decide its bytes."""
    parts = (files.published.digest, files.dataset.base, file.path, file.query, file.state, _code_digest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def allow_reading(response: Response) -> Response:
    """Let scripts of any site read the answer; there is nothing here that only some may read."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def answer_options() -> Response:
    """Say what may be done here, for a browser that asks before it reads from another site."""
    response = Response(status=204)
    response.headers["Allow"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = "If-Modified-Since, If-None-Match, If-Range, Range"
    response.headers["Access-Control-Max-Age"] = "86400"
    return allow_reading(response)


def refuse_method() -> Refusal:
    """Return the refusal of a method that would write."""
    return Refusal([Fault("method-not-allowed", words_for("fault.read-only"))], headers=[("Allow", ", ".join(METHODS))])


def answer_refusal(refusal: Refusal, base: str, request: Request) -> Response:
    """Return a problem document."""
    query = request.query_string.decode("utf-8", "replace")
    body = dump_pretty(refusal.document(base, f"{request.path}?{query}" if query else request.path))
    response = Response(body, refusal.status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in refusal.headers:
        response.headers[name] = value
    return allow_reading(response)


def _matching_tag(request: Request, tag: str) -> str | None:
    """Return the validator that the client holds, if it is of this file; compression adds `:br` and the like to it."""
    if request.if_none_match.star_tag:
        return tag
    # The parser gives nothing instead of a text for a tag that it cannot read.
    held = sorted(each for each in request.if_none_match.as_set(include_weak=True) if each)
    return next((each for each in held if each.partition(":")[0] == tag), None)


def _unchanged(request: Request, tag: str, released: datetime) -> str | None:
    if "If-None-Match" in request.headers:
        return _matching_tag(request, tag)
    since = parse_date(request.headers.get("If-Modified-Since"))
    return tag if since is not None and released <= since else None


def _links(files: DownloadCatalogue, path: str, *, current: bool) -> str:
    dataset = files.dataset
    links = [
        (dataset.file("datapackage.json", fixed=not current), "describedby"),
        (f"{dataset.base}/openapi.json", "service-desc"),
        (dataset.file("versions.json"), "version-history"),
        (LICENCE_URL, "license"),
    ]
    if not current:
        links.append((dataset.file(path), "latest-version"))
    return ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)


def _started(chunks: Iterator[bytes]) -> Generator[bytes, None, None]:
    """Return the same chunks, the first made at once: what cannot be read is said before the answer starts."""
    first = next(chunks, b"")

    def rest() -> Generator[bytes, None, None]:
        try:
            yield first
            yield from chunks
        finally:
            if isinstance(chunks, Generator):
                chunks.close()

    return rest()


def _row_headers(files: DownloadCatalogue, file: File) -> Sequence[tuple[str, str]]:
    if file.rows is None or not file.whole:
        return ()
    count = files.count(file.rows)
    if count:
        return (("X-Row-Count", str(count)),)
    reason = why_empty(file.rows)["en"].encode("ascii", "replace").decode()
    return (("X-Row-Count", "0"), ("X-Empty-Reason", reason[:500]))


def answer_file(
    files: DownloadCatalogue, file: File, request: Request, turns: Turns, *, current: bool, fixed: bool
) -> Response:
    """Return a file, or what of it the client asks for.

    Args:
        files: the files of its version.
        file: the file.
        request: the request.
        turns: turns at making a file while it is sent, which holds a thread as long as its reader likes.
        current: whether this is the current version.
        fixed: whether the address names the version.

    Raises:
        Refusal: the range lies outside the file, or the file cannot be made.
        ServiceUnavailable: too many others are taking files that are made while they are sent.
    """
    tag = entity_tag(files, file)
    released = datetime.fromisoformat(files.dataset.released).replace(tzinfo=UTC)
    held = _unchanged(request, tag, released)
    if held is not None:
        response = Response(status=304)
    elif file.whole:
        response = Response(files.body(file), content_type=file.media_type)
    else:
        # HEAD must not start to make a large file, nor say that it is empty.
        chunks: Iterator[bytes] = iter(()) if request.method == "HEAD" else _started(turns.hold(file.chunks()))
        response = Response(chunks, content_type=file.media_type)
    response.set_etag(held or tag)
    response.last_modified = released
    headers = response.headers
    headers["Cache-Control"] = _FIXED_CACHING if fixed else _LATEST_CACHING
    headers["Link"] = _links(files, file.path, current=current)
    headers["X-Data-Version"] = files.dataset.version
    if not file.state:
        query = f"?{file.query}" if file.query else ""
        headers["Content-Location"] = files.dataset.file(file.path, fixed=True) + query
    if held is None:
        headers["Content-Disposition"] = f'{"inline" if file.inline else "attachment"}; filename="{file.name}"'
        headers["Accept-Ranges"] = "bytes" if file.whole else "none"
        headers.extend(_row_headers(files, file))
        _take_range(response, request)
    return allow_reading(response)


def _take_range(response: Response, request: Request) -> None:
    """Cut the answer down to the one range of bytes asked for; several ranges, or other units, give the whole file."""
    asked = parse_range_header(request.headers.get("Range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or response.is_streamed:
        return
    # Part of a file must not be compressed as if it were the whole.
    request.environ["HTTP_ACCEPT_ENCODING"] = "identity"
    length = response.content_length
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable as error:
        detail = words_for("fault.range-outside", length=length)
        fault = Fault("range-not-satisfiable", detail, "Range", request.headers.get("Range", ""))
        raise Refusal([fault], headers=[("Content-Range", f"bytes */{length}")]) from error
