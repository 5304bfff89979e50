"""The page at `/data/`: every file, its parameters and the problems, in both languages, without scripts."""

from html import escape
from typing import Final

from dashboard.data.filters import FILTERS
from dashboard.downloads.dataset_docs import DOCUMENTS
from dashboard.downloads.files import CITATIONS, DownloadCatalogue
from dashboard.downloads.filters import CHOICES, PERIODS, TEXTS, list_file
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.downloads.problems import KINDS
from dashboard.downloads.selection import parameters_of
from dashboard.downloads.versions import Library
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import T
from pipelines.schema.dataset import LICENCE_URL, TITLE
from pipelines.schema.declared import Language

_WORDS: Final[dict[str, Words]] = {
    "title": words_for("index.title"),
    "intro": words_for("index.intro"),
    "tables": words_for("index.tables"),
    "indicators": words_for("index.indicators"),
    "documents": words_for("index.documents"),
    "citations": words_for("index.citations"),
    "parameters": words_for("index.parameters"),
    "takes": words_for("index.takes"),
    "versions": words_for("index.versions"),
    "versions_text": words_for("index.versions_text"),
    "problems": words_for("index.problems"),
    "problems_text": words_for("index.problems_text"),
    "dashboard": words_for("index.dashboard"),
    "licence": words_for("index.licence"),
}


class _Page:
    def __init__(self, library: Library, files: DownloadCatalogue, lang: Language) -> None:
        self.library = library
        self.files = files
        self.lang = lang
        # The page of an old version leads to that version's files.
        self.root = (
            f"/data/v{files.dataset.version}/" if files.published.digest != library.current().digest else "/data/"
        )

    def say(self, key: str) -> str:
        return escape(_WORDS[key][self.lang])

    def link(self, path: str, text: str) -> str:
        return f'<a href="{escape(self.root + path)}">{escape(text)}</a>'

    def codes(self, names: tuple[str, ...]) -> str:
        return ", ".join(f"<code>{escape(name)}</code>" for name in names)

    def tables(self) -> str:
        items = []
        for table, published in self.files.published.tables.items():
            links = " · ".join(
                self.link(f"{table}.{form.extension}", form.title[self.lang]) for form in formats_of(table)
            )
            names = parameters_of(self.files.published, table, csv=True)
            said, text = (published.words(what)[self.lang] for what in ("title", "description"))
            items.append(
                f"<li><b>{escape(said)}</b> (<code>{table}</code>, {published.rows}). {escape(text)}<br>{links}<br>"
                f"{self.say('takes')} {self.codes(names)}</li>"
            )
        return f"<h2>{self.say('tables')}</h2><ul>{''.join(items)}</ul>"

    def indicators(self) -> str:
        addresses = [f"/data/indicators/&lt;id&gt;.{extension}" for extension in (*FORMATS, *CITATIONS)]
        names = parameters_of(self.files.published, T.OBSERVATIONS, csv=True, indicator=True)
        listed = "".join(f"<li><code>{address}</code></li>" for address in addresses)
        all_of_them = f"{T.INDICATORS}.json"
        return (
            f"<h2>{self.say('indicators')}</h2><ul>{listed}</ul><p>{self.link(all_of_them, all_of_them)}"
            f"<br>{self.say('takes')} {self.codes(names)}</p>"
        )

    def citations(self) -> str:
        stems = ("/data/figures/&lt;obs_id&gt;", "/data/indicators/&lt;id&gt;", "/data/dataset")
        listed = "".join(f"<li><code>{stem}.{extension}</code></li>" for stem in stems for extension in CITATIONS)
        return f"<h2>{self.say('citations')}</h2><ul>{listed}</ul>"

    def documents(self) -> str:
        items = "".join(
            f"<li>{self.link(path, path)}: {escape(document.text[self.lang])}</li>"
            for path, document in DOCUMENTS.items()
        )
        return f"<h2>{self.say('documents')}</h2><ul>{items}</ul>"

    def parameters(self) -> str:
        said = {each.name: f"{TEXTS[each.name][self.lang]} /data/{list_file(each)}" for each in FILTERS}
        said |= {name: text[self.lang] for name, text in PERIODS.items()}
        said |= {name: f"{text[self.lang]} ({', '.join(allowed)})" for name, (allowed, text) in CHOICES.items()}
        items = "".join(f"<dt><code>{name}</code></dt><dd>{escape(text)}</dd>" for name, text in said.items())
        return f"<h2>{self.say('parameters')}</h2><dl>{items}</dl>"

    def versions(self) -> str:
        items = "".join(f'<li><a href="/data/v{number}/">{number}</a></li>' for number in self.library.versions())
        return (
            f"<h2>{self.say('versions')}</h2><p>{self.say('versions_text')} "
            f'<a href="/data/versions.json">versions.json</a></p><ul>{items}</ul>'
        )

    def problems(self) -> str:
        # A problem's type leads to one place; the second language repeats the words without it.
        anchors = {kind: f' id="{kind}"' if self.lang == "en" else "" for kind in KINDS}
        items = "".join(
            f"<dt{anchors[kind]}><code>{kind}</code></dt><dd>{status}: {escape(title[self.lang])}</dd>"
            for kind, (status, title) in KINDS.items()
        )
        return f"<h2>{self.say('problems')}</h2><p>{self.say('problems_text')}</p><dl>{items}</dl>"

    def section(self) -> str:
        dataset = self.files.dataset
        parts = [
            self.tables(),
            self.indicators(),
            self.citations(),
            self.documents(),
            self.parameters(),
            self.versions(),
        ]
        return (
            f'<section lang="{self.lang}" id="{self.lang}"><h1>{self.say("title")}</h1>'
            f"<p>{escape(TITLE[self.lang])}, {dataset.version} ({dataset.released}). {self.say('intro')} "
            f'<a href="/openapi.json">openapi.json</a></p><p><a href="/{self.lang}/">{self.say("dashboard")}</a> · '
            f'<a href="{LICENCE_URL}" rel="license">{self.say("licence")}</a></p>'
            f"{''.join(parts)}{self.problems()}</section>"
        )


def write_index(library: Library, files: DownloadCatalogue) -> str:
    """The page, in French and then in English."""
    french, english = (_Page(library, files, lang) for lang in ("fr", "en"))
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{french.say('title')} · {english.say('title')}</title></head><body><main>"
        f'<p><a href="#en" lang="en" hreflang="en">English</a></p>{french.section()}{english.section()}'
        "</main></body></html>\n"
    )
