"""What a published version must be before it is taken: whole by its declaration, sane, and judged by the rules.

Hashes say that files are those that were published, not that what was published is right. All is asked of the files as
they are held, in the embedded engine and from the declared schema: nothing is written out for a single table, and no
table is ever in memory whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard.data.query import HeldFiles, NotPublishedError
from dashboard.data.query.duckdb_tables import DuckDBTables
from dashboard.data.query.location import fault_of
from pipelines.publish.publish import VERDICT, bind
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column, Table, tables

_REBUILD: Final = "Publish again with `esec build`."
_LARGEST_VERDICT: Final = 16_000_000
# The catalogue is held in memory whole; figures and their lineage are not.
_MOST_HELD_ROWS: Final = 200_000
_MOST_HELD_TEXT: Final = 256_000_000
_LONGEST_TEXT: Final = 200_000
# What the pages of a column chunk of a row group may grow to.
_LARGEST_CHUNK: Final = 512_000_000
# So many rows are told apart at a time: memory does not grow with them.
_TOLD_APART: Final = 1_000_000
_NOT_HELD: Final = frozenset({T.OBSERVATIONS, T.LINEAGE})


def _refuse(file: str, found: str, expected: str) -> NotPublishedError:
    return NotPublishedError(f"{file}: {found}; expected {expected}. {_REBUILD}")


@dataclass(frozen=True)
class _Check:
    """Rows that must not be: a condition in SQL over a table, and what a row is told to be and should be.

    Attributes:
        column: the cell that is shown. source: what is read, where it is more than the table itself.
    """

    column: str
    condition: str
    expected: str
    source: str = ""

    @property
    def count(self) -> str:
        """Count the rows, in a question to the table."""
        return (
            f"(SELECT count(*) FROM {self.source} WHERE {self.condition})"
            if self.source
            else f"count(*) FILTER (WHERE {self.condition})"
        )


def _parquet(table: Table) -> str:
    return f"{table.name}.parquet"


class _Rule(BaseModel):
    """What a rule found, as far as pages tell it."""

    model_config = ConfigDict(strict=True)

    rule: str
    name: dict[str, str]
    sentence: dict[str, str]
    severity: Literal["error", "warning", "information"]
    result: Literal["passed", "accepted", "failed", "not_checked"]
    scope: list[dict[str, Any]]
    accepted: list[dict[str, Any]]


class _Verdict(BaseModel):
    """What the rules found."""

    model_config = ConfigDict(strict=True)

    version: str
    success: bool
    tables: dict[str, str]
    rules: list[_Rule] = []
    indicators: dict[str, dict[str, int]] = {}


def _check_verdict(files: HeldFiles) -> None:
    """Check that the rules judged these very bytes, and found them good.

    Versions from before the verdict named its tables are refused: whether it is about them cannot be told. They can be
    downloaded all the same where they are kept beside the current one, because no page is drawn from them.
    """
    content = files.contents.get(VERDICT.partition(".")[0])
    if content is None or len(content) > _LARGEST_VERDICT:
        raise _refuse(VERDICT, "missing or too large", "the verdict of the rules")
    try:
        verdict = _Verdict.model_validate_json(content.to_pybytes())
    except ValidationError as error:
        raise _refuse(VERDICT, fault_of(error), "the verdict of the rules on each table") from error
    if verdict.version != files.version:
        raise _refuse(VERDICT, "it is about another version", f"version {files.version}, as the descriptor says")
    failed = (rule for rule in verdict.rules if rule.result == "failed" and rule.severity != "information")
    if not verdict.success or any(failed):
        raise _refuse(VERDICT, "the rules did not pass", "success: true, and no rule failed")
    for name, wanted in bind({}, files.described.descriptor["resources"])["tables"].items():
        if verdict.tables.get(name) != wanted:
            found = f"it judged another {name}.parquet than is published"
            raise _refuse(VERDICT, found, "the verdict of these tables")


def _check_layout(table: Table, content: Any, stated: int | None) -> None:
    """Check what the foot of a file says: columns, types, and sizes that can be read at all."""
    try:
        parquet = pq.ParquetFile(pa.BufferReader(content))
        found, metadata = parquet.schema_arrow, parquet.metadata
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _refuse(_parquet(table), "it cannot be read", "a Parquet file") from error
    declared = arrow_schema(table)
    if found.names != declared.names:
        raise _refuse(_parquet(table), "other columns, or in another order", ", ".join(declared.names))
    for here, wanted in zip(found, declared, strict=True):
        if (here.type, here.nullable) != (wanted.type, wanted.nullable):
            kind = f"{wanted.type}, {'may' if wanted.nullable else 'must not'} be empty"
            raise _refuse(_parquet(table), f"column {wanted.name} is {here.type}", kind)
    if metadata.num_rows != stated:
        raise _refuse(_parquet(table), f"{metadata.num_rows} rows", f"the number in datapackage.json: {stated}")
    # Each row has a key of its own, which takes at least a byte.
    most = len(content) if table.name in _NOT_HELD else _MOST_HELD_ROWS
    if metadata.num_rows > most:
        raise _refuse(_parquet(table), f"{metadata.num_rows} rows in {len(content)} bytes", f"at most {most}")
    groups = (metadata.row_group(at) for at in range(metadata.num_row_groups))
    if any(group.total_byte_size > _LARGEST_CHUNK for group in groups):
        raise _refuse(_parquet(table), "a row group that unfolds without measure", f"at most {_LARGEST_CHUNK} bytes")


class _Reader:
    """Ask the held files, and name the row that is at fault."""

    def __init__(self, engine: DuckDBTables) -> None:
        self._engine = engine

    def first(self, table: Table, sql: str) -> tuple[Any, ...] | None:
        """Return the first row of an answer, or None."""
        try:
            return self._engine.first_row(table.name, sql)
        except (MemoryError, duckdb.OutOfMemoryException) as error:
            file = _parquet(table)
            raise NotPublishedError(
                f"{file}: its check takes more memory than there is. Give the server more."
            ) from error
        except Exception as error:
            # Whatever a damaged page makes the engine say.
            raise _refuse(_parquet(table), "its rows cannot be read", "whole Parquet pages") from error

    def check(self, table: Table, checks: Sequence[_Check]) -> None:
        """Count the rows that must not be and name the first: those of a table in one question, joins in others."""
        alone = [check for check in checks if not check.source]
        counted = ", ".join(check.count for check in alone)
        found = self.first(table, f"SELECT {counted} FROM {table.name}") or ()
        wrong = [check for check, number in zip(alone, found, strict=True) if number]
        # One at a time: each holds in memory what it looks up.
        joined = (check for check in checks if check.source and self.first(table, f"SELECT {check.count}") != (0,))
        for check in (*wrong, *joined):
            key = ", ".join(f"t.{name}" for name in table.key)
            source = check.source or f"{table.name} AS t"
            asked = f"SELECT t.{check.column}, {key} FROM {source} WHERE {check.condition} ORDER BY ALL LIMIT 1"
            cell, *place = self.first(table, asked) or ("",)
            row = "|".join(str(part)[:60] for part in place)
            raise _refuse(f"{_parquet(table)}, row {row}", f"{check.column} is {str(cell)[:60]}", check.expected)


def _cells(column: Column) -> Iterator[_Check]:
    """Give what every cell of a column must be; reading them all shows damaged pages too."""
    name = column.name
    match column.field.type:
        case "double":
            yield _Check(name, f"NOT isfinite({name})", "a number")
        case "string":
            yield _Check(name, f"strlen({name}) > {_LONGEST_TEXT}", f"at most {_LONGEST_TEXT} bytes")
        case _:
            yield _Check(name, f"abs({name}::HUGEINT) > 1e15", "a whole number that can be shown")


def _parts(names: str, rows: int) -> list[str]:
    """Give the conditions of the parts that so many rows are looked through in, by what columns hold."""
    parts = rows // _TOLD_APART + 1
    # Of few rows nothing is hashed: the check is part of every start.
    return [f"hash({names}) % {parts} = {part}" for part in range(parts)] if parts > 1 else ["true"]


def _referring(table: Table, column: Column, rows_of: Mapping[str, int]) -> Iterator[_Check]:
    """Give what a code, a reference, or each of a list of them, must lead to; a large table is looked up in parts."""
    name = column.name
    rows = table.name
    targets = []
    if target := table.reference(column) or column.field.each:
        targets.append((f"one of {target[0]}.parquet", *target))
    if column.field.each:
        rows = f"(SELECT {', '.join(table.key)}, unnest(string_split({name}, ';')) AS {name} FROM {rows})"
    if column.field.codes:
        codes = f"(SELECT {C.CODE} FROM {T.CODELISTS} WHERE {C.CODELIST_ID} = '{column.field.codes}')"
        targets.append((f"a code of {column.field.codes} in codelists.parquet", codes, C.CODE))
    for expected, there, key in targets:
        number = rows_of.get(there, 0)
        for here, part in zip(_parts(f"t.{name}", number), _parts(key, number), strict=True):
            found = f"(SELECT {key} FROM {there} WHERE {part})"
            source = f"{rows} AS t ANTI JOIN {found} AS r ON t.{name} = r.{key}"
            yield _Check(name, f"t.{name} IS NOT NULL AND {here}", expected, source)


def _figures() -> Iterator[_Check]:
    """Give what numbers must be beside one another and in their unit."""
    value, low, high = C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH
    yield _Check(low, f"{low} > {high}", "no more than the upper bound")
    yield _Check(value, f"{value} < {low} OR {value} > {high}", "between its bounds")
    within = f"{T.OBSERVATIONS} AS t JOIN {T.UNITS} AS u USING ({C.UNIT_MEASURE})"
    for name in (value, low, high):
        outside = f"t.{name} < u.{C.MINIMUM} OR t.{name} > u.{C.MAXIMUM}"
        yield _Check(name, outside, "within the limits of its unit in units.parquet", within)


def _twice(names: Sequence[str]) -> str:
    """Count the rows that are not alone with what these columns hold."""
    return f"count(*) - count(DISTINCT hash({', '.join(names)}))"


def _text(table: Table) -> str:
    """Measure what the texts of a table take."""
    lengths = (f"coalesce(sum(strlen({column.name})), 0)" for column in table.columns if column.field.type == "string")
    return " + ".join(lengths)


def _checks_of(table: Table, rows_of: Mapping[str, int]) -> list[_Check]:
    checks = [check for column in table.columns for check in (*_cells(column), *_referring(table, column, rows_of))]
    return [*checks, *_figures()] if table.name == T.OBSERVATIONS else checks


def _faults_in(table: Table, rows_of: Mapping[str, int]) -> str:
    """Ask for the number of faults of a table that is not large, whatever they are."""
    counts = [check.count for check in _checks_of(table, rows_of)]
    counts += [f"({_twice(names)})" for names in (table.key, *table.unique)]
    if table.name not in _NOT_HELD:
        counts.append(f"({_text(table)} > {_MOST_HELD_TEXT})::INT")
    return f"SELECT {' + '.join(counts)} FROM {table.name}"


def _check_rows(reader: _Reader, table: Table, rows: int) -> None:
    """Check that no two rows have the same key, nor what else is declared to tell them apart, and what texts take."""
    for names in (table.key, *table.unique):
        asked = [f"SELECT {_twice(names)} FROM {table.name} WHERE {part}" for part in _parts(", ".join(names), rows)]
        if twice := sum((reader.first(table, sql) or (0,))[0] for sql in asked):
            raise _refuse(_parquet(table), f"{twice} rows stand twice", f"one row for each {', '.join(names)}")
    size = reader.first(table, f"SELECT {_text(table)} FROM {table.name}") or (0,)
    if size[0] > _MOST_HELD_TEXT and table.name not in _NOT_HELD:
        raise _refuse(_parquet(table), "more text than can be held", f"at most {_MOST_HELD_TEXT} bytes")


def _is_sound(reader: _Reader, table: Table, rows: Mapping[str, int]) -> bool:
    """Ask in one question whether a table has no fault; where it cannot be answered, the others will tell why."""
    if max(rows.values()) > _TOLD_APART:
        return False
    try:
        return reader.first(table, _faults_in(table, rows)) == (0,)
    except NotPublishedError:
        return False


def _check_tables(reader: _Reader, rows: Mapping[str, int]) -> None:
    """Check the rows of all tables, each in one question where nothing is wrong: on a busy machine each waits its turn.

    Not all tables in one: its memory would grow with their number. Where a table is large, its rows and those that
    refer to them are asked for piece by piece.
    """
    for table in tables().values():
        if not _is_sound(reader, table, rows):
            reader.check(table, _checks_of(table, rows))
            _check_rows(reader, table, rows[table.name])


def check_files(files: HeldFiles) -> None:
    """Check a version that is held, before anything is read from it.

    Raises:
        NotPublishedError: it is not what it must be; the message names file, row, what was expected, and what to do.
    """
    _check_verdict(files)
    for name, table in tables().items():
        _check_layout(table, files.contents[name], files.rows.get(name))
    if not files.rows[T.OBSERVATIONS]:
        raise _refuse(f"{T.OBSERVATIONS}.parquet", "no figures", "at least one")
    engine = DuckDBTables(files)
    try:
        reader = _Reader(engine)
        _check_tables(reader, files.rows)
        listed = tables()[T.RELEASES]
        released = reader.first(
            listed, f"SELECT {C.VERSION} FROM {T.RELEASES} LIMIT 1 OFFSET {max(files.rows[T.RELEASES] - 1, 0)}"
        )
    finally:
        engine.disconnect()
    if released != (files.version,):
        raise _refuse(
            _parquet(listed), "its last release is another", f"version {files.version}, as the descriptor says"
        )
