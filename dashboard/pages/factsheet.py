"""Fact sheet: chosen indicators on one page to print, with values, sources and citations."""

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.images import size_of
from dashboard.charts.layout.sizes import NARROW, WIDE
from dashboard.charts.spec import ChartSpec
from dashboard.charts.texts import text
from dashboard.components.chart import bases_list, picture_of
from dashboard.components.elements import Choice, aria, data
from dashboard.components.last_value import last_value
from dashboard.components.ribbon import caveat_texts
from dashboard.components.take_away import dataset_of
from dashboard.downloads.citations import cite_dataset
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import Parameter, View
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE

_PLACES: Final = ("indicator", "second", "third")
# Heights in px of drawings, which have one scale: what one chart may take beside its text, and what all may on a page.
_BESIDE: Final = 440
_ROOM: Final = 1320


def _ids(snapshot: Any) -> frozenset[str]:
    return frozenset(row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS))


PARAMETERS = tuple(Parameter(name, "", _ids) for name in _PLACES)


def _chosen(view: View) -> list[dict[str, Any]]:
    rows = [view.snapshot.row(T.INDICATORS, view.params[name]) for name in _PLACES if view.params[name]]
    unique = {row[C.INDICATOR_ID]: row for row in rows if row is not None}
    return list(unique.values())


def _form(view: View) -> Component:
    _ = view.t.gettext
    topics = {row[C.TOPIC_ID]: row[C.SORT_ORDER] for row in view.snapshot.rows(T.TOPICS)}
    rows = sorted(view.snapshot.rows(T.INDICATORS), key=lambda row: (topics.get(row[C.TOPIC_ID], 0), row[C.SORT_ORDER]))
    options = [("", _("factsheet.none")), *((row[C.INDICATOR_ID], view.said(row, "name")) for row in rows)]
    labels = (_("factsheet.first-indicator"), _("factsheet.second-indicator"), _("factsheet.third-indicator"))
    fields = [
        html.Div(
            [
                html.Label(label, htmlFor=f"sheet-{name}"),
                Choice(name=name, id=f"sheet-{name}", options=options, chosen=view.params[name]),
            ],
            className="field",
        )
        for name, label in zip(_PLACES, labels, strict=True)
    ]
    return html.Form(
        [
            *fields,
            html.Div(
                [
                    html.Button(_("site.show"), type="submit", className="button primary"),
                    html.Button(
                        _("factsheet.print-save-pdf"), type="button", className="button needs-js", **data(print="page")
                    ),
                ],
                className="form-end",
            ),
        ],
        method="get",
        action=view.path,
        className="sheet-form",
        **aria(label=_("factsheet.indicators-fact-sheet")),
    )


def _width(spec: ChartSpec, others: int) -> int | None:
    """Return the width to draw a chart at: narrow beside its text, wide over it, or None where no page has the room."""
    if size_of(spec, width=NARROW)[1] <= _BESIDE:
        return NARROW
    return WIDE if size_of(spec, width=WIDE)[1] <= _ROOM - others * _BESIDE else None


def _drawing(view: View, spec: ChartSpec, width: int | None) -> Component:
    """Return the chart at this width; without one, each of its figures in words with its source."""
    if width is not None:
        picture = picture_of(view.snapshot, spec, {"events": "0"}, only=width)
        return picture if width == NARROW else html.Div(picture, className="sheet-wide")
    said = [" – ".join([point.told, point.x_label, point.source]) for point in spec.points]
    return html.Ul([html.Li(words) for words in said], className="sheet-words")


def _entry(view: View, indicator: dict[str, Any], doubts: set[str], others: int) -> Component:
    """Return an indicator on the sheet, which `others` share; what earlier ones do not show either is said once."""
    indicator_id = indicator[C.INDICATOR_ID]
    spec = charts_of(view.snapshot).spec(indicator_id, view.lang, ChartOptions(events=False))
    doubt = spec.doubt if spec is not None and spec.doubt not in doubts else ""
    doubts.add(doubt)
    # A sheet is one page: what is in doubt and the first caveats, two in all.
    caveats = caveat_texts(view, indicator)[: 1 if doubt else 2]
    width = _width(spec, others) if spec is not None else None
    return html.Section(
        [
            html.H2(view.said(indicator, "name")),
            _drawing(view, spec, width) if spec is not None and spec.kind != "single" else None,
            html.Div(
                [
                    *(last_value(view, indicator) if spec is not None and spec.kind in {"trend", "single"} else []),
                    html.P(spec.lead) if spec is not None and spec.lead else None,
                    html.P(spec.about, className="chart-subtitle") if spec is not None else None,
                    bases_list(spec) if spec is not None else None,
                    html.P(doubt) if doubt else None,
                    html.Ul([html.Li(words) for words in caveats]),
                    html.P(spec.source, className="chart-source") if spec is not None and width is not None else None,
                    html.P(view.absolute(view.href("indicator", indicator_id)), className="faint"),
                ]
            ),
        ],
        className="sheet-entry",
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    chosen = _chosen(view)
    # The line at the foot says it of every recorded figure.
    doubts = {text("doubt_recorded", view.lang)}
    citation = cite_dataset(dataset_of(view), view.snapshot.row(T.SOURCES, REPORT_SOURCE), style=view.lang)
    return html.Div(
        [
            html.H1(_("factsheet.heading", **view.site_names) if chosen else _("factsheet.title")),
            html.P(_("factsheet.description"), className="lead no-print"),
            _form(view),
            *[_entry(view, row, doubts, len(chosen) - 1) for row in chosen],
            html.P(html.Cite(citation), className="citation") if chosen else None,
            html.P(_("factsheet.recorded-figures-count"), className="faint") if chosen else None,
        ]
    )


PAGE = Page(
    name="factsheet",
    pattern="factsheet",
    order=150,
    entry=MenuEntry("about", "factsheet.fact-sheet-print"),
    layout=layout,
    parameters=PARAMETERS,
)
