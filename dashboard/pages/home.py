"""Home: what the figures say, what they do not, topics, the main series, and the ways further."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import ChartSpec, Form
from dashboard.components.chart import chart_thumbnail
from dashboard.components.findings import findings_at_home, findings_cards, findings_of_topic
from dashboard.components.glance import glance, is_about_last
from dashboard.components.json_ld import catalogue_object
from dashboard.data.areas import countries_covered
from dashboard.data.reports import reports_of
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View, sort_by_order
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row, T


def _scope(view: View) -> str:
    """Say in one sentence what this is, and up to which year its other sources go."""
    last = max((int(row[C.COVERAGE_END]) for row in view.snapshot.rows(T.SOURCES)), default=0)
    return view.t.gettext("home.scope", last=last)


def _lead_series(view: View, findings: list[Row]) -> ChartSpec | None:
    """Describe the first series of a topic's findings, one that no finding of this page draws where there is any.

    Its ends, which a small drawing names, are counted in one way.
    """
    for row in sorted(findings, key=lambda row: row[C.HOME_RANK] is not None):
        indicator_id = str(row[C.INDICATOR_ID])
        if (view.snapshot.row(T.INDICATORS, indicator_id) or {}).get(C.CHART_KIND) != ChartKind.TREND:
            continue
        spec = charts_of(view.snapshot).spec(indicator_id, view.lang, ChartOptions(events=False))
        if spec is None or spec.panels[0].form != Form.TIME or not is_about_last(view, indicator_id, spec):
            continue
        points = sorted((point for point in spec.panels[0].points if not point.missing), key=lambda point: point.x)
        counted = {row[C.OBS_ID]: row[C.COMPARABILITY_ID] for row in view.snapshot.observations_of(indicator_id)}
        if counted[points[0].obs_id] == counted[points[-1].obs_id]:
            return spec
    return None


def _topic(view: View, topic: Row, spec: ChartSpec | None) -> Component:
    topic_id = str(topic[C.TOPIC_ID])
    count = len(view.snapshot.indicators_of(topic_id))
    # The rest of the definition opens the topic's page.
    sentence, _separator, more = view.said(topic, "definition").partition(". ")
    parts: list[Component] = [
        html.H3(html.A(view.said(topic, "name"), href=view.href("topic", topic_id))),
        html.P(f"{sentence}." if more else sentence),
    ]
    if spec is not None:
        name = html.Figcaption(view.name_of(T.INDICATORS, spec.chart_id), className="faint")
        parts.append(html.Figure([chart_thumbnail(view, spec, eager=False), name], className="course"))
    return html.Li([*parts, html.P(view.t.ngettext("site.indicators", count), className="faint")])


def _topics(view: View, series: Mapping[str, ChartSpec | None]) -> Component:
    _ = view.t.gettext
    topics = sort_by_order(view.snapshot.rows(T.TOPICS))
    items = [_topic(view, topic, series[topic[C.TOPIC_ID]]) for topic in topics]
    if view.places["law"].holds(view.snapshot):
        items.append(html.Li([html.H3(html.A(_("home.law"), href=view.href("law"))), html.P(_("home.law-text"))]))
    return html.Section([html.H2(_("home.topics"), id="topics"), html.Ul(items, className="topics")])


def _ranked(view: View) -> list[Row]:
    return [row for row in view.snapshot.rows(T.INDICATORS) if row[C.HOME_RANK] is not None]


def _main_series(view: View, drawn: set[str]) -> Component | None:
    """List the main series that nothing above draws."""
    ranked = sorted(_ranked(view), key=lambda row: int(row[C.HOME_RANK]))
    items = [glance(view, row) for row in ranked if row[C.INDICATOR_ID] not in drawn]
    if not items:
        return None
    return html.Section([html.H2(view.t.gettext("home.main-series")), html.Ul(items, className="found")])


def _ways(view: View) -> Component:
    _ = view.t.gettext
    pages = [
        ("compare", _("home.compare")),
        ("downloads", _("home.download-everything")),
        ("methods", _("site.figures-read-checked")),
    ]
    # Where there is but one, its figures are those of every page.
    if len(reports_of(view.snapshot)) > 1:
        pages.append(("reports", _("reports.title")))
    if len(countries_covered(view.snapshot)) > 1:
        pages.append(("areas", _("areas.title")))
    links = [html.Li(html.A(words, href=view.href(name))) for name, words in pages if name in view.places]
    return html.Section([html.H2(_("home.ways")), html.Ul(links)])


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    findings = findings_at_home(view)
    topics = [str(row[C.TOPIC_ID]) for row in view.snapshot.rows(T.TOPICS)]
    may_be_drawn = (*view.snapshot.rows(T.FINDINGS), *_ranked(view))
    view.snapshot.read_together(str(row[C.INDICATOR_ID]) for row in may_be_drawn)
    series = {topic_id: _lead_series(view, findings_of_topic(view, topic_id)) for topic_id in topics}
    drawn = {str(row[C.INDICATOR_ID]) for row in findings} | {spec.chart_id for spec in series.values() if spec}
    return html.Div(
        [
            html.H1(_("home.heading", **view.site_names)),
            html.P(_scope(view), className="lead"),
            findings_cards(view, findings),
            html.P(_("home.many-children-exploited"), className="not-shown"),
            _topics(view, series),
            _main_series(view, drawn),
            _ways(view),
        ],
        className="home",
    )


PAGE = Page(
    name="home",
    pattern="",
    order=10,
    title=lambda view: view.t.gettext("home.title", **view.site_names),
    description=lambda view: view.t.gettext("home.description", **view.site_names),
    entry=MenuEntry("main", "home.topics", "#topics"),
    layout=layout,
    json_ld=lambda view: [catalogue_object(view)],
    chart=lambda view: (next((row[C.INDICATOR_ID] for row in findings_at_home(view)), ""), {}),
)
