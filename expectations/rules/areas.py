"""Areas are those of ISO 3166, or one of the listed others, under the names that the Unicode CLDR gives them."""

import re

import pandas as pd

from expectations.engine.judging import each_distinct
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import Bilingual
from pipelines.schema.codes import BEYOND_COUNTRIES
from pipelines.schema.columns import C, T
from pipelines.schema.declared import COMPLETE, LANGUAGES
from pipelines.schema.faults import Severity
from pipelines.schema.territories import is_area, name_of_area


@rule("area-codes", on(T.AREAS, C.REF_AREA), values={"listed": ", ".join(BEYOND_COUNTRIES)})
def expect_areas_of_the_standard(seen: RuleInput) -> Truth:
    """Which parts a country has, the library does not know: their codes are held to the standard's form."""
    return each_distinct(seen[C.REF_AREA], lambda code: str(is_area(code))) == str(True)


def _plain(name: str) -> str:
    """Return a name as it is compared: CLDR writes short signs for "and" and "Saint", and typographic apostrophes."""
    return re.sub(r"\bSt\.? ", "Saint ", name.replace("&", "and").replace("’", "'")).casefold()


def _is_name(code: str, lang: str, given: str) -> bool:
    name = name_of_area(code, lang)
    return not name or _plain(name) == _plain(given)


def _names(seen: RuleInput) -> list[Bilingual]:
    return [(name_of_area(str(code), "en"), name_of_area(str(code), "fr")) for code in seen[C.REF_AREA]]


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
