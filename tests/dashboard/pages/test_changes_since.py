"""A figure's page tells what changed of it since earlier versions, our judgements too; a link of then says the same."""

from dataclasses import replace

import pytest

from dashboard.components import changes_since
from dashboard.components.changes_since import figure_changes
from dashboard.components.version_notice import version_notice
from dashboard.view.view import View
from dashboard.web.html_text import to_html
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, fields
from pipelines.schema.paths import CURATED_DIR, releases_folder
from tests.dashboard.pages.conftest import MakeView
from tests.dashboard.pages.reading import clean

GROUP = "children-prostitution-claims"


@pytest.fixture(params=LANGUAGES)
def view(request: pytest.FixtureRequest, make_view: MakeView) -> View:
    """A view of the figure whose group changed from 1.0.0 to 2.0.0, with the versions kept in the repository."""
    made = make_view(request.param)
    return replace(made, key="o-0014", asked_version="1.0.0", releases=releases_folder(CURATED_DIR))


def test_the_page_names_the_column_that_was_reclassified_with_old_and_new(view: View) -> None:
    text = clean(to_html(figure_changes(view, "o-0014")))
    assert fields()[C.COMPARABILITY_ID].title[view.lang] in text
    assert f"({GROUP})" in text and f"({GROUP}.delegation)" in text
    assert clean(view.t.gettext("changes-since.our-judgement")) in text
    since = clean(view.t.gettext("changes-since.since", versions="1.0.0"))
    assert text.index(since) < text.index(f"({GROUP}.delegation)"), "2.0.0 had the group of today"


def test_a_link_of_the_version_before_says_it_too_and_no_longer_that_nothing_changed(view: View) -> None:
    indicator = view.snapshot.observation("o-0014")[C.INDICATOR_ID]  # type: ignore[index]
    for name, key in (("figure", "o-0014"), ("indicator", indicator), ("home", "")):
        text = clean(to_html(version_notice(replace(view, key=key), name)))
        assert f"({GROUP}.delegation)" in text, name
        assert clean(view.t.gettext("version-notice.no-figure-reclassified")) not in text, name
        assert "from=1.0.0" in to_html(version_notice(replace(view, key=key), name))
    later = replace(view, asked_version="2.0.0")
    text = clean(to_html(version_notice(later, "figure")))
    assert clean(view.t.gettext("version-notice.no-figure-reclassified")) in text


def test_a_correction_is_told_with_its_reason_and_leads_to_its_entry(view: View) -> None:
    html = to_html(figure_changes(view, "o-0041"))
    entry = view.snapshot.row(T.CORRECTIONS, "c-0002")
    assert clean(view.said(entry, "reason")) in clean(html)
    assert "#c-0002" in html


def test_words_of_the_other_language_are_not_told(view: View) -> None:
    other = next(lang for lang in LANGUAGES if lang != view.lang)
    text = clean(to_html(figure_changes(view, "o-0014")))
    assert fields()[f"note_{view.lang}"].title[view.lang] in text
    assert fields()[f"note_{other}"].title[view.lang] not in text


def test_a_version_that_did_not_have_the_figure_says_so(view: View) -> None:
    old = {row[C.OBS_ID] for row in _rows("2.0.0")}
    new = next(row[C.OBS_ID] for row in _rows("3.0.0") if row[C.OBS_ID] not in old)
    text = clean(to_html(figure_changes(view, new)))
    words = clean(view.t.ngettext("changes-since.not-there", 2, versions="§")).partition("§")
    assert words[0] in text and words[2].strip() in text


def _rows(version: str) -> list[dict[str, str]]:
    from dashboard.downloads.published import open_published

    return [dict(row) for row in open_published(releases_folder(CURATED_DIR) / version).rows(T.OBSERVATIONS)]


def test_without_kept_versions_nothing_is_claimed(view: View) -> None:
    alone = replace(view, releases=None)
    assert figure_changes(alone, "o-0014") is None
    text = clean(to_html(version_notice(alone, "figure")))
    assert clean(view.t.gettext("version-notice.not-kept", asked="1.0.0")) in text
    assert clean(view.t.gettext("version-notice.no-figure-reclassified")) not in text


def test_too_many_figures_to_compare_are_said_to_be(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes_since, "too_large", lambda *_: True)
    assert clean(view.t.gettext("version-notice.too-many")) in clean(to_html(version_notice(view, "home")))
    assert f"({GROUP}.delegation)" in clean(to_html(version_notice(view, "figure"))), "one figure is always compared"
