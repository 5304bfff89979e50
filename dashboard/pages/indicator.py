"""An indicator: what is counted, the chart and the same values as a table, and everything needed to quote it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import ChartSpec
from dashboard.components.chart import chart_figure
from dashboard.components.claims_table import claims_trail, published_claims
from dashboard.components.compare_form import compare_link
from dashboard.components.cross_notes import cross_notes
from dashboard.components.frame import frame_code
from dashboard.components.indicator_extras import (
    groups_section,
    own_observations,
    question_section,
    related,
    sources_used,
)
from dashboard.components.json_ld import indicator_object
from dashboard.components.law_rows import OF_COUNTRY
from dashboard.components.observations_table import observations_table, part_note
from dashboard.components.ribbon import further_caveats, key_caveats, what_is_counted
from dashboard.components.rules_report import verdict_badge
from dashboard.components.share import EMBED, share_row
from dashboard.components.take_away import (
    citation_parts,
    copy_field,
    dataset_of,
    image_files,
    indicator_files,
    take_away,
)
from dashboard.components.toggles import toggles
from dashboard.data.observations import choose_published, goes_on, split_by_kind
from dashboard.data.store import Snapshot
from dashboard.downloads.citations import cite_indicator
from dashboard.downloads.short_citations import brief_indicator
from dashboard.view import address
from dashboard.view.address import KEY
from dashboard.view.page import Page
from dashboard.view.view import PageNotFoundError, Parameter, View, one_of
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import REPORT_SOURCE

PARAMETERS = (
    # Empty where the data decide: see choose_published.
    Parameter("sources", "", one_of("report", "all")),
    Parameter("events", "1", one_of("0", "1")),
    Parameter("derived", "0", one_of("0", "1")),
)

# More figures than this make an address too long to be passed on.
_MOST_NAMED = 200


def _sources(view: View, used: Iterable[str]) -> list[Any]:
    """Return publications by their ids, the report first."""
    ids = sorted(set(used), key=lambda source: (source != REPORT_SOURCE, source))
    return [row for row in (view.snapshot.row(T.SOURCES, source_id) for source_id in ids) if row is not None]


def _drawn_files(view: View, indicator_id: str, spec: ChartSpec | None) -> list[Component]:
    """Offer the chart's figures alone, where it does not draw all; a chart of very many has no such files."""
    drawn = sorted({point.obs_id for point in spec.points}) if spec is not None else []
    if not drawn or len(drawn) > _MOST_NAMED or len(drawn) == view.snapshot.excerpt_of(indicator_id).total:
        return []
    return [html.P(view.t.gettext("indicator.figures-chart")), indicator_files(view, indicator_id, drawn)]


def _citation(view: View, indicator: Row, shown: Sequence[Row]) -> list[tuple[str, Any]]:
    """Return the citation of this view by the publications that it shows, and that of the indicator by all of them."""
    indicator_id, at, dataset = indicator[C.INDICATOR_ID], view.absolute(view.here()), dataset_of(view)
    sources = _sources(view, (row[C.SOURCE_ID] for row in shown))
    every = _sources(view, view.snapshot.values_of(indicator_id, C.SOURCE_ID))
    return citation_parts(
        view,
        brief_indicator(indicator, sources, dataset, lang=view.lang, at=at),
        cite_indicator(indicator, every, dataset, style=view.lang, at=at),
        view.t.gettext("citing.every-source"),
        address.indicator_data(indicator_id, "").removesuffix("."),
    )


def indicator_take_away(
    view: View, indicator: Row, spec: ChartSpec | None, params: dict[str, str], shown: Sequence[Row]
) -> Component:
    """Return files, image, link, frame and citation of an indicator, of which some figures are shown."""
    _ = view.t.gettext
    indicator_id = indicator[C.INDICATOR_ID]
    parts: list[tuple[str, Any]] = [
        (
            _("indicator.data"),
            [
                indicator_files(view, indicator_id),
                *_drawn_files(view, indicator_id, spec),
                html.P(
                    html.A(_("indicator.columns-mean"), href=view.href("methods") + "#dictionary"), className="faint"
                ),
            ],
        )
    ]
    if spec is not None:
        parts += [
            (_("indicator.chart"), image_files(view, indicator_id, params)),
            (
                _("indicator.embed"),
                copy_field(view, _("indicator.code-another-site"), frame_code(view, spec, params), name=EMBED),
            ),
        ]
    parts += [
        (_("site.link"), copy_field(view, _("indicator.address-view-data"), view.permalink(), name="link")),
        *_citation(view, indicator, shown),
        (
            _("indicator.print"),
            html.A(_("indicator.put-fact-sheet"), href=view.href("factsheet", indicator=indicator_id)),
        ),
    ]
    return take_away(view, parts)


