"""For each rule, damages that it must find, and the rows that it must name."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from pipelines.schema.columns import T
from pipelines.schema.proof import RECORD_COLUMNS
from tests.expectations.tables import Rows, find, lineage_of


@dataclass(frozen=True)
class Damage:
    """A damage to valid rows.

    Attributes:
        rule: the rule that must find it.
        edit: does it.
        named: (table, key) of the rows that the rule must name, no other.
        to_previous: whether the rows as last published are damaged rather than the present ones.
    """

    rule: str
    edit: Callable[[Rows], None]
    named: Collection[tuple[str, str]]
    to_previous: bool = False


DAMAGES: list[Damage] = []


def _damage(rule: str, edit: Callable[[Rows], None], *named: tuple[str, str], to_previous: bool = False) -> None:
    DAMAGES.append(Damage(rule, edit, frozenset(named), to_previous))


def _set(table: str, key: str, **cells: Any) -> Callable[[Rows], None]:
    return lambda rows: find(rows, table, key).update(cells)


def _cells(rule: str, table: str, key: str, **cells: Any) -> None:
    """A damage to cells of one row, which the rule must name."""
    _damage(rule, _set(table, key, **cells), (table, key))


def _figure(rule: str, key: str, **cells: Any) -> None:
    _cells(rule, T.OBSERVATIONS, key, **cells)


def _drop(table: str, key: str) -> Callable[[Rows], None]:
    return lambda rows: rows[table].remove(find(rows, table, key))


def _add(table: str, like: str, **cells: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[table].append({**find(rows, table, like), **cells})


def _area(code: str, english: str, french: str) -> Callable[[Rows], None]:
    return _add(T.AREAS, "FR", ref_area=code, name_en=english, name_fr=french)


def _empty(table: str) -> Callable[[Rows], None]:
    return lambda rows: rows[table].clear()


# Columns and types are damaged in frames, in test_structure.py.
_figure("filled-cells", "o-0001", origin_id=None)
_cells("filled-cells", T.INDICATORS, "cases", name_fr=None)
_damage("table-not-empty", _empty(T.RELEASES), (T.RELEASES, ""))

_damage("unique-key", _add(T.OBSERVATIONS, "o-0002", time_period="2004"), (T.OBSERVATIONS, "o-0002"))
_damage(
    "unique-key",
    _add(T.CODELISTS, "CL_SEX|_T", name_en="again"),
    (T.CODELISTS, "CL_SEX|_T"),
)
_damage(
    "unique-figure",
    _add(T.OBSERVATIONS, "o-0002", obs_id="o-0099", obs_value=25, as_printed="25"),
    (T.OBSERVATIONS, "o-0002"),
    (T.OBSERVATIONS, "o-0099"),
)
_damage("cell-shape", _set(T.OBSERVATIONS, "o-0002", obs_id="o-2"), (T.OBSERVATIONS, "o-2"))
_damage("cell-shape", _set(T.EVENTS, "ev-law", event_id="Ev Law"), (T.EVENTS, "Ev Law"))
_cells("cell-shape", T.SOURCES, "ecpat-france-2011", url="example.org")
_cells("cell-shape", T.SOURCES, "ecpat-france-2011", url="javascript:alert(1)")
_cells("cell-shape", T.SOURCES, "ecpat-france-2011", url="https://user:word@example.org/")
_cells("cell-shape", T.SOURCES, "ecpat-france-2011", url="https://example.org/\u202e")
_cells("cell-shape", T.SOURCES, "ecpat-france-2011", document_sha256="abc")
_damage("cell-shape", _set(T.RELEASES, "1.0.1", version="1.0"), (T.RELEASES, "1.0"))
_cells("cell-shape", T.CORRECTIONS, "c-0001", row_key="=1+1")

_damage(
    "no-id-skipped",
    lambda rows: [
        find(rows, T.OBSERVATIONS, "o-0001").update(obs_id="number one"),
        rows[T.OBSERVATIONS].remove(find(rows, T.OBSERVATIONS, "o-0008")),
    ][0],
    (T.OBSERVATIONS, "o-0009"),
)
_damage("no-id-skipped", _drop(T.OBSERVATIONS, "o-0008"), (T.OBSERVATIONS, "o-0009"))
_damage("no-id-skipped", _set(T.OBSERVATIONS, "o-0012", obs_id="o-0014"), (T.OBSERVATIONS, "o-0014"))
_damage(
    "names-apart",
    _set(T.INDICATORS, "cases-mean", name_en="Recorded cases"),
    (T.INDICATORS, "cases"),
    (T.INDICATORS, "cases-mean"),
)
_damage(
    "names-apart",
    _set(T.EVENTS, "ev-law", label_fr="Une campagne de trois jours"),
    (T.EVENTS, "ev-law"),
    (T.EVENTS, "ev-campaign"),
)
# Of one country; what is another country's may be called the same.
_damage(
    "names-apart",
    lambda rows: [
        _add(T.TREATIES, "crc", treaty_id="crc-be", ref_area="BE")(rows),
        _add(T.TREATIES, "crc", treaty_id="crc-again")(rows),
    ][0],
    (T.TREATIES, "crc"),
    (T.TREATIES, "crc-again"),
)
_damage(
    "names-apart",
    lambda rows: [
        _area("LU", "Luxembourg", "Luxembourg")(rows),
        _area("BE-WLX", "Luxembourg", "Luxembourg")(rows),
        _area("BE_SOUTH", "Luxembourg", "Luxembourg")(rows),
    ][0],
    (T.AREAS, "BE-WLX"),
    (T.AREAS, "BE_SOUTH"),
)

for _code in ("UK", "FRA", "EZ", "FR-1234", "AN", "ZZZ", "UK-LND"):
    _damage("area-codes", _area(_code, "An area", "Un territoire"), (T.AREAS, _code))
_cells("area-names", T.AREAS, "FR", name_en="French Republic")
_damage("area-names", _area("WLD", "World", "Terre"), (T.AREAS, "WLD"))
_damage("area-names", _area("BE", "Belgium", "Belgium"), (T.AREAS, "BE"))
_damage("used-areas", _area("BE", "Belgium", "Belgique"), (T.AREAS, "BE"))

_figure("listed-codes", "o-0002", sex="W")
_cells("listed-codes", T.EVENTS, "ev-law", kind="party")
_figure("resolved-references", "o-0002", origin_id="ministry")
_cells("resolved-references", T.CROSSCHECKS, "x-0001", obs_id="o-9999")
_cells("resolved-references", T.RECONCILIATIONS, "r-mean", obs_id="o-9999")
_cells("resolved-lists", T.INDICATORS, "cases", related_ids="cases-total;nothing")
_cells("resolved-lists", T.INDICATORS, "cases", caveat_ids="recorded;recorded")
_cells("resolved-lists", T.INDICATORS, "cases", event_ids="ev-law; ev-campaign")
_cells("related-to-others", T.INDICATORS, "cases", related_ids="cases;cases-mean")
_damage(
    "declared-code-lists",
    _add(T.CODELISTS, "CL_SEX|_T", codelist_id="CL_COLOUR"),
    (T.CODELISTS, "CL_COLOUR|_T"),
)


_damage(
    "decided-codes",
    _set(T.CODELISTS, "CL_QUALIFIER|exact", code="exactly"),
    (T.CODELISTS, "CL_QUALIFIER|exactly"),
)


def _stray_lineage(rows: Rows) -> None:
    rows[T.LINEAGE] = [*lineage_of(rows), {**lineage_of(rows)[0], "row_key": "o-9999"}]


_damage("lineage-known", _stray_lineage, (T.LINEAGE, f"{T.OBSERVATIONS}|o-9999"))

_damage("used-entries", _add(T.ORIGINS, "own", origin_id="nobody"), (T.ORIGINS, "nobody"))
_damage("used-entries", _add(T.SOURCES, "other-2012", source_id="unread-2013"), (T.SOURCES, "unread-2013"))
_damage("used-entries", _add(T.INDICATORS, "cases", indicator_id="no-figures"), (T.INDICATORS, "no-figures"))
_damage("used-entries", _add(T.CAVEATS, "recorded", caveat_id="unsaid"), (T.CAVEATS, "unsaid"))
_damage("used-codes", _add(T.CODELISTS, "CL_AGE|_T", code="Y18T24"), (T.CODELISTS, "CL_AGE|Y18T24"))

_figure("unit-limits", "o-0002", obs_value=-24)
_figure("unit-limits", "o-0010", obs_value=145)
_figure("unit-limits", "o-0004", obs_value_high=float("inf"))
_figure("unit-decimals", "o-0002", obs_value=24.5)
_figure("unit-decimals", "o-0011", obs_value=40.55)
_cells("limits-in-order", T.UNITS, "PERCENT", minimum=100)
_cells("limits-in-order", T.UNITS, "CASES", minimum=-1)
_cells("limits-in-order", T.UNITS, "CASES", decimals=1)
_figure("unit-of-indicator", "o-0002", unit_measure="PERCENT")
_figure("qualifier-columns", "o-0002", obs_value_high=30)
_figure("qualifier-columns", "o-0004", obs_value=20)
_figure("qualifier-columns", "o-0004", obs_value_low=None)
_figure("qualifier-columns", "o-0005", obs_value_high=None, obs_value=100)
_figure("qualifier-columns", "o-0006", obs_value=0)
_figure("qualifier-columns", "o-0001", qualifier="missing")
_figure("bounds-in-order", "o-0004", obs_value_low=30, obs_value_high=10)
_figure("status-and-value", "o-0006", obs_status="A")
_figure("status-and-value", "o-0001", obs_status="O")
_cells("status-and-value", T.PROGRESS_CARD, "goal-1-training", rating="green")
_cells("status-and-value", T.LEGAL_PENALTIES, "p-0002", obs_status="A")
_cells("status-and-value", T.TREATIES, "crc", obs_status="E")
_figure("note-on-doubt", "o-0006", note_fr=None)
_figure("note-on-doubt", "o-0001", obs_status="U")
_figure("note-on-doubt", "o-0001", obs_status="V")
_figure("note-on-doubt", "o-0012", confidence="low")
_cells("note-on-doubt", T.LEGAL_PENALTIES, "p-0002", note_en=None, note_fr=None)

_figure("printed-form", "o-0001", obs_value=2)
_figure("printed-form", "o-0003", obs_value=13)
_figure("printed-form", "o-0005", qualifier="at_least", obs_value_low=100, obs_value_high=None)
_figure("printed-form", "o-0004", obs_value_low=11)
_figure(
    "printed-length", "o-0001", as_printed="20 cas en 2005, selon le ministère, et sans autre précision que celle-là"
)
_figure("printed-period", "o-0001", time_period="2004")
_figure("printed-period", "o-0003", as_printed="31 le 4 avril 2006")
_cells("printed-penalty", T.LEGAL_PENALTIES, "p-0001", prison_years=10)
_cells("printed-penalty", T.LEGAL_PENALTIES, "p-0001", fine=15000)
_damage(
    "population-of-unit",
    _set(T.UNITS, "CASES_PER_YEAR", name_en="children a year"),
    (T.INDICATORS, "cases-mean"),
)
_damage("population-of-unit", _set(T.UNITS, "CASES_PER_YEAR", name_fr="pays"), (T.INDICATORS, "cases-mean"))
_damage("counter-named", _set(T.OBSERVATIONS, "o-0009", origin_id="not_named"), (T.INDICATORS, "cases-mean"))
_cells("definition-in-bounds", T.INDICATORS, "cases", definition_en="Cases, most of them in France.")
_cells("definition-in-bounds", T.INDICATORS, "cases", definition_fr="Cas, la plupart en France.")


_cells("finding-figures", T.FINDINGS, "cases", claim_en="In {o-9999:when}, {o-9999} were recorded.")
_cells("finding-figures", T.FINDINGS, "cases", claim_fr="En {o-0002:when}, {o-0002} ont été enregistrés.")
_cells("finding-figures", T.FINDINGS, "cases", doubt_en="Unlike {o-0002:n}, not how many children are exploited.")
_cells("finding-numbers", T.FINDINGS, "cases", claim_en="In {o-0001:when}, 24 were recorded, {o-0001} of them late.")
_cells("finding-numbers", T.FINDINGS, "cases", doubt_fr="Non les 24 enfants exploités.")
_cells("finding-comparable", T.FINDINGS, "cases", claim_en="In {o-0001:when}, {o-0001}; in {o-0007:when}, {o-0007}.")


def _over_a_break(rows: Rows) -> None:
    find(rows, T.OBSERVATIONS, "o-0002").update(obs_status="B")
    find(rows, T.FINDINGS, "cases").update(claim_fr="{o-0001} en {o-0001:when}, {o-0003:n} en {o-0003:when}.")


_damage("finding-comparable", _over_a_break, (T.FINDINGS, "cases"))


def _of_another_area(table: str, key: str, **texts: str) -> Callable[[Rows], None]:
    def edit(rows: Rows) -> None:
        named = {"ref_area": "FR_MET", "name_en": "metropolitan France", "name_fr": "France métropolitaine"}
        rows[T.AREAS].append({**rows[T.AREAS][0], **named})
        find(rows, table, key).update(texts)

    return edit


for _table, _key, _column in (
    (T.COMPARABILITY, "cases.three-years", "note_en"),
    (T.CAVEATS, "recorded", "text_en"),
    (T.INDICATORS, "cases", "definition_en"),
):
    _damage("area-of-words", _of_another_area(_table, _key, **{_column: "In metropolitan France."}), (_table, _key))
_cells("coverage-of-figures", T.SOURCES, "other-2012", coverage_start=1990)
_cells("coverage-of-figures", T.SOURCES, "other-2012", coverage_end=2018)
_cells("printed-penalty", T.CURRENT_PENALTIES, "n-0001", prison_years=7)
_cells("printed-date", T.EVENTS, "ev-law", date="2006-04-05")
_cells("printed-date", T.EVENTS, "ev-campaign", end_date="2007-05-12")
_cells("printed-date", T.TREATIES, "crc", ratified="1990-08-07")

_figure("printed-percent", "o-0002", as_printed="24 %")
_damage(
    "printed-fall",
    lambda rows: rows[T.OBSERVATIONS].append(
        {
            **find(rows, T.OBSERVATIONS, "o-0002"),
            "obs_id": "o-0013",
            "unit_measure": "PC_CHANGE",
            "obs_value": 15.0,
            "as_printed": "baisse de 15 %",
        }
    ),
    (T.OBSERVATIONS, "o-0013"),
)
_figure("printed-group", "o-0010", as_printed="45 des femmes")
_figure("printed-group", "o-0011", as_printed="40,5 chez les 18-24 ans")

_cells("crosscheck-values", T.CROSSCHECKS, "x-0001", value_report="21")
_cells("crosscheck-values", T.CROSSCHECKS, "x-0001", value_other="20")
_cells("crosscheck-values", T.CROSSCHECKS, "x-0001", obs_id="o-0002")
_cells("crosscheck-values", T.CROSSCHECKS, "x-0001", obs_id=None, treaty_ref="crc", value_report="1990")
_damage(
    "one-code-a-name",
    _set(T.LEGAL_PENALTIES, "p-0002", offence_id="procuring"),
    (T.LEGAL_PENALTIES, "p-0001"),
    (T.LEGAL_PENALTIES, "p-0002"),
)
_damage(
    "law-of-article",
    _set(T.LEGAL_PENALTIES, "p-0002", law_code="CPP"),
    (T.LEGAL_PENALTIES, "p-0001"),
    (T.LEGAL_PENALTIES, "p-0002"),
)
# The same chapter may be of another law where it is of another country.
_damage(
    "law-of-article",
    lambda rows: [
        _add(T.LEGAL_PENALTIES, "p-0001", penalty_id="p-0003", ref_area="BE", law_code="CPP")(rows),
        _add(T.LEGAL_PENALTIES, "p-0001", penalty_id="p-0004", ref_area="BE", law_code="CP")(rows),
    ][0],
    (T.LEGAL_PENALTIES, "p-0003"),
    (T.LEGAL_PENALTIES, "p-0004"),
)
_cells("fine-in-currency", T.LEGAL_PENALTIES, "p-0001", currency=None)
_cells("fine-in-currency", T.LEGAL_PENALTIES, "p-0001", currency="GBP")
_cells("fine-in-currency", T.LEGAL_PENALTIES, "p-0001", currency="QQQ", fine_eur=None)
_cells("fine-in-currency", T.LEGAL_PENALTIES, "p-0002", currency="EUR")
_cells("fine-in-currency", T.CURRENT_PENALTIES, "n-0001", fine_eur=150000)
_cells("fine-in-currency", T.CURRENT_PENALTIES, "n-0001", fine_eur=None)
_cells("goal-of-criterion", T.PROGRESS_CARD, "goal-1-training", goal=2)

_damage(
    "group-of-indicator",
    _set(T.OBSERVATIONS, "o-0002", comparability_id="cases-total"),
    (T.OBSERVATIONS, "o-0002"),
)
_figure("one-length-a-series", "o-0002", time_period="2006-03")
_figure("one-length-a-series", "o-0002", time_period="2006/2007")
_damage(
    "group-name",
    _set(T.COMPARABILITY, "cases.three-years", comparability_id="years.three"),
    (T.COMPARABILITY, "years.three"),
)
_cells("break-note", T.COMPARABILITY, "cases.three-years", note_en=None, note_fr=None)
_figure("one-unit-a-series", "o-0002", unit_measure="PERCENT")

_figure("derived-marked", "d-0001", derivation=None)
_figure("derived-marked", "o-0002", derivation="sum(o-0001,o-0003)")
_figure("formula-readable", "d-0001", derivation="total(o-0001,o-0002)")
_figure("formula-readable", "d-0001", derivation="sum(o-0001,o-9999)")
_figure("formula-readable", "d-0001", derivation="sum(o-0001,d-0002)")
_figure("formula-readable", "d-0001", derivation="sum(o-0001,o-0004)")
_cells("formula-readable", T.RECONCILIATIONS, "r-total", formula="sum(o-0001)")
_cells("formula-readable", T.RECONCILIATIONS, "r-total", formula="sum(o-0001,o-0001)")
_figure("formula-one-group", "d-0001", derivation="sum(o-0001,o-0007)")
_cells("formula-one-group", T.RECONCILIATIONS, "r-total", formula="sum(o-0002,o-0007)")
_damage(
    "summable-units",
    lambda rows: [
        find(rows, T.UNITS, "CASES").update(additive=False),
    ][0],
    (T.OBSERVATIONS, "d-0001"),
)
_figure("summable-units", "d-0001", unit_measure="PERCENT")
_figure("formula-value", "d-0001", obs_value=76)
_figure("formula-value", "d-0003", obs_value=83.4)
_figure("small-base-share", "d-0003", derivation="share(o-0002,o-0012)")
_damage(
    "small-base-change",
    _set(T.OBSERVATIONS, "o-0001", obs_value=9, as_printed="9"),
    (T.OBSERVATIONS, "d-0002"),
)
_cells("totals-recomputed", T.RECONCILIATIONS, "r-mean", computed=23.0)
_cells("totals-recomputed", T.RECONCILIATIONS, "r-total", difference=-5.0)
_cells("totals-explained", T.RECONCILIATIONS, "r-total", reason_fr=None)
_cells("totals-explained", T.RECONCILIATIONS, "r-mean", agrees=None)

_cells("formula-unit", T.RECONCILIATIONS, "r-total", formula="share(o-0002,o-0003)")
_cells("formula-unit", T.RECONCILIATIONS, "r-mean", formula="sum(o-0001,o-0002)")
_cells("formula-unit", T.RECONCILIATIONS, "r-mean", formula="mean(o-0010,o-0011)")

_figure("page-in-source", "o-0002", page=7)
_cells("page-in-source", T.LEFT_OUT, "x-0001", page=3)
_figure("locator-complete", "o-0002", page=None)
_figure("locator-complete", "o-0002", section=None)
_figure("locator-complete", "o-0002", as_printed=None)
_figure("locator-complete", "o-0012", section="cases", footnote=None)
_figure("locator-complete", "o-0012", footnote="3")
_cells("page-map", T.SOURCES, "ecpat-france-2011", page_map="4:1;5:200;6:100")
_cells("page-map", T.SOURCES, "ecpat-france-2011", page_map="4:1;6:200")
_cells("source-limits", T.SOURCES, "other-2012", coverage_start=2012)
_cells("source-limits", T.SOURCES, "other-2012", page_first=3)

_damage(
    "whole-sections",
    lambda rows: [
        find(rows, T.TREATIES, "crc").update(page=6, section="treaties"),
        find(rows, T.EVENTS, "ev-law").update(page=7, section="treaties"),
        find(rows, T.EVENTS, "ev-campaign").update(page=8),
    ][0],
    (T.EVENTS, "ev-campaign"),
)


def _marked(rows: Rows) -> None:
    """Twelve figures with the marks 1 to 12 on two pages, and one whose mark is out of order."""
    for number, row in enumerate(rows[T.OBSERVATIONS][:12], start=1):
        row.update(page=5 if number < 8 else 6, footnote=str(number))
    find(rows, T.OBSERVATIONS, "o-0003").update(footnote="9")


_damage("rising-footnotes", _marked, (T.OBSERVATIONS, "o-0003"))

_figure("confidence-of-others", "o-0002", confidence="high")
_figure("confidence-of-others", "o-0012", confidence=None)
_figure("status-of-kind", "o-0002", obs_status="E")
_damage(
    "status-of-kind",
    _set(T.INDICATORS, "cases-mean", measure_kind="estimated"),
    (T.OBSERVATIONS, "o-0009"),
)
_damage(
    "status-of-kind",
    _set(T.INDICATORS, "cases-mean", measure_kind="asserted"),
    (T.OBSERVATIONS, "o-0009"),
)
_figure("base-of-shares", "d-0003", base_en=None, base_fr=None)
_figure("base-of-shares", "o-0002", base_en="all cases", base_fr="tous les cas")
_figure("base-of-shares", "d-0003", base_fr="ouverte : ceux-ci, ou ceux-là")
_figure("value-in-words", "o-0002", as_printed="vingt-quatre cas en 2006")
_figure("value-in-words", "o-0002", as_printed="vingt-quatre cas")
_figure("value-in-words", "o-0002", value_words_en="twenty-four cases", value_words_fr="vingt-quatre cas")
_cells("opinions-from-surveys", T.INDICATORS, "cases", measure_kind="opinion")
_cells("opinions-from-surveys", T.INDICATORS, "opinion", measure_kind="recorded")
_cells("kind-of-source", T.SOURCES, "other-2012", source_kind="own_arithmetic")
_cells("kind-of-source", T.SOURCES, "other-2012", source_kind="report")
_cells("kind-of-source", T.SOURCES, "esec-computed", seen_in="publisher")
for _lacking in ({"document_sha256": None}, {"page_map": None}, {"page_first": None}):
    _cells("kind-of-source", T.SOURCES, "ecpat-france-2011", **_lacking)
_cells("proof-recorded", T.SOURCES, "ecpat-france-2011", proved_on=None)
_cells("proof-recorded", T.SOURCES, "ecpat-france-2011", proof="changed")
_cells("proof-recorded", T.SOURCES, "ecpat-france-2011", proved_rows="1" * 64)
_cells("proof-recorded", T.SOURCES, "other-2012", proof="proved")
_cells("proof-recorded", T.SOURCES, "esec-computed", proof="not_proved")
# A row that changes, or a language that nobody reads, and what is said of the proof stays.
_damage(
    "proof-recorded",
    _set(T.OBSERVATIONS, "o-0002", obs_value=25, as_printed="25"),
    (T.SOURCES, "ecpat-france-2011"),
)
_cells("proof-recorded", T.SOURCES, "ecpat-france-2011", language="nl")
_cells("proof-current", T.SOURCES, "ecpat-france-2011", proof="changed", proved_rows="1" * 64)
_cells("report-proved", T.SOURCES, "ecpat-france-2011", proof="not_proved", **dict.fromkeys(RECORD_COLUMNS))

_figure("iso-periods", "o-0002", time_period="2006-13")
_figure("iso-periods", "o-0002", time_period="2007/2005")
_cells("iso-periods", T.EVENTS, "ev-law", date="2006-02-30")
_cells("iso-periods", T.EVENTS, "ev-law", date="2006/2007")
_figure("period-in-coverage", "o-0002", time_period="1999")
_figure("period-in-coverage", "o-0002", time_period="2005/2012")
_cells("dates-in-order", T.TREATIES, "crc", adopted="1991")
_cells("dates-in-order", T.EVENTS, "ev-campaign", end_date="2007-05-08")
_cells("reports-in-order", T.TREATIES, "crc", reports="1994:1;2002:3")
_cells("reports-in-order", T.TREATIES, "crc", reports="2002:1;1994:2")
_cells("reports-in-order", T.TREATIES, "crc", reports_due="2008:4")
_cells("reports-in-order", T.TREATIES, "crc", reports_due="2014:5")
_cells("dates-in-order", T.SURVEY_QUESTIONS, "q-opinion", published="2010-10-01")
_figure("period-basis", "o-0002", period_basis="undated", note_en="No year is printed.", note_fr="Aucune année.")
_figure("period-basis", "o-0002", period_basis="partial")
_figure("dated-by-fieldwork", "o-0010", time_period="2010-11-20")

_cells("survey-question", T.INDICATORS, "opinion", question_id=None)
_cells("survey-question", T.INDICATORS, "cases", question_id="q-opinion")
_figure("answers-in-surveys", "o-0010", answer="_Z")
_figure("answers-in-surveys", "o-0002", answer="YES")
_figure("whole-beside-group", "o-0010", sex="F")
_figure("whole-beside-group", "o-0011", age="Y18T24")
_figure("whole-beside-group", "o-0002", sex="F")
_damage(
    "one-sample-a-survey",
    _add(T.SURVEY_QUESTIONS, "q-opinion", question_id="q-other", sample_size=939),
    (T.SURVEY_QUESTIONS, "q-opinion"),
    (T.SURVEY_QUESTIONS, "q-other"),
)
_damage(
    "answers-within-whole",
    _set(T.OBSERVATIONS, "o-0010", obs_value=60.5, as_printed="60,5"),
    (T.OBSERVATIONS, "o-0010"),
    (T.OBSERVATIONS, "o-0011"),
)


def _nested(share: float | None, **cells: Any) -> Callable[[Rows], None]:
    """Yes is included in no, and so many say yes: more than say no."""

    def edit(rows: Rows) -> None:
        find(rows, T.SURVEY_QUESTIONS, "q-opinion").update(answer_kind="nested")
        find(rows, T.CODELISTS, "CL_ANSWER|YES").update(parent_code="NO")
        find(rows, T.OBSERVATIONS, "o-0010").update(obs_value=share, **cells)

    return edit


_cells("published-by-now", T.SOURCES, "other-2012", published="2099")
_damage("nested-answers", _nested(41), (T.OBSERVATIONS, "o-0010"))
_damage("nested-answers", _nested(None, obs_value_low=60, qualifier="at_least"), (T.OBSERVATIONS, "o-0010"))
_cells("parent-codes", T.CODELISTS, "CL_ANSWER|YES", parent_code="MAYBE")
_cells("parent-codes", T.CODELISTS, "CL_ANSWER|YES", parent_code="YES")


def _circle(rows: Rows) -> None:
    find(rows, T.CODELISTS, "CL_ANSWER|YES").update(parent_code="NO")
    find(rows, T.CODELISTS, "CL_ANSWER|NO").update(parent_code="YES")


_damage(
    "parent-codes",
    _circle,
    (T.CODELISTS, "CL_ANSWER|YES"),
    (T.CODELISTS, "CL_ANSWER|NO"),
)

_figure("both-languages", "o-0006", note_en=None)
_cells(
    "translated-texts",
    T.EVENTS,
    "ev-law",
    label_fr="A law on offences abroad, of 2006",
    label_en="A law on offences abroad, of 2006",
)
_cells(
    "translated-texts",
    T.CAVEATS,
    "recorded",
    text_en="Compte ce que les services ont noté.",
    text_fr="Compte ce que les services ont noté.",
)
_cells(
    "right-language",
    T.CAVEATS,
    "recorded",
    text_en="Compte ce que les services ont noté dans leurs registres.",
    text_fr="Counts what the services wrote in their files, and that is all of it.",
)

_cells("same-numbers", T.EVENTS, "ev-law", label_en="A law of 2006", label_fr="Une loi de 2007")
_cells("same-numbers", T.CAVEATS, "recorded", text_en="7,627 of 9", text_fr="7 627")
_cells("whole-translations", T.EVENTS, "ev-law", label_en="n")
_cells("whole-translations", T.CAVEATS, "recorded", text_fr="Compte.")

_cells("no-formula-cells", T.EVENTS, "ev-law", label_en="=HYPERLINK(1)")
_cells("no-formula-cells", T.SOURCES, "other-2012", title="@publisher")
_cells("no-formula-cells", T.CAVEATS, "recorded", text_fr="-1+2")
_cells("no-formula-cells", T.EVENTS, "ev-law", label_en=" =HYPERLINK(1)")
_cells("no-formula-cells", T.EVENTS, "ev-law", label_en="\n=1")
_cells("no-formula-cells", T.EVENTS, "ev-law", label_en="＝HYPERLINK(1)")
_cells("clean-text", T.EVENTS, "ev-law", label_en="A law  on offences abroad")
_cells("clean-text", T.EVENTS, "ev-law", label_fr="Une loi ")
_cells("clean-text", T.EVENTS, "ev-law", label_fr="Une loi (de 2006")
_cells("clean-text", T.EVENTS, "ev-law", label_fr="Une loi sur l'\u200benfance")
_cells("clean-text", T.EVENTS, "ev-law", label_fr="Une loi sur les infractions rÃ©primÃ©es")
_cells("clean-text", T.EVENTS, "ev-law", label_fr="Une loi sur les infrаctions")  # a Cyrillic letter
_cells("clean-text", T.CAVEATS, "recorded", text_en="–")
_cells("clean-text", T.CAVEATS, "recorded", text_en="n/a")
_cells("clean-text", T.EVENTS, "ev-law", label_fr="Une loi sur la r?pression")
_cells("guarded-terms", T.INDICATORS, "cases", definition_en="Cases of child prostitution in France.")
_cells("guarded-terms", T.INDICATORS, "cases", definition_fr="Cas de prostitution enfantine en France.")
_cells("cautious-terms", T.INDICATORS, "cases", definition_en="Clients convicted in France.")

_damage("no-row-lost", _drop(T.OBSERVATIONS, "o-0005"), (T.OBSERVATIONS, "o-0005"))
_damage("no-row-lost", _drop(T.EVENTS, "ev-law"), (T.EVENTS, "ev-law"))
_damage("no-row-lost", _drop(T.CORRECTIONS, "c-0001"), (T.CORRECTIONS, "c-0001"))
_damage(
    "changes-in-ledger",
    _set(T.OBSERVATIONS, "o-0002", obs_value=25, as_printed="25"),
    (T.OBSERVATIONS, "o-0002"),
)
_figure("changes-in-ledger", "o-0003", as_printed="environ 31")
_figure("other-changes", "o-0012", confidence="medium")
_figure("other-changes", "o-0002", comparability_id="cases.three-years")
_damage(
    "changes-in-ledger",
    _set(T.OBSERVATIONS, "o-0005", qualifier="at_most", as_printed="au plus 100"),
    (T.OBSERVATIONS, "o-0005"),
)
_damage(
    "changes-in-ledger",
    _set(T.OBSERVATIONS, "o-0003", obs_value=29),
    (T.OBSERVATIONS, "o-0003"),
    to_previous=True,
)
_PUBLISHED_BEFORE = {
    T.OBSERVATIONS: ("o-0002", {"time_period": "2004", "page": 6, "origin_id": "poll", "indicator_id": "cases-total"}),
    T.TREATIES: ("crc", {"ratified": "1990-08-17"}),
    T.LEGAL_PENALTIES: ("p-0001", {"fine": 15000, "currency": "GBP", "ref_area": "BE"}),
    T.EVENTS: ("ev-law", {"date": "2006-04-05", "kind": "campaign"}),
    T.INDICATORS: ("cases", {"measure_kind": "estimate"}),
    T.COMPARABILITY: ("cases.three-years", {"indicator_id": "cases-total"}),
    T.UNITS: ("CASES", {"additive": False}),
    T.RELEASES: ("1.0.0", {"released": "2026-11-22"}),
}
for _table, (_key, _facts) in _PUBLISHED_BEFORE.items():
    for _column, _fact in _facts.items():
        _cells("changes-in-ledger", _table, _key, **{_column: _fact})
_cells("other-changes", T.EVENTS, "ev-law", label_en="Another law")
_cells("other-changes", T.INDICATORS, "cases", chart_kind="values")
_damage("other-changes", _drop(T.CAVEATS, "recorded"), (T.CAVEATS, "recorded"))
_cells("ledger-cell", T.CORRECTIONS, "c-0001", table_id="treaties")
_cells("ledger-cell", T.CORRECTIONS, "c-0001", obs_id=None)
_cells("ledger-cell", T.CORRECTIONS, "c-0001", obs_id=None, table_id="treaties", row_key="crc")
_cells("ledger-cell", T.CORRECTIONS, "c-0001", column_id="note_en")
_cells(
    "ledger-cell", T.CORRECTIONS, "c-0001", obs_id=None, table_id="indicators", row_key="cases", column_id="chart_kind"
)
_cells("ledger-cell", T.CORRECTIONS, "c-0001", obs_id=None, table_id="nothing", row_key="crc", column_id="ratified")
_cells("ledger-true", T.CORRECTIONS, "c-0001", after="32")
_cells("ledger-true", T.CORRECTIONS, "c-0001", column_id="time_period", before="2006", after="2008")
_cells(
    "ledger-true",
    T.CORRECTIONS,
    "c-0001",
    obs_id=None,
    table_id="treaties",
    row_key="crc",
    column_id="ratified",
    before="1990",
    after="1991",
)
_cells("ledger-true", T.CORRECTIONS, "c-0001", before="31")
_cells("ledger-true", T.CORRECTIONS, "c-0001", obs_id="o-9999")
_cells("ledger-release", T.CORRECTIONS, "c-0001", version="1.0.2")
_cells("ledger-release", T.CORRECTIONS, "c-0001", date="2026-12-02")
_damage("releases-rise", _set(T.RELEASES, "1.0.1", version="0.9.0"), (T.RELEASES, "0.9.0"))
_cells("releases-rise", T.RELEASES, "1.0.1", released="2026-11-22")
_cells("releases-rise", T.RELEASES, "1.0.1", released="2026-12")

# Of the same country.
_cells("alike-groups", T.COMPARABILITY, "cases.three-years", alike_ids="cases")
_cells("resolved-lists", T.COMPARABILITY, "cases.three-years", alike_ids="nothing")
_figure("one-country-a-group", "o-0012", ref_area="BE")
_figure("formula-one-country", "d-0002", ref_area="BE")
_damage(
    "formula-one-country",
    _set(T.OBSERVATIONS, "o-0003", ref_area="BE"),
    (T.OBSERVATIONS, "d-0001"),
    (T.RECONCILIATIONS, "r-total"),
)

# Ten times too much and ten times too little: the slips of a digit, among the four next to them.
_figure("series-without-jump", "o-0002", obs_value=4000, as_printed="4 000")
_figure("series-without-jump", "o-0002", obs_value=0.5, as_printed="0,5")
_PART = _add(T.OBSERVATIONS, "o-0001", obs_id="o-0099", ref_area="FR-75", obs_value=25)
_damage("part-within-whole", _PART, (T.OBSERVATIONS, "o-0099"))
_damage(
    "part-within-whole",
    _add(T.OBSERVATIONS, "o-0001", obs_id="o-0099", sex="F", qualifier="more_than", obs_value=None, obs_value_low=21),
    (T.OBSERVATIONS, "o-0099"),
)
_damage(
    "part-within-whole",
    _add(T.OBSERVATIONS, "o-0001", obs_id="o-0099", age="Y_LT35", obs_value=21),
    (T.OBSERVATIONS, "o-0099"),
)
_damage(
    "figure-once",
    _add(T.OBSERVATIONS, "o-0001", obs_id="o-0099", comparability_id="cases.three-years", qualifier="approx"),
    (T.OBSERVATIONS, "o-0001"),
    (T.OBSERVATIONS, "o-0099"),
)
_figure("period-before-publication", "o-0003", time_period="2012")
_figure("period-before-publication", "o-0003", time_period="2011/2012")
_SOURCES = ((T.SOURCES, "ecpat-france-2011"), (T.SOURCES, "other-2012"))
_damage("publication-once", _set(T.SOURCES, "other-2012", title="publication ecpat-france-2011"), *_SOURCES)
_damage("publication-once", _set(T.SOURCES, "other-2012", url="https://example.org/Report/"), *_SOURCES)
for _left in ("TO" + "DO: which page?", "As printed ??", "As printed, tbc."):
    _figure("texts-finished", "o-0008", note_en=_left)
_figure("texts-finished", "o-0008", note_fr="Tel qu'imprimé, à compléter.")
for _name in ("Told by Marie D. in court.", "A girl aged 14 of Lyon.", "Mrs Doe says so.", "A 14-year-old from Lyon."):
    _figure("texts-name-nobody", "o-0008", note_en=_name)
_figure("texts-name-nobody", "o-0008", note_fr="Une fille âgée de 14 ans, de Lyon.")
