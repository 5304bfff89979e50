"""Writes the whole site to a folder: asks the application for each address that another leads to, and keeps answers."""

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

import click
from flask.testing import FlaskClient

from dashboard.charts.catalogue import PENALTIES, TIMELINE, TREATIES, charts_of
from dashboard.charts.figure import ON_SCREEN
from dashboard.charts.survey import SURVEYS
from dashboard.downloads.documents import files_of
from dashboard.downloads.published import published_of
from dashboard.downloads.site_files import SITE_FILES
from dashboard.downloads.stored import store_path
from dashboard.pages import compare, downloads, explorer, factsheet
from dashboard.static_site.course_files import courses
from dashboard.static_site.outcome import NotDrawnError
from dashboard.static_site.places import INDEX, figure_file, place_of
from dashboard.static_site.search_files import SearchFiles
from dashboard.static_site.turn import Turned, Turner
from dashboard.text.translator import choose_language, translator
from dashboard.view import address
from dashboard.view.assets_index import asset_url, read_asset, style_text
from dashboard.view.corrections_feed import PATH as FEED
from dashboard.view.page import Page, split_language
from dashboard.view.view import View
from dashboard.web.first_paint import PaintedDash
from dashboard.web.live import live_figure
from dashboard.web.page_server import snapshot_paths
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.paths import releases_folder

