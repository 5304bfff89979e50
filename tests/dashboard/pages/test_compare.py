"""The workbench without scripts: its address is its state, in the page, the image, the frame and the files."""

import csv
import re
from html import unescape
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.charts.compare import CompareOptions, build_comparison
from dashboard.data.store import Snapshot
from dashboard.view.assets_index import asset_url
from pipelines.schema.columns import C, T

CALLS, INCOMING, CASES = "helpline-119-answered", "helpline-119-incoming", "prostitution-recourse-cases"
SEVEN = (
    CALLS, INCOMING, CASES, "trafficking-convictions", "hotline-reported-all", "hotline-confirmed-csam", "ufm-in-care",
)  # fmt: skip


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.text)


def links(text: str, path: str) -> list[dict[str, str]]:
    """Parameters of the links to a path."""
    hrefs = re.findall(r'href="([^"]*)"', text)
    found = [urlsplit(href) for href in hrefs]
    return [{name: values[0] for name, values in parse_qs(each.query).items()} for each in found if each.path == path]


def headings(client: FlaskClient, address: str) -> list[str]:
    """What the image's panels are headed by: its bold words of the size of names."""
    return re.findall(r'<text[^>]*font-size="13"[^>]*font-weight="600"[^>]*>([^<]*)<', text_of(client, address))


def test_it_opens_with_comparisons_that_are_ready_and_each_can_be_drawn(client: FlaskClient) -> None:
    text = text_of(client, "/en/compare")
    ready = [link["indicators"] for link in links(text, "/en/compare") if "," in link.get("indicators", "")]
    assert 4 <= len(ready) <= 5
    for ids in ready:
        page = text_of(client, f"/en/compare?indicators={ids}")
        assert 'id="live-chart"' in page
        assert "What the chart does not show" not in page or 'class="caveats"' in page
    assert 'href="/en/compare"' in text_of(client, "/en/"), "it is in the menu"


def test_links_add_remove_and_move(client: FlaskClient) -> None:
    text = text_of(client, f"/fr/compare?indicators={CALLS},{INCOMING},{CASES}&since=2003&highlight={CASES}")
    offered = {link.get("indicators", "") for link in links(text, "/fr/compare")}
    assert f"{INCOMING},{CALLS},{CASES}" in offered
    assert f"{CALLS},{CASES}" in offered
    assert f"{CALLS},{INCOMING},{CASES},trafficking-convictions" in offered
    assert all(link["since"] == "2003" for link in links(text, "/fr/compare") if "indicators" in link)
    # Who removes the series set apart has none set apart.
    assert {"indicators": f"{CALLS},{INCOMING}", "since": "2003"} in links(text, "/fr/compare")


def test_the_search_finds_by_everyday_words_and_keeps_the_rest(client: FlaskClient) -> None:
    text = text_of(client, f"/fr/compare?indicators={CASES}&until=2009&find=119")
    assert any(link.get("indicators") == f"{CASES},{CALLS}" for link in links(text, "/fr/compare"))
    form = re.search(r"<form[^>]*>(?:(?!</form>).)*id=\"find\".*?</form>", text, re.S)
    assert form
    assert re.search(rf'name="indicators"[^>]*value="{CASES}"|value="{CASES}"[^>]*name="indicators"', form[0])
    assert not any("find" in link for link in links(text, "/fr/compare") if CALLS in link.get("indicators", ""))


def test_what_is_too_much_unknown_or_backwards_is_told_and_left_aside(client: FlaskClient) -> None:
    text = text_of(client, f"/en/compare?indicators={','.join(SEVEN)},nothing&since=2010&until=2005")
    assert "Unknown indicators, left aside: nothing." in text
    assert "Six series at most: these are not shown:" in text
    assert "The first year comes after the last" in text
    assert "Six series at most: remove one to add another." in text
    one = f"indicators={CALLS}"
    for wrong in ("indicators=nothing", f"{one}&scale=cubic", f"{one}&since=-1", "highlight=x"):
        name = wrong.rpartition("&")[2].partition("=")[0]
        assert re.search(rf"class=\"notice\".*{name}", text_of(client, f"/en/compare?{wrong}")), wrong


@given(
    indicators=st.lists(st.sampled_from([*SEVEN, "nothing", "", "<b>", "é"]), max_size=9).map(",".join),
    since=st.sampled_from(["", "1999", "2030", "0", "20 09", "٢٠٠٩"]),
    until=st.sampled_from(["", "1990", "2012", "99999"]),
    scale=st.sampled_from(["", "log", "x"]),
    axis=st.sampled_from(["", "same", "x"]),
    shape=st.sampled_from(["", "table", "x"]),
    highlight=st.sampled_from(["", CALLS, "x"]),
)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_parameters_are_answered_and_page_image_and_frame_agree(client: FlaskClient, **params: str) -> None:
    page = client.get("/fr/compare", query_string=params)
    assert page.status_code == 200
    assert "<b>" not in re.sub(r"<b>\d", "", page.text)
    drawn = 'id="live-chart"' in page.text or "figure=" in page.text
    image = client.get("/charts/fr/compare.svg", query_string=params)
    frame = client.get("/embed/fr/compare", query_string=params)
    assert image.status_code == frame.status_code == (200 if drawn else 404)
    if drawn:
        assert unescape(page.text).count("<figure") <= 1


