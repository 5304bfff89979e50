"""Two invented reports, of other countries and in other languages, are entered, checked and proved without new code."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations.report.acceptances import read_acceptances
from expectations.validate import check
from pipelines.build import build
from pipelines.curate.curate import curate
from pipelines.prove.verify import verify_document
from pipelines.schema.columns import C, T
from pipelines.schema.faults import Faults
from pipelines.schema.paths import ROOT
from tests.invented.folders import BRITISH, REPORTS, SPANISH, text_of, write_beside, write_site

ESEC = "from pipelines.cli import main; main()"
# Asks for one page of each kind, in each language, and names those that do not answer.
READ = """
from dashboard.app import create_app
from dashboard.data.store import load_snapshot
from dashboard.pages import PAGES
from dashboard.settings import Settings
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.paths import CURATED_DIR
snapshot = load_snapshot(CURATED_DIR)
client = create_app(Settings(curated=CURATED_DIR)).server.test_client()
asked = [f"/{lang}/{path}" for page in PAGES for path in page.paths(snapshot)[-2:] for lang in LANGUAGES]
print([path for path in asked if client.get(path).status_code != 200], len(asked))
"""
Rows = list[dict[str, str]]


def run(site: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ESEC_SITE": str(site), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=site, env=environment, text=True, capture_output=True, timeout=300, check=False)


def esec(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(site, ESEC, *arguments)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the two reports, built by the command alone, with every rule and no warning."""
    folder = write_site(tmp_path_factory.mktemp("invented") / "site")
    built = esec(folder, "build")
    assert built.returncode == 0, built.stderr
    assert "warning" not in built.stdout + built.stderr
    return folder


def test_they_are_a_site_by_themselves(site: Path) -> None:
    descriptor = json.loads((site / "data" / "curated" / "datapackage.json").read_text(encoding="utf-8"))
    assert (descriptor["name"], descriptor["title"]) == ("invented", "Two invented reports")
    sources = pq.read_table(site / "data" / "curated" / f"{T.SOURCES}.parquet").to_pylist()
    assert {row[C.SOURCE_ID]: row[C.LANGUAGE] for row in sources} == {BRITISH: "en", SPANISH: "es"}


def test_each_kind_of_page_answers_without_laws_and_surveys(site: Path) -> None:
    answered = run(site, READ)
    assert answered.returncode == 0, answered.stderr
    silent, _, number = answered.stdout.strip().rpartition(" ")
    assert silent == "[]"
    assert int(number) > 40


@pytest.mark.parametrize("report", REPORTS)
def test_each_is_proved_by_its_own_text(site: Path, report: str) -> None:
    proved = esec(site, "verify", "--document", str(ROOT / "tests" / "invented" / f"{report}.txt"))
    assert proved.returncode == 0, proved.stderr
    assert f"rows of {report}" in proved.stdout and "no fault" in proved.stdout


