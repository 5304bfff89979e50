"""Reads a package's texts from `locales/<language>/LC_MESSAGES/<package>.po`, as gettext holds them."""

from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from math import floor

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from pipelines.schema.declared import Language


@cache
def read_catalogue(package: str, lang: Language) -> Catalog:
    """Return a package's texts in a language, as maintained in its `.po` file; raises FileNotFoundError without one."""
    file = files(package).joinpath("locales", lang, "LC_MESSAGES", f"{package}.po")
    with file.open("rb") as stream:
        return read_po(stream, locale=lang, domain=package)


class _Translations(GNUTranslations):
    """Messages with a plural rule, which knows whole numbers alone: a fraction follows its whole part."""

    def ngettext(self, one: str, many: str, number: float) -> str:
        """Return the form that goes with a number: 1,5 an, as the Unicode CLDR has it for French."""
        return super().ngettext(one, many, floor(number))


@cache
def translations(package: str, lang: Language) -> GNUTranslations:
    """Return a package's texts in a language with its own plural rule; raises FileNotFoundError without a catalogue."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(package, lang))
    compiled.seek(0)
    return _Translations(compiled)
