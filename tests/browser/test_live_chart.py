"""The chart becomes live by itself, over its still image, with the same figures, and moves nothing."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor

PAGE = "/fr/indicators/hotline-reported-all?sources=all"
CASES = "/en/indicators/prostitution-recourse-cases"
GRAPH = ".js-plotly-plot .plot-container"
SHOWN = "JSON.stringify(document.querySelector('.js-plotly-plot').data.flatMap((t) => t.customdata || []))"
WATCH = """() => {
  window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.moved += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
}"""
STOP = ".chart-walk [data-point][tabindex='0']"


def become_live(page: Page) -> None:
    """Point at the chart and wait until it is live."""
    page.hover("#live-chart")
    page.wait_for_selector(".is-live .js-plotly-plot", timeout=20_000)


def test_it_holds_the_figures_of_the_table(visitor: Visitor) -> None:
    page = visitor().open(PAGE)
    listed = page.eval_on_selector_all(
        "td .figure-link", "(links) => links.map((link) => link.getAttribute('href').split('/').pop())"
    )
    become_live(page)
    drawn = {name for name in json.loads(page.evaluate(SHOWN)) if name}
    own = {name for name in listed if name.startswith("d-")}
    assert drawn == set(listed) - own
    assert not page.locator("#live-chart img").is_visible()


@pytest.mark.parametrize("path", ["/fr/law", "/fr/explorer?indicator=prostitution-recourse-cases"])
def test_other_pages_with_a_live_chart_have_it_too(visitor: Visitor, path: str) -> None:
    become_live(visitor().open(path))


BOXES = """['#live-chart', '#live-chart picture img', '.js-plotly-plot'].map((place) => {
  const {x, y, width, height} = document.querySelector(place).getBoundingClientRect();
  return {x, y, width, height};
})"""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_and_focus_and_scroll_stay(visitor: Visitor, folder_of_pictures: Path | None, width: int) -> None:
    for lang, theme in (("fr", "light"), ("en", "dark")):
        page = visitor(width, theme).open(CASES.replace("/en/", f"/{lang}/"))
        page.evaluate(WATCH)
        page.locator(STOP).focus()
        page.wait_for_selector(".chart-ring", state="visible")
        page.wait_for_selector(".is-live .js-plotly-plot", timeout=20_000)
        # All at one instant: the page may still be on its way to what has the focus.
        boxes = page.evaluate(BOXES)
        assert max(box["height"] for box in boxes) - min(box["height"] for box in boxes) < 8
        # The graph lies on the image, mark on mark.
        assert boxes[1] == boxes[2]
        assert page.evaluate("document.activeElement.dataset.point")
        page.wait_for_selector(".chart-ring", state="visible")
        if folder_of_pictures is not None:
            page.screenshot(path=folder_of_pictures / f"live-{lang}-{theme}-{width}.png")
        page.wait_for_timeout(300)
        assert page.evaluate("window.moved") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        paper = page.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.paper_bgcolor")
        assert (paper == "#14181d") == (theme == "dark"), "the live chart follows the theme"


def test_a_touch_makes_it_live(visitor: Visitor) -> None:
    page = visitor(390, has_touch=True).open(CASES)
    page.tap("#live-chart")
    page.wait_for_selector(".is-live .js-plotly-plot", timeout=20_000)


def test_a_click_on_a_point_opens_its_card(visitor: Visitor) -> None:
    page = visitor().open("/fr/indicators/prostitution-recourse-cases")
    become_live(page)
    point = page.locator(".js-plotly-plot .scatterlayer .points path").first
    box = point.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".hoverlayer .hovertext")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/fr/figures/o-*")


def test_another_theme_or_screen_shows_its_image_until_the_chart_is_pointed_at(visitor: Visitor) -> None:
    page = visitor().open(CASES)
    become_live(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("#live-chart img", state="visible")
    page.mouse.move(0, 0)
    become_live(page)
    assert page.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.paper_bgcolor") == "#14181d"
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_selector("#live-chart img", state="visible")


def test_a_library_that_does_not_load_leaves_the_image_and_may_be_tried_again(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open(CASES)
    visit.expected = "net::ERR_FAILED"
    page.route("**/plotly-basic*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.hover("#live-chart")
    page.mouse.move(0, 0)
    assert page.locator("#live-chart img").is_visible()
    page.unroute("**/plotly-basic*")
    become_live(page)


def test_it_is_drawn_under_its_image_for_who_rests_there_and_takes_its_place_at_once(visitor: Visitor) -> None:
    page = visitor(390, has_touch=True).open(CASES)
    page.evaluate(WATCH)
    page.evaluate("document.querySelector('#live-chart').scrollIntoView({block: 'center'})")
    page.wait_for_selector("#live-chart.is-drawn", timeout=20_000)
    assert page.locator("#live-chart img").is_visible()
    assert not page.locator(".js-plotly-plot").is_visible()
    assert page.evaluate("window.moved") == 0
    # Nothing is fetched any more: what is there is shown.
    page.context.set_offline(True)
    page.tap("#live-chart")
    page.wait_for_selector(".is-live .js-plotly-plot", timeout=5_000)
    assert not page.locator("#live-chart img").is_visible()


@pytest.mark.parametrize(
    ("saves", "scrolls"), [("true", True), ("false", False)], ids=["who saves data", "who is elsewhere"]
)
def test_nothing_is_drawn_ahead_for(visitor: Visitor, saves: str, scrolls: bool) -> None:
    visit = visitor(390)
    visit.page.add_init_script(f"Object.defineProperty(navigator, 'connection', {{value: {{saveData: {saves}}}}})")
    page = visit.open(CASES)
    place = "block: 'center'" if scrolls else "block: 'end'"
    page.evaluate(f"document.querySelector('{'#live-chart' if scrolls else 'footer'}').scrollIntoView({{{place}}})")
    page.wait_for_timeout(1_500)
    assert [address for address in visit.requests if "plotly" in address] == []
    become_live(page)


def test_dash_runs_where_a_chart_is_live_and_its_graph_waits_for_the_reader(visitor: Visitor) -> None:
    visit = visitor()
    visit.open(CASES)
    for part in ("dash_renderer", "_dash-layout", "_dash-dependencies"):
        assert any(part in address for address in visit.requests), part
    assert [a for a in visit.requests if re.search("plotly|dash_core_components|polyfill", a)] == []


@pytest.mark.parametrize("path", ["/fr/", "/en/explorer", "/en/claims", "/fr/figures/o-0023"])
def test_a_page_without_a_live_chart_loads_nothing_of_dash(visitor: Visitor, path: str) -> None:
    visit = visitor()
    visit.open(path).wait_for_load_state("networkidle")
    assert [address for address in visit.requests if re.search("_dash|react|plotly|boot", address)] == []


def test_every_page_reads_and_filters_without_scripts(visitor: Visitor) -> None:
    visit = visitor(java_script_enabled=False)
    page = visit.open("/fr/explorer", app=False)
    page.fill("#filter-q", "elucides")
    page.click("text=Afficher")
    assert "q=elucides" in page.url
    assert "élucidées" in page.locator(".explorer-results").inner_text()
    page.click(".figure-link >> nth=0")
    assert "/fr/figures/" in page.url
    assert page.get_by_role("heading", level=1).is_visible()
    page = visit.open(CASES, app=False)
    assert page.locator("figure img").is_visible()
