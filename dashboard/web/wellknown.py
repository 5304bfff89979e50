"""Files that machines ask for by name: robots.txt, sitemap.xml, the feed of corrections, our static files."""

import mimetypes
from html import escape
from typing import Final

from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from dashboard.pages import corrections
from dashboard.view import address
from dashboard.view.assets_index import asset_url, read_asset
from dashboard.view.corrections_feed import PARAMETERS, PATH, write_feed
from dashboard.view.view import check_parameters
from dashboard.web.page_server import PageServer, cacheable, language_of, snapshot_paths
from pipelines.schema.declared import LANGUAGES

_SERVED: Final = frozenset(
    {"boot.js", "controls.js", "walk.js", "frame.js", "display.woff2", "favicon.svg", "plotly-basic.min.js"}
)
_YEAR: Final = "public, max-age=31536000, immutable"


def _sitemap(site: PageServer, base: str) -> str:
    snapshot = site.store.current()
    modified = f"<lastmod>{escape(snapshot.released)}</lastmod>" if snapshot.released else ""
    urls = []
    for path in snapshot_paths(snapshot):
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(base + address.in_language(path, lang))}"/>'
            for lang in LANGUAGES
        )
        urls.append(f"<url><loc>{escape(base + path)}</loc>{modified}{twins}</url>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{"".join(urls)}</urlset>'
    )


def add_wellknown(server: Flask, site: PageServer) -> None:
    """Serve robots.txt, sitemap.xml, the icon, `assets/`, and `/corrections.atom` in the language that `lang` names."""

    @server.get("/robots.txt")
    def robots() -> Response:
        text = f"User-agent: *\nDisallow: /_dash-\nDisallow: /embed/\nSitemap: {site.base_url(request)}/sitemap.xml\n"
        return cacheable(text, "text/plain", "public, max-age=3600")

    @server.get("/sitemap.xml")
    def sitemap() -> Response:
        return cacheable(_sitemap(site, site.base_url(request)), "application/xml", "public, max-age=3600")

    @server.get(PATH)
    def corrections_atom() -> Response:
        snapshot = site.store.current()
        params, _ignored = check_parameters(snapshot, list(request.args.items(multi=True))[:20], PARAMETERS)
        lang = language_of(params["lang"])
        page = address.page(lang, corrections.PAGE.pattern)
        feed = write_feed(snapshot, lang, site.base_url(request), page)
        return cacheable(feed, "application/atom+xml", "public, max-age=600")

    @server.get("/favicon.ico")
    def favicon() -> BaseResponse:
        return redirect(asset_url("favicon.svg"), 301)

    @server.get("/assets/<name>")
    def asset(name: str) -> Response:
        if name not in _SERVED:
            abort(404)
        named = f"/assets/{name}?v={request.args.get('v', '')}" == asset_url(name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return cacheable(read_asset(name), kind, _YEAR if named else "public, max-age=60")
