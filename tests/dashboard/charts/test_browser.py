"""In a real browser: no text of an image is cut or covered, and the live figure says what the image says."""

import base64
import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, Playwright

from dashboard.charts.figure import draw_figure, plotly_config
from dashboard.charts.images import draw_small, draw_svg
from dashboard.charts.spec import ChartSpec
from tests.breadth import some
from tests.dashboard.charts.examples import published_charts, published_comparisons

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
# Share of the pixels of the left half of a picture that have no like within a pixel in the right half, and vice versa.
UNLIKE = """async picture => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + picture)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  canvas.drawImage(bitmap, 0, 0);
  const width = bitmap.width / 2, height = bitmap.height;
  const [one, other] = [0, width].map(left => {
    const {data} = canvas.getImageData(left, 0, width, height);
    return Uint8Array.from({length: width * height}, (_, n) => Math.min(data[4*n], data[4*n+1], data[4*n+2]));
  });
  const lacks = (a, b) => {
    let found = 0;
    for (let y = 1; y < height - 1; y++) for (let x = 1; x < width - 1; x++) {
      let darkest = 255;
      for (const up of [-width, 0, width]) for (const aside of [-1, 0, 1])
        darkest = Math.min(darkest, b[y * width + x + up + aside]);
      if (darkest - a[y * width + x] > 90) found++;
    }
    return found;
  };
  return (lacks(one, other) + lacks(other, one)) / (width * height);
}"""
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


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_text_is_cut_or_covered(page: Page, width: int) -> None:
    images = [draw_svg(spec, width=width) for spec in (*published_charts(), *published_comparisons())]
    page.set_content("<!doctype html><meta charset=utf-8>" + "".join(images))
    assert page.evaluate(FAULTS) == []


def test_no_text_of_downloads_and_cards_is_cut_or_covered(page: Page) -> None:
    stamped = [
        draw_svg(spec, stamp=True, version="1.0.0", address="https://example.org") for spec in published_charts()
    ]
    page.set_content("<!doctype html><meta charset=utf-8>" + "".join(stamped))
    assert page.evaluate(FAULTS) == []
    page.set_content("<!doctype html><meta charset=utf-8>" + "".join(map(draw_small, published_charts())))
    assert page.evaluate(FAULTS) == []


def one_of_each_kind() -> dict[str, ChartSpec]:
    """For each kind of chart, the published one with most points."""
    by_size = sorted((*published_charts(), *published_comparisons()), key=lambda spec: len(spec.points))
    return {f"{spec.kind}-{spec.lang}": spec for spec in by_size}


def test_the_live_figure_says_what_the_image_says_without_complaint(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content("<!doctype html><meta charset=utf-8><div id=live style='width:720px'></div>")
    page.add_script_tag(path=str(files("dashboard") / "assets" / "plotly-basic.min.js"))
    for name, spec in one_of_each_kind().items():
        figure = draw_figure(spec)
        given = json.dumps([figure["data"], figure["layout"], plotly_config(spec.lang, filename=spec.chart_id)])
        page.evaluate(f"Plotly.newPlot('live', ...{given})")
        live = set(page.evaluate(WORDS))
        image = ElementTree.fromstring(draw_svg(spec))
        words = {word for text in image.iter(f"{SVG}text") for word in (text.text or "").split()}
        assert words <= live, name
        drawn = page.evaluate("document.getElementById('live').getBoundingClientRect().height")
        assert abs(drawn - int(image.get("height", "0"))) <= 1, name
    assert complaints == []


@pytest.mark.parametrize("width", [340, 720])
def test_the_live_figure_looks_like_the_image(page: Page, width: int) -> None:
    """Both come from one figure; this holds the writer of the image to what Plotly draws, in the published charts."""
    page.set_content(
        "<!doctype html><meta charset=utf-8><div id=both style='position:absolute;top:0;left:0;display:flex'>"
        f"<div id=still style='width:{width}px'></div><div id=live style='width:{width}px'></div></div>"
    )
    page.add_script_tag(path=str(files("dashboard") / "assets" / "plotly-basic.min.js"))
    show = """([svg, figure]) => {
      document.getElementById('still').innerHTML = svg;
      return Plotly.newPlot('live', figure.data, figure.layout, {displayModeBar: false});
    }"""
    unlike = {}
    for spec in some((*published_charts(), *published_comparisons(), *one_of_each_kind().values()), 4):
        page.evaluate(show, [draw_svg(spec, width=width), draw_figure(spec, width=width)])
        picture = base64.b64encode(page.locator("#both").screenshot()).decode()
        share = page.evaluate(UNLIKE, picture)
        if share > 0.001:
            unlike[spec.chart_id, spec.lang] = share
    assert unlike == {}
