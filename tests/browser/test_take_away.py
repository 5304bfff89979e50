"""What an advocate takes away: the chart as files and as a frame on another site, the address, the citation."""

import base64
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.etree import ElementTree

import pytest

from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR
from tests.browser.conftest import Visit, Visitor

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
    assert frame.locator("figure p a").get_attribute("href") == own
    forget(visit, other_site)


def forget(visit: Visit, other: OtherSite) -> None:
    """Leave out what the other site's own page asked for and complained of."""
    visit.requests[:] = [address for address in visit.requests if not address.startswith(other.address)]
    visit.complaints[:] = [complaint for complaint in visit.complaints if "favicon" not in complaint]


MEASURES = """() => {
  const whole = document.documentElement.getBoundingClientRect();
  const image = document.querySelector("img").getBoundingClientRect();
  return { needed: whole.height, width: whole.width, image: image.width, over: document.documentElement.scrollWidth };
}"""
# A survey has most words, a claim is tallest for its width, cases stand under numbered events.
FRAMED = ["hotline-reported-all", "prostitution-recourse-cases", "survey-would-report", "children-prostitution-claims"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_frame_holds_its_chart_whole_at_every_width(visitor: Visitor, other_site: OtherSite, scripts: bool) -> None:
    visit = visitor(java_script_enabled=scripts)
    for chart in FRAMED:
        page = visit.page
        page.goto(f"{visit.site}/fr/indicators/{chart}")
        other_site.body = "<body style='margin:0'>" + page.locator("#embed-code").get_attribute("value")
        for width in (280, 480, 1200) if scripts else (280, 360, 479, 480, 600, 719, 720, 820, 1200):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(other_site.address)
            frame = page.locator("iframe")
            inside = page.frames[-1]
            inside.wait_for_load_state("load")
            found = inside.evaluate(MEASURES)
            assert found["over"] <= found["width"] == width, (chart, width)
            assert found["image"] == width - 24, "the chart fills its frame"
            if scripts:
                page.wait_for_function(
                    "(needed) => document.querySelector('iframe').height == needed", arg=math.ceil(found["needed"])
                )
            else:
                assert frame.bounding_box()["height"] >= found["needed"], (chart, width)  # type: ignore[index]
    forget(visit, other_site)


def test_the_page_around_a_frame_listens_to_its_frames_alone(visitor: Visitor, other_site: OtherSite) -> None:
    visit = visitor(600)
    page = visit.open(PAGE.format(lang="en"))
    other_site.body = page.input_value("#embed-code")
    page.goto(other_site.address)
    frame = page.locator("iframe")
    page.wait_for_function("document.querySelector('iframe').height < 900")
    before = frame.get_attribute("height")
    page.evaluate("postMessage({ type: 'esec-height', height: 77 }, '*')")
    page.frames[-1].evaluate("parent.postMessage({ type: 'esec-height', height: 1e9 }, '*')")
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert frame.get_attribute("height") == before
    # Its own content may grow.
    page.frame_locator("iframe").locator("summary").click()
    page.wait_for_function(f"document.querySelector('iframe').height > {before}")
    forget(visit, other_site)


def test_copying_puts_link_citation_and_image_on_the_clipboard(visitor: Visitor) -> None:
    visit = visitor(permissions=["clipboard-read", "clipboard-write"])
    page = visit.open(PAGE.format(lang="en"))
    page.click("text=Copy link")
    page.locator(".share").get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.click("[data-copy=citation]")
    page.locator(".copy-passage").get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#citation")
    assert page.inner_text("#citation").endswith(page.url)
    page.click("text=Copy image")
    page.wait_for_function(
        "navigator.clipboard.read().then(([item]) => item.types.length === 1 && item.types[0] === 'image/png')"
    )


def test_an_image_that_cannot_be_copied_is_saved(visitor: Visitor) -> None:
    page = visitor().open(PAGE.format(lang="en"))
    page.evaluate("() => { Clipboard.prototype.write = () => Promise.reject(new Error('refused')); }")
    with page.expect_download() as download:
        page.click("text=Copy image")
    assert download.value.suggested_filename == f"hotline-reported-all-en-{VERSION}.png"


def test_the_live_chart_s_picture_button_gives_the_stamped_image(visitor: Visitor) -> None:
    page = visitor().open(PAGE.format(lang="fr"))
    page.hover("#live-chart")
    page.wait_for_selector(".is-live .js-plotly-plot", timeout=20_000)
    with page.expect_download() as download:
        page.click(".modebar-btn")
    stamped = page.get_attribute(".share a:has-text('PNG')", "href")
    assert download.value.url == page.url.partition("/fr/")[0] + str(stamped)
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


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


def test_the_png_is_on_white_paper_whatever_the_theme(visitor: Visitor) -> None:
    page = visitor(390, "dark").open("/fr/indicators/prostitution-recourse-cases")
    with page.expect_download() as download:
        page.click(".take-away a:has-text('PNG')")
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == f"prostitution-recourse-cases-fr-{VERSION}.png"
    assert content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert width == 1440 and height > 700
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
