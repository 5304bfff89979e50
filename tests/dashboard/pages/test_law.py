from flask.testing import FlaskClient

from dashboard.charts.catalogue import LEGAL_PERSON
from dashboard.components.law_tables import reports_text
from dashboard.data.store import Snapshot
from dashboard.text.format import format_euros, format_period
from pipelines.schema.columns import C, T
from tests.dashboard.pages.conftest import MakeView, Read
from tests.dashboard.pages.reading import clean


def test_each_penalty_stands_with_prison_fine_and_page(read: Read, snapshot: Snapshot) -> None:
    table = read("/en/law").tables["penalties-table"]
    rows = [row for row in snapshot.rows(T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] != LEGAL_PERSON]
    assert len(table.rows) == len(rows)
    fines = sorted(format_euros(row[C.FINE_EUR], "en") for row in rows if row[C.FINE_EUR] is not None)
    assert sorted(cell for cell in table.column("Fine, at most") if cell.startswith("€")) == fines
    places = {(clean(row[C.AS_PRINTED]), f"p. {row[C.PAGE]}") for row in rows}
    shown = table.column("Page and printed form")
    assert all(any(printed in cell and page in cell for cell in shown) for printed, page in places)


def test_measures_against_companies_stand_apart_and_are_no_prison_terms(
    read: Read, client: FlaskClient, snapshot: Snapshot
) -> None:
    measures = [row for row in snapshot.rows(T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] == LEGAL_PERSON]
    assert measures
    assert len(read("/en/law").tables["legal-persons-table"].rows) == len(measures)
    chart = client.get("/charts/en/penalties.svg").text
    assert [row for row in measures if f'data-obs="{row[C.PENALTY_ID]}"' in chart] == []
    persons = [row for row in snapshot.rows(T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] != LEGAL_PERSON]
    assert [row[C.PENALTY_ID] for row in persons if f'data-obs="{row[C.PENALTY_ID]}"' not in chart] == []


def test_treaty_dates_stand_as_printed_and_missing_ones_are_said(read: Read, snapshot: Snapshot) -> None:
    table = read("/en/law").tables["treaties-table"]
    for row, cells in zip(snapshot.rows(T.TREATIES), table.rows, strict=True):
        said = dict(zip(table.headers, cells, strict=True))
        for header, column in (
            ("Adopted", C.ADOPTED),
            ("Signed", C.SIGNED),
            ("Ratified", C.RATIFIED),
            ("In force", C.IN_FORCE),
        ):
            expected = clean(format_period(row[column], "en")) if row[column] else "not printed"
            assert said[header] == expected, row[C.TREATY_ID]


def test_cross_checks_of_treaties_stand_beside_them(read: Read, snapshot: Snapshot) -> None:
    checks = [row for row in snapshot.rows(T.CROSSCHECKS) if row[C.TREATY_REF]]
    assert checks
    page = read("/fr/law")
    for row in checks:
        assert clean(row[C.READING_FR]) in page.text
        assert f"/fr/crosschecks#{row[C.CROSSCHECK_ID]}" in page.links


def test_reports_are_named_by_rank_and_year(make_view: MakeView) -> None:
    assert reports_text(make_view("en"), {C.REPORTS: "1994:1;2002:2"}) == "report 1 (1994) and report 2 (2002)"
    assert reports_text(make_view("fr"), {C.REPORTS: None}) == "aucun imprimé"


def test_missing_ratings_are_said_missing_and_why(read: Read, snapshot: Snapshot) -> None:
    rows = snapshot.rows(T.PROGRESS_CARD)
    missing = [row for row in rows if row[C.RATING] is None]
    assert missing
    page = read("/en/law")
    assert f"{len(missing)} of {len(rows)} ratings" in page.text
    tables = [table for name, table in page.tables.items() if name.startswith("goal-")]
    assert sum(len(table.rows) for table in tables) == len(rows)
    assert sum(table.column("Rating").count("missing") for table in tables) == len(missing)
    assert all(all(table.column("Why")) for table in tables)


def test_events_stand_in_time_and_a_link_lists_one_kind(read: Read, snapshot: Snapshot) -> None:
    page = read("/en/law")
    rows = snapshot.rows(T.EVENTS)
    assert len(page.tables["events-table"].rows) == len(rows)
    years = [cell[-4:] if "to" not in cell else cell for cell in page.tables["events-table"].column("Date")]
    plain = [int(year) for year in years if year.isdigit()]
    assert plain == sorted(plain)
    assert "/en/law?kind=campaign" in page.links
    campaigns = read("/en/law?kind=campaign").tables["events-table"]
    assert len(campaigns.rows) == sum(row[C.KIND] == "campaign" for row in rows)


def test_an_unknown_kind_is_ignored_with_a_word(read: Read, snapshot: Snapshot) -> None:
    page = read("/en/law?kind=nonsense")
    assert len(page.tables["events-table"].rows) == len(snapshot.rows(T.EVENTS))
    assert "was not understood and is ignored: kind" in page.text


def test_penalties_stand_under_their_offence(read: Read, snapshot: Snapshot) -> None:
    table = read("/fr/law").tables["penalties-table"]
    offences = {row[C.OFFENCE_FR] for row in snapshot.rows(T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] != LEGAL_PERSON}
    assert sorted(table.groups) == sorted(clean(offence) for offence in offences)
