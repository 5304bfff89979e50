"""Friendly answers to what goes wrong: a page with ways on for readers, a short JSON for machines, never a trace."""

import logging
from typing import Any, Final

from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Request, Response, jsonify, make_response, request
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, NotFound

from dashboard.document import Head, write_document
from dashboard.html_text import to_html
from dashboard.page import split_language
from dashboard.pages import NOT_FOUND
from dashboard.site import Site

_LOG: Final = logging.getLogger(__name__)
_MACHINES: Final = ("/_dash-", "/data/", "/charts/", "/assets/", "/api/")
_CALLBACK: Final = "/_dash-update-component"
_CALLBACK_KEYS: Final = frozenset({"output", "outputs", "inputs", "changedPropIds"})


def _error_page(site: Site, request: Request, error: HTTPException) -> Response:
    split = split_language(request.path)
    view = site.view(
        NOT_FOUND,
        split[0] if split else "fr",
        "/fr/" if split is None else request.path,
        "",
        (),
        site.base_url(request),
    )
    _ = view.t.gettext
    title = NOT_FOUND.title(view) if error.code == 404 else _("Something went wrong")
    words = NOT_FOUND.layout(view) if error.code == 404 else _failure(view)
    text = write_document(view, Head(title, title, indexed=False), to_html(words), None)
    return make_response(text, error.code or 500)


def _failure(view: Any) -> Any:
    from dash import html

    _ = view.t.gettext
    return html.Div(
        [
            html.H1(_("Something went wrong")),
            html.P(_("This page could not be made. The fault is ours; the others still answer.")),
            html.P(html.A(_("Home"), href=view.href("home"))),
        ]
    )


def _answer(site: Site, error: HTTPException) -> Response:
    if request.path.startswith(_MACHINES) or request.method not in {"GET", "HEAD"}:
        response = jsonify(error=error.name, status=error.code)
        response.status_code = error.code or 500
    else:
        response = _error_page(site, request, error)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _named(items: Any) -> list[tuple[Any, Any]] | None:
    """(id, property) of each item of a callback's body; None where the items have another shape."""
    listed = items if isinstance(items, list) else [items]
    if not all(isinstance(item, dict) for item in listed):
        return None
    return [(item.get("id"), item.get("property")) for item in listed]


def _known_callback(app: Any, body: Any) -> bool:
    """Whether a body has the shape of a callback of ours; Dash itself answers 500 to anything else."""
    if not isinstance(body, dict) or not body.keys() >= _CALLBACK_KEYS or not isinstance(body["output"], str):
        return False
    callback = app.callback_map.get(body["output"])
    changed = body["changedPropIds"]
    if callback is None or not isinstance(changed, list) or not all(isinstance(item, str) for item in changed):
        return False
    outputs = [tuple(name.rsplit(".", 1)) for name in body["output"].strip(".").split("...")]
    return (
        _named(body["inputs"]) == _named(callback["inputs"])
        and _named(body.get("state", [])) == _named(callback["state"])
        and _named(body["outputs"]) == outputs
    )


def add_error_pages(app: Any, site: Site) -> None:
    """Answer errors of every address, and refuse malformed callback bodies before Dash reads them."""
    server: Flask = app.server

    @server.before_request
    def refuse_malformed() -> None:
        if (
            request.path == _CALLBACK
            and request.method == "POST"
            and not _known_callback(app, request.get_json(silent=True))
        ):
            raise BadRequest

    @server.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        return _answer(site, error)

    @server.errorhandler(DependencyException)
    @server.errorhandler(InvalidResourceError)
    def no_such_resource(_error: Exception) -> Response:
        return _answer(site, NotFound())

    @server.errorhandler(Exception)
    def own_fault(error: Exception) -> Response:
        _LOG.exception("answer failed", exc_info=error)
        return _answer(site, InternalServerError())
