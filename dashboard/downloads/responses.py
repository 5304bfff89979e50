"""Answers over HTTP: conditional and range requests, names, links and caching, the same for every file."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyarrow as pa
import xlsxwriter
from flask import Request, Response
from werkzeug.exceptions import ServiceUnavailable

from dashboard.data.query import NotPublishedError
from dashboard.downloads.catalogues import csvw
from dashboard.downloads.catalogues.facts import contact_of, terms_page
from dashboard.downloads.conditions import FAILED, UNCHANGED, Validators, asked_span
from dashboard.downloads.files import DownloadCatalogue, File
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.problems import MEDIA_TYPE, Fault, Refusal
from dashboard.downloads.rows import why_empty
from dashboard.downloads.turns import Turns
from dashboard.downloads.words import words_for
from pipelines import schema
from pipelines.schema.dataset import LICENCE_URL

METHODS: Final = ("GET", "HEAD", "OPTIONS")
LONGEST_QUERY: Final = 8_000
# What is stored never changes; what is made may be shown for five minutes after data or code have been replaced.
_STORED_CACHING: Final = "public, max-age=31536000, immutable"
_MADE_CACHING: Final = "public, max-age=300"
_EXPOSED: Final = (
    "Accept-Ranges, Allow, Content-Disposition, Content-Length, Content-Location, Content-Range, ETag, Last-Modified, "
    "Link, Retry-After, X-Data-Version, X-Empty-Reason, X-Row-Count, X-Total-Count"
)
# What scripts of other sites may ask with.
_ASKED: Final = "If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range"
# Endings of what files are made by.
_MAKING: Final = frozenset({".py", ".R", ".json", ".po", ".toml"})


@cache
def _code_digest() -> str:
    """Name the code and texts that make the files, so that a change of them is never taken for an unchanged file."""
    libraries = (pa.__version__, xlsxwriter.__version__, *map(version, ("odfdo", "pyreadstat", "pysdmx", "rdflib")))
    digest = hashlib.sha256(" ".join(libraries).encode())
    ours = Path(__file__).parents[1]
    for folder in (ours / "downloads", ours / "locales", Path(schema.__path__[0])):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _MAKING:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def entity_tag(files: DownloadCatalogue, file: File) -> str:
    """Return the strong validator of a file: version, address and selection decide its bytes, unless it is stored."""
    if file.digest:
        return file.digest[:32]
    # Catalogues name the contact that the operator has set.
    contact = contact_of(files.dataset)[1]
    parts = (files.published.digest, files.dataset.base, file.path, file.query, file.state, contact, _code_digest())
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
    response.headers["Access-Control-Allow-Headers"] = _ASKED
    response.headers["Access-Control-Max-Age"] = "86400"
    return allow_reading(response)


def refuse_method() -> Refusal:
    """Return the refusal of a method that would write."""
    return Refusal([Fault("method-not-allowed", words_for("fault.read-only"))], headers=[("Allow", ", ".join(METHODS))])


def refuse_for_now(error: ServiceUnavailable) -> Refusal:
    """Return the refusal of what may be asked for again, when as many as can be served at once already are."""
    return Refusal([Fault("busy", words_for("fault.busy"))], headers=[("Retry-After", str(error.retry_after))])


def answer_refusal(refusal: Refusal, base: str, request: Request) -> Response:
    """Return a problem document."""
    query = request.query_string.decode("utf-8", "replace")
    body = dump_pretty(refusal.document(base, f"{request.path}?{query}" if query else request.path))
    response = Response(body, refusal.status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in refusal.headers:
        response.headers[name] = value
    return allow_reading(response)


def answer_reading(
    request: Request,
    base: str,
    path: str,
    answer: Callable[[], Response],
    tell: Callable[[Refusal, str, Request], Response] = answer_refusal,
    *,
    longest_path: int,
) -> Response:
    """Return the answer to a request of any method, for addresses that are read: files, and what SDMX clients ask.

    Args:
        request: the request.
        base: public address of the site, without a slash at its end.
        path: what the address names.
        answer: answers GET and HEAD; may raise Refusal, ServiceUnavailable and NotPublishedError.
        tell: writes a refusal in the shape that the client reads.
        longest_path: characters that a path may have.
    """
    try:
        if request.method == "OPTIONS":
            return answer_options()
        if request.method not in ("GET", "HEAD"):
            raise refuse_method()
        if len(request.query_string) > LONGEST_QUERY or len(path) > longest_path:
            detail = words_for("fault.address-too-long", longest_query=LONGEST_QUERY)
            raise Refusal([Fault("address-too-long", detail)])
        return answer()
    except Refusal as refusal:
        return tell(refusal, base, request)
    except ServiceUnavailable as error:
        return tell(refuse_for_now(error), base, request)
    except NotPublishedError:
        fault = Fault("not-published", words_for("fault.data-unreadable"))
        return tell(Refusal([fault], headers=[("Retry-After", "60")]), base, request)


def _links(files: DownloadCatalogue, file: File, *, current: bool) -> str:
    dataset = files.dataset
    links = [
        (dataset.file("datapackage.json", fixed=not current), "describedby"),
        (f"{dataset.base}/openapi.json", "service-desc"),
        (dataset.file("versions.json"), "version-history"),
        (LICENCE_URL, "license"),
        # What is not ours to license.
        (terms_page(dataset, "en"), "copyright"),
    ]
    if file.path.endswith(".csv") and file.rows:
        # By the file's own name, so that the metadata lies beside it whatever the address (CSVW, 5.2).
        metadata = f"{file.path.rpartition('/')[2]}{csvw.BESIDE}" + (f"?{file.query}" if file.query else "")
        # The first of those that describe it: some readers warn of every other.
        links.insert(0, (metadata, f'describedby"; type="{csvw.MEDIA_TYPE}'))
    if not current:
        links.append((dataset.file(file.path), "latest-version"))
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
    count, total = files.count(file.rows), ("X-Total-Count", str(files.matched(file.rows)))
    if count:
        return (("X-Row-Count", str(count)), total)
    reason = why_empty(file.rows)["en"].encode("ascii", "replace").decode()
    return (("X-Row-Count", "0"), total, ("X-Empty-Reason", reason[:500]))


def answer_file(files: DownloadCatalogue, file: File, request: Request, turns: Turns, *, current: bool) -> Response:
    """Return a file, or what of it the client asks for.

    Args:
        files: the files of its version.
        file: the file.
        request: the request.
        turns: turns at making a file while it is sent, which holds a thread as long as its reader likes.
        current: whether this is the current version.

    Raises:
        Refusal: a precondition fails, the range lies outside the file, or the file cannot be made.
        ServiceUnavailable: too many others are taking files that are made while they are sent.
    """
    released = datetime.fromisoformat(files.dataset.released).replace(tzinfo=UTC)
    own = Validators(entity_tag(files, file), modified=released)
    status = own.weigh(request)
    if status == FAILED:
        raise Refusal([Fault("precondition-failed", words_for("fault.precondition-failed"))])
    if status == UNCHANGED:
        response = Response(status=status)
    elif file.whole:
        response = Response(files.body(file), content_type=file.media_type)
    else:
        # HEAD must not start to make a large file, nor say that it is empty.
        chunks: Iterator[bytes] = iter(()) if request.method == "HEAD" else _started(files.in_turn(file, turns))
        response = Response(chunks, content_type=file.media_type)
    # Of a compressed file that the client holds, its own tag.
    response.set_etag((own.held(request) if status == UNCHANGED else None) or own.tag)
    response.last_modified = released
    headers = response.headers
    headers["Cache-Control"] = _STORED_CACHING if file.digest else _MADE_CACHING
    headers["Link"] = _links(files, file, current=current)
    headers["X-Data-Version"] = files.dataset.version
    if not file.state:
        query = f"?{file.query}" if file.query else ""
        headers["Content-Location"] = files.dataset.file(file.path, fixed=True) + query
    if status != UNCHANGED:
        headers["Content-Disposition"] = f'{"inline" if file.inline else "attachment"}; filename="{file.name}"'
        headers["Accept-Ranges"] = "bytes" if file.whole else "none"
        headers.extend(_row_headers(files, file))
        _take_range(response, request, own)
    return allow_reading(response)


def _take_range(response: Response, request: Request, own: Validators) -> None:
    """Cut the answer down to the one range of bytes asked for."""
    if response.is_streamed or not own.range_holds(request):
        return
    body = response.get_data()
    try:
        span = asked_span(request, len(body))
    except ValueError as error:
        detail = words_for("fault.range-outside", length=len(body))
        fault = Fault("range-not-satisfiable", detail, "Range", request.headers["Range"])
        raise Refusal([fault], headers=[("Content-Range", f"bytes */{len(body)}")]) from error
    if span is None:
        return
    start, stop = span
    response.set_data(body[start:stop])
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(body)}"
    # Part of a file must not be compressed as if it were the whole.
    request.environ["HTTP_ACCEPT_ENCODING"] = "identity"
