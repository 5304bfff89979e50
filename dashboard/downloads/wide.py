"""A row a series and a column a period: the figures of one indicator at a time, and never two figures in one cell.

A series is what may stand in one row: one indicator, comparability group, area, sex, age, answer, source, body named,
unit and base. Where sources, or one of them, give a series several figures for one period, each has a row. Only a
number that is printed is a value; ranges, bounds and what is missing stand in words beside it, in the notation of
`form_of`. Claims without a date have a column of their own, and so has each period that is not a year.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa

from dashboard.data.query import Where
from dashboard.downloads.columns import decode, encode
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Published
from dashboard.downloads.words import Words, words_for
from pipelines.schema.codes import ObsStatus, PeriodBasis, Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.periods import parse_period

SERIES: Final = (
    C.INDICATOR_ID,
    C.COMPARABILITY_ID,
    C.REF_AREA,
    C.SEX,
    C.AGE,
    C.ANSWER,
    C.SOURCE_ID,
    C.ORIGIN_ID,
    C.UNIT_MEASURE,
    C.BASE_EN,
)
# Columns of what the figures of a row have: their statuses, and their ids.
STATUSES: Final = "statuses"
FIGURES: Final = "obs_ids"
MOST_PERIODS: Final = 1_000
_UNDATED: Final = "undated"
_SEPARATOR: Final = "; "
# Figures gathered before their series are made, and rows of series made at a time: with hundreds of periods, still some
# megabytes.
_FIGURES: Final = 16_384
_SERIES_ROWS: Final = 4_096
_FORMS: Final[Mapping[str, str]] = {
    Qualifier.EXACT: "{value}",
    Qualifier.APPROX: "~{value}",
    Qualifier.RANGE: "{low}–{high}",
    Qualifier.MORE_THAN: ">{low}",
    Qualifier.LESS_THAN: "<{high}",
    Qualifier.AT_LEAST: "≥{low}",
    Qualifier.AT_MOST: "≤{high}",
    Qualifier.MISSING: Qualifier.MISSING,
}


@dataclass(frozen=True)
class Place:
    """A column of figures: a period as published, or the claims without a date.

    Attributes:
        column: name of the column of values.
        shown: the period for its title, by language.
        has_texts: whether some figure there is not one exact number, so that a column of words stands beside.
    """

    column: str
    shown: str | Words
    has_texts: bool

    @property
    def text_column(self) -> str:
        """Return the name of the column of words."""
        return f"{self.column}_text"


Places = Sequence[Place]


def form_of(qualifier: str, value: float | None, low: float | None, high: float | None) -> str:
    """Write a figure as its source words it, in signs that need no language.

    >>> form_of("range", None, 4000.0, 8000.0)
    '4000–8000'
    >>> form_of("more_than", None, 12.5, None)
    '>12.5'
    """
    numbers = {"value": value, "low": low, "high": high}
    return _FORMS[qualifier].format(**{name: "" if n is None else f"{n:.15g}" for name, n in numbers.items()})


def find_places(published: Published, where: Where) -> Places:
    """Return the columns that the figures of a selection need: years, then intervals, then months and days, in time.

    Raises:
        Refusal: there are more periods than a table is made of.
    """
    found = published.asked.counts(T.OBSERVATIONS, [C.TIME_PERIOD, C.PERIOD_BASIS, C.QUALIFIER], where)
    worded: dict[str, bool] = {}
    for period, basis, qualifier in found:
        column = _UNDATED if basis == PeriodBasis.UNDATED else period
        worded[column] = worded.get(column, False) or qualifier != Qualifier.EXACT
    if len(worded) > MOST_PERIODS:
        raise Refusal([Fault("too-many-rows", words_for("fault.too-many-periods", most_periods=MOST_PERIODS))])
    undated = words_for("column.undated")
    return [
        Place(column, undated if column == _UNDATED else column, worded[column])
        for column in sorted(worded, key=_order)
    ]


def _order(column: str) -> tuple[int, Any, Any]:
    if column == _UNDATED:
        return (3, 0, 0)
    period = parse_period(column)
    kind = 1 if "/" in column else 0 if len(column) == len("2009") else 2
    return (kind, period.start, period.end)


def whole_indicators(batches: Iterable[Any]) -> Iterator[Any]:
    """Gather batches in published order into tables of whole indicators, each of some thousand figures."""
    waiting: list[Any] = []
    for batch in batches:
        ids = encode(batch.column(C.INDICATOR_ID)).indices.to_numpy()
        starts = [0, *(np.flatnonzero(np.diff(ids)) + 1).tolist()]
        for first, following in zip(starts, [*starts[1:], len(ids)], strict=True):
            part = batch.slice(first, following - first)
            begins = waiting and part.column(C.INDICATOR_ID)[0] != waiting[-1].column(C.INDICATOR_ID)[0]
            if begins and sum(each.num_rows for each in waiting) >= _FIGURES:
                yield _gathered(waiting)
                waiting = []
            # Plain texts: their codes are those of a whole row group, which each part would carry along.
            waiting.append(pa.RecordBatch.from_arrays([decode(cells) for cells in part.columns], part.schema.names))
    if waiting:
        yield _gathered(waiting)


def _gathered(batches: list[Any]) -> Any:
    return pa.Table.from_batches(batches).combine_chunks()


def series_rows(batches: Iterable[Any], places: Places) -> Iterator[Any]:
    """Turn batches of figures into batches of series.

    A row has the columns of its first figure, of which those of its series are its own, and a column for each place;
    statuses other than normal, notes and ids of all its figures are joined, the first two behind their periods.
    """
    for table in whole_indicators(batches):
        places_of = _places_of(table, places)
        row_of = _rows_of(table, places_of)
        order = np.argsort(row_of, kind="stable")
        edges = np.searchsorted(row_of[order], np.arange(0, row_of.max() + 1 + _SERIES_ROWS, _SERIES_ROWS))
        for first, last in pairwise(edges):
            if last > first:
                chosen = order[first:last]
                yield _series(table.take(pa.array(chosen)), row_of[chosen], places_of[chosen], places)


def _places_of(table: Any, places: Places) -> Any:
    """Return the number of each figure's place."""
    numbers = {place.column: number for number, place in enumerate(places)}
    periods, bases = _plain(table, C.TIME_PERIOD), _plain(table, C.PERIOD_BASIS)
    columns = (
        _UNDATED if basis == PeriodBasis.UNDATED else period for period, basis in zip(periods, bases, strict=True)
    )
    return np.fromiter((numbers[column] for column in columns), np.int64, table.num_rows)


