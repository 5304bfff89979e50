"""Texts of rules and reports by id, in each language, from `expectations/locales/`."""

from collections.abc import Mapping

from pipelines.schema.declared import LANGUAGES, Language
from pipelines.texts import read_catalogue, translations

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
        _fill(text_id, lang, {name: value[at] if isinstance(value, tuple) else value for name, value in places.items()})
        for at, lang in enumerate(LANGUAGES)
    )
    return english, french


def _fill(text_id: str, lang: Language, places: Mapping[str, str | int | float]) -> str:
    text = translations("expectations", lang).gettext(text_id)
    if text == text_id:
        raise KeyError(f"expectations/locales/{lang} has no text {text_id}")
    return text.format(**places) if places else text


def texts_under(prefix: str, lang: Language) -> dict[str, str]:
    """Return the texts whose ids begin with a prefix, by what follows it."""
    return {
        str(message.id).removeprefix(prefix): str(message.string)
        for message in read_catalogue("expectations", lang)
        if str(message.id).startswith(prefix)
    }
