"""Findings open home and topics: sentences over the data, with what they do not show and where they stand."""

import re
from collections import Counter

import pytest

from dashboard.components.findings import finding_text, findings_at_home, findings_of_topic
from dashboard.data.store import Snapshot
from dashboard.text.format import format_observation
from dashboard.text.translator import translator
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.sentences import figures_of
from tests.dashboard.pages.conftest import MakeView, Read
from tests.dashboard.pages.reading import clean


def test_home_opens_with_six_findings_before_anything_else(read: Read, make_view: MakeView) -> None:
    for lang in LANGUAGES:
        view, page = make_view(lang), read(f"/{lang}/")
        findings = findings_at_home(view)
        assert len(findings) == 6
        text = clean(page.text)
        places = [text.index(clean(finding_text(view, row, "claim"))) for row in findings]
        after = text.index(clean(view.t.gettext("home.many-children-exploited")))
        assert places == sorted(places) and places[-1] < after < text.index(clean(view.t.gettext("home.topics")))
        for row in findings:
            assert clean(finding_text(view, row, "doubt")) in text
            assert {f"/{lang}/figures/{obs_id}" for obs_id in figures_of(row[f"claim_{lang}"])} & set(page.links)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_opens_with_its_story(read: Read, snapshot: Snapshot, make_view: MakeView, lang: Language) -> None:
    view = make_view(lang)
    for topic in snapshot.rows(T.TOPICS):
        findings = findings_of_topic(view, topic[C.TOPIC_ID])
        assert 4 <= len(findings) <= 8, topic[C.TOPIC_ID]
        page = read(f"/{lang}/topics/{topic[C.TOPIC_ID]}")
        text = clean(page.text)
        places = [text.index(clean(finding_text(view, row, "claim"))) for row in findings]
        assert places == sorted(places), topic[C.TOPIC_ID]
        for row in findings:
            assert clean(finding_text(view, row, "doubt")) in text
            assert f"/{lang}/indicators/{row[C.INDICATOR_ID]}" in page.links


def test_a_topic_names_each_indicator_and_draws_none_twice(read: Read, snapshot: Snapshot) -> None:
    for topic in snapshot.rows(T.TOPICS):
        indicators = snapshot.indicators_of(topic[C.TOPIC_ID])
        page = read(f"/en/topics/{topic[C.TOPIC_ID]}")
        drawn = Counter(re.findall(r"/charts/en/([\w-]+)\.svg", " ".join(page.images)))
        assert not [name for name, times in drawn.items() if times > 1], topic[C.TOPIC_ID]
        for row in indicators:
            assert f"/en/indicators/{row[C.INDICATOR_ID]}" in page.links
            assert clean(row[C.NAME_EN]) in clean(page.text)


def test_a_story_draws_what_is_drawn_in_full(read: Read, snapshot: Snapshot, make_view: MakeView) -> None:
    view = make_view("en")
    for topic in snapshot.rows(T.TOPICS):
        page = read(f"/en/topics/{topic[C.TOPIC_ID]}")
        for row in findings_of_topic(view, topic[C.TOPIC_ID]):
            indicator = snapshot.row(T.INDICATORS, row[C.INDICATOR_ID]) or {}
            if indicator[C.CHART_KIND] in (ChartKind.TREND, ChartKind.CLAIMS, ChartKind.SURVEY):
                pictures = [image for image in page.images if f"/{row[C.INDICATOR_ID]}.svg" in image]
                assert len(pictures) == 1 and "size=small" not in pictures[0], row[C.INDICATOR_ID]


def test_a_kind_of_number_is_explained_once_a_topic(read: Read, snapshot: Snapshot) -> None:
    for topic in snapshot.rows(T.TOPICS):
        text = clean(read(f"/fr/topics/{topic[C.TOPIC_ID]}").text)
        for code in snapshot.rows(T.CODELISTS):
            if code[C.CODELIST_ID] == "CL_MEASURE_KIND":
                assert text.count(clean(code[C.TEXT_FR]).removesuffix(".")) <= 1, topic[C.TOPIC_ID]


def test_a_sentence_says_its_figures_as_published(snapshot: Snapshot, make_view: MakeView) -> None:
    for lang in LANGUAGES:
        view = make_view(lang)
        for row in snapshot.rows(T.FINDINGS):
            for stem in ("claim", "doubt"):
                said = clean(finding_text(view, row, stem))
                assert not re.search(r"[{}]|\b[od]-\d", said), said
                assert said[0] == said[0].upper() and said.endswith("."), said
                for obs_id in figures_of(row[f"{stem}_{lang}"]):
                    figure = snapshot.observation(obs_id)
                    assert figure
                    if f"{{{obs_id}:n}}" in row[f"{stem}_{lang}"]:
                        unit = snapshot.row(T.UNITS, figure[C.UNIT_MEASURE])
                        number = clean(format_observation(figure, lang, unit=unit, with_unit=False))
                        assert number.lower() in said.lower()


def test_a_sentence_over_our_arithmetic_or_a_survey_says_so(snapshot: Snapshot) -> None:
    for row in snapshot.rows(T.FINDINGS):
        figures = [snapshot.observation(obs_id) or {} for obs_id in figures_of(row["claim_en"])]
        if any(figure[C.DERIVATION] for figure in figures):
            assert "our sum" in row["claim_en"].lower() and "nos sommes" in row["claim_fr"].lower()
        if any(figure[C.UNIT_MEASURE] == "PC_ADULTS" for figure in figures):
            assert "adults asked" in row["claim_en"] and "adultes interrogés" in row["claim_fr"]


def test_no_finding_names_a_year_that_no_source_gives(snapshot: Snapshot, make_view: MakeView) -> None:
    for lang in LANGUAGES:
        view, undated = make_view(lang), translator(lang).gettext("value.undated")
        for row in snapshot.rows(T.FINDINGS):
            for stem in ("claim", "doubt"):
                assert undated not in finding_text(view, row, stem), row[C.FINDING_ID]
