"""On paper: what belongs together stays together, and the charts of a fact sheet have one size of type."""

from tests.browser.conftest import Visitor

PARTED = """(names) => names.flatMap((name) => Array.from(document.querySelectorAll("main " + name)))
  .filter((each) => each.checkVisibility())
  .filter((each) => getComputedStyle(each).breakAfter !== "avoid").map((each) => each.innerText.slice(0, 60))"""
SPLIT = """(names) => names.flatMap((name) => Array.from(document.querySelectorAll("main " + name)))
  .filter((each) => each.checkVisibility())
  .filter((each) => getComputedStyle(each).breakInside !== "avoid").map((each) => each.innerText.slice(0, 60))"""
SCALES = """() => Array.from(document.querySelectorAll(".sheet-entry img"))
  .map((image) => image.getBoundingClientRect().width / Number(image.getAttribute("width")))"""


def test_no_heading_is_left_alone_and_no_label_is_parted_from_its_value(visitor: Visitor) -> None:
    visit = visitor(794)
    for path in ("/fr/topics/online", "/en/indicators/helpline-119-answered", "/fr/law"):
        page = visit.open(path, app=False)
        page.emulate_media(media="print")
        assert page.evaluate(PARTED, ["h1", "h2", "h3", "h4", "caption", "thead", "dt"]) == [], path
        assert page.evaluate(SPLIT, ["h2", "tr", "dl > div", "figure", ".story article"]) == [], path
        assert page.evaluate("getComputedStyle(document.querySelector('.site-header')).position") == "static"


def test_the_charts_of_a_fact_sheet_have_one_size_of_type(visitor: Visitor) -> None:
    visit = visitor(794)
    chosen = "indicator=helpline-119-answered&second=prostitution-recourse-cases"
    for third, drawn in (("&third=hotline-reported-all", 3), ("", 2)):
        page = visit.open(f"/fr/factsheet?{chosen}{third}", app=False)
        page.emulate_media(media="print")
        scales = page.evaluate(SCALES)
        assert len(scales) == drawn
        assert max(scales) - min(scales) < 0.01
    page = visit.open("/en/factsheet?indicator=helpline-119-answered&second=children-prostitution-claims", app=False)
    page.emulate_media(media="print")
    scales = page.evaluate(SCALES)
    assert len(scales) == 2, "a wide drawing stands over its text where the page has room"
    assert max(scales) - min(scales) < 0.01
