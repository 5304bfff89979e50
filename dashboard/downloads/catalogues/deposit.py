"""Records ready for an archive: DataCite's metadata (kernel 4) and Zenodo's, and a version's DOI where it has one."""

from collections.abc import Iterator
from html import escape
from typing import Any, Final

from dashboard.downloads.catalogues.facts import (
    DOI,
    address_of,
    coverage_of,
    doi_of,
    earlier_versions,
    publications_of,
    terms_page,
    version_address,
)
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
    PUBLISHER,
    TERMS,
    TITLE,
)
from pipelines.schema.declared import LANGUAGES

_DATACITE: Final = "http://datacite.org/schema/kernel-4"
# The form that DataCite registers a DOI in, and what Zenodo calls one licence.
_ZENODO_LICENCE: Final = LICENCE_NAME.lower()
_ZENODO_LANGUAGE: Final = "eng"


def _relations(files: DownloadCatalogue) -> Iterator[tuple[str, str, str]]:
    """Return what the version is related to: relation as DataCite names it, address, kind of thing.

    It is derived from the publications whose figures it gives, and takes the place of the version before it.
    """
    for row in publications_of(files.published):
        address = address_of(row)
        if address:
            yield "IsDerivedFrom", address, "Report" if row[C.SOURCE_KIND] == SourceKind.REPORT else "Text"
    for row in earlier_versions(files.published)[:1]:
        doi = doi_of(row[C.VERSION])
        yield "IsNewVersionOf", f"{DOI}{doi}" if doi else version_address(files.dataset, row[C.VERSION]), "Dataset"
    yield "IsDescribedBy", files.dataset.page("en", "methods"), "Text"


def _datacite_relation(relation: str, address: str, kind: str) -> dict[str, str]:
    return {
        "relatedIdentifier": address.removeprefix(DOI),
        "relatedIdentifierType": "DOI" if address.startswith(DOI) else "URL",
        "relationType": relation,
        "resourceTypeGeneral": kind,
    }


def datacite(files: DownloadCatalogue) -> dict[str, Any]:
    """Describe the version by DataCite's metadata 4.5 and later.

    Without a DOI it has its own address alone, and whoever registers it adds the DOI.
    """
    dataset = files.dataset
    doi = doi_of(dataset.version)
    areas = [files.published.records(T.AREAS)[code] for code in coverage_of(files.published).areas]
    return {
        "schemaVersion": _DATACITE,
        **({"doi": doi} if doi else {}),
        "url": dataset.page("en"),
        "alternateIdentifiers": [
            {"alternateIdentifier": version_address(dataset), "alternateIdentifierType": "URL"},
        ],
        "creators": [{"name": PUBLISHER, "nameType": "Organizational"}],
        "titles": [
            {"title": TITLE["en"], "lang": "en"},
            *(
                {"title": title, "lang": lang, "titleType": "TranslatedTitle"}
                for lang, title in TITLE.items()
                if lang != "en"
            ),
        ],
        "publisher": {"name": PUBLISHER, "lang": "en"},
        "publicationYear": dataset.year,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Statistical data"},
        "subjects": [{"subject": word, "lang": lang} for lang in LANGUAGES for word in KEYWORDS[lang]],
        "dates": [{"date": dataset.released, "dateType": "Issued"}],
        "language": "en",
        "version": dataset.version,
        "formats": list(dict.fromkeys(each.encoding for each in FORMATS.values())),
        "rightsList": [
            {
                "rights": LICENCE_TITLE,
                "rightsUri": LICENCE_URL,
                "rightsIdentifier": LICENCE_NAME,
                "rightsIdentifierScheme": "SPDX",
            },
            # What is not ours to license: each source's own terms.
            *({"rights": TERMS[lang], "rightsUri": terms_page(dataset, lang), "lang": lang} for lang in LANGUAGES),
        ],
        "descriptions": [
            {"description": DESCRIPTION[lang], "descriptionType": "Abstract", "lang": lang} for lang in LANGUAGES
        ],
        "geoLocations": [{"geoLocationPlace": row["name_en"]} for row in areas],
        "relatedIdentifiers": [_datacite_relation(*found) for found in _relations(files)],
    }


def _zenodo_relation(relation: str, address: str, kind: str) -> dict[str, str]:
    # Zenodo calls relations and kinds by the same words in its own spelling.
    words = {"IsDescribedBy": "isDocumentedBy"}
    kinds = {"Report": "publication-report", "Dataset": "dataset"}
    return {
        "identifier": address.removeprefix(DOI),
        "relation": words.get(relation, relation[0].lower() + relation[1:]),
        "resource_type": kinds.get(kind, "publication-other"),
    }


def zenodo(files: DownloadCatalogue) -> dict[str, Any]:
    """Describe the version as Zenodo's deposit interface takes it: the body of a request that makes a deposition."""
    dataset = files.dataset
    doi = doi_of(dataset.version)
    texts = [*(DESCRIPTION[lang] for lang in LANGUAGES), files.cite_dataset("en")]
    return {
        "metadata": {
            "upload_type": "dataset",
            "title": TITLE["en"],
            "creators": [{"name": PUBLISHER}],
            "description": "".join(f"<p>{escape(text)}</p>" for text in texts),
            "publication_date": dataset.released,
            "version": dataset.version,
            "language": _ZENODO_LANGUAGE,
            "keywords": [word for lang in LANGUAGES for word in dict.fromkeys(KEYWORDS[lang])],
            "access_right": "open",
            "license": _ZENODO_LICENCE,
            "notes": " ".join(f"{TERMS[lang]} ({terms_page(dataset, lang)})." for lang in LANGUAGES),
            **({"doi": doi} if doi else {}),
            "related_identifiers": [
                {
                    "identifier": version_address(dataset),
                    "relation": "isAlternateIdentifier",
                    "resource_type": "dataset",
                },
                *(_zenodo_relation(*found) for found in _relations(files)),
            ],
        }
    }
