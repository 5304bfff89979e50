"""The app takes the first view over without the reader noticing."""

import re

from playwright.sync_api import Route

from tests.browser.conftest import Visitor

PAGE = "/en/indicators/prostitution-recourse-cases"
SHIFTS = """() => new Promise((done) => {
  let total = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (total += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(total), 300);
})"""


def test_the_page_looks_the_same_before_and_after(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.page
    held: list[Route] = []
    page.route("**/_dash-layout*", lambda route: held.append(route))
    visit.open(PAGE, app=False)
    while not held:
        page.wait_for_timeout(50)
    before = page.screenshot(full_page=True)
    assert page.locator("#react-entry-point").is_hidden()
    held[0].continue_()
    page.wait_for_selector("html.taken-over")
    assert page.locator("#first-view").count() == 0
    assert page.screenshot(full_page=True) == before
    assert page.evaluate(SHIFTS) == 0


def test_dash_is_really_there(visitor: Visitor) -> None:
    visit = visitor()
    visit.open(PAGE)
    for part in ("dash_renderer", "_dash-layout", "_dash-dependencies"):
        assert any(part in address for address in visit.requests), part
    late = [a for a in visit.requests if re.search("plotly|dash_core_components|polyfill", a)]
    assert late == [], "the chart library waits until it is asked for"


def test_focus_scroll_typed_text_and_opened_parts_go_over(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.page
    held: list[Route] = []
    page.route("**/_dash-layout*", lambda route: held.append(route))
    visit.open("/en/explorer", app=False)
    while not held:
        page.wait_for_timeout(50)
    page.fill("#filter-q", "helpl")
    page.select_option("#filter-topic", "helpline")
    page.click("summary:has-text('More filters')")
    page.focus("#filter-q")
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(200)
    top = page.evaluate("scrollY")
    held[0].continue_()
    page.wait_for_selector("html.taken-over")
    assert page.input_value("#filter-q") == "helpl"
    assert page.input_value("#filter-topic") == "helpline"
    assert page.locator("#filter-sex").is_visible()
    assert page.evaluate("document.activeElement.id") == "filter-q"
    assert page.evaluate("scrollY") == top


def test_a_walk_through_the_chart_goes_on(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.page
    held: list[Route] = []
    page.route("**/_dash-layout*", lambda route: held.append(route))
    visit.open(PAGE, app=False)
    while not held:
        page.wait_for_timeout(50)
    page.focus(".chart-walk [data-point][tabindex='0']")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".chart-ring", state="visible")
    held[0].continue_()
    page.wait_for_selector("html.taken-over")
    assert page.evaluate("document.activeElement.dataset.point") == "o-0024"
    page.wait_for_selector(".chart-ring", state="visible")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.point") == "o-0025"


def test_a_click_made_before_the_app_is_there_is_not_lost(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.page
    held: list[Route] = []
    page.route("**/_dash-layout*", lambda route: held.append(route))
    visit.open(PAGE, app=False)
    while not held:
        page.wait_for_timeout(50)
    page.click("#live-button")
    held[0].continue_()
    page.wait_for_selector(".js-plotly-plot .plot-container", timeout=20_000)


def test_without_dash_s_scripts_the_page_stays_and_works(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.page
    page.route("**/_dash-component-suites/**", lambda route: route.abort())
    visit.open(PAGE, app=False)
    page.wait_for_selector("html.app-failed")
    assert page.locator("h1").is_visible()
    assert page.locator("table").first.is_visible()
    assert not page.locator("#live-button").is_visible()
    page.click(".choice a:has-text('hidden')")
    assert page.url.endswith("?events=0")
    visit.complaints.clear()  # the browser reports the aborted request itself


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
    assert page.locator("img").count() == 0 or page.locator("img").first.is_visible()
    page = visit.open(PAGE, app=False)
    assert not page.locator("#live-button").is_visible()
    assert page.locator("figure img").is_visible()
