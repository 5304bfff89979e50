"""What is documented is what there is."""

from pathlib import Path

import pytest

from dashboard.data.filters import FILTERS
from dashboard.downloads import availability, files, responses, rows, selection
from dashboard.downloads.citations import CITATIONS
from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.formats import FORMATS, xlsx_file
from dashboard.downloads.problems import KINDS
from dashboard.downloads.selection import CHOICES, PERIODS, SHAPE, TIME
from dashboard.downloads.site_files import SITE_FILES

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def api() -> str:
    return (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_parameter_format_file_and_problem_is_documented(api: str) -> None:
    values = [value for allowed in CHOICES.values() for value in allowed]
    aliases = [each.alias for each in FILTERS if each.alias]
    for name in [*(each.name for each in FILTERS), *aliases, TIME, *PERIODS, *CHOICES, *SHAPE, *values, *KINDS]:
        assert f"`{name}`" in api, name
    for name in [
        *FORMATS,
        *CITATIONS,
        *(path for path in SITE_FILES if path != "index.html"),
        *DOCUMENTS,
        availability.PATH,
    ]:
        assert name in api, name


def test_every_status_is_the_documented_one(api: str) -> None:
    for kind, status in KINDS.items():
        line = next(line for line in api.splitlines() if line.startswith("|") and f"`{kind}`" in line)
        assert f"| {status} |" in line, kind


def test_limits_are_the_documented_ones(api: str) -> None:
    limits = (files.WHOLE_ROWS, xlsx_file.MOST_ROWS, responses.LONGEST_QUERY, rows.MOST_SORTED)
    assert all(f"{limit:,}" in api for limit in limits) and f"{selection.MOST_VALUES} codes" in api


def test_every_module_has_its_place_in_the_guide() -> None:
    guide = (ROOT / "docs" / "downloads.md").read_text(encoding="utf-8")
    for path in (ROOT / "dashboard" / "downloads").glob("*.py"):
        if path.stem != "__init__":
            assert f"`{path.stem}`" in guide, path.stem
