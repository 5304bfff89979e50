"""Suggestions for the search of the header, and the form itself on every kind of page."""

import json
import re

import pytest
from flask.testing import FlaskClient

from dashboard.data.snapshot import Snapshot
from dashboard.pages import PAGES
from dashboard.view.address import suggestions
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language


def asked(client: FlaskClient, lang: Language, text: str) -> list[dict[str, str]]:
    answer = client.get(suggestions(lang, text))
    assert answer.status_code == 200
    found: list[dict[str, str]] = json.loads(answer.data)["suggestions"]
    return found


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("fr", "pédopornographie", "matériel d’abus sexuels d’enfants"),
        ("fr", "pedoporn", "matériel d’abus sexuels d’enfants"),
        ("en", "sex touri", "travel and tourism"),
        ("en", "pimps", "procuring"),
    ],
)
def test_a_word_that_is_not_ours_is_answered_with_the_term_and_its_indicators(
    client: FlaskClient, lang: Language, text: str, said: str
) -> None:
    first, *others = asked(client, lang, text)
    assert said in first["text"]
    assert first["href"].startswith(f"/{lang}/explorer?q=")
    assert any("/indicators/" in each["href"] for each in others)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("119", "/en/indicators/helpline-119"),
        ("o-0023", "/en/figures/o-0023"),
        ("225-12-1", "/en/law#penalties"),
        ("2011/36", "/en/law#treaties"),
        ("Lanzarote", "/en/law#treaties"),
        ("causette", "/en/sources/causette-2021"),
        ("helplines", "/en/topics/helpline"),
    ],
)
def test_suggestions_lead_to_the_place_of_what_is_meant(client: FlaskClient, text: str, start: str) -> None:
    assert any(each["href"].startswith(start) for each in asked(client, "en", text))


@pytest.mark.parametrize("text", ["child", "france", "prostitution", "a", "2009", "enfants mineurs", "IWF", "x" * 500])
def test_there_are_eight_at_most_each_once_and_each_leads_somewhere(client: FlaskClient, text: str) -> None:
    for lang in LANGUAGES:
        found = asked(client, lang, text)
        assert len(found) <= 8
        assert len({each["text"] for each in found}) == len(found)
        for each in found:
            assert client.get(each["href"].partition("#")[0]).status_code == 200


@pytest.mark.parametrize("address", ["/suggest", "/suggest?lang=fr", "/suggest?q=", "/suggest?lang=en&q=%FF%00zzzz"])
def test_nothing_typed_or_found_gives_an_empty_list(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data)["suggestions"] == []


def test_an_unknown_language_is_not_found(client: FlaskClient) -> None:
    assert client.get("/suggest?lang=xx&q=119").status_code == 404


def test_answers_may_be_kept_and_asked_for_anew(client: FlaskClient) -> None:
    answer = client.get("/suggest?lang=fr&q=119")
    assert "max-age=300" in answer.headers["Cache-Control"]
    again = client.get("/suggest?lang=fr&q=119", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_suggestions_read_no_table_of_figures(
    client: FlaskClient, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes them quick: words and numbers are looked up in what is held; the id of a figure alone is asked for."""
    asked(client, "fr", "119")

    def refuse(*_given: object, **_named: object) -> None:
        raise AssertionError("a table of figures was asked")

    monkeypatch.setattr(type(snapshot.tables), "select", refuse)
    for text in ("119", "appels 119", "pédopornographie", "cyberharcèlement", "o-99", "IWF", "2011/36"):
        asked(client, "fr", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_page_has_the_search_and_it_needs_no_script(
    client: FlaskClient, snapshot: Snapshot, lang: Language
) -> None:
    paths = [f"/{lang}/{next(iter(page.paths(snapshot)), '')}" for page in PAGES]
    for path in (*paths, f"/{lang}/nothing-here"):
        text = client.get(path).text
        form = re.search(r'<form[^>]*class="site-search"[^>]*>.*?</form>', text)
        assert form, path
        assert f'action="/{lang}/explorer"' in form[0]
        assert 'method="get"' in form[0]
        assert 'role="search"' in form[0]
        assert re.search(r'<label[^>]* for="site-search">.*<span class="unseen">[^<]+</span></label>', form[0])
        assert text.count('id="site-search"') == 1
        # What suggests is added by the script: without it the field promises nothing.
        assert "combobox" not in form[0]


def test_landmarks_of_the_explorer_have_names_of_their_own(client: FlaskClient) -> None:
    forms = re.findall(r"<form[^>]*>", client.get("/fr/explorer").text)
    names = [re.findall(r'aria-label="([^"]*)"', form)[0] for form in forms]
    assert len(names) == len(set(names)) == 2


@pytest.mark.parametrize(("lang", "words"), [("fr", "nous disons"), ("en", "we say")])
def test_the_explorer_says_what_we_say(client: FlaskClient, lang: Language, words: str) -> None:
    text = client.get(f"/{lang}/explorer?q=clients").text
    assert words in text
    assert "<table" in text


def test_the_explorer_leads_to_the_law_without_saying_that_there_is_nothing(client: FlaskClient) -> None:
    text = client.get("/en/explorer?q=225-12-1").text
    assert "/en/law#penalties" in text
    assert "Nearest" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nothing_is_found_the_nearest_three_indicators_are(
    client: FlaskClient, snapshot: Snapshot, lang: Language
) -> None:
    text = client.get(f"/{lang}/explorer?q=cyberharc%C3%A8lement").text
    links = re.findall(rf'href="/{lang}/indicators/([^"?]+)"', text)
    assert len(links) == 3
    assert set(links) <= {row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS)}
