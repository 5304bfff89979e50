"""An indicator at a glance, the same on every list: name, course, last value, who counted it, how many figures."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import ChartSpec, Form
from dashboard.components.chart import chart_thumbnail
from dashboard.components.last_value import last_value
from dashboard.components.observation_text import indicator_link
from dashboard.data.excerpt import like
from dashboard.data.observations import latest
from dashboard.text.format import format_number
from dashboard.view.view import View
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row


def glance(
    view: View,
    indicator: Row,
    *,
    heading: Callable[..., Component] = html.H3,
    told: bool = True,
    drawn: bool = True,
    within: Component | None = None,
) -> Component:
    """Return an entry of a list of indicators, whose class is `found`.

    Args:
        view: the view.
        indicator: its row.
        heading: element of its name.
        told: read its figures, for last value and course; without, the name and what is `within` alone.
        drawn: show its course; False where the page draws it in full.
        within: its figures, or the way to them; where none is given, their number.
    """
    indicator_id = indicator[C.INDICATOR_ID]
    words, course = _value_and_course(view, indicator) if told else ([], None)
    if within is None:
        count = view.snapshot.count(indicator_id)
        number = view.t.ngettext("site.n-figures", count, n=format_number(count, view.lang))
        words = [*words, html.P(number, className="faint")]
    return html.Li([html.Div([heading(indicator_link(view, indicator_id)), *words]), course if drawn else None, within])


def _value_and_course(view: View, indicator: Row) -> tuple[list[Component], Component | None]:
    """Show the last value, and the indicator drawn small where the drawing is about it; of claims, the drawing alone.

    Of claims none is the number: they are shown beside each other or not at all.
    """
    indicator_id = indicator[C.INDICATOR_ID]
    spec = charts_of(view.snapshot).spec(indicator_id, view.lang, ChartOptions(events=False))
    kind = indicator.get(C.CHART_KIND)
    if spec is not None and kind == ChartKind.CLAIMS and spec.panels[0].form == Form.ROWS:
        return [html.P(spec.source, className="faint")], chart_thumbnail(view, spec, said=True, eager=False)
    if spec is None or not is_about_last(view, indicator_id, spec):
        return last_value(view, indicator), None
    course = chart_thumbnail(view, spec, said=kind == ChartKind.SURVEY, eager=False)
    return last_value(view, indicator, beside={point.obs_id for point in spec.panels[0].points}), course


def is_about_last(view: View, indicator_id: str, spec: ChartSpec) -> bool:
    """Tell whether the small drawing, which is of the first panel alone, is a course of what the last value counts."""
    panel, row = spec.panels[0], latest(view.snapshot, indicator_id)
    points = [point for point in panel.points if not point.missing]
    if row is None or not points or panel.form == Form.TEXT:
        return False
    if panel.form == Form.ROWS:
        return len(spec.panels) == 1 or any(point.obs_id == row[C.OBS_ID] for point in points)
    groups = {each[C.OBS_ID]: like(each) for each in view.snapshot.observations_of(indicator_id)}
    # The ends that the drawing names.
    first, last = min(points, key=lambda point: point.x), max(points, key=lambda point: point.x)
    told = [groups.get(point.obs_id) for point in (first, last)]
    return first.x < last.x and told == [like(row)] * 2
