"""A topic: its story in a few findings with their charts, what its figures are, and all its indicators."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital
from dashboard.components.findings import findings_of_topic, findings_story
from dashboard.components.glance import glance
from dashboard.data.store import Snapshot
from dashboard.view import address
from dashboard.view.address import KEY
from dashboard.view.page import Page
from dashboard.view.view import PageNotFoundError, View, sort_by_order, split_ids
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row, T


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


def _kinds(view: View, indicators: Sequence[Row]) -> Component:
    """Say once a page how its numbers came to be."""
    codes = dict.fromkeys(row[C.MEASURE_KIND] for row in indicators)
    entries = [
        html.Div(
            [
                html.Dt(capital(view.code_name("CL_MEASURE_KIND", code))),
                html.Dd(view.code_text("CL_MEASURE_KIND", code)),
            ]
        )
        for code in codes
    ]
    return html.Dl(entries)


def _related(view: View, indicators: Sequence[Row]) -> list[Component]:
    """Link the pages that tell claims, answers or the law in full, and the topics of related indicators."""
    drawn = {row[C.CHART_KIND] for row in indicators}
    pages = {
        "claims": ChartKind.CLAIMS in drawn,
        "surveys": ChartKind.SURVEY in drawn,
        "law": any(row[C.EVENT_IDS] for row in indicators),
    }
    named = [key for row in indicators for key in split_ids(row[C.RELATED_IDS])]
    topics = {(view.snapshot.row(T.INDICATORS, key) or {}).get(C.TOPIC_ID) for key in named} - {None, view.key}
    return [
        *(html.A(view.t.gettext(f"{name}.title"), href=view.href(name)) for name, told in pages.items() if told),
        *(
            html.A(view.said(row, "name"), href=view.href("topic", row[C.TOPIC_ID]))
            for row in sort_by_order(view.snapshot.rows(T.TOPICS))
            if row[C.TOPIC_ID] in topics
        ),
    ]


def _facts(view: View, indicators: Sequence[Row], told: Sequence[Row]) -> Component:
    """Return what stands beside the story: kinds of numbers, definitions, files, and what else to read."""
    _ = view.t.gettext
    related = _related(view, indicators)
    return html.Section(
        [
            html.H2(_("topic.kinds")),
            _kinds(view, indicators),
            html.H2(_("topic.definitions")),
            *(
                html.Details([html.Summary(view.said(row, "name")), html.P(view.said(row, "definition"))])
                for row in told
            ),
            *([html.H2(_("topic.related")), html.Ul([html.Li(link) for link in related])] if related else ()),
            html.H2(_("site.figures")),
            html.Ul(
                [
                    html.Li(html.A(_("topic.every-figure-topic"), href=view.href("explorer", topic=view.key))),
                    html.Li(
                        html.A(
                            _("site.download-csv"),
                            href=address.table_data(T.OBSERVATIONS, "csv", {"topic": view.key}),
                        )
                    ),
                ]
            ),
        ],
        className="facts",
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    topic = find_topic(view)
    indicators = view.snapshot.indicators_of(view.key)
    view.snapshot.read_together([row[C.INDICATOR_ID] for row in indicators])
    findings = findings_of_topic(view, view.key)
    in_story = {row[C.INDICATOR_ID] for row in findings}
    told = [row for row in indicators if row[C.INDICATOR_ID] in in_story]
    others = [row for row in indicators if row[C.INDICATOR_ID] not in in_story]
    return html.Div(
        [
            html.P(html.A(_("site.topics"), href=view.href("home") + "#topics"), className="crumb"),
            html.H1(view.said(topic, "name")),
            html.P(view.said(topic, "definition"), className="lead"),
            html.Div(
                [
                    findings_story(view, findings) if findings else None,
                    _facts(view, indicators, told),
                    html.Section(
                        [
                            html.H2(_("topic.indicators")),
                            # What the story draws is named at the end, and not drawn again.
                            html.Ul(
                                [
                                    *(glance(view, row) for row in others),
                                    *(glance(view, row, told=False) for row in told),
                                ],
                                className="found",
                            ),
                        ],
                        className="others",
                    ),
                ],
                className="topic-grid",
            ),
        ]
    )


def chart(view: View) -> tuple[str, Mapping[str, str]]:
    """Return the chart of its first finding, else of its first indicator with a course."""
    indicators = sorted(view.snapshot.indicators_of(view.key), key=lambda row: row[C.CHART_KIND] != ChartKind.TREND)
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
