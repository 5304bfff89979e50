"""One indicator of a comparison: what its own chart shows, cut to the years asked for, and what is left out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from dashboard.charts.catalogue import charts_of, part_text
from dashboard.charts.compare_panels import courses, cut, has_courses
from dashboard.charts.context import ChartOptions, PointMaker, Record, filled
from dashboard.charts.spec import Panel
from dashboard.charts.texts import counted, text
from dashboard.data.snapshot import Snapshot
from dashboard.text.format import format_base
from dashboard.text.typography import said
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Language

# Of one indicator: others are on its own page.
_MOST_PANELS: Final = 4


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One indicator of a comparison.

    Attributes:
        indicator: its row. panels: what is drawn of it.
        rows: the figures drawn, in time. groups: how many series they are.
        remarks: what is not drawn of it, and why.
    """

    indicator: Record
    panels: tuple[Panel, ...]
    rows: tuple[Record, ...]
    remarks: tuple[str, ...]

    @property
    def indicator_id(self) -> str:
        """Return the indicator's id."""
        return str(self.indicator[C.INDICATOR_ID])

    @property
    def groups(self) -> int:
        """Say how many series are drawn of it."""
        return sum(len(panel.series) for panel in self.panels)


@dataclass(frozen=True)
class Read:
    """An indicator with all that can be drawn of it, whatever the period."""

    maker: PointMaker
    rows: Mapping[str, Record]
    panels: tuple[Panel, ...]
    remarks: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the indicator's name."""
        return said(self.maker.indicator, "name", self.maker.lang)

    def units(self, panel: Panel) -> set[str]:
        """Return the units of a panel's figures."""
        return {self.maker.unit_code(self.rows[point.obs_id]) for point in panel.points}

    def area(self, panel: Panel) -> str:
        """Name the one area of a panel where the indicator's name and the panel's do not."""
        (area,) = {str(self.rows[point.obs_id][C.REF_AREA]) for point in panel.points}
        name = said(self.maker.context.areas.get(area, {}), "name", self.maker.lang)
        return "" if name.lower() in f"{self.name} {panel.heading}".lower() else name

    def bases(self, panel: Panel) -> set[str]:
        """Say of whom or what a panel's shares are."""
        return {format_base(self.rows[point.obs_id], self.maker.lang) for point in panel.points} - {""}


def read_indicator(
    snapshot: Snapshot, indicator_id: str, lang: Language, sources: Literal["", "report", "all"]
) -> Read | None:
    """Read an indicator with the figures that its own chart shows; None where there is no such indicator."""
    indicator = snapshot.row(T.INDICATORS, indicator_id)
    if indicator is None:
        return None
    charts = charts_of(snapshot)
    spec = charts.spec(indicator_id, lang, ChartOptions(events=False, sources=sources))
    maker = PointMaker(filled(indicator), charts.context, lang)
    part = snapshot.excerpt_of(indicator_id)
    shown = {point.obs_id for point in spec.points} if spec is not None else set()
    rows = {str(row[C.OBS_ID]): filled(row) for row in part.rows if row[C.OBS_ID] in shown}
    panels = courses(maker, spec, rows) if spec is not None and has_courses(maker) else ()
    named = {"name": said(indicator, "name", lang)}
    remarks = []
    drawn = {point.obs_id for panel in panels for point in panel.points}
    if not panels:
        key = "compare_no_years" if has_courses(maker) else "compare_no_course"
        remarks.append(text(key, lang, **named))
    elif len(drawn) < len(rows):
        remarks.append(counted("compare_not_drawn", len(rows) - len(drawn), lang, **named))
    if len(panels) > _MOST_PANELS:
        remarks.append(counted("compare_more_areas", len(panels) - _MOST_PANELS, lang, **named))
        most = sorted(panels, key=lambda panel: len(panel.points), reverse=True)[:_MOST_PANELS]
        panels = tuple(panel for panel in panels if panel in most)
    if panels and not part.whole:
        words = part_text(part, len(drawn), charts.context, lang)
        remarks.append(text("about", lang, subject=named["name"], words=words))
    return Read(maker, rows, panels, tuple(remarks))


def _title_panel(read: Read, panel: Panel) -> Panel:
    """Name a panel by its indicator, and by what tells it from others of that indicator; say its unit and base."""
    units, bases, lang = read.units(panel), read.bases(panel), read.maker.lang
    label = panel.y.label
    if bases:
        label = f"{label}. {bases.pop() if len(bases) == 1 else text('bases_differ', lang)}"
    parted = len(read.panels) > 1 and len({frozenset(read.units(other)) for other in read.panels}) > 1
    unit = said(read.maker.context.units.get(next(iter(units), ""), {}), "name", lang) if parted else ""
    heading = ", ".join(part for part in (read.name, panel.heading, read.area(panel), unit) if part)
    # A name that the heading says already would stand beside the only line of its panel.
    is_said = len(panel.series) == 1 and panel.series[0].label in heading
    series = (replace(panel.series[0], label=""),) if is_said else panel.series
    return replace(panel, heading=heading, series=series, y=replace(panel.y, label=label))


def cut_indicator(read: Read, asked: tuple[int, int] | None) -> Compared:
    """Cut the panels of an indicator to the years asked for, and say where nothing is left."""
    cut_panels = [cut(panel, *asked) for panel in read.panels] if asked else []
    panels = tuple(
        _title_panel(read, panel) for panel in cut_panels if any(not point.missing for point in panel.points)
    )
    lang, remarks = read.maker.lang, list(read.remarks)
    if read.panels and not panels:
        is_missing = any(point.missing for panel in cut_panels for point in panel.points)
        key = "compare_unpublished_then" if is_missing else "compare_nothing_then"
        remarks.append(text(key, lang, name=read.name))
    rows = tuple(read.rows[point.obs_id] for panel in panels for point in panel.points)
    return Compared(indicator=read.maker.indicator, panels=panels, rows=rows, remarks=tuple(remarks))
