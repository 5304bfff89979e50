"""The key to the marks below the live figure, in signs that every font has."""

from collections.abc import Sequence

from dashboard.charts.drawing.metrics import text_width, wrap
from dashboard.charts.drawing.sheet import MARGIN, SMALL
from dashboard.charts.drawing.theme import Theme
from dashboard.charts.live.frame import Frames, Json, words
from dashboard.charts.spec import KeyEntry, Shape

_SOLID = {
    Shape.CIRCLE: "●",
    Shape.DIAMOND: "◆",
    Shape.SQUARE: "■",
    Shape.PLUS: "✚",
    Shape.TRIANGLE: "▲",
    Shape.TICK: "|",
}
_HOLLOW = {Shape.CIRCLE: "○", Shape.DIAMOND: "◇", Shape.SQUARE: "□", Shape.PLUS: "✛", Shape.TRIANGLE: "△"}
_OTHER = {"range": "├─┤", "bound": "◄┤", "break": "┆", "margin": "├┤"}
_SPACE = "   "
_BELOW_AXIS = 10.0


def _sign(entry: KeyEntry) -> str:
    if entry.sign == "shape":
        return _SOLID[entry.shape]
    return _HOLLOW.get(entry.shape, "○") if entry.sign == "hollow" else _OTHER[entry.sign]


def key_annotation(entries: Sequence[KeyEntry], frames: Frames, theme: Theme, width: int) -> Json:
    """One annotation below the last axis, its entries flowing over as many lines as they need."""
    lines: list[str] = []
    for entry in entries:
        said = f"{_sign(entry)} {entry.label}"
        joined = f"{lines[-1]}{_SPACE}{said}" if lines else said
        if lines and text_width(joined, SMALL) <= width - 2 * MARGIN:
            lines[-1] = joined
        else:
            lines += wrap(said, SMALL, width - 2 * MARGIN)
    return {
        "text": "<br>".join(words(line) for line in lines),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0,
        "xshift": MARGIN - frames.left,
        "yshift": -(frames.below + _BELOW_AXIS),
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "borderpad": 0,
        "showarrow": False,
        "font": {"size": SMALL, "color": theme.muted},
    }
