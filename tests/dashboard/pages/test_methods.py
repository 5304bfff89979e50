from dataclasses import replace

import pandas as pd
import pytest

from dashboard.data.store import Snapshot
from dashboard.pages import accessibility, methods
from dashboard.settings import Settings
from dashboard.web.html_text import to_html
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language, tables
from tests.dashboard.pages.conftest import Empty, MakeView, Read
from tests.dashboard.pages.reading import clean
from tests.dashboard.whole import every_figure


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dictionary_holds_every_column_of_every_table(read: Read, lang: Language) -> None:
    page = read(f"/{lang}/methods")
    assert "dictionary" in page.ids
    for table in tables().values():
        assert f"table-{table.name}" in page.ids
        shown = page.tables[f"columns-{table.name}"]
        assert [row[0] for row in shown.rows] == table.names
        assert [row[2] for row in shown.rows] == [clean(column.field.text[lang]) for column in table.columns]


def test_every_code_is_said_in_words_with_its_meaning(read: Read, snapshot: Snapshot) -> None:
    page = read("/fr/methods")
    for row in snapshot.rows(T.CODELISTS):
        table = page.tables[row[C.CODELIST_ID].lower().replace("_", "-")]
        said = {cells[-1]: cells for cells in table.rows}[row[C.CODE]]
        assert said[0] == clean(row[C.NAME_FR])
        if row[C.TEXT_FR]:
            assert said[1] == clean(row[C.TEXT_FR])


def test_groups_that_stand_apart_are_named_with_the_reason(read: Read, snapshot: Snapshot) -> None:
    apart = [row for row in snapshot.rows(T.COMPARABILITY) if row[C.COMPARABILITY_ID] != row[C.INDICATOR_ID]]
    table = read("/en/methods").tables["groups"]
    assert table.column("Group") == [clean(row[C.NAME_EN]) for row in apart]
    assert table.column("Why it is separate") == [clean(row[C.NOTE_EN] or "") for row in apart]


def test_our_own_figures_stand_with_what_they_are_made_of(read: Read, snapshot: Snapshot) -> None:
    own = [row for row in every_figure(snapshot) if row[C.DERIVATION]]
    page = read("/en/methods")
    parts = methods.computed_alike(own)
    assert sum(len(part) for part in parts) == len(own)
    assert len(page.tables["own-figures"].rows) == len(parts)
    alone, many = ([part for part in parts if (len(part) == 1) is single] for single in (True, False))
    assert {f"/en/figures/{part[0][C.OBS_ID]}" for part in alone} <= set(page.links)
    # The figures of a long row are a step away, on their indicator's page.
    assert {f"/en/indicators/{part[0][C.INDICATOR_ID]}?derived=1" for part in many} <= set(page.links)
    said = page.tables["own-figures"].column("Value")
    assert all(any(cell.startswith(f"{len(part)} figures (") for cell in said) for part in many)


def test_numbers_left_out_are_counted_and_listed_without_single_cases(make_view: MakeView, snapshot: Snapshot) -> None:
    reasons = ["footnote_mark", "footnote_mark", "individual_case"]
    given = [
        {
            C.LEFT_OUT_ID: f"x-{n}",
            C.PAGE: 10 + n,
            C.AS_PRINTED: f"printed {n}",
            C.REASON: reason,
            C.SOURCE_ID: "ecpat-france-2011",
        }
        for n, reason in enumerate(reasons)
    ]
    frame = pd.DataFrame(given).astype(snapshot.frames[T.LEFT_OUT].dtypes)
    text = clean(to_html(methods.layout(make_view("en", **{T.LEFT_OUT: frame}))))
    assert "3 numbers, page by page" in text
    assert "printed 0" in text
    assert "printed 1" in text
    assert "printed 2" not in text
    assert "not repeated here" in text


def test_page_says_so_when_nothing_is_left_out(make_view: MakeView, empty: Empty) -> None:
    assert "No number is listed" in to_html(methods.layout(make_view("en", **{T.LEFT_OUT: empty(T.LEFT_OUT)})))


def test_rights_and_text_of_the_report_are_stated(read: Read, snapshot: Snapshot) -> None:
    report = next(row for row in snapshot.rows(T.SOURCES) if row[C.SOURCE_KIND] == "report")
    page = read("/fr/methods")
    assert clean(report[C.RIGHTS_FR]) in page.text
    assert report[C.PROVED_SHA256] in page.text


def test_of_a_report_that_is_not_proved_the_methods_claim_no_proof(make_view: MakeView, snapshot: Snapshot) -> None:
    sources = snapshot.frames[T.SOURCES].assign(**{C.PROOF: "not_proved", C.PROVED_SHA256: None})
    text = clean(to_html(methods.layout(make_view("en", **{T.SOURCES: sources}))))
    assert "esec verify" not in text and "A program finds" not in text


@pytest.mark.parametrize(("contact", "said"), [("help@example.org", "help@example.org"), ("", "gives no contact")])
def test_accessibility_page_says_what_is_not_known_and_where_to_write(
    make_view: MakeView, contact: str, said: str
) -> None:

    view = replace(make_view("en"), settings=Settings(contact=contact))
    text = clean(to_html(accessibility.layout(view)))
    assert said in text
    assert "No audit has been carried out" in text
