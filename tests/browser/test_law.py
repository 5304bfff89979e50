"""The law page: short on first sight, the rest one click away, and every place that others link to in sight."""

import pytest

from pipelines.schema.declared import LANGUAGES, Language
from tests.browser.conftest import Visitor

WORDS = "document.querySelector('main').innerText.split(/\\s+/).filter(Boolean).length"
PLACES = ("penalties", "timeline", "treaties", "progress-card", "events")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_short_and_every_place_that_others_link_to_is_in_sight(visitor: Visitor, lang: Language) -> None:
    # Without motion, links jump at once.
    page = visitor(390, reduced_motion="reduce").open(f"/{lang}/law", app=False)
    assert page.locator("main details[open]").count() == 0
    assert 300 < page.evaluate(WORDS) < 2000
    order = page.eval_on_selector_all("main h2[id]", "headings => headings.map(heading => heading.id)")
    assert [place for place in order if place in PLACES] == list(PLACES)
    for place in PLACES:
        page.evaluate(f"location.hash = '{place}'")
        assert page.locator(f"#{place}").is_visible()
        assert page.locator(f"details #{place}").count() == 0
        assert -1 < page.evaluate(f"document.getElementById('{place}').getBoundingClientRect().top") < 900


def test_tables_unfold_by_a_click_and_events_of_a_kind_are_unfolded(visitor: Visitor) -> None:
    page = visitor().open("/fr/law", app=False)
    table = page.locator("#penalties-table")
    assert not table.is_visible()
    page.locator("details:has(#penalties-table) > summary").click()
    assert table.is_visible()
    assert not page.locator("#events-table").is_visible()
    page.goto(page.url.split("#")[0] + "?kind=law")
    assert page.locator("#events-table").is_visible()
