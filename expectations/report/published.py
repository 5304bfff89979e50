"""Reads a published folder for checking: every file as its descriptor says, and a fault for each that is not."""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.schema.declared import tables
from pipelines.schema.faults import Fault
from pipelines.schema.paths import DESCRIPTOR

RULE: Final = "published-files"
_REBUILD: Final = "Build again with `esec build`, or restore the folder from the repository."
_NULLABLE: Final = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def _fault(file: str, expected: str, value: str = "") -> Fault:
    return Fault(rule=RULE, file=file, value=value, expected=expected, cure=_REBUILD)


def _described(folder: Path) -> dict[str, str] | Fault:
    """Return the hash of each file that the descriptor names, or what is wrong with the descriptor."""
    path = folder / DESCRIPTOR
    try:
        descriptor: Any = json.loads(path.read_text(encoding="utf-8"))
        return {str(item["path"]): str(item["hash"]) for item in descriptor["resources"]}
    except OSError as error:
        return _fault(DESCRIPTOR, "a published folder with its descriptor", error.strerror or str(error))
    except (ValueError, KeyError, TypeError) as error:
        return _fault(DESCRIPTOR, "a Data Package whose resources have path and hash", str(error))


def _check_files(folder: Path, described: dict[str, str]) -> list[Fault]:
    faults = []
    for name, stated in sorted(described.items()):
        try:
            found = f"sha256:{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"
        except OSError as error:
            faults.append(_fault(name, f"the file that {DESCRIPTOR} names", error.strerror or str(error)))
            continue
        if found != stated:
            faults.append(_fault(name, f"the bytes whose hash {DESCRIPTOR} states: {stated}", found))
    present = {path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    for name in sorted(present - set(described) - {DESCRIPTOR}):
        faults.append(_fault(name, f"only files that {DESCRIPTOR} names"))
    for name in tables():
        if f"{name}.parquet" not in described:
            faults.append(_fault(DESCRIPTOR, f"the table {name} among the resources"))
    return faults


def read_folder(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Return the tables of a published folder that can be read, and every fault of its files.

    Args:
        folder: the published folder, with `datapackage.json`.
    """
    described = _described(folder)
    faults = [described] if isinstance(described, Fault) else _check_files(folder, described)
    frames = {}
    for name in tables():
        file = f"{name}.parquet"
        if not (folder / file).is_file():
            continue
        try:
            frames[name] = pq.read_table(folder / file).to_pandas(types_mapper=_NULLABLE.get)
        except (OSError, pa.ArrowException) as error:
            faults.append(_fault(file, "a Parquet file", str(error).splitlines()[0]))
    return frames, faults
