"""A chart's figures one by one: a list that the arrow keys lead through, with the words of the table and the image."""

from dash import html
from dash.development.base_component import Component

from dashboard.charts.spec import ChartSpec, Point
from dashboard.components.attributes import aria, data
from dashboard.view.view import View


def _words(series: str, point: Point) -> list[str | Component]:
    return [html.Span(f"{series} · "), point.spoken] if series else [point.spoken]


def walked_chart(view: View, spec: ChartSpec, drawing: Component) -> Component:
    """A chart with its figures in its order, as one stop of the Tab key; a figure that has a card is a link to it.

    The browser's half is `assets/walk.js`, which also marks the figure on the image or on the live chart. Without it
    the list is hidden: the table holds the same.

    Args:
        view: the view.
        spec: description of the chart.
        drawing: its picture, or the box that holds picture or live chart.
    """
    return html.Div([drawing, _walk(view, spec)], className="chart-stage")


def _walk(view: View, spec: ChartSpec) -> Component:
    _ = view.t.gettext
    keys = f"chart-{spec.chart_id}-keys"
    told = [(series.label, point) for series in spec.series for point in series.points]
    items = []
    for place, (series, point) in enumerate(told):
        stop = {"tabIndex": -1 if place else 0, **data(point=point.obs_id)}
        words = _words(series, point)
        items.append(html.Li(html.A(words, href=point.address, **stop) if point.address else html.Span(words, **stop)))
    return html.Div(
        [
            html.Ol(items, **aria(label=_("chart-walk.figures-chart"), describedby=keys)),
            html.P(
                _("chart-walk.arrow-keys-next")
                if any(point.address for _series, point in told)
                else _("chart-walk.arrow-keys-next-previous"),
                id=keys,
                className="small",
            ),
        ],
        className="chart-walk needs-js",
    )
