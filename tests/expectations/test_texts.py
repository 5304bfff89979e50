"""Every text of rules and reports stands in each language, is used, and has the same places in both."""

import re
from pathlib import Path

import pytest

import expectations
from expectations.engine.texts import bilingual, texts_under
from expectations.report.verdict import Status
from expectations.rules import RULES, THEMES
from pipelines.schema.codes import Qualifier
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.faults import Severity

_PLACE = re.compile(r"\{[^{}]*\}")
_FOLDER = Path(expectations.__file__).parent


def in_code() -> set[str]:
    """Ids of all texts that the code asks for: of rules, by name, and of the members of a list."""
    written = "".join(path.read_text(encoding="utf-8") for path in _FOLDER.rglob("*.py"))
    page = (_FOLDER / "templates" / "verdict.html").read_text(encoding="utf-8")
    headings = "".join(re.findall(r"for key in \[(.*?)\]", page))
    return {
        *(f"{rule}.{part}" for rule in RULES for part in ("name", "sentence", "expected", "cure")),
        *re.findall(r'bilingual\(\s*"([\w.-]+)"', written.replace('>>> bilingual("', "")),
        *(f"qualifier-columns.{qualifier}" for qualifier in Qualifier),
        *(f"severity.{severity}" for severity in Severity),
        *(f"status.{status}" for status in Status),
        *(f"theme.{theme}" for theme in THEMES),
        *(f"batch.{batch}" for batch in ("structure", "values", "texts", "changes")),
        *(f"page.{name}" for name in re.findall(r"\bsay\.(\w+)", page) + re.findall(r'"(\w+)"', headings)),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_there_and_used(lang: str) -> None:
    catalogue = {text_id: text for text_id, text in texts_under("", lang).items() if text_id}  # type: ignore[arg-type]
    assert sorted(in_code() - catalogue.keys()) == []
    assert sorted(catalogue.keys() - in_code()) == []
    assert [text_id for text_id, text in catalogue.items() if not text] == []


def test_both_languages_fill_the_same_places() -> None:
    english, french = (texts_under("", lang) for lang in LANGUAGES)
    for text_id in in_code():
        assert sorted(_PLACE.findall(english[text_id])) == sorted(_PLACE.findall(french[text_id])), text_id


def test_places_are_filled_language_by_language() -> None:
    assert bilingual("ledger.row", entry=("an entry", "une entrée")) == (
        "the row that was here, or an entry",
        "la ligne qui se trouvait ici, ou une entrée",
    )


def test_a_text_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="of-nothing"):
        bilingual("rule.of-nothing")
