"""The explorer as a reader sees it: filters above or folded, indicators first, tables as wide as the page."""

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_every_page import violations


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_filters_stand_above_the_list_and_nothing_is_cut(visitor: Visitor, lang: str) -> None:
    page = visitor(1280).open(f"/{lang}/explorer?q=6727")
    assert page.is_visible("#filter-source")
    form, results = (page.locator(name).bounding_box() for name in (".explorer-form", ".explorer-results"))
    assert form and results
    assert form["y"] + form["height"] <= results["y"]
    assert form["width"] == results["width"]
    frames = page.eval_on_selector_all(".scroll", "(all) => all.map((one) => one.scrollWidth - one.clientWidth)")
    assert frames and set(frames) == {0}, "no table is wider than its frame"


def test_on_a_phone_filters_are_folded_and_work_without_scripts(visitor: Visitor) -> None:
    page = visitor(390, java_script_enabled=False).open("/fr/explorer", app=False)
    assert page.is_visible("#filter-q")
    assert not page.is_visible("#filter-topic")
    page.click(".filters summary")
    page.select_option("#filter-topic", "opinion")
    page.click(".filters button")
    page.wait_for_url("**/explorer?*topic=opinion*")
    page.click(".found summary >> nth=0")
    assert page.locator(".found td .figure-link").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_no_violation_in_what_is_folded(visitor: Visitor, width: int, theme: str) -> None:
    page = visitor(width, theme).open("/fr/explorer?q=signalements")
    page.eval_on_selector_all("main details", "(all) => all.forEach((one) => { one.open = true; })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
