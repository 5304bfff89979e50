import re
from datetime import datetime
from xml.etree import ElementTree

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.data.store import Snapshot
from dashboard.pages import corrections
from dashboard.view.corrections_feed import feed_entries, write_feed
from dashboard.web.html_text import to_html
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.pages.conftest import Empty, MakeView, Read
from tests.dashboard.pages.reading import clean

AS_OPENED = {parameter.name: parameter.default for parameter in corrections.PAGE.parameters}
ATOM = "{http://www.w3.org/2005/Atom}"
LEDGER = pd.DataFrame(
    [
        {
            C.CORRECTION_ID: "c-0001",
            C.DATE: "2026-12-01",
            C.OBS_ID: "o-0022",
            C.BEFORE: "20",
            C.AFTER: "21",
            C.CORRECTION_CLASS: "our_error",
            C.REASON_EN: "Misread <digit> & note.",
            C.REASON_FR: "Chiffre <mal lu> & note.",
            C.VERSION: "1.0.1",
        },
        {
            C.CORRECTION_ID: "c-0002",
            C.DATE: "2027-01-15",
            C.OBS_ID: "o-9999",
            C.BEFORE: "5",
            C.AFTER: "withdrawn",
            C.CORRECTION_CLASS: "source_erratum",
            C.REASON_EN: "The publisher withdrew it.",
            C.REASON_FR: "L'éditeur l'a retiré.",
            C.VERSION: "1.0.2",
        },
        {
            C.CORRECTION_ID: "c-0003",
            C.DATE: "2026-11-30",
            C.TABLE_ID: "treaties",
            C.ROW_KEY: "crc",
            C.COLUMN_ID: "ratified",
            C.BEFORE: "1990-07-17",
            C.AFTER: "1990-07-07",
            C.CORRECTION_CLASS: "our_error",
            C.REASON_EN: "A slip of ours in the day.",
            C.REASON_FR: "Une erreur de notre part sur le jour.",
            C.VERSION: "1.0.1",
        },
    ]
).astype("str")


def entries(text: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(text).findall(f"{ATOM}entry")


def test_an_empty_ledger_is_said_to_be_empty(make_view: MakeView, empty: Empty) -> None:
    text = to_html(corrections.layout(make_view("en", **{T.CORRECTIONS: empty(T.CORRECTIONS)})))
    assert "No published figure has been corrected so far." in text
    assert 'id="ledger"' not in text


def test_each_correction_stands_with_before_after_reason_and_kind(make_view: MakeView) -> None:
    text = clean(to_html(corrections.layout(make_view("en", params=AS_OPENED, **{T.CORRECTIONS: LEDGER}))))
    for words in (
        "Misread &lt;digit&gt; &amp; note.",
        "1 December 2026",
        "our error",
        "erratum of the source",
        "1.0.2",
    ):
        assert words in text
    assert 'href="/en/figures/o-0022"' in text
    assert 'href="/en/figures/o-9999"' not in text
    assert "o-9999 (withdrawn)" in text
    assert text.index("c-0002") < text.index("c-0001")
    assert "Treaties, crc, Ratified" in text


def test_versions_stand_with_date_and_what_changed(read: Read, snapshot: Snapshot) -> None:
    table = read("/fr/corrections").tables["releases"]
    assert sorted(table.column("Version")) == sorted(row[C.VERSION] for row in snapshot.rows(T.RELEASES))
    assert sorted(table.column("Ce qui a changé")) == sorted(clean(row[C.TEXT_FR]) for row in snapshot.rows(T.RELEASES))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_feed_has_what_atom_asks_for(make_view: MakeView, lang: Language) -> None:
    snapshot = make_view(lang, **{T.CORRECTIONS: LEDGER}).snapshot
    root = ElementTree.fromstring(write_feed(snapshot, lang, "https://esec.example", f"/{lang}/corrections"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    found = root.findall(f"{ATOM}entry")
    assert len(found) == len(LEDGER) + len(snapshot.rows(T.RELEASES))
    for node in [root, *found]:
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1
            assert node.findtext(f"{ATOM}{name}")
        assert datetime.fromisoformat(str(node.findtext(f"{ATOM}updated"))).tzinfo is not None
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(node.findtext(f"{ATOM}id")))
    ids = [node.findtext(f"{ATOM}id") for node in found]
    assert len(set(ids)) == len(ids)
    times = [str(node.findtext(f"{ATOM}updated")) for node in found]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == times[0]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    reasons = {node.findtext(f"{ATOM}content") for node in found}
    assert set(LEDGER[f"reason_{lang}"]) <= reasons


def test_feed_entries_lead_to_a_place_on_the_page(make_view: MakeView) -> None:
    view = make_view("en", params=AS_OPENED, **{T.CORRECTIONS: LEDGER})
    text = to_html(corrections.layout(view))
    entries = feed_entries(view.snapshot, "en", "/en/corrections")
    assert [entry.anchor for entry in entries if f'id="{entry.anchor}"' not in text] == []
    assert [entry.place for entry in entries if not entry.place.endswith(f"#{entry.anchor}")] == []


def test_a_long_ledger_stands_in_pages_and_loses_no_correction(read: Read, snapshot: Snapshot) -> None:
    ids = {row[C.CORRECTION_ID] for row in snapshot.rows(T.CORRECTIONS)}
    pages = -(-len(ids) // corrections.PER_PAGE)
    shown: list[str] = []
    for page in range(1, pages + 1):
        shown += read(f"/en/corrections?page={page}").tables["ledger"].column("Correction")
    assert pages > 1 and len(shown) == len(ids) and set(shown) == ids


def test_a_correction_has_an_address_that_stays(read: Read, snapshot: Snapshot) -> None:
    oldest = min(row[C.CORRECTION_ID] for row in snapshot.rows(T.CORRECTIONS))
    page = read(f"/fr/corrections?row={oldest}")
    assert page.tables["ledger"].column("Correction") == [oldest] and oldest in page.ids


def test_the_ledger_can_be_read_table_by_table(read: Read, snapshot: Snapshot) -> None:
    of_treaties = [row[C.CORRECTION_ID] for row in snapshot.rows(T.CORRECTIONS) if row[C.TABLE_ID] == T.TREATIES]
    assert sorted(read("/en/corrections?table=treaties").tables["ledger"].column("Correction")) == sorted(of_treaties)


def test_feed_without_anything_is_still_a_feed(make_view: MakeView, empty: Empty) -> None:
    view = make_view("en", **{table: empty(table) for table in (T.CORRECTIONS, T.RELEASES)})
    root = ElementTree.fromstring(write_feed(view.snapshot, "en", "https://esec.example", "/en/corrections"))
    assert root.findtext(f"{ATOM}updated")
    assert root.findall(f"{ATOM}entry") == []


def test_feed_is_served_in_both_languages_and_linked(client: FlaskClient, read: Read) -> None:
    french, english = client.get("/corrections.atom"), client.get("/corrections.atom?lang=en")
    assert {french.mimetype, english.mimetype} == {"application/atom+xml"}
    assert french.data != english.data
    assert client.get("/corrections.atom?lang=xx").data == french.data
    for lang, answer in (("fr", french), ("en", english)):
        here = ElementTree.fromstring(answer.data).find(f"{ATOM}link[@rel='self']")
        assert here is not None
        address = str(here.get("href")).removeprefix("https://esec.example")
        assert address in read(f"/{lang}/corrections").links
        assert client.get(address).data == answer.data
    unchanged = client.get("/corrections.atom", headers={"If-None-Match": french.headers["ETag"]})
    assert unchanged.status_code == 304
    assert len(entries(french.data)) == len(entries(english.data))
