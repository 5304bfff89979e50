"""Codes of areas, and their names in any language: those of ISO 3166 as the CLDR has them, and the listed others."""

import re
from functools import cache
from typing import Final

from babel import Locale

from pipelines.schema.codes import BEYOND_COUNTRIES, country_of

# Codes of two letters that CLDR names and ISO 3166-1 does not give to a country: reserved, or for private use.
_NOT_ISO: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
_COUNTRIES: Final = frozenset(code for code in map(str, Locale.parse("en").territories) if len(code) == 2) - _NOT_ISO
# A part of a country: by ISO 3166-2, or, where that has no code for it, by the habit of SDMX code lists.
_PART: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3}|(_[A-Z0-9]+)+)?")


def is_country(code: str) -> bool:
    """Tell whether a code is that of a country by ISO 3166-1.

    >>> [is_country(code) for code in ("GB", "gb", "EU", "GB-SCT")]
    [True, False, False, False]
    """
    return code in _COUNTRIES


def is_area(code: str) -> bool:
    """Tell whether a code is that of a country, has the form of a part of one, or is one of the listed others.

    >>> [is_area(code) for code in ("GB", "GB-SCT", "WLD", "XA")]
    [True, True, True, False]
    """
    return code in BEYOND_COUNTRIES or bool(_PART.fullmatch(code) and is_country(country_of(code)))


@cache
def name_of_area(code: str, lang: str) -> str:
    """Return the name that CLDR gives a country, or a listed area; empty for a part of a country.

    >>> name_of_area("GB", "es"), name_of_area("WLD", "en"), name_of_area("GB-SCT", "en")
    ('Reino Unido', 'world', '')
    """
    return str(Locale.parse(lang).territories.get(BEYOND_COUNTRIES.get(code, code), ""))
