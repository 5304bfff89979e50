"""Texts of files and of the data interface by id, in each language, from `dashboard/locales/` under `download.…`."""

from collections.abc import Mapping

from babel import Locale

from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.site_faults import ENGLISH
from pipelines.texts import fill_text

Words = Mapping[str, str]
"""A text in each language, by its code."""

Place = str | int | float | Words


def words_for(key: str, /, **places: Place) -> Words:
    """Return a text in each language, its places filled; a place that has words is filled language by language.

    Raises:
        KeyError: no catalogue has the text.

    >>> words_for("workbook.cover")["fr"]
    'Couverture'
    """
    return {
        lang: fill_text(
            "dashboard",
            f"download.{key}",
            lang,
            {name: value[lang] if isinstance(value, Mapping) else value for name, value in places.items()},
        )
        for lang in LANGUAGES
    }


def language_named(lang: Language) -> Words:
    """Name a language in each language, as it stands within a sentence: `language_named("fr")["en"]` is "French"."""
    return {to: Locale(to).languages[lang] for to in LANGUAGES}


def document_words(path: str) -> Words:
    """Say what a document of the data set is, by its path under `/data/`."""
    name, _, lang = path.removesuffix(".md").partition(".")
    if name == "README":
        return words_for("document.README.md", language=language_named(lang))
    return words_for(f"document.{path}")


def spelled_out(name: str, words: Words) -> dict[str, str]:
    """Return a text as properties: in English under a name, in each other language under the name and its code."""
    others = {f"{name}_{lang}": words[lang] for lang in LANGUAGES if lang != ENGLISH}
    return {name: words[ENGLISH], **others}
