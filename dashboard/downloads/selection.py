"""Which rows and columns of a table: the condition that they meet, and the one way in which they are written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from dashboard.data.filters import FILTERS, PRESENCE, Filter
from dashboard.downloads.published import Published
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.periods import parse_asked

Parameters = Sequence[tuple[str, str]]

LANG: Final = "lang"
LABELS: Final = "labels"
LAYOUT: Final = "layout"
DIALECT: Final = "dialect"
START: Final = "start"
END: Final = "end"


class Layout(StrEnum):
    """How the rows of the figures are laid out: every column, the few that one reads, or a row a series."""

    FULL = "full"
    COMPACT = "compact"
    WIDE = "wide"


# What may be chosen besides the rows, with the values allowed; the first is the default. Texts: `parameter.<name>`.
CHOICES: Final = {
    LANG: ("both", *reversed(LANGUAGES)),
    LABELS: ("both", "code"),
    LAYOUT: tuple(Layout),
    DIALECT: ("standard", "excel-fr"),
}
PERIODS: Final = (START, END)
TIME: Final = str(C.TIME_PERIOD)
COLUMNS: Final = "columns"
SORT: Final = "sort"
LIMIT: Final = "limit"
OFFSET: Final = "offset"
# What is made of the rows and columns that the others keep. Texts: `parameter.<name>`.
SHAPE: Final = (COLUMNS, SORT, LIMIT, OFFSET)
# Before the column in `sort`: from the greatest to the least.
DESCENDING: Final = "-"
MOST_VALUES: Final = 500


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Rows and columns of one table.

    Attributes:
        table: name of the table.
        values: (parameter, codes) for each filter given, in declared order, codes sorted.
        times: periods of which a row's must share a day with one, as text, sorted.
        start, end: a year, half-year, quarter, month or day; empty when not given.
        lang: `both`, `fr` or `en`: which language columns are kept.
        labels: `both` or `code`: whether words, citation and address are added to the published columns.
        layout: `full`, `compact` or `wide`, for the figures.
        dialect: `standard` or `excel-fr`, for CSV.
        sdmx_labels: `id`, `name` or `both`, for SDMX-CSV.
        indicator: the indicator whose own file this is; empty otherwise.
        columns: names of the columns kept, in the order wanted; empty for all.
        sort: names of columns to sort by, each with `DESCENDING` before it or not; empty for the published order.
        limit: greatest number of rows; 0 for all.
        offset: rows left out at the start.
    """

    table: str
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    times: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    lang: str = "both"
    labels: str = "both"
    layout: str = Layout.FULL
    dialect: str = "standard"
    sdmx_labels: str = "id"
    indicator: str = ""
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    limit: int = 0
    offset: int = 0

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return languages whose columns are kept."""
        return tuple(lang for lang in LANGUAGES if self.lang in ("both", lang))

    @property
    def filtered(self) -> tuple[tuple[str, str], ...]:
        """Return the filters as parameters, in one order: equal selections are written alike."""
        pairs = [(name, ",".join(codes)) for name, codes in self.values]
        periods = ((TIME, ",".join(self.times)), (START, self.start), (END, self.end))
        return (*pairs, *((name, text) for name, text in periods if text))

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Return the choices that differ from their defaults, as parameters."""
        given = {LANG: self.lang, LABELS: self.labels, LAYOUT: self.layout, DIALECT: self.dialect}
        chosen = tuple((name, given[name]) for name, allowed in CHOICES.items() if given[name] != allowed[0])
        return chosen if self.sdmx_labels == "id" else (*chosen, (LABELS, self.sdmx_labels))

    @property
    def shape(self) -> tuple[tuple[str, str], ...]:
        """Return what is made of the rows and columns, as parameters."""
        numbers = ((LIMIT, self.limit), (OFFSET, self.offset))
        lists = ((COLUMNS, self.columns), (SORT, self.sort))
        return (
            *((name, ",".join(names)) for name, names in lists if names),
            *((name, str(number)) for name, number in numbers if number),
        )

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return all parameters, in one order."""
        return (*self.filtered, *self.chosen, *self.shape)

    @property
    def stem(self) -> str:
        """Return the path of the file under `/data/`, without its extension."""
        return f"indicators/{self.indicator}" if self.indicator else self.table

    @property
    def query(self) -> str:
        """Return the selection as a query string, in one order; empty for the whole table."""
        return urlencode(self.parameters, safe=",/")

    def where(self, published: Published) -> dict[str, frozenset[Any]]:
        """Make the condition on the table's rows: filters on properties of the indicator become sets of indicators."""
        own = published.tables[self.table].schema.names
        filters = {each.name: each for each in filters_of(published, self.table)}
        kept: dict[str, frozenset[Any]] = {}

        def keep(column: str, codes: Collection[Any]) -> None:
            kept[column] = kept[column] & frozenset(codes) if column in kept else frozenset(codes)

        if self.indicator:
            keep(C.INDICATOR_ID, [self.indicator])
        for name, codes in self.values:
            column = filters[name].column
            if column in own:
                keep(column, filters[name].cells(codes))
            else:
                keep(C.INDICATOR_ID, published.indicators_with(column, codes))
        asked = published.asked
        if self.times:
            keep(C.TIME_PERIOD, asked.periods_in(self.table, [parse_asked(text) for text in self.times]))
        if self.start or self.end:
            periods = asked.periods_between(self.table, self.start, self.end)
            # A start before all rows and an end after them are no condition.
            if len(periods) < len(asked.periods(self.table)):
                keep(C.TIME_PERIOD, periods)
        return kept


