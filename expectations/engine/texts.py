"""Texts of rules and reports by id, in each language, from `expectations/locales/`."""

from typing import Final

from pipelines.schema.declared import Language
from pipelines.texts import fill_text, read_catalogue

# Languages of rules and reports; a further language of the interface shows their English.
SPOKEN: Final[tuple[Language, Language]] = ("en", "fr")

Bilingual = tuple[str, str]
"""A text in English and in French, in the order of `SPOKEN`."""

Place = str | int | float | Bilingual


def bilingual(text_id: str, /, **places: Place) -> Bilingual:
    """Return a text in each language, its places filled; a bilingual place is filled language by language.

    Raises:
        KeyError: no catalogue has the text.

    >>> bilingual("severity.error")
    ('error', 'erreur')
    """
    english, french = (
        fill_text(
            "expectations",
            text_id,
            lang,
            {name: value[at] if isinstance(value, tuple) else value for name, value in places.items()},
        )
        for at, lang in enumerate(SPOKEN)
    )
    return english, french


def texts_under(prefix: str, lang: Language) -> dict[str, str]:
    """Return the texts whose ids begin with a prefix, by what follows it."""
    return {
        str(message.id).removeprefix(prefix): str(message.string)
        for message in read_catalogue("expectations", lang)
        if str(message.id).startswith(prefix)
    }
