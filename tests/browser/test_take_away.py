"""What an advocate takes away: the chart as files and as a frame on another site, the address, the citation."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.etree import ElementTree

import pytest

from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR
from tests.browser.conftest import Visitor

VERSION = json.loads((CURATED_DIR / DESCRIPTOR).read_text(encoding="utf-8"))["version"]
PAGE = "/{lang}/indicators/hotline-reported-all?sources=all"
STAMPED = {
    "fr": ("Sites et contenus signalés", "Sources : ECPAT International (2011), p. 26", "version des données"),
    "en": ("Sites and items reported", "Sources: ECPAT International (2011), p. 26", "data version"),
}
LANGUAGES = pytest.mark.parametrize("lang", ["fr", "en"])


@dataclass
class OtherSite:
    """A page of another origin."""

    body: str = ""
    address: str = ""


@pytest.fixture
def other_site() -> Iterator[OtherSite]:
    other = OtherSite()

    class Outer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(other.body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Outer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        other.address = f"http://127.0.0.1:{server.server_port}/"
        yield other
        server.shutdown()


@LANGUAGES
def test_the_code_for_another_site_shows_the_chart_there(visitor: Visitor, other_site: OtherSite, lang: str) -> None:
    visit = visitor(360)
    page = visit.open(PAGE.format(lang=lang))
    own = page.url
    other_site.body = page.input_value("#embed-code")
    page.goto(other_site.address)
    frame = page.frame_locator("iframe")
    frame.locator("img").wait_for()
    said = re.sub(r"[\u00a0\u202f]", " ", frame.locator("main").inner_text())
    for part in (*STAMPED[lang][:2], VERSION):
        assert part in said, part
    assert frame.locator("html").get_attribute("lang") == lang
    assert frame.locator("html").evaluate("(e) => e.scrollWidth <= e.clientWidth")
    assert frame.locator("script").count() == 0
    assert frame.locator("figure p a").get_attribute("href") == own
    visit.requests[:] = [address for address in visit.requests if not address.startswith(other_site.address)]
    visit.complaints[:] = [complaint for complaint in visit.complaints if "favicon" not in complaint]


def test_copying_puts_the_citation_on_the_clipboard(visitor: Visitor) -> None:
    visit = visitor(permissions=["clipboard-read", "clipboard-write"])
    page = visit.open("/en/figures/o-0023")
    page.click("[data-copy=citation-en]")
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#citation-en")


def test_the_copied_address_opens_the_same_view(visitor: Visitor) -> None:
    page = visitor().open(PAGE.format(lang="fr") + "&derived=1&events=0")
    shared = page.input_value("#link")
    rows = page.locator("table").all_inner_texts()
    page.goto(shared)
    page.wait_for_load_state("load")
    assert page.locator("table").all_inner_texts() == rows
    assert page.locator(".choice a[aria-current]").all_inner_texts()[-1] != ""


@LANGUAGES
def test_the_svg_carries_what_a_hostile_reader_asks_for(visitor: Visitor, lang: str) -> None:
    page = visitor(theme="dark").open(PAGE.format(lang=lang))
    with page.expect_download() as download:
        page.click("a:has-text('SVG')")
    root = ElementTree.fromstring(download.value.path().read_text(encoding="utf-8"))
    said = re.sub(r"[\u00a0\u202f\s]+", " ", " ".join(root.itertext()))
    for part in (*STAMPED[lang], page.url.removeprefix("http://")):
        assert part in said, part
    assert not [node for node in root.iter() if node.tag.endswith(("script", "image", "foreignObject"))]


def test_the_png_is_fit_for_print_whatever_the_theme(visitor: Visitor) -> None:
    page = visitor(390, "dark").open("/fr/indicators/prostitution-recourse-cases")
    with page.expect_download() as download:
        page.click("a[data-png]")
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == "prostitution-recourse-cases.png"
    assert content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert width >= 2000, "print quality"
    assert height > 1000
    corner = """async (data) => {
      const image = new Image();
      image.src = "data:image/png;base64," + data;
      await image.decode();
      const canvas = document.createElement("canvas");
      const paper = canvas.getContext("2d");
      paper.drawImage(image, 0, 0);
      return Array.from(paper.getImageData(5, 5, 1, 1).data);
    }"""
    assert page.evaluate(corner, base64.b64encode(content).decode()) == [255, 255, 255, 255], "on white paper"


def test_a_png_that_cannot_be_made_gives_the_svg_instead(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open("/en/indicators/prostitution-recourse-cases")
    page.evaluate("() => { HTMLImageElement.prototype.decode = () => Promise.reject(new Error('refused')); }")
    with page.expect_download() as download:
        page.click("a[data-png]")
    assert download.value.suggested_filename.endswith(".svg")
