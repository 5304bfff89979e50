"""The code that readers copy runs as shown, against a server on this machine."""

import csv
import os
import re
import shutil
import subprocess
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from dashboard.downloads.published import Published
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from dashboard.downloads.snippets import SNIPPETS, Snippet
from tests.dashboard.downloads.conftest import BASE
from tests.dashboard.downloads.reading_back import arrow_of

VERSION = "1.0.0"
INDICATOR = "prostitution-recourse-cases"
NAMED = {snippet.key: snippet for snippet in SNIPPETS}


def run(command: list[str], folder: Path, locale: str = "C.UTF-8") -> str:
    environment = {**os.environ, "LC_ALL": locale}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, cwd=folder, env=environment, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def stem(base: str, indicator: str = "") -> str:
    return f"{base}/data/indicators/{indicator}" if indicator else f"{base}/data/observations"


def rows_of(published: Published, indicator: str) -> list[dict[str, Any]]:
    selection = Selection(table="observations", indicator=indicator)
    found: list[dict[str, Any]] = arrow_of(Rows(published, published.at(BASE), selection)).to_pylist()
    assert found
    return found


def shown(key: str, base: str, indicator: str = "") -> str:
    return NAMED[key].filled(stem(base, indicator), base, VERSION)


def total(rows: list[dict[str, Any]]) -> str:
    """Number of rows and sum of their values, as each language prints them after its snippet."""
    return f"{len(rows)} rows, {sum(row['obs_value'] or 0 for row in rows):.3f} in all"


@pytest.mark.parametrize("indicator", ["", INDICATOR])
def test_pandas_runs_as_shown(address: str, published: Published, tmp_path: Path, indicator: str) -> None:
    code = shown("pandas", address, indicator)
    check = 'print(f"{len(figures)} rows, {figures.obs_value.sum():.3f} in all")'
    said = run([sys.executable, "-c", code + check], tmp_path)
    rows = rows_of(published, indicator)
    assert f"[{len(rows)} rows x 6 columns]" in said and total(rows) in said


@pytest.mark.parametrize("indicator", ["", INDICATOR])
def test_duckdb_runs_as_shown(address: str, published: Published, tmp_path: Path, indicator: str) -> None:
    code = shown("duckdb", address, indicator)
    check = (
        "print('{} rows, {:.3f} in all'.format("
        "*duckdb.sql(\"SELECT count(*), sum(obs_value) FROM 'figures.parquet'\").fetchall()[0]))"
    )
    said = run([sys.executable, "-c", code + check], tmp_path)
    assert "unit_measure_label_fr" in said and total(rows_of(published, indicator)) in said


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
@pytest.mark.parametrize("indicator", ["", INDICATOR])
def test_r_runs_as_shown(address: str, published: Published, tmp_path: Path, indicator: str, locale: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed (Rscript)")
    rows = rows_of(published, indicator)
    check = """
cat(sprintf("%d rows, %.3f in all\n", nrow(figures), sum(figures$obs_value, na.rm = TRUE)))
cat(sum(nchar(figures$citation_fr, type = "chars")), sum(is.na(figures$note_fr)), class(figures$time_period), "\n")
"""
    (tmp_path / "shown.R").write_text(shown("r", address, indicator) + check, encoding="utf-8")
    said = run(["Rscript", "--vanilla", "shown.R"], tmp_path, locale)
    # Addresses in the citations name the server.
    length = sum(len(row["citation_fr"]) + len(address) - len(BASE) for row in rows)
    empty = sum(row["note_fr"] is None for row in rows)
    assert total(rows) in said and f"{length} {empty} character" in said


def test_the_formula_of_a_spreadsheet_names_all_that_its_function_needs(address: str, published: Published) -> None:
    code = shown("spreadsheet", address, INDICATOR)
    formula = re.fullmatch(r'=IMPORTDATA\("([^"]+)"; "(.)"; "en_US"\)\n', code)
    assert formula, (
        "semicolons between arguments and the locale of the file's decimals work in every language of Sheets"
    )
    with urlopen(formula[1]) as answer:
        lines = list(csv.DictReader(TextIOWrapper(answer, "utf-8", newline=""), delimiter=formula[2], strict=True))
    rows = rows_of(published, INDICATOR)
    assert [float(line["obs_value"] or "nan") for line in lines] == pytest.approx(
        [float("nan") if row["obs_value"] is None else row["obs_value"] for row in rows], nan_ok=True
    )


def test_power_query_names_columns_that_are_there(published: Published) -> None:
    code = NAMED["excel"].code
    columns = re.findall(r'{"(\w+)", type number}', code)
    (row, *_) = rows_of(published, INDICATOR)
    assert columns and set(columns) <= set(row)
    assert 'Delimiter = ","' in code and "Encoding = 65001" in code and '"en-US"' in code


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.key)
def test_every_address_in_a_snippet_is_filled(snippet: Snippet) -> None:
    for code in (shown(snippet.key, BASE), shown(snippet.key, BASE, INDICATOR)):
        assert not re.search(r"\{(address|parquet|site|version)\}", code)
        assert f"{BASE}/data/" in code
        assert all(snippet.title[lang] and snippet.text[lang] for lang in ("en", "fr"))
