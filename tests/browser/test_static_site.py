"""The site without a server, in Chromium: what scripts do from its files alone, under its own policy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.data.facets import facets_of
from dashboard.data.store import load_snapshot
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from tests.browser.conftest import Visit, Visitor
from tests.dashboard.conftest import VERDICT
from tests.static_sites import INDICATORS, file_server, write_small

_PATIENCE = 30_000


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Path:
    folder = tmp_path_factory.mktemp("static") / "curated"
    publish(_curated, VERDICT, folder)
    return folder


@pytest.fixture(scope="module")
def still_site(curated: Path) -> Iterator[str]:
    """Address of a small site, below a folder of a plain file server."""
    write_small(curated, curated.parent / "web" / "sub")
    with file_server(curated.parent / "web") as server:
        yield f"{server}/sub"


@pytest.fixture
def visit(chromium: Browser, still_site: str) -> Iterator[Visit]:
    """A tab that may neither complain nor ask another host for anything."""
    visitor = Visitor(chromium, still_site)
    visit = visitor()
    yield visit
    for context in visitor.contexts:
        context.close()
    assert visit.complaints == [] and visit.foreign == []


def numbers(page: Page) -> list[int]:
    """Indicators and figures that the heading of the results counts."""
    heading = page.locator("#results")
    heading.wait_for(timeout=_PATIENCE)
    return [int(re.sub(r"\D", "", part)) for part in heading.inner_text().split("·")]


def test_the_first_page_leads_to_the_language_of_the_browser(chromium: Browser, visit: Visit) -> None:
    visit.page.goto(f"{visit.site}/")
    visit.page.wait_for_url(f"{visit.site}/en/", timeout=_PATIENCE)
    assert visit.page.locator("h1").first.inner_text()


def test_a_live_chart_is_drawn_from_its_file_and_leads_to_figures(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.site}/en/indicators/{INDICATORS[0]}/")
    page.locator(".chart-stage").scroll_into_view_if_needed()
    # By keyboard: the first figure is one stop of the Tab key.
    page.locator("[data-point]").first.focus()
    page.wait_for_selector(".is-live .js-plotly-plot .main-svg", timeout=_PATIENCE)
    drawn = page.evaluate("document.querySelector('.js-plotly-plot').data.flatMap((each) => each.customdata || [])")
    assert set(drawn) == set(
        page.evaluate("Array.from(document.querySelectorAll('[data-point]'), (each) => each.dataset.point)")
    )
    assert page.locator("[role=group]:has(.live-graph)").get_attribute("aria-label")
    # Addresses to take away are whole, though the site was written without its own.
    assert page.locator("#link").input_value().startswith(f"{visit.site}/en/indicators/{INDICATORS[0]}/?v=")
    assert f'src="{visit.site}/embed/en/{INDICATORS[0]}"' in page.locator("#embed-code").input_value()


def test_the_header_suggests_and_the_explorer_filters_what_the_server_would(visit: Visit, curated: Path) -> None:
    page, facets = visit.page, facets_of(load_snapshot(curated))
    page.goto(f"{visit.site}/en/")
    field = page.locator("#site-search")
    field.press_sequentially("119")
    page.locator(".suggestions li").first.wait_for(timeout=_PATIENCE)
    assert "119" in page.locator(".suggestions li").first.inner_text()
    field.press("Enter")
    page.wait_for_url("**/en/explorer/?q=119", timeout=_PATIENCE)
    years = {"topic": "helpline", "start": "2005", "end": "2008"}
    for query in ({"q": "119"}, years, {"q": "convictions", "end": "2005"}):
        page.goto(f"{visit.site}/en/explorer/?" + "&".join(f"{name}={value}" for name, value in query.items()))
        selected = facets.select(query)
        assert numbers(page) == [len(selected.by_indicator), selected.total], query
    # The form, by keyboard alone, and the figures chosen as a file.
    page.locator("#filter-q").fill("119")
    page.locator("#filter-q").press("Enter")
    page.wait_for_url("**q=119**", timeout=_PATIENCE)
    found = facets.select({"q": "119", "end": "2005"})
    assert found.total and numbers(page) == [len(found.by_indicator), found.total]


def test_figures_chosen_in_the_browser_are_saved_as_csv(visit: Visit, curated: Path) -> None:
    page, query = visit.page, {"indicator": INDICATORS[0]}
    page.goto(f"{visit.site}/fr/explorer/?indicator={INDICATORS[0]}")
    selected = facets_of(load_snapshot(curated)).select(query)
    assert numbers(page) == [1, selected.total]
    with page.expect_download(timeout=_PATIENCE) as saved:
        page.locator(".explorer-results button.button").first.click()
    table = pd.read_csv(saved.value.path())
    assert sorted(table[C.OBS_ID]) == sorted(row[C.OBS_ID] for row in selected.rows(0, selected.total))


def test_the_workbench_draws_the_series_chosen_on_the_same_years(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.site}/en/compare/")
    # Links that the server wrote choose a first series; those that are left add another.
    page.goto(f"{visit.site}/en/compare/?indicators={INDICATORS[0]}&since=2003")
    page.wait_for_selector("[data-drawn='1']", timeout=_PATIENCE)
    page.evaluate("document.querySelectorAll('.compare-add details').forEach((each) => (each.open = true))")
    page.locator(f".compare-add a[data-own='{INDICATORS[1]}']").first.click()
    page.wait_for_selector("[data-drawn='2']", timeout=_PATIENCE)
    assert page.url.endswith(f"/en/compare/?indicators={INDICATORS[0]},{INDICATORS[1]}&since=2003")
    ranges = page.evaluate(
        "Array.from(document.querySelectorAll('.js-plotly-plot'), (each) => String(each.layout.xaxis.range))"
    )
    assert len(ranges) >= 2 and len(set(ranges)) == 1 and ranges[0] == "2002.5," + ranges[0].partition(",")[2]
    expect(page.locator(".compare-series li > a").first).to_have_attribute(
        "href", f"{visit.site}/en/indicators/{INDICATORS[0]}/"
    )


def test_without_scripts_the_explorer_lists_indicators_and_says_what_is_missing(
    chromium: Browser, still_site: str, curated: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{still_site}/en/explorer/?topic=helpline")
    assert page.locator(".explorer-results .found li").count() >= 25
    assert "no server" in page.locator("[data-static]").inner_text()
    assert len(load_snapshot(curated).rows(T.INDICATORS)) > 25 and page.locator("a[rel=next]").count() == 1
    context.close()
