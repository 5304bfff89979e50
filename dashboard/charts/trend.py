"""Trends: values over years, joined only where they follow one another within one comparability group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from dashboard.charts.axes import linear_axis, year_axis
from dashboard.charts.context import DIMENSIONS, PointMaker, Record, group_code, is_valued, varying, years_spanned
from dashboard.charts.joining import LEAST_JOINED, Dated, join_runs
from dashboard.charts.rows import rows_panel, text_panel
from dashboard.charts.spec import MOST_NAMED, Axis, Break, Form, Gap, LineStyle, Panel, Point, Series
from dashboard.charts.texts import capital, text
from dashboard.text.format import format_period, format_row_period, is_undated
from pipelines.schema.codes import ObsStatus
from pipelines.schema.columns import C
from pipelines.schema.periods import parse_period

# Beyond these, only first, last, least and greatest values are written on the chart.
_MOST_LABELS_ALONE = 12
_MOST_LABELS_TOGETHER = 16
_HEADROOM = 0.12


def _decimal_year(day: date) -> float:
    first, following = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (following - first).days


def years_of(period: str) -> tuple[float, float]:
    """Start of a period and start of what follows it, as decimal years: (2009.0, 2010.0) for the year 2009."""
    parsed = parse_period(period)
    return _decimal_year(parsed.start), _decimal_year(parsed.end + timedelta(days=1))


def _dated(row: Record) -> Dated:
    period, anew = str(row[C.TIME_PERIOD]), row[C.OBS_STATUS] == ObsStatus.BREAK
    return Dated(period, row[C.OBS_VALUE], missing=not is_valued(row), starts_anew=anew)


@dataclass(frozen=True)
class _Group:
    """Rows of one series, in order of time; `own` and `report` say where its figures come from."""

    key: tuple[str, ...]
    rows: tuple[Record, ...]
    own: bool
    report: bool

    @property
    def quantity(self) -> tuple[str, ...]:
        """Say what is counted, whatever the comparability group."""
        return self.key[1:]

    @property
    def colouring(self) -> tuple[bool, bool, tuple[str, ...]]:
        """Say what shares a colour; the report's figures come first, our own last."""
        return self.own, not self.report, self.quantity

    @property
    def runs(self) -> tuple[tuple[int, ...], ...]:
        """Return what a line joins of it."""
        return join_runs([_dated(row) for row in self.rows])

    def is_valued_at(self, period: str) -> bool:
        """Say whether it has a value for that period."""
        return any(is_valued(row) and row[C.TIME_PERIOD] == period for row in self.rows)


def group_rows(maker: PointMaker, rows: Sequence[Record]) -> list[_Group]:
    """Group rows by series: comparability group, area, answer, sub-group, and whether they are our own arithmetic."""
    keyed: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        own = "own" if maker.is_own(row) else ""
        keyed.setdefault((*(group_code(row, name) for name in DIMENSIONS), own), []).append(row)
    return [
        _Group(key, tuple(members), own=bool(key[-1]), report=any(maker.is_report(row) for row in members))
        for key, members in keyed.items()
    ]


def label_points(points: Sequence[Point], *, all_of_them: bool) -> frozenset[str]:
    """Choose the points that bear their value: all, or the first, the last, the least, the greatest, and no number."""
    valued = [point for point in points if point.y is not None]
    others = {point.obs_id for point in points if point.y is None and not point.missing}
    if all_of_them or not valued:
        return frozenset(others | {point.obs_id for point in valued})
    least, most = min(valued, key=_value), max(valued, key=_value)
    return frozenset(others | {point.obs_id for point in (valued[0], valued[-1], least, most)})


def _value(point: Point) -> float:
    return point.y or 0.0


def _series_label(maker: PointMaker, group: _Group, names: Sequence[str], *, mixed: bool) -> str:
    """Name our own arithmetic as such beside published figures; alone, by what tells its series apart."""
    label = maker.name_row(group.rows[0], names)
    if group.own and (mixed or not label):
        return capital(text("own", maker.lang))
    if names and not label:
        # The indicator's own group, beside others: known by the report, or by its years.
        if group.report:
            return capital(text("report", maker.lang))
        years = sorted({str(row[C.TIME_PERIOD])[:4] for row in group.rows})
        return format_period("/".join(dict.fromkeys((years[0], years[-1]))), maker.lang)
    return capital(label)


