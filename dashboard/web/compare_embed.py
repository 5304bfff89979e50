"""A comparison alone, for frames on other sites: source, version, the way to its page, and a script for its height."""

from typing import Final

from dash import html
from flask import Flask, Response, abort, request

from dashboard.charts.compare import COMPARE
from dashboard.charts.spec import ChartSpec
from dashboard.components.compare_table import comparison_tables
from dashboard.components.compared import comparison_in, kept
from dashboard.components.frame import framed_picture
from dashboard.data.cache import BoundedCache
from dashboard.pages.compare import PAGE
from dashboard.view.assets_index import asset_url
from dashboard.view.view import View
from dashboard.web.html_page import Head, write_head
from dashboard.web.html_text import to_html
from dashboard.web.page_server import PageServer, cacheable, language_of

_CACHING: Final = "public, max-age=300, stale-while-revalidate=3600"


def _body(view: View, spec: ChartSpec) -> str:
    _ = view.t.gettext
    params = kept(view.snapshot, view.params)
    comparison = comparison_in(view.snapshot, view.lang, view.params)
    tables = comparison_tables(view, comparison, spec.title)
    as_table = view.params["shape"] == "table"
    parts = html.Figure(
        [
            html.Figcaption(
                [
                    html.H1(spec.title, className="chart-title"),
                    html.Span(spec.subtitle, className="chart-subtitle"),
                    *(html.Span(words, className="chart-lead") for words in comparison.remarks),
                ]
            ),
            *(tables if as_table else [framed_picture(view, spec, params)]),
            html.P(spec.source, className="chart-source"),
            html.P(
                [
                    html.A(
                        _("site.esec-dashboard"),
                        href=view.absolute(view.href(COMPARE, **params)),
                        target="_blank",
                        rel="noopener",
                    ),
                    " · ",
                    _("site.data-version", version=view.snapshot.version),
                ],
                className="chart-source",
            ),
            None if as_table else html.Details([html.Summary(_("site.same-values-table")), *tables]),
        ],
        className="chart",
    )
    return to_html(parts)


def _write(view: View) -> str:
    """Write the embed; nothing where there is no chart."""
    spec = comparison_in(view.snapshot, view.lang, view.params).spec
    if spec is None:
        return ""
    head = write_head(view, Head(spec.title, PAGE.description_in(view), indexed=False))
    return (
        f'<!DOCTYPE html><html lang="{view.lang}" class="embedded"><head>{head}<base target="_blank">'
        f'<script src="{asset_url("frame.js")}" defer></script></head>'
        f"<body><main>{_body(view, spec)}</main></body></html>"
    )


def add_compare_embed(server: Flask, site: PageServer) -> None:
    """Serve `/embed/<lang>/compare`."""
    written: BoundedCache[bytes] = BoundedCache(site.settings.kept_bytes(1), len)

    @server.get(f"/embed/<lang>/{COMPARE}")
    def compare_embed(lang: str) -> Response:
        given = list(request.args.items(multi=True))[:20]
        view = site.view(PAGE, language_of(lang), request.path, "", given, site.base_url(request))
        text = written.get((view.snapshot.version_hash, view.base_url, view.here()), lambda: _write(view).encode())
        if not text:
            abort(404)
        return cacheable(text, "text/html", _CACHING)
