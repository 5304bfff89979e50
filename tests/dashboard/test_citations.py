"""Citations: the publication first with its page, then the data set; as text and for reference managers."""

import json
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.downloads.bibliography import Person, Reference, to_bibtex, to_csl, to_ris
from dashboard.downloads.citations import Style, cite_dataset, cite_indicator, cite_observation
from dashboard.downloads.published import Dataset
from dashboard.downloads.short_citations import brief_dataset, brief_indicator, brief_observation
from dashboard.text.typography import set_text
from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import LANGUAGES

Row = dict[str, Any]
DATASET = Dataset("1.2.3", "2027-02-01", "https://esec.example")


def rows(frames: dict[str, pd.DataFrame], table: str, key: str) -> dict[str, Row]:
    plain = frames[table].astype(object).where(frames[table].notna(), None)
    return {str(row[key]): row for row in plain.to_dict("records")}


@pytest.fixture
def catalogue(frames: dict[str, pd.DataFrame]) -> dict[str, dict[str, Row]]:
    keys = {T.OBSERVATIONS: "obs_id", T.INDICATORS: "indicator_id", T.SOURCES: "source_id", T.ORIGINS: "origin_id"}
    return {table: rows(frames, table, key) for table, key in keys.items()}


def cited(catalogue: dict[str, dict[str, Row]], figure: Row, style: Style) -> str:
    return cite_observation(
        figure,
        catalogue[T.INDICATORS][figure["indicator_id"]],
        catalogue[T.SOURCES][figure["source_id"]],
        DATASET,
        style=style,
        origin=catalogue[T.ORIGINS][figure["origin_id"]],
    )


def with_footnote(catalogue: dict[str, dict[str, Row]]) -> Row:
    return next(row for row in catalogue[T.OBSERVATIONS].values() if row["footnote"] and row["page"])


def test_a_figure_is_cited_by_page_and_note_first_and_then_by_us(catalogue: dict[str, dict[str, Row]]) -> None:
    figure = with_footnote(catalogue)
    source = catalogue[T.SOURCES][figure["source_id"]]
    for style, note, word in (("fr", "note", "Chiffre"), ("en", "fn.", "Figure")):
        text = cited(catalogue, figure, style)  # type: ignore[arg-type]
        parts = [
            # Its own words where they are those of the line; else its title within the words of the line.
            set_text(source["citation" if style == source["language"] else "title"].rstrip("."), "fr"),
            f"p. {figure['page']}, {note} {figure['footnote']}",
            f"{word} {figure['obs_id']}",
            "version 1.2.3",
            f"https://esec.example/{style}/figures/{figure['obs_id']}",
        ]
        places = [text.index(part) for part in parts]
        assert places == sorted(places)


def test_every_figure_has_a_citation_in_every_style(catalogue: dict[str, dict[str, Row]]) -> None:
    for figure in catalogue[T.OBSERVATIONS].values():
        for style in (*LANGUAGES, "bibtex", "ris", "csl"):
            text = cited(catalogue, figure, style)
            assert figure["obs_id"] in text and "1.2.3" in text
            assert not re.search(r"\b(nan|None|<NA>)\b", text)


def test_a_body_that_the_publication_names_is_named(catalogue: dict[str, dict[str, Row]]) -> None:
    for figure in catalogue[T.OBSERVATIONS].values():
        text = cited(catalogue, figure, "en")
        named = figure["origin_id"] not in ("not_named", "own")
        name = set_text(str(catalogue[T.ORIGINS][figure["origin_id"]]["name_en"]), "en")
        assert (f"citing {name}" in text) == named


def test_our_own_arithmetic_is_cited_as_ours_with_its_formula(catalogue: dict[str, dict[str, Row]]) -> None:
    own = [row for row in catalogue[T.OBSERVATIONS].values() if row["derivation"]]
    assert own
    for figure in own:
        assert f"computed as {figure['derivation']}" in cited(catalogue, figure, "en")
        assert len(json.loads(cited(catalogue, figure, "csl"))) == 1


def test_an_empty_cell_says_nothing(catalogue: dict[str, dict[str, Row]]) -> None:
    figure = {**with_footnote(catalogue)}
    without = cited(catalogue, {**figure, "footnote": None, "page": None}, "en")
    assert cited(catalogue, figure, "en") != without
    assert ", p. " not in without and ", fn. " not in without


