"""Selecting figures by facets, with the count of each choice and the reason where nothing is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.cache import BoundedCache
from dashboard.search import Found, index_of, numbers_of
from dashboard.store import Snapshot
from pipelines.periods import parse_period
from pipelines.schema.columns import C, T

Mask = npt.NDArray[np.bool_]

# Facet: (column of the figure, or of its indicator). Names are those of the downloads, so that an address fits both.
FIGURE_FACETS: Final = {
    "ref_area": C.REF_AREA,
    "sex": C.SEX,
    "age": C.AGE,
    "origin": C.ORIGIN_ID,
    "source": C.SOURCE_ID,
}
INDICATOR_FACETS: Final = {
    "topic": C.TOPIC_ID,
    "form": C.EXPLOITATION_FORM,
    "kind": C.MEASURE_KIND,
    "indicator": C.INDICATOR_ID,
}
FACETS: Final = {**INDICATOR_FACETS, **FIGURE_FACETS}
# Tables or code lists that name a facet's values.
NAMES: Final[dict[str, tuple[str, str]]] = {
    "topic": ("table", T.TOPICS),
    "form": ("codes", "CL_FORM"),
    "kind": ("codes", "CL_MEASURE_KIND"),
    "indicator": ("table", T.INDICATORS),
    "ref_area": ("table", T.AREAS),
    "sex": ("codes", "CL_SEX"),
    "age": ("codes", "CL_AGE"),
    "origin": ("table", T.ORIGINS),
    "source": ("table", T.SOURCES),
}


@dataclass(frozen=True)
class Selected:
    """What a selection holds.

    Attributes:
        frame: the figures, those of the closest indicators first.
        counts: number of figures by facet and value, with the other facets as they are.
        without: number of figures with one given filter left out, by its name; only where nothing is selected.
        found: what the search found.
    """

    frame: pd.DataFrame
    counts: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int]
    found: Found


class Facets:
    """Columns of one data version, ready to select by."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        frame = snapshot.frames[T.OBSERVATIONS]
        indicators = snapshot.frames[T.INDICATORS].set_index(C.INDICATOR_ID)
        self._frame = frame
        self._columns = {name: frame[column].to_numpy(dtype=str) for name, column in FIGURE_FACETS.items()}
        ids = frame[C.INDICATOR_ID].to_numpy(dtype=str)
        for name, column in INDICATOR_FACETS.items():
            self._columns[name] = ids if name == "indicator" else indicators[column].reindex(ids).to_numpy(dtype=str)
        periods = {text: parse_period(text) for text in frame[C.TIME_PERIOD].unique()}
        self._starts = frame[C.TIME_PERIOD].map(lambda text: periods[text].start.toordinal()).to_numpy(dtype=np.int64)
        self._ends = frame[C.TIME_PERIOD].map(lambda text: periods[text].end.toordinal()).to_numpy(dtype=np.int64)

    @cached_property
    def _shown(self) -> list[frozenset[str]]:
        """Digits that each figure shows: of its value and bounds, its printed form, and its years."""
        columns = [C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH, C.AS_PRINTED, C.TIME_PERIOD]
        return [self._digits(*row) for row in self._frame[columns].itertuples(index=False, name=None)]

    @staticmethod
    def _digits(*cells: Any) -> frozenset[str]:
        *values, printed, period = cells
        written = [f"{value:.10g}" for value in values if value == value and value is not None]
        texts = [*written, str(printed), *str(period).split("/")]
        years = [part[:4] for part in str(period).split("/")]
        return frozenset(number for text in texts for number in numbers_of(text)).union(years)

    @property
    def _all(self) -> Mask:
        return np.ones(len(self._frame), dtype=bool)

    def _periods(self, start: str, end: str) -> Mask:
        kept = self._all
        if start:
            kept &= self._ends >= parse_period(start).start.toordinal()
        if end:
            kept &= self._starts <= parse_period(end).end.toordinal()
        return kept

    def _searched(self, found: Found) -> Mask:
        kept = self._all if found.indicators is None else np.isin(self._columns["indicator"], list(found.indicators))
        for digits in found.numbers:
            kept &= np.fromiter((digits in shown for shown in self._shown), dtype=bool, count=len(self._frame))
        return kept

    def values(self, facet: str) -> frozenset[str]:
        """Values of a facet that figures have."""
        return frozenset(np.unique(self._columns[facet]).tolist())

    def masks(self, params: Mapping[str, str], found: Found) -> dict[str, Mask]:
        """One mask for each filter given."""
        masks = {name: self._columns[name] == params[name] for name in FACETS if params.get(name)}
        if params.get("start") or params.get("end"):
            masks["period"] = self._periods(params.get("start", ""), params.get("end", ""))
        if params.get("q"):
            masks["q"] = self._searched(found)
        return masks

    def select(self, params: Mapping[str, str]) -> Selected:
        """The figures that every filter keeps."""
        found = index_of(self._snapshot).find(params.get("q", ""))
        masks = self.masks(params, found)

        def all_but(name: str) -> Mask:
            kept = self._all
            for other, mask in masks.items():
                if other != name:
                    kept = kept & mask
            return kept

        kept = all_but("")
        counts = {name: self._count(name, all_but(name)) for name in FACETS}
        without = {} if kept.any() else {name: int(all_but(name).sum()) for name in masks}
        frame = self._frame[kept]
        if found.indicators is not None:
            rank = {key: place for place, key in enumerate(found.indicators)}
            order = frame[C.INDICATOR_ID].map(rank).to_numpy()
            frame = frame.iloc[np.argsort(order, kind="stable")]
        return Selected(frame, counts, without, found)

    def _count(self, name: str, mask: Mask) -> dict[str, int]:
        values, numbers = np.unique(self._columns[name][mask], return_counts=True)
        return {str(value): int(number) for value, number in zip(values, numbers, strict=True)}


_HELD: BoundedCache[Facets] = BoundedCache(3)


def facets_of(snapshot: Snapshot) -> Facets:
    """The facets of a data version, kept as long as it is used."""
    return _HELD.get(snapshot.stamp, lambda: Facets(snapshot))
