"""What a reader sees when something does not load, does not answer, or answers with a fault."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Visit, Visitor

PAGE = "/en/indicators/prostitution-recourse-cases"
LIVE = ".is-live .js-plotly-plot"


def usable(visit: Visit, page: Page) -> None:
    """The page reads, its links and choices work, and it promises nothing that it cannot do."""
    assert page.locator("h1").is_visible()
    page.wait_for_selector("figure img", state="visible")
    assert page.locator("td .figure-link").count() == 8
    page.click(".choice a:has-text('hidden')")
    assert page.url.endswith("?events=0")
    page.click("td .figure-link >> nth=0")
    assert "/en/figures/" in page.url
    assert page.inner_text("#citation")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    visit.complaints.clear()  # the browser reports the refused request itself, and late


@pytest.mark.parametrize("script", ["boot.js", "controls.js", "walk.js", "react-dom", "dash_renderer"])
def test_without_one_script_the_page_stays_and_works(visitor: Visitor, script: str) -> None:
    visit = visitor(390)
    page = visit.page
    page.route(f"**/*{script}*", lambda route: route.abort())
    runs = script in ("controls.js", "walk.js")
    visit.open(PAGE, app=runs)
    page.wait_for_load_state("networkidle")
    page.hover("#live-chart")
    if runs:
        page.wait_for_selector(LIVE, timeout=20_000)
        page.emulate_media(color_scheme="dark")  # back to the image
    assert page.locator("[data-copy]").first.is_visible() == (script != "controls.js")
    usable(visit, page)


@pytest.mark.parametrize("part", ["_dash-layout", "_dash-dependencies", "_dash-update-component"])
@pytest.mark.parametrize("status", [500, 204, None], ids=["fault", "nothing", "refused"])
def test_without_dash_s_answers_the_image_stays(visitor: Visitor, part: str, status: int | None) -> None:
    visit = visitor()
    page = visit.page

    def answer(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body="" if status == 204 else "fault")

    page.route(f"**/{part}*", answer)
    visit.open(PAGE, app=False)
    asked = page.expect_event("requestfailed" if status is None else "requestfinished", lambda one: part in one.url)
    with asked:
        page.hover("#live-chart")
    page.wait_for_timeout(300)
    assert page.locator(LIVE).count() == 0
    usable(visit, page)


def test_back_and_forward_lead_through_views_and_pages(visitor: Visitor) -> None:
    page = visitor().open("/en/explorer")
    page.fill("#filter-q", "convictions")
    page.press("#filter-q", "Enter")
    page.wait_for_url("**/explorer?*q=convictions*")
    page.wait_for_load_state("load")
    page.click(".found summary >> nth=0")
    page.click(".explorer-results td .figure-link >> nth=0")
    page.wait_for_url("**/en/figures/*")
    page.go_back()
    page.wait_for_url("**/explorer?*q=convictions*")
    page.wait_for_load_state("load")
    assert page.input_value("#filter-q") == "convictions"
    assert page.locator(".explorer-results td .figure-link").count() > 0
    page.go_back()
    page.wait_for_url("**/en/explorer")
    page.go_forward()
    page.wait_for_load_state("load")
    assert page.input_value("#filter-q") == "convictions"
