"""Which figures of a series a line joins: those that follow one another in time and agree on one value."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dashboard.text.format import period_style
from pipelines.schema.periods import parse_period

# Fewer make no trend: they are drawn as marks without a line.
LEAST_JOINED: Final = 3


@dataclass(frozen=True, slots=True)
class Dated:
    """What joining needs of a figure: period, single value (None for ranges and bounds), and reservations."""

    period: str
    value: float | None
    missing: bool = False
    starts_anew: bool = False


def _position(period: str) -> int | None:
    """Place of a period among those of its own precision; None where periods do not follow one another."""
    start = parse_period(period).start
    match period_style(period):
        case "year":
            return start.year * 12
        case "month":
            return start.year * 12 + start.month
        case _:
            return None


def _step(periods: Sequence[str]) -> int:
    """Return months from one period to the next: 1 for a monthly series, 12 for a yearly one."""
    places = [place for period in periods if (place := _position(period)) is not None]
    return 12 if all((later - earlier) % 12 == 0 for earlier, later in pairwise(places)) else 1


def _follows(earlier: str, later: str, step: int, yearly_day: bool) -> bool:
    styles = {period_style(earlier), period_style(later)}
    if styles == {"day"}:
        return yearly_day and int(later[:4]) - int(earlier[:4]) == 1
    if len(styles) > 1 or "interval" in styles:
        return False
    places = (_position(earlier), _position(later))
    return places[0] is not None and places[1] is not None and places[1] - places[0] == step


def _joinable(group: Sequence[Dated]) -> bool:
    """Say whether the figures of one period agree on a single value."""
    values = {dated.value for dated in group}
    return len(values) == 1 and None not in values


def join_runs(figures: Sequence[Dated]) -> tuple[tuple[int, ...], ...]:
    """Runs of figures that a line joins, as indices, each run in order of time and two or longer.

    A period that no figure covers, a missing value, a range or bound, two values that contradict each other, and a
    figure that starts a new way of counting all end the run. Where two sources give the same value, the line passes
    through it once. With fewer than three joinable periods there is no line at all.
    """
    by_period: dict[str, list[int]] = {}
    for index, dated in enumerate(figures):
        if not dated.missing:
            by_period.setdefault(dated.period, []).append(index)
    # A period that starts later comes later; a year sorts before the months that it contains.
    ordered = sorted(by_period, key=lambda period: (parse_period(period).start, period))
    joinable = {period: _joinable([figures[n] for n in by_period[period]]) for period in ordered}
    if sum(joinable.values()) < LEAST_JOINED:
        return ()
    step, yearly_day = _step(ordered), len({period[4:] for period in ordered}) == 1
    anew = {period: any(figures[n].starts_anew for n in by_period[period]) for period in ordered}
    runs: list[list[int]] = []
    previous: str | None = None
    for period in ordered:
        if not joinable[period]:
            previous = None
            continue
        first = by_period[period][0]
        if previous is not None and not anew[period] and _follows(previous, period, step, yearly_day):
            runs[-1].append(first)
        else:
            runs.append([first])
        previous = period
    return tuple(tuple(run) for run in runs if len(run) > 1)
