"""A chart alone, for frames on other sites: with source, version, the way to its page, and a script for its height."""

from typing import Final

from dash import html
from dash.development.base_component import Component
from flask import Flask, Response, abort, request

from dashboard.charts.catalogue import charts_of
from dashboard.charts.spec import ChartSpec
from dashboard.components.chart import bases_list
from dashboard.components.frame import framed_picture
from dashboard.components.observations_table import observations_table, part_note
from dashboard.data.cache import BoundedCache
from dashboard.pages.indicator import PAGE, chosen_options, published_shown
from dashboard.view.assets_index import asset_url
from dashboard.view.view import View
from dashboard.web.chart_images import page_address
from dashboard.web.html_page import Head, write_head
from dashboard.web.html_text import to_html
from dashboard.web.page_server import PageServer, cacheable, language_of
from pipelines.schema.columns import T

_CACHING: Final = "public, max-age=300, stale-while-revalidate=3600"


def _body(view: View, spec: ChartSpec) -> str:
    _ = view.t.gettext
    kept = {name: value for name, value in view.params.items() if value != view.defaults[name]}
    parts = html.Figure(
        [
            html.Figcaption(
                [
                    html.H1(spec.title, className="chart-title"),
                    html.Span(spec.subtitle, className="chart-subtitle"),
                ]
            ),
            framed_picture(view, spec, kept),
            bases_list(spec),
            html.P(spec.doubt, className="doubt") if spec.doubt else None,
            html.P(spec.source, className="chart-source"),
            html.P(
                [
                    html.A(
                        _("site.esec-dashboard"),
                        href=view.absolute(page_address(view.snapshot, view.lang, view.key, view.params)),
                        target="_blank",
                        rel="noopener",
                    ),
                    " · ",
                    _("site.data-version", version=view.snapshot.version),
                ],
                className="chart-source",
            ),
            _table(view, spec),
        ],
        className="chart",
    )
    return to_html(parts)


def _table(view: View, spec: ChartSpec) -> Component | None:
    """Return an indicator's figures, folded; nothing for a chart of something else."""
    if view.snapshot.row(T.INDICATORS, view.key) is None:
        return None
    part = view.snapshot.excerpt_of(view.key)
    return html.Details(
        [
            html.Summary(view.t.gettext("site.same-values-table")),
            part_note(view, view.key, part),
            observations_table(view, published_shown(view, part.rows), name="values", caption=spec.title),
        ]
    )


def _write(view: View) -> str:
    """Write the embed; nothing where there is no chart."""
    spec = charts_of(view.snapshot).spec(view.key, view.lang, chosen_options(view.params))
    if spec is None:
        return ""
    head = write_head(view, Head(spec.title, spec.alt, indexed=False))
    return (
        f'<!DOCTYPE html><html lang="{view.lang}" class="embedded"><head>{head}<base target="_blank">'
        f'<script src="{asset_url("frame.js")}" defer></script></head>'
        f"<body><main>{_body(view, spec)}</main></body></html>"
    )


def add_embeds(server: Flask, site: PageServer) -> None:
    """Serve `/embed/<lang>/<chart_id>`, an indicator's or one of the law page's."""
    written: BoundedCache[bytes] = BoundedCache(site.settings.kept_bytes(1), len)

    @server.get("/embed/<lang>/<chart_id>")
    def embed(lang: str, chart_id: str) -> Response:
        given = list(request.args.items(multi=True))[:20]
        view = site.view(PAGE, language_of(lang), request.path, chart_id, given, site.base_url(request))
        text = written.get((view.snapshot.version_hash, view.base_url, view.here()), lambda: _write(view).encode())
        if not text:
            abort(404)
        return cacheable(text, "text/html", _CACHING)
