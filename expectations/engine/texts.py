"""Texts of rules and reports by id, in each language, from `expectations/locales/`."""

from pipelines.schema.declared import LANGUAGES, Language
from pipelines.texts import fill_text, read_catalogue

Bilingual = tuple[str, str]
"""A text in English and in French, in the order of `LANGUAGES`."""

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
        for at, lang in enumerate(LANGUAGES)
    )
    return english, french


def texts_under(prefix: str, lang: Language) -> dict[str, str]:
    """Return the texts whose ids begin with a prefix, by what follows it."""
    return {
        str(message.id).removeprefix(prefix): str(message.string)
        for message in read_catalogue("expectations", lang)
        if str(message.id).startswith(prefix)
    }
