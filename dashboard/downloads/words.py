"""Texts of files and of the data interface by id, in each language, from `dashboard/locales/` under `download.…`."""

from collections.abc import Mapping

from pipelines.schema.declared import LANGUAGES, Language
from pipelines.texts import translations

Words = Mapping[str, str]
"""A text in each language, by its code."""

Place = str | int | float | Words


def words_for(key: str, /, **places: Place) -> Words:
    """Return a text in each language, its places filled; a place that has words is filled language by language.

    >>> words_for("language-english")["fr"]
    'Anglais'
    """
    return {lang: _fill(key, lang, places) for lang in LANGUAGES}


def _fill(key: str, lang: Language, places: Mapping[str, Place]) -> str:
    text = translations("dashboard", lang).gettext(f"download.{key}")
    filled = {name: value[lang] if isinstance(value, Mapping) else value for name, value in places.items()}
    return text.format(**filled) if filled else text
