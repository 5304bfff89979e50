"""Whether a source is proved follows from the record of its proof and from what its rows state, from nothing else."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipelines.curate.curate import curate
from pipelines.schema.codes import OWN_SOURCE, Proof
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.faults import Faults
from pipelines.schema.proof import RECORD, RECORD_COLUMNS, digest_rows


def sources(raw: Path) -> pd.DataFrame:
    faults = Faults()
    frame = curate(raw, faults)[T.SOURCES].set_index(C.SOURCE_ID)
    assert not list(faults)
    return frame


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_report_is_proved_and_a_publication_read_by_hand_is_not(raw: Path) -> None:
    found = sources(raw)
    report = found.loc[REPORT_SOURCE]
    assert report[C.PROOF] == Proof.PROVED and report[list(RECORD_COLUMNS)].notna().all()
    others = found.drop([REPORT_SOURCE, OWN_SOURCE])
    assert set(others[C.PROOF]) == {Proof.NOT_PROVED} and others[list(RECORD_COLUMNS)].isna().all(axis=None)
    assert pd.isna(found.loc[OWN_SOURCE, C.PROOF])


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("observations.csv", "122 gouvernements", "122"),
        ("observations.csv", ",WLD,1996,", ",WLD,1997,"),
        ("left_out.csv", "x-0001,5,", "x-0001,6,"),
        ("treaties.csv", ",1990-07-07,", ",1990-08-07,"),
        ("source.toml", 'page_map = "4:1;5:108', 'page_map = "4:1;5:109'),
        ("source.toml", 'language = "fr"', 'language = "nl"'),
        ("source.toml", 'document_sha256 = "fd7f', 'document_sha256 = "0000'),
    ],
)
def test_what_was_proved_and_then_changed_no_longer_passes_as_proved(raw: Path, file: str, old: str, new: str) -> None:
    edit(raw / REPORT_SOURCE / file, old, new)
    report = sources(raw).loc[REPORT_SOURCE]
    # Which text it was proved against, and when, stays said.
    assert report[C.PROOF] == Proof.CHANGED and report[list(RECORD_COLUMNS)].notna().all()


def _reversed_columns(text: str) -> str:
    frame = pd.read_csv(pd.io.common.StringIO(text), dtype=str, keep_default_na=False)
    return str(frame[frame.columns[::-1]].to_csv(index=False))


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("events.csv", lambda text: text.replace("\n", "\r\n")),
        ("events.csv", _reversed_columns),
        ("events.csv", lambda text: "".join([(lines := text.splitlines(True))[0], *reversed(lines[1:])])),
        ("left_out.csv", lambda text: text.replace("x-0001", "x-9999", 1)),
        ("source.toml", lambda text: text.replace("2e éd. ECPAT", "2e édition. ECPAT")),
    ],
    ids=["line ends", "order of columns", "order of rows", "an id", "the citation"],
)
def test_a_proof_outlives_what_verification_does_not_read(raw: Path, file: str, change: Callable[[str], str]) -> None:
    path = raw / REPORT_SOURCE / file
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8", newline="")
    assert sources(raw).loc[REPORT_SOURCE, C.PROOF] == Proof.PROVED


def test_a_record_that_was_taken_away_is_no_proof(raw: Path) -> None:
    (raw / REPORT_SOURCE / RECORD).unlink()
    assert sources(raw).loc[REPORT_SOURCE, C.PROOF] == Proof.NOT_PROVED


def test_a_record_with_other_keys_is_a_fault(raw: Path) -> None:
    edit(raw / REPORT_SOURCE / RECORD, C.PROVED_ON, "checked_on")
    faults = Faults()
    assert curate(raw, faults)[T.SOURCES].set_index(C.SOURCE_ID).loc[REPORT_SOURCE, C.PROOF] == Proof.NOT_PROVED
    (fault,) = faults
    assert (fault.file, fault.column) == (f"{REPORT_SOURCE}/{RECORD}", "checked_on") and C.PROVED_ON in fault.expected


def test_rewording_a_note_changes_nothing_that_was_proved_unless_it_names_another_page() -> None:
    row = {C.NOTE_EN: "Signed in 2000: page 8.", C.NOTE_FR: "Signé en 2000 : page 8."}
    proved = digest_rows({T.TREATIES: [row]})
    assert digest_rows({T.TREATIES: [{**row, C.NOTE_EN: "Page 8 gives 2000; see page 8."}]}) == proved
    assert digest_rows({T.TREATIES: [{**row, C.NOTE_EN: "Signed in 2000: page 9."}]}) != proved
    # A site may lack the other languages of its source's notes.
    assert digest_rows({T.TREATIES: [{**row, C.NOTE_FR: None}]}) == proved
    assert digest_rows({T.TREATIES: [{**row, C.NOTE_EN: None}]}) != proved
