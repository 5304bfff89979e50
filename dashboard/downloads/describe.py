"""The data set described for machines: Data Package descriptor, DataCite metadata and schema.org objects."""

import hashlib
from typing import Any, Final

from dashboard.downloads.columns import OutColumn
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.formats.csv_file import LINE_END
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import (
    DESCRIPTION,
    KEYWORDS,
    LICENCE_NAME,
    LICENCE_TITLE,
    LICENCE_URL,
    NAME,
    PUBLISHER,
    TITLE,
)
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.safe_text import web_address

# Said of the whole schema: readers of version 1 of the standard, which are many, take no label in `missingValues`.
_EMPTY: Final = {
    "description": "An empty cell: nothing applies, or the source gives no number (see qualifier and obs_status).",
    "description_fr": "Cellule vide : sans objet, ou la source ne donne pas de nombre (voir qualifier et obs_status).",
}
_DATACITE: Final = "http://datacite.org/schema/kernel-4"
_DOI: Final = "https://doi.org/"


def _field(files: DownloadCatalogue, column: OutColumn) -> dict[str, Any]:
    codes = files.published.codes(column.codelist) if column.codelist else {}
    described: dict[str, Any] = {
        "name": column.name,
        "type": column.json_type,
        "title": column.title["en"],
        "title_fr": column.title["fr"],
        "description": column.text["en"],
        "description_fr": column.text["fr"],
    }
    if codes:
        described["categories"] = [
            {"value": code, "label": row["name_en"], "label_fr": row["name_fr"]} for code, row in codes.items()
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


def _sized(files: DownloadCatalogue, path: str) -> dict[str, Any]:
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
        "title": title["en"],
        "title_fr": title["fr"],
        "description": text["en"],
        "description_fr": text["fr"],
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
        **_sized(files, f"{table}.csv"),
        "rows": published.rows,
        **({"alternates": [_parquet(files)]} if table == T.OBSERVATIONS else {}),
        "schema": _table_schema(files, table),
    }


def _parquet(files: DownloadCatalogue) -> dict[str, Any]:
    """Describe the figures as Parquet, beside their CSV: a resource of its own stops clients that read CSV alone."""
    path = f"{T.OBSERVATIONS}.parquet"
    return {"path": path, "format": "parquet", "mediatype": "application/vnd.apache.parquet", **_sized(files, path)}


def describe_package(files: DownloadCatalogue) -> dict[str, Any]:
    """Return the descriptor. Its paths are relative: it is the same on the site and in the package."""
    dataset = files.dataset
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "id": dataset.file("datapackage.json", fixed=True),
        "title": TITLE["en"],
        "title_fr": TITLE["fr"],
        "description": DESCRIPTION["en"],
        "description_fr": DESCRIPTION["fr"],
        "homepage": dataset.page("en"),
        "version": dataset.version,
        "created": f"{dataset.released}T00:00:00Z",
        "keywords": [word for lang in LANGUAGES for word in dict.fromkeys(KEYWORDS[lang])],
        "licenses": [{"name": LICENCE_NAME, "path": LICENCE_URL, "title": LICENCE_TITLE}],
        "contributors": [{"title": PUBLISHER, "roles": ["creator", "publisher", "curator"]}],
        "sources": [
            {"title": row[C.CITATION], **({"path": row[C.URL]} if web_address(row[C.URL]) else {})}
            for row in files.published.publications()
        ],
        "resources": [_resource(files, table) for table in files.published.tables],
    }


def _related(address: str, relation: str, kind: str) -> dict[str, str]:
    doi = address.startswith(_DOI)
    return {
        "relatedIdentifier": address.removeprefix(_DOI),
        "relatedIdentifierType": "DOI" if doi else "URL",
        "relationType": relation,
        "resourceTypeGeneral": kind,
    }


