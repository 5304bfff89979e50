"""An address of the explorer takes every filter under both its names, and its files hold what it shows."""

import csv
import re
from html import unescape
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from dashboard.data.facets import facets_of
from dashboard.data.store import Snapshot
from pipelines.schema.columns import C


def _page(client: FlaskClient, query: str) -> str:
    response = client.get(f"/en/explorer?{query}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def _file(page: str) -> str:
    """The address of the CSV file that the page offers."""
    (address,) = set(re.findall(r'href="(/data/observations\.csv[^"]*)"', page))
    return unescape(address)


@pytest.mark.parametrize(
    "params",
    [
        {"q": "119"},
        {"q": "helpline"},
        {"q": "o-0041"},
        {"q": "2008"},
        {"q": "610627"},
        {"q": "2008", "topic": "helpline"},
        {"topic": "online", "unit_measure": "PERCENT", "has_value": "true"},
        {"time_period": "2008-S2", "end": "2009-Q4"},
    ],
    ids=str,
)
def test_the_files_hold_exactly_what_is_shown(client: FlaskClient, snapshot: Snapshot, params: dict[str, str]) -> None:
    selected = facets_of(snapshot).select(params)
    shown = {row[C.OBS_ID] for row in selected.rows(0, selected.total)}
    assert shown
    page = _page(client, "&".join(f"{name}={value}" for name, value in params.items()))
    assert "Download exactly these figures" in page
    content = client.get(_file(page)).get_data(as_text=True)
    assert {row["obs_id"] for row in csv.DictReader(StringIO(content))} == shown


def test_where_too_many_figures_show_a_number_the_page_says_what_is_downloaded(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.pages.explorer.MOST_VALUES", 3)
    # Not an address of another test: pages are kept.
    page = _page(client, "q=2006")
    assert "Download all figures of the indicators found" in page
    assert set(parse_qs(urlsplit(_file(page)).query)) == {"indicator"}


def test_a_page_takes_the_name_of_the_column_and_writes_the_short_one(client: FlaskClient) -> None:
    short, long = (
        _page(client, query) for query in ("topic=helpline&kind=recorded", "topic_id=helpline&measure_kind=recorded")
    )
    assert _file(short) == _file(long)
    assert set(parse_qs(urlsplit(_file(long)).query)) == {"topic", "kind"}


def test_a_filter_that_is_not_offered_is_told_and_stays(client: FlaskClient) -> None:
    page = _page(client, "unit_measure=PERCENT&has_value=false&time_period=2005/2012")
    for name in ("unit_measure", "has_value", "time_period"):
        assert re.search(f'<input[^>]*name="{name}"', page), name
    assert "Number: not one number" in page
    assert "Period: 2005/2012" in page
    assert "We did not understand part of this address" not in page
