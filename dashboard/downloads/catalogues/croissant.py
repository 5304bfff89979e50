"""Croissant 1.0 (MLCommons): the CSV files with typed fields and their references, ready to be loaded as records."""

from typing import Any, Final

from dashboard.downloads.catalogues.facts import DOI, coverage_of, doi_of, terms_page, version_address
from dashboard.downloads.columns import OutColumn
from dashboard.downloads.describe import sized
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from pipelines.schema.columns import T
from pipelines.schema.dataset import DESCRIPTION, KEYWORDS, LICENCE_URL, NAME, PUBLISHER, TITLE
from pipelines.schema.declared import LANGUAGES

MEDIA_TYPE: Final = 'application/ld+json; profile="http://mlcommons.org/croissant/1.0"'
_CONFORMS: Final = "http://mlcommons.org/croissant/1.0"
_TYPES: Final = {"string": "sc:Text", "double": "sc:Float", "int64": "sc:Integer", "bool": "sc:Boolean"}
# As the specification of version 1.0 has it.
_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def _referred_to(files: DownloadCatalogue) -> list[str]:
    """List the tables that the figures refer to, the figures' own first."""
    columns = Rows(files.published, files.dataset, Selection(table=T.OBSERVATIONS)).columns
    found = [column.reference[0] for column in columns if column.reference]
    return [T.OBSERVATIONS, *dict.fromkeys(table for table in found if table in files.published.tables)]


def _file(files: DownloadCatalogue, table: str) -> dict[str, Any]:
    path = f"{table}.csv"
    known = sized(files, path)
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "description": files.published.tables[table].words("description")["en"],
        "contentUrl": files.dataset.file(path, fixed=True),
        "encodingFormat": "text/csv",
        **({"contentSize": f"{known['bytes']} B", "sha256": known["hash"].removeprefix("sha256:")} if known else {}),
    }


def _field(table: str, column: OutColumn, tables: list[str]) -> dict[str, Any]:
    reference = column.reference if column.reference and column.reference[0] in tables else None
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": f"{column.title['en']}. {column.text['en']}",
        "dataType": _TYPES[column.kind],
        "source": {"fileObject": {"@id": f"{table}.csv"}, "extract": {"column": column.name}},
        **({"references": {"field": {"@id": "/".join(reference)}}} if reference else {}),
    }


def _records(files: DownloadCatalogue, table: str, tables: list[str]) -> dict[str, Any]:
    rows = Rows(files.published, files.dataset, Selection(table=table))
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": rows.table.words("description")["en"],
        "key": [{"@id": f"{table}/{name}"} for name in rows.table.key],
        "field": [_field(table, column, tables) for column in rows.columns],
    }


def describe_croissant(files: DownloadCatalogue) -> dict[str, Any]:
    """Describe the figures and the tables that they refer to."""
    dataset = files.dataset
    doi = doi_of(dataset.version)
    tables = _referred_to(files)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS,
        "name": NAME,
        "alternateName": [TITLE[lang] for lang in LANGUAGES],
        "description": DESCRIPTION["en"],
        "url": dataset.page("en"),
        "identifier": f"{DOI}{doi}" if doi else version_address(dataset),
        "version": dataset.version,
        "datePublished": dataset.released,
        "dateModified": dataset.released,
        "license": LICENCE_URL,
        "usageInfo": terms_page(dataset, "en"),
        "citeAs": files.cite_dataset("bibtex"),
        "keywords": list(KEYWORDS["en"]),
        "inLanguage": list(LANGUAGES),
        "temporalCoverage": coverage_of(files.published).years,
        "isAccessibleForFree": True,
        "isLiveDataset": False,
        "creator": {"@type": "sc:Organization", "name": PUBLISHER, "url": dataset.page("en")},
        "publisher": {"@type": "sc:Organization", "name": PUBLISHER, "url": dataset.page("en")},
        "distribution": [_file(files, table) for table in tables],
        "recordSet": [_records(files, table, tables) for table in tables],
    }
