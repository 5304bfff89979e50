"""Files about the site rather than one version: the list of versions, the description of the addresses, their page."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Final

from dashboard.data.filters import FILTERS, PRESENCE, Filter
from dashboard.downloads import availability
from dashboard.downloads.citations import CITATIONS
from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.files import DownloadCatalogue, File
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.openapi import describe_addresses
from dashboard.downloads.problems import KINDS, refuse_parameters
from dashboard.downloads.selection import (
    CHOICES,
    PERIODS,
    SHAPE,
    TIME,
    Parameters,
    further_parameters,
    list_file,
    parameters_of,
)
from dashboard.downloads.snippets import CLIENTS, fill_client
from dashboard.downloads.versions import Library, describe_versions
from dashboard.downloads.words import document_words, words_for
from pipelines.schema.columns import T
from pipelines.schema.dataset import LICENCE_URL, TITLE
from pipelines.schema.declared import DEFAULT_LANGUAGE, LANGUAGES, Language
from pipelines.texts import fill_text


def _listed(each: Filter) -> str:
    return f"/data/{list_file(each)}" if list_file(each) else ", ".join(PRESENCE)


class _Page:
    """The page at `/data/` in one language: every file, its parameters and the problems, without scripts."""

    def __init__(self, library: Library, files: DownloadCatalogue, lang: Language) -> None:
        self.library = library
        self.files = files
        self.lang = lang
        # The page of an old version leads to that version's files.
        self.root = (
            f"/data/v{files.dataset.version}/" if files.published.digest != library.current().digest else "/data/"
        )

    def say(self, key: str) -> str:
        return escape(words_for(key)[self.lang])

    def link(self, path: str, text: str) -> str:
        return f'<a href="{escape(self.root + path)}">{escape(text)}</a>'

    def codes(self, names: tuple[str, ...]) -> str:
        return ", ".join(f"<code>{escape(name)}</code>" for name in names)

    def told(self, path: str) -> str:
        """Say what a document is."""
        return escape(document_words(path)[self.lang])

    def link_to(self) -> str:
        """Return the way to this part of the page, under the language's own name."""
        name = fill_text("dashboard", "language.name", self.lang, {})
        return f'<a href="#{self.lang}" lang="{self.lang}" hreflang="{self.lang}">{name}</a>'

    def tables(self) -> str:
        items = []
        for table, published in self.files.published.tables.items():
            links = " · ".join(
                self.link(f"{table}.{form.extension}", form.title[self.lang]) for form in formats_of(table)
            )
            names = parameters_of(self.files.published, table, csv=True)
            names += further_parameters(self.files.published, table)
            said, text = (published.words(what)[self.lang] for what in ("title", "description"))
            items.append(
                f"<li><b>{escape(said)}</b> (<code>{table}</code>, {published.rows}). {escape(text)}<br>{links}<br>"
                f"{self.say('index.takes')} {self.codes(names)}</li>"
            )
        return f"<h2>{self.say('index.tables')}</h2><ul>{''.join(items)}</ul>"

    def indicators(self) -> str:
        addresses = [f"/data/indicators/&lt;id&gt;.{extension}" for extension in (*FORMATS, *CITATIONS)]
        names = parameters_of(self.files.published, T.OBSERVATIONS, csv=True, indicator=True)
        names += further_parameters(self.files.published, T.OBSERVATIONS, indicator=True)
        listed = "".join(f"<li><code>{address}</code></li>" for address in addresses)
        all_of_them = f"{T.INDICATORS}.json"
        return (
            f"<h2>{self.say('index.indicators')}</h2><ul>{listed}</ul><p>{self.link(all_of_them, all_of_them)}"
            f"<br>{self.say('index.takes')} {self.codes(names)}</p>"
        )

    def citations(self) -> str:
        stems = ("/data/figures/&lt;obs_id&gt;", "/data/indicators/&lt;id&gt;", "/data/dataset")
        listed = "".join(f"<li><code>{stem}.{extension}</code></li>" for stem in stems for extension in CITATIONS)
        return f"<h2>{self.say('index.citations')}</h2><ul>{listed}</ul>"

    def documents(self) -> str:
        paths = (*DOCUMENTS, availability.PATH)
        items = "".join(f"<li>{self.link(path, path)}: {self.told(path)}</li>" for path in paths)
        # They serve every version.
        items += "".join(
            f'<li><a href="/data/{path}">{path}</a>: {self.say(f"document.{path}")}</li>' for path in CLIENTS
        )
        return f"<h2>{self.say('index.documents')}</h2><ul>{items}</ul>"

    def parameters(self) -> str:
        said = {
            tuple(filter(None, (each.name, each.alias))): f"{self.say(f'filter.{each.name}')} {_listed(each)}"
            for each in FILTERS
        }
        said |= {(name,): self.say(f"parameter.{name}") for name in (TIME, *PERIODS)}
        said |= {(name,): f"{self.say(f'parameter.{name}')} ({', '.join(known)})" for name, known in CHOICES.items()}
        said |= {(name,): self.say(f"parameter.{name}") for name in SHAPE}
        items = "".join(f"<dt>{self.codes(names)}</dt><dd>{text}</dd>" for names, text in said.items())
        return f"<h2>{self.say('index.parameters')}</h2><dl>{items}</dl>"

    def versions(self) -> str:
        items = "".join(f'<li><a href="/data/v{number}/">{number}</a></li>' for number in self.library.versions())
        return (
            f"<h2>{self.say('index.versions')}</h2><p>{self.say('index.versions.text')} "
            f'<a href="/data/versions.json">versions.json</a></p><ul>{items}</ul>'
        )

    def problems(self) -> str:
        # A problem's type leads to one place; the second language repeats the words without it.
        anchors = {kind: f' id="{kind}"' if self.lang == "en" else "" for kind in KINDS}
        items = "".join(
            f"<dt{anchors[kind]}><code>{kind}</code></dt><dd>{status}: {self.say(f'problem.{kind}')}</dd>"
            for kind, status in KINDS.items()
        )
        return f"<h2>{self.say('index.problems')}</h2><p>{self.say('index.problems.text')}</p><dl>{items}</dl>"

    def section(self) -> str:
        dataset = self.files.dataset
        return (
            f'<section lang="{self.lang}" id="{self.lang}"><h1>{self.say("index.title")}</h1>'
            f"<p>{escape(TITLE[self.lang])}, {dataset.version} ({dataset.released}). {self.say('index.intro')} "
            f'<a href="/openapi.json">openapi.json</a></p>'
            f'<p><a href="/{self.lang}/">{self.say("index.dashboard")}</a> · '
            f'<a href="{LICENCE_URL}" rel="license">{self.say("index.licence")}</a></p>'
            f"{self.tables()}{self.indicators()}{self.citations()}{self.documents()}{self.parameters()}{self.versions()}"
            f"{self.problems()}</section>"
        )