def test_the_image_shows_the_same_and_says_where_it_is_from(client: FlaskClient, snapshot: Snapshot) -> None:
    state = f"indicators={CASES},{CALLS}&since=2003&until=2009&scale=log&highlight={CASES}"
    text = text_of(client, f"/charts/en/compare.svg?{state}&stamp=1")
    assert f"https://esec.example/en/compare?highlight={CASES}" in text.replace("</text>", "").replace("\n", "")
    for words in ("ECPAT International (2011)", f"version {snapshot.version}", "Logarithmic scale", "2003 to 2009"):
        assert words.lower() in text.lower(), words
    assert re.findall(r"<text[^>]*>(20\d\d)</text>", text)[0] == "2003"
    assert '"#b34700"' in text
    assert '"#005f9e"' not in text


def test_the_frame_holds_the_chart_its_figures_and_the_way_back(client: FlaskClient) -> None:
    state = f"indicators={CASES},{CALLS}&since=2003"
    text = text_of(client, f"/embed/fr/compare?{state}")
    assert f"/fr/compare?indicators={CASES},{CALLS}&since=2003" in text
    assert f"/charts/fr/compare.svg?indicators={CASES},{CALLS}&since=2003" in text
    assert "<table" in text
    assert re.findall(r"<script [^>]*>", text) == [f'<script src="{asset_url("frame.js")}" defer>']
    assert client.get("/embed/fr/compare").status_code == 404
    page = text_of(client, f"/fr/compare?{state}")
    assert f"https://esec.example/embed/fr/compare?indicators={CASES},{CALLS}&since=2003" in unescape(page)


@pytest.mark.parametrize("state", ["", "&since=2004&until=2008", "&sources=report", "&sources=all&since=2010"])
def test_the_files_hold_exactly_the_figures_drawn(client: FlaskClient, snapshot: Snapshot, state: str) -> None:
    ids = (CASES, CALLS, "trafficking-convictions")
    params = {name: values[0] for name, values in parse_qs(state).items()}
    options = CompareOptions(
        indicators=ids,
        since=int(params["since"]) if "since" in params else None,
        until=int(params["until"]) if "until" in params else None,
        sources=params.get("sources", ""),  # type: ignore[arg-type]
    )
    spec = build_comparison(snapshot, "en", options).spec
    assert spec is not None
    page = text_of(client, f"/en/compare?indicators={','.join(ids)}{state}")
    # Beside the chart and among the files.
    (href,) = set(re.findall(r'href="(/data/observations\.csv[^"]*)"', page))
    lines = list(csv.DictReader(StringIO(client.get(href).get_data(as_text=True), newline="")))
    assert {line[C.OBS_ID] for line in lines} == {point.obs_id for point in spec.points}


def test_years_stand_beside_one_another_only_where_each_is_one_series(client: FlaskClient) -> None:
    one = text_of(client, f"/en/compare?indicators={CASES},trafficking-convictions&shape=table")
    assert one.count("<table") == 1
    assert 'id="live-chart"' not in one
    several = text_of(client, f"/en/compare?indicators={CASES},{CALLS}&shape=table&sources=all")
    assert several.count("<table") == 2, "calls are counted in several ways, which their own table names"
    for text in (one, several):
        assert "/en/figures/o-" in text
    assert "not published" in one, "a gap is said in its cell"


def test_a_scale_that_cannot_be_is_not_offered_and_said(client: FlaskClient) -> None:
    text = text_of(client, f"/en/compare?indicators={CASES},{CALLS}&axis=same")
    assert "choice-axis" not in text
    assert text.count("Units differ: each series keeps its own scale of values.") == 2
    assert "choice-axis" in text_of(client, f"/en/compare?indicators={INCOMING},{CALLS}")


def test_an_indicator_leads_to_its_comparison(client: FlaskClient, snapshot: Snapshot) -> None:
    assert f"/fr/compare?indicators={CALLS}" in text_of(client, f"/fr/indicators/{CALLS}")
    assert "/fr/compare?indicators" not in text_of(client, "/fr/indicators/survey-would-report")
    alone = text_of(client, f"/fr/compare?indicators={CALLS}")
    related = str(snapshot.row(T.INDICATORS, CALLS)[C.RELATED_IDS]).split(";")  # type: ignore[index]
    assert any(link.get("indicators") == f"{CALLS},{related[0]}" for link in links(alone, "/fr/compare"))
