"""What a reader sees when something does not load, does not answer, or answers with a fault."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Visit, Visitor
from tests.browser.test_live_chart import GRAPH

PAGE = "/en/indicators/prostitution-recourse-cases"
FAULT = "The live chart could not be loaded."


def usable(visit: Visit, page: Page) -> None:
    """The page reads, its links and choices work, and it promises nothing that it cannot do."""
    assert page.locator("h1").is_visible()
    assert page.locator("figure img").first.is_visible()
    assert page.locator("td .figure-link").count() == 8
    page.click(".choice a:has-text('hidden')")
    assert page.url.endswith("?events=0")
    page.click("td .figure-link >> nth=0")
    assert "/en/figures/" in page.url
    assert page.inner_text("#citation-en")
    visit.complaints.clear()  # the browser reports the refused request itself


@pytest.mark.parametrize("script", ["boot.js", "controls.js", "walk.js", "elements.js", "react-dom", "dash_renderer"])
def test_without_one_script_the_page_stays_and_works(visitor: Visitor, script: str) -> None:
    visit = visitor(390)
    page = visit.page
    page.route(f"**/*{script}*", lambda route: route.abort())
    visit.open(PAGE, app=False)
    takes_over = script in ("controls.js", "walk.js")
    if takes_over:
        page.wait_for_selector("html.taken-over")
    elif script == "boot.js":
        page.wait_for_load_state("networkidle")
    else:
        page.wait_for_selector("html.app-failed")
    assert page.locator("#live-button").is_visible() == takes_over
    assert page.locator("[data-copy]").first.is_visible() == (script != "controls.js")
    usable(visit, page)


@pytest.mark.parametrize("part", ["_dash-layout", "_dash-dependencies"])
@pytest.mark.parametrize("way", ["refused", "faulty"])
def test_without_the_app_s_answers_the_first_view_stays(visitor: Visitor, part: str, way: str) -> None:
    visit = visitor()
    page = visit.page

    def answer(route: Route) -> None:
        if way == "refused":
            route.abort()
        else:
            route.fulfill(status=500, body="fault")

    page.route(f"**/{part}*", answer)
    visit.open(PAGE, app=False)
    page.wait_for_selector("html.app-failed")
    page.wait_for_timeout(300)
    assert page.locator("#first-view").is_visible()
    assert not page.locator("#live-button").is_visible()
    usable(visit, page)


@pytest.mark.parametrize("status", [500, 204, None], ids=["fault", "nothing", "refused"])
def test_a_callback_that_fails_is_said_and_may_be_tried_again(visitor: Visitor, status: int | None) -> None:
    visit = visitor()
    page = visit.open(PAGE)

    def answer(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body="" if status == 204 else "fault")

    page.route("**/_dash-update-component", answer)
    page.click("#live-button")
    page.get_by_text(FAULT).wait_for()
    assert page.locator("#live-chart img").is_visible()
    page.unroute("**/_dash-update-component")
    page.click("#live-button")
    page.wait_for_selector(GRAPH, timeout=20_000)
    assert not page.get_by_text(FAULT).is_visible()
    visit.complaints.clear()  # Dash and the browser report the fault themselves


def test_back_and_forward_lead_through_views_and_pages(visitor: Visitor) -> None:
    page = visitor().open("/en/explorer")
    page.fill("#filter-q", "convictions")
    page.press("#filter-q", "Enter")
    page.wait_for_url("**/explorer?*q=convictions*")
    page.wait_for_selector("html.taken-over")
    page.click(".explorer-results td .figure-link >> nth=0")
    page.wait_for_url("**/en/figures/*")
    page.go_back()
    page.wait_for_url("**/explorer?*q=convictions*")
    page.wait_for_selector("html.taken-over")
    assert page.input_value("#filter-q") == "convictions"
    assert page.locator(".explorer-results td .figure-link").count() > 0
    page.go_back()
    page.wait_for_url("**/en/explorer")
    page.go_forward()
    page.wait_for_selector("html.taken-over")
    assert page.input_value("#filter-q") == "convictions"


def test_the_live_chart_moves_nothing(visitor: Visitor) -> None:
    page = visitor(390).open(PAGE)
    page.locator("#live-chart").scroll_into_view_if_needed()
    watch = """() => {
      window.moved = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
        if (!entry.hadRecentInput) window.moved += entry.value;
      })).observe({ type: "layout-shift" });
    }"""
    page.evaluate(watch)
    # Slow enough that the chart comes long after the click, when no shift is forgiven.
    page.route("**/_dash-update-component", lambda route: (page.wait_for_timeout(800), route.continue_())[1])
    page.click("#live-button")
    page.wait_for_selector(GRAPH, timeout=20_000)
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") < 0.01