def _write_index(library: Library, files: DownloadCatalogue) -> str:
    """Return the page, in the site's own language and then in the others."""
    pages = [_Page(library, files, lang) for lang in dict.fromkeys((DEFAULT_LANGUAGE, *LANGUAGES))]
    titles = " · ".join(dict.fromkeys(page.say("index.title") for page in pages))
    links = " · ".join(page.link_to() for page in pages[1:])
    return (
        f'<!doctype html><html lang="{DEFAULT_LANGUAGE}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{titles}</title></head><body><main>"
        f"{f'<p>{links}</p>' if links else ''}{''.join(page.section() for page in pages)}"
        "</main></body></html>\n"
    )


def _client(path: str, library: Library, files: DownloadCatalogue) -> bytes:
    return fill_client(path, files.dataset.base)


# path under /data/: media type, and what makes it
SITE_FILES: Final[dict[str, tuple[str, Callable[[Library, DownloadCatalogue], bytes]]]] = {
    "versions.json": (
        "application/json",
        lambda library, files: dump_pretty(describe_versions(library, files.dataset.base)),
    ),
    "openapi.json": (
        "application/vnd.oai.openapi+json; version=3.1",
        lambda library, files: dump_pretty(describe_addresses(library, files)),
    ),
    "index.html": ("text/html; charset=utf-8", lambda library, files: _write_index(library, files).encode()),
    **{path: (media_type, partial(_client, path)) for path, media_type in CLIENTS.items()},
}


def find_site_file(library: Library, files: DownloadCatalogue, path: str, given: Parameters) -> File | None:
    """Return the file about the site at an address, or None.

    Raises:
        Refusal: it was asked for with parameters.
    """
    if path not in SITE_FILES:
        return None
    refuse_parameters(given)
    media_type, make = SITE_FILES[path]
    # The versions kept belong to what decides the bytes.
    kept = ",".join(library.versions())
    return File(
        path, media_type, path.rpartition("/")[2], lambda: iter([make(library, files)]), inline=True, state=kept
    )
