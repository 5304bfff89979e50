"""An advocate's five questions, on a phone and in French: at most two taps from home to a page that answers."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.test_an_advocate import tab_to


@dataclass(frozen=True)
class Question:
    """What is asked, the words of the links that lead on, and what the page reached must say."""

    asked: str
    taps: tuple[str, ...]
    answers: tuple[str, ...]


QUESTIONS = (
    Question("combien de condamnations, et augmentent-elles ?", ("cas de recours à la prostitution de mineurs",),
             ("17", "28", "2005", "2009")),
    Question("combien d’enfants ?", ("nombre d’enfants exploités dans la prostitution",),
             ("moins de 100", "4 000 à 8 000")),
    Question("que pensent les gens ?", ("Ce que pensent les Français",), ("45 % pensent", "courante")),
    Question("et le 119 ?", ("Le 119",), ("34 154",)),
    Question("qu’est-ce qui a changé dans la loi ?", ("Ce qui a changé dans la loi",), ("2011", "aujourd’hui", "ans")),
)  # fmt: skip


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def check(page: Page, question: Question) -> None:
    assert len(question.taps) <= 2
    text = plain(page.locator("main").inner_text())
    for words in question.answers:
        assert words in text, f"{question.asked} {words}"


def named(page: Page, words: str) -> str:
    """The whole text of the first link in the page's main part that has these words; it must be seen."""
    link = page.locator("main a").filter(has_text=words).first
    assert link.is_visible(), words
    return plain(link.inner_text()).strip()


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    return visitor(390, reduced_motion="reduce").open("/fr/")


def test_by_touch(phone: Page) -> None:
    home = phone.url
    for question in QUESTIONS:
        phone.goto(home)
        for words in question.taps:
            phone.locator("main a").filter(has_text=words).first.click()
            phone.wait_for_load_state("load")
        check(phone, question)


def test_by_keyboard(phone: Page) -> None:
    home = phone.url
    for question in QUESTIONS:
        phone.goto(home)
        for words in question.taps:
            tab_to(phone, named(phone, words))
            with phone.expect_navigation():
                phone.keyboard.press("Enter")
        check(phone, question)


def test_the_first_three_findings_stand_on_the_first_screen(visitor: Visitor) -> None:
    page = visitor().open("/fr/")
    page.set_viewport_size({"width": 1280, "height": 800})
    cards = page.locator(".findings > li")
    assert cards.count() == 6
    for place in range(3):
        for part in ("h2", "img"):
            box = cards.nth(place).locator(part).first.bounding_box()
            assert box and box["y"] + box["height"] <= 800, f"{part} of finding {place + 1}"
    heading = page.locator("h1")
    lines = heading.evaluate("(h) => h.getBoundingClientRect().height / parseFloat(getComputedStyle(h).lineHeight)")
    assert lines < 2.5, "the heading takes two lines at most"
