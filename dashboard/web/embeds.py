"""A chart alone, for frames on other sites: no scripts; source, version and the way to the page inside the frame."""

from typing import Final

from dash import html
from flask import Flask, Response, abort, request

from dashboard.charts.catalogue import charts_of
from dashboard.charts.spec import ChartSpec
from dashboard.components.chart import bases_list, chart_picture
from dashboard.components.observations_table import observations_table, part_note
from dashboard.data.cache import BoundedCache
from dashboard.pages.indicator import PAGE, chosen_options, description, published_shown, title
from dashboard.view.view import View
from dashboard.web.html_page import Head, write_head
from dashboard.web.html_text import to_html
from dashboard.web.page_server import PageServer, cacheable, language_of
from pipelines.schema.columns import T

_CACHING: Final = "public, max-age=300, stale-while-revalidate=3600"


def _body(view: View, spec: ChartSpec) -> str:
    _ = view.t.gettext
    part = view.snapshot.excerpt_of(view.key)
    kept = {name: value for name, value in view.params.items() if value != view.defaults[name]}
    parts = html.Figure(
        [
            html.Figcaption(
                [
                    html.H1(spec.title, className="chart-title"),
                    html.Span(spec.subtitle, className="chart-subtitle"),
                ]
            ),
            chart_picture(view, spec, kept),
            bases_list(spec),
            html.P(spec.doubt, className="chart-doubt") if spec.doubt else None,
            html.P(spec.source, className="chart-source"),
            html.P(
                [
                    html.A(
                        _("site.esec-dashboard"),
                        href=view.absolute(view.href("indicator", view.key, **kept)),
                        target="_blank",
                        rel="noopener",
                    ),
                    " · ",
                    _("site.data-version", version=view.snapshot.version),
                ],
                className="chart-source",
            ),
            html.Details(
                [
                    html.Summary(_("site.same-values-table")),
                    part_note(view, view.key, part),
                    observations_table(view, published_shown(view, part.rows), name="values", caption=spec.measure),
                ]
            ),
        ],
        className="chart",
    )
    return to_html(parts)


def _write(view: View) -> str:
    """Write the embed; nothing where there is no chart."""
    if view.snapshot.row(T.INDICATORS, view.key) is None:
        return ""
    spec = charts_of(view.snapshot).spec(view.key, view.lang, chosen_options(view.params))
    if spec is None:
        return ""
    head = Head(title(view), description(view), indexed=False)
    return (
        f'<!DOCTYPE html><html lang="{view.lang}" class="embedded"><head>{write_head(view, head)}<base target="_blank">'
        f"</head><body><main>{_body(view, spec)}</main></body></html>"
    )


def add_embeds(server: Flask, site: PageServer) -> None:
    """Serve `/embed/<lang>/<indicator_id>`."""
    written: BoundedCache[bytes] = BoundedCache(site.settings.kept_bytes(1), len)

    @server.get("/embed/<lang>/<indicator_id>")
    def embed(lang: str, indicator_id: str) -> Response:
        given = list(request.args.items(multi=True))[:20]
        view = site.view(PAGE, language_of(lang), request.path, indicator_id, given, site.base_url(request))
        text = written.get((view.snapshot.version_hash, view.base_url, view.here()), lambda: _write(view).encode())
        if not text:
            abort(404)
        return cacheable(text, "text/html", _CACHING)
