"""The raw folder with a second country beside the first: rows for the United Kingdom, all of them invented."""

import csv
from pathlib import Path

from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

SOURCE = "invented-uk"
_WHERE = {C.PAGE: "1", C.SECTION: "instruments"}
_BRITISH = {C.REF_AREA: "GB"}
_NOTE = {"note_en": "Invented for a test.", "note_fr": "Inventé pour un test."}
_AREA = """
[GB]
name_en = "United Kingdom"
name_fr = "Royaume-Uni"
"""
_LAW = """
[CL_LAW_CODE.ACT]
name_en = "an invented Act"
name_fr = "une loi inventée"
"""
_RECORD = """# Invented for tests: no such publication exists.
source_kind = "other_publication"
title = "Invented publication on the United Kingdom"
publisher = "Invented publisher"
published = "2011"
language = "en"
seen_in = "publisher"
coverage_start = 2009
coverage_end = 2009
page_first = 1
page_last = 9
rights_en = "Invented for a test."
rights_fr = "Inventé pour un test."
citation = "Invented publisher (2011). Invented publication on the United Kingdom."
short_en = "Invented publisher (2011)"
short_fr = "Éditeur inventé (2011)"
"""
TREATY = {
    C.TREATY_ID: "crc-gb",
    "name_en": "Convention on the Rights of the Child",
    "name_fr": "Convention relative aux droits de l'enfant",
    C.BODY_ID: "un",
    C.ADOPTED: "1989",
    C.RATIFIED: "1991-12-01",
    C.OBS_STATUS: "A",
    C.AS_PRINTED: "1 December 1991",
    **_WHERE,
    **_BRITISH,
    **_NOTE,
}
PENALTY = {
    C.PENALTY_ID: "p-9001",
    C.LAW_CODE: "ACT",
    C.ARTICLE: "225-12-1",
    C.OFFENCE_ID: "recourse",
    "offence_en": "Paying for a sexual act with a child, in an invented Act",
    "offence_fr": "Payer un acte sexuel avec un enfant, dans une loi inventée",
    "circumstance_en": "base offence",
    "circumstance_fr": "infraction simple",
    C.PRISON_YEARS: "7",
    C.FINE: "5000",
    C.CURRENCY: "GBP",
    C.OBS_STATUS: "A",
    C.AS_PRINTED: "7 years and a fine of £5,000",
    **_WHERE,
    **_BRITISH,
    **_NOTE,
}
CURRENT = {
    C.CURRENT_PENALTY_ID: "n-9001",
    C.PENALTY_ID: "p-9001",
    C.PRISON_YEARS: "8",
    C.FINE: "6000",
    C.CURRENCY: "GBP",
    C.AS_PRINTED: "8 years and £6,000",
}
CRITERION = {
    C.CRITERION: "goal-1-prevention-children-gb",
    C.GOAL: "1",
    "goal_en": "Prevention in the community",
    "goal_fr": "Prévention au niveau de la communauté",
    "label_en": "Prevention programmes for children",
    "label_fr": "Programmes de prévention pour les enfants",
    C.OBS_STATUS: "O",
    **_WHERE,
    **_BRITISH,
    **_NOTE,
}
EVENT = {
    C.EVENT_ID: "ev-gb-lanzarote",
    C.DATE: "2018-10-01",
    "label_en": "Lanzarote Convention enters into force, by an invented date",
    "label_fr": "Entrée en vigueur de la convention de Lanzarote, à une date inventée",
    C.KIND: "agreement",
    C.AS_PRINTED: "1 October 2018",
    **_WHERE,
    **_BRITISH,
    **_NOTE,
}
FIGURE = {
    C.OBS_ID: "o-9001",
    C.INDICATOR_ID: "hdi-rank",
    C.TIME_PERIOD: "2009",
    C.OBS_VALUE: "21",
    C.QUALIFIER: "exact",
    C.ORIGIN_ID: "undp",
    C.AS_PRINTED: "ranked 21",
    C.CONFIDENCE: "high",
    **_WHERE,
    **_BRITISH,
}
# A group of the country's own, as figures of two countries are never joined.
GROUP = f"""
["hdi-rank.gb"]
indicator_id = "hdi-rank"
name_en = "United Kingdom"
name_fr = "Royaume-Uni"
note_en = "{_NOTE["note_en"]}"
note_fr = "{_NOTE["note_fr"]}"
"""


def append(path: Path, text: str) -> None:
    """Add text at the end of a file of the folder."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def write_rows(folder: Path, table: str, *rows: dict[str, str], leave_out: tuple[str, ...] = ()) -> None:
    """Write a table of a source, with the declared columns but those left out."""
    names = [column.name for column in tables()[table].raw_columns if column.name not in leave_out]
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def add_country(raw: Path) -> Path:
    """Add the second country to a copy of the raw folder; return the folder of its source."""
    append(raw / "catalogue" / f"{T.AREAS}.toml", _AREA)
    append(raw / "catalogue" / f"{T.CODELISTS}.toml", _LAW)
    append(raw / "catalogue" / f"{T.COMPARABILITY}.toml", GROUP)
    folder = raw / SOURCE
    folder.mkdir()
    (folder / "source.toml").write_text(_RECORD, encoding="utf-8")
    write_rows(folder, T.TREATIES, TREATY)
    write_rows(folder, T.LEGAL_PENALTIES, PENALTY, leave_out=(C.FINE_EUR,))
    write_rows(folder, T.CURRENT_PENALTIES, CURRENT, leave_out=(C.FINE_EUR,))
    write_rows(folder, T.PROGRESS_CARD, CRITERION)
    write_rows(folder, T.EVENTS, EVENT)
    write_rows(folder, T.OBSERVATIONS, {**FIGURE, C.COMPARABILITY_ID: "hdi-rank.gb"})
    return folder
