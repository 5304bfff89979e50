"""A chart's figures by keyboard and touch: each reached, said in the table's words, marked, one key from its card."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.test_live_chart import become_live

PAGE = "/fr/indicators/hotline-reported-all?sources=all"
STOP = ".chart-walk [data-point][tabindex='0']"
FOCUSED = r"""() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const words = e.innerText.replace(/[\u00a0\u202f]/g, " ");
  return { point: e.dataset.point || "", words, seen: box.width > 20 && box.height > 10 };
}"""


def focused(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(FOCUSED)
    return found


def ring(page: Page) -> dict[str, float]:
    """Where the mark stands, by its middle."""
    page.wait_for_selector(".chart-ring", state="visible")
    box = page.locator(".chart-ring").bounding_box()
    assert box
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


@pytest.mark.parametrize("live", [False, True], ids=["picture", "live"])
def test_arrows_lead_through_every_figure_of_the_table(visitor: Visitor, live: bool) -> None:
    visit = visitor()
    if not live:
        visit.expected = "net::ERR_FAILED"
        visit.page.route("**/plotly-basic*", lambda route: route.abort())
    page = visit.open(PAGE)
    if live:
        become_live(page)
    listed = page.eval_on_selector_all("td .figure-link", "(links) => links.map((l) => l.href.split('/').pop())")
    values = dict(zip(listed, page.locator("td .figure-link").all_inner_texts(), strict=True))
    assert page.locator(STOP).count() == 1, "one stop of the Tab key"
    page.focus(STOP)
    page.keyboard.press("Home")
    seen: dict[str, str] = {}
    places: list[dict[str, float]] = []
    while focused(page)["point"] not in seen:
        now = focused(page)
        assert now["seen"]
        seen[str(now["point"])] = str(now["words"])
        places.append(ring(page))
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(50)
    assert {name for name in listed if name.startswith("o-")} == set(seen)
    for name, words in seen.items():
        value = re.sub(r"[\u00a0\u202f]", " ", values[name])
        assert value in words, "the table's value is said"
        assert re.search(r"\(20\d\d\)", words), "the publication is said"
    spots = {(round(place["x"]), round(place["y"])) for place in places}
    assert len(spots) == len(seen), "each figure has a mark of its own"
    page.keyboard.press("Home")
    assert focused(page)["point"] == next(iter(seen))
    page.keyboard.press("End")
    assert focused(page)["point"] == list(seen)[-1]
    assert page.locator(".is-live").count() == live


def test_the_mark_stands_on_the_point(visitor: Visitor) -> None:
    page = visitor().open("/en/indicators/prostitution-recourse-cases")
    become_live(page)
    page.focus(STOP)
    page.keyboard.press("End")
    # The page scrolls smoothly to the focused figure: wait until it stands, so that both are measured at one place.
    page.wait_for_selector(".chart-ring", state="visible")
    page.wait_for_timeout(1_000)
    marked = ring(page)
    point = page.locator(".js-plotly-plot .scatterlayer .points path").last.bounding_box()
    assert point
    assert abs(marked["x"] - point["x"] - point["width"] / 2) < 3
    assert abs(marked["y"] - point["y"] - point["height"] / 2) < 3


@pytest.mark.parametrize("path", ["/en/indicators/prostitution-recourse-cases", "/fr/topics/prostitution"])
def test_who_touches_a_figure_reads_it_at_once(visitor: Visitor, path: str) -> None:
    """The live chart needs seconds on a slow phone: the picture answers before it, and where there is none."""
    visit = visitor(390)
    visit.expected = "net::ERR_FAILED"
    visit.page.route("**/plotly-basic*", lambda route: route.abort())
    page = visit.open(path)
    page.locator(STOP).first.focus()
    page.keyboard.press("End")
    page.wait_for_timeout(1_000)
    place, told = ring(page), focused(page)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_selector(".chart-ring", state="detached")
    page.mouse.click(place["x"] + 8, place["y"] - 8)
    page.wait_for_selector(".chart-ring", state="visible")
    assert focused(page) == told
    card = page.locator("[data-point]:focus")
    assert card.get_attribute("href") == f"{path[:3]}/figures/{told['point']}"
    card.click(trial=True)
    page.evaluate("document.activeElement.blur()")
    box = page.locator(".chart-stage img").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 2, box["y"] + 2)
    page.wait_for_timeout(300)
    assert focused(page)["point"] == "", "where no figure stands nothing is said"


def test_enter_opens_the_card_and_escape_leaves(visitor: Visitor) -> None:
    page = visitor(390, "dark").open("/en/indicators/prostitution-recourse-cases")
    page.focus(STOP)
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".chart-ring", state="visible")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.share') !== null"), "what follows the chart has the focus"
    page.wait_for_selector(".chart-ring", state="detached")
    page.keyboard.press("Shift+Tab")
    told = focused(page)
    assert told["words"] == "24 cases, 2003, ECPAT International (2011), p. 10, note 7", "the place is kept"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/en/figures/{told['point']}")


def test_the_tree_holds_each_figure_as_a_link_in_a_named_list(visitor: Visitor) -> None:
    page = visitor().open("/en/indicators/prostitution-recourse-cases")
    figures = page.get_by_role("list", name="Figures on the chart, one by one")
    assert figures.get_by_role("link").count() == 8
    first = 'link "10 cases, 2002, part of the year, ECPAT International (2011), p. 10, note 7"'
    assert first in figures.aria_snapshot()
    become_live(page)
    assert page.get_by_role("group", name=re.compile("^Line chart: ")).is_visible()
    assert figures.get_by_role("link").count() == 8


@pytest.mark.parametrize("path", ["/fr/topics/online", "/fr/surveys", "/en/claims"])
def test_every_chart_of_every_page_is_walked(visitor: Visitor, path: str) -> None:
    page = visitor().open(path)
    charts = page.locator(".chart-picture").count()
    assert charts
    assert page.locator(STOP).count() == charts
    page.locator(STOP).last.focus()
    page.keyboard.press("End")
    page.wait_for_selector(".chart-ring", state="visible")
    assert focused(page)["seen"]
    page.keyboard.press("Escape")
    assert focused(page)["point"] == ""
    page.wait_for_selector(".chart-ring", state="detached")


def test_penalties_without_cards_are_walked_too(visitor: Visitor) -> None:
    page = visitor().open("/en/law")
    page.locator(STOP).first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".chart-ring", state="visible")
    assert "years in prison" in str(focused(page)["words"])
