"""Which codes have figures in a selection, and how many: what a reader may still choose.

A filter's codes are counted with the other filters as they are, as the explorer counts its facets; SDMX calls the same
the constraint of what is available.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dashboard.data.filters import PRESENCE, Filter
from dashboard.downloads.formats.json_file import about, dump_pretty
from dashboard.downloads.published import KEPT_ROWS
from dashboard.downloads.rows import Rows, why_empty, without
from dashboard.downloads.selection import TIME, filters_of
from pipelines.schema.columns import C, T
from pipelines.schema.periods import parse_period

PATH: Final = "availability.json"

Counts = Mapping[str, int]


def _counted(rows: Rows, columns: Collection[str]) -> dict[str, Counts]:
    """Count the rows by what each column holds, in the order of its texts; empty cells are left out."""
    asked, table = rows.published.asked, rows.table.name
    counted: dict[str, dict[Any, int]] = {}
    if rows.matched() <= KEPT_ROWS:
        # One question for all of them.
        found = asked.select(table, columns=sorted(columns), where=rows.where).read_all()
        counted = {column: Counter(found[column].to_pylist()) for column in columns}
    else:
        for column in columns:
            counted[column] = {key: number for (key,), number in asked.counts(table, [column], rows.where).items()}
    return {
        column: {str(key): counts[key] for key in sorted(key for key in counts if key is not None)}
        for column, counts in counted.items()
    }


def _filled(rows: Rows, each: Filter) -> Counts:
    """Count the rows by whether a column holds anything."""
    asked, table = rows.published.asked, rows.table.name
    numbers = {code: asked.count(table, {**rows.where, each.column: each.cells([code])}) for code in PRESENCE}
    return {code: number for code, number in numbers.items() if number}


def _codes(rows: Rows, filters: Sequence[Filter]) -> dict[str, Counts]:
    """Count the rows by code of some filters."""
    own = [each.column for each in filters if not each.presence and each.column in rows.table.schema.names]
    counted = _counted(rows, {C.INDICATOR_ID, *own})
    indicators = rows.published.records(T.INDICATORS)
    found: dict[str, Counts] = {}
    for each in filters:
        if each.presence:
            found[each.name] = _filled(rows, each)
        elif each.column in own:
            found[each.name] = counted[each.column]
        else:
            total: Counter[str] = Counter()
            for indicator_id, number in counted[C.INDICATOR_ID].items():
                total[str(indicators[indicator_id][each.column])] += number
            found[each.name] = dict(sorted(total.items()))
    return found


def _available(rows: Rows) -> dict[str, Counts]:
    """Count the rows by code of each filter, with the other filters as they are."""
    filters = [each for each in filters_of(rows.published, rows.table.name) if each.table != T.OBSERVATIONS]
    given = {name for name, _ in rows.selection.values}
    found = _codes(rows, [each for each in filters if each.name not in given])
    for each in filters:
        if each.name in given:
            found |= _codes(replace(rows, selection=without(rows.selection, each.name)), [each])
    return {each.name: found[each.name] for each in filters}


def _between(periods: Counts) -> dict[str, str]:
    """Return first and last day of the periods; nothing where there are none."""
    days = [parse_period(text) for text in periods]
    if not days:
        return {}
    return {"from": min(day.start for day in days).isoformat(), "to": max(day.end for day in days).isoformat()}


def write_availability(rows: Rows) -> Iterator[bytes]:
    """Return the document: number of figures, periods, and codes by filter with their numbers of figures."""
    periods, matched = _counted(rows, [TIME])[TIME], rows.matched()
    document: dict[str, Any] = {
        "dataset": about(rows.dataset),
        "selection": {"table": rows.table.name, "filters": dict(rows.selection.filtered)},
        "figures": matched,
        **({} if matched else {"why_empty": why_empty(rows)}),
        TIME: {**_between(periods), "figures": periods},
        "filters": _available(rows),
    }
    yield dump_pretty(document)
