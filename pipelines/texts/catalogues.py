"""Reads a package's texts from `locales/<language>/LC_MESSAGES/<package>.po`, as gettext holds them."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from math import floor
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pipelines.schema.declared import Language
from pipelines.schema.site import site

# Among so many whole numbers each form of a language has one, so far as fractions take it.
_WHOLES: Final = 200


@cache
def read_catalogue(package: str, lang: Language) -> Catalog:
    """Return a package's texts in a language, as maintained in its `.po` file; raises FileNotFoundError without one."""
    file = files(package).joinpath("locales", lang, "LC_MESSAGES", f"{package}.po")
    with file.open("rb") as stream:
        return read_po(stream, locale=lang, domain=package)


def awaits_reading(package: str, lang: Language) -> bool:
    """Tell whether a language's texts still await a native's reading: their header is then marked as uncertain."""
    return bool(read_catalogue(package, lang).fuzzy)


def forms_of(words: str | Sequence[str]) -> list[str]:
    """List the forms of a text: one, or one for each plural of its language."""
    return [words] if isinstance(words, str) else list(words)


def _own_catalogue(package: str, lang: Language) -> Catalog:
    """Return a package's texts in a language, with the site's own words in place of those that it has."""
    catalogue = read_catalogue(package, lang)
    own = {text_id: words[lang] for text_id, words in site().texts.items() if lang in words}
    if not any(text_id in catalogue for text_id in own):
        return catalogue
    catalogue = deepcopy(catalogue)
    for message in catalogue:
        if (text_id := forms_of(message.id)[0]) in own:
            forms = forms_of(own[text_id])
            message.string = tuple(forms) if message.pluralizable else forms[0]
    return catalogue


class _Translations(GNUTranslations):
    """Messages with a plural rule, which knows whole numbers alone: a fraction goes like a whole number of its form."""

    def __init__(self, compiled: BytesIO, lang: Language) -> None:
        super().__init__(compiled)
        self._form = Locale(lang).plural_form

    def ngettext(self, one: str, many: str, number: float) -> str:
        """Return the form that goes with a number: 1.5 years but 1,5 an, as the Unicode CLDR has it."""
        alike = (whole for whole in range(_WHOLES) if self._form(whole) == self._form(number))
        return super().ngettext(one, many, int(number) if number == floor(number) else next(alike, floor(number)))


@cache
def translations(package: str, lang: Language) -> GNUTranslations:
    """Return a package's texts in a language with its own plural rule, the site's own words among them.

    What the language lacks is given in English.

    Raises:
        FileNotFoundError: the language has no catalogue.
    """
    compiled = BytesIO()
    write_mo(compiled, _own_catalogue(package, lang))
    compiled.seek(0)
    texts = _Translations(compiled, lang)
    if lang != "en":
        texts.add_fallback(translations(package, "en"))
    return texts


def fill_text(package: str, text_id: str, lang: Language, places: Mapping[str, object]) -> str:
    """Return the text under an id with its places filled; raise KeyError where the catalogue has none."""
    text = translations(package, lang).gettext(text_id)
    if text == text_id:
        raise KeyError(f"{package}/locales/{lang} has no text {text_id}")
    return text.format(**places) if places else text
