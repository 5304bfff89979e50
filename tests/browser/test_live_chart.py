"""The live chart: the same figures as picture and table, mounted on demand, and back again."""

import json

from tests.browser.conftest import Visitor

PAGE = "/fr/indicators/hotline-reported-all?sources=all"
GRAPH = ".js-plotly-plot .plot-container"
SHOWN = "JSON.stringify(document.querySelector('.js-plotly-plot').data.flatMap((t) => t.customdata || []))"


def test_it_holds_the_figures_of_the_table_and_goes_back_to_the_picture(visitor: Visitor) -> None:
    page = visitor().open(PAGE)
    listed = page.eval_on_selector_all(
        "td .figure-link", "(links) => links.map((link) => link.getAttribute('href').split('/').pop())"
    )
    page.click("#live-button")
    page.wait_for_selector(GRAPH, timeout=20_000)
    drawn = {name for name in json.loads(page.evaluate(SHOWN)) if name}
    own = {name for name in listed if name.startswith("d-")}
    assert drawn == set(listed) - own
    assert page.locator("#live-button").inner_text() == "Revenir à l’image"
    assert page.evaluate("document.activeElement.id") == "live-button"
    page.click("#live-button")
    page.wait_for_selector("#live-chart img")
    assert page.locator(GRAPH).count() == 0


def test_a_click_on_a_point_opens_its_card(visitor: Visitor) -> None:
    page = visitor().open("/fr/indicators/prostitution-recourse-cases")
    page.click("#live-button")
    page.wait_for_selector(GRAPH, timeout=20_000)
    point = page.locator(".js-plotly-plot .scatterlayer .points path").first
    box = point.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".hoverlayer .hovertext")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/fr/figures/o-*")


def test_the_box_keeps_its_place(visitor: Visitor) -> None:
    page = visitor(390, "dark").open("/en/indicators/prostitution-recourse-cases")
    before = page.locator("#live-chart").bounding_box()
    page.click("#live-button")
    page.wait_for_selector(GRAPH, timeout=20_000)
    page.wait_for_timeout(500)
    after = page.locator("#live-chart").bounding_box()
    assert before
    assert after
    assert abs(after["height"] - before["height"]) < 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    paper = page.evaluate("document.querySelector('.js-plotly-plot').layout.paper_bgcolor")
    assert paper == "#14181d", "the live chart follows the theme"


def test_a_library_that_does_not_load_is_said_and_may_be_tried_again(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open("/en/indicators/prostitution-recourse-cases")
    page.route("**/plotly-basic*", lambda route: route.abort())
    page.click("#live-button")
    page.get_by_text("could not be loaded").wait_for()
    assert page.locator("#live-chart img").is_visible()
    page.unroute("**/plotly-basic*")
    page.click("#live-button")
    page.wait_for_selector(GRAPH, timeout=20_000)
    visit.complaints.clear()  # the browser reports the aborted request itself