def _make_series(maker: PointMaker, groups: Sequence[_Group]) -> tuple[Series, ...]:
    names = varying([group.rows[0] for group in groups], DIMENSIONS)
    total = sum(len(group.rows) for group in groups)
    mixed = len({maker.is_report(row) for group in groups for row in group.rows if not maker.is_own(row)}) > 1
    most = _MOST_LABELS_ALONE if len(groups) == 1 else _MOST_LABELS_TOGETHER
    # The sort is stable: within published figures, what is told first has the first colour.
    colours = sorted(dict.fromkeys(group.colouring for group in groups), key=lambda colouring: colouring[:2])
    made = []
    for group in groups:
        points = tuple(_time_point(maker, row) for row in group.rows)
        estimated = any(maker.is_estimate(row) for row in group.rows)
        # Where others go on, the report's own points are told by their value.
        reported = frozenset(
            str(row[C.OBS_ID]) for row in group.rows if mixed and maker.is_report(row) and is_valued(row)
        )
        made.append(
            Series(
                label=_series_label(maker, group, names, mixed=not all(each.own for each in groups)),
                points=points,
                runs=group.runs,
                line=LineStyle.DOTTED if group.own else LineStyle.DASHED if estimated else LineStyle.SOLID,
                colour=colours.index(group.colouring),
                labelled=label_points(points, all_of_them=total <= most) | reported,
            )
        )
    return tuple(made)


def _time_point(maker: PointMaker, row: Record) -> Point:
    period = str(row[C.TIME_PERIOD])
    span = years_of(period) if "/" in period else None
    return maker.make(row, x=parse_period(period).middle, x_label=format_row_period(row, maker.lang), span=span)


def _gaps(maker: PointMaker, groups: Sequence[_Group]) -> tuple[Gap, ...]:
    """Find periods without a published value: once for several series, neighbours of the same series together."""
    cells: dict[tuple[float, float], list[tuple[_Group, Record]]] = {}
    for group in groups:
        for row in group.rows:
            period = str(row[C.TIME_PERIOD])
            if not is_valued(row) and not group.is_valued_at(period):
                cells.setdefault(years_of(period), []).append((group, row))
    gaps: list[Gap] = []
    members: list[set[tuple[str, ...]]] = []
    for (start, end), missing in sorted(cells.items(), key=lambda cell: cell[0]):
        of, obs_ids = {group.key for group, _ in missing}, tuple(str(row[C.OBS_ID]) for _, row in missing)
        if gaps and gaps[-1].end == start and members[-1] == of:
            gaps[-1] = replace(gaps[-1], end=end, obs_ids=(*gaps[-1].obs_ids, *obs_ids))
        else:
            gaps.append(Gap(start, end, text("not_published", maker.lang), obs_ids))
            members.append(of)
    return tuple(gaps)


def _breaks(maker: PointMaker, groups: Sequence[_Group]) -> tuple[Break, ...]:
    """Say where the way of counting changed: a figure that says so, or one group that ends before another begins."""
    found: dict[float, str] = {}
    for group in groups:
        for row in group.rows:
            if row[C.OBS_STATUS] == ObsStatus.BREAK:
                found[years_of(str(row[C.TIME_PERIOD]))[0]] = text("counting_changed", maker.lang)
    for later in groups:
        start = min(years_of(str(row[C.TIME_PERIOD]))[0] for row in later.rows)
        others = [group for group in groups if group.quantity == later.quantity and group.key != later.key]
        spans = [[years_of(str(row[C.TIME_PERIOD])) for row in group.rows] for group in others]
        ended = any(max(end for _, end in span) <= start for span in spans)
        # A series that was counted before and goes on afterwards stays comparable with itself.
        goes_on = any(min(begin for begin, _ in span) < start < max(end for _, end in span) for span in spans)
        if ended and not goes_on:
            found.setdefault(start, text("not_comparable", maker.lang))
    return tuple(Break(x, label) for x, label in sorted(found.items()))