def _numbered(codes: Any) -> Any:
    """Number distinct values in the order in which they first occur."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]


def _rows_of(table: Any, places_of: Any) -> Any:
    """Return the row of each figure: its series', and a further one for each earlier figure in the same cell."""
    series = np.zeros(table.num_rows, np.int64)
    for name in SERIES:
        codes = encode(table[name].combine_chunks()).indices.fill_null(-1).to_numpy() + 1
        series = _numbered(series * (int(codes.max()) + 1) + codes)
    cell = series * (int(places_of.max()) + 1) + places_of
    order = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    earlier = np.empty(len(cell), np.int64)
    earlier[order] = np.arange(len(cell)) - np.repeat(starts, np.diff([*starts, len(cell)]))
    return np.unique(series * (int(earlier.max()) + 1) + earlier, return_inverse=True)[1]


def _series(figures: Any, row_of: Any, places_of: Any, places: Places) -> Any:
    """Return the rows of some series, from their figures sorted by row."""
    rows, firsts, row_of = np.unique(row_of, return_index=True, return_inverse=True)
    count = len(rows)
    own = figures.take(pa.array(firsts)).combine_chunks().to_batches()[0]
    cells = {name: own.column(name) for name in own.schema.names}
    values = figures[C.OBS_VALUE].combine_chunks()
    texts = _texts(figures)
    no_value, no_text = pa.nulls(count, values.type), pa.nulls(count, texts.type)
    present = set(places_of.tolist())
    for number, place in enumerate(places):
        cells[place.column] = no_value
        if place.has_texts:
            cells[place.text_column] = no_text
        if number in present:
            there = np.flatnonzero(places_of == number)
            at = np.full(count, -1)
            at[row_of[there]] = there
            indices = pa.array(at, mask=at < 0)
            cells[place.column] = values.take(indices)
            if place.has_texts:
                cells[place.text_column] = texts.take(indices)
    said = [places[number].column for number in places_of.tolist()]
    statuses = map(_status, _plain(figures, C.OBS_STATUS), _plain(figures, C.PERIOD_BASIS))
    cells[STATUSES] = _listed(count, row_of, said, list(statuses))
    for lang in LANGUAGES:
        # An earlier version may lack a language.
        if f"note_{lang}" in figures.schema.names:
            cells[f"note_{lang}"] = _listed(count, row_of, said, _plain(figures, f"note_{lang}"))
    cells[FIGURES] = _listed(count, row_of, None, _plain(figures, C.OBS_ID))
    return pa.RecordBatch.from_pydict(cells)


def _plain(figures: Any, name: str) -> list[Any]:
    plain: list[Any] = figures[name].to_pylist()
    return plain


def _status(status: str, basis: str) -> str:
    """Return what is not normal about a figure: its status, and that its period is not whole."""
    partial = [PeriodBasis.PARTIAL] if basis == PeriodBasis.PARTIAL else []
    return " ".join([*partial, *([] if status == ObsStatus.NORMAL else [status])])


def _texts(figures: Any) -> Any:
    """Return the forms of the figures that are not one exact number."""
    names = (C.QUALIFIER, C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
    told = zip(*(_plain(figures, name) for name in names), strict=True)
    return pa.array([None if one[0] == Qualifier.EXACT else form_of(*one) for one in told], pa.string())


def _listed(count: int, row_of: Any, said: list[str] | None, texts: list[str | None]) -> Any:
    """Join the texts of each row's figures, behind their periods where these are given; empty ones are left out."""
    lists: list[list[str]] = [[] for _ in range(count)]
    for number, (row, text) in enumerate(zip(row_of.tolist(), texts, strict=True)):
        if text:
            lists[row].append(f"{said[number]}: {text}" if said else text)
    return pa.array([_SEPARATOR.join(each) or None for each in lists], pa.string())
