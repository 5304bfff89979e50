"""`esec export --site`: the site on a plain file server, below a folder, beside the one that is served."""

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from dash import Dash

from dashboard.commands.export import export, write_site
from dashboard.data.search import index_of
from dashboard.data.store import Snapshot
from dashboard.settings import Settings
from dashboard.static_site.places import lead, place_of, public
from dashboard.web.live import live_figure
from dashboard.web.page_server import snapshot_paths
from dashboard.web.security import hash_source
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from tests.static_sites import INDICATORS, file_server, is_chosen, write_small

# The public address that `app` answers with.
BASE = "https://esec.example"
_LINKS = {"href", "src", "srcset", "action", "data-picture", "data-suggest", "data-cards", "data-figures"}


class Document(HTMLParser):
    """What a page leads to, the ids on it, its styles, its policy, and the words of its main part."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.ids: set[str] = set()
        self.style = ""
        self.policy = ""
        self.words = ""
        self.meta: list[dict[str, str | None]] = []
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [(tag, name, value) for name, value in attrs if name in _LINKS and value]
        self.ids |= {given["id"]} if given.get("id") else set()
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        if tag in ("meta", "link"):
            self.meta.append(given)
        if tag in ("main", "style") or "data-static" in given:
            self._inside.append("static" if "data-static" in given else tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag in ("main", "style", "p") and (tag != "p" or self._inside[-1] == "static"):
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] == ["main"]:
            self.words += data + " "
        elif self._inside[-1:] == ["style"]:
            self.style += data


@pytest.fixture(scope="module")
def folder(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("static") / "some" / "where"
    write_small(published, out, BASE)
    return out


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Document]:
    return {
        str(path.relative_to(folder)): Document(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")
    }


def served_pages(snapshot: Snapshot) -> Iterator[str]:
    yield from filter(is_chosen, snapshot_paths(snapshot))
    for lang in LANGUAGES:
        yield from (
            f"/{lang}/indicators/{INDICATORS[0]}?events=0",
            f"/{lang}/indicators/{INDICATORS[1]}?sources=report",
        )
        yield from (f"/{lang}/explorer?page=2", f"/{lang}/corrections?page=2", f"/embed/{lang}/{INDICATORS[0]}")


def test_the_site_crawled_whole_has_no_link_that_breaks_or_leaves_it(folder: Path) -> None:
    with file_server(folder.parents[1]) as server:
        start = f"{server}/some/where/"
        waiting, known, broken = [start], {start}, []
        documents: dict[str, Document] = {}
        asked_for: dict[str, set[str]] = {}
        while waiting:
            address = waiting.pop()
            try:
                with urlopen(address) as answer:
                    body, kind = answer.read(), answer.headers.get_content_type()
                    assert answer.url.partition("?")[0] == address.partition("?")[0], "links lead without a redirection"
            except HTTPError as error:
                broken.append((error.code, address))
                continue
            if kind != "text/html":
                continue
            page = documents[address] = Document(body.decode())
            links = [*page.links, *(("style", "url", url) for url in re.findall(r"url\(([^)]*)\)", page.style))]
            for tag, name, link in links:
                absolute = urljoin(address, link)
                if name in ("data-cards", "data-figures"):
                    assert not link.startswith("/"), link
                    continue
                if not absolute.startswith(start):
                    # What leads elsewhere is followed by readers alone; the page itself asks nobody.
                    outside = tag == "a" or (tag == "link" and link.startswith(f"{BASE}/"))
                    assert outside and not absolute.startswith(server) and link.partition(":")[1], (address, link)
                    continue
                whole, fragment = urldefrag(absolute)
                if fragment:
                    asked_for.setdefault(whole.partition("?")[0], set()).add(unquote(fragment))
                plain = whole.partition("?")[0]
                if plain not in known:
                    known.add(plain)
                    waiting.append(plain)
    assert broken == []
    lost = {address: names - documents[address].ids for address, names in asked_for.items() if address in documents}
    assert {address: names for address, names in lost.items() if names} == {}
    assert len(documents) > 80


def test_each_page_says_what_the_served_one_says(
    folder: Path, pages: dict[str, Document], app: Dash, snapshot: Snapshot
) -> None:
    def turned(words: str) -> list[str]:
        """The words, where an address with choices that others are given leads to the folder of these choices."""
        return re.sub(rf"{BASE}(/[^\s,?]*\?[\w=&,.-]*\w)", lambda found: public(BASE, found[1]), words).split()

    compared = 0
    with app.server.test_client() as client:
        for address in served_pages(snapshot):
            served = client.get(address)
            assert served.status_code == 200, address
            assert pages[place_of(address).file].words.split() == turned(Document(served.text).words), address
            compared += 1
    assert compared > 60


def test_each_page_holds_itself_to_the_policy_that_the_server_sends(
    pages: dict[str, Document], app: Dash, snapshot: Snapshot
) -> None:
    with app.server.test_client() as client:
        for address in served_pages(snapshot):
            response = client.get(address)
            page, served = pages[place_of(address).file], Document(response.text)
            own, sent = hash_source(page.style), response.headers["Content-Security-Policy"]
            assert own in page.policy, address
            kept = [part for part in sent.split("; ") if not part.startswith("frame-ancestors")]
            # The address of the font differs, and with it the hash of the styles.
            assert page.policy.replace(own, hash_source(served.style)) == "; ".join(kept), address
    assert all(page.policy for page in pages.values())


def test_no_page_starts_dash_and_scripts_are_files_of_the_site(folder: Path, pages: dict[str, Document]) -> None:
    for file, page in pages.items():
        text = (folder / file).read_text(encoding="utf-8")
        inline = re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)[^>]*>", text)
        assert inline == [] and "_dash" not in text, file
        assert "http://" not in page.policy and "localhost" not in text, file


def test_public_addresses_lead_to_files_of_the_site(folder: Path, pages: dict[str, Document]) -> None:
    named = set()
    for file, page in pages.items():
        for given in page.meta:
            public_one = given.get("rel") in ("canonical", "alternate") and given.get("href", "").startswith(BASE)
            image = given.get("property") == "og:image"
            if public_one or image:
                address = (given["href"] if public_one else given["content"]) or ""
                path = unquote(urlsplit(address).path).strip("/")
                target = folder / path
                assert (target / "index.html" if not target.suffix else target).is_file(), (file, address)
                named.add(given.get("rel") or "image")
        if f'value="{BASE}' in (text := (folder / file).read_text(encoding="utf-8")):
            for link in re.findall(rf'value="({BASE}[^"]*)"', text):
                assert (folder / urlsplit(unescape(link)).path.strip("/") / "index.html").is_file(), link
    assert named == {"canonical", "alternate", "image"}
    sitemap = (folder / "sitemap.xml").read_text(encoding="utf-8")
    listed = [urlsplit(address).path.strip("/") for address in re.findall(r"<loc>([^<]*)</loc>", sitemap)]
    assert len(listed) > 1000
    assert all((folder / path / "index.html").is_file() for path in listed if is_chosen(f"/{path}"))
    assert f"{BASE}/" in (folder / "corrections.atom").read_text(encoding="utf-8")
    assert (folder / "robots.txt").read_text(encoding="utf-8").endswith(f"Sitemap: {BASE}/sitemap.xml\n")


def test_each_live_chart_has_the_figure_that_the_server_draws(folder: Path, snapshot: Snapshot) -> None:
    for narrow, width in ((True, "narrow"), (False, "wide")):
        for theme in ("light", "dark"):
            for search, part in (("", ""), ("events=0", "events-0.")):
                file = folder / f"charts/en/{INDICATORS[0]}.{part}{width}-{theme}.json"
                drawn = live_figure(snapshot, INDICATORS[0], "en", search, theme, narrow)  # type: ignore[arg-type]
                assert drawn is not None
                expected = {"figure": drawn.figure, "config": drawn.config, "label": drawn.label}
                assert json.loads(file.read_bytes()) == json.loads(json.dumps(expected))


def test_the_files_that_scripts_search_hold_every_indicator_and_figure(folder: Path, snapshot: Snapshot) -> None:
    ids = {row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS)}
    total = sum(snapshot.count(key) for key in ids)
    for lang in LANGUAGES:
        words, rows, courses = (
            json.loads((folder / f"search/{name}.json").read_bytes())
            for name in (lang, f"rows-{lang}", f"courses-{lang}")
        )
        assert {key for key, _name in words["indicators"]} == {key for key in ids if snapshot.count(key)}
        assert len(rows["rows"]) == len(rows["codes"]) == len(words["figures"]) == total
        found = [words["indicators"][place][0] for place in words["numbers"]["119"]]
        assert found == list(index_of(snapshot).named_with("119"))
        assert INDICATORS[0] in courses["courses"] and courses["courses"][INDICATORS[0]]["panels"]


def test_without_a_public_address_none_is_named(published: Path, tmp_path: Path) -> None:
    few = {"/en/", f"/en/indicators/{INDICATORS[0]}", "/assets/display.woff2"}
    out = tmp_path / "site"
    write_site(Settings(curated=str(published)), out, "", lambda address: address.partition("?")[0] in few)
    assert not (out / "robots.txt").exists() and not (out / "sitemap.xml").exists()
    for path in out.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        page = Document(text)
        assert not [each for each in page.meta if each.get("rel") in ("canonical", "alternate")]
        assert "og:image" not in text and "localhost" not in text and "127.0.0.1" not in text
        assert "ld+json" not in text
        # Links to what is not written lead nowhere, rather than to what is not there.
        assert all(not link.startswith("/") for _tag, _name, link in page.links)
    # An earlier export is replaced as a whole.
    (out / "data").mkdir(exist_ok=True)
    (out / "stale.html").write_text("left from an earlier version")
    write_site(Settings(curated=str(published)), out, "", lambda address: address == "/en/")
    assert not (out / "stale.html").exists() and (out / "en/index.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_command_wants_one_folder_and_leaves_one_with_other_files_alone(published: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    for given in ([], ["--out", str(tmp_path / "a"), "--site", str(tmp_path / "b")]):
        done = CliRunner().invoke(export, [*given, "--curated", str(published)])
        assert done.exit_code == 2 and "either --out or --site" in done.output
    done = CliRunner().invoke(export, ["--site", str(mine), "--curated", str(published)])
    assert done.exit_code == 1 and "holds other files" in done.output
    done = CliRunner().invoke(export, ["--site", str(tmp_path / "new"), "--curated", str(tmp_path / "none")])
    assert done.exit_code == 1 and "esec build" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine"] and (mine / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/en/", "en/index.html"),
        ("/data/", "data/index.html"),
        ("/en/indicators/x?v=3.1.3&events=0#chart", "en/indicators/x/events-0/index.html"),
        ("/charts/fr/x.png?stamp=1&download=1", "charts/fr/x.stamp-1.png"),
        ("/data/indicators/x.sdmx.csv?lang=en", "data/indicators/x.sdmx.lang-en.csv"),
        ("/en/explorer?q=119", "en/explorer/index.html"),
        ("/en/explorer?page=2", "en/explorer/page-2/index.html"),
        ("/assets/page.css?v=12", "assets/page.css"),
    ],
)
def test_an_address_has_a_file(address: str, file: str) -> None:
    assert place_of(address).file == file


def test_two_choices_never_share_a_file_and_none_leaves_the_site() -> None:
    files = {place_of(f"/data/x.csv?figure={ids}").file for ids in ("a,b", "a-b", "a b", "a" * 300, "a" * 301)}
    assert len(files) == 5 and all(len(file) < 120 for file in files)
    with pytest.raises(ValueError, match="leads out"):
        place_of("/en/../../x")


def test_links_are_relative_and_given_addresses_are_whole() -> None:
    here = place_of("/en/indicators/x").file
    assert lead(here, place_of("/en/"), "topics") == "../../#topics"
    assert lead(here, place_of("/en/indicators/x")) == "./"
    assert lead(here, place_of("/fr/explorer?topic=law")) == "../../../fr/explorer/?topic=law"
    assert public(BASE, "/en/indicators/x?events=0&v=3.1.3") == f"{BASE}/en/indicators/x/events-0/?v=3.1.3"
    assert public(BASE, "/en/compare?indicators=a,b") == f"{BASE}/en/compare/?indicators=a,b"
