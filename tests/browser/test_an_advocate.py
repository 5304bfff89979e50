"""The way of an advocate, in French on a phone: how convictions moved, why the series starts in 2002, how firm a figure
is, and away with chart and citation. Once by keyboard alone, once by what a screen reader is told alone."""

import re

from playwright.sync_api import Download, Locator, Page

from tests.browser.conftest import Visitor

TOPIC = "Exploitation d’enfants dans la prostitution"
INDICATOR = "Cas de recours à la prostitution de mineurs, France"
FINDING = (
    "Le ministère de la Justice a recensé 17 cas de recours à la prostitution de mineurs en 2009, "
    "contre 24 en 2003, avec un maximum de 28 en 2005"
)
FOCUSED = r"""() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  return { words: (e.innerText || e.value || "").replace(/[\u00a0\u202f]/g, " ").trim(),
           label: e.getAttribute("data-copy") || e.getAttribute("data-point") || "",
           seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight };
}"""


def tab_to(page: Page, words: str = "", label: str = "", most: int = 150) -> None:
    """Press Tab until something with these words, or for this thing, has the focus and stands on the screen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if (words and now["words"] == words) or (label and now["label"] == label):
            assert now["seen"], f"{words or label} is focused off the screen"
            return
    raise AssertionError(f"{words or label} is not reached by {most} presses of Tab")


def follow(page: Page, path: str) -> None:
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    page.wait_for_load_state("load")


def check_png(download: Download) -> None:
    content = download.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") >= 1400


def check_citation(text: str) -> None:
    for part in ("ECPAT International", "(2011)", "p. 10", "o-0023", "/fr/figures/o-0023"):
        assert part in text.replace("\u00a0", " "), part


def test_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor(390, reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]).open("/fr/")
    tab_to(page, TOPIC)
    follow(page, "/fr/topics/prostitution")
    tab_to(page, f"{FINDING}.")
    follow(page, "/fr/indicators/prostitution-recourse-cases")
    tab_to(page, label="o-0023")
    told = []
    for _ in range(8):
        told.append(page.evaluate(FOCUSED)["words"].partition(", ECPAT")[0])
        page.keyboard.press("ArrowRight")
    assert (told[0], told[-1]) == ("10 cas, 2002, année incomplète", "17 cas, 2009"), "how cases moved"
    assert "devient une infraction" in page.locator("figure").inner_text(), "why the series starts in 2002"
    page.keyboard.press("Home")
    follow(page, "/fr/figures/o-0023")
    assert "10 en 2002" in page.locator("main").inner_text(), "how it is printed"
    tab_to(page, label="citation")
    page.keyboard.press("Enter")
    page.get_by_text("Copié").wait_for()
    check_citation(page.evaluate("navigator.clipboard.readText()"))
    tab_to(page, INDICATOR)
    follow(page, "/fr/indicators/prostitution-recourse-cases")
    tab_to(page, "Image (PNG)")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    check_png(download.value)


def heard(page: Page, place: Locator | None = None) -> str:
    """What the accessibility tree says, and nothing else."""
    return re.sub(r"[\u00a0\u202f]", " ", (place or page.get_by_role("main")).aria_snapshot())


def test_by_the_screen_reader_s_tree_alone(visitor: Visitor) -> None:
    page = visitor(390).open("/fr/")
    assert "ombien d’enfants sont exploités" in heard(page), "what the figures do not say"
    page.get_by_role("heading", name=TOPIC).get_by_role("link").press("Enter")
    page.wait_for_url("**/fr/topics/prostitution")
    assert f"{FINDING}." in heard(page), "the picture is told"
    page.get_by_role("heading", name=INDICATOR).get_by_role("link").press("Enter")
    page.wait_for_url("**/fr/indicators/prostitution-recourse-cases")
    page.wait_for_load_state("load")
    figure = page.get_by_role("figure", name=re.compile("^Le ministère de la Justice a recensé"))
    assert "devient une infraction" in heard(page, figure.get_by_role("list").filter(has_text="5 février 2003").last)
    assert "non combien d’enfants sont exploités" in heard(page), "what the count is not"
    figures = figure.get_by_role("list", name="Chiffres du graphique, un par un")
    assert [words.partition(",")[0].split()[0] for words in figures.get_by_role("link").all_inner_texts()] == [
        *("10", "24", "22", "28"),
        *("26", "21", "23", "17"),
    ]
    rows = page.get_by_role("table").first.get_by_role("row")
    assert rows.count() == 9, "eight years and their headings"
    figures.get_by_role("link", name=re.compile("^10.cas, 2002")).press("Enter")
    page.wait_for_url("**/fr/figures/o-0023")
    page.wait_for_load_state("load")
    card = heard(page)
    for part in ("10 en 2002", 'definition: "10"', "exact. Un seul nombre", "Ministère de la Justice"):
        assert part in card, part
    check_citation(card)
    assert page.get_by_role("button", name="Copier", description="Citation courte").is_visible()
    page.get_by_role("link", name=INDICATOR).first.press("Enter")
    page.wait_for_url("**/fr/indicators/prostitution-recourse-cases")
    page.wait_for_load_state("load")
    with page.expect_download() as download:
        page.get_by_role("link", name="PNG").first.press("Enter")
    check_png(download.value)
