"""A chart in a frame on another site: its picture at every width, the code to paste there, and the height it needs."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import ceil
from typing import Any, Final

from dash.development.base_component import Component

from dashboard.charts.images import size_of
from dashboard.charts.layout.sizes import MEDIUM, NARROW, WIDE, wrap
from dashboard.charts.spec import ChartSpec
from dashboard.components.chart import DARK, words_of_bases, words_of_events
from dashboard.components.elements import Picture
from dashboard.view import address
from dashboard.view.view import View

# The name and the bound of what a frame tells the page around it: `assets/frame.js` sends it.
HEIGHT_MESSAGE: Final = "esec-height"
_TALLEST: Final = 5000
# Drawings by the width of the frame from which they are shown, in ems of 16 pixels.
_DRAWN: Final = ((45, WIDE, "wide"), (30, MEDIUM, "medium"), (0, NARROW, "narrow"))
# Frame widths between which a height must do, with an edge wherever the drawing changes; and what stands beside it.
_EDGES: Final = (280, 320, 360, 400, 440, 480, 540, 600, 660, 720, 800, 880, 960, 1040, 1120, 1200)
_ASIDE: Final = 24
_EM: Final = 16.0
# Other fonts than the one that widths are measured by may be wider: those of text, and those of titles.
_WIDER, _WIDER_TITLE = 1.1, 1.25
_INDENT: Final = 40
# What stands below the source, closed, and all distances between.
_BELOW: Final = 144


def framed_picture(view: View, spec: ChartSpec, params: Mapping[str, str]) -> Component:
    """Show the chart as an image that fills its frame: laid out for a phone, for a column or for a page."""

    def file(size: str, **more: str) -> str:
        given = {**params, "v": view.snapshot.version_hash, "size": size, **more}
        return address.chart_image(view.lang, spec.chart_id, given)

    sources: list[dict[str, Any]] = []
    for ems, width, size in _DRAWN:
        box = dict(zip(("width", "height"), size_of(spec, width=width), strict=True))
        wide = f"(min-width: {ems}em)"
        sources.append({"media": f"{wide} and {DARK}", "srcSet": file(size, theme="dark"), **box})
        sources.append({"media": wide, "srcSet": file(size), **box})
    last = sources.pop()
    return Picture(
        src=last["srcSet"],
        alt=spec.alt,
        width=last["width"],
        height=last["height"],
        sources=sources,
        className="chart-picture",
    )


def frame_height(spec: ChartSpec, remarks: Sequence[str] = ()) -> int:
    """Return the height in which the chart stands whole with its source, in a frame of 280 to 1,200 pixels' width."""
    sizes = [(ems * _EM, *size_of(spec, width=width)) for ems, width, _size in _DRAWN]

    def drawing_height(frame: int) -> float:
        width, height = next((width, height) for least, width, height in sizes if frame > least)
        return height * (frame - _ASIDE) / width

    # Between two edges words are longest at the narrower one, and the drawing is highest at the wider one.
    return ceil(max(_words_height(spec, remarks, least) + drawing_height(most) for least, most in pairwise(_EDGES)))


def _words_height(spec: ChartSpec, remarks: Sequence[str], frame: int) -> float:
    return (
        sum(
            len(wrap(text, size * _EM, (frame - _ASIDE - indent) / wider)) * size * _EM * line
            for text, size, line, indent, wider in _words(spec, remarks)
        )
        + _BELOW
        + (_ASIDE if spec.events else 0)
    )


def _words(spec: ChartSpec, remarks: Sequence[str]) -> Iterator[tuple[str, float, float, int, float]]:
    """Give each text with its size and line height in ems, its indent, and how much wider it may be set."""
    yield spec.title, 1.15, 1.3, 0, _WIDER_TITLE
    yield spec.subtitle, 0.95, 1.55, 0, _WIDER
    for words in (*remarks, spec.doubt):
        yield words, 1.0, 1.55, 0, _WIDER
    for words in (*words_of_bases(spec), *words_of_events(spec)):
        yield words, 0.9, 1.55, _INDENT, _WIDER
    yield spec.source, 0.9, 1.55, 0, _WIDER


def frame_code(view: View, spec: ChartSpec, params: Mapping[str, str], remarks: Sequence[str] = ()) -> str:
    """Return HTML of a frame that shows the chart alone, with its source and version inside.

    The frame is high enough at any width, with the remarks that stand above the chart. Where scripts run it is as high
    as its content: it says so, and the script beside it listens to frames of this site and to a bounded number alone.
    """
    src = view.absolute(address.embed(view.lang, spec.chart_id, params))
    frames = escape(view.absolute(address.EMBEDS))
    return (
        f'<iframe src="{escape(src)}" title="{escape(spec.measure)}" lang="{view.lang}" width="100%" '
        f'height="{frame_height(spec, remarks)}" loading="lazy" style="border:0"></iframe>'
        '<script>addEventListener("message",function(e){var d=e.data;'
        f'if(d&&d.type==="{HEIGHT_MESSAGE}"&&d.height>0&&d.height<{_TALLEST})'
        f"document.querySelectorAll('iframe[src^=\"{frames}\"]').forEach(function(f){{"
        "if(f.contentWindow===e.source)f.height=Math.ceil(d.height)})})</script>"
    )
