"""Friendly answers to what goes wrong: a page with ways on for readers, a problem document for machines, no trace."""

import logging
import re
from collections.abc import Mapping
from http import HTTPMethod
from typing import Any, Final

from dash import html
from dash.development.base_component import Component
from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, abort, make_response, request
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    NotFound,
    SecurityError,
    TooManyRequests,
)

from dashboard.data.cache import BoundedCache
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.problems import MEDIA_TYPE, Fault, Refusal
from dashboard.downloads.responses import allow_reading, answer_refusal
from dashboard.downloads.turns import Turns
from dashboard.downloads.words import words_for
from dashboard.pages import NOT_FOUND
from dashboard.view.page import split_language
from dashboard.view.view import View
from dashboard.web.compression import DOWNLOADS
from dashboard.web.html_page import Head, write_document
from dashboard.web.html_text import to_html
from dashboard.web.page_server import LONGEST_PATH, PageServer
from pipelines.schema.declared import DEFAULT_LANGUAGE

_LOG: Final = logging.getLogger(__name__)
# What people look at: pages, whose addresses are all that no other route takes, and charts in frames.
_FOR_PEOPLE: Final = frozenset({"/", "/<path:path>", "/embed/<lang>/<chart_id>"})
_MACHINES: Final = ("/_dash-", *DOWNLOADS, "/charts/", "/assets/", "/api/")
# Those that the files have words for, by status.
_SAID: Final = {
    412: "fault.precondition-failed",
    429: "fault.too-many-requests",
    501: "fault.unknown-method",
    503: "fault.busy",
}
_METHODS: Final = frozenset(HTTPMethod) - {HTTPMethod.CONNECT}
_CALLBACK: Final = "/_dash-update-component"
_HOST: Final = re.compile(r"([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)
_CALLBACK_KEYS: Final = frozenset({"output", "outputs", "inputs", "changedPropIds"})


def _view(site: PageServer, path: str) -> View:
    split = split_language(path)
    lang, shown = (split[0], path) if split else (DEFAULT_LANGUAGE, f"/{DEFAULT_LANGUAGE}/")
    return site.view(NOT_FOUND, lang, shown, "", (), site.base_url(request))


def _write(view: View, title: str, words: Component) -> str:
    return write_document(view, Head(title, title, indexed=False), to_html(words), None)


def _error_page(site: PageServer, error: HTTPException) -> str:
    view = _view(site, request.path)
    if error.code == 404:
        return _write(view, NOT_FOUND.title_in(view), NOT_FOUND.layout(view))
    _ = view.t.gettext
    title = _("errors.something-went-wrong")
    home = html.A(_("errors.home"), href=view.href("home"))
    return _write(view, title, html.Div([html.H1(title), html.P(_("errors.page-could-not")), html.P(home)]))


def _busy_page(view: View) -> str:
    _ = view.t.gettext
    title = _("errors.too-many-requests")
    words = html.Div(
        [
            html.H1(title),
            html.P(_("errors.network-asked-site")),
            html.P(_("errors.wait-minute-ask")),
            html.P([_("errors.script-reads-many"), " ", html.A(_("downloads.title"), href=view.href("downloads"))]),
        ]
    )
    return _write(view, title, words)


class ErrorAnswers:
    """Answer what goes wrong, for people and for machines."""

    def __init__(self, site: PageServer) -> None:
        self._site = site
        self._busy: BoundedCache[str] = BoundedCache(64)

    def _problem(self, error: HTTPException) -> Response:
        """Write a problem document (RFC 9457): of a kind of the files' where they say it, else of the status alone."""
        said = _SAID.get(error.code or 500)
        if said is not None:
            refusal = Refusal([Fault(said.removeprefix("fault."), words_for(said))])
            return answer_refusal(refusal, self._site.base_url(request), request)
        problem = {"type": "about:blank", "title": error.name, "status": error.code}
        if isinstance(error, SecurityError):
            problem["detail"] = "Not a name of this site; its operator sets ESEC_BASE_URL."
        return allow_reading(Response(dump_pretty(problem), content_type=MEDIA_TYPE))

    def _body(self, error: HTTPException) -> Response:
        rule = request.url_rule
        shown = rule is not None and rule.rule in _FOR_PEOPLE and not request.path.startswith(_MACHINES)
        if not shown or request.method not in {"GET", "HEAD"} or error.code in (400, 412):
            return self._problem(error)
        if isinstance(error, TooManyRequests):
            # The same for every address: refusing must cost less than answering.
            view = _view(self._site, "/en/" if request.path.startswith("/en/") else "/fr/")
            key = (view.snapshot.version_hash, view.base_url, view.lang)
            return make_response(self._busy.get(key, lambda: _busy_page(view)))
        return make_response(_error_page(self._site, error))

    def answer(self, error: HTTPException) -> Response:
        """Answer an error."""
        response = self._body(error)
        response.status_code = error.code or 500
        response.headers["Cache-Control"] = "no-store" if error.code in (429, 503) else "no-cache"
        # Such as Allow and Retry-After.
        response.headers.update((name, value) for name, value in error.get_headers() if name != "Content-Type")
        return response


def _named(items: Any) -> list[tuple[Any, Any]] | None:
    """List (id, property) of a callback body's items; give None where they have another shape."""
    listed = items if isinstance(items, list) else [items]
    if not all(isinstance(item, dict) for item in listed):
        return None
    return [(item.get("id"), item.get("property")) for item in listed]


def _read_json() -> Any:
    """Read the body of the request; give None where it is no JSON, or nested deeper than any body of ours."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _known_callback(app: Any, body: Any) -> bool:
    """Tell whether a body has the shape of a callback of ours; Dash itself answers 500 to anything else."""
    if not isinstance(body, dict) or not body.keys() >= _CALLBACK_KEYS or not isinstance(body["output"], str):
        return False
    callback = app.callback_map.get(body["output"])
    changed = body["changedPropIds"]
    if callback is None or not isinstance(changed, list) or not all(isinstance(item, str) for item in changed):
        return False
    if len(changed) > len(callback["inputs"]):
        return False
    outputs = [tuple(name.rsplit(".", 1)) for name in body["output"].strip(".").split("...")]
    return (
        _named(body["inputs"]) == _named(callback["inputs"])
        and _named(body.get("state", [])) == _named(callback["state"])
        and _named(body["outputs"]) == outputs
    )


def _is_http(environ: Mapping[str, Any]) -> bool:
    """Tell whether a request names its method and one host as HTTP/1.1 has it; Werkzeug takes more than that."""
    host = environ.get("HTTP_HOST")
    named = environ["SERVER_PROTOCOL"] == "HTTP/1.0" if host is None else _HOST.fullmatch(host) is not None
    return named and environ["REQUEST_METHOD"].isupper()


def add_error_pages(app: Any, site: PageServer, turns: Turns) -> None:
    """Answer errors of every address, and refuse what is malformed before Dash reads it."""
    server: Flask = app.server
    answers = ErrorAnswers(site)

    @server.before_request
    def refuse_malformed() -> None:
        if not _is_http(request.environ):
            raise BadRequest
        if request.method not in _METHODS:
            abort(501)
        # Downloads have a word of their own for it.
        if len(request.path) > LONGEST_PATH and not request.path.startswith(DOWNLOADS):
            raise NotFound
        if request.path != _CALLBACK or request.method != "POST":
            return
        # A body that is announced and never comes holds the thread that reads it; a proxy hands on whole bodies alone.
        turns.reading.take()
        try:
            body = _read_json()
        finally:
            turns.reading.give_back()
        if not _known_callback(app, body):
            raise BadRequest

    @server.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        return answers.answer(error)

    @server.errorhandler(DependencyException)
    @server.errorhandler(InvalidResourceError)
    def no_such_resource(_error: Exception) -> Response:
        return answers.answer(NotFound())

    @server.errorhandler(Exception)
    def own_fault(error: Exception) -> Response:
        _LOG.exception("answer failed", exc_info=error)
        return answers.answer(InternalServerError())
