"""The workbench as readers use it: live by touch and keyboard, wide and narrow, and whole without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDTHS, Visitor
from tests.browser.test_every_page import violations
from tests.browser.test_live_chart import BOXES, STOP, become_live

CALLS, CASES = "helpline-119-answered", "prostitution-recourse-cases"
STATE = f"/fr/compare?indicators={CASES},{CALLS}&since=2003&until=2009&highlight={CASES}"
HEADINGS = "Array.from(document.querySelectorAll('.main-svg text'), (text) => text.textContent)"
# Left ends of the axes of years, one a panel.
AXES = """() => { const graph = document.querySelector('.js-plotly-plot')._fullLayout;
  return Object.keys(graph).filter((name) => /^xaxis\\d*$/.test(name)).map((name) => graph[name].domain); }"""


@pytest.mark.parametrize("width", [WIDTHS["wide"], WIDTHS["phone"]])
def test_it_becomes_live_in_place_with_one_axis_of_years(visitor: Visitor, width: int) -> None:
    page = visitor(width).open(STATE)
    become_live(page)
    _box, image, graph = page.evaluate(BOXES)
    assert image == graph, "the graph lies on the image"
    axes = page.evaluate(AXES)
    assert len(axes) == 2
    assert axes[0] == axes[1], "the same years stand below one another"
    assert {"2003", "Cas de recours à la prostitution de mineurs, France"} <= set(page.evaluate(HEADINGS))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_figure_can_be_walked_to_and_names_its_series(visitor: Visitor) -> None:
    page = visitor(WIDTHS["phone"]).open(STATE)
    page.locator(STOP).focus()
    page.wait_for_selector(".chart-ring", state="visible")
    page.keyboard.press("End")
    last = page.locator(".chart-walk [data-point]").last
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/figures/*")


def test_it_is_put_together_by_keyboard(visitor: Visitor) -> None:
    page = visitor().open("/en/compare")
    page.locator(".cards a").first.press("Enter")
    page.wait_for_url("**/en/compare?indicators=**")
    before = page.locator(".compare-series ol > li > a").all_inner_texts()
    page.locator("a", has_text=f"Move down: {before[0]}").press("Enter")
    expect(page.locator(".compare-series ol > li > a").nth(1)).to_have_text(before[0])
    page.locator("a", has_text=f"Remove: {before[0]}").press("Enter")
    expect(page.locator(".compare-series ol > li > a")).to_have_text([before[1], *before[2:]])
    page.get_by_label("First year").fill("2005")
    page.get_by_label("First year").press("Enter")
    page.wait_for_url("**since=2005**")
    page.go_back()
    page.wait_for_url(lambda url: "since" not in url)


def test_without_scripts_a_phone_adds_a_series_and_sees_the_chart(visitor: Visitor) -> None:
    page = visitor(WIDTHS["phone"], java_script_enabled=False).open(f"/fr/compare?indicators={CASES}", app=False)
    page.get_by_text("Séries et réglages").click()
    page.get_by_label("Chercher un indicateur").fill("119")
    page.get_by_label("Chercher un indicateur").press("Enter")
    page.get_by_role("link", name="Appels décrochés par le 119 Enfance en danger, France").click()
    page.wait_for_url(f"**/fr/compare?indicators={CASES},{CALLS}")
    picture = page.locator("#live-chart img")
    assert picture.is_visible()
    assert picture.get_attribute("alt")


def test_axe_finds_no_violation_in_the_unfolded_controls_of_a_phone(visitor: Visitor) -> None:
    page = visitor(WIDTHS["narrow"], "dark").open(f"{STATE}&find=119", app=False)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert violations(page) == []
    page = visitor(WIDTHS["narrow"]).open("/en/compare", app=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["narrow"]
    assert violations(page) == []
