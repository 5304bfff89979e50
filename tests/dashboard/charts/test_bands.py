"""Ways of counting as bands: shaded in turn, named above the plot, their names out of the way of values."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard.charts.figure import THEMES
from dashboard.charts.images import draw_svg
from dashboard.charts.layout.bands import bands_of
from dashboard.charts.spec import ChartSpec
from pipelines.schema.columns import C
from tests.dashboard.charts.examples import INDICATOR, chart, context, observation
from tests.dashboard.charts.test_build import NEW

SVG = "{http://www.w3.org/2000/svg}"
OTHER_WAY = f"{INDICATOR}.other"


def in_ways(*ways: tuple[str, range], **more: Any) -> ChartSpec:
    """A chart whose counting goes on in another way in other years."""
    names = {group: {C.COMPARABILITY_ID: group, C.NAME_EN: name, C.NAME_FR: name} for group, name in GROUPS.items()}
    rows = [
        observation(100 * number + year, str(2000 + year), 50.0 + year, **{C.COMPARABILITY_ID: group})
        for number, (group, years) in enumerate(ways)
        for year in years
    ]
    return chart(rows, catalogue=context(comparability=names), **more)


GROUPS = {INDICATOR: "Invented count", NEW: "Count of files", OTHER_WAY: "Count of persons"}


def heights(svg: str) -> dict[str, float]:
    """Where each text stands, by its words."""
    return {text.text or "": float(text.get("y", "0")) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")}


def shaded(svg: str) -> list[tuple[float, float]]:
    """Left and right end of each shaded band."""
    rects = [
        rect
        for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if rect.get("fill") == THEMES["light"].band and float(rect.get("height", "0")) > 100
    ]
    return [(float(rect.get("x", "0")), float(rect.get("x", "0")) + float(rect.get("width", "0"))) for rect in rects]


def test_every_other_way_of_counting_is_shaded_from_its_first_year_to_its_last() -> None:
    spec = in_ways((INDICATOR, range(4)), (NEW, range(4, 8)), (OTHER_WAY, range(8, 12)))
    assert [(band.start, band.end) for band in bands_of(spec.panels[0])] == [(2000, 2004), (2004, 2008), (2008, 2012)]
    svg = draw_svg(spec)
    marks = {
        group.get("data-obs"): float(mark.get("cx", "0"))
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        for mark in group.iter(f"{SVG}circle")
    }
    ((left, right),) = shaded(svg)
    inside = {obs_id for obs_id, x in marks.items() if left < x < right}
    assert inside == {f"x-{104 + n:04d}" for n in range(4)}
    assert not re.search("<path[^>]*stroke-dasharray", svg), "no rule stands for a break"


@pytest.mark.parametrize("width", [340, 720])
def test_names_stand_above_the_plot_and_once(width: int) -> None:
    spec = in_ways((INDICATOR, range(4)), (NEW, range(4, 8)), (OTHER_WAY, range(8, 12)))
    svg = draw_svg(spec, width=width)
    top = min(float(mark.get("cy", "0")) for mark in ElementTree.fromstring(svg).iter(f"{SVG}circle"))
    written = " ".join(words for words, y in heights(svg).items() if y < top - 10)
    assert all(name in written for name in ("Count of files", "Count of persons"))
    everything = " ".join(heights(svg))
    assert everything.count("Count of files") == 1


def test_names_that_find_no_room_are_letters_that_a_line_explains() -> None:
    ways = [(group, range(start, start + 1)) for group, start in ((INDICATOR, 19), (NEW, 20), (OTHER_WAY, 21))]
    svg = draw_svg(in_ways((INDICATOR, range(19)), *ways[1:]), width=340)
    written = heights(svg)
    (line,) = (words for words in written if "Count of persons" in words)
    explained = dict(re.findall(r"([A-Z])\u00a0([^·]+)", line))
    assert explained["C"].strip() == "Count of persons"
    assert {"A", "B", "C"} <= written.keys()
    assert written["C"] > written[line]


def test_a_series_that_goes_on_is_not_parted_by_one_that_begins() -> None:
    """A second count beside the first changes nothing in the first."""
    spec = in_ways((INDICATOR, range(12)), (OTHER_WAY, range(3)), (NEW, range(8, 12)))
    assert spec.panels[0].breaks == ()


def test_several_series_of_one_band_are_named_at_their_marks() -> None:
    spec = in_ways((INDICATOR, range(4)), (NEW, range(4, 8)), (OTHER_WAY, range(4, 8)))
    first, second = bands_of(spec.panels[0])
    assert first.name
    assert second.name == ""
    named = bands_of(spec.panels[0], {"Count of persons"})
    assert [band.name for band in named] == [first.name, "Count of files; Count of persons"], (
        "where one finds no room there"
    )
    assert {"Count of files", "Count of persons"} <= heights(draw_svg(spec)).keys()
