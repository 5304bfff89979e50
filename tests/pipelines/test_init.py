"""`esec init` writes a site that builds, is valid and can be read, and says nothing of another site's country."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipelines.build import build
from pipelines.cli import COMMANDS, main
from pipelines.commands import init as module
from pipelines.commands.init import init, write_site
from pipelines.schema.columns import T
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.paths import CATALOGUE, RAW_DIR, ROOT
from pipelines.schema.site import read_site

_ESEC = "from pipelines.cli import main; main()"
# Draws every page of the site in the working folder, and says what each answered.
_CRAWL = """
import json
from dashboard.app import create_app
from dashboard.data.store import Store
from dashboard.pages import PAGES
from dashboard.settings import load_settings
from pipelines.schema.declared import LANGUAGES
settings = load_settings()
browser, snapshot = create_app(settings).server.test_client(), Store(settings.curated).current()
paths = [f"/{lang}/{path}" for page in PAGES for path in page.paths(snapshot) for lang in LANGUAGES]
paths += ["/sitemap.xml", "/data/", "/openapi.json", "/data/datapackage.json", "/data/CITATION.cff"]
answers = {path: browser.get(path) for path in paths}
print(json.dumps({path: [answer.status_code, answer.get_data(as_text=True)] for path, answer in answers.items()}))
"""
# What only the site of this project may say. "Français" names a language, and is not among these.
_OF_FRANCE = re.compile(r"\bFrance\b|ECPAT|PHAROS|pointdecontact|tel:119|tel:3018|\bloi française\b|\bFrench law\b")


def run(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site as written, built."""
    folder = tmp_path_factory.mktemp("sites") / "mine"
    result = CliRunner().invoke(init, [str(folder), "--country", "ie", "--title-en", "Children first"])
    assert result.exit_code == 0, result.output
    built = run(_ESEC, folder, "build")
    assert built.returncode == 0, built.stderr
    assert "version 0.1.0 published, 1 figures" in built.stdout
    return folder


@pytest.fixture(scope="module")
def answers(site: Path) -> dict[str, tuple[int, str]]:
    """What each page and description of the site answers."""
    result = run(_CRAWL, site)
    assert result.returncode == 0, result.stderr
    found: dict[str, tuple[int, str]] = json.loads(result.stdout)
    return found


def test_a_new_site_is_valid(site: Path) -> None:
    result = run(_ESEC, site, "validate")
    assert (result.returncode, result.stdout.splitlines()[-1].endswith(": valid.")) == (0, True), result.stdout


def test_its_settings_say_what_was_asked_for(site: Path) -> None:
    settings = read_site(site / "data/site.toml")
    assert (settings.name, settings.ref_area, settings.report, settings.help_lines) == ("esec-ie", "IE", "", [])
    assert settings.title["en"] == "Children first"
    assert settings.title["fr"].endswith(", Irlande")


def test_every_page_of_a_new_site_is_drawn(answers: dict[str, tuple[int, str]]) -> None:
    assert {path: status for path, (status, _) in answers.items() if status != 200} == {}
    assert len(answers) > 17 * len(LANGUAGES)


def test_no_page_speaks_of_another_country(answers: dict[str, tuple[int, str]]) -> None:
    found = {path: _OF_FRANCE.findall(text) for path, (_, text) in answers.items()}
    assert {path: words for path, words in found.items() if words} == {}


def test_pages_with_nothing_to_say_leave_menus_and_sitemap(answers: dict[str, tuple[int, str]]) -> None:
    for lang in LANGUAGES:
        home = answers[f"/{lang}/"][1]
        for name in ("law", "claims", "surveys", "crosschecks"):
            assert f'href="/{lang}/{name}"' not in home
            assert f"/{lang}/{name}<" not in answers["/sitemap.xml"][1]
        assert f'href="/{lang}/sources"' in home
    # Whoever comes by a link is told so.
    assert "This version has no penalties, treaties or dated events." in answers["/en/law"][1]


