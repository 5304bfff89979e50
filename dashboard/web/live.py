"""The live chart: the callback that gives Dash's graph, whose figure the still image was written from."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from dash import ClientsideFunction, Dash, Input, Output, State, dcc
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.charts.figure import ON_SCREEN, ThemeName, draw_figure, plotly_config
from dashboard.charts.layout.sizes import NARROW, PHONE, WIDE
from dashboard.data.cache import BoundedCache
from dashboard.data.store import Snapshot
from dashboard.view.view import check_parameters
from dashboard.web import described
from dashboard.web.dash_private import ChartBox
from dashboard.web.page_server import PageServer
from pipelines.schema.declared import LANGUAGES, Language

GRAPH_BOX: Final = "live-graph-box"
LIVE_GRAPH: Final = "live-graph"
_CACHED: Final = 64
# A comparison names six indicators.
_LONGEST: Final = 1000


@dataclass(frozen=True)
class LiveFigure:
    """Hold what a browser draws: Plotly's figure and settings, and the words by which the drawing is named."""

    figure: dict[str, Any]
    config: dict[str, Any]
    label: str


def live_figure(
    snapshot: Snapshot, chart_id: str, lang: Language, search: str, theme: ThemeName, narrow: bool
) -> LiveFigure | None:
    """Draw a chart for the browser, with the choices of an address' query; give None where there is no such chart."""
    params, _ignored = check_parameters(snapshot, parse_qsl(search)[:50], described.PARAMETERS)
    spec = described.find_spec(snapshot, chart_id, lang, params)
    if spec is None:
        return None
    figure = draw_figure(spec, theme=theme, width=NARROW if narrow else WIDE)
    return LiveFigure(figure, plotly_config(lang, filename=spec.chart_id), spec.alt)


def _draw(
    snapshot: Snapshot, chart_id: str, lang: Language, search: str, theme: ThemeName, narrow: bool
) -> Component | None:
    """Draw the graph in a named group; give None where there is no such chart."""
    drawn = live_figure(snapshot, chart_id, lang, search, theme, narrow)
    if drawn is None:
        return None
    graph = dcc.Graph(
        id=LIVE_GRAPH,
        figure=drawn.figure,
        config=drawn.config,  # type: ignore[arg-type]
        className="live-graph",
    )
    # Plotly names neither its drawing nor itself; the figures are in the list beside it.
    return ChartBox(graph, role="group", label=drawn.label)


def add_live_chart(app: Dash, site: PageServer) -> None:
    """Register the layout and the callbacks of the live chart."""
    # Dash's whole layout: the empty box that the graph comes into.
    app.layout = ChartBox(id=GRAPH_BOX)
    drawn: BoundedCache[Component | None] = BoundedCache(_CACHED)

    @app.callback(
        Output(GRAPH_BOX, "children"),
        Input(GRAPH_BOX, "data-asked"),
        State(GRAPH_BOX, "data-chart"),
        State(GRAPH_BOX, "data-lang"),
        State(GRAPH_BOX, "data-search"),
        State(GRAPH_BOX, "data-theme"),
        State(GRAPH_BOX, "data-width"),
        prevent_initial_call=True,
    )
    def draw_chart(_asked: Any, chart_id: Any, lang: Any, search: Any, theme: Any, width: Any) -> Component:
        texts_fit = all(isinstance(text, str) and len(text) <= _LONGEST for text in (chart_id, search))
        if not texts_fit or lang not in LANGUAGES or theme not in ON_SCREEN or not isinstance(width, (int, float)):
            raise PreventUpdate
        narrow = width < PHONE
        # One version for key and drawing: another may be taken in between.
        snapshot = site.store.current()
        key = (snapshot.version_hash, chart_id, lang, search, theme, narrow)
        graph = drawn.get(key, lambda: _draw(snapshot, chart_id, lang, search, theme, narrow))
        if graph is None:
            raise PreventUpdate
        return graph

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("esec", "open_figure"),
        Output(GRAPH_BOX, "data-opened"),
        Input(LIVE_GRAPH, "clickData"),
        prevent_initial_call=True,
    )