def test_csl_has_the_report_first_with_its_page(catalogue: dict[str, dict[str, Row]]) -> None:
    figure = with_footnote(catalogue)
    report, ours = json.loads(cited(catalogue, figure, "csl"))
    assert report["type"] == "report" and report["page"] == str(figure["page"])
    assert report["note"] == f"footnote {figure['footnote']}"
    assert {"family": "Pouille", "given": "Lisa"} in report["author"]
    assert ours["type"] == "dataset" and ours["version"] == "1.2.3" and ours["issued"] == {"date-parts": [[2027, 2, 1]]}
    assert ours["URL"] == f"https://esec.example/en/figures/{figure['obs_id']}"


def test_an_indicator_is_cited_with_its_publications(catalogue: dict[str, dict[str, Row]]) -> None:
    indicator = next(iter(catalogue[T.INDICATORS].values()))
    sources = [catalogue[T.SOURCES][REPORT_SOURCE]]
    text = cite_indicator(indicator, sources, DATASET, style="fr")
    name = set_text(f"« {indicator['name_fr']} »", "fr")
    assert text.startswith("Pouille") and name in text and "version 1.2.3" in text
    assert text.endswith(f"https://esec.example/fr/indicators/{indicator['indicator_id']}")
    assert [item["id"] for item in json.loads(cite_indicator(indicator, sources, DATASET, style="csl"))] == [
        REPORT_SOURCE,
        f"esec-{indicator['indicator_id']}",
    ]


def test_an_indicator_of_our_own_arithmetic_alone_starts_with_us(catalogue: dict[str, dict[str, Row]]) -> None:
    own = [row for row in catalogue[T.SOURCES].values() if row["source_kind"] == SourceKind.OWN_ARITHMETIC]
    indicator = next(iter(catalogue[T.INDICATORS].values()))
    assert cite_indicator(indicator, own, DATASET, style="en").startswith("Indicator “")


def test_the_data_set_is_cited_after_the_report(catalogue: dict[str, dict[str, Row]]) -> None:
    text = cite_dataset(DATASET, catalogue[T.SOURCES][REPORT_SOURCE], style="en")
    assert text.index("Pouille") < text.index("(version 1.2.3) [Data set]") and text.endswith(
        "https://esec.example/en/"
    )
    assert "Pouille" not in cite_dataset(DATASET, None, style="en")


def short_names(*names: str) -> list[Row]:
    return [{"source_kind": SourceKind.REPORT, "short_en": name, "short_fr": name} for name in names]


@pytest.mark.parametrize(
    ("names", "english", "french"),
    [
        ((), "“Cases”, in", "«\u00a0Cas d’appel\u00a0», dans"),
        (("A (2011)",), "A (2011), “Cases”, in", "A (2011), «\u00a0Cas d’appel\u00a0», dans"),
        (("A", "B"), "A and B, “Cases”, in", "A et B, «\u00a0Cas d’appel\u00a0», dans"),
        (("A", "B", "A"), "A and B, “Cases”, in", "A et B, «\u00a0Cas d’appel\u00a0», dans"),
        (("A", "B", "C", "D"), "A and others, “Cases”, in", "A et autres, «\u00a0Cas d’appel\u00a0», dans"),
    ],
)
def test_the_short_citation_is_one_line_in_its_own_language(names: tuple[str, ...], english: str, french: str) -> None:
    indicator = {"indicator_id": "x", "name_en": "Cases", "name_fr": "Cas d'appel"}
    at = "https://esec.example/fr/indicators/x?sources=all"
    said = {
        lang: brief_indicator(indicator, short_names(*names), DATASET, lang=lang, at=at)  # type: ignore[arg-type]
        for lang in ("en", "fr")
    }
    assert said == {
        "en": f"{english} ESEC dashboard, version 1.2.3, {at}",
        "fr": f"{french} Tableau de bord ESEC, version 1.2.3, {at}",
    }


