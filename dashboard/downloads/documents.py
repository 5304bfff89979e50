"""The files about the data set: descriptor, metadata, what people read first, and all in one package."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any, Final

from dashboard.data.query import HeldFiles
from dashboard.downloads.catalogues.croissant import MEDIA_TYPE as CROISSANT
from dashboard.downloads.catalogues.croissant import describe_croissant
from dashboard.downloads.catalogues.csvw import ALL as ALL_TABLES
from dashboard.downloads.catalogues.csvw import MEDIA_TYPE as CSVW
from dashboard.downloads.catalogues.csvw import describe_tables
from dashboard.downloads.catalogues.deposit import datacite, zenodo
from dashboard.downloads.catalogues.facts import SYNTAXES, doi_of
from dashboard.downloads.describe import describe_package
from dashboard.downloads.files import Document, DownloadCatalogue, File
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.downloads.published import Published, published_of
from dashboard.downloads.sdmx.descriptions import write_all
from dashboard.downloads.sdmx.negotiation import STRUCTURES, Message, named
from dashboard.downloads.stream_buffer import ChunkSink
from dashboard.downloads.topic_workbook import PATH as BY_TOPIC
from dashboard.downloads.topic_workbook import write_topics_ods, write_topics_xlsx
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T, text_in, texts_in
from pipelines.schema.dataset import (
    DESCRIPTION,
    LICENCE_NAME,
    LICENCE_TITLE,
    LICENCE_URL,
    PUBLISHER,
    REPORT_SOURCE,
    TERMS,
    TITLE,
)
from pipelines.schema.declared import LANGUAGES, Language, by_language
from pipelines.texts import translations

CHECKSUMS: Final = "SHA256SUMS"
_READMES: Final = {f"README.{lang}.md": lang for lang in LANGUAGES}
_TEXTS: Final = ("datapackage.json", *_READMES, "CITATION.cff", "CHANGELOG.md", "datacite.json")
# Sizes of larger tables' files would be worked out by making them while a reader waits.
_SIZED_ROWS: Final = 5_000
_READABLE: Final = 0o644 << 16
_README: Final = words_for("readme")
_COLON: Final = words_for("readme.colon")


def _readme(files: DownloadCatalogue, lang: Language) -> str:
    """Return the README of the package, in Markdown."""
    dataset = files.dataset
    lines = []
    for name, table in files.published.tables.items():
        word = translations("dashboard", lang).ngettext("download.readme.row", "download.readme.rows", table.rows)
        said, text = table.words("title")[lang], table.words("description")[lang]
        lines.append(f"- `{name}.csv` ({table.rows} {word}){_COLON[lang]} {said}. {text}")
    rights: dict[str, list[str]] = {}
    for row in files.published.records(T.SOURCES).values():
        rights.setdefault(text_in(row, "rights", lang), []).append(text_in(row, "short", lang))
    return _README[lang].format(
        title=TITLE[lang],
        description=DESCRIPTION[lang],
        version=dataset.version,
        released=dataset.released,
        address=dataset.page(lang),
        files="\n".join(lines),
        citation=files.cite_dataset(lang),
        licence=LICENCE_TITLE,
        licence_name=LICENCE_NAME,
        licence_url=LICENCE_URL,
        rights="\n".join(f"- {', '.join(names)}{_COLON[lang]} {text}" for text, names in rights.items()),
    )


def _write_readme(lang: Language, files: DownloadCatalogue) -> Iterator[bytes]:
    yield _readme(files, lang).encode()


def _citation_cff(files: DownloadCatalogue) -> str:
    """Return CITATION.cff 1.2.0; its texts are JSON strings, which YAML reads as they are."""
    dataset = files.dataset
    report = files.published.records(T.SOURCES).get(REPORT_SOURCE)
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"message: {_quoted('Cite the publication of each figure first, with its page, then this data set.')}",
        f"title: {_quoted(TITLE['en'])}",
        f"abstract: {_quoted(DESCRIPTION['en'] + ' ' + TERMS['en'] + '.')}",
        "authors:",
        f"  - name: {_quoted(PUBLISHER)}",
        f"version: {_quoted(dataset.version)}",
        f"date-released: {dataset.released}",
        f"license: {LICENCE_NAME}",
    ]
    if dataset.base:
        lines.append(f"url: {_quoted(dataset.page('en'))}")
    if doi_of(dataset.version):
        lines.append(f"doi: {_quoted(doi_of(dataset.version))}")
    if report:
        lines += ["references:", "  - type: report", f"    title: {_quoted(report[C.TITLE])}", "    authors:"]
        names = [name.strip() for name in (report[C.AUTHORS] or report[C.PUBLISHER]).split(";")]
        lines += [f"      - name: {_quoted(name)}" for name in names]
        lines += [
            "    institution:",
            f"      name: {_quoted(report[C.PUBLISHER])}",
            f"    year: {str(report[C.PUBLISHED])[:4]}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _changelog(files: DownloadCatalogue) -> str:
    """Return releases, newest first, with the corrections of each, in every language."""
    corrections = files.published.rows(T.CORRECTIONS)
    lines = [f"# {' · '.join(dict.fromkeys(by_language(['Changes', 'Changements']).values()))}", ""]
    for release in reversed(list(files.published.records(T.RELEASES).values())):
        lines += [
            f"## {release[C.VERSION]} ({release[C.RELEASED]})",
            "",
            *(line for text in texts_in(release, "text") for line in (text, "")),
        ]
        for row in corrections:
            if row[C.VERSION] == release[C.VERSION]:
                what = [row[C.OBS_ID], row[C.TABLE_ID], row[C.ROW_KEY], row[C.COLUMN_ID]]
                change = f"`{' '.join(filter(None, what))}` ({row[C.DATE]}): {row[C.BEFORE]} → {row[C.AFTER]}"
                lines += [f"- {change}. {' · '.join(texts_in(row, 'reason'))}"]
        if lines[-1]:
            lines.append("")
    return "\n".join(lines)


def _structures(form: Message, files: DownloadCatalogue) -> Iterator[bytes]:
    yield write_all(files, form)


def package_members(files: DownloadCatalogue) -> tuple[str, ...]:
    """List the package's files, less the checksums; each is the file at the same address under `/data/`."""
    return (*_TEXTS, *(f"{table}.csv" for table in files.published.tables), f"{T.OBSERVATIONS}.parquet")


