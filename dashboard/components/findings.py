"""Findings: what figures show in a sentence, the chart that shows it, what it does not show, and where it stands."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.components.chart import chart_thumbnail
from dashboard.components.elements import separated
from dashboard.components.observation_text import base_text, source_text
from dashboard.text.sentences import say_figure
from dashboard.text.typography import set_text
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T
from pipelines.schema.sentences import figures_of, fill


def finding_text(view: View, row: Row, stem: str) -> str:
    """Write a finding's sentence in the reader's language, its figures as the data have them now."""

    def say(obs_id: str, part: str) -> str:
        figure = view.snapshot.observation(obs_id)
        if figure is None:
            return obs_id
        return say_figure(figure, part, view.lang, view.snapshot.row(T.UNITS, figure[C.UNIT_MEASURE]))

    return set_text(fill(str(row[f"{stem}_{view.lang}"]), say), view.lang)


def _sources(view: View, row: Row) -> list[Any]:
    """Return the places of a finding's figures, each once and with the base of a share, as links to a card."""
    places: dict[str, str] = {}
    for obs_id in figures_of(str(row[f"claim_{view.lang}"])):
        figure = view.snapshot.observation(obs_id)
        if figure is not None:
            told = (source_text(view, figure), base_text(view, figure))
            places.setdefault(", ".join(filter(None, told)), obs_id)
    links = [html.A(words, href=view.href("figure", obs_id)) for words, obs_id in places.items()]
    return separated(links, view.t.gettext("site.between-parts"))


def _finding(view: View, row: Row) -> Component:
    indicator_id = str(row[C.INDICATOR_ID])
    spec = charts_of(view.snapshot).spec(indicator_id, view.lang, ChartOptions(events=False))
    drawn = spec is not None and spec.kind != "single"
    claim = html.A(finding_text(view, row, "claim"), href=view.href("indicator", indicator_id))
    return html.Li(
        html.Article(
            [
                html.H3(claim),
                chart_thumbnail(view, spec) if spec is not None and drawn else None,
                html.P(finding_text(view, row, "doubt")),
                html.P(_sources(view, row), className="faint"),
            ],
            className="card",
        )
    )


def findings_list(view: View, rows: Sequence[Row]) -> Component:
    """Return findings as cards, whose figures are read at once."""
    stems = ("claim", "doubt")
    texts = [str(row[f"{stem}_{view.lang}"]) for row in rows for stem in stems]
    view.snapshot.observations(obs_id for text in texts for obs_id in figures_of(text))
    return html.Ul([_finding(view, row) for row in rows], className="cards findings")


def findings_at_home(view: View) -> list[Row]:
    """Return the findings that open the home page, in their order."""
    ranked = [row for row in view.snapshot.rows(T.FINDINGS) if row[C.HOME_RANK] is not None]
    return sorted(ranked, key=lambda row: int(row[C.HOME_RANK]))


def findings_of_topic(view: View, topic_id: str) -> list[Row]:
    """Return the findings about a topic's indicators, in their order."""
    about = {row[C.INDICATOR_ID] for row in view.snapshot.indicators_of(topic_id)}
    rows = sorted(view.snapshot.rows(T.FINDINGS), key=lambda row: int(row[C.SORT_ORDER]))
    return [row for row in rows if row[C.INDICATOR_ID] in about]
