import ast
import re
from pathlib import Path

import pytest

import dashboard
from dashboard.components.glossary import NUMBERS, PEOPLE
from dashboard.data.filters import ASKED as ASKED_FILTERS
from dashboard.data.filters import FILTERS, PRESENCE
from dashboard.downloads import availability
from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.problems import KINDS
from dashboard.downloads.selection import CHOICES, PERIODS, SHAPE, TIME
from dashboard.downloads.snippets import CLIENTS, SNIPPETS
from dashboard.text.translator import choose_language, translator
from expectations.report.verdict import Status
from pipelines.schema.codes import Qualifier
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.faults import Severity
from pipelines.schema.site_faults import interface_languages
from pipelines.texts import read_catalogue

# What asks for a text: an id that stands in it as it is must be in the catalogue.
ASKED = {"_", "gettext", "ngettext"}
# Names of texts that the code puts together.
DERIVED = (
    "title|description",
    "chart_[a-z]+",
    "(penalties|treaties|timeline)_(title|subtitle)",
    "doubt_[a-z]+",
    "in-[a-z]+",
    *Qualifier,
    *(f"{anchor}(.meaning)?" for anchor in (*PEOPLE, *NUMBERS)),
    *(f"result.{status}" for status in Status),
    *(f"severity.{severity}" for severity in Severity),
    "scope.(structure|values|texts|changes)",
    "type.(string|double|int64|bool)",
    *(*ASKED_FILTERS, TIME),
    *(f"has_value.{code}" for code in PRESENCE),
    # Of files.
    *(f"filter.{each.name}" for each in FILTERS),
    *(f"parameter.{name}" for name in (*PERIODS, *CHOICES, *SHAPE, TIME)),
    *(f"parameter.labels.{form.extension}" for form in FORMATS.values() if form.labels),
    *(f"problem.{kind}" for kind in KINDS),
    *(f"document.{path}" for path in (*DOCUMENTS, *CLIENTS, availability.PATH, "README.md")),
    *(f"format.{extension}" for extension in FORMATS),
    *(f"snippet.{snippet.key}(.text)?" for snippet in SNIPPETS),
    r"sdmx\.(FREQ|UNIT_MULT|DECIMALS)(\.\w+)?",
    r"workbook\.\w+\.about",
    r"workbook\.type\.(string|double|int64|bool)",
    r"column\.(period|period-text|statuses|figures)\.text",
)
_PLACE = re.compile(r"\{\w*\}")


def calls() -> list[tuple[str, str]]:
    """Names of the functions called in the dashboard, with a first argument that is a text."""
    found = []
    for path in Path(dashboard.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found.append((name, str(node.args[0].value)))
    return found


def catalogue(lang: Language) -> dict[str, str | tuple[str, ...]]:
    """Texts by id; plural forms as a tuple."""
    messages = [message for message in read_catalogue("dashboard", lang) if message.id]
    return {message.id if isinstance(message.id, str) else message.id[0]: message.string for message in messages}


def test_every_text_is_in_every_language_with_the_same_places() -> None:
    english = catalogue("en")
    assert interface_languages() >= {*LANGUAGES, "es"}
    for lang in interface_languages():
        assert catalogue(lang).keys() == english.keys()
        for key, text in catalogue(lang).items():
            assert all(text) if isinstance(text, tuple) else text, key
            assert set(_PLACE.findall(str(text))) == set(_PLACE.findall(str(english[key]))), key


def test_every_text_that_code_asks_for_is_there() -> None:
    asked = {words for name, words in calls() if name in ASKED}
    assert len(asked) > 100
    assert sorted(asked - catalogue("en").keys()) == []


def test_every_text_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(dashboard.__file__).parent.rglob("*.py"))
    code = code.replace("'", '"')
    left = []
    for key in catalogue("en"):
        name = key.partition(".")[2]
        derived = any(re.fullmatch(stem, name) for stem in DERIVED)
        if not (derived or f'"{name}"' in code or f'"{key}"' in code):
            left.append(key)
    assert left == []


def test_none_is_marked_as_uncertain() -> None:
    marked = [
        message.id for lang in interface_languages() for message in read_catalogue("dashboard", lang) if message.fuzzy
    ]
    assert [key for key in marked if key] == []


def test_a_language_that_awaits_a_natives_reading_is_marked_as_a_whole() -> None:
    assert {lang for lang in interface_languages() if translator(lang).awaits_reading} == {"es"}


def test_french_counts_none_and_one_as_singular() -> None:
    fr, en = translator("fr"), translator("en")
    assert [fr.ngettext("site.n-figures", n) for n in (0, 1, 2)] == ["0 chiffre", "1 chiffre", "2 chiffres"]
    assert [en.ngettext("site.n-figures", n) for n in (0, 1, 2)] == ["0 figures", "1 figure", "2 figures"]


def test_a_fraction_takes_the_form_that_its_language_gives_it() -> None:
    said = [translator(lang).ngettext("chart.years", 1.5) for lang in ("fr", "en")]
    assert said == ["1.5 an", "1.5 years"]


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
        assert translator(lang).ngettext("penalties.years", number, n=words.split()[0]).replace("\xa0", " ") == words
