"""Areas are those of ISO 3166, or one of the listed others, under the names that the Unicode CLDR gives them."""

import re
from functools import cache
from typing import Final

import pandas as pd
from babel import Locale

from expectations.engine.judging import each_distinct
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import Bilingual
from pipelines.schema.codes import BEYOND_COUNTRIES, country_of
from pipelines.schema.columns import C, T
from pipelines.schema.declared import COMPLETE, LANGUAGES
from pipelines.schema.faults import Severity

# Codes of two letters that CLDR names and ISO 3166-1 does not give to a country: reserved, or for private use.
_NOT_ISO: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
_COUNTRIES: Final = frozenset(code for code in map(str, Locale.parse("en").territories) if len(code) == 2) - _NOT_ISO
# A part of a country: by ISO 3166-2, or, where that has no code for it, by the habit of SDMX code lists.
_PART: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3}|(_[A-Z0-9]+)+)?")


def _is_known(code: str) -> bool:
    country = country_of(code)
    return code in BEYOND_COUNTRIES or bool(_PART.fullmatch(code) and country in _COUNTRIES)


@rule("area-codes", on(T.AREAS, C.REF_AREA), values={"listed": ", ".join(BEYOND_COUNTRIES)})
def expect_areas_of_the_standard(seen: RuleInput) -> Truth:
    """Which parts a country has, the library does not know: their codes are held to the standard's form."""
    return each_distinct(seen[C.REF_AREA], lambda code: str(_is_known(code))) == str(True)


@cache
def _name(code: str, lang: str) -> str:
    """Return the name that CLDR gives a country, or a listed area; empty for a part of a country."""
    names = Locale.parse(lang).territories
    return str(names.get(BEYOND_COUNTRIES.get(code, code), ""))


def _plain(name: str) -> str:
    """Return a name as it is compared: CLDR writes short signs for "and" and "Saint", and typographic apostrophes."""
    return re.sub(r"\bSt\.? ", "Saint ", name.replace("&", "and").replace("’", "'")).casefold()


def _is_name(code: str, lang: str, given: str) -> bool:
    name = _name(code, lang)
    return not name or _plain(name) == _plain(given)


def _names(seen: RuleInput) -> list[Bilingual]:
    return [(_name(str(code), "en"), _name(str(code), "fr")) for code in seen[C.REF_AREA]]


@rule(
    "area-names",
    on(T.AREAS, *(f"name_{lang}" for lang in LANGUAGES)),
    severity=Severity.WARNING,
    by_cell=True,
    explain=_names,
)
def expect_areas_under_their_names(seen: RuleInput) -> pd.DataFrame:
    """Areas are few. A publisher may have grounds for another name, which a reviewer accepts with the reason."""

    def judge(lang: str) -> list[bool]:
        pairs = zip(seen[C.REF_AREA].fillna(""), seen[f"name_{lang}"].fillna(""), strict=True)
        return [(not given and lang not in COMPLETE) or _is_name(str(code), lang, str(given)) for code, given in pairs]

    judged = {f"name_{lang}": judge(lang) for lang in LANGUAGES}
    return pd.DataFrame(judged, index=seen.rows.index)[list(seen.scope.columns)]
