import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import dashboard
from dashboard.text.translator import choose_language, translator
from pipelines.schema.codes import Qualifier
from pipelines.schema.declared import Language
from pipelines.texts import read_catalogue

KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2), "n_": (1, 2)}
# Names of texts that the code puts together.
DERIVED = ("chart_[a-z]+", "(penalties|treaties)_(title|subtitle)", "written-in-[a-z]+", "in-[a-z]+", *Qualifier)
_PLACE = re.compile(r"\{\w*\}")


def in_code() -> set[str | tuple[str, ...]]:
    """Every text of the interface, as the code states it; plural forms as a pair."""
    folder = Path(dashboard.__file__).parent
    found = extract_from_dir(folder, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {tuple(message[:2]) if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def by_message(lang: Language) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    return {message.id: message.string for message in read_catalogue("dashboard", lang) if message.id}


def in_catalogue() -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    """French texts of those that stand in code in English."""
    return {key: text for key, text in by_message("fr").items() if not is_id(key)}


def is_id(key: str | tuple[str, ...]) -> bool:
    """Whether a message stands under an id in every language, English too."""
    return re.match(r"[a-z]+\.[\w.-]+$", key if isinstance(key, str) else key[0]) is not None


def test_texts_under_ids_are_in_every_language_with_the_same_places_and_used() -> None:
    english, french = by_message("en"), {key: text for key, text in by_message("fr").items() if is_id(key)}
    assert english.keys() == french.keys()
    code = "".join(path.read_text(encoding="utf-8") for path in Path(dashboard.__file__).parent.rglob("*.py"))
    for key, text in english.items():
        assert all(text) if isinstance(text, tuple) else text, key
        assert set(_PLACE.findall(str(text))) == set(_PLACE.findall(str(french[key]))), key
        name = (key if isinstance(key, str) else key[0]).partition(".")[2]
        derived = next((stem for stem in DERIVED if re.fullmatch(stem, name)), None)
        assert derived or f'"{name}"' in code or f'"{key}"' in code, f"{key} is used nowhere"


def test_every_text_has_a_french_one_and_none_is_left_over() -> None:
    code, catalogue = {key for key in in_code() if not is_id(key)}, in_catalogue()
    assert len(code) > 100
    assert sorted(map(str, code - catalogue.keys())) == []
    assert sorted(map(str, catalogue.keys() - code)) == []
    empty = [key for key, text in catalogue.items() if not (all(text) if isinstance(text, tuple) else text)]
    assert empty == []


def test_none_is_marked_as_uncertain() -> None:
    assert [message.id for message in read_catalogue("dashboard", "fr") if message.id and message.fuzzy] == []


def test_both_languages_fill_the_same_places() -> None:
    for english, french in in_catalogue().items():
        pairs = zip(english, french, strict=True) if isinstance(english, tuple) else [(english, french)]
        for one, other in pairs:
            assert sorted(_PLACE.findall(str(one))) == sorted(_PLACE.findall(str(other))), one


def test_french_counts_none_and_one_as_singular() -> None:
    fr, en = translator("fr"), translator("en")
    assert [fr.ngettext("{n} figure", "{n} figures", n) for n in (0, 1, 2)] == ["0 chiffre", "1 chiffre", "2 chiffres"]
    assert [en.ngettext("{n} figure", "{n} figures", n) for n in (0, 1, 2)] == ["0 figures", "1 figure", "2 figures"]


def test_a_fraction_takes_the_form_that_its_language_gives_it() -> None:
    said = [translator(lang).ngettext("chart.years", "chart.years", 1.5) for lang in ("fr", "en")]
    assert said == ["1.5 an", "1.5 years"]


def test_an_empty_text_stays_empty() -> None:
    assert translator("fr").gettext("") == ""


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (None, "fr"),
        ("", "fr"),
        ("de", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.5,fr;q=0.6", "fr"),
        ("fr;q=0.1,en", "en"),
        ("en;q=nonsense, de", "fr"),
        ("en;q=0", "fr"),
    ],
)
def test_french_unless_the_browser_prefers_english(accepted: str | None, chosen: str) -> None:
    assert choose_language(accepted) == chosen


def test_a_fraction_takes_the_plural_of_its_language() -> None:
    for lang, number, words in (
        ("fr", 1.5, "1,5 an"),
        ("fr", 2.0, "2 ans"),
        ("en", 1.5, "1.5 years"),
        ("en", 1.0, "1 year"),
    ):
        assert (
            translator(lang).ngettext("{n} year", "{n} years", number, n=words.split()[0]).replace("\xa0", " ") == words
        )
