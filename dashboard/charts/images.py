"""Still images of charts: the figure that is also shown live, written as SVG, and that SVG as PNG."""

from dataclasses import replace
from typing import Any, Final

from dashboard.charts.figure import THEMES, ThemeName, draw_figure, draw_sparkline
from dashboard.charts.layout.sizes import CARD, WIDE
from dashboard.charts.spec import ChartSpec
from dashboard.charts.still.raster import to_png, zoom_of
from dashboard.charts.still.write import write_still

# What sites that show a link as a card ask for; they cut what has another ratio.
LINK_CARD: Final = (1200, 630)
# Widths that a card's chart is laid out for, that of a card of words, and how small a chart may become on a card.
_CARD_WIDTHS: Final = (720, 800, 880)
_CARD_WORDS: Final = 600
_LEAST_SCALE: Final = 0.9


def draw_svg(spec: ChartSpec, *, theme: ThemeName = "light", width: int = WIDE, **options: Any) -> str:
    """Draw a chart as an SVG document of that width; options are those of `draw_figure`."""
    return _write(spec, draw_figure(spec, theme=theme, width=width, **options), width)


def draw_png(spec: ChartSpec, *, theme: ThemeName = "light", width: int = WIDE, **options: Any) -> bytes:
    """Draw what `draw_svg` draws as PNG, two pixels for each of its units."""
    figure = draw_figure(spec, theme=theme, width=width, **options)
    return to_png(_write(spec, figure, width), zoom=zoom_of(width, figure["layout"]["height"]))


def draw_link_card(spec: ChartSpec, *, theme: ThemeName = "light", **options: Any) -> bytes:
    """Draw a chart as the card of a link to it: of the size that cards have, with title and source, without notes.

    A chart too tall to be read at that size gives way to its words.
    """
    width, figure = _fit_card(spec, theme=theme, brief=True, **options)
    if LINK_CARD[1] < _LEAST_SCALE * figure["layout"]["height"]:
        width = _CARD_WORDS
        words = replace(spec, panels=(), key=(), events=(), notes=())
        figure = draw_figure(words, theme=theme, width=width, stamp=True, **options)
    return to_png(_write(spec, figure, width, within=LINK_CARD), paper=THEMES[theme].paper)


def _fit_card(spec: ChartSpec, **options: Any) -> tuple[int, dict[str, Any]]:
    """Return the first width at which the chart is as flat as a card, and its figure; the last where none is."""
    for width in _CARD_WIDTHS:
        figure = draw_figure(spec, width=width, stamp=True, **options)
        if width * LINK_CARD[1] >= LINK_CARD[0] * figure["layout"]["height"]:
            break
    return width, figure


def draw_small(spec: ChartSpec, *, theme: ThemeName = "light") -> str:
    """Draw a chart small, for a card, as an SVG document."""
    return _write(spec, draw_sparkline(spec, theme=theme), CARD, "-small")


def size_of(spec: ChartSpec, *, width: int = WIDE) -> tuple[int, int]:
    """Return width and height of `draw_svg`'s image without a stamp, for the box that holds it."""
    return width, draw_figure(spec, width=width)["layout"]["height"]


def small_size_of(spec: ChartSpec) -> tuple[int, int]:
    """Return width and height of `draw_small`'s image."""
    return CARD, draw_sparkline(spec)["layout"]["height"]


def _write(
    spec: ChartSpec,
    figure: dict[str, Any],
    width: int,
    suffix: str = "",
    within: tuple[int, int] | None = None,
) -> str:
    return write_still(
        figure,
        width=width,
        ident=f"{spec.chart_id}{suffix}",
        title=spec.title,
        description=" ".join((spec.alt, *spec.description)),
        lang=spec.lang,
        within=within,
    )
