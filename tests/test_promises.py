"""The threat model and SECURITY.md promise nothing that no test holds."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.schema.paths import ROOT

THREATS = ROOT / "docs" / "threat-model.md"
SECURITY = ROOT / "SECURITY.md"
_TEST = re.compile(r"\[`(?P<name>test_\w+)`\]\((?P<file>[^)]+\.py)\)")
_LEFT = "Left: "


class Promise(NamedTuple):
    """What a page says that the dashboard does, and the tests it names: (file, function)."""

    text: str
    tests: tuple[tuple[Path, str], ...]


def _promise(text: str, page: Path) -> Promise:
    tests = ((page.parent / match["file"], match["name"]) for match in _TEST.finditer(text))
    return Promise(re.sub(r"\s+", " ", _TEST.sub("", text)).strip(" ,"), tuple(tests))


def _threats() -> Iterator[tuple[str, list[Promise]]]:
    """The threats with what stands against each."""
    for section in re.split(r"^### ", THREATS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        items = re.split(r"^\* ", body.partition("\n## ")[0], flags=re.MULTILINE)[1:]
        yield title, [_promise(item, THREATS) for item in items]


def _expected() -> list[Promise]:
    """What SECURITY.md says to expect."""
    table = SECURITY.read_text(encoding="utf-8").partition("## What to expect")[2].partition("\n\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [_promise(row, SECURITY) for row in rows if not row.startswith("|---")]


@cache
def _functions(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


THREATENED = list(_threats())
PROMISES = [promise for _, promises in THREATENED for promise in promises if not promise.text.startswith(_LEFT)]


def test_there_are_promises() -> None:
    assert len(THREATENED) > 20
    assert len(PROMISES) > 50
    assert len(_expected()) > 8


@pytest.mark.parametrize("promise", [*PROMISES, *_expected()], ids=lambda promise: promise.text[:60])
def test_every_promise_names_a_test_that_there_is(promise: Promise) -> None:
    assert promise.tests, f"no test is named for: {promise.text}"
    for file, name in promise.tests:
        assert file.is_file(), file
        assert name in _functions(file), f"{file.name} has no {name}"


@pytest.mark.parametrize(("title", "promises"), THREATENED, ids=[title for title, _ in THREATENED])
def test_every_threat_has_something_against_it(title: str, promises: list[Promise]) -> None:
    assert [promise for promise in promises if promise.tests], title
    # One sentence each, so that each has its own test.
    for promise in promises:
        assert promise.text.startswith(_LEFT) or promise.text.count(". ") == 0, promise.text
