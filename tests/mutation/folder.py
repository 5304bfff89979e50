"""The raw folder in memory, to damage and read again without touching a disk twice."""

import csv
import io
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.schema.columns import C
from pipelines.schema.declared import Table, tables
from pipelines.schema.paths import CATALOGUE


@dataclass(eq=False)
class Line:
    """A row of a sheet; it keeps its identity when rows move."""

    cells: list[str]


@dataclass
class Sheet:
    """A CSV file: its header, its rows as read (`known`) and as they now stand (`lines`)."""

    table: Table
    header: list[str]
    known: list[Line]
    lines: list[Line]

    def column(self, name: str) -> int:
        return self.header.index(name)

    def key(self, line: Line) -> str:
        return line.cells[self.column(self.table.key[0])]

    def cell(self, line: Line, name: str) -> str:
        return line.cells[self.column(name)]

    def set(self, line: Line, name: str, value: str) -> None:
        line.cells[self.column(name)] = value

    def render(self) -> tuple[bytes, dict[Line, int]]:
        """The file's bytes, and the line on which each row starts."""
        text, starts = io.StringIO(newline=""), {}
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.header)
        for line in self.lines:
            starts[line] = text.getvalue().count("\n") + 1
            writer.writerow(line.cells)
        return text.getvalue().encode("utf-8"), starts


@dataclass
class Folder:
    """Every raw file: sheets, catalogue and source records as text, and what is done to a file's bytes at the end."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    spoil: dict[str, Callable[[bytes], bytes | None]] = field(default_factory=dict)

    def copy(self) -> "Folder":
        return deepcopy(self)

    def write(self, folder: Path) -> dict[Line, tuple[str, int]]:
        """Write the files, and say where each row of a sheet stands."""
        places: dict[Line, tuple[str, int]] = {}
        contents = {name: text.encode("utf-8") for name, text in self.texts.items()}
        for name, sheet in self.sheets.items():
            contents[name], starts = sheet.render()
            places |= {line: (name, start) for line, start in starts.items()}
        for name, content in contents.items():
            spoilt = self.spoil[name](content) if name in self.spoil else content
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if spoilt is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(spoilt)
        return places


def read_folder(raw_dir: Path) -> Folder:
    """The raw folder as it is."""
    folder = Folder()
    for path in sorted(raw_dir.rglob("*")):
        if path.is_dir() or path.name.startswith("."):
            continue
        name = path.relative_to(raw_dir).as_posix()
        text = path.read_bytes().decode("utf-8")
        if path.suffix == ".csv":
            header, *rows = csv.reader(io.StringIO(text, newline=""))
            lines = [Line(cells) for cells in rows]
            folder.sheets[name] = Sheet(tables()[path.stem], header, lines, list(lines))
        else:
            folder.texts[name] = text
    return folder


def blocks(folder: Folder, name: str) -> dict[str, dict[str, Any]]:
    """Blocks of a catalogue file by key, a double key joined by "|"; a source's record is one block."""
    document = tomllib.loads(folder.texts[name])
    if not name.startswith(f"{CATALOGUE}/"):
        return {name.partition("/")[0]: document}
    table = tables().get(Path(name).stem)
    if table is None:
        return {}
    if len(table.key) == 1:
        return document
    return {
        f"{outer}|{inner}": block for outer, inner_blocks in document.items() for inner, block in inner_blocks.items()
    }


def table_of(name: str) -> Table | None:
    """The declared table that a catalogue file or a source's record holds."""
    return tables()["sources"] if name.endswith("/source.toml") else tables().get(Path(name).stem)


def with_next(folder: Folder, key: str) -> frozenset[str]:
    """A figure's id and the one that follows it, before which it would be missed; another row's key alone."""
    ids = sorted(obs_ids(folder))
    following = ids[ids.index(key) + 1 :][:1] if key in ids else []
    return frozenset({key, *following})


def obs_ids(folder: Folder) -> list[str]:
    """Ids of all figures."""
    return [sheet.key(line) for sheet in folder.sheets.values() if C.OBS_ID in sheet.table.key for line in sheet.known]
