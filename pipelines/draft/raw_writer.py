"""Writes a draft into the raw folder: its file is replaced in one step, so it is the whole old or the whole new one."""

import csv
import io
import json
import os
import shutil
import tempfile
import tomllib
from pathlib import Path

from pipelines.draft.draft import Draft
from pipelines.publish.swap import sync
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column
from pipelines.schema.faults import FaultsFound


def _toml_value(column: Column, text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if column.field.type == "string" else text


def _block(draft: Draft) -> str:
    lines = [
        f"{column.name} = {_toml_value(column, draft.cells[column.name])}\n"
        for column in draft.columns
        if draft.cells.get(column.name)
    ]
    return "".join(lines)


def _csv_line(draft: Draft, header: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([draft.row[name] for name in header])
    return line.getvalue()


def compose(raw_dir: Path, draft: Draft) -> tuple[str, int]:
    """The whole content of the draft's file with the draft in it, and the line on which it starts.

    Raises:
        OSError: the file cannot be read.
    """
    path = raw_dir / draft.file
    before = path.read_bytes().decode("utf-8") if path.is_file() else ""
    newline = "\r\n" if "\r\n" in before else "\n"
    if draft.table.name == T.SOURCES:
        before, added = "# One publication. The folder's name is its id.\n", _block(draft)
        line = 1
    elif draft.table.raw == "catalogue":
        before = before.rstrip() + newline * 2
        added, line = f"[{draft.key}]\n{_block(draft)}", before.count("\n") + 1
    else:
        names = [column.name for column in draft.table.raw_columns]
        before = before or ",".join(names) + newline
        before += "" if before.endswith("\n") else newline
        header = next(csv.reader([before.splitlines()[0]]))
        added, line = _csv_line(draft, header), before.count("\n") + 1
    content = before + added.replace("\n", newline)
    if path.suffix == ".toml":
        tomllib.loads(content)
    return content, line


def write(raw_dir: Path, draft: Draft) -> Path:
    """Write the draft: its file is replaced in one step, so it is the whole old or the whole new one.

    Raises:
        OSError: the file cannot be written; it is then as it was.
        FaultsFound: the source's folder is there already.
    """
    content, _ = compose(raw_dir, draft)
    path = raw_dir / draft.file
    if draft.table.name == T.SOURCES:
        return _write_folder(path, content, draft)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(content)
        if path.is_file():
            shutil.copymode(path, temporary)
        else:
            temporary.chmod(0o644)
        sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)
    return path


def _write_folder(path: Path, content: str, draft: Draft) -> Path:
    if path.parent.exists():
        raise FaultsFound([draft.fault(C.SOURCE_ID, draft.key, "a folder that is not there yet", "Choose another id.")])
    folder = Path(tempfile.mkdtemp(prefix=f".{draft.key}-", dir=path.parent.parent))
    try:
        folder.chmod(0o755)
        (folder / path.name).write_bytes(content.encode("utf-8"))
        sync(folder / path.name)
        folder.rename(path.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    sync(path.parent.parent)
    return path