def _rows(raw: Path, report: str) -> Rows:
    with (raw / report / "observations.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _damage(raw: Path, changes: dict[tuple[str, str, str], dict[str, str]]) -> dict[tuple[str, str, str], str]:
    """Change cells of the rows with (report, indicator, printed form); return the ids of those rows."""
    ids = {}
    for report in REPORTS:
        rows = _rows(raw, report)
        for row in rows:
            place = (report, row[C.INDICATOR_ID], row[C.AS_PRINTED])
            if place in changes:
                ids[place] = row[C.OBS_ID]
                row.update(changes[place])
        with (raw / report / "observations.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    assert ids.keys() == changes.keys()
    return ids


# What is changed, and the rule that names it at that row.
DAMAGES: dict[tuple[str, str, str], tuple[dict[str, str], str]] = {
    (BRITISH, "inv-offences", "1,234 offences"): ({C.OBS_VALUE: "1243"}, "printed-form"),
    (BRITISH, "inv-offences", "an estimated 60 in Wales"): ({C.QUALIFIER: "exact"}, "printed-form"),
    (BRITISH, "inv-convictions", "thirty-two convictions"): ({C.OBS_VALUE: "23"}, "printed-form"),
    (BRITISH, "inv-convictions", "fewer than 20 concerned girls"): (
        {C.QUALIFIER: "exact", C.OBS_VALUE: "20", C.OBS_VALUE_HIGH: ""},
        "printed-form",
    ),
    (BRITISH, "inv-offences", "402 in the first quarter of 2018"): (
        {C.TIME_PERIOD: "2018-04/2018-06"},
        "printed-period",
    ),
    (BRITISH, "inv-children-at-risk", "between 4,000 and 8,000"): ({C.OBS_VALUE_HIGH: "800"}, "bounds-in-order"),
    (BRITISH, "inv-offence-rate", "12.5 per 100,000 children"): ({C.OBS_VALUE: "100000"}, "printed-form"),
    (BRITISH, "inv-approached", "one child in four"): ({C.OBS_VALUE: "4"}, "printed-form"),
    (BRITISH, "inv-budget-gbp", "£1.2m in 2018"): ({C.OBS_VALUE: "1.2"}, "printed-form"),
    (BRITISH, "inv-rank", "eleventh in 2016"): ({C.OBS_VALUE: "12"}, "printed-form"),
    (BRITISH, "inv-offences", "210 were recorded in Scotland"): ({C.REF_AREA: "ES-CT"}, "one-country-a-group"),
    (BRITISH, "inv-offences", "912 in 2016"): ({C.TIME_PERIOD: "2009"}, "period-in-coverage"),
    (BRITISH, "inv-silent-calls", "about 60 per cent"): (
        {C.INDICATOR_ID: "inv-rank", C.BASE_EN: "", C.BASE_FR: ""},
        "printed-percent",
    ),
    (SPANISH, "inv-offences", "1.098 delitos"): ({C.OBS_VALUE: "1.098"}, "printed-form"),
    (SPANISH, "inv-offences", "3 412 en 2019"): ({C.OBS_VALUE: "412"}, "printed-form"),
    (SPANISH, "inv-offences", "más de 350"): (
        {C.QUALIFIER: "exact", C.OBS_VALUE: "350", C.OBS_VALUE_LOW: ""},
        "printed-form",
    ),
    (SPANISH, "inv-convictions", "veintisiete condenas"): ({C.OBS_VALUE: "72"}, "printed-form"),
    (SPANISH, "inv-children-at-risk", "Entre 2.500 y 3.000"): ({C.OBS_VALUE_LOW: "2.5"}, "printed-form"),
    (SPANISH, "inv-children-at-risk", "hasta 4.500"): (
        {C.QUALIFIER: "at_least", C.OBS_VALUE_LOW: "4500", C.OBS_VALUE_HIGH: ""},
        "printed-form",
    ),
    (SPANISH, "inv-offence-rate", "7,3 por 100.000 menores"): ({C.OBS_VALUE: "73"}, "printed-form"),
    (SPANISH, "inv-silent-calls", "cerca del 40 por ciento"): ({C.QUALIFIER: "exact"}, "printed-form"),
    (SPANISH, "inv-budget-eur", "1,2 millones de euros"): ({C.OBS_VALUE: "12000000"}, "printed-form"),
    (SPANISH, "inv-rank", "undécimo en 2017"): ({C.OBS_VALUE: "12"}, "printed-form"),
    (SPANISH, "inv-assessed", "12,5 %"): ({C.BASE_EN: "", C.BASE_FR: ""}, "base-of-shares"),
}


def test_each_wrong_cell_is_named_by_a_rule(tmp_path: Path) -> None:
    raw = write_site(tmp_path / "site") / "data" / "raw"
    ids = _damage(raw, {place: change for place, (change, _rule) in DAMAGES.items()})
    faults = Faults()
    verdict = check(curate(raw, faults), accepted=read_acceptances(raw))
    assert not list(faults)
    named = {(fault.row, fault.rule) for fault in verdict.faults}
    missed = [(place, rule) for place, (_change, rule) in DAMAGES.items() if (ids[place], rule) not in named]
    assert not missed


@pytest.mark.parametrize(
    ("report", "indicator", "form", "change", "rule"),
    [
        (BRITISH, "inv-reports", "98", {C.AS_PRINTED: "89", C.OBS_VALUE: "89"}, "verify-printed-on-page"),
        (BRITISH, "inv-reports", "102", {C.PAGE: "2"}, "verify-printed-on-page"),
        (BRITISH, "inv-offences", "912 in 2016", {C.FOOTNOTE: "4"}, "verify-footnote"),
        (BRITISH, "inv-hotlines", "More than 45 countries", {C.TIME_PERIOD: "2015"}, "verify-period-printed"),
        (SPANISH, "inv-reports", "2.051", {C.AS_PRINTED: "2.501", C.OBS_VALUE: "2501"}, "verify-printed-on-page"),
        (
            SPANISH,
            "inv-offences",
            "más de 350",
            {C.AS_PRINTED: "350", C.QUALIFIER: "exact", C.OBS_VALUE: "350", C.OBS_VALUE_LOW: ""},
            "verify-wording",
        ),
    ],
)
def test_each_cell_that_the_page_does_not_say_is_found(
    tmp_path: Path, report: str, indicator: str, form: str, change: dict[str, str], rule: str
) -> None:
    raw = write_site(tmp_path / "site") / "data" / "raw"
    _damage(raw, {(report, indicator, form): change})
    faults = Faults()
    out = tmp_path / "curated"
    out.mkdir()
    for table, frame in curate(raw, faults).items():
        frame.to_parquet(out / f"{table}.parquet")
    assert rule in {fault.rule for fault in verify_document(out, text_of(report), report).faults}


def test_they_stand_beside_the_real_report(tmp_path: Path) -> None:
    built = build(write_beside(tmp_path / "raw"), tmp_path / "curated")
    assert not built.warnings
    for report in REPORTS:
        assert not verify_document(tmp_path / "curated", text_of(report), report).faults


def test_none_is_published() -> None:
    sources = pq.read_table(ROOT / "data" / "curated" / f"{T.SOURCES}.parquet", columns=[C.SOURCE_ID])
    assert not {*REPORTS} & {*sources[C.SOURCE_ID].to_pylist()}


def test_every_kind_of_number_is_among_them() -> None:
    """As the cases above are found by their rows, so these must be there."""
    kinds: dict[str, Callable[[dict[str, str]], bool]] = {
        "range": lambda row: row[C.QUALIFIER] == "range",
        "bound": lambda row: row[C.QUALIFIER] in ("more_than", "less_than", "at_least", "at_most"),
        "share without base": lambda row: row[C.BASE_EN].startswith("open:"),
        "share of a base": lambda row: bool(row[C.BASE_EN]) and not row[C.BASE_EN].startswith("open:"),
        "region": lambda row: "-" in row[C.REF_AREA],
        "month": lambda row: len(row[C.TIME_PERIOD]) == 7,
        "quarter": lambda row: len(row[C.TIME_PERIOD]) == 15,
        "school year": lambda row: len(row[C.TIME_PERIOD]) == 9,
        "in words": lambda row: bool(row[C.VALUE_WORDS_EN]),
        "footnote": lambda row: bool(row[C.FOOTNOTE]),
        "sex": lambda row: bool(row[C.SEX]),
        "none": lambda row: row[C.OBS_VALUE] == "0",
    }
    raw = ROOT / "tests" / "invented" / "data" / "raw"
    for report in REPORTS:
        rows = _rows(raw, report)
        missing = [kind for kind, is_one in kinds.items() if not any(map(is_one, rows))]
        assert not missing, report
