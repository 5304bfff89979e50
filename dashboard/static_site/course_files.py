"""What scripts draw in the workbench of a site without a server: the course of each indicator, in its panels."""

from typing import Any

from dashboard.charts.compare import MOST_COMPARED
from dashboard.charts.compare_read import Read, read_indicator
from dashboard.charts.figure import ON_SCREEN, THEMES, plotly_config
from dashboard.charts.spec import Panel, Point, Series
from dashboard.components.compared import courses_of
from dashboard.text.format import separators
from dashboard.view.view import View, sort_by_order
from pipelines.schema.columns import C, T

Json = dict[str, Any]


def _point(point: Point) -> Json:
    """Give place and words of a figure; one that is missing has no place."""
    ends = [point.low, point.high] if point.ranged else None
    at = None if point.ranged else point.anchor
    return {
        "id": point.obs_id, "x": point.x, "y": at, "ends": ends, "bound": point.bound is not None,
        "hollow": point.hollow, "when": point.x_label, "told": point.told, "said": point.spoken,
    }  # fmt: skip


def _series(series: Series) -> Json:
    return {"label": series.label, "runs": series.runs, "points": [_point(point) for point in series.points]}


def _panel(panel: Panel) -> Json:
    return {"heading": panel.heading, "unit": panel.y.label, "series": [_series(series) for series in panel.series]}


def _indicator(read: Read) -> Json:
    return {"name": read.name, "remarks": read.remarks, "panels": [_panel(panel) for panel in read.panels]}


def courses(view: View) -> Json:
    """Give the courses of every indicator that the workbench offers, in one language.

    Points keep what the server's charts tell of them: what a line joins, ranges, bounds, figures that are missing.
    """
    _, snapshot = view.t.gettext, view.snapshot
    topics = sort_by_order(snapshot.rows(T.TOPICS))
    ids = [row[C.INDICATOR_ID] for topic in topics for row in courses_of(snapshot, topic[C.TOPIC_ID])]
    found = {key: read_indicator(snapshot, key, view.lang, "") for key in ids}
    themes = {name: THEMES[name] for name in ON_SCREEN}
    config = plotly_config(view.lang, filename=view.places["compare"].name)
    return {
        "most": MOST_COMPARED,
        "courses": {key: _indicator(read) for key, read in found.items() if read is not None and read.panels},
        "themes": {
            name: {
                "paper": theme.paper, "ink": theme.ink, "muted": theme.muted, "grid": theme.grid, "rule": theme.rule,
                "series": theme.series,
            }
            for name, theme in themes.items()
        },
        "config": {**config, "displayModeBar": False},
        "separators": "".join(separators(view.lang)),
        "texts": {
            "series": _("compare.series"),
            "remove": _("compare.remove"),
            "up": _("compare.up"),
            "down": _("compare.down"),
            "first": _("compare.first-year"),
            "last": _("compare.last-year"),
            "apply": _("compare.period-apply"),
            "values": _("site.same-values-table"),
            "period": _("site.period"),
            "value": _("site.value"),
            "another": _("compare.choose-another"),
            "full": _("compare.full"),
            "nothing": _("compare.nothing-drawn"),
            "none": _("search.none"),
            "over": _("site.start-over"),
        },
    }  # fmt: skip