def test_the_short_citation_of_a_figure_has_its_page_and_our_own_arithmetic_is_ours(
    catalogue: dict[str, dict[str, Row]],
) -> None:
    figure, sources = with_footnote(catalogue), catalogue[T.SOURCES]
    at = f"https://esec.example/fr/figures/{figure['obs_id']}"
    said = brief_observation(figure, sources[figure["source_id"]], DATASET, lang="fr", at=at)
    assert said == (
        f"{sources[figure['source_id']]['short_fr']}, p. {figure['page']}, note {figure['footnote']}, "
        f"chiffre {figure['obs_id']}, dans Tableau de bord ESEC, version 1.2.3, {at}"
    )
    own = next(row for row in catalogue[T.OBSERVATIONS].values() if row["derivation"])
    said = brief_observation(own, sources[own["source_id"]], DATASET, lang="en", at="here")
    assert said == f"Figure {own['obs_id']}, in ESEC dashboard, version 1.2.3, here"
    assert brief_dataset(DATASET, lang="fr").startswith("Tableau de bord ESEC, jeu de données, version 1.2.3, https:")


def test_french_citations_are_set_as_french(catalogue: dict[str, dict[str, Row]]) -> None:
    indicator, sources = next(iter(catalogue[T.INDICATORS].values())), list(catalogue[T.SOURCES].values())
    text = cite_indicator(indicator, sources, DATASET, style="fr")
    words = re.sub(r"https?://\S+", "", text)
    assert "Tableau de bord ESEC (2027)" in words and "ESEC dashboard" not in words
    assert "\u202f; " in words and not re.search(r"\w'\w| [;:»]|« ", words)
    assert "https://2017-2022.nosdeputes.fr/15/intervention/213943" in text, "addresses stay as they are"


def test_a_citation_keeps_the_address_of_the_view(catalogue: dict[str, dict[str, Row]]) -> None:
    indicator = next(iter(catalogue[T.INDICATORS].values()))
    at = "https://esec.example/fr/indicators/x?sources=all"
    assert cite_indicator(indicator, [], DATASET, style="fr", at=at).endswith(f" {at}")


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


def reference(text: str) -> Reference:
    return Reference(
        kind="report",
        key=text,
        authors=(Person.read(text, person=True), Person(text)),
        title=text,
        publisher=text,
        date="2011",
        url="https://esec.example/?q=" + text,
        note=text,
    )


def unescape_tex(text: str) -> str:
    named = {"textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~"}
    text = re.sub(r"\\(textbackslash|textasciicircum|textasciitilde)\{\}", lambda found: f"\0{found[1]}\0", text)
    text = re.sub(r"\\([{}$&#%_])", r"\1", text)
    return re.sub("\0(.*?)\0", lambda found: named[found[1]], text)


@given(TEXT)
def test_bibtex_keeps_any_text_and_its_braces_balance(text: str) -> None:
    entry = to_bibtex([reference(text)])
    bare = re.sub(r"\\[\\{}$&#%_]", "", entry)
    assert bare.count("{") == bare.count("}")
    title = re.search(r"^  title = \{\{(.*)\}\},$", entry, re.MULTILINE)
    expected = " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())
    assert (unescape_tex(title[1]) if title else "") == expected
    assert re.fullmatch(r"@techreport\{[A-Za-z0-9:.-]+,", entry.split("\n", 1)[0])


@given(TEXT)
def test_ris_has_one_line_a_tag_whatever_the_text(text: str) -> None:
    record = to_ris([reference(text)])
    lines = record.split("\r\n")
    assert lines[0] == "TY  - RPRT" and lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert "\n" not in record.replace("\r\n", "")


@given(TEXT)
def test_csl_is_json_whatever_the_text(text: str) -> None:
    item = json.loads(to_csl([reference(text)]))[0]
    assert item["id"] == text and item["type"] == "report"


@pytest.mark.parametrize(
    ("name", "person", "expected"),
    [
        ("Lisa Pouille", True, Person("Lisa Pouille", "Lisa", "Pouille")),
        ("François-Xavier Souchet", True, Person("François-Xavier Souchet", "François-Xavier", "Souchet")),
        ("AFP", True, Person("AFP")),
        ("ECPAT International, with ECPAT France", False, Person("ECPAT International, with ECPAT France")),
    ],
)
def test_people_have_given_and_family_names_and_bodies_have_one(name: str, person: bool, expected: Person) -> None:
    assert Person.read(name, person=person) == expected
