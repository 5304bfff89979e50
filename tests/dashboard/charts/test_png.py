"""Charts as PNG: drawn from the SVG, the same bytes each time, of a size that is bounded, with fonts of our own."""

import re
from dataclasses import replace

import pytest

from dashboard.charts.figure import draw_figure
from dashboard.charts.images import LINK_CARD, draw_link_card, draw_png, draw_svg
from dashboard.charts.spec import ChartSpec
from dashboard.charts.still.raster import to_png, zoom_of
from tests.dashboard.charts.examples import chart, observation, published_charts


def size_of_png(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


@pytest.fixture(scope="module")
def spec() -> ChartSpec:
    return chart([observation(1, "2008", 5.0), observation(2, "2009", 6.0)])


def test_it_is_the_drawing_at_twice_its_size_and_the_same_each_time(spec: ChartSpec) -> None:
    content = draw_png(spec, stamp=True)
    assert size_of_png(content) == (1440, 2 * draw_figure(spec, stamp=True)["layout"]["height"])
    assert draw_png(spec, stamp=True) == content
    assert draw_png(spec, stamp=True, theme="dark") != content


@pytest.fixture(scope="module")
def stamped() -> list[str]:
    """Every published chart as SVG."""
    return [draw_svg(each, stamp=True) for each in published_charts()]


def test_no_chart_is_drawn_larger_than_a_server_can_bear(stamped: list[str]) -> None:
    heights = [int(re.findall(r' height="(\d+)"', svg)[0]) for svg in stamped]
    assert max(heights) > 1500
    for height in heights:
        zoom = zoom_of(720, height)
        assert zoom >= 1 and 720 * height * zoom**2 <= 6_000_001


def drawn(sign: str) -> bytes:
    return to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15">{sign}</text></svg>')


def test_the_fonts_have_every_sign_that_charts_write(stamped: list[str]) -> None:
    written = set("".join(re.sub(r"<[^>]*>", "", svg) for svg in stamped))
    signs = {sign for sign in written if sign.isprintable() and not sign.isspace()}
    assert len(signs) > 80
    lacking = drawn("\ue000")
    assert [sign for sign in signs - set("<>&") if drawn(sign) == lacking] == []


def test_a_bold_word_is_bolder(spec: ChartSpec) -> None:
    svg = draw_svg(spec, stamp=True)
    assert 'font-weight="600"' in svg
    assert to_png(svg.replace('font-weight="600"', 'font-weight="400"')) != to_png(svg)


def test_a_card_has_the_size_of_cards_whatever_the_chart(spec: ChartSpec) -> None:
    tall = next(each for each in published_charts() if each.chart_id == "penalties")
    for each in (spec, tall):
        assert size_of_png(draw_link_card(each, version="1.2.3", address="https://esec.example/")) == LINK_CARD
    # The chart stands on the one, and words alone on the other: more bars change nothing there.
    more = replace(tall, panels=tall.panels * 2)
    assert draw_link_card(more) == draw_link_card(tall)
    assert draw_link_card(replace(spec, panels=())) != draw_link_card(spec)
