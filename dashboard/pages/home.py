"""Home: findings, what the figures say and do not say, topics, the main trends, and the ways in."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.components.chart import chart_thumbnail
from dashboard.components.findings import findings_at_home, findings_list
from dashboard.components.json_ld import catalogue_object
from dashboard.components.last_value import last_value
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, T


def _scope(view: View) -> Component:
    _ = view.t.gettext
    return html.Div(
        [
            html.Section([html.H2(_("home.they-say")), html.P(_("home.many-cases-calls"))]),
            html.Section([html.H2(_("home.not")), html.P(_("home.many-children-exploited"))]),
        ],
        className="say",
    )


def _claims_words(view: View, indicator: dict[str, Any]) -> list[Any]:
    charts = charts_of(view.snapshot)
    spec = charts.spec(indicator[C.INDICATOR_ID], view.lang)
    if spec is None:
        return []
    claims = [
        html.Li(
            [
                html.A(point.text, href=view.href("figure", point.obs_id), className="figure-link"),
                html.Span(f" · {point.x_label}", className="faint"),
            ]
        )
        for point in spec.points
    ]
    return [html.P(spec.lead), html.Ul(claims, className="plain"), html.P(spec.source, className="faint")]


def _card(view: View, indicator: dict[str, Any]) -> Component:
    spec = charts_of(view.snapshot).spec(indicator[C.INDICATOR_ID], view.lang, ChartOptions(events=False))
    kind = indicator[C.CHART_KIND]
    body: list[Any]
    if kind == ChartKind.CLAIMS:
        body = _claims_words(view, indicator)
    elif kind == ChartKind.SURVEY and spec is not None:
        body = [chart_thumbnail(view, spec, said=True), *last_value(view, indicator)]
    else:
        drawn = spec is not None and spec.kind != "single"
        body = [chart_thumbnail(view, spec) if spec is not None and drawn else None, *last_value(view, indicator)]
        if spec is not None and spec.lead:
            body.append(html.P(spec.lead))
    name = html.A(view.said(indicator, "name"), href=view.href("indicator", indicator[C.INDICATOR_ID]))
    return html.Li(html.Article([html.H3(name), *body], className="card"))


def _topics(view: View) -> Component:
    _ = view.t.gettext
    items = []
    for topic in sorted(view.snapshot.rows(T.TOPICS), key=lambda row: row[C.SORT_ORDER]):
        count = len(view.snapshot.indicators_of(topic[C.TOPIC_ID]))
        items.append(
            html.Li(
                [
                    html.H3(html.A(view.said(topic, "name"), href=view.href("topic", topic[C.TOPIC_ID]))),
                    html.P(view.said(topic, "definition")),
                    html.P(view.t.ngettext("site.indicators", count), className="faint"),
                ]
            )
        )
    return html.Section([html.H2(_("home.topics"), id="topics"), html.Ul(items, className="topics")])


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    ranked = [row for row in view.snapshot.rows(T.INDICATORS) if row[C.HOME_RANK] is not None]
    ranked.sort(key=lambda row: row[C.HOME_RANK])
    return html.Div(
        [
            html.H1(_("home.commercial-sexual-exploitation")),
            html.P(_("home.2011-ecpat-international"), className="lead"),
            html.Section([html.H2(_("home.findings")), findings_list(view, findings_at_home(view))]),
            _scope(view),
            _topics(view),
            html.Section(
                [
                    html.H2(_("home.main-series")),
                    html.P(_("home.last-figure-source"), className="faint"),
                    html.Ul([_card(view, row) for row in ranked], className="cards"),
                ]
            ),
            html.Section(
                [
                    html.H2(_("home.ways")),
                    html.Ul(
                        [
                            html.Li([html.A(_("home.search-filter-every"), href=view.href("explorer"))]),
                            html.Li([html.A(_("home.published-claims-contradict"), href=view.href("claims"))]),
                            html.Li([html.A(_("site.publications-print-instead"), href=view.href("crosschecks"))]),
                            html.Li([html.A(_("site.figures-read-checked"), href=view.href("methods"))]),
                        ]
                    ),
                ]
            ),
        ]
    )


PAGE = Page(
    name="home",
    pattern="",
    order=10,
    entry=MenuEntry("main", "home.topics", "#topics"),
    layout=layout,
    json_ld=lambda view: [catalogue_object(view)],
    chart=lambda view: (next((row[C.INDICATOR_ID] for row in findings_at_home(view)), ""), {}),
)
