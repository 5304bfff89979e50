"""Selecting figures by facets, with the count of each choice and the reason where nothing is left."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from dashboard.data.cache import BoundedCache
from dashboard.data.filters import ASKED, FACETS, PRESENCE
from dashboard.data.query import Where
from dashboard.data.search import Found, NumberSearch, index_of
from dashboard.data.snapshot import Snapshot
from pipelines.schema.columns import C, T
from pipelines.schema.periods import parse_asked

OBSERVATION_FACETS: Final = {name: each.column for name, each in FACETS.items() if not each.of_indicators}
INDICATOR_FACETS: Final = {name: each.column for name, each in FACETS.items() if each.of_indicators}
_PERIOD: Final = "period"
_SEARCH: Final = "q"
_KEPT: Final = 256
# Up to so many figures have few enough combinations of facets to be counted at once.
_FEW: Final = 20_000

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Selected:
    """Count the figures of a selection, and read them in part.

    Attributes:
        by_indicator: number of figures by indicator, the closest first, else in published order.
        counts: number of figures by facet and value, with the other facets as they are.
        without: number of figures with one given filter left out, by its name; only where nothing is selected.
        found: what the search found.
    """

    by_indicator: Counts
    counts: Mapping[str, Counts]
    without: Counts
    found: Found
    _read: Callable[[Sequence[str], int, int], Sequence[dict[str, Any]]]

    @property
    def total(self) -> int:
        """Give the number of figures selected."""
        return sum(self.by_indicator.values())

    def rows(self, first: int, most: int) -> list[dict[str, Any]]:
        """Read the figures from a place on, the closest indicators first; only the indicators asked for are read."""
        cut: dict[str, Sequence[dict[str, Any]]] = {}
        whole: dict[str, list[dict[str, Any]]] = {}
        left = most
        for indicator_id, number in self.by_indicator.items():
            if first >= number:
                first -= number
                continue
            taken = min(number - first, left)
            if taken == number:
                whole[indicator_id] = []
            elif taken:
                cut[indicator_id] = self._read([indicator_id], first, taken)
            first, left = 0, left - taken
            if left == 0:
                break
        # Indicators of which every figure is wanted are few figures together, and read at once.
        for row in self._read(list(whole), 0, most) if whole else ():
            whole[row[C.INDICATOR_ID]].append(row)
        wanted = [key for key in self.by_indicator if key in cut or key in whole]
        return [row for key in wanted for row in (cut.get(key) or whole.get(key, []))]

    def figures_of(self, indicator_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """Read at once every figure selected of some indicators, each one's in published order."""
        found: dict[str, list[dict[str, Any]]] = {key: [] for key in indicator_ids}
        for row in self._read(list(found), 0, sum(self.by_indicator[key] for key in found)) if found else ():
            found[row[C.INDICATOR_ID]].append(row)
        return found


@dataclass(frozen=True)
class _Filters:
    """Turn the filters of an address into conditions on figures.

    Attributes:
        observations: values by filter (a facet of figures, or the period). indicators: indicators that a filter keeps.
        shown: conditions on the numbers that a figure shows.
    """

    observations: Mapping[str, tuple[str, Sequence[Any]]]
    indicators: Mapping[str, frozenset[str]]
    shown: tuple[Where, ...]

    @property
    def names(self) -> list[str]:
        """List every filter given."""
        return [*self.indicators, *(name for name in self.observations if name not in self.indicators)]

    def of_observations(self, but: str = "") -> dict[str, list[Any]]:
        """Give the condition on columns of the figures themselves, without one of the filters."""
        found: dict[str, list[Any]] = {}
        for name, (column, values) in self.observations.items():
            if name != but:
                # Two filters may be on one column: the period between two, and that which shares a day with one.
                found[column] = [value for value in values if value in found.get(column, values)]
        return found

    def where(self, known: frozenset[str], but: str = "") -> dict[str, list[Any]]:
        """Give the condition without one of the filters; without any on indicators where all are kept."""
        found, kept = self.of_observations(but), self.kept(known, but)
        return found if kept == known else {**found, C.INDICATOR_ID: sorted(kept)}

    def kept(self, known: frozenset[str], but: str = "") -> frozenset[str]:
        """List the indicators that the filters keep."""
        return known.intersection(*(ids for name, ids in self.indicators.items() if name != but))

    def either(self, but: str = "") -> tuple[Where, ...]:
        """Give the conditions on numbers, which the search makes."""
        return () if but == _SEARCH else self.shown


