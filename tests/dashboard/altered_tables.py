"""Tables of a published folder altered, with hashes that agree: what is changed is stamped throughout."""

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.publish.publish import VERDICT, bind
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.declared import tables
from pipelines.schema.paths import DESCRIPTOR

Damage = Callable[[Path], None]


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def stamp(folder: Path, *, verdict: bool = True, rows: bool = True) -> None:
    """Let the descriptor, and the verdict, agree with the files as they are now."""
    descriptor = read_json(folder / DESCRIPTOR)
    resources = descriptor["resources"]
    _stamp_files(folder, [item for item in resources if item["path"] != VERDICT], rows)
    if verdict:
        bound = bind(read_json(folder / VERDICT), resources)
        (folder / VERDICT).write_text(json.dumps(bound), encoding="utf-8")
    _stamp_files(folder, [item for item in resources if item["path"] == VERDICT], False)
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")


def _stamp_files(folder: Path, resources: list[dict[str, Any]], rows: bool) -> None:
    for item in resources:
        path = folder / item["path"]
        content = path.read_bytes()
        item |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        if rows:
            # Where it is broken on purpose, what was stated stays.
            with contextlib.suppress(OSError, pa.ArrowException):
                item["rows"] = pq.read_metadata(path).num_rows


def with_table(name: str, change: Callable[[Any], Any], **stamped: bool) -> Damage:
    """Rewrite a table."""

    def damage(folder: Path) -> None:
        path = folder / f"{name}.parquet"
        pq.write_table(change(pq.read_table(path)), path, compression="zstd")
        stamp(folder, **stamped)

    return damage


def put(table: Any, column: str, values: Any) -> Any:
    """A table with another column in the place of one."""
    at = table.schema.get_field_index(column)
    return table.set_column(at, pa.field(column, values.type, table.schema.field(at).nullable), values)


def typed(column: str, kind: Any) -> Callable[[Any], Any]:
    return lambda table: put(table, column, table[column].cast(kind))


def first_cell(column: str, value: Any) -> Callable[[Any], Any]:
    """A table with another value in a column's first row that has one."""

    def change(table: Any) -> Any:
        cells = table[column].to_pylist()
        cells[next(at for at, cell in enumerate(cells) if cell is not None)] = value
        return put(table, column, pa.array(cells, table.schema.field(column).type))

    return change


def listed(column: str, value: str) -> Callable[[Any], Any]:
    """A table with one more id at the end of a column's first list."""

    def change(table: Any) -> Any:
        first = next(cell for cell in table[column].to_pylist() if cell)
        return first_cell(column, f"{first};{value}")(table)

    return change


def emptied(column: str) -> Callable[[Any], Any]:
    """A table whose column has an empty cell where none may be, which its type must then allow."""

    def change(table: Any) -> Any:
        cells = [None, *table[column].to_pylist()[1:]]
        at = table.schema.get_field_index(column)
        return table.set_column(at, pa.field(column, table.schema.field(at).type, True), pa.array(cells))

    return change


def crossed(table: Any) -> Any:
    """Bounds the wrong way round."""
    return put(put(table, "obs_value_low", table["obs_value_high"]), "obs_value_high", table["obs_value_low"])


def beside(column: str, cell: Callable[[float, str], float | None]) -> Callable[[Any], Any]:
    """A table with another number in the first row with a value for which there is one, made from value and unit."""

    def change(table: Any) -> Any:
        cells = table[column].to_pylist()
        values, units = (table[name].to_pylist() for name in ("obs_value", "unit_measure"))
        made = (cell(value, unit) if value is not None else None for value, unit in zip(values, units, strict=True))
        at, number = next((at, number) for at, number in enumerate(made) if number is not None)
        cells[at] = number
        return put(table, column, pa.array(cells, pa.float64()))

    return change


def above(value: float, _unit: str) -> float:
    return value + 1


def below(value: float, _unit: str) -> float:
    return value - 1


def above_all(_value: float, unit: str) -> float | None:
    return 101.0 if unit == "PC_ADULTS" else None


def times_thousand(table: Any) -> Any:
    return put(table, "obs_value", pc.multiply(table["obs_value"], 1000.0))


def twice(table: Any) -> Any:
    return pa.concat_tables([table, table])


def bomb(name: str, rows: int) -> Damage:
    """A small file of very many rows."""

    def damage(folder: Path) -> None:
        schema = arrow_schema(tables()[name])
        values = {"string": "x", "double": 0.0, "int64": 0, "bool": True}
        columns = [pa.repeat(pa.scalar(values[str(field.type)], field.type), rows) for field in schema]
        pq.write_table(pa.table(columns, schema=schema), folder / f"{name}.parquet", compression="zstd")
        stamp(folder)

    return damage


def bytes_in_table(change: Callable[[bytes], bytes], name: str = "observations") -> Damage:
    def damage(folder: Path) -> None:
        path = folder / f"{name}.parquet"
        path.write_bytes(change(path.read_bytes()))
        stamp(folder)

    return damage


def torn_page(content: bytes) -> bytes:
    """The same length, and zeros in the first half: the foot still describes the pages that stood there."""
    half = len(content) // 2
    return content[:200] + bytes(half - 200) + content[half:]


def short_page(content: bytes) -> bytes:
    """A thousand bytes of the first pages gone, the foot whole."""
    return content[:300] + content[1300:]
