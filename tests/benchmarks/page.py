"""The tables of docs/benchmarks.md and README.md, from one run: `python -m tests.benchmarks.page`.

The run is docs/benchmarks.json, as `make bench BENCH_JSON=docs/benchmarks.json` writes it.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from pipelines.schema.paths import ROOT
from tests.benchmarks.measure import Line
from tests.settings_table import replace_between

RUN: Final = ROOT / "docs" / "benchmarks.json"
START: Final = "<!-- benchmarks: from here on made by `python -m tests.benchmarks.page` -->"
END: Final = "<!-- benchmarks: until here -->"
_SIZE: Final = re.compile(r"\d[\d,]*")
_DERIVED: Final = ("ratio", "met")


def number(value: float | None) -> str:
    """Three digits, or whole above a hundred."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def cells(line: Line) -> tuple[str, ...]:
    """A line in words: what, ours, peer, ratio, asked, kept, peer is / note."""
    return (
        line.what,
        f"{number(line.ours)} {line.unit}",
        f"{number(line.peer)} {line.unit}" if line.peer_name else "",
        "" if line.ratio is None else f"{line.ratio:.2f}",
        "" if line.limit is None else f"{'≥' if line.more_is_better else '≤'} {line.limit:g}",
        "" if line.met is None else ("yes" if line.met else "**no**"),
        "; ".join(part for part in (line.peer_name, line.note) if part),
    )


def read_run(text: str) -> tuple[dict[str, Any], list[Line]]:
    """The record of a run, and its lines."""
    record = json.loads(text)
    lines = [Line(**{key: value for key, value in item.items() if key not in _DERIVED}) for item in record["lines"]]
    return record, lines


def _said(record: dict[str, Any]) -> str:
    machine = record["machine"]
    failed = "".join(f" Not measured: {name} ({reason})." for name, reason in record["failed"].items())
    sizes = ", ".join(f"{size:,}" for size in record["sizes"])
    return (
        f"Measured {record['measured'][:10]} on {machine['cores']} cores with Python {machine['python']}; load tool: "
        f"{machine['load_tool']}; sizes: {sizes}.{failed}"
    )


def whole_table(record: dict[str, Any], lines: Sequence[Line]) -> str:
    """Every line of a run."""
    rows = [" | ".join(cells(line)) for line in lines]
    head = "| what | ours | peer | ratio | asked | kept | peer is / note |\n|---|---:|---:|---:|---:|---|---|"
    return f"{_said(record)}\n\n{head}\n" + "\n".join(f"| {row} |" for row in rows)


def short_table(record: dict[str, Any], lines: Sequence[Line]) -> str:
    """What has a limit; of lines that differ by size alone, the largest."""
    last = {(_SIZE.sub("", line.what), line.peer_name): line for line in lines if line.limit is not None}
    head = "| what | ratio | asked | beside |\n|---|---:|---:|---|"
    rows = []
    for line in last.values():
        what, _ours, _peer, ratio, asked, _kept, _about = cells(line)
        rows.append(f"| {what} | {ratio if line.met else f'**{ratio}**'} | {asked} | {line.peer_name} |")
    return f"{_said(record)}\n\n{head}\n" + "\n".join(rows)


def replace_table(text: str, table: str) -> str:
    """The text with what stands between its two marks made anew; raises ValueError where it lacks a mark."""
    return replace_between(text, START, END, table)


PAGES: Final[dict[Path, Callable[[dict[str, Any], Sequence[Line]], str]]] = {
    ROOT / "docs" / "benchmarks.md": whole_table,
    ROOT / "README.md": short_table,
}


def main() -> None:
    """Write both tables."""
    record, lines = read_run(RUN.read_text(encoding="utf-8"))
    for path, write in PAGES.items():
        path.write_text(replace_table(path.read_text(encoding="utf-8"), write(record, lines)), encoding="utf-8")


if __name__ == "__main__":
    main()
