"""The questions that are asked of a published version, each written once, in the SQL of DuckDB."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from pipelines.schema.columns import C
from pipelines.schema.declared import tables
from pipelines.schema.periods import Period, parse_asked, parse_period


class Cell(Enum):
    """Stand in a condition for cells by whether they hold anything."""

    FILLED = "filled"


FILLED: Final = Cell.FILLED

# column: values, of which a row must hold one; None stands for an empty cell, `FILLED` for any that is not.
Where = Mapping[str, Collection[Any]]


class NotPublishedError(Exception):
    """The address holds no whole version; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Question:
    """A question to one table: SQL with a `?` for each value.

    Names of columns come from the declaration, values never stand in the text.

    Attributes:
        in_published_order: whether rows must come as they are published, without being sorted.
    """

    table: str
    sql: str
    values: tuple[Any, ...]
    in_published_order: bool = False


class Tables(ABC):
    """The tables of one published version, which does not change while this is open. Safe to use from several threads.

    Its methods raise KeyError where the table or a column is not declared. Rows are chosen in the same way by all:

        where: values by column; a row is kept where each of these columns holds one of its values.
        either: further conditions of the same form, of each of which a single column is enough.

    Attributes:
        version: semantic version of the data set.
        version_hash: names one publication: a hash over every file's hash.
    """

    def __init__(self, version: str, version_hash: str) -> None:
        self.version = version
        self.version_hash = version_hash
        self._held_periods: dict[str, dict[str, Period]] = {}

    @abstractmethod
    def ask(self, question: Question) -> Any:
        """Return the answer as a pyarrow.RecordBatchReader, read as it is asked for."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""

    def names(self, table: str) -> Sequence[str]:
        """Return the columns of a table; raise KeyError where there is no such table."""
        if table not in tables():
            raise KeyError(f"no table {table!r} is declared in pipelines/schema")
        return tables()[table].names

    def own_order(self, table: str) -> Sequence[str]:
        """Return the columns that give a table its published order where the engine keeps none of its own."""
        return ()

    def select(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Where | None = None,
        either: Sequence[Where] = (),
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> Any:
        """Return rows as a pyarrow.RecordBatchReader.

        Args:
            table: name of a published table.
            columns: columns in the order wanted; all where none is named.
            where: see above.
            either: see above.
            order: columns to sort by, ascending, empty cells last; where none is named, the published order (`ORDER` of
                `pipelines.schema.columns`). Catalogue tables come by key from engines that do not read the files.
            limit: greatest number of rows.
            offset: rows to leave out at the start.
        """
        names = ", ".join(self._known(table, columns))
        sorting = [f"{name} ASC NULLS LAST" for name in self._known(table, order)] if order else self.own_order(table)
        more = f" ORDER BY {', '.join(sorting)}" if sorting else ""
        more += "" if limit is None else f" LIMIT {limit:d}"
        more += f" OFFSET {offset:d}" if offset else ""
        return self._ask(table, f"SELECT {names}", where, either, more, in_published_order=not sorting)

    def count(self, table: str, where: Where | None = None, either: Sequence[Where] = ()) -> int:
        """Return the number of rows."""
        return int(self._ask(table, "SELECT count(*) AS number", where, either).read_all()["number"][0].as_py())

    def counts(
        self, table: str, columns: Sequence[str], where: Where | None = None, either: Sequence[Where] = ()
    ) -> dict[tuple[Any, ...], int]:
        """Return the number of rows by the values that the columns hold together, in their order, None last."""
        names = self._known(table, columns)
        listed = ", ".join(names)
        found = self._ask(
            table, f"SELECT {listed}, count(*) AS number", where, either, f" GROUP BY {listed}"
        ).read_all()
        cells = zip(*(found[name].to_pylist() for name in names), strict=True)
        counted = dict(zip(cells, found["number"].to_pylist(), strict=True))
        keys = sorted(counted, key=lambda key: [(value is None, value) for value in key])
        return {key: int(counted[key]) for key in keys}

    def distinct(self, table: str, column: str, where: Where | None = None, *, matching: str = "") -> list[Any]:
        """Return the values that a column holds, sorted, without empty cells; of texts, those that a pattern is in.

        The pattern keeps to what the regular expressions of all engines share: classes, groups, `?`, `|`, `^` and `$`.
        """
        (name,) = self._known(table, [column])
        condition, values = self._condition(table, where, ())
        if matching:
            condition += f" AND regexp_matches({name}, ?)"
            values.append(matching)
        sql = f"SELECT DISTINCT {name} FROM {table} WHERE {condition} AND {name} IS NOT NULL"
        found = self.ask(Question(table, sql, tuple(values))).read_all()
        return sorted(found[name].to_pylist())

    def periods_between(self, table: str, start: str, end: str) -> list[str]:
        """Return the periods of a table that lie at least partly between two others; an empty one sets no limit."""
        first = parse_asked(start).start if start else date.min
        last = parse_asked(end).end if end else date.max
        return self.periods_in(table, [Period(first, last)])

    def periods_in(self, table: str, asked: Collection[Period]) -> list[str]:
        """Return the periods of a table that share a day with one of those asked for."""
        return [
            text
            for text, period in self.periods(table).items()
            if any(period.end >= each.start and period.start <= each.end for each in asked)
        ]

    def periods(self, table: str) -> Mapping[str, Period]:
        """Return the periods that a table holds by their texts, asked for once."""
        if table not in self._held_periods:
            self._held_periods[table] = {text: parse_period(text) for text in self.distinct(table, C.TIME_PERIOD)}
        return self._held_periods[table]

    def _ask(
        self,
        table: str,
        what: str,
        where: Where | None,
        either: Sequence[Where],
        more: str = "",
        *,
        in_published_order: bool = False,
    ) -> Any:
        condition, values = self._condition(table, where, either)
        sql = f"{what} FROM {table} WHERE {condition}{more}"
        return self.ask(Question(table, sql, tuple(values), in_published_order))

    def _known(self, table: str, names: Sequence[str]) -> list[str]:
        """Check names, or give all: they stand in the text of questions, so none may come from elsewhere."""
        known = self.names(table)
        for name in names:
            if name not in known:
                raise KeyError(f"no column {name!r} in table {table}")
        return [str(name) for name in names or known]

    def _condition(self, table: str, where: Where | None, either: Sequence[Where]) -> tuple[str, list[Any]]:
        """Return the condition of a question and the values of its places."""
        values: list[Any] = []

        def one(column: str, wanted: Collection[Any]) -> str:
            (name,) = self._known(table, [column])
            if FILLED in wanted:
                return "TRUE" if None in wanted else f"{name} IS NOT NULL"
            given = [value for value in wanted if value is not None]
            values.extend(given)
            kept = f"{name} IN ({', '.join('?' * len(given))})" if given else "FALSE"
            return f"({kept} OR {name} IS NULL)" if None in wanted else kept

        parts = [one(*pair) for pair in (where or {}).items()]
        parts += [f"({' OR '.join(one(*pair) for pair in condition.items())})" for condition in either]
        return " AND ".join(parts) or "TRUE", values
