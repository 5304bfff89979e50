"""Findings open home and topics: sentences over the data, with what they do not show and where they stand."""

import re

from dashboard.components.findings import finding_text, findings_at_home, findings_of_topic
from dashboard.data.store import Snapshot
from dashboard.text.format import format_observation
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.sentences import figures_of
from tests.dashboard.pages.conftest import MakeView, Read
from tests.dashboard.pages.reading import clean


def test_home_opens_with_findings_before_anything_else(read: Read, make_view: MakeView) -> None:
    for lang in LANGUAGES:
        view, page = make_view(lang), read(f"/{lang}/")
        findings = findings_at_home(view)
        assert 4 <= len(findings) <= 8
        text = clean(page.text)
        places = [text.index(clean(finding_text(view, row, "claim"))) for row in findings]
        assert places == sorted(places) and places[-1] < text.index(clean(view.t.gettext("home.not")))
        for row in findings:
            assert clean(finding_text(view, row, "doubt")) in text
            assert {f"/{lang}/figures/{obs_id}" for obs_id in figures_of(row[f"claim_{lang}"])} & set(page.links)


def test_every_topic_opens_with_its_own_findings(read: Read, snapshot: Snapshot, make_view: MakeView) -> None:
    view = make_view("fr")
    for topic in snapshot.rows(T.TOPICS):
        findings = findings_of_topic(view, topic[C.TOPIC_ID])
        assert findings, topic[C.TOPIC_ID]
        text = clean(read(f"/fr/topics/{topic[C.TOPIC_ID]}").text)
        assert all(clean(finding_text(view, row, "claim")) in text for row in findings)


def test_a_sentence_says_its_figures_as_published(snapshot: Snapshot, make_view: MakeView) -> None:
    for lang in LANGUAGES:
        view = make_view(lang)
        for row in snapshot.rows(T.FINDINGS):
            said = clean(finding_text(view, row, "claim"))
            assert not re.search(r"[{}]|\bo-\d", said), said
            for obs_id in figures_of(row[f"claim_{lang}"]):
                figure = snapshot.observation(obs_id)
                assert figure
                if f"{{{obs_id}:n}}" in row[f"claim_{lang}"]:
                    unit = snapshot.row(T.UNITS, figure[C.UNIT_MEASURE])
                    assert clean(format_observation(figure, lang, unit=unit, with_unit=False)) in said
