"""The data set described for machines by the Data Package standard; other standards are in `catalogues`."""

import hashlib
from typing import Any, Final

from dashboard.downloads.columns import OutColumn
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats.csv_file import LINE_END
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from dashboard.downloads.words import spelled_out
from pipelines.schema.columns import C, T, text_in
from pipelines.schema.dataset import (
    DESCRIPTION,
    KEYWORDS,
    LICENCE_NAME,
    LICENCE_TITLE,
    LICENCE_URL,
    NAME,
    PUBLISHER,
    TERMS,
    TITLE,
)
from pipelines.schema.declared import LANGUAGES, by_language
from pipelines.schema.safe_text import web_address

# Said of the whole schema: readers of version 1 of the standard, which are many, take no label in `missingValues`.
_EMPTY: Final = spelled_out(
    "description",
    by_language(
        [
            "An empty cell: nothing applies, or the source gives no number (see qualifier and obs_status).",
            "Cellule vide : sans objet, ou la source ne donne pas de nombre (voir qualifier et obs_status).",
        ]
    ),
)


def _field(files: DownloadCatalogue, column: OutColumn) -> dict[str, Any]:
    codes = files.published.codes(column.codelist) if column.codelist else {}
    described: dict[str, Any] = {
        "name": column.name,
        "type": column.json_type,
        **spelled_out("title", column.title),
        **spelled_out("description", column.text),
    }
    if codes:
        described["categories"] = [
            {"value": code, **spelled_out("label", {lang: text_in(row, "name", lang) for lang in LANGUAGES})}
            for code, row in codes.items()
        ]
    if column.required:
        described["constraints"] = {"required": True}
    return described


def _table_schema(files: DownloadCatalogue, table: str) -> dict[str, Any]:
    """Return the table schema of a table's CSV file, with both languages and labels."""
    columns = Rows(files.published, files.dataset, Selection(table=table)).columns
    references = [
        {"fields": [column.name], "reference": {"resource": column.reference[0], "fields": [column.reference[1]]}}
        for column in columns
        if column.reference and column.reference[0] in files.published.tables
    ]
    return {
        **_EMPTY,
        "fields": [_field(files, column) for column in columns],
        "primaryKey": list(files.published.tables[table].key),
        **({"foreignKeys": references} if references else {}),
        "missingValues": [""],
    }


def sized(files: DownloadCatalogue, path: str) -> dict[str, Any]:
    """Return size and hash of a file that is small enough to be made whole; nothing for the others."""
    file = files.find(path)
    if not file.whole:
        return {}
    body = files.body(file)
    return {"bytes": len(body), "hash": f"sha256:{hashlib.sha256(body).hexdigest()}"}


def _resource(files: DownloadCatalogue, table: str) -> dict[str, Any]:
    published = files.published.tables[table]
    title, text = published.words("title"), published.words("description")
    return {
        "name": table,
        "path": f"{table}.csv",
        "type": "table",
        **spelled_out("title", title),
        **spelled_out("description", text),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "header": True,
            "delimiter": ",",
            "lineTerminator": LINE_END,
            "quoteChar": '"',
            "doubleQuote": True,
        },
        **sized(files, f"{table}.csv"),
        "rows": published.rows,
        **({"alternates": [_parquet(files)]} if table == T.OBSERVATIONS else {}),
        "schema": _table_schema(files, table),
    }


def _parquet(files: DownloadCatalogue) -> dict[str, Any]:
    """Describe the figures as Parquet, beside their CSV: a resource of its own stops clients that read CSV alone."""
    path = f"{T.OBSERVATIONS}.parquet"
    return {"path": path, "format": "parquet", "mediatype": "application/vnd.apache.parquet", **sized(files, path)}


def describe_package(files: DownloadCatalogue) -> dict[str, Any]:
    """Return the descriptor. Its paths are relative: it is the same on the site and in the package."""
    dataset = files.dataset
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "id": dataset.file("datapackage.json", fixed=True),
        **spelled_out("title", TITLE),
        **spelled_out("description", DESCRIPTION),
        "homepage": dataset.page("en"),
        "version": dataset.version,
        "created": f"{dataset.released}T00:00:00Z",
        "keywords": [word for lang in LANGUAGES for word in dict.fromkeys(KEYWORDS[lang])],
        # What is ours, and where each source's own terms stand.
        "licenses": [
            {"name": LICENCE_NAME, "path": LICENCE_URL, "title": LICENCE_TITLE},
            {"path": f"{T.SOURCES}.csv", **spelled_out("title", TERMS)},
        ],
        "contributors": [{"title": PUBLISHER, "roles": ["creator", "publisher", "curator"]}],
        "sources": [
            {"title": row[C.CITATION], **({"path": row[C.URL]} if web_address(row[C.URL]) else {})}
            for row in files.published.publications()
        ],
        "resources": [_resource(files, table) for table in files.published.tables],
    }
