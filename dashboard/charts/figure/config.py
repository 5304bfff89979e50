"""Settings with which Plotly shows a chart: nothing uploaded, words and separators of the reader's language."""

from typing import Final

from dashboard.charts.figure.frame import Json
from dashboard.charts.texts import text
from dashboard.text.format import separators
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


def plotly_config(lang: Language, *, filename: str = "esec") -> Json:
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