class Facets:
    """Make selections of one data version: counted by its engine, and kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._shown = NumberSearch(snapshot.tables)
        self._known = frozenset(snapshot.tally)
        self._counted: BoundedCache[Counts] = BoundedCache(_KEPT)

    @cached_property
    def _holders(self) -> dict[str, dict[str, frozenset[str]]]:
        """Group the indicators by facet and value."""
        held: dict[str, dict[str, set[str]]] = {name: {} for name in INDICATOR_FACETS}
        for indicator_id in self._known:
            row = self._snapshot.row(T.INDICATORS, indicator_id) or {C.INDICATOR_ID: indicator_id}
            for name, column in INDICATOR_FACETS.items():
                held[name].setdefault(str(row.get(column)), set()).add(indicator_id)
        return {name: {value: frozenset(ids) for value, ids in values.items()} for name, values in held.items()}

    def _count(self, column: str, where: Where, either: tuple[Where, ...]) -> Counts:
        """Count the figures by value of a column, in the order of the values."""
        key = (column, tuple((name, tuple(values)) for name, values in sorted(where.items())), repr(either))

        def count() -> Counts:
            counted = self._snapshot.tables.counts(T.OBSERVATIONS, [column], where, either)
            return {str(value): number for (value,), number in counted.items()}

        return self._counted.get(key, count)

    def values(self, facet: str) -> frozenset[str]:
        """List the values of a facet that figures have."""
        if facet in INDICATOR_FACETS:
            return frozenset(self._holders[facet])
        if facet in ASKED and ASKED[facet].presence:
            return frozenset(PRESENCE)
        column = ASKED[facet].column if facet in ASKED else OBSERVATION_FACETS[facet]
        return frozenset(self._count(column, {}, ()))

    def _of_observations(self, params: Mapping[str, str]) -> dict[str, tuple[str, Sequence[Any]]]:
        """Give the columns of figures that the filters are on, each with what it must hold one of."""
        filters = [each for name, each in {**FACETS, **ASKED}.items() if params.get(name)]
        found: dict[str, tuple[str, Sequence[Any]]] = {
            each.name: (each.column, each.cells([params[each.name]]))
            for each in filters
            if each.name not in INDICATOR_FACETS
        }
        tables, start, end = self._snapshot.tables, params.get("start", ""), params.get("end", "")
        if start or end:
            found[_PERIOD] = (C.TIME_PERIOD, sorted(tables.periods_between(T.OBSERVATIONS, start, end)))
        if params.get(C.TIME_PERIOD):
            kept = tables.periods_in(T.OBSERVATIONS, [parse_asked(params[C.TIME_PERIOD])])
            found[C.TIME_PERIOD] = (C.TIME_PERIOD, sorted(kept))
        return found

    def _filters(self, params: Mapping[str, str], found: Found) -> _Filters:
        observations = self._of_observations(params)
        indicators = {
            name: self._holders[name].get(params[name], frozenset()) for name in INDICATOR_FACETS if params.get(name)
        }
        if params.get(_SEARCH):
            indicators[_SEARCH] = self._known if found.indicators is None else frozenset(found.indicators)
        shown = [
            {**condition, C.INDICATOR_ID: list(index_of(self._snapshot).named_with(digits))}
            for digits, condition in zip(found.numbers, self._shown.conditions(found.numbers), strict=True)
        ]
        if found.figures:
            shown.append({C.OBS_ID: list(found.figures)})
        return _Filters(observations, indicators, tuple(shown))

    def select(self, params: Mapping[str, str]) -> Selected:
        """Select the figures that every filter keeps."""
        found = index_of(self._snapshot).find(params.get(_SEARCH, ""))
        filters = self._filters(params, found)
        counted = self._by_indicator(filters)
        order: Iterable[str] = [*found.named, *counted] if found.indicators is None else found.indicators
        by_indicator = {key: counted[key] for key in order if key in counted}
        counts = self._observation_counts(filters, sum(by_indicator.values()))
        counts |= {name: self._indicator_counts(name, filters) for name in INDICATOR_FACETS}
        without: dict[str, int] = {}
        if not by_indicator:
            without = {name: sum(self._by_indicator(filters, name).values()) for name in filters.names}

        def read(ids: Sequence[str], first: int, most: int) -> Sequence[dict[str, Any]]:
            where = {**filters.where(self._known), C.INDICATOR_ID: list(ids)}
            read = self._snapshot.tables.select
            chosen = read(T.OBSERVATIONS, where=where, either=filters.either(), limit=most, offset=first)
            rows: list[dict[str, Any]] = chosen.read_all().to_pylist()
            return rows

        return Selected(by_indicator, {name: counts[name] for name in FACETS}, without, found, read)

    def _by_indicator(self, filters: _Filters, but: str = "") -> dict[str, int]:
        """Count the figures of each indicator, without one of the filters."""
        # Filters on indicators are not asked of the engine, so that one count serves whatever they keep.
        kept, where = filters.kept(self._known, but), filters.of_observations(but)
        counted = self._count(C.INDICATOR_ID, where, filters.either(but))
        return {key: number for key, number in counted.items() if key in kept}

    def _observation_counts(self, filters: _Filters, total: int) -> dict[str, Counts]:
        """Count each facet of figures: where few are selected, all facets that no filter is on at once."""
        free = [name for name in OBSERVATION_FACETS if name not in filters.observations] if total <= _FEW else []
        counts = {
            name: self._count(column, filters.where(self._known, name), filters.either())
            for name, column in OBSERVATION_FACETS.items()
            if name not in free
        }
        if free:
            where = filters.where(self._known)
            columns = [OBSERVATION_FACETS[name] for name in free]
            together = self._snapshot.tables.counts(T.OBSERVATIONS, columns, where, filters.either())
            for place, name in enumerate(free):
                counted: Counter[str] = Counter()
                for key, number in together.items():
                    counted[str(key[place])] += number
                counts[name] = dict(sorted(counted.items()))
        return counts

    def _indicator_counts(self, name: str, filters: _Filters) -> Counts:
        counted: Counter[str] = Counter()
        column = INDICATOR_FACETS[name]
        for indicator_id, number in self._by_indicator(filters, name).items():
            row = self._snapshot.row(T.INDICATORS, indicator_id) or {C.INDICATOR_ID: indicator_id}
            counted[str(row.get(column))] += number
        return dict(sorted(counted.items()))


def facets_of(snapshot: Snapshot) -> Facets:
    """Give the facets of a data version, kept with it."""
    return snapshot.derived(Facets)