def allowed(each: Filter, published: Published) -> tuple[str, ...]:
    """Return the values that a filter takes, in published order; none where they are too many to say (the figures)."""
    if each.table == T.OBSERVATIONS:
        return ()
    if each.presence:
        return PRESENCE
    return tuple(published.records(each.table) if each.table else published.codes(each.codelist))


def unknown(each: Filter, published: Published, asked: Sequence[str]) -> list[str]:
    """Return those of the values that a filter does not take."""
    if each.table == T.OBSERVATIONS:
        known: Collection[str] = published.asked.distinct(T.OBSERVATIONS, each.column, {each.column: asked})
    else:
        known = frozenset(allowed(each, published))
    return [value for value in asked if value not in known]


def list_file(each: Filter) -> str:
    """Return the file under `/data/` that lists a filter's values in words; empty where its name says them all."""
    return "" if each.presence else f"{each.table or T.CODELISTS}.json"


def filters_of(published: Published, table: str) -> tuple[Filter, ...]:
    """List a table's filters: it has the column, or it has the indicator and the indicator has the column."""
    if table not in published.tables:
        return ()
    own = set(published.tables[table].schema.names)
    through = set(published.tables[T.INDICATORS].schema.names) if C.INDICATOR_ID in own else set()
    return tuple(each for each in FILTERS if each.column in own | through)


def has_periods(published: Published, table: str) -> bool:
    """Say whether a table takes `time_period`, `start` and `end`."""
    return table in published.tables and C.TIME_PERIOD in published.tables[table].schema.names


def filters_taken(published: Published, table: str, *, indicator: bool) -> tuple[Filter, ...]:
    """List the filters of a table's file, of which that of one indicator lacks those that its indicator fixes."""
    filters = filters_of(published, table)
    if not indicator:
        return filters
    own = published.tables[table].schema.names
    return tuple(each for each in filters if each.column in own and each.column != C.INDICATOR_ID)


def parameters_of(
    published: Published, table: str, *, csv: bool, layouts: bool = True, indicator: bool = False
) -> tuple[str, ...]:
    """Return parameters that a file of a table takes, beside `further_parameters`.

    Args:
        published: the version.
        table: name of the table.
        csv: whether the format has dialects.
        layouts: whether the format takes a layout; only the figures have several.
        indicator: whether it is the file of one indicator, whose own properties are then fixed.
    """
    filters = [each.name for each in filters_taken(published, table, indicator=indicator)]
    periods = PERIODS if has_periods(published, table) else ()
    layout = (LAYOUT,) if layouts and table == T.OBSERVATIONS else ()
    return (*filters, *periods, LANG, LABELS, *layout, *([DIALECT] if csv else []))


def further_parameters(published: Published, table: str, *, indicator: bool = False) -> tuple[str, ...]:
    """Return the other parameters that a file of a table takes: columns' names for filters, and the shape.

    Args:
        published: the version.
        table: name of the table.
        indicator: whether it is the file of one indicator.
    """
    aliases = (each.alias for each in filters_taken(published, table, indicator=indicator) if each.alias)
    return (*aliases, *([TIME] if has_periods(published, table) else []), *SHAPE)
