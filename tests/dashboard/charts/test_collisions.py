"""No text of any published chart is cut, met by another, or crossed by a line, from a small phone to a wide screen."""

from itertools import chain
from xml.etree import ElementTree

import pytest

from dashboard.charts.images import draw_small, draw_svg
from dashboard.charts.layout.labels import most_telling
from dashboard.charts.layout.sizes import NARROW, WIDE
from dashboard.charts.spec import MOST_NAMED, OF_REPORT, ChartSpec, Form
from tests.dashboard.charts.collisions import faults
from tests.dashboard.charts.examples import published_charts

# Widths of screens; on pages images are drawn at NARROW and WIDE, and the browser scales them.
WIDTHS = (320, 390, 768, 1280)


def by_language() -> list[tuple[ChartSpec, ...]]:
    """Each published chart in every language."""
    found: dict[str, list[ChartSpec]] = {}
    for spec in published_charts():
        found.setdefault(spec.chart_id, []).append(spec)
    return [tuple(specs) for specs in found.values()]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_collides(width: int) -> None:
    """Each chart at every width in one language: the languages take turns from chart to chart and width to width."""
    turn = WIDTHS.index(width)
    drawn = [specs[(turn + number) % len(specs)] for number, specs in enumerate(by_language())]
    assert len(drawn) > 100
    found = {(spec.chart_id, spec.lang): faults(draw_svg(spec, width=width)) for spec in drawn}
    assert {chart: said for chart, said in found.items() if said} == {}


def test_no_text_of_downloads_and_cards_collides() -> None:
    found = {}
    for number, specs in enumerate(by_language()):
        spec = specs[number % len(specs)]
        images = (
            draw_svg(spec, width=WIDE, stamp=True, version="1.0.0", address="https://example.org/en/indicators/x"),
            draw_svg(spec, width=NARROW),
            draw_small(spec),
        )
        found[spec.chart_id] = list(chain.from_iterable(map(faults, images)))
    assert {chart: said for chart, said in found.items() if said} == {}


@pytest.mark.parametrize(
    ("drawn", "fault"),
    [
        ('<text x="-20" y="20" font-size="12">edge</text>', "cut: edge"),
        (
            '<text x="9" y="20" font-size="12">one</text><text x="12" y="22" font-size="12">two</text>',
            "meet: one | two",
        ),
        ('<path d="M0 16L90 16" stroke="#000"/><text x="9" y="20" font-size="12">word</text>', "crossed: word"),
        (
            '<path d="M20 0V50" fill="none" stroke="#000"/><text x="9" y="20" font-size="12">word</text>',
            "crossed: word",
        ),
        (
            '<text x="9" y="20" font-size="12" paint-order="stroke">word</text><path d="M20 0V50" stroke="#000"/>',
            "struck: word",
        ),
        (
            '<text x="9" y="20" font-size="12">word</text><rect x="10" y="0" width="9" height="50" fill="#fff"/>',
            "painted over: word",
        ),
    ],
)
def test_each_kind_of_collision_is_seen(drawn: str, fault: str) -> None:
    assert faults(f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">{drawn}</svg>') == [fault]


@pytest.mark.parametrize(
    "drawn",
    [
        '<path d="M0 16L90 16" stroke="#000"/><text x="9" y="20" font-size="12" paint-order="stroke">word</text>',
        '<path d="M0 16L90 16" stroke="#000"/><rect x="5" y="5" width="60" height="20" fill="#fff"/>'
        '<text x="9" y="20" font-size="12">word</text>',
        '<path d="M20 0V5M20 30V50" stroke="#000"/><text x="9" y="20" font-size="12">word</text>',
    ],
    ids=["a halo sets it off", "a ground hides the line", "the line stops before it"],
)
def test_what_keeps_a_text_free_is_no_collision(drawn: str) -> None:
    assert faults(f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">{drawn}</svg>') == []


@pytest.mark.parametrize("width", [NARROW, 390, WIDE])
def test_no_most_telling_value_and_no_name_is_lost(width: int) -> None:
    """First, last, least, greatest and the report's own have their labels; other values may be left to the table."""
    seen = 0
    for number, specs in enumerate(by_language()):
        spec = specs[(number + width) % len(specs)]
        panels = [panel for panel in spec.panels if panel.form == Form.TIME and len(panel.series) <= MOST_NAMED]
        if not panels:
            continue
        root = ElementTree.fromstring(draw_svg(spec, width=width))
        texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
        labelled, words = {text.get("data-obs") for text in texts}, " ".join(text.text or "" for text in texts)
        for panel in panels:
            mixed = len({point.shape in OF_REPORT for point in panel.points if not point.own}) > 1
            # Two sources that give the same value share one label.
            told = {(point.x, point.label) for point in panel.points if point.obs_id in labelled}
            for series in panel.series:
                points = [series.points[index] for index in most_telling(series, mixed=mixed)]
                telling = {(point.x, point.label) for point in points}
                assert telling <= told, (spec.chart_id, spec.lang, series.label)
                assert series.label in words, (spec.chart_id, spec.lang)
                seen += len(telling)
    assert seen > 100
