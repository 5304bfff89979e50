"""Sites in other languages than France's: one in three, of which Spanish has one text alone, and one in English."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.schema.faults import FaultsFound
from pipelines.schema.paths import ROOT
from pipelines.schema.site import interface_languages, read_site

SETTINGS = (ROOT / "data" / "site.toml").read_text(encoding="utf-8")
FRANCES = 'languages = ["en", "fr"]\ndefault_language = "fr"\n'
TOPIC = "Tema inventado para esta prueba"

Answers = dict[str, tuple[int, str, str]]
Ask = Callable[..., Answers]


def run(site: Path, *arguments: str) -> str:
    environment = {**os.environ, "ESEC_SITE": str(site), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=site, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def esec(site: Path, *arguments: str) -> None:
    run(site, "-c", "from pipelines.cli import main; main()", *arguments)


def make_site(folder: Path, languages: str) -> Path:
    """The site of France in other languages, from the same raw files."""
    (folder / "data").mkdir()
    assert FRANCES in SETTINGS
    (folder / "data" / "site.toml").write_text(SETTINGS.replace(FRANCES, languages), encoding="utf-8")
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    return folder


def answers_of(site: Path, *addresses: str) -> Answers:
    said = json.loads(run(site, "-m", "tests.dashboard.asked", *addresses))
    return {address: (status, where, text) for address, (status, where, text) in said.items()}


@pytest.fixture(scope="module")
def spanish(tmp_path_factory: pytest.TempPathFactory) -> Path:
    languages = 'languages = ["en", "fr", "es"]\ndefault_language = "fr"\n'
    site = make_site(tmp_path_factory.mktemp("three"), languages)
    topics = site / "data" / "raw" / "catalogue" / "topics.toml"
    text = topics.read_text(encoding="utf-8")
    topics.write_text(text.replace("name_fr", f'name_es = "{TOPIC}"\nname_fr', 1), encoding="utf-8")
    esec(site, "build")
    return site


@pytest.fixture(scope="module")
def answered(spanish: Path) -> Answers:
    files = ("/data/README.es.md", "/data/observations.csv?lang=es&limit=5", "/data/observations.xlsx?lang=es&limit=5")
    metadata = ("/data/datapackage.json", "/data/sdmx/structure.json", "/data/sdmx/structure.xml", "/catalog.ttl")
    drawn = ("/charts/es/procuring-convictions.svg", "/embed/es/procuring-convictions")
    others = ("/", "/data/", "/sitemap.xml", "/corrections.atom?lang=es", "/suggest?lang=es&q=procuring")
    return answers_of(spanish, "es", *files, *metadata, *drawn, *others, "/en/", "/data/nothing.csv")


@pytest.fixture(scope="module")
def pages(answered: Answers) -> dict[str, str]:
    return {address: text for address, (_, _, text) in answered.items() if address.startswith("/es/")}


def test_everything_is_answered_in_a_third_language(answered: Answers, pages: dict[str, str]) -> None:
    failed = {address: status for address, (status, _, _) in answered.items() if status not in (200, 302)}
    assert failed == {"/data/nothing.csv": 404}
    assert len(pages) > 15


def test_each_page_says_its_language_and_leads_to_the_others(pages: dict[str, str]) -> None:
    for address, text in pages.items():
        assert '<html lang="es">' in text, address
        assert set(re.findall(r'rel="alternate" hreflang="([^"]+)"', text)) == {"en", "fr", "es", "x-default"}, address
        assert re.search(r'hreflang="x-default" href="[^"]*/fr/', text), address


def test_readers_are_told_that_the_language_awaits_a_native(answered: Answers, pages: dict[str, str]) -> None:
    assert all("aún esperan la lectura" in text for text in pages.values())
    assert "await a native" not in answered["/en/"][2]


def test_english_stands_in_and_is_marked(pages: dict[str, str]) -> None:
    (named,) = (text for address, text in pages.items() if address.startswith("/es/indicators/"))
    assert re.search(r'<h1><span lang="en">[^<]+</span></h1>', named)
    assert f">{TOPIC}<" in pages["/es/"]
    # A text that stands in has its figures in its own language; what the interface says has them in the reader's.
    assert re.search(r'<span lang="en">[^<]* 4,000 to 8,000', pages["/es/"])
    for address, text in pages.items():
        assert not re.search(r"<(h1|h2|h3|a|th|li)\b[^>]*></\1>", text), address
        assert "</span>None" not in text


def test_files_have_the_language(answered: Answers) -> None:
    rows = list(csv.DictReader(io.StringIO(answered["/data/observations.csv?lang=es&limit=5"][2])))
    assert {"indicator_label_es", "citation_es", "note_en", "note_es"} <= rows[0].keys()
    assert "note_fr" not in rows[0]
    assert all(row["indicator_label_es"] for row in rows)
    assert "## Cómo citar" in answered["/data/README.es.md"][2]
    package = json.loads(answered["/data/datapackage.json"][2])
    assert {"title", "title_fr", "title_es"} <= package.keys()
    assert '"es":"Frecuencia"' in answered["/data/sdmx/structure.json"][2]
    assert 'xml:lang="es">Frecuencia<' in answered["/data/sdmx/structure.xml"][2]
    assert "language/SPA" in answered["/catalog.ttl"][2]
    assert json.loads(answered["/data/nothing.csv"][2])["title_es"] == "No existe ese archivo"


def test_feeds_suggestions_and_the_way_in_have_the_language(answered: Answers) -> None:
    assert answered["/"][1] == "/fr/"
    assert 'xml:lang="es"' in answered["/corrections.atom?lang=es"][2]
    assert "/es/indicators/" in answered["/suggest?lang=es&q=procuring"][2]
    assert "/es/indicators/" in answered["/sitemap.xml"][2]
    assert '<section lang="es" id="es">' in answered["/data/"][2]


def test_columns_of_a_further_language_may_be_empty(spanish: Path) -> None:
    table = pq.read_table(spanish / "data" / "curated" / "topics.parquet")
    assert not table.schema.field("name_fr").nullable
    assert table.schema.field("name_es").nullable
    assert sorted(filter(None, table["name_es"].to_pylist())) == [TOPIC]
    assert table.schema.field("name_es").metadata[b"title_en"] == b"Name (Spanish)"


def test_a_site_may_speak_english_alone(tmp_path: Path) -> None:
    site = make_site(tmp_path, 'languages = ["en"]\n')
    esec(site, "build")
    esec(site, "validate")
    answers = answers_of(site, "en", "/", "/en/", "/fr/", "/sitemap.xml", "/data/", "/data/sdmx/structure.json")
    assert answers["/"][1] == "/en/"
    assert answers.pop("/fr/")[0] == 404
    assert {status for status, _, _ in answers.values()} == {200, 302}
    assert not [address for address, (_, _, text) in answers.items() if re.search(r'(href="|localhost)/fr/', text)]
    assert 'class="language"' not in answers["/en/"][2], "nothing to choose"
    for file in (site / "data" / "curated").glob("*.parquet"):
        assert not [name for name in pq.read_schema(file).names if name.endswith("_fr")], file.name


@pytest.mark.parametrize(
    ("languages", "column", "expected", "cure"),
    [
        ('languages = ["en", "xx"]', "languages", "en, es, fr", "Correct xx"),
        ('languages = ["en", "es-"]', "languages", "en, es, fr", "Correct es-"),
        ('languages = ["en", "de"]', "languages", "en, es, fr", "add its texts: dashboard/locales/"),
        ('languages = ["en", "fr", "en"]', "languages", "each language once", "Delete the second"),
        ('languages = ["fr"]', "languages", "English among them", "Add en"),
        ('languages = ["en"]\ndefault_language = "fr"', "default_language", "one of languages: en", "add it there"),
    ],
)
def test_a_language_that_cannot_be_spoken_is_a_fault(
    tmp_path: Path, languages: str, column: str, expected: str, cure: str
) -> None:
    file = tmp_path / "site.toml"
    file.write_text(SETTINGS.replace(FRANCES, f"{languages}\n"), encoding="utf-8")
    with pytest.raises(FaultsFound) as raised:
        read_site(file)
    (fault,) = raised.value.faults
    assert fault.column == column
    assert fault.line == 5 + languages.count("\n")
    assert expected in fault.expected
    assert cure in fault.cure


def test_texts_of_the_settings_need_english_and_the_language_that_readers_meet(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    without_french = re.sub(r"^(?:purpose\.)?fr = .*\n", "", SETTINGS, flags=re.MULTILINE)
    file.write_text(without_french, encoding="utf-8")
    with pytest.raises(FaultsFound) as raised:
        read_site(file)
    assert {fault.column.rpartition(".")[2] for fault in raised.value.faults} == {"fr"}
    in_english = without_french.replace('default_language = "fr"', 'default_language = "en"')
    file.write_text(in_english, encoding="utf-8")
    assert read_site(file).title.keys() == {"en"}
    file.write_text(re.sub(r"^en = ", "de = ", in_english, count=1, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(FaultsFound) as raised:
        read_site(file)
    assert [fault.column for fault in raised.value.faults] == ["title.en", "title.de"]
    assert interface_languages() == {"en", "es", "fr"}