def _time_panel(maker: PointMaker, rows: Sequence[Record], years: Axis, heading: str) -> Panel:
    groups = group_rows(maker, rows)
    series = _make_series(maker, groups)
    numbers = [number for one in series for point in one.points for number in point.extent]
    label = maker.unit_name(rows[0])
    if len(series) > MOST_NAMED:
        label = text("too_many_series", maker.lang, unit=label, n=len(series))
    whole = maker.is_whole(rows[0])
    return Panel(
        form=Form.TIME,
        heading=heading,
        x=years,
        y=linear_axis(numbers, maker.lang, label=label, whole=whole, headroom=_HEADROOM),
        series=series,
        gaps=_gaps(maker, groups),
        breaks=_breaks(maker, groups),
    )


def _by_unit(maker: PointMaker, rows: Iterable[Record]) -> list[list[Record]]:
    return [list(members) for _, members in groupby(sorted(rows, key=maker.unit_code), key=maker.unit_code)]


def _area_of(row: Record) -> str:
    return str(row[C.REF_AREA])


def _part_areas(maker: PointMaker, rows: Sequence[Record]) -> list[tuple[list[Record], bool]]:
    """Part figures of one unit by area where one axis of years would make one course of several areas.

    Areas share a panel only where all their series are lines of three years and more. An area that has a line beside
    something else has a panel of its own; the others, of a year or two, stand as words.

    Returns:
        The figures of each panel, and whether they stand over years.
    """
    areas: dict[str, list[Record]] = {}
    for row in rows:
        areas.setdefault(_area_of(row), []).append(row)
    if len(areas) == 1:
        # One year is no trend, whatever stands beside it as missing, or as another value for it.
        return [(list(rows), len({row[C.TIME_PERIOD] for row in rows if is_valued(row)}) > 1)]
    lines = {area: [_is_line(group) for group in group_rows(maker, members)] for area, members in areas.items()}
    whole = [area for area, found in lines.items() if all(found)]
    alone = [area for area, found in lines.items() if any(found) and not all(found)]
    words = [area for area, found in lines.items() if not any(found)]
    shared = [(whole, True), *(([area], True) for area in alone), (words, False)]
    parts = [([row for row in rows if _area_of(row) in kept], in_time) for kept, in_time in shared if kept]
    return sorted(parts, key=lambda part: _in_time(part[0][0]))


def _is_line(group: _Group) -> bool:
    return any(len(run) >= LEAST_JOINED for run in group.runs)


def _in_time(row: Record) -> tuple[str, str, str]:
    return (parse_period(str(row[C.TIME_PERIOD])).start.isoformat(), str(row[C.TIME_PERIOD]), str(row[C.OBS_ID]))


def trend_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """Make panels: one a unit, on one axis of years; a lone figure in words; totals of several years apart."""
    ordered = sorted(rows, key=_in_time)
    # What no year dates has none on an axis.
    undated, dated = ([row for row in ordered if is_undated(row) == each] for each in (True, False))
    yearly = [row for row in dated if years_spanned(str(row[C.TIME_PERIOD])) == 1]
    longer = [row for row in dated if years_spanned(str(row[C.TIME_PERIOD])) > 1]
    panels: list[Panel] = []
    parts = [part for members in _by_unit(maker, yearly) for part in _part_areas(maker, members)]
    periods = [parse_period(str(row[C.TIME_PERIOD])) for members, in_time in parts if in_time for row in members]
    several = len({_area_of(row) for row in rows}) > 1
    for members, in_time in parts:
        if in_time:
            years = year_axis([year for period in periods for year in (period.start.year, period.end.year)], maker.lang)
            alone = several and len({_area_of(row) for row in members}) == 1
            # Its one way of counting is no series' name, and other panels have others.
            way = [] if varying(members, (C.COMPARABILITY_ID,)) else [C.COMPARABILITY_ID]
            heading = maker.name_row(members[0], (C.REF_AREA, *way)) if alone else ""
            panels.append(_time_panel(maker, members, years, heading))
        else:
            names = [C.REF_AREA, *varying(members, DIMENSIONS)] if several else None
            panels.append(text_panel(maker, members, names=names))
    for members in _by_unit(maker, longer):
        heading = text("several_years", maker.lang) if yearly else ""
        panels.append((text_panel if len(members) == 1 else rows_panel)(maker, members, heading=heading))
    if undated:
        panels.append(text_panel(maker, undated))
    return tuple(panels)