def datacite(files: DownloadCatalogue) -> dict[str, Any]:
    """Write DataCite's metadata (schema 4), ready for registration: the data set is derived from the report."""
    dataset = files.dataset
    address = dataset.file("datapackage.json", fixed=True)
    related = [
        _related(row[C.URL], "IsDerivedFrom" if row[C.SOURCE_KIND] == SourceKind.REPORT else "References", "Report")
        for row in files.published.publications()
        if web_address(row[C.URL])
    ]
    versions = list(files.published.records(T.RELEASES))
    if dataset.version in versions[1:]:
        before = versions[versions.index(dataset.version) - 1]
        related.append(_related(f"{dataset.base}/data/v{before}/datapackage.json", "IsNewVersionOf", "Dataset"))
    return {
        "schemaVersion": _DATACITE,
        "identifiers": [{"identifier": address, "identifierType": "URL"}],
        "creators": [{"name": PUBLISHER, "nameType": "Organizational"}],
        "titles": [
            {"title": TITLE["en"], "lang": "en"},
            {"title": TITLE["fr"], "lang": "fr", "titleType": "TranslatedTitle"},
        ],
        "publisher": {"name": PUBLISHER, "lang": "en"},
        "publicationYear": dataset.year,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Statistical data"},
        "subjects": [{"subject": word, "lang": lang} for lang in LANGUAGES for word in KEYWORDS[lang]],
        "dates": [{"date": dataset.released, "dateType": "Issued"}],
        "language": "en",
        "version": dataset.version,
        "formats": [each.encoding for each in FORMATS.values()],
        "rightsList": [
            {
                "rights": LICENCE_TITLE,
                "rightsUri": LICENCE_URL,
                "rightsIdentifier": LICENCE_NAME,
                "rightsIdentifierScheme": "SPDX",
            }
        ],
        "descriptions": [
            {"description": DESCRIPTION[lang], "descriptionType": "Abstract", "lang": lang} for lang in LANGUAGES
        ],
        "geoLocations": [{"geoLocationPlace": "France"}],
        "relatedIdentifiers": related,
    }


def _coverage(files: DownloadCatalogue) -> str:
    """Return the years of the first and last figure, as an ISO interval; empty where there is no figure."""
    periods = files.published.asked.periods(T.OBSERVATIONS).values()
    if not periods:
        return ""
    return f"{min(period.start.year for period in periods)}/{max(period.end.year for period in periods)}"


def dataset_object(files: DownloadCatalogue, lang: Language) -> dict[str, Any]:
    """Describe the whole data set as a schema.org Dataset, for search engines.

    There is no `sameAs`: search engines merge records by it.
    """
    return files.published.kept(("data set", files.dataset, lang), lambda: _dataset_object(files, lang))


def _dataset_object(files: DownloadCatalogue, lang: Language) -> dict[str, Any]:
    dataset = files.dataset
    downloads = [
        {
            "@type": "DataDownload",
            "name": f"{each.title[lang]}, {files.published.tables[T.OBSERVATIONS].words('title')[lang]}",
            "encodingFormat": each.encoding,
            "contentUrl": dataset.file(f"{T.OBSERVATIONS}.{each.extension}"),
        }
        for each in FORMATS.values()
    ]
    package = {
        "@type": "DataDownload",
        "encodingFormat": "application/zip",
        "contentUrl": dataset.file("esec-datapackage.zip"),
    }
    units = files.published.records(T.UNITS).values()
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset.file("datapackage.json", fixed=True),
        "identifier": dataset.file("datapackage.json", fixed=True),
        "name": TITLE[lang],
        "alternateName": [TITLE[other] for other in LANGUAGES if other != lang] + [NAME],
        "description": DESCRIPTION[lang],
        "url": dataset.page(lang),
        "version": dataset.version,
        "datePublished": dataset.released,
        "dateModified": dataset.released,
        "license": LICENCE_URL,
        "creator": {"@type": "Organization", "name": PUBLISHER, "url": dataset.page(lang)},
        "publisher": {"@type": "Organization", "name": PUBLISHER},
        "inLanguage": ["fr", "en"],
        "keywords": list(KEYWORDS[lang]),
        "isAccessibleForFree": True,
        "temporalCoverage": _coverage(files),
        "spatialCoverage": {"@type": "Place", "name": "France"},
        "variableMeasured": [{"@type": "PropertyValue", "name": row[f"name_{lang}"]} for row in units],
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "name": row[C.TITLE],
                "publisher": row[C.PUBLISHER],
                "inLanguage": row[C.LANGUAGE],
                **({"url": row[C.URL]} if web_address(row[C.URL]) else {}),
            }
            for row in files.published.publications()
        ],
        "citation": dataset.citation,
        "distribution": [*downloads, package],
    }
