"""Texts of files and of the data interface by id, in each language, from `dashboard/locales/` under `download.…`."""

from collections.abc import Mapping

from pipelines.schema.declared import LANGUAGES
from pipelines.texts import fill_text

Words = Mapping[str, str]
"""A text in each language, by its code."""

Place = str | int | float | Words


def words_for(key: str, /, **places: Place) -> Words:
    """Return a text in each language, its places filled; a place that has words is filled language by language.

    Raises:
        KeyError: no catalogue has the text.

    >>> words_for("workbook.language.en")["fr"]
    'Anglais'
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
