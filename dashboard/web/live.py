"""The live chart: one callback, which mounts it when a reader asks, from the description that also drew the picture."""

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.charts.catalogue import charts_of
from dashboard.charts.drawing.theme import ThemeName
from dashboard.charts.plotly_figure import plotly_config, plotly_figure
from dashboard.components.attributes import aria
from dashboard.components.chart import LIVE_BOX, LIVE_BUTTON, picture_of
from dashboard.data.cache import BoundedCache
from dashboard.text.translator import translator
from dashboard.view.view import check_parameters
from dashboard.web.chart_images import PARAMETERS, options_of
from dashboard.web.page_server import Site, split_address
from pipelines.schema.declared import LANGUAGES

LIVE_GRAPH: Final = "live-graph"
_CACHED: Final = 512
_LONGEST: Final = 1000
_NARROW_BELOW: Final = 480


def _show(site: Site, wanted: str) -> tuple[Any, str] | None:
    """What the box and the button show, for "address of the picture|theme or picture|width"; None for anything else.

    The theme asks for the live chart, the word picture for the image.
    """
    address, _, rest = wanted.partition("|")
    how, _, width = rest.partition("|")
    path, given = split_address(address)
    parts = path.split("/")
    lang = next((known for known in LANGUAGES if len(parts) == 4 and known == parts[2]), None)
    if lang is None or not parts[3].endswith(".svg") or how not in ("light", "dark", "picture"):
        return None
    snapshot = site.store.current()
    params, _ignored = check_parameters(snapshot, given, PARAMETERS)
    spec = charts_of(snapshot).spec(parts[3].removesuffix(".svg"), lang, options_of(params))
    if spec is None:
        return None
    gettext = translator(lang).gettext
    if how == "picture":
        return picture_of(snapshot, spec, dict(given)), gettext("Explore the chart")
    theme: ThemeName = "dark" if how == "dark" else "light"
    narrow = width.isascii() and width.isdigit() and int(width[:6]) < _NARROW_BELOW
    graph = dcc.Graph(
        id=LIVE_GRAPH,
        figure=plotly_figure(spec, theme=theme, narrow=narrow),
        config=plotly_config(lang, filename=spec.chart_id),  # type: ignore[arg-type]
        className="live-graph",
    )
    # Plotly names neither its drawing nor itself; the figures are in the list beside it.
    return html.Div(graph, role="group", **aria(label=spec.alt)), gettext("Back to the picture")


def add_live_chart(app: Dash, site: Site) -> None:
    """Register the callbacks of the live chart."""
    shown_charts: BoundedCache[tuple[Any, str] | None] = BoundedCache(_CACHED)
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("esec", "request_chart"),
        Output(LIVE_BOX, "data-wanted"),
        Input(LIVE_BUTTON, "n_clicks"),
        State(LIVE_BOX, "data-chart"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(LIVE_BOX, "children"),
        Output(LIVE_BUTTON, "children"),
        Input(LIVE_BOX, "data-wanted"),
        prevent_initial_call=True,
    )
    def mount_chart(wanted: Any) -> Any:
        if not isinstance(wanted, str) or len(wanted) > _LONGEST:
            raise PreventUpdate
        key = (site.store.current().stamp, wanted)
        shown = shown_charts.get(key, lambda: _show(site, wanted))
        if shown is None:
            raise PreventUpdate
        return shown

    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("esec", "open_figure"),
        Output(LIVE_BOX, "data-opened"),
        Input(LIVE_GRAPH, "clickData"),
        prevent_initial_call=True,
    )
