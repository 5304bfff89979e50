"""Which areas figures cover, and which of them lie in another."""

from collections.abc import Mapping

from dashboard.data.facets import facets_of
from dashboard.data.snapshot import Snapshot
from pipelines.schema.codes import BEYOND_COUNTRIES, country_of
from pipelines.schema.columns import C, T


def _covered(snapshot: Snapshot) -> Mapping[str, int]:
    counted = facets_of(snapshot).select({}).counts["ref_area"]
    known = [row[C.REF_AREA] for row in snapshot.rows(T.AREAS)]
    return {area: counted[area] for area in [*known, *sorted(set(counted) - set(known))] if area in counted}


def areas_covered(snapshot: Snapshot) -> Mapping[str, int]:
    """Count the figures by area, in the order of the catalogue; areas without figures are not among them."""
    return snapshot.derived(_covered)


def parts_of(snapshot: Snapshot, area: str) -> list[str]:
    """List the areas with figures that are parts of another."""
    return [each for each in areas_covered(snapshot) if each != area and country_of(each) == area]


def countries_covered(snapshot: Snapshot) -> list[str]:
    """List the countries that figures cover, as a whole or in part."""
    found = dict.fromkeys(country_of(area) for area in areas_covered(snapshot))
    return [area for area in found if area not in BEYOND_COUNTRIES]
