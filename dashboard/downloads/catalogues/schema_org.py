"""The data set and each indicator as schema.org Datasets, with what search engines for data sets recommend.

They stand in pages, so they are kept small: what has a list of its own is named by its address.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from dashboard.downloads.catalogues.facts import (
    DOI,
    Coverage,
    address_of,
    authorities,
    coverage_of,
    doi_of,
    first_released,
    publications_of,
    terms_page,
    version_address,
)
from dashboard.downloads.citations import source_piece
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.published import Dataset
from pipelines.schema.columns import C, T, text_in
from pipelines.schema.dataset import DESCRIPTION, KEYWORDS, LICENCE_URL, NAME, PUBLISHER, REPORT_SOURCE, TITLE
from pipelines.schema.declared import LANGUAGES, Language

Thing = dict[str, Any]
# The size of a file in bytes by its path, None where it would have to be made first.
Measure = Callable[[str], int | None]

_CONTEXT: Final = "https://schema.org"
_PACKAGE: Final = {
    "datapackage.json": ("Data Package", "application/json"),
    "esec-datapackage.zip": ("Data Package (zip)", "application/zip"),
    "croissant.json": ("Croissant", "application/ld+json"),
}


def _unmeasured(_path: str) -> None:
    return None


def _without_empty(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", None, [], {})}


def _organisation(dataset: Dataset, lang: Language) -> Thing:
    return {"@type": "Organization", "name": PUBLISHER, "url": dataset.page(lang)}


def _download(dataset: Dataset, path: str, name: str, encoding: str, measure: Measure) -> Thing:
    size = measure(path)
    return _without_empty(
        {
            "@type": "DataDownload",
            "name": name,
            "encodingFormat": encoding,
            "contentUrl": dataset.file(path, fixed=True),
            "contentSize": f"{size} B" if size is not None else None,
        }
    )


def _downloads(dataset: Dataset, stem: str, lang: Language, measure: Measure) -> list[Thing]:
    return [
        _download(dataset, f"{stem}.{form.extension}", form.title[lang], form.encoding, measure)
        for form in FORMATS.values()
    ]


def _places(files: DownloadCatalogue, coverage: Coverage, lang: Language) -> list[Thing]:
    """Return the areas as places; `sameAs` is true of a place whose address an authority gives."""
    records, known = files.published.records(T.AREAS), authorities()["areas"]
    return [
        _without_empty(
            {"@type": "Place", "name": text_in(records[code], "name", lang), "sameAs": list(known.get(code, ()))}
        )
        for code in coverage.areas
    ]


def _works(files: DownloadCatalogue, source_ids: Iterable[str]) -> list[Thing]:
    records = files.published.records(T.SOURCES)
    return [
        _without_empty(
            {
                "@type": "CreativeWork",
                "name": records[key][C.TITLE],
                "publisher": {"@type": "Organization", "name": records[key][C.PUBLISHER]},
                "url": address_of(records[key]),
            }
        )
        for key in source_ids
        if key in records
    ]


def _common(files: DownloadCatalogue, coverage: Coverage, lang: Language) -> Thing:
    """Return what the whole and its parts share: people, terms, dates, places."""
    dataset = files.dataset
    us = _organisation(dataset, lang)
    return {
        "version": dataset.version,
        "datePublished": first_released(files.published),
        "dateModified": dataset.released,
        "license": LICENCE_URL,
        "usageInfo": terms_page(dataset, lang),
        "creator": us,
        "publisher": us,
        "includedInDataCatalog": {"@type": "DataCatalog", "name": PUBLISHER, "url": dataset.page(lang)},
        "isAccessibleForFree": True,
        "inLanguage": list(LANGUAGES),
        "temporalCoverage": coverage.years,
        "spatialCoverage": _places(files, coverage, lang),
    }


def dataset_object(files: DownloadCatalogue, lang: Language, measure: Measure = _unmeasured) -> Thing:
    """Describe the whole data set.

    `sameAs`, by which search engines merge records, is the DOI of the version where it has one. `measure` gives sizes
    of files where a page says them anyway.
    """
    dataset, published = files.dataset, files.published
    coverage = coverage_of(published)
    doi = doi_of(dataset.version)
    report = published.records(T.SOURCES).get(REPORT_SOURCE)
    topics = published.records(T.TOPICS).values()
    packages = [_download(dataset, path, *about, measure) for path, about in _PACKAGE.items()]
    return _without_empty(
        {
            "@context": _CONTEXT,
            "@type": "Dataset",
            "@id": version_address(dataset),
            "identifier": f"{DOI}{doi}" if doi else version_address(dataset),
            "sameAs": f"{DOI}{doi}" if doi else "",
            "name": TITLE[lang],
            "alternateName": [*(TITLE[other] for other in LANGUAGES if other != lang), NAME],
            "description": DESCRIPTION[lang],
            "url": dataset.page(lang),
            "keywords": list(KEYWORDS[lang]),
            **_common(files, coverage, lang),
            "citation": source_piece(report, lang) if report else "",
            "variableMeasured": [
                {
                    "@type": "PropertyValue",
                    "name": text_in(row, "name", lang),
                    "description": text_in(row, "definition", lang),
                }
                for row in topics
            ],
            "isBasedOn": [
                *_works(files, [REPORT_SOURCE]),
                {
                    "@type": "CreativeWork",
                    "name": published.tables[T.SOURCES].words("title")[lang],
                    "url": dataset.file(f"{T.SOURCES}.json", fixed=True),
                },
            ],
            "distribution": [*_downloads(dataset, T.OBSERVATIONS, lang, measure), *packages],
        }
    )


def indicator_object(files: DownloadCatalogue, indicator_id: str, lang: Language) -> Thing:
    """Describe one indicator as a data set of its own; empty where there is no such indicator."""
    dataset, published = files.dataset, files.published
    row = published.records(T.INDICATORS).get(indicator_id)
    if row is None:
        return {}
    coverage = coverage_of(published, indicator_id)
    name, unit = text_in(row, "name", lang), published.records(T.UNITS)[row[C.UNIT_MEASURE]]
    kind = published.codes("CL_MEASURE_KIND").get(row[C.MEASURE_KIND])
    topic = published.records(T.TOPICS)[row[C.TOPIC_ID]]
    address = dataset.indicator_page(indicator_id, lang)
    fixed = dataset.file(f"indicators/{indicator_id}.json", fixed=True)
    sources = publications_of(published, indicator_id)
    return _without_empty(
        {
            "@context": _CONTEXT,
            "@type": "Dataset",
            "@id": fixed,
            "identifier": fixed,
            "name": name,
            "alternateName": [text_in(row, "name", other) for other in LANGUAGES if other != lang],
            "description": text_in(row, "definition", lang),
            "url": address,
            "keywords": [text_in(topic, "name", lang), *KEYWORDS[lang]],
            **_common(files, coverage, lang),
            "measurementTechnique": text_in(kind, "text", lang) if kind else "",
            "variableMeasured": {
                "@type": "PropertyValue",
                "name": name,
                "unitText": text_in(unit, "name", lang),
                "description": text_in(row, "population", lang),
            },
            "citation": [source_piece(source, lang) for source in sources[:1]],
            "isBasedOn": _works(files, coverage.sources),
            "isPartOf": {"@type": "Dataset", "name": TITLE[lang], "url": dataset.page(lang)},
            "distribution": _downloads(dataset, f"indicators/{indicator_id}", lang, _unmeasured),
        }
    )
