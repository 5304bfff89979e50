"""In a real browser: no text of an image is cut or covered, and the live figure says what the image says."""

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, Playwright

from dashboard.charts.plotly_figure import plotly_config, plotly_figure
from dashboard.charts.sparkline import sparkline
from dashboard.charts.spec import ChartSpec
from dashboard.charts.svg import draw_svg
from tests.dashboard.charts.examples import published_charts

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
# Texts that leave their image, and pairs that cover one another by more than their margins.
FAULTS = """() => [...document.querySelectorAll('svg')].flatMap(image => {
  const {width, height} = image.viewBox.baseVal;
  const texts = [...image.querySelectorAll('text')].map(text => [text.textContent, text.getBBox()]);
  const cut = texts.filter(([, box]) =>
    box.x < -0.5 || box.y < -0.5 || box.x + box.width > width + 0.5 || box.y + box.height > height + 0.5);
  const covered = texts.flatMap(([words, a], n) => texts.slice(n + 1).filter(([, b]) =>
    Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1 &&
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 4.5).map(([other]) => [words, other]));
  const name = image.getAttribute('aria-labelledby');
  return [...cut.map(([words]) => ['cut', words]), ...covered].map(fault => [name, ...fault]);
})"""
WORDS = """() => { const words = []; const walker = document.createTreeWalker(document.getElementById('live'), 4);
  while (walker.nextNode()) words.push(...walker.currentNode.textContent.split(/\\s+/)); return words; }"""


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine: install it to try charts in a browser")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    browser = playwright.chromium.launch(executable_path=chromium, args=flags)
    yield browser.new_page(viewport={"width": 800, "height": 900})
    browser.close()


@pytest.mark.parametrize("width", [320, 360, 720])
def test_no_text_is_cut_or_covered(page: Page, width: int) -> None:
    images = [draw_svg(spec, width=width) for spec in published_charts()]
    page.set_content("<!doctype html><meta charset=utf-8>" + "".join(images))
    assert page.evaluate(FAULTS) == []


def test_no_text_of_downloads_and_cards_is_cut_or_covered(page: Page) -> None:
    stamped = [
        draw_svg(spec, stamp=True, version="1.0.0", address="https://example.org") for spec in published_charts()
    ]
    page.set_content("<!doctype html><meta charset=utf-8>" + "".join(stamped))
    assert page.evaluate(FAULTS) == []
    page.set_content("<!doctype html><meta charset=utf-8>" + "".join(map(sparkline, published_charts())))
    assert page.evaluate(FAULTS) == []


def one_of_each_kind() -> dict[str, ChartSpec]:
    """For each kind of chart, the published one with most points."""
    by_size = sorted(published_charts(), key=lambda spec: len(spec.points))
    return {f"{spec.kind}-{spec.lang}": spec for spec in by_size}


def test_the_live_figure_says_what_the_image_says_without_complaint(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content("<!doctype html><meta charset=utf-8><div id=live style='width:720px'></div>")
    page.add_script_tag(path=str(files("dashboard") / "assets" / "plotly-basic.min.js"))
    for name, spec in one_of_each_kind().items():
        figure = plotly_figure(spec)
        given = json.dumps([figure["data"], figure["layout"], plotly_config(spec.lang)])
        page.evaluate(f"Plotly.newPlot('live', ...{given})")
        live = set(page.evaluate(WORDS))
        image = ElementTree.fromstring(draw_svg(spec))
        words = {word for text in image.iter(f"{SVG}text") for word in (text.text or "").split()}
        assert words <= live, name
        drawn = page.evaluate("document.getElementById('live').getBoundingClientRect().height")
        assert abs(drawn - int(image.get("height", "0"))) <= 1, name
    assert complaints == []
