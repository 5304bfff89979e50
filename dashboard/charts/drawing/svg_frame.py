"""The document around a drawing: size, role, title, description, paper."""

from dashboard.charts.drawing.markup import Markup
from dashboard.charts.drawing.sheet import Sheet
from dashboard.charts.drawing.theme import FONT
from dashboard.charts.spec import ChartSpec


def write_document(spec: ChartSpec, sheet: Sheet, height: int, *, suffix: str = "") -> str:
    """A complete SVG document around what the sheet holds.

    Args:
        spec: the description, for title and text.
        sheet: what was drawn.
        height: height in pixels.
        suffix: added to the ids, so that two images of one chart may stand in one page.
    """
    width = int(sheet.width)
    title_id, text_id = f"{spec.chart_id}-title{suffix}", f"{spec.chart_id}-desc{suffix}"
    frame = Markup()
    frame.open(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        lang=spec.lang,
        role="img",
        aria_labelledby=f"{title_id} {text_id}",
        font_family=FONT,
    )
    frame.add("title", spec.title, id=title_id)
    frame.add("desc", " ".join((spec.alt, *spec.description)), id=text_id)
    frame.add("rect", width=width, height=height, fill=sheet.theme.paper)
    return f"{frame}{sheet.out}</svg>"
