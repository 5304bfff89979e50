"""Both languages are written: no text that readers see falls back into the phrases of `tests/wording.py`."""

import csv
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from expectations.engine.kinds import language_of
from pipelines.schema.dataset import DESCRIPTION, TERMS, TITLE
from pipelines.schema.declared import LANGUAGES, Language, fields, tables
from pipelines.schema.paths import ROOT
from pipelines.schema.site import site
from pipelines.texts import read_catalogue
from pipelines.texts.catalogues import forms_of
from tests.wording import slips, slips_of_page

_RAW = ROOT / "data" / "raw"


def _interface() -> Iterator[tuple[str, Language, str]]:
    for package in ("dashboard", "expectations"):
        for lang in LANGUAGES:
            for message in read_catalogue(package, lang):
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                yield from ((f"{package}: {message.id}", lang, form) for form in forms if message.id)
    for text_id, words in site().texts.items():
        yield from ((f"site: {text_id}", lang, form) for lang in LANGUAGES for form in forms_of(words[lang]))


def _schema() -> Iterator[tuple[str, Language, str]]:
    described = [(name, field.title, field.text) for name, field in fields().items()]
    described += [(name, table.title, table.text) for name, table in tables().items()]
    described += [("data set", TITLE, DESCRIPTION), ("terms", TERMS, TERMS)]
    for name, title, text in described:
        yield from ((name, lang, f"{title[lang]}. {text[lang]}") for lang in LANGUAGES)


def _cells(where: str, row: dict[str, Any]) -> Iterator[tuple[str, Language, str]]:
    for column, cell in row.items():
        if isinstance(cell, dict):
            yield from _cells(f"{where} [{column}]", cell)
        elif language := isinstance(cell, str) and language_of(column):
            yield f"{where} {column}", language, str(cell)


def _data() -> Iterator[tuple[str, Language, str]]:
    for path in sorted(_RAW.rglob("*.toml")):
        yield from _cells(path.relative_to(_RAW).as_posix(), tomllib.loads(path.read_text(encoding="utf-8")))
    for path in sorted(_RAW.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file)
            if any(language_of(column) for column in lines.fieldnames or ()):
                for row in lines:
                    yield from _cells(f"{path.relative_to(_RAW).as_posix()}:{lines.line_num}", dict(row))


@pytest.mark.parametrize("texts", [_interface, _schema, _data])
def test_no_text_reads_as_translated(texts: Any) -> None:
    read = list(texts())
    assert len(read) > 300
    assert [f"{where}: …{slip}…" for where, lang, text in read for slip in slips(text, lang)] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Another publication prints another value"),
        ("en", "the share is not told apart"),
        ("en", "the word «cases»"),
        ("fr", "la valeur qu’une source imprime"),
        ("fr", "Affirmations concurrentes"),
        ("fr", "le mot “cas”"),
    ],
)
def test_a_slip_is_found(lang: Language, text: str) -> None:
    assert len(slips(text, lang)) >= 1


def test_what_is_not_ours_is_left_as_it_is() -> None:
    theirs = "<p><q>l'appel imprimé</q> <i lang='en'>the “year's” end</i> <code>d'x</code><br> Imprimé depuis ici</p>"
    assert slips_of_page(theirs, "fr") == []
    assert slips_of_page("<p>L'aide</p>", "fr") == ["L'aide"]
