"""Fills in whose each row is, and in what currency its fine: what raw rows may leave out."""

from collections.abc import Iterable, Mapping

import pandas as pd

from pipelines.raw.cells import Value
from pipelines.schema.codes import EURO, country_of
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import tables

TypedRows = Mapping[str, list[dict[str, Value]]]
_PENALTIES = (T.LEGAL_PENALTIES, T.CURRENT_PENALTIES)


def _fill_fine(row: dict[str, Value]) -> None:
    """Say a fine in euros in both ways; what a row says otherwise is left for the rules to name."""
    if row[C.FINE] is None and row[C.CURRENCY] is None and row[C.FINE_EUR] is not None:
        row[C.FINE], row[C.CURRENCY] = row[C.FINE_EUR], EURO
    elif row[C.CURRENCY] == EURO and row[C.FINE_EUR] is None:
        row[C.FINE_EUR] = row[C.FINE]


def fill_beside_figures(typed: TypedRows) -> None:
    """Fill the area and the fine of penalties, treaties, events and criteria, in place.

    A row without an area is of the site's country. A penalty that a later publication gives is of the country of the
    one that it stands beside; None where there is no such penalty.
    """
    for name, table in tables().items():
        if C.REF_AREA in table.optional:
            for row in typed[name]:
                row[C.REF_AREA] = row[C.REF_AREA] or COUNTRY or None
    areas = {row[C.PENALTY_ID]: row[C.REF_AREA] for row in typed[T.LEGAL_PENALTIES]}
    for row in typed[T.CURRENT_PENALTIES]:
        row[C.REF_AREA] = areas.get(row[C.PENALTY_ID])
    for name in _PENALTIES:
        for row in typed[name]:
            _fill_fine(row)


def _common(areas: Iterable[str]) -> str | None:
    """Return the one area of all, else the country that they all lie in, else None."""
    found = set(areas)
    countries = {country_of(area) for area in found}
    return next((names.pop() for names in (found, countries) if len(names) == 1), None)


def fill_from_figures(rows: Iterable[dict[str, Value]], key: str, observations: pd.DataFrame) -> None:
    """Fill the area of indicators or groups from their figures, in place; none where they are of several countries.

    Args:
        rows: the indicators or groups.
        key: column that names one, here and in the figures.
        observations: all figures.
    """
    # Of millions of figures, a few pairs.
    pairs = observations[[key, C.REF_AREA]].dropna().drop_duplicates()
    areas = pairs.groupby(key, observed=True)[C.REF_AREA].agg(list)
    for row in rows:
        row[C.REF_AREA] = _common(areas.get(row[key], ()))
