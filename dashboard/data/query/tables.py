"""The questions that are asked of a published version, each written once, in the SQL of DuckDB."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.schema.declared import tables

# column: values, of which a row must hold one; None stands for an empty cell.
Where = Mapping[str, Collection[Any]]


class NotPublishedError(Exception):
    """The address holds no whole version; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Question:
    """A question to one table: SQL with a `?` for each value.

    Names of columns come from the declaration, values never stand in the text.
    """

    table: str
    sql: str
    values: tuple[Any, ...]


class Tables(ABC):
    """The tables of one published version, which does not change while this is open. Safe to use from several threads.

    Its methods raise KeyError where the table or a column is not declared. Rows are chosen in the same way by all:

        where: values by column; a row is kept where each of these columns holds one of its values.
        either: further conditions of the same form, of each of which a single column is enough.

    Attributes:
        version: semantic version of the data set.
        stamp: names one publication: a hash over every file's hash.
    """

    def __init__(self, version: str, stamp: str) -> None:
        self.version = version
        self.stamp = stamp

    @abstractmethod
    def ask(self, question: Question) -> Any:
        """Return the answer as a pyarrow.RecordBatchReader, read as it is asked for."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""

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
        names = ", ".join(check_names(table, columns))
        sorting = [f"{name} ASC NULLS LAST" for name in check_names(table, order)] if order else self.own_order(table)
        more = f" ORDER BY {', '.join(sorting)}" if sorting else ""
        more += "" if limit is None else f" LIMIT {limit:d}"
        more += f" OFFSET {offset:d}" if offset else ""
        return self._ask(table, f"SELECT {names}", where, either, more)

    def count(self, table: str, where: Where | None = None, either: Sequence[Where] = ()) -> int:
        """Return the number of rows."""
        return int(self._ask(table, "SELECT count(*) AS number", where, either).read_all()["number"][0].as_py())

    def counts(
        self, table: str, columns: Sequence[str], where: Where | None = None, either: Sequence[Where] = ()
    ) -> dict[tuple[Any, ...], int]:
        """Return the number of rows by the values that the columns hold together, in their order, None last."""
        names = check_names(table, columns)
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
        (name,) = check_names(table, [column])
        condition, values = _condition(table, where, ())
        if matching:
            condition += f" AND regexp_matches({name}, ?)"
            values.append(matching)
        sql = f"SELECT DISTINCT {name} FROM {table} WHERE {condition} AND {name} IS NOT NULL"
        found = self.ask(Question(table, sql, tuple(values))).read_all()
        return sorted(found[name].to_pylist())

    def _ask(self, table: str, what: str, where: Where | None, either: Sequence[Where], more: str = "") -> Any:
        check_names(table, [])
        condition, values = _condition(table, where, either)
        return self.ask(Question(table, f"{what} FROM {table} WHERE {condition}{more}", tuple(values)))


def check_names(table: str, names: Sequence[str]) -> list[str]:
    """Return the names, or all of the table's; raise KeyError for a table or a column that is not declared.

    Names stand in the text of questions, so that none may come from outside the declaration.
    """
    if table not in tables():
        raise KeyError(f"no table {table!r} is declared in pipelines/schema")
    known = tables()[table]
    return [str(known.column(name).name) for name in names] or [str(name) for name in known.names]


def _condition(table: str, where: Where | None, either: Sequence[Where]) -> tuple[str, list[Any]]:
    """The condition of a question and the values of its places."""
    values: list[Any] = []

    def one(column: str, wanted: Collection[Any]) -> str:
        (name,) = check_names(table, [column])
        given = [value for value in wanted if value is not None]
        values.extend(given)
        kept = f"{name} IN ({', '.join('?' * len(given))})" if given else "FALSE"
        return f"({kept} OR {name} IS NULL)" if None in wanted else kept

    parts = [one(*pair) for pair in (where or {}).items()]
    parts += [f"({' OR '.join(one(*pair) for pair in condition.items())})" for condition in either]
    return " AND ".join(parts) or "TRUE", values
