"""The difference of two versions as files, `diff.csv` and `diff.json`: one line a column, row or cell."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pyarrow as pa

from dashboard.downloads.differences import COMPARED_ROWS, difference, too_large
from dashboard.downloads.files import WHOLE_ROWS, DownloadCatalogue, File
from dashboard.downloads.formats.csv_file import write_batches
from dashboard.downloads.openapi_parts import Thing, describe_answers, describe_file
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Published
from dashboard.downloads.selection import Parameters
from dashboard.downloads.versions import Library
from dashboard.downloads.words import Words, words_for
from pipelines.publish.compare import Change, Correction, Kind, TableDifference, compared_tables
from pipelines.schema.columns import C
from pipelines.schema.dataset import NAME, version_order
from pipelines.schema.declared import LANGUAGES

FROM: Final = "from"
TO: Final = "to"
TABLE: Final = "table"
_KNOWN: Final = (FROM, TO, TABLE)
_KIND: Final = "kind"
_CELLS: Final = (_KIND, C.TABLE_ID, C.ROW_KEY, C.COLUMN_ID, C.BEFORE, C.AFTER, C.CORRECTION_ID)
_COLUMNS: Final = (*_CELLS, *(f"reason_{lang}" for lang in LANGUAGES))
_BATCH: Final = 1024
_NO_CORRECTION: Final = Correction("", dict.fromkeys(LANGUAGES, ""))


@dataclass(frozen=True)
class _Asked:
    """Two versions and the tables to compare; `chosen` says whether they are not simply all."""

    old: Published
    new: Published
    tables: Sequence[str]
    chosen: bool

    def differences(self) -> Iterator[TableDifference]:
        return (difference(self.old, self.new, table) for table in self.tables)


def _record(change: Change) -> dict[str, Any]:
    found = change.correction or _NO_CORRECTION
    cells = (change.kind, change.table, change.row, change.column, change.before, change.after, found.correction_id)
    return dict(zip(_COLUMNS, (*cells, *(found.reasons[lang] for lang in LANGUAGES)), strict=True))


def _batches(changes: Iterable[Change]) -> Iterator[list[dict[str, Any]]]:
    records = map(_record, changes)
    while some := list(islice(records, _BATCH)):
        yield some


def _text(cell: str | Mapping[str, str]) -> str | None:
    """Return a cell of CSV; a whole row is the JSON object of its cells."""
    return (cell if isinstance(cell, str) else _dump(cell)) or None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_csv(asked: _Asked) -> Iterator[bytes]:
    changes = (change for each in asked.differences() for change in each.changes())

    def batches() -> Iterator[Any]:
        for some in _batches(changes):
            columns = [pa.array([_text(record[name]) for record in some], pa.string()) for name in _COLUMNS]
            yield pa.RecordBatch.from_arrays(columns, names=list(_COLUMNS))

    return write_batches(_COLUMNS, batches())


def _write_json(asked: _Asked) -> Iterator[bytes]:
    """Return the changes as one JSON object, in chunks; their counts, known when all are made, come last."""
    versions = {
        name: {"version": each.version, "released": each.released}
        for name, each in ((FROM, asked.old), (TO, asked.new))
    }
    yield f'{_dump({**versions, "tables": list(asked.tables)})[:-1]}, "changes": ['.encode()
    counts: dict[str, dict[Kind, int]] = {}
    before = "\n"
    for each in asked.differences():
        if found := each.counts():
            counts[each.table] = found
        for some in _batches(each.changes()):
            yield (before + ",\n".join(map(_dump, some))).encode()
            before = ",\n"
    yield f'\n], "counts": {_dump(counts)}}}\n'.encode()


_FILES: Final[dict[str, tuple[str, Callable[[_Asked], Iterator[bytes]]]]] = {
    "diff.csv": ("text/csv; charset=utf-8; header=present", _write_csv),
    "diff.json": ("application/json", _write_json),
}


class _Reader:
    """Reads the parameters of one request and collects every fault in them."""

    def __init__(self, library: Library, given: Parameters) -> None:
        self.library = library
        self.given = given
        self.faults = [
            Fault("unknown-parameter", words_for("fault.parameter-not-taken"), name, "", _KNOWN)
            for name in dict(given)
            if name not in _KNOWN
        ]

    def _refuse(self, kind: str, detail: Words, name: str, value: str, allowed: Sequence[str] = ()) -> None:
        self.faults.append(Fault(kind, detail, name, value, tuple(allowed)))

    def _values(self, name: str) -> list[str]:
        return list(dict.fromkeys(text.strip() for key, text in self.given if key == name and text.strip()))

    def version(self, name: str) -> Published | None:
        """Return the version that a parameter names: the current one where `to` names none."""
        values = self._values(name)
        if len(values) > 1:
            self._refuse("repeated-parameter", words_for("fault.given-twice"), name, values[1])
        elif values:
            try:
                return self.library.version(values[0], name)
            except Refusal as refusal:
                self.faults += refusal.faults
        elif name == TO:
            return self.library.current()
        else:
            self._refuse("unknown-value", words_for("fault.no-version-named"), name, "", self.library.versions())
        return None

    def asked(self) -> _Asked:
        """Return what is asked for.

        Raises:
            Refusal: with every fault.
        """
        old, new = (self.version(name) for name in (FROM, TO))
        chosen = dict.fromkeys(part.strip() for text in self._values(TABLE) for part in text.split(",") if part.strip())
        tables: Sequence[str] = ()
        if old and new:
            if version_order(new.version) < version_order(old.version):
                self._refuse("ends-before-start", words_for("fault.later-version-first"), TO, new.version)
            tables = self._tables(old, new, list(chosen))
        if self.faults or not (old and new):
            raise Refusal(self.faults)
        return _Asked(old, new, tables, bool(chosen))

    def _tables(self, old: Published, new: Published, chosen: Sequence[str]) -> Sequence[str]:
        known = compared_tables(old.tables, new.tables)
        for name in chosen:
            if name not in known:
                self._refuse("unknown-value", words_for("fault.not-allowed"), TABLE, name, known)
        tables = [name for name in known if name in chosen or not chosen]
        small = [name for name in tables if not too_large(old, new, name)]
        if large := [name for name in tables if name not in small]:
            detail = words_for("fault.too-many-compared", compared_rows=COMPARED_ROWS, tables=", ".join(large))
            self.faults.append(Fault("too-many-rows", detail, TABLE, "", tuple(small)))
        return tables


def find_difference(library: Library, path: str, given: Parameters) -> File | None:
    """Return the file of a difference at an address, or None.

    Args:
        library: the versions.
        path: address under `/data/`.
        given: parameters: `from` an older version, `to` a newer one (by default the current), `table` (by default all).

    Raises:
        Refusal: a version or table is unknown, malformed or given twice, or too large; carries every fault.
    """
    if path not in _FILES:
        return None
    asked = _Reader(library, given).asked()
    media_type, write = _FILES[path]
    named = [NAME, "diff", f"v{asked.old.version}-v{asked.new.version}", *(asked.tables if asked.chosen else ())]
    extension = path.rpartition(".")[2]
    rows = max(
        (each.tables[name].rows for each in (asked.old, asked.new) for name in asked.tables if name in each.tables),
        default=0,
    )
    return File(
        path,
        media_type,
        f"{'_'.join(named)[:120]}.{extension}",
        lambda: write(asked),
        whole=rows <= WHOLE_ROWS,
        state="\n".join((asked.old.digest, asked.new.digest, *asked.tables)),
    )


def describe_difference_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe the addresses of differences."""
    version = {"type": "string", "enum": library.versions()}
    tables = {"type": "array", "items": {"type": "string", "enum": compared_tables(library.current().tables)}}
    asked: list[Thing] = [
        {
            "name": FROM,
            "in": "query",
            "required": True,
            "description": "The older version.",
            "schema": version,
            "example": library.versions()[-1],
        },
        {"name": TO, "in": "query", "description": "The newer version; by default the current one.", "schema": version},
        {
            "name": TABLE,
            "in": "query",
            "description": "Tables to compare, separated by commas; by default all.",
            "style": "form",
            "explode": False,
            "schema": tables,
        },
    ]
    said = "Carried out on the older version, the changes give the newer one."
    paths = {}
    for path, (media_type, _) in _FILES.items():
        summary = f"What changed between two versions, as {path.rpartition('.')[2].upper()}"
        answers = describe_answers("file", media_type)
        paths[f"/data/{path}"] = describe_file(path, "versions", summary, said, answers, asked)
    return paths
