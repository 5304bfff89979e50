"""What every catalogue says of the data set and of an indicator: where, when, from whom, under which terms."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as files_of_package
from typing import Any, Final

from dashboard.downloads.published import Dataset, Published, Record
from dashboard.settings import load_settings
from pipelines.schema.codes import OWN_SOURCE, PeriodBasis
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import DOIS, version_order
from pipelines.schema.declared import DEFAULT_LANGUAGE, LANGUAGES, Language
from pipelines.schema.periods import Period, parse_period
from pipelines.schema.safe_text import web_address

DOI: Final = "https://doi.org/"
# Of the catalogue, by extension of its address: (name of the syntax in rdflib, media type)
SYNTAXES: Final = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json"),
    "rdf": ("xml", "application/rdf+xml"),
}
# The page on which each source's own terms stand.
_TERMS_PAGE: Final = "sources"


@cache
def authorities() -> Mapping[str, Any]:
    """Read the addresses by which catalogues know areas, languages, formats and subjects."""
    return tomllib.loads(files_of_package(__package__).joinpath("authorities.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Coverage:
    """What the figures of an indicator, or of all, cover.

    Attributes:
        areas: codes of areas, in the order of their table.
        sources: ids of the publications, in the order of their table.
        period: from the first day of the first period to the last of the last; None where no source dates a figure.
    """

    areas: tuple[str, ...]
    sources: tuple[str, ...]
    period: Period | None

    @property
    def years(self) -> str:
        """Return the years as an ISO 8601 interval, a single one as it is; empty without a period."""
        if self.period is None:
            return ""
        return "/".join(dict.fromkeys((f"{self.period.start.year}", f"{self.period.end.year}")))


def coverage_of(published: Published, indicator_id: str = "") -> Coverage:
    """Say what the figures of an indicator cover; those of all where none is named."""
    found: dict[str, Coverage] = published.kept("coverages", lambda: _coverages(published))
    return found.get(indicator_id, Coverage((), (), None))


def _coverages(published: Published) -> dict[str, Coverage]:
    """Return what is covered by indicator, and under an empty id by all of them together."""
    areas = _held(published, C.REF_AREA, T.AREAS)
    sources = _held(published, C.SOURCE_ID, T.SOURCES)
    periods = _periods(published)
    return {
        key: Coverage(
            areas.get(key, ()), tuple(one for one in sources.get(key, ()) if one != OWN_SOURCE), periods.get(key)
        )
        for key in ("", *published.records(T.INDICATORS))
    }


def _held(published: Published, column: str, table: str) -> dict[str, tuple[str, ...]]:
    pairs = published.asked.counts(T.OBSERVATIONS, [C.INDICATOR_ID, column])
    held: dict[str, set[str]] = {"": set()}
    for indicator_id, code in pairs:
        held.setdefault(indicator_id, set()).add(code)
        held[""].add(code)
    return {key: tuple(code for code in published.records(table) if code in codes) for key, codes in held.items()}


def _periods(published: Published) -> dict[str, Period]:
    """Return the period by indicator. A year that is only that of the publication does not date a figure."""
    # Early versions do not say what a period rests on.
    basis = [C.PERIOD_BASIS] if C.PERIOD_BASIS in published.tables[T.OBSERVATIONS].schema.names else []
    found: dict[str, Period] = {}
    for indicator_id, text, *rests_on in published.asked.counts(
        T.OBSERVATIONS, [C.INDICATOR_ID, C.TIME_PERIOD, *basis]
    ):
        if PeriodBasis.UNDATED in rests_on:
            continue
        period = parse_period(text)
        for key in ("", indicator_id):
            known = found.get(key, period)
            found[key] = Period(min(known.start, period.start), max(known.end, period.end))
    return found


def publications_of(published: Published, indicator_id: str = "") -> list[Record]:
    """Return the publications that the figures of an indicator, or all figures, were read in."""
    records = published.records(T.SOURCES)
    return [records[source_id] for source_id in coverage_of(published, indicator_id).sources]


def address_of(source: Record) -> str:
    """Return the web address of a publication; empty where it has none that may be linked to."""
    return web_address(source[C.URL])


def earlier_versions(published: Published) -> list[Record]:
    """Return the releases before this version, the latest of them first."""
    releases = published.records(T.RELEASES).values()
    before = [row for row in releases if version_order(row[C.VERSION]) < version_order(published.version)]
    return sorted(before, key=lambda row: version_order(row[C.VERSION]), reverse=True)


def first_released(published: Published) -> str:
    """Return the date of the first release."""
    return min((str(row[C.RELEASED]) for row in earlier_versions(published)), default=published.released)


def doi_of(version: str) -> str:
    """Return the DOI that an archive gave to a version, as declared; empty without one: none is ever made up."""
    return DOIS.get(version, "")


def version_address(dataset: Dataset, version: str = "") -> str:
    """Return the address of the descriptor that always gives a version: its identifier where it has no DOI."""
    return f"{dataset.base}/data/v{version or dataset.version}/datapackage.json"


def language_addresses() -> list[str]:
    """List the addresses by which catalogues know the site's languages, as far as they do."""
    known = authorities()["languages"]
    return [known[lang] for lang in LANGUAGES if lang in known]


def terms_page(dataset: Dataset, lang: Language) -> str:
    """Return the address of the page on which the terms of each source stand."""
    return dataset.page(lang, _TERMS_PAGE)


def contact_of(dataset: Dataset, lang: Language = DEFAULT_LANGUAGE) -> tuple[str, str]:
    """Return the property of a vCard and its address by which the maintainer can be reached, as the operator set it.

    Without a setting, or with one that is no address, the site's own page in a language stands for it.
    """
    contact = load_settings().contact.strip()
    if "@" in contact and "/" not in contact and not contact.split()[1:]:
        return "hasEmail", f"mailto:{contact.removeprefix('mailto:')}"
    return "hasURL", web_address(contact) or dataset.page(lang)
