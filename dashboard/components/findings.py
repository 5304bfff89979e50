"""Findings: what figures show in a sentence, the chart that shows it, what it does not show, and where it stands."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import ChartSpec
from dashboard.charts.texts import capital
from dashboard.components.chart import bases_list, chart_picture, chart_thumbnail, walked_chart
from dashboard.components.elements import aria, separated
from dashboard.components.last_value import other_value
from dashboard.components.observation_text import base_text, source_text
from dashboard.components.share import share_row
from dashboard.data.observations import crosschecks_of
from dashboard.text.sentences import say_figure
from dashboard.text.typography import StandIn, set_text
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T, language_in, text_in
from pipelines.schema.sentences import figures_of, fill

_STEMS = ("claim", "doubt")


def finding_text(view: View, row: Row, stem: str) -> str:
    """Write a finding's sentence in the reader's language, its figures as the data have them now."""

    def say(obs_id: str, part: str) -> str:
        figure = view.snapshot.observation(obs_id)
        if figure is None:
            return obs_id
        return say_figure(figure, part, lang, view.snapshot.row(T.UNITS, figure[C.UNIT_MEASURE]))

    # A sentence that English stands in for has its figures in English too.
    lang = language_in(row, stem, view.lang)
    words = capital(set_text(fill(text_in(row, stem, lang), say), lang))
    return words if lang == view.lang else StandIn(words)


def _sources(view: View, row: Row, spec: ChartSpec | None = None) -> Component:
    """Return the places of a finding's figures, as links to a card, then the other sources that its chart draws.

    Each stands once; shares of several bases in one place are told apart by their bases.
    """
    links: dict[tuple[str, str], Component] = {}
    places, told = set(), set()
    for obs_id in figures_of(text_in(row, "claim", view.lang)):
        figure = view.snapshot.observation(obs_id)
        if figure is None:
            continue
        place, base = source_text(view, figure), base_text(view, figure)
        if (place, base) not in links:
            words = base if place in places and base else ", ".join(filter(None, (place, base)))
            links[place, base] = html.A(words, href=view.href("figure", obs_id))
        places.add(place)
        told.add(figure[C.SOURCE_ID])
    others = dict.fromkeys(point.source for point in spec.points if point.source_id not in told) if spec else {}
    parts: list[Any] = [*links.values(), *others]
    return html.P(separated(parts, view.t.gettext("site.between-parts")), className="faint")


def _spec_of(view: View, row: Row) -> ChartSpec | None:
    """Describe what a finding is about."""
    return charts_of(view.snapshot).spec(str(row[C.INDICATOR_ID]), view.lang, ChartOptions(events=False))


def _drawn(spec: ChartSpec | None) -> ChartSpec | None:
    """Return what is drawn of it: a number by itself needs no chart."""
    return spec if spec is not None and spec.kind != "single" else None


def _claim(view: View, row: Row) -> Component:
    return html.H2(html.A(finding_text(view, row, "claim"), href=view.href("indicator", str(row[C.INDICATOR_ID]))))


def _read(view: View, rows: Sequence[Row]) -> None:
    """Read the figures of findings at once, not one by one."""
    texts = [text_in(row, stem, view.lang) for row in rows for stem in _STEMS]
    view.snapshot.observations(obs_id for text in texts for obs_id in figures_of(text))


def _card(view: View, row: Row) -> Component:
    spec = _drawn(_spec_of(view, row))
    return html.Li(
        html.Article(
            [
                _claim(view, row),
                chart_thumbnail(view, spec) if spec is not None else None,
                html.P(finding_text(view, row, "doubt")),
                _sources(view, row),
            ],
            className="card",
        )
    )


def findings_cards(view: View, rows: Sequence[Row]) -> Component:
    """Return findings as cards with small drawings."""
    _read(view, rows)
    return html.Ul(
        [_card(view, row) for row in rows],
        className="cards findings",
        **aria(label=view.t.gettext("home.findings")),
    )


def _told(view: View, row: Row, *, drawn: bool, eager: bool) -> Component:
    spec = _spec_of(view, row)
    chart = _drawn(spec) if drawn else None
    seen = {point.obs_id for point in spec.points} if spec is not None else set()
    return html.Article(
        [
            _claim(view, row),
            *(_drawing(view, chart, eager=eager) if chart is not None else ()),
            html.P(finding_text(view, row, "doubt"), className="doubt"),
            _sources(view, row, chart),
            share_row(view, chart, {"events": "0"}) if chart is not None else None,
            *(other_value(view, found) for found in crosschecks_of(view.snapshot, seen)),
        ]
    )


def _drawing(view: View, spec: ChartSpec, *, eager: bool) -> list[Component | None]:
    return [
        html.P([html.B(f"{spec.measure}."), " ", spec.about], className="chart-subtitle"),
        walked_chart(view, spec, chart_picture(view, spec, {"events": "0"}, eager=eager)),
        # The rows of a survey name their groups.
        bases_list(spec) if spec.kind != "survey" else None,
    ]


def findings_story(view: View, rows: Sequence[Row]) -> Component:
    """Return findings one after another, each with its chart in full; a chart stands once."""
    _read(view, rows)
    drawn: set[str] = set()
    told: list[Component] = []
    for row in rows:
        indicator_id = str(row[C.INDICATOR_ID])
        told.append(_told(view, row, drawn=indicator_id not in drawn, eager=not told))
        drawn.add(indicator_id)
    return html.Section(told, className="story", **aria(label=view.t.gettext("home.findings")))


def findings_at_home(view: View) -> list[Row]:
    """Return the findings that open the home page, in their order."""
    ranked = [row for row in view.snapshot.rows(T.FINDINGS) if row[C.HOME_RANK] is not None]
    return sorted(ranked, key=lambda row: int(row[C.HOME_RANK]))


def findings_of_topic(view: View, topic_id: str) -> list[Row]:
    """Return the findings about a topic's indicators, in their order."""
    about = {row[C.INDICATOR_ID] for row in view.snapshot.indicators_of(topic_id)}
    rows = sorted(view.snapshot.rows(T.FINDINGS), key=lambda row: int(row[C.SORT_ORDER]))
    return [row for row in rows if row[C.INDICATOR_ID] in about]
