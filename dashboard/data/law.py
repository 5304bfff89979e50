"""Tell whose law, treaties, criteria and events a version holds, and give the rows of one country."""

from collections.abc import Iterable, Sequence
from typing import Final

from dashboard.data.snapshot import Snapshot
from pipelines.schema.codes import BEYOND_COUNTRIES, country_of
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import COUNTRY

_TABLES: Final = (T.LEGAL_PENALTIES, T.TREATIES, T.PROGRESS_CARD, T.EVENTS)


class LawCountries:
    """Hold the countries that rows beside figures are of, in one data version."""

    def __init__(self, snapshot: Snapshot) -> None:
        found = {country_of(row[C.REF_AREA]) for table in _TABLES for row in snapshot.rows(table)}
        places = {row[C.REF_AREA]: row[C.SORT_ORDER] for row in snapshot.rows(T.AREAS)}
        codes = sorted(found - BEYOND_COUNTRIES.keys(), key=lambda code: (code != COUNTRY, places.get(code, 0), code))
        self.codes: Sequence[str] = tuple(codes)

    def chosen(self, asked: str) -> str:
        """Give the country that is shown: the one asked for, else the site's, else the first that has rows."""
        return asked or next(iter(self.codes), COUNTRY)


def law_countries(snapshot: Snapshot) -> LawCountries:
    """Give the countries of a data version, the site's first, the others in the order of the areas."""
    return snapshot.derived(LawCountries)


def is_of_country(area: str, country: str) -> bool:
    """Tell whether a row of an area is shown with a country: the country's, of a part of it, or the whole world's.

    >>> [is_of_country(area, "FR") for area in ("FR", "FR-75", "WLD", "GB")]
    [True, True, True, False]
    """
    return area in BEYOND_COUNTRIES or country_of(area) == country


def rows_of_country(rows: Iterable[Row], country: str) -> list[Row]:
    """Give the rows that are shown with a country, in their order."""
    return [row for row in rows if is_of_country(str(row[C.REF_AREA]), country)]
