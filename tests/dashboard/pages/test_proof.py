"""Whether a program found a figure in the text of its source is said beside it, and where sources are listed."""

import csv

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.pages import sources as page_of_sources
from dashboard.web.html_text import to_html
from pipelines.schema.codes import OWN_SOURCE, Proof
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import Language
from tests.dashboard.pages.conftest import MakeView, Read
from tests.dashboard.pages.reading import clean

BY_A_PROGRAM = {"en": "By a program, in the text of the publication", "fr": "Par un programme, dans le texte"}
BY_HAND = {"en": "By hand only: no program", "fr": "À la main seulement : aucun programme"}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_figure_says_whether_a_program_found_it(read: Read, _curated: dict[str, pd.DataFrame], lang: str) -> None:
    sources = _curated[T.SOURCES].set_index(C.SOURCE_ID)
    figures = _curated[T.OBSERVATIONS].drop_duplicates(C.SOURCE_ID)
    proved = 0
    for row in figures.to_dict("records"):
        text = read(f"/{lang}/figures/{row[C.OBS_ID]}").text
        by_a_program = sources.loc[row[C.SOURCE_ID], C.PROOF] == Proof.PROVED
        own = row[C.SOURCE_ID] == OWN_SOURCE
        assert (BY_A_PROGRAM[lang] in text) == by_a_program, row[C.OBS_ID]
        assert (BY_HAND[lang] in text) == (not by_a_program and not own), row[C.OBS_ID]
        proved += by_a_program
    assert proved == (sources[C.PROOF] == Proof.PROVED).sum() > 0


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "its figures were read by hand: no program"), ("fr", "leurs chiffres ont été lus à la main : aucun")],
)
def test_the_list_of_sources_says_it_once_of_those_that_none_was_proved_of(read: Read, lang: str, words: str) -> None:
    text = read(f"/{lang}/sources").text
    assert text.count(words) == 1
    assert text.count(BY_A_PROGRAM[lang]) == 1


CHANGED = {"en": "and has not been checked again", "fr": "cette publication a changé depuis"}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("proof", list(Proof))
def test_the_list_of_sources_says_of_a_report_how_its_proof_stands(
    make_view: MakeView, _curated: dict[str, pd.DataFrame], lang: Language, proof: Proof
) -> None:
    frame = _curated[T.SOURCES].copy()
    frame.loc[frame[C.SOURCE_ID] == REPORT_SOURCE, C.PROOF] = str(proof)
    page = to_html(page_of_sources.layout(make_view(lang, **{T.SOURCES: frame})))
    report = clean(page.split(f'id="{REPORT_SOURCE}"')[1].split("</article>")[0])
    assert (BY_A_PROGRAM[lang] in report) == (proof != Proof.NOT_PROVED)
    assert (CHANGED[lang] in report) == (proof == Proof.CHANGED)
    assert (BY_HAND[lang] in report) == (proof == Proof.NOT_PROVED)
    record = frame.set_index(C.SOURCE_ID).loc[REPORT_SOURCE]
    assert (record[C.PROVED_SHA256] in report) == (proof != Proof.NOT_PROVED)


def test_a_figure_is_downloaded_with_the_proof_of_its_source(client: FlaskClient) -> None:
    answer = client.get(f"/data/observations.csv?source={REPORT_SOURCE}")
    rows = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert rows and {row["proof"] for row in rows} == {Proof.PROVED}
    assert {row["proof_label_en"] for row in rows} == {"proved"}
