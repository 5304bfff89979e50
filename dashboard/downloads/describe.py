"""The data set for citation registries and search engines: DataCite metadata and schema.org objects."""

from functools import lru_cache
from typing import Any, Final

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import FORMATS
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

_DATACITE: Final = "http://datacite.org/schema/kernel-4"
_DOI: Final = "https://doi.org/"


def _related(address: str, relation: str, kind: str) -> dict[str, str]:
    doi = address.startswith(_DOI)
    return {
        "relatedIdentifier": address.removeprefix(_DOI),
        "relatedIdentifierType": "DOI" if doi else "URL",
        "relationType": relation,
        "resourceTypeGeneral": kind,
    }


def datacite(files: DownloadCatalogue) -> dict[str, Any]:
    """Metadata by DataCite's schema 4, ready for registration: the report is what the data set is derived from."""
    dataset = files.dataset
    address = dataset.file("datapackage.json", fixed=True)
    related = [
        _related(row[C.URL], "IsDerivedFrom" if row[C.SOURCE_KIND] == SourceKind.REPORT else "References", "Report")
        for row in files.published.publications()
        if row[C.URL]
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


def coverage(files: DownloadCatalogue) -> str:
    """Years of the first and last figure, as an ISO interval; empty where there is no figure."""
    periods = files.published.asked.periods(T.OBSERVATIONS).values()
    if not periods:
        return ""
    return f"{min(period.start.year for period in periods)}/{max(period.end.year for period in periods)}"


@lru_cache(maxsize=8)
def dataset_object(files: DownloadCatalogue, lang: Language) -> dict[str, Any]:
    """Describe the whole data set as a schema.org Dataset, for search engines.

    There is no `sameAs`: search engines merge records by it.
    """
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
        "temporalCoverage": coverage(files),
        "spatialCoverage": {"@type": "Place", "name": "France"},
        "variableMeasured": [{"@type": "PropertyValue", "name": row[f"name_{lang}"]} for row in units],
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "name": row[C.TITLE],
                "publisher": row[C.PUBLISHER],
                "inLanguage": row[C.LANGUAGE],
                **({"url": row[C.URL]} if row[C.URL] else {}),
            }
            for row in files.published.publications()
        ],
        "citation": dataset.citation,
        "distribution": [*downloads, package],
    }