# Pages that are otherwise here than on the server: their own scripts, and what is said of it under their titles.
_OTHERWISE: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    explorer.PAGE.pattern: (("static_explorer.js",), "static-site.explorer"),
    compare.PAGE.pattern: (("static_chart.js", "static_compare.js"), "static-site.compare"),
    downloads.PAGE.pattern: ((), "static-site.downloads"),
    factsheet.PAGE.pattern: ((), "static-site.factsheet"),
}
_VERSION_LINK: Final = re.compile(r'href="/data/v([\d.]+)/"')
_START: Final = "static_start.js"
_CHARTS: Final = (PENALTIES, TREATIES, TIMELINE, SURVEYS)
# Fetched by scripts, not named by a page.
_PLOTLY: Final = "plotly-basic.min.js"
_VERSION: Final = re.compile(r"/data/v[\d.]+/")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Site:
    """Writes one site.

    Args:
        app: the application, made with the same public address.
        folder: where to write; it is there and empty.
        base: public address of the site, without a slash at its end; empty where it has none.
        chosen: tells of an address whether to write it; links to others lead nowhere. By default all are written.
    """

    def __init__(
        self, app: PaintedDash, folder: Path, base: str, chosen: Callable[[str], bool] = lambda _address: True
    ) -> None:
        self._app = app
        self._folder = folder
        self._base = base
        self._chosen = chosen
        self._turner = Turner(base, self._is_written)
        self._snapshot = app.site.store.current()
        self._releases = releases_folder(app.site.store.folder)
        self._files: dict[str, str] = {}
        self._archives: dict[str, Path] = {}
        self.size = 0
        self.left_out: list[str] = []

    @property
    def count(self) -> int:
        """Count the files written."""
        return len(self._files)

    def _is_written(self, address: str) -> bool:
        asked = address.partition("#")[0]
        feed = asked.partition("?")[0] == FEED and not self._base
        return not feed and not _VERSION.match(asked) and self._chosen(asked)

    def _begin(self) -> Iterator[str]:
        """List the addresses that no page need lead to."""
        yield from snapshot_paths(self._snapshot)
        drawn = charts_of(self._snapshot)
        charts = [*(row[C.INDICATOR_ID] for row in self._snapshot.rows(T.INDICATORS)), *_CHARTS]
        for lang in LANGUAGES:
            yield from (address.embed(lang, each) for each in charts if drawn.spec(each, lang) is not None)
        published = published_of(self._snapshot.files)
        paths = (*SITE_FILES, *files_of(published, self._base).paths())
        yield from (f"/data/{path}" if path != INDEX else "/data/" for path in paths)
        yield asset_url(_PLOTLY)
        if self._base:
            yield from ("/robots.txt", "/sitemap.xml")

    def write(self) -> None:
        """Write every file.

        Raises:
            NotDrawnError: an address that pages lead to does not answer.
            OSError: the folder cannot be written.
        """
        waiting = dict.fromkeys(each for each in self._begin() if self._is_written(each))
        seen = {place_of(each).file for each in waiting}
        with (
            self._app.server.test_client() as client,
            click.progressbar(length=len(waiting), label=f"Version {self._snapshot.version}", width=0) as shown,
        ):
            while waiting:
                asked, waiting = waiting, {}
                for each in asked:
                    for found in self._fetch(client, each):
                        if place_of(found).file not in seen:
                            seen.add(place_of(found).file)
                            waiting[found] = None
                    shown.update(1)
                shown.length = (shown.length or 0) + len(waiting)
        for lang in LANGUAGES:
            self._write_searched(lang)
        self._keep("/", INDEX, self._start().encode())
        self._keep("", f"assets/{_START}", read_asset(_START))

    def _fetch(self, client: FlaskClient, asked: str) -> Iterator[str]:
        """Write what stands at an address; give the addresses that it leads to."""
        file = place_of(asked).file
        if asked.startswith("/assets/"):
            self._keep(asked, file, read_asset(file.removeprefix("assets/")))
            return
        if asked in self._archives:
            self._keep(asked, file, self._archives[asked].read_bytes())
            return
        response = client.get(asked, buffered=True)
        if response.status_code == 400 and asked.startswith("/data/"):
            self.left_out.append(asked.removeprefix("/data/"))
            return
        if response.status_code != 200:
            raise NotDrawnError(f"{asked} answers {response.status_code}; expected 200.")
        if response.mimetype != "text/html":
            self._keep(asked, file, response.get_data())
            return
        turned = self._turn(response.get_data(as_text=True), asked, file)
        self._keep(asked, file, turned.text.encode())
        yield from turned.found

    def _turn(self, text: str, asked: str, file: str) -> Turned:
        if not split_language(asked):
            return self._turner.turn(_VERSION_LINK.sub(self._lead_to_archive, text), file)
        lang, path = split_language(asked) or ("en", "")
        scripts, said = _OTHERWISE.get(path.partition("?")[0], ((), ""))
        notice = f'<p class="notice" data-static="">{escape(translator(lang).gettext(said))}</p>' if said else ""
        turned = self._turner.turn(text, file, lang=lang, scripts=scripts, notice=notice)
        for chart_id, search in turned.charts:
            self._write_figures(lang, chart_id, search)
        return turned

    def _write_figures(self, lang: Language, chart_id: str, search: str) -> None:
        """Write the figures of a live chart, for each width and theme."""
        for narrow in (False, True):
            for theme in ON_SCREEN:
                file = figure_file(lang, chart_id, search, f"{'narrow' if narrow else 'wide'}-{theme}")
                if file in self._files:
                    continue
                drawn = live_figure(self._snapshot, chart_id, lang, search, theme, narrow)
                if drawn is None:
                    raise NotDrawnError(f"{file} cannot be drawn: there is no chart {chart_id} ({search}).")
                self._keep(file, file, _json({"figure": drawn.figure, "config": drawn.config, "label": drawn.label}))

    def _view(self, lang: Language, page: Page) -> View:
        return self._app.site.view(page, lang, address.page(lang, page.pattern), "", (), self._base)

    def _write_searched(self, lang: Language) -> None:
        files = SearchFiles(self._view(lang, explorer.PAGE))
        made = {lang: files.words(), f"rows-{lang}": files.rows()}
        made[f"courses-{lang}"] = courses(self._view(lang, compare.PAGE))
        for name, value in made.items():
            file = f"search/{name}.json"
            self._keep(file, file, _json(value))

    def _lead_to_archive(self, link: re.Match[str]) -> str:
        """Lead from the list of versions to this folder, and for an earlier one to the archive of its files."""
        if link[1] == self._snapshot.version:
            return 'href="/data/"'
        archive = store_path(self._releases, link[1])
        if not archive.is_file():
            return link[0]
        asked = f"/data/{archive.name}"
        self._archives[asked] = archive
        return f'href="{asked}"'

    def _start(self) -> str:
        """Return the page that leads to the languages: by the browser's, or by hand."""
        first = choose_language(None)
        names = {lang: translator(lang).gettext("language.name") for lang in dict.fromkeys((first, *LANGUAGES))}
        links = "".join(
            f'<li><a href="/{lang}/" hreflang="{lang}" lang="{lang}">{name}</a></li>' for lang, name in names.items()
        )
        title = escape(translator(first).gettext("site.esec-dashboard"))
        text = (
            f'<!DOCTYPE html><html lang="{first}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f'<meta name="color-scheme" content="light dark"><style>{style_text()}</style>'
            f'<script src="{asset_url(_START)}" defer></script></head>'
            f'<body><main id="main"><h1>{title}</h1><ul class="languages">{links}</ul></main></body></html>'
        )
        return self._turner.turn(text, INDEX).text

    def _keep(self, asked: str, file: str, content: bytes) -> None:
        held = self._files.setdefault(file, asked)
        if held != asked:
            raise NotDrawnError(f"{asked} and {held} would both be written as {file}.")
        target = self._folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        self.size += target.write_bytes(content)
