"""The still image: well formed, the same bytes each time, nothing cut, nothing in the way, legible colours."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.figure import THEMES, Theme
from dashboard.charts.images import draw_small, draw_svg, size_of
from dashboard.charts.layout.plot import Box, Marks
from dashboard.charts.layout.sizes import text_width, wrap
from dashboard.charts.spec import ChartSpec
from pipelines.schema.columns import C
from tests.dashboard.charts.agreement import figures_in_svg
from tests.dashboard.charts.collisions import faults
from tests.dashboard.charts.examples import chart, context, describe_published, observation, published_charts, unhurried
from tests.dashboard.charts.test_build import rows

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (320, 360, 720, 960)


def assert_legible(svg: str) -> None:
    assert faults(svg) == []


@unhurried
@given(rows(), st.sampled_from(["trend", "claims", "values"]), st.sampled_from(WIDTHS), st.booleans())
def test_nothing_is_cut_or_covered_whatever_the_rows(
    given_rows: list[dict[str, object]], kind: str, width: int, stamp: bool
) -> None:
    spec = chart(given_rows, kind)
    svg = draw_svg(spec, width=width, stamp=stamp, version="1.0.0", address="https://example.org/en")
    assert_legible(svg)
    assert figures_in_svg(svg).keys() == {point.obs_id for point in spec.points}


def test_the_same_bytes_each_time() -> None:
    for first, second in zip(published_charts(), describe_published(), strict=True):
        for theme in THEMES:
            assert draw_svg(first, theme=theme) == draw_svg(second, theme=theme)
            assert draw_small(first, theme=theme) == draw_small(second, theme=theme)


@unhurried
@given(st.text(max_size=40))
def test_any_name_gives_a_well_formed_image(name: str) -> None:
    spec = chart([observation(n, str(2005 + n), 5.0 + n) for n in range(3)], **{C.NAME_EN: f"count {name}"})
    for svg in (draw_svg(spec, stamp=True), draw_small(spec)):
        assert ElementTree.fromstring(svg).get("role") == "img"


def test_the_image_is_named_and_described_for_those_who_do_not_see_it() -> None:
    spec = chart([observation(n, str(2005 + n), 5.0 + n) for n in range(3)])
    root = ElementTree.fromstring(draw_svg(spec))
    named = {element.get("id"): element.text for element in root if element.get("id")}
    title, description = (named[key] for key in root.get("aria-labelledby", "").split(" "))
    assert title == spec.title
    assert spec.alt in (description or "")
    assert all(sentence in (description or "") for sentence in spec.description)
    assert root.get("lang") == "en"


def test_two_images_of_one_chart_share_no_ids() -> None:
    spec = chart([observation(n, str(2005 + n), 5.0 + n) for n in range(3)])
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (draw_svg(spec), draw_small(spec))]
    assert ids[0].isdisjoint(ids[1])


def test_the_image_loads_nothing_and_runs_nothing() -> None:
    for spec in published_charts():
        svg = draw_svg(spec, stamp=True)
        addresses = set(re.findall(r"https?://[^\"<\s]+", svg))
        assert addresses == {"http://www.w3.org/2000/svg"}, spec.chart_id
        assert not re.search(r"<(script|style|image|use|foreignObject)\b|style=|href=|\son\w+=", svg)


def test_a_download_bears_what_makes_it_quotable() -> None:
    spec = chart(
        [observation(n, str(2005 + n), 5.0 + n, **{C.NOTE_EN: "Read with care."} if n == 1 else {}) for n in range(4)]
    )
    svg = draw_svg(spec, stamp=True, version="1.2.3", address="https://example.org/en/indicators/invented", width=1400)
    words = " ".join(element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text"))
    for said in (spec.title, spec.subtitle, spec.source, "p.\u00a09", "Read with care.", "1.2.3", "example.org"):
        assert said in words


def test_the_box_of_a_chart_has_the_size_of_its_image() -> None:
    spec = chart([observation(n, str(2005 + n), 5.0 + n) for n in range(4)])
    assert size_of(spec, width=360)[0] == 360
    drawn = ElementTree.fromstring(draw_svg(spec, width=360))
    assert str(size_of(spec, width=360)[1]) == drawn.get("height")


def shapes_of(spec: ChartSpec) -> str:
    """The image less its texts and titles."""
    return re.sub(r"<(title|desc|text)[^>]*>[^<]*</\1>", "", draw_svg(spec))


def test_a_range_has_two_caps_and_no_mark_between() -> None:
    ends = {C.OBS_VALUE_LOW: 4000.0, C.OBS_VALUE_HIGH: 8000.0}
    ranged = [observation(n, str(2008 + n), None, **ends) for n in range(2)]
    for kind in ("trend", "claims", "values"):
        drawn = shapes_of(chart(ranged, kind))
        figure = re.search(r'<g data-obs="x-0000">(.*?)</g>', drawn)
        assert figure is not None
        assert "<circle" not in figure[1]
        # The bar and its two ends.
        assert figure[1].count("<path") == 3


def test_a_gap_is_words_not_a_mark_at_zero() -> None:
    spec = chart([*(observation(n, str(2006 + n), 5.0) for n in range(3)), observation(9, "2009")])
    svg = draw_svg(spec)
    assert re.search(r'<text[^>]* data-obs="x-0009"[^>]*>not published</text>', svg)
    figure = re.search(r'<g data-obs="x-0009">(.*?)</g>', svg)
    assert figure is not None
    # What tells scripts where it stands is not seen.
    assert re.findall(r' (?:fill|stroke)="([^"]+)"', figure[1]) == ["none"]


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_and_marks_stand_out_from_the_paper(theme: Theme) -> None:
    for text in (theme.ink, theme.muted, *theme.series):
        assert _contrast(text, theme.paper) >= 4.5
    for text in (theme.ink, theme.muted, *theme.series):
        assert _contrast(text, theme.band) >= 4.5
    assert _contrast(theme.muted, theme.wash) >= 4.5
    assert _contrast(theme.rule, theme.paper) >= 3


@given(st.text(max_size=60), st.floats(8, 30), st.floats(30, 400))
def test_wrapped_lines_fit_and_lose_nothing(text: str, size: float, width: float) -> None:
    lines = wrap(text, size, width)
    assert all(text_width(line, size) <= width or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_events_that_fall_together_do_not_cover_one_another() -> None:
    events = {
        f"e{n}": {
            C.EVENT_ID: f"e{n}",
            C.DATE: f"2007-{n + 1:02d}",
            C.END_DATE: None,
            C.LABEL_EN: "event",
            C.LABEL_FR: "événement",
            C.SOURCE_ID: "ecpat-france-2011",
            C.PAGE: 9,
        }
        for n in range(4)
    }
    spec = chart(
        [observation(n, str(2005 + n), 5.0 + n) for n in range(4)],
        catalogue=context(events=events),
        **{C.EVENT_IDS: ";".join(events)},
    )
    for width in WIDTHS:
        assert_legible(draw_svg(spec, width=width))


def test_a_value_stands_nearest_to_its_own_mark() -> None:
    """Crowded labels of the phone's chart: a value under its neighbour's mark would be read as the neighbour's."""
    marks = Marks(((100.0, 50.0), (124.0, 55.0), (148.0, 50.0)))
    own = (148.0, 50.0)
    assert not marks.would_mislead(Box(98.0, 30.0, 198.0, 42.0), own), "above its own mark, though wider than the gap"
    assert marks.would_mislead(Box(40.0, 60.0, 140.0, 72.0), own), "below two neighbours"
    assert not marks.would_mislead(Box(158.0, 44.0, 258.0, 56.0), own), "beside it"
    assert not Marks((own, own)).would_mislead(Box(158.0, 44.0, 258.0, 56.0), own), "two figures at one place"
