"""Each kind of page, wide and narrow, in both languages and themes: as a reader sees it and as axe judges it."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.pages import PAGES
from tests.browser.conftest import WIDTHS, Visitor

KEYS = {"topic": "online", "indicator": "hotline-reported-all", "figure": "o-0102"}
PATHS = {page.name: page.pattern.replace("<key>", KEYS.get(page.name, "")) for page in PAGES}
CHOICES = {"indicator": "?sources=all&derived=1", "explorer": "?q=convictions", "factsheet": "?indicator=ufm-present"}
# Every page in each language, in each theme, wide and narrow.
VIEWS = [("fr", "light", "phone"), ("en", "dark", "wide")]
AXE = Axe()


def address(name: str, lang: str) -> str:
    return f"/{lang}/{PATHS[name]}{CHOICES.get(name, '')}"


@pytest.mark.parametrize(("lang", "theme", "width"), VIEWS)
@pytest.mark.parametrize("name", [*PATHS, "nothing"])
def test_axe_finds_no_violation(
    visitor: Visitor, folder_of_pictures: Path | None, name: str, lang: str, theme: str, width: str
) -> None:
    visit = visitor(WIDTHS[width], theme)
    if name == "nothing":
        page = visit.open(f"/{lang}/nothing-here")
        visit.complaints.clear()  # the browser reports the 404 itself
    else:
        page = visit.open(address(name, lang))
    found = AXE.run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    if folder_of_pictures is not None:
        page.screenshot(path=folder_of_pictures / f"{name}-{lang}-{theme}-{width}.png", full_page=True)
    told = [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found.response["violations"]]
    assert told == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nothing_scrolls_sideways_at_320_pixels(visitor: Visitor, lang: str) -> None:
    visit = visitor(WIDTHS["narrow"])
    wide = {}
    for name in PATHS:
        page = visit.open(address(name, lang))
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > WIDTHS["narrow"]:
            wide[name] = width
    assert wide == {}


@pytest.fixture
def other_site(site: str) -> Iterator[str]:
    """A page of another origin that shows one of our charts in a frame."""
    src = f"{site}/embed/fr/hotline-reported-all?sources=all"

    class Outer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<iframe src="{src}" width="340" height="700" title="t"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Outer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_frame_on_another_site_fits_and_runs_no_script(visitor: Visitor, other_site: str) -> None:
    visit = visitor(360)
    page = visit.page
    page.goto(other_site)
    frame = page.frame_locator("iframe")
    frame.locator("img").wait_for()
    assert "ECPAT International (2011)" in frame.locator("main").inner_text()
    assert frame.locator("html").get_attribute("lang") == "fr"
    assert frame.locator("html").evaluate("(e) => e.scrollWidth <= e.clientWidth")
    assert frame.locator("script").count() == 0
    visit.requests[:] = [address for address in visit.requests if not address.startswith(other_site)]
    visit.complaints[:] = [complaint for complaint in visit.complaints if "favicon" not in complaint]


def test_print_shows_the_address_and_no_controls(visitor: Visitor) -> None:
    page = visitor().open("/fr/indicators/prostitution-recourse-cases")
    page.emulate_media(media="print")
    assert page.get_by_text("Imprimé depuis").is_visible()
    for hidden in ("nav", "#live-button", "#way-out", ".take-away"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("table").first.is_visible()


def test_forced_colours_and_reduced_motion_keep_everything_in_place(visitor: Visitor) -> None:
    visit = visitor(forced_colors="active", reduced_motion="reduce")
    page = visit.open("/en/indicators/prostitution-recourse-cases")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.locator("#live-button").is_visible()
    assert page.locator(".figure-link").first.is_visible()


def test_a_fact_sheet_of_three_indicators_is_one_printed_page(visitor: Visitor) -> None:
    chosen = "indicator=prostitution-recourse-cases&second=hotline-reported-all&third=children-prostitution-claims"
    page = visitor().open(f"/fr/factsheet?{chosen}")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", printed) == [b"1"]
