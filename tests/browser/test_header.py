"""The header: one row that stays in sight and covers nothing, a menu and a search that unfold, and the way out."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import WIDTHS, Visit, Visitor

ROWS = """() => {
  const header = document.querySelector(".site-header");
  const inside = [".brand", ".menu summary", ".menu nav a", ".find", "#site-search", ".language", "#way-out"];
  const seen = inside.flatMap((name) => Array.from(header.querySelectorAll(name)))
    .filter((each) => each.checkVisibility({ opacityProperty: true, contentVisibilityAuto: true }))
    .map((each) => each.getBoundingClientRect());
  return { height: header.getBoundingClientRect().height, top: header.getBoundingClientRect().top,
           shown: seen.length, middles: seen.map((box) => box.top + box.height / 2),
           beyond: seen.filter((box) => box.right > innerWidth || box.left < 0).length };
}"""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_is_one_row_that_stays_in_sight(visitor: Visitor, lang: str) -> None:
    page = visitor().open(f"/{lang}/law", app=False)
    for width in (*WIDTHS.values(), 768, 1680):
        page.set_viewport_size({"width": width, "height": 700})
        page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        found = page.evaluate(ROWS)
        assert found["top"] == 0, width
        assert found["height"] <= 56, width
        assert found["beyond"] == 0, width
        assert max(found["middles"]) - min(found["middles"]) < 8, (width, found)
        assert page.locator("#way-out").is_visible(), width


def test_the_menu_unfolds_without_scripts(visitor: Visitor) -> None:
    page = visitor(390, java_script_enabled=False).open("/fr/", app=False)
    surveys = page.get_by_role("navigation", name="Principal").get_by_role("link", name="Sondages")
    assert not surveys.is_visible()
    page.locator(".menu summary").click()
    surveys.click()
    page.wait_for_url("**/fr/surveys")


def test_the_menu_folds_at_a_touch_elsewhere_and_by_escape(visitor: Visitor) -> None:
    page = visitor(390).open("/en/", app=False)
    menu = page.locator(".menu")
    menu.locator("summary").click()
    page.mouse.click(200, 800)
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    menu.locator("a").first.focus()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.url.endswith("/en/")


def test_the_sign_unfolds_the_search_and_hides_no_way_out(visitor: Visitor) -> None:
    page = visitor(390, java_script_enabled=False).open("/fr/", app=False)
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    page.locator(".find").click()
    field = page.locator("#site-search")
    assert page.evaluate("scrollY") == 900, "the page stays where it was"
    opacity = "(e) => getComputedStyle(e.parentElement).opacity"
    assert field.evaluate(opacity) == "1"
    assert page.locator("#way-out").is_visible()
    page.keyboard.type("119")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/explorer?q=119")


def test_what_an_address_names_or_the_keyboard_reaches_is_not_under_it(visitor: Visitor) -> None:
    page = visitor(390, reduced_motion="reduce").open("/fr/#topics", app=False)
    below = page.locator(".site-header").bounding_box()["height"]  # type: ignore[index]
    assert page.locator("#topics").evaluate("(e) => e.getBoundingClientRect().top") >= below
    page.locator("main a").last.focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        inside, top = page.evaluate("""() => { const e = document.activeElement;
          return [e.closest("main") !== null, e.getBoundingClientRect().bottom]; }""")
        assert not inside or top > below


@pytest.fixture
def leaving(visitor: Visitor) -> Iterator[tuple[Visit, list[str]]]:
    """A tab in which every other site answers, and the addresses to which it left."""
    visit = visitor()
    left: list[str] = []

    def answer(route: Route) -> None:
        left.append(route.request.url)
        route.fulfill(body="out")

    visit.page.route(re.compile(r"https://.*"), answer)
    yield visit, left
    visit.requests.clear()  # leaving is what was asked for


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("keys", [("Shift",) * 3, ("Escape",) * 2])
def test_bare_presses_leave_and_back_does_not_return(leaving: tuple[Visit, list[str]], keys: tuple[str, ...]) -> None:
    visit, left = leaving
    visit.open("/fr/", app=False)
    page = visit.open("/fr/sources", app=False)
    entries = page.evaluate("history.length")
    press(page, *keys)
    page.wait_for_url(re.compile("^https://"))
    assert len(left) == 1
    assert page.evaluate("history.length") == entries
    page.go_back()
    assert not page.url.endswith("/sources")


def test_the_button_leaves_at_once_and_in_place(leaving: tuple[Visit, list[str]]) -> None:
    visit, left = leaving
    page = visit.open("/en/sources", app=False)
    entries = page.evaluate("history.length")
    page.click("#way-out")
    page.wait_for_url(re.compile("^https://"))
    assert len(left) == 1
    assert page.evaluate("history.length") == entries


def test_typing_choosing_and_closing_leave_nothing(leaving: tuple[Visit, list[str]]) -> None:
    visit, left = leaving
    page = visit.open("/en/sources", app=False)
    page.focus("#site-search")
    page.keyboard.type("ABC")
    for letter in "DEF":
        page.keyboard.down("Shift")
        page.keyboard.press(letter)
        page.keyboard.up("Shift")
    press(page, "Escape", "Escape", "Escape", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft")
    page.locator("main").focus()
    press(page, "Control+Shift", "Control+Shift", "Control+Shift", "Escape", "Tab", "Escape", "Shift", "Shift")
    page.wait_for_timeout(100)
    assert left == []
    assert page.url.endswith("/en/sources")


def test_without_scripts_the_way_out_is_a_link_and_its_shortcuts_are_said(visitor: Visitor) -> None:
    page = visitor(390, java_script_enabled=False).open("/fr/", app=False)
    way = page.locator("#way-out")
    assert (way.get_attribute("href") or "").startswith("https://")
    for said in (way.get_attribute("title") or "", page.locator(".help").inner_text()):
        assert "trois fois" in said
        assert "deux fois Échap" in said
