"""The readable part of many figures: all of them where they fit on a page, else those that a reader asks for first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.data.query import Tables, Where
from pipelines.schema.codes import TOTAL
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.periods import parse_period

Row = dict[str, Any]

# A table and a chart of more figures are read by nobody; real indicators have a few dozen at most.
MOST_SHOWN: Final = 120
# Beside one figure stand its neighbours, not its series.
MOST_BESIDE: Final = 36
# Code list of each column by which figures are narrowed; areas have a table.
PART_CODES: Final[dict[str, str]] = {C.SEX: "CL_SEX", C.AGE: "CL_AGE", C.ANSWER: "CL_ANSWER"}
# What is kept first where figures are too many: of everyone, then of the site's country.
_FIRST: Final = ((C.SEX, TOTAL), (C.AGE, TOTAL), (C.REF_AREA, COUNTRY))


@dataclass(frozen=True)
class Excerpt:
    """Hold figures to show.

    Attributes:
        rows: the figures, in published order.
        total: how many there are in all.
        narrowed: (column, value) to which they were narrowed.
        since, until: earliest and latest period kept; empty where none earlier, or later, was left out.
    """

    rows: tuple[Row, ...]
    total: int
    narrowed: tuple[tuple[str, str], ...] = ()
    since: str = ""
    until: str = ""

    @property
    def whole(self) -> bool:
        """Tell whether these are all figures."""
        return len(self.rows) == self.total

    def joined(self, other: "Excerpt") -> "Excerpt":
        """Join both parts as one."""
        narrowed = tuple(dict.fromkeys((*self.narrowed, *other.narrowed)))
        since = min(filter(None, (self.since, other.since)), default="")
        return Excerpt((*self.rows, *other.rows), self.total + other.total, narrowed, since)


def read_excerpt(
    tables: Tables,
    where: Where,
    total: int,
    first: Sequence[tuple[str, str]] = _FIRST,
    *,
    most: int = MOST_SHOWN,
    around: str = "",
) -> Excerpt:
    """Read at most `most` of the figures that a condition keeps: narrowed column by column, then to late periods.

    Args:
        tables: the published tables.
        where: condition on the observations.
        total: how many figures it keeps.
        first: columns to narrow by, each with the value that is kept where there is one; else the most frequent is.
        most: greatest number of figures.
        around: a period, whose nearest are taken instead of the latest.
    """
    kept, narrowed, since, until = dict(where), [], "", ""
    cells: Mapping[tuple[Any, ...], int] = {(): total}
    if total > most and first:
        cells = tables.counts(T.OBSERVATIONS, [column for column, _ in first], where)
    for place, (column, wanted) in enumerate(first):
        if sum(cells.values()) <= most:
            break
        counted: Counter[str] = Counter()
        for key, number in cells.items():
            counted[key[place]] += number
        value = wanted if wanted in counted else max(counted, key=lambda key: counted[key])
        if len(counted) > 1:
            narrowed.append((column, value))
        kept[column], cells = [value], {key: number for key, number in cells.items() if key[place] == value}
    if sum(cells.values()) > most:
        kept[C.TIME_PERIOD], since, until = _nearest(tables, kept, most, around)
    rows = tables.select(T.OBSERVATIONS, where=kept, limit=most).read_all().to_pylist()
    return Excerpt(tuple(rows), total, tuple(narrowed), since, until)


def _nearest(tables: Tables, where: Where, most: int, around: str) -> tuple[list[str], str, str]:
    """List the periods whose figures fit, one at least: the latest, or the nearest to one; with the ends they leave."""
    counted = {key: number for (key,), number in tables.counts(T.OBSERVATIONS, [C.TIME_PERIOD], where).items()}
    in_time = sorted(counted, key=lambda text: (parse_period(text).end, text))
    middle = parse_period(around or in_time[-1]).end
    taken: list[str] = []
    left = most
    for period in sorted(reversed(in_time), key=lambda text: abs(parse_period(text).end - middle)):
        left -= counted[period]
        if taken and left < 0:
            break
        taken.append(period)
    kept = [period for period in in_time if period in taken]
    since, until = ("" if kept[end] == in_time[end] else kept[end] for end in (0, -1))
    return taken, since, until


def like(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List what a part is narrowed by so that it stays with one figure: its answer, area and sub-group."""
    return [(column, str(row[column])) for column in (C.ANSWER, C.REF_AREA, C.SEX, C.AGE)]
