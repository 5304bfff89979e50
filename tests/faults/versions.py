"""Two published versions that differ in every value, so that a mixture of them cannot pass for either."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.curate.curate import Frames, curate
from pipelines.publish.publish import VERDICT, latest_release, publish
from pipelines.publish.swap import replace_folder, staging
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults
from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR, RAW_DIR
from tests.synthetic import SEED, Size, write_synthetic

_SHIFT: Final = 1.0
_OTHER_VERSION: Final = "9.9.9"
_LARGE: Final = Size(25_000, 100)


def _verdict(frames: Frames) -> dict[str, object]:
    """The built verdict, said of other tables: no rule is run over them. Publishing adds the hash of each."""
    path = CURATED_DIR / VERDICT
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"success": True}
    return {**found, "version": latest_release(frames)[0]}


def _shifted(frames: Frames) -> Frames:
    """The same tables with every value and bound one higher, and the limits of units, under another version."""
    other = {name: frame.copy() for name, frame in frames.items()}
    for column in (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH):
        other[T.OBSERVATIONS][column] += _SHIFT
    # Else a share of all would be above what its unit allows, and the version refused.
    other[T.UNITS][C.MAXIMUM] += _SHIFT
    releases = other[T.RELEASES]
    row = releases.iloc[[-1]].assign(**{C.VERSION: _OTHER_VERSION})
    other[T.RELEASES] = pd.concat([releases, row], ignore_index=True).astype(releases.dtypes.to_dict())
    return other


def write_versions(scratch: Path) -> dict[str, Path]:
    """Folders of the versions `a` and `b`."""
    frames = curate(RAW_DIR, Faults())
    folders = {"a": scratch / "a", "b": scratch / "b"}
    for folder, each in zip(folders.values(), (frames, _shifted(frames)), strict=True):
        publish(each, _verdict(each), folder)
    return folders


def large_version(scratch: Path, seed: int = SEED) -> Path:
    """A folder of synthetic figures, too many to be kept whole; written once."""
    folder = scratch / f"large-{seed}"
    if not folder.exists():
        write_synthetic(folder, _LARGE, seed=seed)
    return folder


def put(version: Path, served: Path) -> None:
    """Publish a finished version as `esec build` does: staged beside the folder, then exchanged in one step."""
    with staging(served) as fresh:
        for path in version.iterdir():
            shutil.copyfile(path, fresh / path.name)
        replace_folder(fresh, served)


def damaged(version: Path, served: Path) -> None:
    """Copy a version over the served folder, with one figure that is not what its descriptor's hash stands for."""
    for path in version.iterdir():
        shutil.copyfile(path, served / path.name)
    path = served / f"{T.OBSERVATIONS}.parquet"
    table = pq.read_table(path)
    at = table.schema.get_field_index(C.OBS_VALUE)
    values = table.column(at).to_pylist()
    first = next(n for n, value in enumerate(values) if value is not None)
    values[first] += _SHIFT
    pq.write_table(table.set_column(at, table.schema.field(at), [pa.array(values, table.schema.field(at).type)]), path)


def is_whole(folder: Path) -> bool:
    """Whether a folder holds exactly the files of one version, each the one whose hash the descriptor states."""
    wanted = {f"{name}.parquet" for name in tables()} | {VERDICT, DESCRIPTOR}
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != wanted:
        return False
    try:
        resources = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    except ValueError:
        return False
    return all(
        each["hash"].removeprefix("sha256:") == hashlib.sha256((folder / each["path"]).read_bytes()).hexdigest()
        for each in resources
    )


def fill(disk: Path) -> None:
    """Fill a disk with a file named `filling`."""
    try:
        with (disk / "filling").open("wb") as file:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
    except OSError:
        pass
