from dash import html
from flask.testing import FlaskClient

from dashboard.charts.catalogue import LEGAL_PERSON
from dashboard.components.law_tables import reports_text
from dashboard.data.store import Snapshot
from dashboard.pages.law import progress_card, ratings_gap
from dashboard.text.format import format_amount, format_period
from dashboard.web.html_text import to_html
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from tests.dashboard.pages.conftest import MakeView, Read
from tests.dashboard.pages.reading import clean


def test_each_penalty_stands_with_prison_fine_and_page(read: Read, snapshot: Snapshot) -> None:
    table = read("/en/law").tables["penalties-table"]
    rows = [row for row in snapshot.rows(T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] != LEGAL_PERSON]
    assert len(table.rows) == len(rows)
    fines = sorted(format_amount(row[C.FINE], row[C.CURRENCY], "en") for row in rows if row[C.FINE] is not None)
    assert sorted(cell for cell in table.column("Fine, at most") if cell.startswith("€")) == fines
    places = {(clean(row[C.AS_PRINTED]), f"p. {row[C.PAGE]}") for row in rows}
    shown = table.column("Page and original wording")
    assert all(any(printed in cell and page in cell for cell in shown) for printed, page in places)


def test_penalties_of_today_stand_beside_the_reports_with_law_and_source(
    read: Read, client: FlaskClient, snapshot: Snapshot
) -> None:
    page = read("/en/law")
    table = page.tables["penalties-table"]
    today, then = table.column("Today (other publications)"), table.column("Prison, at most")
    rows = snapshot.rows(T.CURRENT_PENALTIES)
    assert rows and all(row[C.SOURCE_ID] != REPORT_SOURCE for row in rows)
    assert "3 years" in then and any(
        "5 years, €75,000 · law 2021-478, Fondation Scelles (2021)" in cell for cell in today
    )
    under_15 = next(cell for cell in today if "3,000,000" in cell and "10 years" in cell)
    assert under_15.index("10 years") != under_15.index("20 years"), "two readings of the law stand side by side"
    assert {f"/en/sources/{row[C.SOURCE_ID]}" for row in rows} <= set(page.links)
    # The chart stays that of the report.
    chart = client.get("/charts/en/penalties.svg").text
    assert "Fondation Scelles" not in chart
    assert client.get("/data/current_penalties.csv").status_code == 200


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
            expected = clean(format_period(row[column], "en")) if row[column] else "not given"
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
    assert reports_text(make_view("fr"), {C.REPORTS: None}) == "aucun indiqué"


def test_ratings_that_the_text_does_not_carry_are_said_once(read: Read, snapshot: Snapshot) -> None:
    rows = snapshot.rows(T.PROGRESS_CARD)
    assert not any(row[C.RATING] for row in rows)
    page = read("/en/law")
    assert page.text.count("gives the ratings as colours, which its text does not contain") == 1
    tables = [table for name, table in page.tables.items() if name.startswith("goal-")]
    assert sum(len(table.rows) for table in tables) == len(rows)
    assert "missing" not in " ".join(cell for table in tables for row in table.rows for cell in row)


def test_a_missing_rating_among_known_ones_is_said_missing_and_why(make_view: MakeView, snapshot: Snapshot) -> None:
    card = snapshot.frames[T.PROGRESS_CARD].head(2).copy()
    card[C.RATING] = ["green", None]
    view = make_view(progress_card=card)
    text = to_html(html.Div([*ratings_gap(view), *progress_card(view)]))
    assert "1 of 2 ratings is missing" in text and text.count(">missing<") == 1
    assert str(card[C.NOTE_EN].iloc[1]).split(",")[0] in text


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
    assert "and ignored it: kind" in page.text


def test_each_offence_is_told_with_its_mildest_and_gravest_case_of_2011(read: Read, snapshot: Snapshot) -> None:
    text = read("/en/law").text
    terms: dict[str, list[float]] = {}
    for row in snapshot.rows(T.LEGAL_PENALTIES):
        if row[C.PRISON_YEARS] is not None:
            terms.setdefault(row[C.OFFENCE_ID], []).append(row[C.PRISON_YEARS])
    assert len(terms) > 3
    for offence, years in terms.items():
        code = snapshot.code("CL_OFFENCE", offence)
        assert code is not None
        told = f": {max(years):g} years"
        if min(years) < max(years):
            told = f": {min(years):g} to {max(years):g} years, depending on the case"
        assert f"{clean(code[C.NAME_EN])}{told}" in text


def test_the_timeline_stands_as_an_image_with_a_file_of_its_own(read: Read, client: FlaskClient) -> None:
    page = read("/fr/law")
    assert any(link.startswith("/charts/fr/timeline.png") for link in page.links)
    image = client.get("/charts/fr/timeline.svg?stamp=1")
    assert image.status_code == 200
    assert "/fr/law#timeline" in image.text


def test_penalties_stand_under_their_offence(read: Read, snapshot: Snapshot) -> None:
    table = read("/fr/law").tables["penalties-table"]
    offences = {row[C.OFFENCE_FR] for row in snapshot.rows(T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] != LEGAL_PERSON}
    assert sorted(table.groups) == sorted(clean(offence) for offence in offences)


def test_the_page_opens_with_what_later_publications_give_otherwise(read: Read, snapshot: Snapshot) -> None:
    text = read("/en/law").text
    opening = text[text.index("What has changed since 2011") : text.index("Longest prison terms in 2011")]
    then = {row[C.PENALTY_ID]: row for row in snapshot.rows(T.LEGAL_PENALTIES)}
    changed = [
        row
        for row in snapshot.rows(T.CURRENT_PENALTIES)
        if row[C.PRISON_YEARS] != then[row[C.PENALTY_ID]][C.PRISON_YEARS]
    ]
    assert changed
    for row in changed:
        before = then[row[C.PENALTY_ID]]
        told = next(part for part in opening.split("in the report.") if clean(before[C.CIRCUMSTANCE_EN]) in part)
        assert f"{row[C.PRISON_YEARS]:g} years" in told
        assert told.rstrip().endswith(f"against {before[C.PRISON_YEARS]:g} years")
    assert "10 years or 20 years in prison, depending on the publication" in opening, (
        "two readings of a law, side by side"
    )
