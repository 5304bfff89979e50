"""Answers that a browser or proxy may keep, and ask for again by their tag."""

from flask import Response, make_response, request
from werkzeug.http import generate_etag


def cacheable(body: str | bytes, mimetype: str, caching: str, *, etag: str | None = None) -> Response:
    """An answer with its tag; only the head where the asker holds it already.

    Args:
        body: content.
        mimetype: its type.
        caching: value of Cache-Control.
        etag: tag, where it is known; else it is made from the content.
    """
    response = make_response(body)
    response.mimetype = mimetype
    response.headers["Cache-Control"] = caching
    # Weak, because the compressed forms share it.
    response.set_etag(etag or generate_etag(response.get_data()), weak=True)
    response.make_conditional(request)
    return response
