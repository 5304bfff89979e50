"""The linter of terms follows the reviewed list, in data, in the interface's texts and anywhere else it is asked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations.engine.kinds import language_of
from expectations.engine.terms import TERMS_FILE, Advice, TermFinding, read_terms
from expectations.report.acceptances import read_acceptances
from expectations.report.verdict import Status
from expectations.validate import check
from pipelines.schema.dataset import DESCRIPTION, TITLE
from pipelines.schema.declared import LANGUAGES, Language, fields, tables
from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import ROOT
from pipelines.schema.site import site
from pipelines.texts import read_catalogue
from pipelines.texts.catalogues import forms_of
from tests.expectations.tables import Rows, frames_of, valid_rows

_TERMS = read_terms()


def _advice(text: str, language: Language) -> list[tuple[str, Advice]]:
    return [(finding.text, finding.advice) for finding in _TERMS.lint(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "Convictions for child pornography", "child pornography"),
        ("en", "Child prostitutes in Paris", "Child prostitutes"),
        ("en", "teenage prostitution", "teenage prostitution"),
        ("en", "child sex tourism", "child sex tourism"),
        ("en", "the true scale of it", "true scale"),
        ("en", "only 12 convictions", "only 12 convictions"),
        ("en", "sex with minors", "sex with minors"),
        ("fr", "pédopornographie en ligne", "pédopornographie"),
        ("fr", "la prostitution des mineurs", "prostitution des mineurs"),
        ("fr", "la prostitution d’enfants", "prostitution d'enfants"),
        ("fr", "les mineures prostituées", "mineures prostituées"),
        ("fr", "le tourisme sexuel", "tourisme sexuel"),
        ("fr", "seulement 12 condamnations", "seulement 12 condamnations"),
        ("fr", "le chiffre noir", "chiffre noir"),
    ],
)
def test_words_to_avoid_are_found(language: Language, text: str, word: str) -> None:
    assert (word, Advice.AVOID) in _advice(text, language)


@pytest.mark.parametrize(("language", "text"), [("en", "Clients were fined"), ("fr", "Les clients sont punis")])
def test_words_of_caution_are_warned_of(language: Language, text: str) -> None:
    assert [advice for _, advice in _advice(text, language)] == [Advice.CAUTION]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Exploitation of children in prostitution"),
        ("en", "Child sexual abuse material"),
        ("en", "Optional Protocol on the sale of children, child prostitution and child pornography"),
        ("fr", "Exploitation d'enfants dans la prostitution"),
        ("fr", "Recours à la prostitution d'un mineur"),
        ("fr", "Office central pour la répression de la traite des êtres humains"),
        ("fr", "Les proxénètes condamnés"),
    ],
)
def test_words_to_use_and_official_names_pass(language: Language, text: str) -> None:
    assert _TERMS.lint(text, language) == []


def test_a_name_covers_only_itself() -> None:
    text = "Protocol on the sale of children, child prostitution and child pornography; child pornography"
    assert [finding.start for finding in _TERMS.lint(text, "en")] == [text.rindex("child")]


def test_what_we_advise_passes_the_linter() -> None:
    terms = read_terms()
    for notion in terms.notions:
        for language, words in zip(LANGUAGES, notion.use, strict=True):
            assert _TERMS.lint(words, language) == []
        assert notion.basis in {"guidelines", "house"}


def test_every_pattern_of_the_list_finds_something_said() -> None:
    """A pattern that cannot match, or matches everything, is a slip of the pen."""
    for notion in read_terms().notions:
        for patterns in notion.patterns.values():
            for pattern in patterns:
                assert pattern.search("") is None
                assert re.search(r"[a-z]{3}", pattern.pattern)


@pytest.mark.parametrize("text", ["[[notions]]\nid = 'x'\n", "[[notions", "[[names]]\nname = 'x'\n"])
def test_a_broken_list_is_a_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / TERMS_FILE
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultsFound, match=re.escape(TERMS_FILE)):
        read_terms(tmp_path)
    assert [fault.file for fault in read_acceptances(tmp_path).faults] == [TERMS_FILE]


def test_a_folder_has_its_own_list(tmp_path: Path) -> None:
    path = tmp_path / TERMS_FILE
    path.parent.mkdir()
    block = (
        "id = 'x'\nuse_en = 'y'\nuse_fr = 'y'\nwhy_en = 'z'\nwhy_fr = 'z'\nbasis = 'house'\navoid_en = ['recorded']\n"
    )
    path.write_text(f"[[notions]]\n{block}", encoding="utf-8")
    verdict = check(frames_of(valid_rows()), accepted=read_acceptances(tmp_path), only={"guarded-terms"})
    (caveat,) = [fault for fault in verdict.errors if fault.row == "recorded"]
    assert "“y” instead of “recorded”" in caveat.expected


def test_without_any_list_words_are_not_judged_and_that_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> None:
        raise FaultsFound([Fault(rule="terms-file", file=TERMS_FILE, expected="a list", cure="Restore it.")])

    monkeypatch.setattr("expectations.validate.read_terms", unreadable)
    verdict = check(frames_of(valid_rows()), only={"guarded-terms", "right-language", "clean-text"})
    assert [fault.file for fault in verdict.errors] == [TERMS_FILE]
    status = {result.rule.id: result.status for result in verdict.results}
    assert (status["guarded-terms"], status["right-language"], status["clean-text"]) == (
        Status.NOT_CHECKED,
        Status.NOT_CHECKED,
        Status.PASSED,
    )


def _said(findings: list[TermFinding], where: str) -> list[str]:
    return [f"{where}: {finding.text!r}, use {finding.notion.use}" for finding in findings]


def test_schema_texts_follow_the_list() -> None:
    described = [(name, field.title, field.text) for name, field in fields().items()]
    described += [(name, table.title, table.text) for name, table in tables().items()]
    found = []
    for name, title, text in described:
        for language in LANGUAGES:
            found += _said(_TERMS.lint(f"{title[language]}. {text[language]}", language), name)
    for language in LANGUAGES:
        found += _said(_TERMS.lint(f"{TITLE[language]}. {DESCRIPTION[language]}", language), "data set")
    assert found == []


def _messages(language: Language) -> list[str]:
    """Texts of the dashboard and of the rules, all forms, and the site's own in place of some."""
    messages = [message for package in ("dashboard", "expectations") for message in read_catalogue(package, language)]
    forms = [message.string if isinstance(message.string, tuple) else (message.string,) for message in messages]
    own = [text for words in site().texts.values() for text in forms_of(words[language])]
    return own + [text for message, texts in zip(messages, forms, strict=True) if message.id for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_interface_texts_follow_the_list(language: Language) -> None:
    texts = _messages(language)
    assert texts, "the dashboard's texts were not found"
    assert [said for text in texts for said in _said(_TERMS.lint(text, language), text)] == []


def _literals() -> Iterator[tuple[str, str]]:
    """(file, text) of every text that stands in code without gettext: downloads, documents, rules, templates."""
    for room in ("dashboard", "expectations", "pipelines"):
        for path in sorted((ROOT / room).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
                yield from ((name, text) for text in constants if isinstance(text, str) and " " in text)
            elif path.suffix in (".html", ".js", ".svg", ".css", ".json", ".toml"):
                yield name, path.read_text(encoding="utf-8")


def test_texts_in_code_follow_the_list() -> None:
    """Texts of both languages stand beside each other there: each is read as either."""
    found = []
    literals = list(_literals())
    assert len(literals) > 1000
    # The linter's own example is one of a word to avoid; the list that a new site gets is the list itself.
    apart = {"expectations/engine/terms.py", "pipelines/commands/site_template/data/raw/catalogue/terms.toml"}
    for name, text in (each for each in literals if each[0] not in apart):
        for language in LANGUAGES:
            findings = [finding for finding in _TERMS.lint(text, language) if finding.advice is Advice.AVOID]
            found += _said(findings, f"{name}: {text[:60]!r}")
    assert found == []


def test_spanish_texts_of_the_interface_keep_to_the_terms() -> None:
    forms = [
        form
        for message in read_catalogue("dashboard", "es")
        for form in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    assert [found.text for found in _TERMS.lint("La pornografía infantil, el turismo sexual", "es")] == [
        "pornografía infantil",
        "turismo sexual",
    ]
    assert [found.text for form in forms for found in _TERMS.lint(form, "es")] == []


def test_a_word_to_avoid_is_found_in_every_text_of_every_table(rows: Rows) -> None:
    planted = {"en": "Figures of child prostitutes, as printed.", "fr": "Chiffres de prostituées mineures, tels quels."}
    wanted = set()
    for name, table in tables().items():
        for column in table.names:
            language = language_of(column)
            if language and rows.get(name):
                rows[name][0][column] = planted[language]
                wanted.add((name, column))
    assert len(wanted) > 40
    verdict = check(frames_of(rows), only={"guarded-terms"})
    assert {(fault.table, fault.column) for fault in verdict.errors if fault.rule == "guarded-terms"} == wanted
