"""What every engine offers: rows, numbers of rows and distinct values of one published version."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from pipelines.schema.declared import tables

# column: values, of which a row must hold one; None stands for an empty cell.
Where = Mapping[str, Collection[Any]]


class NotPublishedError(Exception):
    """The address holds no whole version; the message says what is wrong and what to do."""


class Tables(Protocol):
    """The tables of one published version, which does not change while this is open. Safe to use from several threads.

    Attributes:
        version: semantic version of the data set.
        stamp: names one publication: a hash over every file's hash.

    Its methods raise KeyError where the table or a column is not declared. Rows are chosen in the same way by all:

        where: values by column; a row is kept where each of these columns holds one of its values.
        either: further conditions of the same form, of each of which a single column is enough.
    """

    version: str
    stamp: str

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
        """Rows as a pyarrow.RecordBatchReader, read as they are asked for.

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
        ...

    def count(self, table: str, where: Where | None = None, either: Sequence[Where] = ()) -> int:
        """Number of rows."""
        ...

    def counts(
        self, table: str, columns: Sequence[str], where: Where | None = None, either: Sequence[Where] = ()
    ) -> dict[tuple[Any, ...], int]:
        """Number of rows by the values that the columns hold together, in the order of these values, None last."""
        ...

    def distinct(self, table: str, column: str, where: Where | None = None, *, matching: str = "") -> list[Any]:
        """Values that the column holds, sorted, without empty cells; of texts, those in which a pattern occurs.

        The pattern keeps to what the regular expressions of all engines share: classes, groups, `?`, `|`, `^` and `$`.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def check_names(table: str, names: Sequence[str]) -> list[str]:
    """The names, or all of the table's; raises KeyError for a table or a column that is not declared.

    Engines put names into queries, so that none may come from outside the declaration.
    """
    if table not in tables():
        raise KeyError(f"no table {table!r} is declared in pipelines/schema")
    known = tables()[table]
    return [known.column(name).name for name in names] or known.names


def in_order(counted: Mapping[tuple[Any, ...], int]) -> dict[tuple[Any, ...], int]:
    """Counts in the order of their keys, empty cells last, whatever the engine's own order."""
    keys = sorted(counted, key=lambda key: [(value is None, value) for value in key])
    return {key: int(counted[key]) for key in keys}
