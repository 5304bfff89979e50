"""The settings of a site are right, or everything that is wrong with them is said at once."""

from pathlib import Path

import pytest

from pipelines.schema.faults import FaultsFound
from pipelines.schema.paths import SITE_FILE
from pipelines.schema.site import Site, find_faults_beside, read_site, site
from pipelines.texts import find_faults_of_own_texts

_GOOD = """\
name = "esec-example"
publisher = "Example (invented)"
default_language = "fr"

[title]
en = "Example"
fr = "Exemple"

[description]
en = "Invented."
fr = "Inventé."

[keywords]
en = ["example"]
fr = ["exemple"]

[licence]
name = "CC-BY-4.0"
title = "Creative Commons Attribution 4.0 International"
url = "https://creativecommons.org/licenses/by/4.0/"
terms.en = "{name} ({url})"
terms.fr = "{name} ({url})"

[[help_lines]]
name = "112"
address = "tel:112"
purpose.en = "Any emergency."
purpose.fr = "Toute urgence."

[[help_lines]]
name = "Centre"
address = "https://centre.example/"
purpose.en = "Report."
purpose.fr = "Signaler."

[texts."home.scope"]
en = "All of it."
fr = "Tout."
"""


def faults(folder: Path, *changes: tuple[str, str]) -> list[tuple[int | None, str, str]]:
    """Line, setting and expectation of each fault of the settings with something changed."""
    text = _GOOD
    for before, after in changes:
        assert text.count(before) == 1
        text = text.replace(before, after)
    (folder / "site.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultsFound) as found:
        read_site(folder / "site.toml")
    assert all(fault.file == "data/site.toml" and fault.cure for fault in found.value.faults)
    return [(fault.line, fault.column, fault.expected) for fault in found.value.faults]


def test_good_settings_are_read(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(_GOOD, encoding="utf-8")
    read = read_site(tmp_path / "site.toml")
    assert (read.ref_area, read.report, read.contact) == ("", "", "")
    assert [line.name for line in read.help_lines] == ["112", "Centre"]


@pytest.mark.parametrize(
    ("before", "after", "line", "column", "expected"),
    [
        ('name = "esec-example"', 'name = "Esec"', 1, "name", "lower-case letters, digits"),
        ('publisher = "Example (invented)"\n', "", None, "publisher", "this setting"),
        ('publisher = "Example (invented)"', "publisher = 3", 2, "publisher", "a text between quotation marks"),
        ('publisher = "Example (invented)"', 'publisher = ""', 2, "publisher", "a text that is not empty"),
        ("\n[title]", 'ref_area = "gb"\n[title]', 4, "ref_area", "the two capitals of a country"),
        ("\n[title]", 'report = "My report"\n[title]', 4, "report", "the id of a source"),
        ("\n[title]", 'colour = "red"\n[title]', 4, "colour", "one of blue, green, purple, ochre"),
        ("\n[title]", 'shade = "red"\n[title]', 4, "shade", "a setting that is known"),
        ('[title]\nen = "Example"\nfr = "Exemple"', 'title = "Example"', 5, "title", "a text for each language"),
        ('en = ["example"]', 'en = "example"', 14, "keywords.en", "a list between square brackets"),
        ('fr = "Exemple"', "", 5, "title.fr", "this text too"),
        ('fr = "Exemple"', 'fr = "Exemple"\nxx = "?"', 5, "title.xx", "a text in a language of the interface"),
        ('url = "https://', 'url = "http://', 20, "licence.url", "an address that begins with https://"),
        ('terms.fr = "{name} ({url})"', 'terms.fr = "{nom}"', 22, "licence.terms.fr", "no places but {name} and {url}"),
        ('address = "https://', 'address = "www.', 32, "help_lines.1.address", "tel: and digits"),
        ('purpose.fr = "Signaler."\n', "", 33, "help_lines.1.purpose.fr", "this text too"),
        ('fr = "Tout."\n', "", 36, "texts.home.scope.fr", "this text too"),
    ],
)
def test_each_fault_has_its_line_and_its_expectation(
    before: str, after: str, line: int | None, column: str, expected: str, tmp_path: Path
) -> None:
    ((found_line, found_column, found),) = faults(tmp_path, (before, after))
    assert (found_line, found_column) == (line, column)
    assert expected in found


def test_faults_of_every_kind_are_said_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path, ('name = "esec-example"', ""), ('fr = "Exemple"', ""), ('address = "tel:112"', 'address = "112"')
    )
    assert {column for _, column, _ in found} == {"name", "title.fr", "help_lines.0.address"}


@pytest.mark.parametrize("content", [b"name = ", b"\xff", b""])
def test_a_file_that_is_no_settings_is_a_fault(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes(content)
    with pytest.raises(FaultsFound) as found:
        read_site(tmp_path / "site.toml")
    assert found.value.faults
    with pytest.raises(FaultsFound):
        read_site(tmp_path / "none.toml")


def test_settings_name_what_the_tables_hold() -> None:
    given = site()
    assert find_faults_beside([given.ref_area], [given.report]) == []
    area, report = find_faults_beside([], [])
    assert (area.column, area.value, report.column, report.value) == (
        "ref_area",
        given.ref_area,
        "report",
        given.report,
    )
    lines = SITE_FILE.read_text(encoding="utf-8").splitlines()
    assert area.line and lines[area.line - 1].startswith("ref_area")


@pytest.mark.parametrize(
    ("text_id", "words", "expected"),
    [
        ("shell.figurs", "x", "the id of a text"),
        ("shell.figures", "{n} figures", "no other places than"),
        ("shell.figures", "open {", "no other places than"),
        ("shell.figures", ["one", "many"], "one text"),
        ("law.treaties-ratified", "one form", "2 forms"),
    ],
)
def test_own_words_fit_the_text_that_they_stand_for(
    text_id: str, words: str | list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Site.model_validate({**site().model_dump(), "texts": {text_id: {"en": words, "fr": words}}})
    monkeypatch.setattr("pipelines.texts.own_texts.site", lambda: own)
    found = find_faults_of_own_texts("dashboard")
    assert found and all(expected in fault.expected for fault in found)


def test_this_sites_own_words_fit() -> None:
    assert site().texts
    assert find_faults_of_own_texts("dashboard") == []
