"""The data set as a whole: title, licence, publisher and citation, declared once."""

from typing import Final

from pipelines.schema.declared import Language

NAME: Final = "esec-france"
TITLE: Final[dict[Language, str]] = {
    "en": "Indicators on the commercial sexual exploitation of children in France",
    "fr": "Indicateurs sur l'exploitation sexuelle des enfants à des fins commerciales en France",
}
DESCRIPTION: Final[dict[Language, str]] = {
    "en": "Every figure of ECPAT International's country report on France (2nd edition, 2011), with page and status, "
    "beside the same series in other publications.",
    "fr": "Chaque chiffre du rapport pays d'ECPAT International sur la France (2e édition, 2011), avec page et statut, "
    "à côté des mêmes séries dans d'autres publications.",
}
PUBLISHER: Final = "ESEC dashboard"
LICENCE_NAME: Final = "CC-BY-4.0"
LICENCE_TITLE: Final = "Creative Commons Attribution 4.0 International"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
LICENCE: Final = f"{LICENCE_NAME} ({LICENCE_URL}); each source's own terms apply to its figures' printed forms"
TERMS: Final[dict[Language, str]] = {
    "en": LICENCE,
    "fr": f"{LICENCE_NAME} ({LICENCE_URL}) ; les formes imprimées des chiffres suivent les conditions de leur source",
}
KEYWORDS: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        "commercial sexual exploitation of children",
        "trafficking in children",
        "child sexual abuse material",
        "France",
        "statistics",
    ),
    "fr": (
        "exploitation sexuelle des enfants à des fins commerciales",
        "traite des enfants",
        "matériel d'abus sexuels d'enfants",
        "France",
        "statistiques",
    ),
}


def cite_dataset(version: str, released: str) -> str:
    """Citation of the data set for file metadata, in English."""
    return f"{PUBLISHER} ({released[:4]}). {TITLE['en']} (version {version}) [Data set]."


def version_order(version: str) -> tuple[int, ...]:
    """Place of a semantic version among others."""
    return tuple(int(part) for part in version.split("."))
