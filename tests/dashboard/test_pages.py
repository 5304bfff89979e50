import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from dashboard.data.store import Snapshot
from dashboard.downloads.documents import files_of
from dashboard.downloads.published import published_of
from dashboard.pages import PAGES
from dashboard.text.format import format_observation
from dashboard.text.typography import set_text
from dashboard.web.page_server import snapshot_paths
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from tests.dashboard.pages.reading import clean
from tests.dashboard.whole import one_of_each
from tests.wording import slips_of_page

BASE = "https://esec.example"
# Links that differ in an id or a value alone, of which so many are followed.
OF_A_KIND = 6


class Document(HTMLParser):
    """What a reader without scripts gets."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.heads: dict[str, list[dict[str, str | None]]] = {}
        self.headings: list[int] = []
        self.named_by: set[str] = set()
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.text = ""
        self._silent = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.heads.setdefault(tag, []).append(given)
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag in ("a", "form") and (given.get("href") or given.get("action")):
            self.links.append(str(given.get("href") or given.get("action")))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name in ("aria-labelledby", "aria-describedby"):
            self.named_by |= set(str(given.get(name) or "").split())
        if tag == "label":
            self.labels.add(str(given.get("for")))
        if tag in ("select", "input") and given.get("type") != "hidden":
            self.fields.append(given)
        if tag in ("script", "style"):
            self._silent = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


@pytest.fixture(scope="module")
def paths(snapshot: Snapshot) -> list[str]:
    """Every address but the cards of figures, of which those that differ in kind."""
    cards = {f"figures/{row[C.OBS_ID]}" for row in one_of_each(snapshot)}
    return [path for path in snapshot_paths(snapshot) if "/figures/" not in path or path[4:] in cards]


def _kind_of_link(path: str) -> tuple[str, ...]:
    """Return what links of a kind share: room, ending and the names of parameters, without ids and values."""
    address = urlsplit(path)
    parts = address.path.split("/")
    return (*parts[1:3], str(len(parts)), *Path(address.path).suffixes, *sorted(parse_qs(address.query)))


def kinds(snapshot: Snapshot) -> list[str]:
    """One address of each kind of page, and some with choices, in each language."""
    first = [f"/{lang}/{page.paths(snapshot)[0]}" for page in PAGES for lang in LANGUAGES]
    chosen = [
        "/fr/indicators/hotline-reported-all?sources=all&events=0",
        "/en/indicators/hotline-confirmed-share?derived=1",
        "/en/explorer?q=helpline",
        "/fr/explorer?topic=online&sex=F&start=1900&end=1901",
        "/fr/explorer?page=2",
        "/en/factsheet?indicator=prostitution-recourse-cases&second=ufm-present",
        "/en/nothing-here",
    ]
    return first + chosen


def test_every_page_answers_in_both_languages(client: FlaskClient, paths: list[str]) -> None:
    assert {path: client.get(path).status_code for path in paths if client.get(path).status_code != 200} == {}


def test_every_page_has_what_readers_and_machines_look_for(client: FlaskClient, snapshot: Snapshot) -> None:
    titles: Counter[str] = Counter()
    for address in kinds(snapshot):
        answer = client.get(address)
        document = Document(answer.text)
        lang = address[1:3]
        assert document.heads["html"][0]["lang"] == lang, address
        title = re.search("<title>(.*?)</title>", answer.text)
        assert title, address
        titles[title[1]] += address.count("?") == 0
        described = [m for m in document.heads["meta"] if m.get("name") == "description"]
        assert described, address
        assert len(str(described[0]["content"])) > 20, address
        assert document.headings.count(1) == 1, address
        steps = zip(document.headings, document.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), f"{address}: a level of headings is skipped"
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_page_is_written_in_its_own_language(client: FlaskClient, snapshot: Snapshot) -> None:
    for address in kinds(snapshot):
        # The ledger shows what was published before, as it was.
        if not address.endswith("/corrections"):
            assert slips_of_page(client.get(address).text, address[1:3]) == [], address  # type: ignore[arg-type]


def test_ids_are_unique_and_names_lead_somewhere(client: FlaskClient, snapshot: Snapshot) -> None:
    for address in kinds(snapshot):
        document = Document(client.get(address).text)
        assert [name for name, count in document.ids.items() if count > 1] == [], address
        assert document.named_by - set(document.ids) == set(), address
        fragments = {link[1:] for link in document.links if link.startswith("#")}
        assert fragments - set(document.ids) == set(), address
        unnamed = [f for f in document.fields if f.get("id") not in document.labels and not f.get("aria-label")]
        assert unnamed == [], address


def test_every_internal_link_leads_to_an_answer(client: FlaskClient, snapshot: Snapshot) -> None:
    # Their answers are tried above and in tests/dashboard/downloads/test_export.py.
    known = set(snapshot_paths(snapshot))
    known |= {f"/data/{path}" for path in files_of(published_of(snapshot.files), BASE).paths()}
    seen: set[str] = set()
    of_a_kind: dict[tuple[str, ...], list[str]] = {}
    for address in kinds(snapshot)[:-1]:
        for link in Document(client.get(address).text).links:
            path = link.partition("#")[0]
            if path.startswith("/") and path not in seen:
                seen.add(path)
                if path not in known:
                    of_a_kind.setdefault(_kind_of_link(path), []).append(path)
    assert len(seen) > 200
    some = [path for alike in of_a_kind.values() for path in alike[:OF_A_KIND]]
    answers = {path: client.get(path).status_code for path in some}
    assert {path: status for path, status in answers.items() if status not in (200, 302, 308)} == {}


def test_canonical_and_language_links_name_each_other(client: FlaskClient, paths: list[str]) -> None:
    for path in paths[::7]:
        text = client.get(path).text
        assert f'<link rel="canonical" href="{BASE}{path}">' in text
        for lang in LANGUAGES:
            assert f'hreflang="{lang}" href="{BASE}/{lang}/{path[4:]}"' in text


def test_structured_data_is_whole_and_cannot_end_its_element(client: FlaskClient, snapshot: Snapshot) -> None:
    for address in kinds(snapshot)[:-1]:
        text = client.get(address).text
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert blocks, address
        for block in blocks:
            assert "<" not in block
            content = json.loads(block)
            assert content["@context"] == "https://schema.org"
            assert content["name"]
            assert content["url"].startswith(BASE)


def test_an_indicator_shows_every_figure_of_the_report_as_formatted_with_its_page(
    client: FlaskClient, snapshot: Snapshot
) -> None:
    for indicator in snapshot.rows(T.INDICATORS):
        text = Document(client.get(f"/en/indicators/{indicator[C.INDICATOR_ID]}?sources=all").text).text
        for row in snapshot.observations_of(indicator[C.INDICATOR_ID]):
            unit = snapshot.row(T.UNITS, row[C.UNIT_MEASURE])
            # What its source prints in words is said in them.
            with_unit = row[C.DERIVATION] is not None or row[C.VALUE_WORDS_EN] is not None
            assert format_observation(row, "en", unit=unit, with_unit=with_unit) in text, row[C.OBS_ID]
            if row[C.PAGE] is not None:
                assert f"p. {row[C.PAGE]}" in clean(text)


def test_a_figure_card_names_everything_a_hostile_reader_asks_for(client: FlaskClient, snapshot: Snapshot) -> None:
    for row in one_of_each(snapshot):
        text = Document(client.get(f"/fr/figures/{row[C.OBS_ID]}").text).text
        source = snapshot.row(T.SOURCES, row[C.SOURCE_ID])
        assert source
        assert row[C.OBS_ID] in text
        if row[C.DERIVATION] is None:
            assert (row[C.AS_PRINTED] or "") in text
            assert set_text(source[C.TITLE], source[C.LANGUAGE]) in text
        else:
            assert "notre calcul" in text
        if row[C.NOTE_FR]:
            assert set_text(row[C.NOTE_FR], "fr") in text
        for extension in ("bib", "ris", "csl.json"):
            assert client.get(f"/data/figures/{row[C.OBS_ID]}.{extension}").status_code == 200


def test_a_parameter_that_is_not_understood_is_said_and_the_rest_kept(client: FlaskClient) -> None:
    answer = client.get("/en/explorer?topic=online&colour=red&sex=Q")
    document = Document(answer.text)
    assert answer.status_code == 200
    assert "ignored it: colour, sex" in document.text
    assert f'<link rel="canonical" href="{BASE}/en/explorer?topic=online">' in answer.text
    assert 'value="online" selected' in answer.text


def test_help_lines_and_the_way_out_are_on_every_page_that_limits_included(
    client: FlaskClient, snapshot: Snapshot
) -> None:
    for address in kinds(snapshot):
        text = client.get(address).text
        for line in (
            "tel:119",
            "tel:3018",
            "tel:116000",
            "tel:112",
            "pointdecontact.net",
            "internet-signalement.gouv.fr",
        ):
            assert line in text, f"{address}: {line}"
        assert (
            "n’efface ni l’historique" if address.startswith("/fr") else "does not clear your browser’s history"
        ) in text.replace("&#x27;", "'")


def test_dash_s_scripts_stand_on_pages_with_a_live_chart_alone(client: FlaskClient, snapshot: Snapshot) -> None:
    for address in kinds(snapshot):
        text = client.get(address).text
        live = text.count('id="react-entry-point"')
        assert live <= 1, address
        assert [text.count(part) for part in ("_dash-config", "dash_renderer", "boot.js")] == [live] * 3, address
    for address, live in (
        ("/fr/", 0),
        ("/en/claims", 0),
        ("/en/explorer", 0),
        ("/en/law", 1),
        ("/fr/indicators/ufm-present", 1),
    ):
        text = client.get(address).text
        assert text.count('id="react-entry-point"') == live, address
        figure = text.partition('id="react-entry-point"')[0].rpartition("<figure")[2]
        assert not live or "</figure>" not in figure, address
