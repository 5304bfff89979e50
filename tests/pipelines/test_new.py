"""`esec new`: what it writes is valid and whole, what it refuses it refuses before writing, with the cure."""

import csv
import os
import tomllib
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.commands.new import NewRow, compose, next_obs_id, write
from pipelines.curate.curate import curate
from pipelines.schema.codes import OWN_SOURCE
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults

FIGURES = f"{REPORT_SOURCE}/observations.csv"
FIGURE = {
    "source": REPORT_SOURCE,
    "indicator": "hdi-rank",
    "time-period": "2010",
    "qualifier": "exact",
    "value": "9",
    "origin": "undp",
    "page": "8",
    "section": "introduction",
    "as-printed": "9ème rang mondial",
}
INDICATOR = {
    "topic": "online",
    "name-en": "Visits to the hotline's site",
    "name-fr": "Visites du site de la plateforme",
    "definition-en": "Visits to the site on which the public reports contents, as its operator counts them.",
    "definition-fr": "Visites du site où le public signale des contenus, telles que son opérateur les compte.",
    "population-en": "visits to its site from everywhere, people and programs alike",
    "population-fr": "visites de son site de toute provenance, personnes et programmes",
    "unit-measure": "REPORTS",
    "measure-kind": "recorded",
    "exploitation-form": "csam",
    "chart-kind": "values",
}
SOURCE = {
    "source-kind": "other_publication",
    "title": "Rapport annuel 2011",
    "publisher": "Association des fournisseurs d'accès",
    "published": "2012",
    "language": "fr",
    "seen-in": "publisher",
    "coverage-start": "2010",
    "coverage-end": "2011",
    "rights-en": "Figures are cited with their source.",
    "rights-fr": "Les chiffres sont cités avec leur source.",
    "citation": "Association des fournisseurs d'accès (2012). Rapport annuel 2011.",
    "short-en": "AFA (2012)",
    "short-fr": "AFA (2012)",
}


def figure(cells: dict[str, str]) -> NewRow:
    return NewRow(tables()[T.OBSERVATIONS], FIGURES, "o-4001", cells)


def flags(values: dict[str, str], *without: str) -> list[str]:
    return [part for name, value in values.items() if name not in without for part in (f"--{name}", value)]


