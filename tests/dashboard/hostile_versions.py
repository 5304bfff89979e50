"""Published folders that must not be taken: each made from a good one, with hashes that agree unless it says otherwise.

What a case changes in a table is stamped throughout, into the descriptor and into the verdict, so that no hash gives
it away: only what the check under test looks at is wrong.
"""

import json
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.publish.publish import VERDICT
from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR
from tests.dashboard.altered_tables import (
    Damage,
    above,
    above_all,
    below,
    beside,
    bomb,
    bytes_in_table,
    crossed,
    emptied,
    first_cell,
    listed,
    read_json,
    short_page,
    stamp,
    times_thousand,
    torn_page,
    twice,
    typed,
    with_table,
)

# The published figures, from which every hostile folder is made.
FIGURES = pq.read_metadata(CURATED_DIR / "observations.parquet").num_rows

DEEP = 100_000


@dataclass(frozen=True)
class Hostile:
    """A folder to refuse.

    Attributes:
        damage: makes it from a good one. says: what the fault must hold, the file's name and what was expected.
    """

    name: str
    damage: Damage
    says: tuple[str, ...]


_TABLES: tuple[tuple[str, Damage, tuple[str, ...]], ...] = (
    ("value-as-text", with_table("observations", typed("obs_value", pa.string())), ("column obs_value", "double")),
    ("page-as-double", with_table("observations", typed("page", pa.float64())), ("column page", "int64")),
    ("order-as-text", with_table("topics", typed("sort_order", pa.string())), ("topics.parquet", "int64")),
    ("number-as-int32", with_table("observations", typed("page", pa.int32())), ("column page", "int64")),
    ("text-as-bytes", with_table("events", typed("label_en", pa.binary())), ("events.parquet", "string")),
    ("bool-as-int", with_table("units", typed("additive", pa.int8())), ("units.parquet", "bool")),
    ("scaled", with_table("observations", times_thousand, verdict=False), ("validation.json", "observations.parquet")),
    ("scaled-and-judged", with_table("observations", times_thousand), ("observations.parquet, row", "its unit")),
    ("doubled", with_table("observations", twice), ("observations.parquet", f"{FIGURES} rows stand twice", "obs_id")),
    ("doubled-catalogue", with_table("caveats", twice), ("caveats.parquet", "stand twice", "caveat_id")),
    (
        "half-gone",
        with_table("observations", lambda t: t[:100], rows=False),
        ("observations.parquet: 100 rows", str(FIGURES)),
    ),
    ("half-gone-unjudged", with_table("observations", lambda t: t[:100], verdict=False), ("validation.json",)),
    ("no-figures", with_table("observations", lambda t: t[:0]), ("observations.parquet", "no figures")),
    ("no-topics", with_table("topics", lambda t: t[:0]), ("indicators.parquet, row", "one of topics.parquet")),
    ("no-releases", with_table("releases", lambda t: t[:0]), ("releases.parquet", "version")),
    ("release-gone", with_table("releases", lambda t: t[:-1]), ("releases.parquet", "as the descriptor says")),
    ("column-gone", with_table("units", lambda t: t.drop_columns(["decimals"])), ("units.parquet lacks decimals",)),
    ("column-added", with_table("units", lambda t: t.append_column("more", t["decimals"])), ("units.parquet: other",)),
    ("columns-moved", with_table("units", lambda t: t.select(t.column_names[::-1])), ("units.parquet: other col",)),
    ("column-renamed", with_table("units", lambda t: t.rename_columns(["x", *t.column_names[1:]])), ("unit_measure",)),
    ("key-empty", with_table("observations", emptied("obs_id")), ("column obs_id", "must not be empty")),
    ("unknown-sex", with_table("observations", first_cell("sex", "Q")), (", row o-", "sex is Q", "CL_SEX")),
    ("unknown-kind", with_table("indicators", first_cell("chart_kind", "pie")), ("indicators.parquet, row", "CL_")),
    ("dangling-indicator", with_table("observations", first_cell("indicator_id", "none")), ("indicators.parquet",)),
    ("dangling-source", with_table("treaties", first_cell("source_id", "none")), ("treaties.parquet, row", "sources")),
    ("dangling-unit", with_table("indicators", first_cell("unit_measure", "none")), ("row", "units.parquet")),
    ("dangling-figure", with_table("crosschecks", first_cell("obs_id", "o-9999")), ("crosschecks.parquet, row",)),
    ("dangling-sum", with_table("reconciliations", first_cell("obs_id", "o-9999")), ("row", "observations.parquet")),
    ("dangling-survey", with_table("crosschecks", first_cell("question_ref", "none")), ("row", "survey_questions")),
    ("dangling-caveat", with_table("indicators", listed("caveat_ids", "none")), ("caveat_ids is none", "caveats.parq")),
    ("dangling-related", with_table("indicators", listed("related_ids", "")), ("related_ids is ;", "indicators.parq")),
    ("dangling-event", with_table("indicators", listed("event_ids", " none")), ("event_ids is  none", "events.parq")),
    ("nan", with_table("observations", first_cell("obs_value", float("nan"))), ("row o-", "obs_value is nan")),
    ("infinite", with_table("observations", first_cell("obs_value", float("1e999"))), (", row o-", "obs_value is inf")),
    ("infinite-limit", with_table("units", first_cell("maximum", float("inf"))), ("units.parquet, row", "is inf")),
    ("bounds-crossed", with_table("observations", crossed), (", row o-", "upper bound")),
    ("below-its-bound", with_table("observations", beside("obs_value_low", above)), ("row", "its bounds")),
    ("above-its-bound", with_table("observations", beside("obs_value_high", below)), ("row", "its bounds")),
    ("above-all", with_table("observations", beside("obs_value", above_all)), ("row", "its unit")),
    ("absurd-page", with_table("observations", first_cell("page", 2**62)), (", row o-", "page is 4611686018427387904")),
    ("negative-order", with_table("topics", first_cell("sort_order", -(2**63))), ("topics.parquet, row", "sort_order")),
    ("endless-text", with_table("events", first_cell("label_en", "x" * 300_000)), ("events.parquet, row", "200000")),
    ("bomb", bomb("lineage", 3_000_000), ("lineage.parquet: 3000000 rows", "at most")),
    ("bomb-held", bomb("topics", 300_000), ("topics.parquet: 300000 rows", "at most")),
    ("torn-page", bytes_in_table(torn_page), ("observations.parquet", "cannot be read", "Parquet")),
    ("short-page", bytes_in_table(short_page), ("observations.parquet", "cannot be read", "Parquet")),
    ("cut", bytes_in_table(lambda content: content[: len(content) // 2], "events"), ("events.parquet", "Parquet")),
    ("absurd-foot", bytes_in_table(lambda c: c[:-8] + b"\xff\xff\xff\x7fPAR1", "events"), ("events.parquet",)),
    ("no-foot", bytes_in_table(lambda _: b"PAR1PAR1", "events"), ("events.parquet", "Parquet")),
    ("empty-file", bytes_in_table(lambda _: b"", "events"), ("events.parquet", "Parquet")),
    ("no-parquet", bytes_in_table(lambda _: b"\x00" * 5000, "events"), ("events.parquet", "Parquet")),
)  # fmt: skip


# The descriptor and the verdict.


def with_json(name: str, change: Callable[[Any], Any]) -> Damage:
    """Write a document anew; the descriptor agrees with a changed verdict."""

    def damage(folder: Path) -> None:
        path = folder / name
        document = change(read_json(path))
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        if name != DESCRIPTOR:
            stamp(folder, verdict=False)

    return damage


def with_bytes(name: str, content: bytes) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).write_bytes(content)
        if name != DESCRIPTOR:
            stamp(folder, verdict=False)

    return damage


def descriptor(**changed: Any) -> Damage:
    return with_json(DESCRIPTOR, lambda document: document | changed)


def resource(**changed: Any) -> Damage:
    """A descriptor whose first resource says something else."""

    def change(document: Any) -> Any:
        document["resources"][0] |= changed
        return document

    return with_json(DESCRIPTOR, change)


def raw_rows(text: str) -> Damage:
    """A number of rows that no writer of JSON writes."""
    return with_json(DESCRIPTOR, lambda document: json.dumps(document).replace(f'"rows": {FIGURES}', f'"rows": {text}'))


def verdict(**changed: Any) -> Damage:
    return with_json(VERDICT, lambda document: document | changed)


def _without(name: str) -> Callable[[Any], Any]:
    return lambda document: {key: value for key, value in document.items() if key != name}


def _resources(change: Callable[[list[Any]], list[Any]]) -> Damage:
    return with_json(DESCRIPTOR, lambda document: document | {"resources": change(document["resources"])})


def deep_inside(document: Any) -> str:
    return json.dumps(document)[:-1] + ', "x": ' + "[" * DEEP + "]" * DEEP + "}"


def one_failed(document: Any) -> Any:
    """A verdict that calls itself good while a rule is broken."""
    document["rules"][0] |= {"severity": "error", "result": "failed"}
    return document


_DOCUMENTS: tuple[tuple[str, Damage, tuple[str, ...]], ...] = (
    ("version-script", descriptor(version="<script>../../x\r\n"), (DESCRIPTOR, "version")),
    ("version-line", descriptor(version="2.0.0\n"), (DESCRIPTOR, "version")),
    ("version-long", descriptor(version="9" * 5000 + ".0.0"), (DESCRIPTOR, "version")),
    ("version-number", descriptor(version=2), (DESCRIPTOR, "version")),
    ("version-another", descriptor(version="7.0.0"), (VERDICT, "version 7.0.0")),
    ("version-absent", with_json(DESCRIPTOR, _without("version")), (DESCRIPTOR, "version")),
    ("date-absent", with_json(DESCRIPTOR, _without("created")), (DESCRIPTOR, "created")),
    ("date-script", descriptor(created="<script>"), (DESCRIPTOR, "created")),
    ("path-up", resource(path="../../etc/passwd"), (DESCRIPTOR, "path")),
    ("path-absolute", resource(path="/etc/passwd"), (DESCRIPTOR, "path")),
    ("path-here", resource(path="."), (DESCRIPTOR, "path")),
    ("path-nul", resource(path="obs\0.parquet"), (DESCRIPTOR, "path")),
    ("path-of-another", resource(path="units.parquet"), (DESCRIPTOR, "twice")),
    ("name-as-question", resource(name="x; DROP TABLE units"), (DESCRIPTOR, "name")),
    ("hash-number", resource(hash=5), (DESCRIPTOR, "hash")),
    ("hash-short", resource(hash="sha256:00"), (DESCRIPTOR, "hash")),
    ("hash-other", resource(hash="sha256:" + "0" * 64), ("observations.parquet", DESCRIPTOR)),
    ("rows-text", resource(rows=str(FIGURES)), (DESCRIPTOR, "rows")),
    ("rows-true", resource(rows=True), (DESCRIPTOR, "rows")),
    ("rows-negative", resource(rows=-1), (DESCRIPTOR, "rows")),
    ("rows-other", resource(rows=FIGURES + 1), (f"observations.parquet: {FIGURES} rows", str(FIGURES + 1))),
    ("rows-1e999", raw_rows("1e999"), (DESCRIPTOR, "rows")),
    ("rows-long", raw_rows("9" * 100_000), (DESCRIPTOR,)),
    ("resources-absent", with_json(DESCRIPTOR, _without("resources")), (DESCRIPTOR, "resources")),
    ("resources-none", _resources(lambda _: []), (DESCRIPTOR, "observations")),
    ("resources-object", descriptor(resources={"name": "observations"}), (DESCRIPTOR, "resources")),
    ("resources-texts", descriptor(resources=["observations"]), (DESCRIPTOR, "resources.0")),
    ("resources-twice", _resources(lambda items: [*items, items[0]]), (DESCRIPTOR, "twice")),
    ("resources-many", _resources(lambda items: items * 20), (DESCRIPTOR, "resources")),
    ("table-unnamed", _resources(lambda items: items[1:]), (DESCRIPTOR, "observations")),
    ("descriptor-deep", with_bytes(DESCRIPTOR, b"[" * DEEP), (DESCRIPTOR,)),
    ("descriptor-deep-inside", with_json(DESCRIPTOR, deep_inside), (DESCRIPTOR, "JSON")),
    ("descriptor-huge", descriptor(x="x" * 3_000_000), (DESCRIPTOR, "too large")),
    ("descriptor-latin-1", with_bytes(DESCRIPTOR, b'{"version": "\xe9\xff"}'), (DESCRIPTOR,)),
    ("descriptor-empty", with_bytes(DESCRIPTOR, b""), (DESCRIPTOR,)),
    ("descriptor-list", with_bytes(DESCRIPTOR, b"[]"), (DESCRIPTOR,)),
    ("descriptor-cut", with_json(DESCRIPTOR, lambda document: json.dumps(document)[:-20]), (DESCRIPTOR,)),
    ("verdict-deep", with_bytes(VERDICT, b"[" * DEEP), (VERDICT, "JSON")),
    ("verdict-deep-inside", with_bytes(VERDICT, b'{"x": ' + b"[" * DEEP + b"]" * DEEP + b"}"), (VERDICT, "JSON")),
    ("verdict-huge", with_bytes(VERDICT, b'{"x": "' + b"x" * 17_000_000 + b'"}'), (VERDICT, "too large")),
    ("verdict-latin-1", with_bytes(VERDICT, b'{"version": "\xe9\xff"}'), (VERDICT, "JSON")),
    ("verdict-list", with_bytes(VERDICT, b"[]"), (VERDICT, "content")),
    ("verdict-empty", with_bytes(VERDICT, b""), (VERDICT, "JSON")),
    ("verdict-failing", verdict(success=False), (VERDICT, "success: true")),
    ("verdict-as-text", verdict(success="true"), (VERDICT, "success", "boolean")),
    ("verdict-as-number", verdict(success=1), (VERDICT, "success", "boolean")),
    ("verdict-in-contradiction", with_json(VERDICT, one_failed), (VERDICT, "no rule failed")),
    ("verdict-of-another-version", verdict(version="1.0.0"), (VERDICT, "another version")),
    ("verdict-of-other-tables", verdict(tables={"observations": "sha256:" + "0" * 64}), (VERDICT, "observations")),
    ("verdict-of-no-tables", with_json(VERDICT, _without("tables")), (VERDICT, "tables")),
    ("verdict-tables-list", verdict(tables=["observations"]), (VERDICT, "tables")),
    ("verdict-rules-number", verdict(rules=[{"rule": 5, "name": 7}]), (VERDICT, "rules.0.rule")),
    ("verdict-absent", lambda folder: (folder / VERDICT).unlink(), (VERDICT,)),
    ("verdict-unnamed", _resources(lambda items: items[:-1]), (VERDICT, "missing")),
)  # fmt: skip


# What stands in the place of a file.


def instead(name: str, make: Callable[[Path], object]) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / name
        os.rename(path, folder.with_name("taken-out"))
        make(path)

    return damage


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        # The whole path may be longer than the name of a socket can be.
        here = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        bound.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


def _outside(path: Path) -> None:
    path.symlink_to(path.parent.with_name("taken-out"))


def _special() -> Iterator[tuple[str, Damage, tuple[str, ...]]]:
    makers: dict[str, Callable[[Path], object]] = {
        "pipe": os.mkfifo,
        "directory": Path.mkdir,
        "socket": _socket,
        "link-out": _outside,
        "link-to-itself": lambda path: path.symlink_to(path.name),
        "link-to-device": lambda path: path.symlink_to("/dev/zero"),
        "nothing": lambda _: None,
    }
    for file in (DESCRIPTOR, VERDICT, "observations.parquet"):
        for what, make in makers.items():
            yield f"{what}-for-{file.partition('.')[0]}", instead(file, make), (file, "cannot be read")


HOSTILE = tuple(Hostile(*case) for case in (*_TABLES, *_DOCUMENTS, *_special()))
