"""Opened in LibreOffice as a French reader does: numbers are numbers, and accents and notes are right."""

import csv
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from tests.dashboard.downloads.reading_back import arrow_of

pytestmark = pytest.mark.slow

_FRENCH, _ENGLISH = "1036", "1033"
_SEMICOLON, _COMMA, _TAB, _QUOTE, _UTF8 = "59", "44", "9", "34", "76"


@pytest.fixture(autouse=True)
def _version(record_property: Callable[[str, object], None]) -> None:
    """Name the program's version in docs/clients.md."""
    if office := shutil.which("soffice"):
        said = subprocess.run([office, "--version"], capture_output=True, text=True, check=True).stdout
        record_property("version", said.split()[1])


def convert(source: Path | str, out: Path, to: str, reading: str = "") -> None:
    """With a profile of its own, so that no setting of this machine takes part."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (soffice)")
    command = [office, f"-env:UserInstallation=file://{out.parent}/profile", "--headless"]
    command += [f"--infilter={reading}"] if reading else []
    command += ["--convert-to", to, "--outdir", str(out), str(source)]
    french = {**os.environ, "LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env=french)
    assert done.returncode == 0, done.stderr


@pytest.mark.client("LibreOffice", "XLSX")
def test_the_workbook_of_an_indicator_is_right(files: DownloadCatalogue, tmp_path: Path) -> None:
    indicator = "prostitution-recourse-mean"
    (tmp_path / "figures.xlsx").write_bytes(files.body(files.find(f"indicators/{indicator}.xlsx", [("lang", "fr")])))
    # As shown on the screen, in French, each sheet in a file of its own.
    shown = f"csv:Text - txt - csv (StarCalc):{_TAB},{_QUOTE},{_UTF8},1,,{_FRENCH},false,true,false,false,false,-1"
    convert(tmp_path / "figures.xlsx", tmp_path / "out", shown)
    with (tmp_path / "out" / "figures-Tableau.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream, delimiter="\t"))[4:]
    found = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    selection = Selection(table="observations", indicator=indicator, lang="fr")
    expected = arrow_of(Rows(files.published, files.dataset, selection)).to_pylist()
    assert len(found) == len(expected) > 0
    for got, row in zip(found, expected, strict=True):
        assert got["Valeur"] == f"{row['obs_value']:g}".replace(".", ",")
        assert got["Période"] == row["time_period"] and got["Note (français)"] == (row["note_fr"] or "")
        assert got["Référence à citer (français)"] == row["citation_fr"]
    assert any("," in got["Valeur"] for got in found), "no decimal number to look at"


@pytest.mark.client("LibreOffice", "CSV (excel-fr)")
def test_the_french_dialect_opens_with_numbers_and_accents(files: DownloadCatalogue, tmp_path: Path) -> None:
    given = [("lang", "fr"), ("dialect", "excel-fr"), ("topic", "opinion,helpline,online")]
    (tmp_path / "figures.csv").write_bytes(files.body(files.find("observations.csv", given)))
    reading = f"Text - txt - csv (StarCalc):{_SEMICOLON},{_QUOTE},{_UTF8},1,,{_FRENCH},false,true"
    convert(tmp_path / "figures.csv", tmp_path / "out", "xlsx", reading)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "figures.xlsx").active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    found = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    topics = ("helpline", "online", "opinion")
    selection = Selection(table="observations", values=(("topic", topics),), lang="fr")
    expected = arrow_of(Rows(files.published, files.dataset, selection)).to_pylist()
    assert len(found) == len(expected) > 0
    for got, row in zip(found, expected, strict=True):
        for name in ("obs_value", "obs_value_low", "obs_value_high", "page"):
            assert got[name] == row[name] and (got[name] is None or isinstance(got[name], (int, float)))
        for name in ("indicator_label_fr", "unit_measure_label_fr", "note_fr", "citation_fr"):
            assert got[name] == row[name]


@pytest.mark.client("LibreOffice", "CSV")
def test_a_spreadsheet_takes_the_figures_from_the_address_itself(
    address: str, files: DownloadCatalogue, tmp_path: Path
) -> None:
    indicator = "prostitution-recourse-cases"
    reading = f"Text - txt - csv (StarCalc):{_COMMA},{_QUOTE},{_UTF8},1,,{_ENGLISH},false,true"
    convert(f"{address}/data/indicators/{indicator}.csv", tmp_path / "out", "xlsx", reading)
    sheet = openpyxl.load_workbook(tmp_path / "out" / f"{indicator}.xlsx").active
    assert sheet is not None
    header, *lines = sheet.iter_rows(values_only=True)
    selection = Selection(table="observations", indicator=indicator)
    expected = arrow_of(Rows(files.published, files.dataset, selection)).to_pylist()
    found = [dict(zip(header, line, strict=True)) for line in lines]
    for name in ("obs_value", "obs_value_low", "obs_value_high", "page", "indicator_label_fr", "note_fr", "note_en"):
        assert [row[name] for row in found] == [row[name] for row in expected]
