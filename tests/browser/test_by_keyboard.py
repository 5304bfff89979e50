"""What an advocate does without a mouse, and what a screen reader is told."""

import re

from playwright.sync_api import Page

from tests.browser.conftest import Visitor

FOCUSED = """() => {
  const e = document.activeElement;
  const s = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  return { tag: e.tagName, text: (e.innerText || e.value || "").trim().slice(0, 60), href: e.getAttribute("href"),
           outlined: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0,
           seen: box.width > 0 && box.height > 0 };
}"""


def walk(page: Page, most: int = 250) -> list[dict[str, object]]:
    """Every stop of the Tab key from the top of the page to its end."""
    stops: list[dict[str, object]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    return stops


def search_for(page: Page, field: str, words: str) -> None:
    page.focus(field)
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_every_stop_is_seen_and_every_value_can_be_reached(visitor: Visitor) -> None:
    page = visitor().open("/en/indicators/prostitution-recourse-cases")
    stops = walk(page)
    assert stops[0]["text"] == "Skip to content"
    assert [stop for stop in stops if not stop["outlined"] or not stop["seen"]] == []
    values = page.eval_on_selector_all(".figure-link", "(links) => links.map((link) => link.getAttribute('href'))")
    assert len(values) == 8
    assert set(values) <= {stop["href"] for stop in stops}


def test_the_first_link_leads_over_the_header(visitor: Visitor) -> None:
    page = visitor().open("/fr/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_convictions_are_found_read_and_cited_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor(390).open("/fr/explorer")
    search_for(page, "#filter-q", "recours prostitution 2009")
    page.wait_for_url("**/explorer?*q=recours*")
    page.wait_for_load_state("load")
    link = page.locator(".figure-link", has_text=re.compile(r"^17\D")).first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/figures/o-0030")
    text = page.locator("main").inner_text()
    assert "17 en 2009" in text
    assert re.search(r"Page\s+10", text)
    citation = page.inner_text("#citation")
    assert "o-0030" in citation
    assert "p. 10" in citation


def test_a_screen_reader_is_told_chart_values_and_table(visitor: Visitor) -> None:
    page = visitor().open("/en/indicators/prostitution-recourse-cases")
    tree = page.locator("body").aria_snapshot()
    title = page.locator(".chart-title").first.inner_text()
    assert "2009" in title
    for part in (
        "banner", "navigation \"Main\"", "main", "contentinfo",
        "heading \"Cases of paying for sexual acts with a child, France\" [level=1]",
        f"figure \"{title}\"",
        "columnheader \"Value\"", "rowheader \"2009\"",
    ):  # fmt: skip
        assert part in tree, part
    picture = page.get_by_role("img").first.get_attribute("alt")
    assert picture
    assert picture.startswith("Line chart: ")
    assert "2009" in picture
    assert page.get_by_role("table").first.locator("caption").inner_text()


def test_leaving_opens_another_site_in_place_of_this_one(visitor: Visitor) -> None:
    visit = visitor()
    left: list[str] = []
    visit.page.route(
        re.compile(r"https://.*"), lambda route: (left.append(route.request.url), route.fulfill(body="out"))[1]
    )
    page = visit.open("/en/figures/o-0023")
    entries = page.evaluate("history.length")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(re.compile("^https://"))
    visit.requests.clear()  # leaving is what was asked for
    assert len(left) == 1
    assert page.evaluate("history.length") == entries, "the page is replaced, not kept behind"


def test_suggestions_are_chosen_left_and_passed_over_by_keyboard(visitor: Visitor) -> None:
    page = visitor(320).open("/fr/law")
    field = page.get_by_role("combobox", name="Rechercher sur le site")
    field.focus()
    page.keyboard.type("pédopornogra")
    page.wait_for_selector("#site-suggestions li")
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-controls") == "site-suggestions"
    assert field.get_attribute("aria-activedescendant") is None
    assert "suggestions" in page.locator(".site-search [role=status]").inner_text()
    assert "nous disons" in page.get_by_role("option").first.inner_text()
    page.keyboard.press("ArrowUp")
    last = page.get_by_role("option").last
    assert field.get_attribute("aria-activedescendant") == last.get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("option").first.get_attribute("aria-selected") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Escape")
    assert page.locator("#site-suggestions").is_hidden()
    assert field.input_value() == "pédopornogra"
    assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#site-suggestions li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/indicators/*")


def test_enter_without_a_choice_searches(visitor: Visitor) -> None:
    page = visitor(390).open("/en/")
    search_for(page, "#site-search", "119")
    page.wait_for_url("**/en/explorer?q=119")
    assert "119" in page.locator("main").inner_text()


def test_the_header_searches_without_scripts(visitor: Visitor) -> None:
    page = visitor(320, java_script_enabled=False).open("/fr/topics/online", app=False)
    field = page.get_by_role("searchbox", name="Rechercher sur le site")
    field.fill("pédopornographie")
    field.press("Enter")
    page.wait_for_url("**/fr/explorer?q=*")
    assert page.get_by_text("nous disons").is_visible()
