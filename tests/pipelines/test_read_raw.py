"""Reading the raw folder: every file is read or is a fault, and all faults of all files come in one run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.raw.read_raw import read_raw
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults
from pipelines.schema.paths import CATALOGUE

REPORT_FIGURES = f"{REPORT_SOURCE}/observations.csv"


def test_the_real_folder_reads_without_fault(raw: Path, faults: Faults) -> None:
    rows = read_raw(raw, faults)
    assert not list(faults)
    folders = {path.name for path in raw.iterdir()} - {CATALOGUE}
    assert {row.cells[C.SOURCE_ID] for row in rows[T.SOURCES]} == folders
    assert all(row.file.startswith(f"{row.cells[C.SOURCE_ID]}/") for row in rows[T.OBSERVATIONS])


def test_every_raw_row_is_read_from_the_line_where_it_stands(raw: Path, faults: Faults) -> None:
    rows = read_raw(raw, faults)
    for table in (T.OBSERVATIONS, T.EVENTS):
        for row in rows[table]:
            key = row.cells[tables()[table].key[0]]
            assert key in (raw / row.file).read_text(encoding="utf-8").splitlines()[row.line - 1]


DAMAGES: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("no catalogue file", lambda raw: (raw / "catalogue/units.toml").unlink(), "catalogue/units.toml", "Restore it"),
    (
        "no source record",
        lambda raw: (raw / REPORT_SOURCE / "source.toml").unlink(),
        f"{REPORT_SOURCE}/source.toml",
        "Add it",
    ),
    (
        "a table's file in the catalogue",
        lambda raw: shutil.copy(raw / REPORT_FIGURES, raw / "catalogue/observations.csv"),
        "catalogue/observations.csv",
        "Rename",
    ),
    (
        "a workbook",
        lambda raw: (raw / REPORT_SOURCE / "figures.xlsx").write_bytes(b"PK"),
        f"{REPORT_SOURCE}/figures.xlsx",
        "Save each sheet as CSV UTF-8, XLSX or ODS",
    ),
    (
        "a table twice",
        lambda raw: (raw / REPORT_SOURCE / "observations.xlsx").write_bytes(b"PK"),
        f"{REPORT_SOURCE}/observations.xlsx",
        "remove the other",
    ),
    ("a file beside the folders", lambda raw: (raw / "notes.txt").write_text("x"), "notes.txt", "Move the file"),
    (
        "a misspelt table",
        lambda raw: (raw / REPORT_FIGURES).rename(raw / REPORT_SOURCE / "observation.csv"),
        f"{REPORT_SOURCE}/observation.csv",
        "Rename the file",
    ),
    (
        "a folder where a table is expected",
        lambda raw: ((raw / REPORT_FIGURES).unlink(), (raw / REPORT_FIGURES).mkdir()),
        REPORT_FIGURES,
        "Rename",
    ),
    (
        "a folder within a source",
        lambda raw: (raw / REPORT_SOURCE / "old").mkdir(),
        f"{REPORT_SOURCE}/old",
        "remove it",
    ),
]


@pytest.mark.parametrize(("damage", "file", "cure"), [d[1:] for d in DAMAGES], ids=[d[0] for d in DAMAGES])
def test_a_file_missing_or_in_the_wrong_place_is_answered(
    raw: Path, faults: Faults, damage: Callable[[Path], object], file: str, cure: str
) -> None:
    damage(raw)
    read_raw(raw, faults)
    (fault,) = faults
    assert (fault.rule, fault.file) == ("raw-file", file)
    assert cure in fault.cure


def test_a_missing_folder_is_one_fault(tmp_path: Path, faults: Faults) -> None:
    rows = read_raw(tmp_path / "nowhere", faults)
    (fault,) = faults
    assert "--raw" in fault.cure
    assert not any(rows.values())


def test_a_missing_catalogue_names_each_of_its_files(raw: Path, faults: Faults) -> None:
    shutil.rmtree(raw / CATALOGUE)
    read_raw(raw, faults)
    declared = {f"{CATALOGUE}/{table.name}.toml" for table in tables().values() if table.raw == "catalogue"}
    assert {fault.file for fault in faults} == declared


def test_faults_of_all_files_come_together(raw: Path, faults: Faults) -> None:
    observations = raw / REPORT_FIGURES
    observations.write_bytes(observations.read_bytes().replace(b"obs_id,indicator_id", b"obs_id,indicator", 1))
    (raw / "catalogue/units.toml").write_text("[BROKEN\n", encoding="utf-8")
    (raw / "stray.csv").write_text("x", encoding="utf-8")
    events = raw / REPORT_SOURCE / "events.csv"
    events.write_bytes(events.read_bytes() + b"ev-short,2009\n")
    read_raw(raw, faults)
    assert {(fault.rule, fault.file) for fault in faults} == {
        ("raw-header", REPORT_FIGURES),
        ("raw-toml", "catalogue/units.toml"),
        ("raw-file", "stray.csv"),
        ("raw-cells", f"{REPORT_SOURCE}/events.csv"),
    }


def test_hidden_files_of_editors_are_no_fault(raw: Path, faults: Faults) -> None:
    (raw / ".~lock.observations.csv#").write_text("x", encoding="utf-8")
    (raw / REPORT_SOURCE / ".DS_Store").write_bytes(b"\x00")
    read_raw(raw, faults)
    assert not list(faults)
