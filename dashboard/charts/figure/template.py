"""Colours, fonts and margins of charts as one Plotly template for each theme, and settings of the live chart.

Series keep 4.5:1 against the paper, so labels may bear their colours (`pipelines/schema/colours.py`).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from dashboard.charts.layout.sizes import TICK
from dashboard.charts.spec import ACCENT, QUIET
from dashboard.charts.texts import text
from dashboard.text.format import separators
from pipelines.schema.colours import ORANGE, series_led_by
from pipelines.schema.declared import Language
from pipelines.schema.site import site

ThemeName = Literal["light", "dark", "print"]
# Those of screens, which a browser chooses between.
ON_SCREEN: Final[tuple[ThemeName, ...]] = ("light", "dark")

# No system-ui: on some systems it is far wider than the widths that labels are placed by.
FONT: Final = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class Theme:
    """Colours by role, as hexadecimal sRGB.

    Attributes:
        paper: background, also used to set marks and labels off from lines.
        ink: text and values. muted: axis labels and second lines. rule: axis and event rules. grid: grid lines.
        wash: fill of gaps. band: fill of every other way of counting.
        series: colours of series, by index. accent: of the one series set apart. quiet: of those around it.
    """

    paper: str
    ink: str
    muted: str
    rule: str
    grid: str
    wash: str
    band: str
    series: tuple[str, ...]
    accent: str
    quiet: str

    def colour(self, index: int) -> str:
        """Give a series its colour; after the last they begin again, and lines are told apart by their labels."""
        if index in (ACCENT, QUIET):
            return self.accent if index == ACCENT else self.quiet
        return self.series[index % len(self.series)]


_LIGHT, _DARK = series_led_by(site().colour)
THEMES: Final[dict[ThemeName, Theme]] = {
    "light": Theme(
        paper="#ffffff",
        ink="#1b1f24",
        muted="#57606a",
        rule="#767f89",
        grid="#e1e5ea",
        wash="#eef1f4",
        band="#f6f1e4",
        series=_LIGHT,
        accent=ORANGE[0],
        quiet="#6b747e",
    ),
    "dark": Theme(
        paper="#14181d",
        ink="#eef1f4",
        muted="#a9b3bd",
        rule="#7c8792",
        grid="#2b323a",
        wash="#20262d",
        band="#24211a",
        series=_DARK,
        accent=ORANGE[1],
        quiet="#8b96a1",
    ),
    "print": Theme(
        paper="#ffffff",
        ink="#000000",
        muted="#444444",
        rule="#666666",
        grid="#dddddd",
        wash="#eeeeee",
        band="#f4f4f4",
        series=("#000000", "#555555", "#333333", "#6e6e6e", "#444444"),
        accent="#000000",
        quiet="#6e6e6e",
    ),
}


@lru_cache(maxsize=len(THEMES))
def template_of(theme: Theme) -> dict[str, Any]:
    """Return the Plotly template of a theme: all that its figures share.

    Annotations and shapes are placed in pixels from the upper left corner of the drawing area.
    """
    axis = {
        "fixedrange": True,
        "tickmode": "array",
        "tickangle": 0,
        "tickfont": {"size": TICK, "color": theme.muted},
        "ticklabeloverflow": "allow",
        "gridcolor": theme.grid,
        "zeroline": False,
        "zerolinecolor": theme.rule,
        "zerolinewidth": 1.2,
    }
    placed = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "top"}
    words = {"align": "left", "showarrow": False, "arrowhead": 2, "borderpad": 0, "borderwidth": 0}
    drawn = {"xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 0, "yanchor": 1}
    drawn["layer"] = "above"
    return {
        "layout": {
            "autosize": True,
            "margin": {"t": 0, "b": 0, "autoexpand": False},
            "paper_bgcolor": theme.paper,
            "plot_bgcolor": theme.paper,
            "font": {"family": FONT, "size": TICK, "color": theme.ink},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "hoverlabel": {"bgcolor": theme.paper, "bordercolor": theme.rule, "font": {"color": theme.ink}},
            "barmode": "overlay",
            "xaxis": axis,
            "yaxis": axis,
            "annotationdefaults": {**placed, **words},
            "shapedefaults": drawn,
        },
        "data": {"scatter": [{"cliponaxis": False, "connectgaps": False}]},
    }


# showSendToCloud: plotly.js 4.1 offers to upload the chart to a third party unless this is off.
PLOTLY_CONFIG: Final[dict[str, Any]] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtons": [["toImage"]],
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


def plotly_config(lang: Language, *, filename: str) -> dict[str, Any]:
    """Return PLOTLY_CONFIG in a language, which plotly's bundle has in English only."""
    said = text("download_image", lang)
    decimal, thousands = separators(lang)
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
