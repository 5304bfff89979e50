"""Workbench: two to six series below one another on the same years; the address is the whole state."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.charts.compare import COMPARE, Comparison
from dashboard.charts.spec import ChartSpec
from dashboard.components.chart import chart_figure
from dashboard.components.compare_form import FIND, chosen_list, picker, ready_list, settings
from dashboard.components.compare_table import comparison_tables
from dashboard.components.compared import (
    PARAMETERS,
    Chosen,
    chosen_in,
    comparison_in,
    is_backwards,
    kept,
    options_in,
)
from dashboard.components.frame import frame_code
from dashboard.components.share import CITATION, EMBED, share_row
from dashboard.components.take_away import (
    copy_field,
    copy_passage,
    dataset_of,
    figure_files,
    image_files,
    take_away,
)
from dashboard.downloads.short_citations import brief_comparison
from dashboard.text.format import join_words
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import Parameter, View
from pipelines.schema.columns import C, T

# More figures than this make an address too long to be passed on.
_MOST_NAMED: Final = 300


def _told(view: View, chosen: Chosen) -> list[Component]:
    """Say what of the address was left aside."""
    _ = view.t.gettext
    said = []
    if chosen.unknown:
        said.append(_("compare.unknown", names=join_words(list(chosen.unknown), view.lang)))
    if chosen.beyond:
        names = [view.name_of(T.INDICATORS, key) for key in chosen.beyond]
        said.append(_("compare.too-many", names=join_words(names, view.lang)))
    if is_backwards(view.params):
        said.append(_("compare.order-wrong"))
    return [html.P(words, className="notice", role="status") for words in said]


def _not_drawn(view: View, comparison: Comparison) -> Component | None:
    options = options_in(view.snapshot, view.params)
    remarks = list(comparison.remarks)
    remarks += [comparison.why_not_log] if options.log and comparison.why_not_log else []
    remarks += [comparison.why_not_same] if options.same and comparison.why_not_same else []
    if not remarks:
        return None
    heading = html.H2(view.t.gettext("compare.not-drawn"), className="minor-heading")
    return html.Div([heading, html.Ul([html.Li(words) for words in remarks])], className="caveats")


def _files(view: View, comparison: Comparison) -> tuple[str, dict[str, str]]:
    """Return words and parameters of the figures drawn; of very many, all of these indicators in these years."""
    options = options_in(view.snapshot, view.params)
    drawn = sorted({str(row[C.OBS_ID]) for each in comparison.compared for row in each.rows})
    if len(drawn) <= _MOST_NAMED:
        return view.t.gettext("compare.drawn-figures"), {"figure": ",".join(drawn)}
    start, end = str(options.since or ""), str(options.until or "")
    return view.t.gettext("compare.all-figures"), {
        "indicator": ",".join(options.indicators), "start": start, "end": end
    }  # fmt: skip


def _citation(view: View, comparison: Comparison) -> str:
    ids = dict.fromkeys(str(row[C.SOURCE_ID]) for each in comparison.compared for row in each.rows)
    sources = [row for row in (view.snapshot.row(T.SOURCES, source_id) for source_id in ids) if row is not None]
    at = view.absolute(view.here())
    return brief_comparison(title(view), sources, dataset_of(view), lang=view.lang, at=at)


def _take_away(
    view: View, comparison: Comparison, spec: ChartSpec, params: dict[str, str], files: Sequence[Component]
) -> Component:
    _ = view.t.gettext
    # The frame holds the tables anyway, folded below the chart.
    framed = {name: value for name, value in params.items() if name != "shape"}
    frame = frame_code(view, spec, framed, comparison.remarks)
    return take_away(
        view,
        [
            (_("indicator.data"), files),
            (_("indicator.chart"), image_files(view, COMPARE, params)),
            (_("indicator.embed"), copy_field(view, _("indicator.code-another-site"), frame, name=EMBED)),
            (_("site.link"), copy_field(view, _("indicator.address-view-data"), view.permalink(), name="link")),
            (_("citing.citation"), copy_passage(view, _("citing.short"), _citation(view, comparison), name=CITATION)),
        ],
    )


def _shown(view: View, comparison: Comparison) -> list[Any]:
    """Return chart or tables, and what a reader takes away."""
    spec = comparison.spec
    if spec is None:
        return [html.P(view.t.gettext("compare.nothing-drawn"))]
    params = kept(view.snapshot, view.params)
    as_table = view.params["shape"] == "table"
    words, figures = _files(view, comparison)
    file = partial(address.table_data, T.OBSERVATIONS)
    row = share_row(view, spec, params, files=file("csv", {**figures, "lang": view.lang}))
    shown = (
        comparison_tables(view, comparison, spec.title) if as_table else [chart_figure(view, spec, params, below=row)]
    )
    source = [html.P(spec.source, className="chart-source")] if as_table else []
    return [
        *shown,
        *source,
        _take_away(view, comparison, spec, params, [html.P(words), figure_files(view, file, figures)]),
    ]


def title(view: View) -> str:
    """Return the title, with the series compared where there are any."""
    _ = view.t.gettext
    names = [view.name_of(T.INDICATORS, key) for key in chosen_in(view.snapshot, view.params).ids]
    return _("compare.title-of", names=join_words(names, view.lang)) if names else _("compare.title")


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    chosen = chosen_in(view.snapshot, view.params)
    told = _told(view, chosen)
    # Links keep what is compared, not what was left aside.
    view = replace(view, params={**view.params, "indicators": ",".join(chosen.ids)})
    if not chosen.ids:
        lead = html.P(_("compare.lead"), className="lead")
        return html.Div([html.H1(_("compare.title")), lead, *told, ready_list(view), picker(view, ())])
    comparison = comparison_in(view.snapshot, view.lang, view.params)
    alone = html.P(_("compare.choose-another"), className="notice") if len(chosen.ids) == 1 else None
    controls = html.Details(
        [
            html.Summary(_("compare.series-settings")),
            html.Div([chosen_list(view, chosen.ids), settings(view, comparison), picker(view, chosen.ids)]),
        ],
        className="filters no-print",
        open=bool(view.params[FIND]) or None,
    )
    main = html.Div([*told, alone, _not_drawn(view, comparison), *_shown(view, comparison)])
    return html.Div(
        [html.H1(_("compare.title")), html.Div([controls, main], className="compare-grid")],
    )


PAGE = Page(
    name=COMPARE,
    pattern=COMPARE,
    order=45,
    entry=MenuEntry("main"),
    title=title,
    layout=layout,
    parameters=(*PARAMETERS, Parameter(FIND)),
    chart=lambda view: (COMPARE, kept(view.snapshot, view.params)),
)
