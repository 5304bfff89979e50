"""The docs tell the truth: their commands run as written, their links lead somewhere, their lists are whole."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipelines.build import build
from pipelines.cli import COMMANDS, main
from pipelines.schema.declared import tables
from pipelines.schema.paths import CATALOGUE, ROOT, SITE_FILE
from tests.breadth import WHOLE, turn
from tests.docs_runner import chapters, commands

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDE = ROOT / "docs" / "maintainers.md"
_FENCE = re.compile(r"^```console[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")

by_page = pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, with its data published."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("pipelines", "expectations", "dashboard", "docs", "data/raw"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "README.md", folder)
    shutil.copy(SITE_FILE, folder / "data")
    build(folder / "data/raw", folder / "data/curated")
    return folder


def test_the_maintainers_guide_works_as_written(copy: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    # A script's own folder comes first on the path: from there it finds the copy and not this project.
    runner = shutil.copy(ROOT / "tests/docs_runner.py", copy)
    # Each chapter builds and checks everything: one in three is tried, others with the next commit.
    every = 1 if WHOLE else 3
    command = [sys.executable, str(runner), str(copy / "docs/maintainers.md"), str(turn(every)), str(every)]
    result = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert len(chapters(GUIDE)) > 12 and len(found) >= len(chapters(GUIDE)) // every
    assert {chapter: faults for chapter, faults in found.items() if faults} == {}


def typed(page: Path) -> Iterator[list[str]]:
    for body in _FENCE.findall(page.read_text(encoding="utf-8")):
        for command, _ in commands(body):
            yield shlex.split(command, comments=True)


@by_page
def test_every_command_of_a_page_exists_with_its_options(document: Path) -> None:
    for program, *arguments in typed(document):
        if program == "make":
            for target in arguments:
                assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), target
        if program != "esec":
            continue
        command: click.Command = main
        context = click.Context(main)
        while isinstance(command, click.Group):
            found = command.get_command(context, arguments[0])
            assert found is not None, f"esec {arguments[0]}"
            command, arguments = found, arguments[1:]
        options = {option for parameter in command.params for option in parameter.opts}
        unknown = [each for each in arguments if each.startswith("--") and each.partition("=")[0] not in options]
        assert not unknown, f"{document.name}: {program} {command.name} has no {unknown}"


@by_page
def test_every_link_of_a_page_leads_to_a_file_and_its_heading(document: Path) -> None:
    for match in _LINK.finditer(document.read_text(encoding="utf-8")):
        target, _, anchor = match["target"].partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        path = (document.parent / target).resolve() if target else document
        assert path.exists(), f"{document.name}: {target}"
        if anchor:
            text = path.read_text(encoding="utf-8")
            headings = {
                re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
                for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
            }
            assert anchor in headings or f'id="{anchor}"' in text, f"{document.name}: {match['target']}"


def test_the_readme_lists_every_command_that_esec_has() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `esec (\w+)[^`]*` \|", text, re.MULTILINE)
    assert set(listed) == set(COMMANDS)


def test_the_readmes_two_commands_are_targets_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^\$ make (\w+)", text, re.MULTILINE)
    assert targets == ["run", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


@by_page
def test_a_page_names_only_files_that_are_there(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for name in re.findall(r"`((?:data|docs|tests|pipelines|expectations|dashboard|requirements)/[\w./-]*\w)`", text):
        if name.startswith(("data/raw/", "data/curated/")) and document == GUIDE:
            continue  # files that the guide's own chapters make
        assert (ROOT / name).exists() or f"{name}/" in text, f"{document.name}: {name}"


def test_the_architecture_names_where_every_table_is_maintained() -> None:
    """Each catalogue table has its file, and each folder of a source its record."""
    raw = ROOT / "data/raw"
    for table in tables().values():
        if table.raw == "catalogue":
            assert (raw / CATALOGUE / f"{table.name}.toml").is_file()
    assert all((folder / "source.toml").is_file() for folder in raw.iterdir() if folder.name != CATALOGUE)


def test_the_readme_example_writes(copy: Path) -> None:
    """`esec new figure` as the README shows it."""
    ((_, *arguments), *_) = [each for each in typed(ROOT / "README.md") if each[:2] == ["esec", "new"]]
    script = f"from pipelines.cli import main; main({arguments!r})"
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "added" in result.stdout