def keys(snapshot: Snapshot) -> Iterable[str]:
    """Return ids of the indicators."""
    return (row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS))


def find_indicator(view: View) -> dict[str, Any]:
    """Return the indicator's row.

    Raises:
        PageNotFoundError: there is no such indicator.
    """
    indicator = view.snapshot.row(T.INDICATORS, view.key)
    if indicator is None:
        raise PageNotFoundError(view.key)
    return indicator


def title(view: View) -> str:
    """Name of the indicator."""
    return view.said(find_indicator(view), "name")


def description(view: View) -> str:
    """Return its definition, and where the values come from."""
    return view.said(find_indicator(view), "definition")


def chosen_options(params: Mapping[str, str]) -> ChartOptions:
    """Return the reader's choices, from checked parameters; those that a page does not have are as they are unset."""
    return ChartOptions(
        events=params.get("events", "1") == "1",
        sources=params.get("sources", ""),  # type: ignore[arg-type]  # checked against PARAMETERS
        derived=params.get("derived", "0") == "1",
        country=params.get(OF_COUNTRY.name, ""),
    )


def has_events(indicator: dict[str, Any]) -> bool:
    """Say whether events can stand on the indicator's chart."""
    return indicator[C.CHART_KIND] == ChartKind.TREND and bool(indicator[C.EVENT_IDS])


def published_shown(view: View, rows: Sequence[Row]) -> list[Row]:
    """Return the published figures among an indicator's rows that this view shows, in time."""
    report, others, _own = split_by_kind(view.snapshot, rows)
    rival = find_indicator(view)[C.CHART_KIND] == ChartKind.CLAIMS
    return choose_published(report, others, asked=view.params["sources"], rival=rival)


def _table(view: View, indicator: dict[str, Any], rows: Sequence[Any]) -> Component:
    _ = view.t.gettext
    unit = view.name_of(T.UNITS, indicator[C.UNIT_MEASURE])
    caption = _("indicator.published-values", name=view.said(indicator, "name"), unit=unit)
    return html.Section(
        [html.H2(_("site.same-values-table")), observations_table(view, rows, name="values", caption=caption)]
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    indicator = find_indicator(view)
    part = view.snapshot.excerpt_of(view.key)
    rows = part.rows
    report, others, own = split_by_kind(view.snapshot, rows)
    rival = indicator[C.CHART_KIND] == ChartKind.CLAIMS
    offered = report and others and not rival
    shown = published_shown(view, rows)
    options = chosen_options(view.params)
    spec = charts_of(view.snapshot).spec(view.key, view.lang, options)
    params = view.kept()
    topic_id = indicator[C.TOPIC_ID]
    return html.Div(
        [
            html.P(html.A(view.name_of(T.TOPICS, topic_id), href=view.href("topic", topic_id)), className="crumb"),
            html.H1(view.said(indicator, "name")),
            html.P(view.said(indicator, "definition"), className="lead"),
            html.Div(
                [
                    html.Div(
                        [
                            toggles(
                                view,
                                sources=("all" if goes_on(report, others) else "report") if offered else "",
                                events=has_events(indicator),
                                derived=bool(own and (report or others)),
                            ),
                            part_note(view, view.key, part),
                            chart_figure(view, spec, params, below=share_row(view, spec, params)) if spec else None,
                            # After what the figures say, whose doubt stands with it; beside it where there is room.
                            key_caveats(view, indicator),
                            compare_link(view, indicator) if spec is not None else None,
                            verdict_badge(view, view.key),
                        ]
                    ),
                    what_is_counted(view, indicator),
                ],
                className="indicator-grid",
            ),
            cross_notes(view, {row[C.OBS_ID] for row in rows}),
            _table(view, indicator, shown) if shown else None,
            claims_trail(view, published_claims(view, view.key), heading=html.H2) if rival else None,
            own_observations(view, own),
            question_section(view, indicator),
            groups_section(view, shown),
            further_caveats(view, indicator),
            sources_used(view, shown or own),
            indicator_take_away(view, indicator, spec, params, shown or own),
            related(view, indicator),
        ]
    )


PAGE = Page(
    name="indicator",
    pattern=f"indicators/{KEY}",
    order=30,
    title=title,
    description=description,
    layout=layout,
    parameters=PARAMETERS,
    keys=keys,
    json_ld=lambda view: [indicator_object(view, find_indicator(view)[C.INDICATOR_ID])],
    chart=lambda view: (view.key, view.params),
)
