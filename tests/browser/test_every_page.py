"""Each kind of page, wide and narrow, in both languages and themes: as a reader sees it and as axe judges it."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from werkzeug.exceptions import InternalServerError

from dashboard.app import create_app
from dashboard.pages import PAGES
from dashboard.settings import Settings
from tests.browser.conftest import WIDTHS, Visitor
from tests.browser.test_live_chart import become_live

KEYS = {
    "topic": "online",
    "indicator": "hotline-reported-all",
    "figure": "o-0102",
    "source": "ecpat-france-2011",
    "area": "FR",
}
PATHS = {page.name: page.pattern.replace("<key>", KEYS.get(page.name, "")) for page in PAGES}
CHOICES = {
    "indicator": "?sources=all&derived=1",
    "explorer": "?q=convictions",
    "factsheet": "?indicator=ufm-present",
    "compare": "?indicators=prostitution-recourse-cases,helpline-119-answered&highlight=helpline-119-answered",
}
# What is not a page of its own: a chart for frames, an address where nothing stands.
OTHERS = {"embedded": "/embed/{lang}/hotline-reported-all", "nothing": "/{lang}/nothing-here"}
# Each page is judged in both, in each language: every colour, and both ways in which a page is laid out.
VIEWS = [("light", "phone"), ("dark", "wide")]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()


def address(name: str, lang: str) -> str:
    if name in OTHERS:
        return OTHERS[name].format(lang=lang)
    return f"/{lang}/{PATHS[name]}{CHOICES.get(name, '')}"


def violations(page: Page) -> list[tuple[str, list[object]]]:
    """What axe finds, with up to three places of each."""
    found = AXE.run(page, options={"runOnly": TAGS})
    return [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found.response["violations"]]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", [*PATHS, *OTHERS])
def test_axe_finds_no_violation(visitor: Visitor, folder_of_pictures: Path | None, name: str, lang: str) -> None:
    visit = visitor()
    visit.expected = "status of 404" if name == "nothing" else None
    page = visit.open(address(name, lang), app=name != "embedded")
    for theme, width in VIEWS:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": WIDTHS[width], "height": 900})
        if folder_of_pictures is not None:
            page.screenshot(path=folder_of_pictures / f"{name}-{lang}-{theme}-{width}.png", full_page=True)
        assert violations(page) == [], (theme, width)


def test_nothing_is_kept_on_the_device_and_no_other_host_is_asked(visitor: Visitor) -> None:
    visit = visitor()
    for name in ("home", "explorer", "law", "indicator"):
        page = visit.open(address(name, "fr"))
    become_live(page)
    assert visit.requests
    assert visit.foreign == []
    assert page.context.cookies() == []
    kept = "async () => localStorage.length + sessionStorage.length + (await indexedDB.databases()).length"
    assert page.evaluate(kept) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_on_a_live_chart_that_is_walked(visitor: Visitor, theme: str) -> None:
    page = visitor(390, theme).open(address("indicator", "fr"))
    become_live(page)
    page.focus(".chart-walk [data-point][tabindex='0']")
    page.wait_for_selector(".chart-ring", state="visible")
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_in_suggestions(visitor: Visitor, theme: str) -> None:
    page = visitor(390, theme).open(address("explorer", "fr"), app=False)
    page.fill("#site-search", "proxénètes")
    page.wait_for_selector("#site-suggestions li")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_for_our_own_faults_is_sound_too(visitor: Visitor, lang: str) -> None:
    server = create_app(Settings()).server
    with server.test_request_context(f"/{lang}/explorer"):
        body = server.make_response(server.handle_user_exception(InternalServerError())).get_data(as_text=True)
    visit = visitor(WIDTHS["narrow"], "dark")
    visit.page.route(f"**/{lang}/explorer", lambda route: route.fulfill(body=body, content_type="text/html"))
    page = visit.open(f"/{lang}/explorer", app=False)
    assert page.get_by_role("heading", level=1).inner_text() == {
        "fr": "Une erreur s’est produite",
        "en": "Something went wrong",
    }.get(lang)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["narrow"]
    assert violations(page) == []
    page.click(f"main a[href='/{lang}/']")
    page.wait_for_load_state("load")


SPACING = """() => document.styleSheets[0].insertRule(
  "*{line-height:1.5 !important;letter-spacing:.12em !important;word-spacing:.16em !important}", 0)"""


@pytest.mark.parametrize("spaced", [False, True], ids=["as-set", "spaced-out"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_scrolls_sideways_at_400_percent(visitor: Visitor, lang: str, spaced: bool) -> None:
    # A window of 1280 by 1024 at 400 %, which is also the smallest phone; and with the spacing that a reader may set.
    visit = visitor(WIDTHS["narrow"], device_scale_factor=4)
    visit.expected = "status of 404"
    visit.page.set_viewport_size({"width": WIDTHS["narrow"], "height": 256})
    wide = {}
    for name in (*PATHS, *OTHERS):
        page = visit.open(address(name, lang), app=False)
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        if spaced:
            page.evaluate(SPACING)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > WIDTHS["narrow"]:
            wide[name] = width
    assert wide == {}


def test_print_shows_the_address_and_no_controls(visitor: Visitor) -> None:
    page = visitor().open("/fr/indicators/prostitution-recourse-cases")
    page.emulate_media(media="print")
    assert page.get_by_text("Imprimé depuis").is_visible()
    for hidden in ("nav", "#react-entry-point", "#way-out", ".take-away"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("table").first.is_visible()


@pytest.mark.parametrize("name", ["law", "claims", "indicator", "quality"])
def test_no_table_is_cut_off_on_paper(visitor: Visitor, name: str) -> None:
    # A4 upright is 794 px wide, 703 px within our margins.
    visit = visitor(794)
    page = visit.open(address(name, "en"), app=False)
    page.emulate_media(media="print")
    page.evaluate("document.body.style.width = '703px'")
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    widths = page.eval_on_selector_all("table", "(tables) => tables.map((table) => table.scrollWidth)")
    assert widths
    assert max(widths) <= 703


def test_forced_colours_and_reduced_motion_keep_everything_in_place(visitor: Visitor) -> None:
    visit = visitor(forced_colors="active", reduced_motion="reduce")
    page = visit.open("/en/indicators/prostitution-recourse-cases")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.locator("#live-chart img").is_visible()
    assert page.locator(".figure-link").first.is_visible()


def test_a_fact_sheet_of_three_indicators_is_one_printed_page(visitor: Visitor) -> None:
    chosen = "indicator=prostitution-recourse-cases&second=hotline-reported-all&third=children-prostitution-claims"
    page = visitor().open(f"/fr/factsheet?{chosen}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", printed) == [b"1"]
