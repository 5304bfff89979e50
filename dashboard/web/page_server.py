"""Addresses to answers: finds the page, checks its parameters, and keeps what the data version fixes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from dash.development.base_component import Component
from flask import Request, Response, abort, make_response, redirect, request
from werkzeug.exceptions import PreconditionFailed, SecurityError
from werkzeug.http import generate_etag

from dashboard.components.chart import LIVE_BOX
from dashboard.components.json_ld import page_object
from dashboard.components.shell import notice, page_frame
from dashboard.components.version_notice import version_notice
from dashboard.data.cache import BoundedCache
from dashboard.data.store import Snapshot, Store
from dashboard.downloads.conditions import FAILED, Validators
from dashboard.pages import NOT_FOUND, PAGES, PLACES
from dashboard.settings import Settings
from dashboard.text.translator import choose_language, translator
from dashboard.view.address import with_query
from dashboard.view.page import Page, split_language
from dashboard.view.view import LONGEST_VALUE, VERSION, PageNotFoundError, View, check_parameters
from dashboard.web.html_page import Head, Scripts, write_document
from dashboard.web.html_text import to_html
from dashboard.web.link_card import link_card_of
from pipelines.schema.columns import C, T
from pipelines.schema.declared import DEFAULT_LANGUAGE, LANGUAGES, Language
from pipelines.schema.paths import releases_folder

# No page's path is as long. Of a longer one, and of parameters, no more than this is repeated in an answer.
LONGEST_PATH: Final = 300
_MOST_GIVEN: Final = 50
# A page changes only with the data version; proxies may keep it a minute and show the old one while asking anew.
_PAGE_CACHING: Final = "public, max-age=60, stale-while-revalidate=600"


@dataclass(frozen=True)
class Answer:
    """Hold a written document with its status."""

    body: bytes
    etag: str
    status: int


def cacheable(body: str | bytes, mimetype: str, caching: str, *, etag: str | None = None) -> Response:
    """Make an answer that browsers and proxies may keep, with its tag; only its head where the asker holds it.

    Args:
        body: content.
        mimetype: its type.
        caching: value of Cache-Control.
        etag: tag, where it is known; else it is made from the content.

    Raises:
        PreconditionFailed: the asker wants what is not here.
    """
    response = make_response(body)
    response.mimetype = mimetype
    response.headers["Cache-Control"] = caching
    # Weak, because the compressed forms share it.
    own = Validators(etag or generate_etag(response.get_data()), weak=True)
    response.set_etag(own.tag, weak=own.weak)
    response.status_code = own.weigh(request)
    if response.status_code == FAILED:
        raise PreconditionFailed
    return response


class PageServer:
    """Serve the pages over a store. Holds no state of a reader.

    Args:
        settings: what the operator set.
        store: gives the data version.
        base: public address of the site, empty for none; by default that of the settings, or of the request.
    """

    def __init__(self, settings: Settings, store: Store, base: str | None = None) -> None:
        self.settings = settings
        self.store = store
        self._base = settings.public_url or None if base is None else base
        self._answers: BoundedCache[Answer] = BoundedCache(settings.kept_bytes(2), lambda answer: len(answer.body))

    def base_url(self, request: Request) -> str:
        """Give the public address: as set, or as the request names it; empty where it names none that is trusted."""
        if self._base is not None:
            return self._base
        try:
            return f"{request.scheme}://{request.host}"
        except SecurityError:
            return ""

    def view(
        self, page: Page, lang: Language, path: str, key: str, given: Sequence[tuple[str, str]], base_url: str
    ) -> View:
        """Make the view of a page at an address."""
        snapshot = self.store.current()
        version, given = split_version(snapshot, given)
        params, ignored = check_parameters(snapshot, given, page.parameters)
        defaults = {parameter.name: parameter.default for parameter in page.parameters}
        return View(
            snapshot,
            self.settings,
            lang,
            quote(path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}…"),
            key,
            params,
            translator(lang),
            base_url,
            PLACES,
            ignored,
            defaults,
            asked_version="" if version == snapshot.version else version,
            releases=releases_folder(self.store.folder),
        )

    def find(self, path: str, given: Sequence[tuple[str, str]], base_url: str) -> tuple[Page, View]:
        """Find the page at a path and its view; the page that says there is none, where there is none."""
        lang, rest = split_language(path) or (None, "")
        if lang is not None:
            for page in PAGES:
                key = page.match(rest)
                if key is not None:
                    return page, self.view(page, lang, path, key, given, base_url)
        return NOT_FOUND, self.view(NOT_FOUND, lang or DEFAULT_LANGUAGE, path, "", (), base_url)

    def _lay_out(self, page: Page, view: View) -> tuple[Component, Page]:
        try:
            page.title_in(view)
            return page_frame(view, page.name, [notice(view), version_notice(view, page.name), page.layout(view)]), page
        except PageNotFoundError:
            return page_frame(view, NOT_FOUND.name, [NOT_FOUND.layout(view)]), NOT_FOUND

    def _write(self, page: Page, view: View, scripts: Scripts) -> Answer:
        layout, found = self._lay_out(page, view)
        missing = found is NOT_FOUND
        title, description = found.title_in(view), found.description_in(view)
        about = found.json_ld(view) if found.json_ld else [page_object(view, title, description)]
        head = Head(title, description, [] if missing else about, not missing, link_card_of(view, found))
        content = to_html(layout)
        live = f'id="{LIVE_BOX}"' in content
        text = write_document(view, head, content, scripts if live else None)
        body = text.encode()
        return Answer(body, generate_etag(body), 404 if missing else 200)

    def _key(self, view: View) -> tuple[object, ...]:
        return (view.snapshot.version_hash, view.base_url, view.asked())

    def answer_page(self, request: Request, scripts: Scripts) -> Response:
        """Answer with the document at the requested address, or the redirection to it."""
        path = request.path
        moved = self._moved(request)
        if moved is not None:
            return moved
        page, view = self.find(path, _given(request), self.base_url(request))
        answer = self._answers.get(self._key(view), lambda: self._write(page, view, scripts))
        if answer.status == 200:
            response = cacheable(answer.body, "text/html", _PAGE_CACHING, etag=answer.etag)
        else:
            response = make_response(answer.body, answer.status)
            response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Language"] = view.lang
        return response

    def _moved(self, request: Request) -> Response | None:
        path = request.path
        if path == "/":
            lang = choose_language(request.headers.get("Accept-Language"))
            response = make_response(redirect(with_query(f"/{lang}/", _repeated(request)), 302))
            response.headers["Vary"] = "Accept-Language"
            response.headers["Cache-Control"] = "no-cache"
            return response
        query = _repeated(request)
        if path.strip("/") in LANGUAGES and not path.endswith("/"):
            return make_response(redirect(with_query(f"{path}/", query), 308))
        split = split_language(path)
        if split is not None and split[1].endswith("/"):
            return make_response(redirect(with_query(f"/{split[0]}/" + split[1].strip("/"), query), 308))
        return None


def _given(request: Request) -> list[tuple[str, str]]:
    """Give the parameters that a page reads."""
    return list(request.args.items(multi=True))[:_MOST_GIVEN]


def _repeated(request: Request) -> list[tuple[str, str]]:
    """Give the parameters that a redirection hands on: as much of them as a page reads."""
    return [(name[:LONGEST_VALUE], value[:LONGEST_VALUE]) for name, value in _given(request)]


def language_of(text: str) -> Language:
    """Give the language of that name; answer 404 where there is none."""
    language = next((known for known in LANGUAGES if known == text), None)
    return language or abort(404)


def split_version(snapshot: Snapshot, given: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Part the data version that an address names from its other parameters; an unknown version stays among them."""
    released = {row[C.VERSION] for row in snapshot.rows(T.RELEASES)}
    version = next((value for name, value in given if name == VERSION and value in released), "")
    return version, [(name, value) for name, value in given if name != VERSION or value not in released]


def snapshot_paths(snapshot: Snapshot) -> list[str]:
    """List the path of every page that says something in every language, for the sitemap and the tests."""
    pages = [page for page in PAGES if page.holds(snapshot)]
    return [f"/{lang}/{path}" for page in pages for path in page.paths(snapshot) for lang in LANGUAGES]
