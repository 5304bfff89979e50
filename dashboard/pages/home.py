"""Home: findings, what the figures say and do not say, topics, the main trends, and the ways in."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.findings import findings_at_home, findings_list
from dashboard.components.glance import glance
from dashboard.components.json_ld import catalogue_object
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
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
                    html.Ul([glance(view, row) for row in ranked], className="found"),
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
)
