"""The workbench's controls: links and plain forms sent with GET, so that it works without scripts."""

from collections.abc import Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.charts.compare import COMPARE, MOST_COMPARED, Comparison
from dashboard.components.compared import courses_of, ready
from dashboard.components.elements import Field, aria
from dashboard.components.found import redirects_said
from dashboard.components.toggles import choice
from dashboard.data.search import index_of
from dashboard.view.view import View, sort_by_order, split_ids
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row, T

FIND: Final = "find"
_MOST_FOUND: Final = 12


def _with_ids(view: View, ids: Sequence[str], **changes: str) -> str:
    return view.here(indicators=",".join(ids), **{FIND: "", **changes})


def _named(view: View, words: str, indicator_id: str) -> list[Any]:
    """Return the words of a link, and for those who hear links alone, of which series."""
    name = view.name_of(T.INDICATORS, indicator_id)
    return [words, html.Span(view.t.gettext("language.colon") + name, className="unseen")]


def _moved(ids: Sequence[str], place: int, by: int) -> list[str]:
    moved = list(ids)
    moved.insert(place + by, moved.pop(place))
    return moved


def chosen_list(view: View, ids: Sequence[str]) -> Component:
    """List the chosen series in order, each with links that move, highlight and remove it."""
    _ = view.t.gettext
    items = []
    for place, indicator_id in enumerate(ids):
        is_set_apart = view.params["highlight"] == indicator_id
        links = []
        if len(ids) > 1:
            words = _("compare.highlight-off") if is_set_apart else _("compare.highlight")
            links.append((words, view.here(highlight="" if is_set_apart else indicator_id)))
        if place:
            links.append((_("compare.up"), _with_ids(view, _moved(ids, place, -1))))
        if place < len(ids) - 1:
            links.append((_("compare.down"), _with_ids(view, _moved(ids, place, 1))))
        rest = [other for other in ids if other != indicator_id]
        dropped = {"highlight": ""} if is_set_apart else {}
        links.append((_("compare.remove"), _with_ids(view, rest, **dropped)))
        items.append(
            html.Li(
                [
                    html.A(view.name_of(T.INDICATORS, indicator_id), href=view.href("indicator", indicator_id)),
                    html.Ul(
                        [html.Li(html.A(_named(view, words, indicator_id), href=href)) for words, href in links],
                        className="inline-list small",
                    ),
                ]
            )
        )
    return html.Section(
        [html.H2(_("compare.series"), id="series", className="minor-heading"), html.Ol(items)],
        className="compare-series",
        **aria(labelledby="series"),
    )


def _hidden(view: View, *but: str) -> list[Component]:
    """Return the rest of the state as hidden fields of a form."""
    rest = {name: value for name, value in view.kept().items() if name not in (*but, FIND)}
    return [Field(type="hidden", name=name, defaultValue=value) for name, value in rest.items()]


def _add_links(view: View, ids: Sequence[str], rows: Sequence[Row]) -> Component:
    links = [html.A(view.said(row, "name"), href=_with_ids(view, [*ids, row[C.INDICATOR_ID]])) for row in rows]
    return html.Ul([html.Li(link) for link in links])


def _results(view: View, ids: Sequence[str]) -> list[Any]:
    """Return what the words find, or what is nearest."""
    index = index_of(view.snapshot)
    found = index.find(view.params[FIND])
    keys = [key for key in dict.fromkeys((*(found.indicators or ()), *found.named)) if key not in ids][:_MOST_FOUND]
    nearest = [key for key in index.nearest(view.params[FIND]) if key not in ids] if not keys else []
    rows = [row for key in keys or nearest if (row := view.snapshot.row(T.INDICATORS, key)) is not None]
    said = html.P(view.t.gettext("search.nearest")) if nearest else None
    return [html.Div([redirects_said(view, found), said, _add_links(view, ids, rows)], role="status")]


def _by_topic(view: View, ids: Sequence[str]) -> list[Component]:
    """Return the series of each topic, folded; those related to the first chosen one stand before."""
    first = view.snapshot.row(T.INDICATORS, ids[0]) if ids else None
    near = [
        row
        for key in split_ids((first or {}).get(C.RELATED_IDS))
        if key not in ids and (row := view.snapshot.row(T.INDICATORS, key)) and row[C.CHART_KIND] == ChartKind.TREND
    ]
    parts: list[Component] = [_add_links(view, ids, near)] if near else []
    for topic in sort_by_order(view.snapshot.rows(T.TOPICS)):
        rows = [row for row in courses_of(view.snapshot, topic[C.TOPIC_ID]) if row[C.INDICATOR_ID] not in ids]
        if rows:
            parts.append(html.Details([html.Summary(view.said(topic, "name")), _add_links(view, ids, rows)]))
    return parts