def run(raw: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", *arguments, "--raw", str(raw)])


def contents(raw: Path) -> dict[str, bytes]:
    return {path.relative_to(raw).as_posix(): path.read_bytes() for path in raw.rglob("*") if path.is_file()}


def rows(raw: Path, file: str = FIGURES) -> list[dict[str, str]]:
    with (raw / file).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_flags_alone_write_one_valid_row(raw: Path, faults: Faults) -> None:
    before = contents(raw)
    result = run(raw, "figure", *flags(FIGURE))
    assert result.exit_code == 0, result.output
    after = contents(raw)
    assert {name for name in after if after[name] != before.get(name)} == {FIGURES}
    assert after[FIGURES].startswith(before[FIGURES])
    assert after[FIGURES].count(b"\n") == before[FIGURES].count(b"\n") + 1
    row = rows(raw)[-1]
    assert {value for value in row.values() if value} == {row[C.OBS_ID], *FIGURE.values()} - {REPORT_SOURCE}
    assert (row[C.INDICATOR_ID], row[C.OBS_VALUE], row[C.PAGE]) == ("hdi-rank", "9", "8")
    assert row[C.OBS_ID] in result.output
    curate(raw, faults)
    assert not list(faults)
    assert f"{FIGURES}:{after[FIGURES].count(10)}" in result.output


def test_a_file_that_excel_saved_gets_its_row_in_the_same_form(raw: Path) -> None:
    with (raw / FIGURES).open(encoding="utf-8", newline="") as text:
        lines = list(csv.reader(text))
    with (raw / FIGURES).open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(lines)
    before = (raw / FIGURES).read_bytes()
    result = run(raw, "figure", *flags(FIGURE))
    assert result.exit_code == 0, result.output
    after = (raw / FIGURES).read_bytes()
    assert after.startswith(before) and after.endswith(b"\r\n")
    added = dict(zip(lines[0], next(csv.reader([after[len(before) :].decode()], delimiter=";")), strict=True))
    assert (added[C.INDICATOR_ID], added[C.OBS_VALUE], added[C.AS_PRINTED]) == ("hdi-rank", "9", "9ème rang mondial")


def test_a_row_is_not_added_to_a_workbook(raw: Path) -> None:
    with (raw / FIGURES).open(encoding="utf-8", newline="") as text:
        lines = list(csv.reader(text))
    (raw / FIGURES).unlink()
    path = (raw / FIGURES).with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        for place, cells in enumerate(lines):
            sheet.write_row(place, 0, cells)
    before = path.read_bytes()
    result = run(raw, "figure", *flags(FIGURE))
    assert result.exit_code == 1
    assert "observations.xlsx" in result.output and "Add the row in the workbook, under the id o-" in result.output
    assert path.read_bytes() == before


def test_it_says_every_flag_that_is_needed_and_writes_nothing(raw: Path) -> None:
    before = contents(raw)
    result = run(raw, "figure", *flags(FIGURE, "origin", "page", "as-printed", "section"))
    assert result.exit_code == 1
    assert "Still needed: --origin --page --section --as-printed" in result.output
    assert contents(raw) == before


@pytest.mark.parametrize(
    ("flag", "value", "said"),
    [
        ("source", "ecpat-france", "esec new source first"),
        ("indicator", "hdi-ranks", "did you mean hdi-rank"),
        ("time-period", "2010-02-30", "ISO 8601"),
        ("qualifier", "around", "approx, at_least, at_most"),
        ("value", "9,5", "decimal point"),
        ("origin", "undpp", "did you mean undp"),
        ("page", "viii", "whole number"),
        ("section", "intro", "codelists.toml"),
    ],
)
def test_a_wrong_flag_is_refused_with_the_cure(raw: Path, flag: str, value: str, said: str) -> None:
    before = contents(raw)
    result = run(raw, "figure", *flags(FIGURE | {flag: value}))
    assert result.exit_code == 1
    assert said in result.output
    assert "nothing was written" in result.output
    assert contents(raw) == before


def test_all_wrong_flags_are_said_at_once(raw: Path) -> None:
    result = run(raw, "figure", *flags(FIGURE | {"indicator": "x", "value": "y", "page": "z"}))
    assert all(said in result.output for said in ("indicator_id = 'x'", "obs_value = 'y'", "page = 'z'"))
    assert "comparability" not in result.output


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"value": "90"}, "printed-form"),
        ({"time-period": "2009", "as-printed": "8ème rang mondial", "value": "8"}, "unique-figure"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_by_that_rule(raw: Path, changes: dict[str, str], rule: str) -> None:
    before = contents(raw)
    result = run(raw, "figure", *flags(FIGURE | changes))
    assert result.exit_code == 1
    assert rule in result.output
    assert contents(raw) == before


def test_our_own_arithmetic_is_computed_from_its_formula(raw: Path) -> None:
    formula = "sum(o-0027,o-0028)"
    # Two years in a series of eight years together would stand in one group with them.
    with (raw / "catalogue" / "comparability.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(
            '\n["prostitution-recourse-total.two-years"]\nindicator_id = "prostitution-recourse-total"\n'
            'name_en = "Two years together"\nname_fr = "Deux années ensemble"\n'
        )
    given = {
        "source": OWN_SOURCE,
        "indicator": "prostitution-recourse-total",
        "time-period": "2006/2007",
        "comparability": "prostitution-recourse-total.two-years",
        "derivation": formula,
        "note-en": "Our sum of two years.",
        "note-fr": "Notre somme de deux années.",
    }
    result = run(raw, "figure", *flags(given))
    assert result.exit_code == 0, result.output
    row = rows(raw, f"{OWN_SOURCE}/observations.csv")[-1]
    values = {each[C.OBS_ID]: each[C.OBS_VALUE] for each in rows(raw)}
    assert float(row[C.OBS_VALUE]) == float(values["o-0027"]) + float(values["o-0028"])
    assert (row[C.QUALIFIER], row[C.ORIGIN_ID], row[C.OBS_ID][:2]) == ("exact", "own", "d-")


@pytest.mark.parametrize(
    ("source", "taken", "following"),
    [
        (REPORT_SOURCE, ["o-0001", "o-0143", "d-0900", "o-1066"], "o-1067"),
        (OWN_SOURCE, ["o-0001", "d-0009"], "d-0010"),
        (REPORT_SOURCE, [], "o-0001"),
    ],
)
def test_the_next_id_follows_every_id_there_ever_was(source: str, taken: list[str], following: str) -> None:
    assert next_obs_id(source, taken) == following


def test_an_indicator_then_its_first_figure(raw: Path, faults: Faults) -> None:
    result = run(raw, "indicator", "hotline-visits", *flags(INDICATOR))
    assert result.exit_code == 0, result.output
    block = tomllib.loads((raw / "catalogue/indicators.toml").read_text(encoding="utf-8"))["hotline-visits"]
    assert block[C.NAME_FR] == INDICATOR["name-fr"]
    figure = FIGURE | {
        "indicator": "hotline-visits",
        "value": "1204",
        "as-printed": "1 204",
        "origin": "point_de_contact",
    }
    result = run(raw, "figure", *flags(figure))
    assert result.exit_code == 0, result.output
    frames = curate(raw, faults)
    assert not list(faults)
    assert "hotline-visits" in set(frames[T.COMPARABILITY][C.COMPARABILITY_ID])


def test_a_source_then_its_first_figure(raw: Path, faults: Faults) -> None:
    result = run(raw, "source", "afa-2012", *flags(SOURCE))
    assert result.exit_code == 0, result.output
    record = tomllib.loads((raw / "afa-2012/source.toml").read_text(encoding="utf-8"))
    assert (record[C.TITLE], record[C.COVERAGE_START]) == (SOURCE["title"], 2010)
    figure = {
        "source": "afa-2012", "indicator": "hotline-reported-csam", "time-period": "2011", "qualifier": "exact",
        "value": "5120", "origin": "point_de_contact", "as-printed": "5 120", "confidence": "high",
    }  # fmt: skip
    result = run(raw, "figure", *flags(figure))
    assert result.exit_code == 0, result.output
    assert [row[C.OBS_VALUE] for row in rows(raw, "afa-2012/observations.csv")] == ["5120"]
    curate(raw, faults)
    assert not list(faults)


@pytest.mark.parametrize(
    ("command", "values", "key", "said"),
    [
        ("indicator", INDICATOR, "Hotline Visits", "lower-case"),
        ("indicator", INDICATOR, "hdi-rank", "not taken"),
        ("indicator", INDICATOR | {"topic": "onlin"}, "hotline-visits", "did you mean online"),
        ("indicator", INDICATOR | {"unit-measure": ""}, "hotline-visits", "Still needed: --unit-measure\n"),
        ("indicator", INDICATOR | {"name-en": "Visits by child prostitutes"}, "hotline-visits", "terms"),
        ("source", SOURCE, "../elsewhere", "lower-case"),
        ("source", SOURCE, "pdc-2020", "not taken"),
        ("source", SOURCE | {"coverage-start": "MMXI"}, "afa-2012", "whole number"),
        ("source", SOURCE | {"coverage-start": "2020"}, "afa-2012", "source-limits"),
    ],
)
def test_a_wrong_entry_is_refused(raw: Path, command: str, values: dict[str, str], key: str, said: str) -> None:
    before = contents(raw)
    result = run(raw, command, key, *flags(values))
    assert result.exit_code == 1
    assert said in result.output
    assert contents(raw) == before


def test_a_folder_with_faults_is_not_added_to(raw: Path) -> None:
    (raw / FIGURES).write_bytes((raw / FIGURES).read_bytes() + b"\n")
    result = run(raw, "figure", *flags(FIGURE))
    assert result.exit_code == 1
    assert "Delete the blank line" in result.output


def test_the_file_keeps_its_columns_line_ends_and_rights(raw: Path) -> None:
    path = raw / FIGURES
    written = rows(raw)
    names = list(reversed(written[0]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(written)
    path.chmod(0o640)
    content, line = compose(raw, figure({C.NOTE_EN: 'Says "nine", then', C.NOTE_FR: "neuf"}))
    write(path, content)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") == line
    assert content.encode() == path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o640
    assert rows(raw)[:-1] == written
    assert rows(raw)[-1][C.NOTE_EN] == 'Says "nine", then'


def _fail(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device", "disk")


@pytest.mark.parametrize("step", ["pipelines.commands.new.sync", "pathlib.Path.replace", "pathlib.Path.write_bytes"])
@pytest.mark.parametrize("file", [FIGURES, "afa-2012/source.toml"])
def test_a_write_that_fails_leaves_the_folder_as_it_was(
    raw: Path, monkeypatch: pytest.MonkeyPatch, step: str, file: str
) -> None:
    before, folders = contents(raw), sorted(os.listdir(raw))
    monkeypatch.setattr(step, _fail)
    with pytest.raises(OSError, match="No space left"):
        write(raw / file, "text")
    monkeypatch.undo()
    assert contents(raw) == before
    assert sorted(os.listdir(raw)) == folders


def test_texts_with_quotes_and_backslashes_survive_toml(raw: Path) -> None:
    text = 'Says "yes" \\ no; été'
    content, _ = compose(raw, NewRow(tables()[T.INDICATORS], "catalogue/indicators.toml", "new-one", {C.NAME_EN: text}))
    assert tomllib.loads(content)["new-one"] == {C.NAME_EN: text}
