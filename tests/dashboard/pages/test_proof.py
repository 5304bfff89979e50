"""Whether a program found a figure in the text of its source is said beside it, and where sources are listed."""

import pandas as pd
import pytest

from pipelines.schema.codes import OWN_SOURCE
from pipelines.schema.columns import C, T
from tests.dashboard.pages.conftest import Read

BY_A_PROGRAM = {"en": "By a program, in the text of the publication", "fr": "Par un programme, dans le texte"}
BY_HAND = {"en": "By hand only: no program", "fr": "À la main seulement : aucun programme"}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_figure_says_whether_a_program_found_it(read: Read, _curated: dict[str, pd.DataFrame], lang: str) -> None:
    sources = _curated[T.SOURCES].set_index(C.SOURCE_ID)
    figures = _curated[T.OBSERVATIONS].drop_duplicates(C.SOURCE_ID)
    registered = 0
    for row in figures.to_dict("records"):
        text = read(f"/{lang}/figures/{row[C.OBS_ID]}").text
        by_a_program = pd.notna(sources.loc[row[C.SOURCE_ID], C.DOCUMENT_SHA256])
        own = row[C.SOURCE_ID] == OWN_SOURCE
        assert (BY_A_PROGRAM[lang] in text) == by_a_program, row[C.OBS_ID]
        assert (BY_HAND[lang] in text) == (not by_a_program and not own), row[C.OBS_ID]
        registered += by_a_program
    assert registered == sources[C.DOCUMENT_SHA256].notna().sum() > 0


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Their figures were read by hand: no program"), ("fr", "Leurs chiffres ont été lus à la main : aucun")],
)
def test_the_list_of_sources_says_it_once_of_those_without_a_text(read: Read, lang: str, words: str) -> None:
    text = read(f"/{lang}/sources").text
    assert text.count(words) == 1
    assert text.count(BY_A_PROGRAM[lang]) == 1
