"""The table that stands beside every chart, made from the same points, and the proof that all views carry the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from dashboard.charts.spec import ChartSpec, Point

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One figure as a row of the table.

    Attributes:
        series: name of its series or panel, empty where there is only one.
        label: period, or what the row is about.
        value: value in words, with its unit.
        source: short name of the source and page.
        notes: numbers of the notes that concern it.
        address: address of the figure's own page, empty where it has none.
    """

    obs_id: str
    series: str
    label: str
    value: str
    source: str
    notes: tuple[int, ...]
    address: str
    own: bool
    missing: bool


def table_of(spec: ChartSpec) -> tuple[TableRow, ...]:
    """Rows of the chart's table, in the order in which the chart tells its points."""
    notes: dict[str, list[int]] = {}
    for note in spec.notes:
        for obs_id in note.obs_ids:
            notes.setdefault(obs_id, []).append(note.number)
    return tuple(
        _row(point, series.label or panel.heading, tuple(notes.get(point.obs_id, ())))
        for panel in spec.panels
        for series in panel.series
        for point in series.points
    )


def _row(point: Point, series: str, notes: tuple[int, ...]) -> TableRow:
    return TableRow(
        obs_id=point.obs_id,
        series=series,
        label=point.x_label,
        value=point.told,
        source=point.source,
        notes=notes,
        address=point.address,
        own=point.own,
        missing=point.missing,
    )


def figures_in_table(rows: tuple[TableRow, ...]) -> dict[str, str]:
    """What the table says of each figure, by id."""
    return {row.obs_id: ", ".join(part for part in (row.value, row.label, row.source) if part) for row in rows}


def figures_in_svg(svg: str) -> dict[str, str]:
    """What the still image says of each figure, by id.

    Raises:
        xml.etree.ElementTree.ParseError: the image is not well formed.
    """
    root = ElementTree.fromstring(svg)
    return {
        group.get("data-obs", ""): group.findtext(f"{_SVG}title", "")
        for group in root.iter(f"{_SVG}g")
        if group.get("data-obs")
    }


def figures_in_plotly(figure: Mapping[str, Any]) -> dict[str, str]:
    """What the live figure says of each figure when pointed at, by id."""
    said = {}
    for trace in figure["data"]:
        for obs_id, words in zip(trace.get("customdata", ()), trace.get("hovertext", ()), strict=True):
            if obs_id:
                said[obs_id] = _plain(words)
    return said


def _plain(words: str) -> str:
    """Words as they were before plotly's line breaks and escapes."""
    unbroken = re.sub(r"<br>", ", ", words)
    return unbroken.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def compare(spec: ChartSpec, svg: str, figure: Mapping[str, Any]) -> list[str]:
    """Differences between a chart's points and what its table, still image and live figure say; none is good."""
    expected = {point.obs_id: point.spoken for point in spec.points}
    views = {
        "table": figures_in_table(table_of(spec)),
        "svg": figures_in_svg(svg),
        "plotly": figures_in_plotly(figure),
    }
    differences = []
    for view, found in views.items():
        differences += [f"{view} lacks {obs_id}" for obs_id in expected.keys() - found.keys()]
        differences += [f"{view} has {obs_id}, which the chart does not" for obs_id in found.keys() - expected.keys()]
        differences += [
            f"{view} says {found[obs_id]!r} of {obs_id}, not {words!r}"
            for obs_id, words in expected.items()
            if obs_id in found and found[obs_id] != words
        ]
    return sorted(differences)
