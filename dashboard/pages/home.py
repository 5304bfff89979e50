"""Home: what the figures say, what they do not, topics, the main series, and the ways further."""

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import Form
from dashboard.components.chart import chart_thumbnail
from dashboard.components.findings import findings_at_home, findings_cards, findings_of_topic
from dashboard.components.glance import glance, is_about_last
from dashboard.components.json_ld import catalogue_object
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T


def _scope(view: View) -> str:
    """Say in one sentence what this is, whose report, and which years its sources cover."""
    sources = view.snapshot.rows(T.SOURCES)
    first, last = (min(r[C.COVERAGE_START] for r in sources), max(r[C.COVERAGE_END] for r in sources))
    return view.t.gettext("home.2011-ecpat-international", first=int(first), last=int(last))


def _course(view: View, findings: list[Row]) -> Component | None:
    """Draw the first series of a topic's findings small, with its name: one that no finding above draws, if any."""
    for row in sorted(findings, key=lambda row: row[C.HOME_RANK] is not None):
        indicator_id = str(row[C.INDICATOR_ID])
        spec = charts_of(view.snapshot).spec(indicator_id, view.lang, ChartOptions(events=False))
        if spec and spec.panels[0].form == Form.TIME and is_about_last(view, indicator_id, spec):
            name = html.Figcaption(view.name_of(T.INDICATORS, indicator_id), className="faint")
            return html.Figure([chart_thumbnail(view, spec, eager=False), name], className="course")
    return None


def _topic(view: View, topic: Row) -> Component:
    topic_id = str(topic[C.TOPIC_ID])
    count = len(view.snapshot.indicators_of(topic_id))
    # The rest of the definition opens the topic's page.
    sentence, _separator, more = view.said(topic, "definition").partition(". ")
    return html.Li(
        [
            html.H3(html.A(view.said(topic, "name"), href=view.href("topic", topic_id))),
            html.P(f"{sentence}." if more else sentence),
            _course(view, findings_of_topic(view, topic_id)),
            html.P(view.t.ngettext("site.indicators", count), className="faint"),
        ]
    )


def _topics(view: View) -> Component:
    _ = view.t.gettext
    topics = sorted(view.snapshot.rows(T.TOPICS), key=lambda row: row[C.SORT_ORDER])
    law = html.Li([html.H3(html.A(_("home.law"), href=view.href("law"))), html.P(_("home.law-text"))])
    items = [*(_topic(view, topic) for topic in topics), law]
    return html.Section([html.H2(_("home.topics"), id="topics"), html.Ul(items, className="topics")])


def _main_series(view: View, findings: list[Row]) -> Component | None:
    """List the main series that no finding above draws."""
    drawn = {row[C.INDICATOR_ID] for row in findings}
    ranked = [row for row in view.snapshot.rows(T.INDICATORS) if row[C.HOME_RANK] is not None]
    ranked.sort(key=lambda row: row[C.HOME_RANK])
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
    links = [html.Li(html.A(words, href=view.href(name))) for name, words in pages if name in view.places]
    return html.Section([html.H2(_("home.ways")), html.Ul(links)])


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    findings = findings_at_home(view)
    return html.Div(
        [
            html.H1(_("home.commercial-sexual-exploitation")),
            html.P(_scope(view), className="lead"),
            findings_cards(view, findings),
            html.P(_("home.many-children-exploited"), className="not-shown"),
            _topics(view),
            _main_series(view, findings),
            _ways(view),
        ],
        className="home",
    )


PAGE = Page(
    name="home",
    pattern="",
    order=10,
    entry=MenuEntry("main", "home.topics", "#topics"),
    layout=layout,
    json_ld=lambda view: [catalogue_object(view)],
)