def test_the_home_page_shows_title_and_figure(answers: dict[str, tuple[int, str]]) -> None:
    home = answers["/en/"][1]
    assert "<h1>Children first</h1>" in home
    assert "120\u00a0convictions" in home


def test_figures_and_sources_are_added_there(site: Path) -> None:
    figure = ["--source", "example-source", "--indicator", "example-convictions", "--time-period", "2023"]
    more = ["--value", "80", "--qualifier", "exact", "--origin", "example_courts", "--as-printed", "80 convictions"]
    place = ["--page", "2", "--section", "introduction", "--confidence", "high", "--ref-area", "IE"]
    before = (site / "data/raw/example-source/observations.csv").read_text(encoding="utf-8")
    result = run(_ESEC, site, "new", "figure", *figure, *more, *place)
    # The same year again, by the same body: the rules of the new site judge it.
    assert result.returncode == 1
    assert "nothing was written" in result.stderr
    assert (site / "data/raw/example-source/observations.csv").read_text(encoding="utf-8") == before


def test_a_site_of_no_country_builds(tmp_path: Path) -> None:
    write_site(tmp_path / "mine", "", {})
    built = build(tmp_path / "mine/data/raw", tmp_path / "curated")
    assert (built.rows[T.OBSERVATIONS], built.warnings) == (1, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["full"], "full is not empty"),
        (["file"], "file is not empty"),
        (["other/below/mine"], "lies in the site of"),
        (["new", "--country", "XX"], "'XX' is no country"),
        (["new", "--country", "Ireland"], "'IRELAND' is no country"),
        (["new", "--country", "EU"], "'EU' is no country"),
        (["new", "--title-en", "one\nand another"], "expected a text on one line"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/notes.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "other/data/raw" / CATALOGUE).mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(main, ["init", *arguments])
    assert result.exit_code != 0
    assert said in " ".join(result.output.split())
    assert sorted(tmp_path.rglob("*")) == before


def test_a_site_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(module.Path, "rename", full)
    result = CliRunner().invoke(init, [str(tmp_path / "mine")])
    assert result.exit_code == 1
    assert "somewhere: No space left on device. Nothing was written." in result.output
    assert list(tmp_path.iterdir()) == []


def test_codes_and_terms_are_those_of_the_project(tmp_path: Path) -> None:
    write_site(tmp_path / "mine", "", {})
    new = tmp_path / "mine/data/raw" / CATALOGUE

    def read(folder: Path, name: str) -> dict[str, Any]:
        return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))

    ours = read(RAW_DIR / CATALOGUE, "codelists")
    for codelist, codes in read(new, "codelists").items():
        assert codes == {code: ours[codelist][code] for code in codes}, codelist
    assert read(new, "terms")["notions"] == read(RAW_DIR / CATALOGUE, "terms")["notions"]


def test_a_broken_setting_stops_every_command_but_init(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/site.toml").write_text('name = "Not A Name"\nshade = "red"\n', encoding="utf-8")
    script = (
        "import json, sys\nfrom click.testing import CliRunner\nfrom pipelines.cli import main\n"
        "ran = {name: CliRunner().invoke(main, [name]) for name in sys.argv[1:]}\n"
        "print(json.dumps({name: [each.exit_code, each.output] for name, each in ran.items()}))"
    )
    commands = [name for name in COMMANDS if name != "init"]
    result = run(script, tmp_path, *commands)
    assert result.returncode == 0, result.stderr
    for command, (code, said) in json.loads(result.stdout).items():
        assert code == 1, (command, said)
        assert "data/site.toml:1: name = 'Not A Name': expected lower-case letters" in said, command
        assert "data/site.toml:2: shade = 'red': expected a setting that is known" in said, command
        assert "data/site.toml: publisher: expected this setting. Add it" in said, command
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["data", "site.toml"]