def picker(view: View, ids: Sequence[str]) -> Component:
    """Offer series to add: a search, and all series with a course over years by topic."""
    _ = view.t.gettext
    heading = html.H2(_("compare.add-series"), id="add", className="minor-heading" if ids else None)
    if len(ids) >= MOST_COMPARED:
        return html.Section([heading, html.P(_("compare.full"))], **aria(labelledby="add"))
    form = html.Form(
        [
            *_hidden(view),
            html.Label(_("compare.search"), htmlFor="find"),
            html.Div(
                [
                    Field(
                        name=FIND,
                        id="find",
                        type="search",
                        autoComplete="off",
                        defaultValue=view.params[FIND] or None,
                        maxLength=200,
                    ),
                    html.Button(_("search.button"), type="submit", className="button"),
                ],
                className="copy-row",
            ),
        ],
        method="get",
        action=view.path,
        className="field",
    )
    results = _results(view, ids) if view.params[FIND] else []
    return html.Section(
        [heading, form, *results, html.P(_("compare.by-topic")), *_by_topic(view, ids)],
        className="compare-add",
        **aria(labelledby="add"),
    )


def _period(view: View, comparison: Comparison) -> Component:
    _ = view.t.gettext
    there = comparison.years or ("", "")
    fields = [
        html.Div(
            [
                html.Label(_(label), htmlFor=name),
                Field(
                    name=name,
                    id=name,
                    inputMode="numeric",
                    autoComplete="off",
                    maxLength=4,
                    pattern="[0-9]{4}",
                    defaultValue=view.params[name] or None,
                    placeholder=str(year),
                ),
            ],
            className="field",
        )
        for label, name, year in zip(
            ("compare.first-year", "compare.last-year"), ("since", "until"), there, strict=True
        )
    ]
    return html.Form(
        [
            *_hidden(view, "since", "until"),
            html.Div(fields, className="two-fields"),
            html.Button(_("compare.period-apply"), type="submit", className="button"),
        ],
        method="get",
        action=view.path,
    )


def settings(view: View, comparison: Comparison) -> Component:
    """Offer what can be set; what cannot be here is said, with the reason."""
    _ = view.t.gettext
    several = sum(len(each.panels) for each in comparison.compared) > 1
    choices: list[Any] = [
        choice(
            view,
            _("compare.chart-or-table"),
            "shape",
            [("chart", _("compare.shape-chart")), ("table", _("compare.shape-table"))],
            unset="chart",
        ),
        _period(view, comparison),
        choice(
            view,
            _("site.figures"),
            "sources",
            [
                ("", _("compare.sources-default")),
                ("report", _("toggles.report")),
                ("all", _("toggles.publications")),
            ],
        ),
        html.P(comparison.why_not_log, className="small")
        if comparison.why_not_log
        else choice(
            view,
            _("compare.scale"),
            "scale",
            [("linear", _("compare.linear")), ("log", _("compare.log"))],
            unset="linear",
        ),
    ]
    if several:
        choices.append(
            html.P(comparison.why_not_same, className="small")
            if comparison.why_not_same
            else choice(
                view,
                _("compare.values-scale"),
                "axis",
                [("own", _("compare.own-scale")), ("same", _("compare.same-scale"))],
                unset="own",
            )
        )
    heading = html.H2(_("compare.settings"), id="settings", className="minor-heading")
    return html.Section([heading, *choices], className="compare-settings", **aria(labelledby="settings"))


def ready_list(view: View) -> Component:
    """Offer the comparisons that are ready, each with the names of its series."""
    items = [
        html.Li(
            [
                html.H3(html.A(name, href=view.href(COMPARE, indicators=",".join(ids)))),
                html.Ul([html.Li(view.name_of(T.INDICATORS, key)) for key in ids], className="small"),
            ],
            className="card",
        )
        for name, ids in ready(view)
    ]
    return html.Section([html.H2(view.t.gettext("compare.ready")), html.Ul(items, className="cards")])


def compare_link(view: View, indicator: Row) -> Component | None:
    """Return the line that leads from an indicator to its comparison with others; none for a survey's answers."""
    if indicator[C.CHART_KIND] == ChartKind.SURVEY:
        return None
    href = view.href(COMPARE, indicators=indicator[C.INDICATOR_ID])
    return html.P(html.A(view.t.gettext("compare.compare-others"), href=href), className="no-print inline-list")
