"""A chart alone, for frames on other sites: with source, version, the way to its page, and a script for its height."""

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component
from flask import Flask, Response, abort, request

from dashboard.charts.catalogue import LAW, charts_of
from dashboard.charts.compare import COMPARE
from dashboard.charts.spec import ChartSpec
from dashboard.components.chart import bases_list, numbered_events
from dashboard.components.compare_table import comparison_tables
from dashboard.components.compared import comparison_in, kept
from dashboard.components.frame import framed_picture
from dashboard.components.observations_table import observations_table, part_note
from dashboard.data.cache import BoundedCache
from dashboard.pages import compare, indicator, law
from dashboard.view.assets_index import asset_url
from dashboard.view.view import View
from dashboard.web.chart_images import page_address
from dashboard.web.html_page import Head, write_head
from dashboard.web.html_text import to_html
from dashboard.web.page_server import PageServer, cacheable, language_of
from pipelines.schema.columns import T

_CACHING: Final = "public, max-age=300, stale-while-revalidate=3600"


def _write(
    view: View,
    spec: ChartSpec,
    chart_id: str,
    description: str,
    shown: Sequence[Component | None],
    *,
    remarks: Sequence[str] = (),
    folded: Sequence[Component | None] = (),
) -> str:
    """Write a frame: titles with remarks, what is shown, source, the way to its page, and figures folded below."""
    _ = view.t.gettext
    figure = html.Figure(
        [
            html.Figcaption(
                [
                    html.H1(spec.title, className="chart-title"),
                    html.Span(spec.subtitle, className="chart-subtitle"),
                    *(html.Span(words, className="chart-lead") for words in remarks),
                ]
            ),
            *shown,
            html.P(spec.source, className="chart-source"),
            html.P(
                [
                    html.A(
                        _("site.esec-dashboard"),
                        href=view.absolute(page_address(view.snapshot, view.lang, chart_id, view.params)),
                        target="_blank",
                        rel="noopener",
                    ),
                    " · ",
                    _("site.data-version", version=view.snapshot.version),
                ],
                className="chart-source",
            ),
            html.Details([html.Summary(_("site.same-values-table")), *folded]) if folded else None,
        ],
        className="chart",
    )
    head = write_head(view, Head(spec.title, description, indexed=False))
    return (
        f'<!DOCTYPE html><html lang="{view.lang}" class="embedded"><head>{head}<base target="_blank">'
        f'<script src="{asset_url("frame.js")}" defer></script></head>'
        f"<body><main>{to_html(figure)}</main></body></html>"
    )


def _write_chart(view: View) -> str:
    """Write a chart of the catalogue, with the figures of an indicator's; nothing where there is no chart."""
    spec = charts_of(view.snapshot).spec(view.key, view.lang, indicator.chosen_options(view.params))
    if spec is None:
        return ""
    folded: list[Component | None] = []
    if view.snapshot.row(T.INDICATORS, view.key) is not None:
        part = view.snapshot.excerpt_of(view.key)
        rows = indicator.published_shown(view, part.rows)
        table = observations_table(view, rows, name="values", caption=spec.title)
        folded = [part_note(view, view.key, part), table]
    doubt = html.P(spec.doubt, className="doubt") if spec.doubt else None
    shown = [framed_picture(view, spec, view.kept()), bases_list(spec), numbered_events(spec), doubt]
    return _write(view, spec, view.key, spec.alt, shown, folded=folded)


def _write_comparison(view: View) -> str:
    """Write a comparison, as chart or as tables; nothing where nothing can be drawn."""
    comparison = comparison_in(view.snapshot, view.lang, view.params)
    spec = comparison.spec
    if spec is None:
        return ""
    tables = comparison_tables(view, comparison, spec.title)
    as_table = view.params["shape"] == "table"
    shown = tables if as_table else [framed_picture(view, spec, kept(view.snapshot, view.params))]
    description = compare.PAGE.description_in(view)
    folded = [] if as_table else tables
    return _write(view, spec, COMPARE, description, shown, remarks=comparison.remarks, folded=folded)


def add_embeds(server: Flask, site: PageServer) -> None:
    """Serve `/embed/<lang>/<chart_id>`: an indicator's chart, another of the catalogue, or a comparison."""
    written: BoundedCache[bytes] = BoundedCache(site.settings.kept_bytes(1), len)

    @server.get("/embed/<lang>/<chart_id>")
    def embed(lang: str, chart_id: str) -> Response:
        given = list(request.args.items(multi=True))[:20]
        page, key, write = law.PAGE if chart_id in LAW else indicator.PAGE, chart_id, _write_chart
        if chart_id == COMPARE:
            page, key, write = compare.PAGE, "", _write_comparison
        view = site.view(page, language_of(lang), request.path, key, given, site.base_url(request))
        text = written.get((view.snapshot.version_hash, view.base_url, view.here()), lambda: write(view).encode())
        if not text:
            abort(404)
        return cacheable(text, "text/html", _CACHING)
