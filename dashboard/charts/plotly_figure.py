"""The live figure as a plain dict for plotly's basic bundle: same marks, axes, labels and order as the image."""

from typing import Final

from dashboard.charts.drawing.metrics import wrap
from dashboard.charts.drawing.sheet import MARGIN, NAME, TICK
from dashboard.charts.drawing.theme import FONT, THEMES, Theme, ThemeName
from dashboard.charts.live.frame import Frame, Frames, Json, frames_of, log_range, words
from dashboard.charts.live.key import key_annotation
from dashboard.charts.live.rows import add_rows, row_axis
from dashboard.charts.live.text import add_text
from dashboard.charts.live.time import add_time
from dashboard.charts.spec import Axis, ChartSpec, Form, Panel, Scale
from dashboard.charts.svg import chart_size
from dashboard.charts.texts import text
from pipelines.schema.declared import Language

# showSendToCloud: plotly.js 4.1 offers to upload the chart to a third party unless this is off.
PLOTLY_CONFIG: Final[Json] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtons": [["toImage"]],
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "toImageButtonOptions": {"format": "svg"},
}
_WIDE, _SLIM = 720, 360
_RIGHT = 8


def plotly_config(lang: Language, *, filename: str = "esec") -> Json:
    """PLOTLY_CONFIG with the words and separators of a language, which plotly's bundle has in English only."""
    said = text("download_image", lang)
    decimal, thousands = (",", "\u202f") if lang == "fr" else (".", ",")
    return {
        **PLOTLY_CONFIG,
        "locale": lang,
        "locales": {
            lang: {
                "dictionary": {"Download plot": said, "Download plot as a PNG": said},
                "format": {"decimal": decimal, "thousands": thousands},
            }
        },
        "toImageButtonOptions": {"format": "svg", "filename": filename},
    }


def plotly_figure(spec: ChartSpec, *, theme: ThemeName = "light", narrow: bool = False) -> Json:
    """The chart as plotly's `data` and `layout`.

    Each trace carries the obs_id of its points in `customdata` (None where a line is interrupted) and what is said of
    them in `hovertext`, so that a click leads to the figure's page and the table can be compared.

    Args:
        spec: the description.
        theme: colours.
        narrow: lay out for a phone.
    """
    colours = THEMES[theme]
    width = _SLIM if narrow else _WIDE
    frames = frames_of(spec, colours, width, chart_size(spec, width=width)[1])
    layout = _base_layout(spec, colours, frames)
    data: list[Json] = []
    for panel, frame in zip(spec.panels, frames.frames, strict=True):
        layout[f"xaxis{frame.suffix}"], layout[f"yaxis{frame.suffix}"] = _axes(panel, frame)
        layout["annotations"] += _headings(panel, frame)
        if frame.plot is not None:
            data += add_time(panel, spec.events, frame, frame.plot, layout)
        elif frame.layout is not None:
            data += add_rows(panel, frame, frame.layout, layout)
        else:
            data += add_text(panel, frame, layout)
    if spec.key:
        layout["annotations"].append(key_annotation(spec.key, frames, colours, width))
    return {"data": data, "layout": layout}


def _base_layout(spec: ChartSpec, theme: Theme, frames: Frames) -> Json:
    return {
        "autosize": True,
        "height": frames.height,
        "margin": {"l": frames.left, "r": _RIGHT, "t": frames.top, "b": frames.bottom, "autoexpand": False},
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "font": {"family": FONT, "size": TICK, "color": theme.ink},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {"bgcolor": theme.paper, "bordercolor": theme.rule, "font": {"color": theme.ink}},
        "separators": ",\u202f" if spec.lang == "fr" else ".,",
        "barmode": "overlay",
        "annotations": [],
        "shapes": [],
        "meta": {"chart_id": spec.chart_id, "lang": spec.lang},
    }


def _axes(panel: Panel, frame: Frame) -> tuple[Json, Json]:
    """Layout of the horizontal and the vertical axis of a panel."""
    if panel.form == Form.TIME:
        across, upward = _axis(panel.x, frame), _axis(panel.y, frame)
        across |= {"showgrid": False, "ticks": "outside", "tickcolor": frame.theme.rule}
    elif frame.layout is not None:
        across, upward = _axis(panel.y, frame), row_axis(frame.layout)
        title = "<br>".join(words(line) for line in wrap(panel.y.label, TICK, frame.width - frame.edge - _RIGHT))
        across["title"] = {
            "text": title,
            "font": {"size": TICK, "color": frame.theme.muted},
            "standoff": 2,
        }
    else:
        across = {"visible": False, "range": [0, 1], "fixedrange": True}
        upward = {"visible": False, "range": [len(panel.rows) - 0.5, -0.5], "fixedrange": True}
    return (
        {**across, "anchor": f"y{frame.suffix}", "domain": [0, _share_of_width(frame)]},
        {**upward, "anchor": f"x{frame.suffix}", "domain": list(frame.domain)},
    )


def _share_of_width(frame: Frame) -> float:
    """How much of the width the axis takes, so that words after the longest marks still fit."""
    if frame.layout is None:
        return 1.0
    scale = frame.layout.scale
    return round((scale.right - scale.left) / (frame.width - _RIGHT - frame.edge), 3)


def _axis(axis: Axis, frame: Frame) -> Json:
    theme = frame.theme
    log = axis.scale == Scale.LOG
    return {
        "type": "log" if log else "linear",
        "range": log_range(axis) if log else [axis.low, axis.high],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": [tick.at for tick in axis.ticks],
        "ticktext": [tick.label for tick in axis.ticks],
        "tickfont": {"size": TICK, "color": theme.muted},
        "gridcolor": theme.grid,
        "zeroline": axis.zero,
        "zerolinecolor": theme.rule,
        "zerolinewidth": 1.2,
        "ticklabeloverflow": "allow",
    }


def _headings(panel: Panel, frame: Frame) -> list[Json]:
    """Name of the panel, and what its values count, above it on the left."""
    found = []
    if panel.heading:
        above = frame.lift + 2 * TICK if panel.form == Form.TIME else 4.0
        found.append(_above(f"<b>{words(panel.heading)}</b>", NAME, frame.theme.ink, above, frame))
    if panel.form == Form.TIME:
        found.append(_above(words(panel.y.label), TICK, frame.theme.muted, frame.lift + 6, frame))
    return found


def _above(line: str, size: float, colour: str, distance: float, frame: Frame) -> Json:
    return {
        "text": line,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": frame.domain[1],
        "xshift": MARGIN - frame.edge,
        "yshift": distance,
        "xanchor": "left",
        "yanchor": "bottom",
        "borderpad": 0,
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }
