"""Figures in words, without an axis, as a plotly trace: the value large, its period and source below."""

from dashboard.charts.drawing.metrics import wrap
from dashboard.charts.drawing.sheet import MARGIN, NARROW, SMALL
from dashboard.charts.drawing.text_panel import BESIDE_RULE, words_size
from dashboard.charts.live.frame import Frame, Json, hover, words
from dashboard.charts.spec import Panel

# Where value and detail stand in a row that is 1 high.
_VALUE, _DETAIL = -0.16, 0.26


def add_text(panel: Panel, frame: Frame, live: Json) -> list[Json]:
    """The trace of the values; their periods and sources go to the live layout."""
    size = words_size(panel, narrow=frame.width < NARROW)
    width = frame.width - 2 * MARGIN - BESIDE_RULE
    for point in panel.points:
        said = ", ".join(part for part in (point.x_label, point.source) if part)
        live["annotations"].append(
            {
                **frame.references,
                "x": 0,
                "y": point.x + _DETAIL,
                "xanchor": "left",
                "xshift": 4,
                "align": "left",
                "text": "<br>".join(words(line) for line in wrap(said, SMALL + 1, width)),
                "showarrow": False,
                "font": {"size": SMALL + 1, "color": frame.theme.muted},
            }
        )
    values = ["<br>".join(words(line) for line in wrap(p.text, size, width, bold=True)) for p in panel.points]
    return [
        {
            "type": "scatter",
            **frame.axes,
            "mode": "text",
            "x": [0 for _ in panel.points],
            "y": [point.x + _VALUE for point in panel.points],
            "text": [f"<b>{value}</b>" for value in values],
            "textposition": "middle right",
            "textfont": {"size": size, "color": frame.theme.ink},
            "cliponaxis": False,
            **hover(panel.points),
        }
    ]