def zip_entry(path: str, released: date) -> zipfile.ZipInfo:
    """Describe a file in an archive by what never differs from one machine or day to another."""
    entry = zipfile.ZipInfo(path, (released.year, released.month, released.day, 0, 0, 0))
    # Parquet is compressed inside.
    entry.compress_type = zipfile.ZIP_STORED if path.endswith(".parquet") else zipfile.ZIP_DEFLATED
    entry.external_attr = _READABLE
    # The host system is written into the file; one value everywhere keeps the bytes the same.
    entry.create_system = 3
    return entry


def _chunks(files: DownloadCatalogue, path: str) -> Iterator[bytes]:
    file = files.find(path)
    if file.whole:
        yield files.body(file)
    else:
        yield from file.chunks()


def _write_package(files: DownloadCatalogue) -> Iterator[bytes]:
    """Return the package as a zip, in chunks: nothing is held but the part that is being written."""
    released = date.fromisoformat(files.dataset.released)
    sink = ChunkSink()
    sums = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for path in package_members(files):
            digest = hashlib.sha256()
            with package.open(zip_entry(path, released), "w", force_zip64=not files.find(path).whole) as member:
                for chunk in _chunks(files, path):
                    digest.update(chunk)
                    member.write(chunk)
                    yield from sink.take()
            sums.append(f"{digest.hexdigest()}  {path}\n")
        package.writestr(zip_entry(CHECKSUMS, released), "".join(sums), compresslevel=6)
    yield from sink.take()


def _catalogue(extension: str) -> Document:
    """Return the catalogue in a syntax; what writes it takes its time to start, so it is not imported before."""

    def write(files: DownloadCatalogue) -> Iterator[bytes]:
        from dashboard.downloads.catalogues.dcat import write_catalogue

        yield write_catalogue(files, extension)

    return Document(SYNTAXES[extension][1], write, measured=False)


def _json(describe: Callable[[DownloadCatalogue], Any], media_type: str = "application/json") -> Document:
    return Document(media_type, lambda files: iter([dump_pretty(describe(files))]))


def _by_topic(extension: str, write: Callable[[DownloadCatalogue, str], Iterator[bytes]]) -> Document:
    """Return the workbook with a sheet a topic in a format, in both languages unless one is asked for."""
    media_type = FORMATS[extension].media_type
    return Document(media_type, lambda files: write(files, "both"), holds_tables=True, measured=False, make_in=write)


DOCUMENTS: Final[dict[str, Document]] = {
    "datapackage.json": _json(describe_package),
    "esec-datapackage.zip": Document("application/zip", _write_package, holds_tables=True),
    f"{BY_TOPIC}.xlsx": _by_topic("xlsx", write_topics_xlsx),
    f"{BY_TOPIC}.ods": _by_topic("ods", write_topics_ods),
    "CITATION.cff": Document("application/yaml", lambda files: iter([_citation_cff(files).encode()])),
    **{path: Document("text/markdown; charset=utf-8", partial(_write_readme, lang)) for path, lang in _READMES.items()},
    # What describes the figures to SDMX tools, for those who have no server to ask.
    **{
        f"sdmx/structure.{form.extension}": Document(form.media_type, partial(_structures, form))
        for form in (named("json", STRUCTURES), named("xml", STRUCTURES))
    },
    "CHANGELOG.md": Document("text/markdown; charset=utf-8", lambda files: iter([_changelog(files).encode()])),
    "datacite.json": _json(datacite),
    "zenodo.json": _json(zenodo),
    "croissant.json": _json(describe_croissant, CROISSANT),
    ALL_TABLES: _json(lambda files: describe_tables(files.published, files.dataset), CSVW),
    **{f"catalog.{extension}": _catalogue(extension) for extension in SYNTAXES},
}


def files_of(published: Published, base: str = "", stored: Callable[[File], File] | None = None) -> DownloadCatalogue:
    """List every file of a version, those about the data set included, as seen from one public address.

    Args:
        published: the version.
        base: that address, without a slash at its end; empty for addresses relative to the site.
        stored: gives a file as it was stored, where it was, so that what describes it says its size and hash.
    """
    return DownloadCatalogue(published, DOCUMENTS, base, stored)


def files_at(held: HeldFiles, base: str) -> DownloadCatalogue:
    """List every file of the version that pages hold, as seen from one public address."""
    return files_of(published_of(held), base)


def size_of(files: DownloadCatalogue, path: str) -> int | None:
    """Return the size of a file in bytes; None where a reader would wait for it to be made."""
    return files.published.kept(("size", files.dataset, path), lambda: _measure(files, path))


def _measure(files: DownloadCatalogue, path: str) -> int | None:
    file = files.find(path)
    table = file.rows.table if file.rows else files.published.tables[T.OBSERVATIONS]
    document = DOCUMENTS.get(path)
    if document and not document.measured:
        return None
    known = table.rows <= _SIZED_ROWS or (document is not None and not document.holds_tables)
    return len(files.body(file)) if known and file.whole else None
