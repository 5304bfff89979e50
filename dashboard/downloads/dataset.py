"""The data set as its files name it: version, release date, licence, and the addresses of its pages and files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipelines.schema import dataset as declared
from pipelines.schema.dataset import LICENCE, LICENCE_NAME, LICENCE_URL, NAME, PUBLISHER, cite_dataset
from pipelines.schema.declared import LANGUAGES, Language

# A text in each language, by its code.
Words = Mapping[str, str]

TITLE: Final[Words] = {lang: declared.TITLE[lang] for lang in LANGUAGES}
TERMS: Final[Words] = {
    "en": LICENCE,
    "fr": f"{LICENCE_NAME} ({LICENCE_URL}) ; les formes imprimées des chiffres suivent les conditions de leur source",
}
LICENCE_TITLE: Final = "Creative Commons Attribution 4.0 International"
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


@dataclass(frozen=True)
class Dataset:
    """One version of the data set, seen from one public address.

    Attributes:
        version: semantic version.
        released: ISO date of the release.
        base: public address without a slash at its end; empty for addresses relative to the site.
    """

    version: str
    released: str
    base: str = ""

    @property
    def year(self) -> str:
        """Year of the release."""
        return self.released[:4]

    @property
    def citation(self) -> str:
        """Citation of this version, in English, as file metadata carries it."""
        return cite_dataset(self.version, self.released)

    def page(self, lang: Language, path: str = "") -> str:
        """Address of a page of the dashboard."""
        return f"{self.base}/{lang}/{path}".rstrip("/") if path else f"{self.base}/{lang}/"

    def observation_page(self, obs_id: str, lang: Language) -> str:
        """Address of the evidence card of a figure."""
        return self.page(lang, f"figures/{obs_id}")

    def indicator_page(self, indicator_id: str, lang: Language) -> str:
        """Address of the page of an indicator."""
        return self.page(lang, f"indicators/{indicator_id}")

    def file(self, path: str, *, fixed: bool = False) -> str:
        """Address of a file under `/data/`; with `fixed`, the one that always gives this version."""
        return f"{self.base}/data/{f'v{self.version}/' if fixed else ''}{path}"


__all__ = [
    "KEYWORDS",
    "LANGUAGES",
    "LICENCE",
    "LICENCE_NAME",
    "LICENCE_TITLE",
    "LICENCE_URL",
    "NAME",
    "PUBLISHER",
    "TERMS",
    "TITLE",
    "Dataset",
    "Language",
    "Words",
]
