"""Rows of the law of the country that a view shows, and the way to the law of another."""

from typing import Final

from dashboard.data.law import law_countries, rows_of_country
from dashboard.view.view import Parameter, View
from pipelines.schema.codes import country_of
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import COUNTRY

# Whose law is shown; empty for the first country, which is the site's where it has rows.
OF_COUNTRY: Final = Parameter("country", "", lambda snapshot: frozenset(law_countries(snapshot).codes))


def shown_country(view: View) -> str:
    """Return the country whose law the view shows."""
    return law_countries(view.snapshot).chosen(view.params.get(OF_COUNTRY.name, ""))


def law_rows(view: View, table: str) -> list[Row]:
    """Return the rows of a table beside figures that the view shows, in published order."""
    return rows_of_country(view.snapshot.rows(table), shown_country(view))


def law_href(view: View, area: str, anchor: str) -> str:
    """Return the address of a place on the page of the law, of the country that an area lies in."""
    country = country_of(area)
    first = country == law_countries(view.snapshot).chosen("")
    return f"{view.href('law', **({} if first else {OF_COUNTRY.name: country}))}#{anchor}"


def elsewhere(view: View, area: str) -> str:
    """Return the name of a country in brackets, to stand after a name; nothing for that of the site."""
    country = country_of(area)
    return "" if country == COUNTRY else f" ({view.name_of(T.AREAS, country)})"


def area_of(view: View, table: str, key: str) -> str:
    """Return the area of a row; that of the site where there is no such row."""
    return str((view.snapshot.row(table, key) or {}).get(C.REF_AREA, COUNTRY))
