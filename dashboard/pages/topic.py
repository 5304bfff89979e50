"""A topic: what it covers, and its indicators, each with its last figure and source."""

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import ChartSpec
from dashboard.components.chart import bases_list, chart_picture, walked_chart
from dashboard.components.findings import findings_list, findings_of_topic
from dashboard.components.last_value import last_value, other_value
from dashboard.components.share import share_row
from dashboard.data.observations import crosschecks_of
from dashboard.data.store import Snapshot
from dashboard.view import address
from dashboard.view.address import KEY
from dashboard.view.page import Page
from dashboard.view.view import PageNotFoundError, View
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, T

_DRAWN = frozenset({ChartKind.TREND, ChartKind.CLAIMS})


def keys(snapshot: Snapshot) -> Iterable[str]:
    """Return ids of the topics."""
    return (row[C.TOPIC_ID] for row in snapshot.rows(T.TOPICS))


def find_topic(view: View) -> dict[str, Any]:
    """Return the topic's row.

    Raises:
        PageNotFoundError: there is no such topic.
    """
    topic = view.snapshot.row(T.TOPICS, view.key)
    if topic is None:
        raise PageNotFoundError(view.key)
    return topic


def title(view: View) -> str:
    """Name of the topic."""
    return view.said(find_topic(view), "name")


def description(view: View) -> str:
    """Say what the topic covers."""
    return view.said(find_topic(view), "definition")


def _drawn(view: View, indicator: dict[str, Any], place: int) -> Component:
    spec = charts_of(view.snapshot).spec(indicator[C.INDICATOR_ID], view.lang, ChartOptions(events=False))
    href = view.href("indicator", indicator[C.INDICATOR_ID])
    parts: list[Any] = [html.H2(html.A(view.said(indicator, "name"), href=href))]
    if spec is not None:
        parts.append(html.P(spec.subtitle, className="chart-subtitle"))
        # A figure alone needs no picture, but what speaks against it.
        parts += last_value(view, indicator) if len(spec.points) == 1 else _chart(view, spec, eager=place < 1)
    return html.Section(parts, className="topic-chart")


def _chart(view: View, spec: ChartSpec, *, eager: bool) -> list[Any]:
    others = crosschecks_of(view.snapshot, {point.obs_id for point in spec.points})
    return [
        html.P(spec.lead, className="chart-lead") if spec.lead else None,
        walked_chart(view, spec, chart_picture(view, spec, {"events": "0"}, eager=eager)),
        bases_list(spec),
        html.P(spec.source, className="chart-source"),
        share_row(view, spec, {"events": "0"}),
        *(other_value(view, found) for found in others),
    ]


def _listed(view: View, indicator: dict[str, Any]) -> Component:
    return html.Li(
        [
            html.H3(html.A(view.said(indicator, "name"), href=view.href("indicator", indicator[C.INDICATOR_ID]))),
            *last_value(view, indicator),
        ],
        className="card",
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    topic = find_topic(view)
    indicators = view.snapshot.indicators_of(view.key)
    findings = findings_of_topic(view, view.key)
    drawn = [row for row in indicators if row[C.CHART_KIND] in _DRAWN]
    listed = [row for row in indicators if row[C.CHART_KIND] not in _DRAWN]
    return html.Div(
        [
            html.P(html.A(_("site.topics"), href=view.href("home") + "#topics"), className="crumb"),
            html.H1(view.said(topic, "name")),
            html.P(view.said(topic, "definition"), className="lead"),
            html.Section([html.H2(_("home.findings")), findings_list(view, findings)]) if findings else None,
            html.Div([_drawn(view, row, place) for place, row in enumerate(drawn)], className="topic-charts"),
            html.Section(
                [
                    html.H2(_("topic.single-figures-indicators") if drawn else _("topic.indicators")),
                    html.Ul([_listed(view, row) for row in listed], className="cards"),
                ]
            )
            if listed
            else None,
            html.P(
                [
                    html.A(_("topic.every-figure-topic"), href=view.href("explorer", topic=view.key)),
                    " · ",
                    html.A(_("site.download-csv"), href=address.table_data(T.OBSERVATIONS, "csv", {"topic": view.key})),
                ]
            ),
        ]
    )


def chart(view: View) -> tuple[str, Mapping[str, str]]:
    """Return the chart of its first finding, else of its first indicator with a course."""
    indicators = sorted(view.snapshot.indicators_of(view.key), key=lambda row: row[C.CHART_KIND] not in _DRAWN)
    rows = [*findings_of_topic(view, view.key), *indicators]
    return next((row[C.INDICATOR_ID] for row in rows), ""), {}


PAGE = Page(
    name="topic",
    pattern=f"topics/{KEY}",
    order=20,
    title=title,
    description=description,
    layout=layout,
    keys=keys,
    chart=chart,
)
