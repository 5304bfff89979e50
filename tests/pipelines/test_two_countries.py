"""Two countries in one raw folder: each row says whose it is, alike things stand side by side, and none are mixed."""

from pathlib import Path

import pandas as pd
import pytest

from expectations.report.verdict import RuleFault
from expectations.validate import check
from pipelines.curate.curate import curate
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults
from tests.pipelines.two_countries import (
    CURRENT,
    FIGURE,
    PENALTY,
    SOURCE,
    TREATY,
    add_country,
    append,
    write_rows,
)

# What is looked at: to run every rule takes a minute.
_RULES = (
    "unique-key",
    "filled-cells",
    "names-apart",
    "resolved-references",
    "listed-codes",
    "used-entries",
    "used-areas",
    "area-codes",
    "area-names",
    "one-country-a-group",
    "formula-one-country",
    "law-of-article",
    "fine-in-currency",
    "printed-penalty",
    "printed-date",
    "one-code-a-name",
    "goal-of-criterion",
    "status-and-value",
)


@pytest.fixture
def folder(raw: Path) -> Path:
    """The folder of the second country's source, in a raw folder that has both."""
    return add_country(raw)


def _curated(folder: Path) -> dict[str, pd.DataFrame]:
    found = Faults()
    frames = curate(folder.parent, found)
    assert [str(fault) for fault in found] == []
    return frames


def _faults(folder: Path, *rules: str) -> list[RuleFault]:
    results = check(_curated(folder), only=rules).results
    return [fault for result in results if result.rule.id in rules for fault in result.faults]


def test_the_same_treaty_article_and_criterion_stand_in_both_countries(folder: Path) -> None:
    frames = _curated(folder)
    assert [str(fault) for fault in _faults(folder, *_RULES)] == []
    treaties = frames[T.TREATIES]
    alike = treaties[treaties[C.NAME_EN] == TREATY["name_en"]].set_index(C.REF_AREA)[C.TREATY_ID]
    assert alike.to_dict() == {"FR": "crc", "GB": "crc-gb"}
    penalties = frames[T.LEGAL_PENALTIES]
    assert set(penalties[penalties[C.ARTICLE] == PENALTY[C.ARTICLE]][C.REF_AREA]) == {"FR", "GB"}
    card = frames[T.PROGRESS_CARD]
    assert sorted(card[card["label_en"] == "Prevention programmes for children"][C.REF_AREA]) == ["FR", "GB"]


def test_a_row_without_an_area_is_of_the_sites_country(folder: Path) -> None:
    for name, frame in _curated(folder).items():
        if C.REF_AREA in tables()[name].optional and name != T.EVENTS:
            assert set(frame[frame[C.SOURCE_ID] != SOURCE][C.REF_AREA]) == {"FR"}, name
    events = _curated(folder)[T.EVENTS].set_index(C.EVENT_ID)[C.REF_AREA]
    assert events[["ev-stockholm", "ev-eu-directive", "ev-law-1998"]].tolist() == ["WLD", "EUR", "FR"]


def test_indicators_and_groups_have_the_area_of_their_figures(folder: Path) -> None:
    frames = _curated(folder)
    groups = frames[T.COMPARABILITY].set_index(C.COMPARABILITY_ID)[C.REF_AREA]
    assert groups[["hdi-rank", "hdi-rank.gb", "ufm-in-care.fr-93"]].tolist() == ["FR", "GB", "FR-93"]
    indicators = frames[T.INDICATORS].set_index(C.INDICATOR_ID)[C.REF_AREA]
    assert pd.isna(indicators["hdi-rank"]), "two countries share it"
    assert indicators[["ufm-in-care", "crc-ratifications"]].tolist() == ["FR", "WLD"], "a country and its parts are one"


def test_a_fine_keeps_its_currency_and_only_euros_stand_as_euros(folder: Path) -> None:
    frames = _curated(folder)
    for table, key in ((T.LEGAL_PENALTIES, C.PENALTY_ID), (T.CURRENT_PENALTIES, C.CURRENT_PENALTY_ID)):
        rows = frames[table].set_index(key)
        pound, euro = rows.loc[{T.LEGAL_PENALTIES: "p-9001"}.get(table, "n-9001")], rows[rows[C.REF_AREA] == "FR"]
        assert (pound[C.CURRENCY], pound[C.REF_AREA]) == ("GBP", "GB")
        assert pound[C.FINE] in (5000, 6000) and pd.isna(pound[C.FINE_EUR])
        fined = euro[euro[C.FINE].notna()]
        assert len(fined) and (fined[C.FINE] == fined[C.FINE_EUR]).all() and set(fined[C.CURRENCY]) == {"EUR"}
        assert euro[euro[C.FINE].isna()][C.CURRENCY].isna().all()


def test_a_fine_with_currency_in_euros_is_published_as_euros_too(folder: Path) -> None:
    write_rows(folder, T.CURRENT_PENALTIES, {**CURRENT, C.CURRENCY: "EUR"}, leave_out=(C.FINE_EUR,))
    row = _curated(folder)[T.CURRENT_PENALTIES].set_index(C.CURRENT_PENALTY_ID).loc["n-9001"]
    assert row[C.FINE_EUR] == row[C.FINE] == 6000
    assert _faults(folder, "fine-in-currency") == []


def test_a_fine_without_currency_is_refused(folder: Path) -> None:
    write_rows(folder, T.LEGAL_PENALTIES, {**PENALTY, C.CURRENCY: ""})
    (fault,) = _faults(folder, "fine-in-currency")
    assert (fault.file, fault.row) == (f"{SOURCE}/{T.LEGAL_PENALTIES}.csv", "p-9001")
    assert "5000 and GBP" in fault.cure


def test_a_second_row_of_a_treaty_is_told_the_id_of_its_country(folder: Path) -> None:
    write_rows(folder, T.TREATIES, {**TREATY, C.TREATY_ID: "crc"})
    faults = [fault for fault in _faults(folder, "unique-key") if fault.file.startswith(SOURCE)]
    assert faults and all("crc-gb" in fault.expected for fault in faults)


def test_a_group_across_two_countries_is_refused(folder: Path) -> None:
    write_rows(folder, T.OBSERVATIONS, FIGURE)
    faults = _faults(folder, "one-country-a-group")
    assert (f"{SOURCE}/{T.OBSERVATIONS}.csv", "o-9001") in {(fault.file, fault.row) for fault in faults}
    assert all("figures of one country in a comparability group" in fault.expected for fault in faults)


def test_a_formula_across_two_countries_is_refused(folder: Path) -> None:
    computed = folder.parent / "esec-computed" / f"{T.OBSERVATIONS}.csv"
    cells = {
        C.OBS_ID: "d-9001",
        C.INDICATOR_ID: "hdi-rank",
        C.TIME_PERIOD: "2009",
        C.OBS_VALUE: "13",
        C.QUALIFIER: "exact",
        C.ORIGIN_ID: "own",
        C.DERIVATION: '"difference(o-9001,o-0004)"',
    }
    append(
        computed,
        ",".join(cells.get(column.name, "") for column in tables()[T.OBSERVATIONS].raw_columns) + "\n",
    )
    faults = _faults(folder, "formula-one-country")
    assert [(fault.file.partition("/")[0], fault.row) for fault in faults] == [("esec-computed", "d-9001")]
    assert "figures of one country, and that country as area" in faults[0].expected
