"""Serves the feed of corrections and versions."""

from flask import Flask, make_response, request
from werkzeug.wrappers import Response

from dashboard.pages import corrections
from dashboard.view import address
from dashboard.view.corrections_feed import PARAMETERS, PATH, write_feed
from dashboard.view.view import check_parameters
from dashboard.web.page_server import PageServer
from pipelines.schema.declared import LANGUAGES


def add_feed(server: Flask, site: PageServer) -> None:
    """Serve `/corrections.atom`, in French unless `lang=en`."""

    @server.get(PATH)
    def corrections_atom() -> Response:
        snapshot = site.store.current()
        params, _ignored = check_parameters(snapshot, list(request.args.items(multi=True))[:20], PARAMETERS)
        lang = next(known for known in LANGUAGES if known == params["lang"])
        page = address.page(lang, corrections.PAGE.pattern)
        response = make_response(write_feed(snapshot, lang, site.base_url(request), page))
        response.mimetype = "application/atom+xml"
        response.headers["Cache-Control"] = "public, max-age=600"
        response.add_etag()
        return response.make_conditional(request)
