"""A link made for an earlier version says what changed since; one that is current, or names nothing known, does not."""

from dataclasses import replace

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.components.version_notice import corrected_since, version_notice
from dashboard.data.store import Snapshot
from dashboard.pages import not_found
from dashboard.view.view import View
from dashboard.web.html_text import to_html
from dashboard.web.page_server import split_version
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, fields
from tests.dashboard.pages.conftest import MakeView
from tests.dashboard.pages.reading import ReadPage, clean
from tests.dashboard.pages.test_corrections import LEDGER

INDICATOR = "prostitution-recourse-mean"


@pytest.fixture
def view(make_view: MakeView) -> View:
    """The page of the indicator that the first correction of the ledger is about."""
    return replace(make_view("en", **{T.CORRECTIONS: LEDGER}), key=INDICATOR, asked_version="1.0.0")


def test_a_figure_corrected_since_is_named_with_before_after_and_reason(view: View) -> None:
    text = clean(to_html(version_notice(view, "indicator")))
    assert "made for version 1.0.0" in text
    assert "1 figure on this page has been corrected since" in text
    assert "20 became 21." in text
    assert "#c-0001" in text
    assert "o-9999" not in text, "a correction of another page's figure"


def test_only_later_corrections_of_the_shown_figures_count(view: View) -> None:
    assert [row[C.OBS_ID] for row in corrected_since(view, "home")] == ["o-0022", "o-9999"]
    assert [row[C.OBS_ID] for row in corrected_since(replace(view, key="o-9999"), "figure")] == ["o-9999"]
    assert corrected_since(replace(view, asked_version="1.0.1"), "indicator") == []
    text = to_html(version_notice(replace(view, asked_version="1.0.1"), "indicator"))
    assert "No figure on this page has been corrected since" in text


def test_a_link_without_version_has_no_notice(view: View) -> None:
    assert version_notice(replace(view, asked_version=""), "indicator") is None


def test_a_version_is_known_by_the_list_of_releases(snapshot: Snapshot) -> None:
    releases = snapshot.frames[T.RELEASES]
    older = pd.concat([releases, releases.iloc[:1].assign(**{C.VERSION: "0.9.0"})], ignore_index=True)
    known = replace(snapshot, frames={**snapshot.frames, T.RELEASES: older})
    given = [("v", "0.9.0"), ("events", "0")]
    assert split_version(known, given) == ("0.9.0", [("events", "0")])
    assert split_version(snapshot, given) == ("", given)


def test_the_current_version_in_an_address_changes_nothing(client: FlaskClient, snapshot: Snapshot) -> None:
    plain = client.get(f"/fr/indicators/{INDICATOR}")
    dated = client.get(f"/fr/indicators/{INDICATOR}?v={snapshot.version}")
    assert dated.text == plain.text
    assert f"?v={snapshot.version}" in dated.text, "the address to copy names the version"


def test_an_unknown_version_is_said_to_be_ignored(client: FlaskClient) -> None:
    text = client.get(f"/en/indicators/{INDICATOR}?v=7.7.7").text
    assert "and ignored it: v." in ReadPage(text).text


def test_the_address_of_a_withdrawn_figure_says_so_with_the_reason(view: View) -> None:
    text = to_html(not_found.layout(replace(view, path="/en/figures/o-9999")))
    assert "This figure was withdrawn" in text
    assert "The publisher withdrew it." in text
    assert "withdrawn" not in to_html(not_found.layout(replace(view, path="/en/figures/o-9998"))).partition("<ul>")[0]


def test_a_code_that_changed_is_told_in_words_with_its_column(make_view: MakeView) -> None:
    entry = LEDGER.iloc[[0]].assign(**{C.COLUMN_ID: C.OBS_STATUS, C.BEFORE: "A", C.AFTER: "V"})
    for lang in LANGUAGES:
        view = replace(make_view(lang, **{T.CORRECTIONS: entry}), key=INDICATOR, asked_version="1.0.0")
        text = clean(to_html(version_notice(view, "indicator")))
        before, after = (view.code_name("CL_OBS_STATUS", code) for code in "AV")
        for words in (fields()[C.OBS_STATUS].title[lang], f"{before} (A)", f"{after} (V)"):
            assert words in text, (lang, words)
