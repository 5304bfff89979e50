"""Axes that hold every number they are given, with round ticks in the reader's language."""

import math
from collections.abc import Iterable
from typing import Final

from dashboard.charts.spec import Axis, Scale, Tick
from dashboard.charts.texts import text
from dashboard.text.format import format_number
from dashboard.text.typography import set_text
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_INTERVALS: Final = 5
_MOST_YEARS_LABELLED: Final = 10
# Beyond this factor a linear axis would press the lesser numbers together at zero.
_MOST_LINEAR: Final = 10.0


def _round_step(width: float, *, whole: bool) -> float:
    """Return least round step that covers `width` in at most five intervals."""
    rough = width / _MOST_INTERVALS
    power = 10.0 ** math.floor(math.log10(rough))
    steps = (power * step for step in _STEPS)
    return next(
        (step for step in steps if step >= rough * (1 - 1e-9) and (not whole or step == int(step))),
        max(1.0, 10 * power),
    )


def linear_axis(
    numbers: Iterable[float], lang: Language, *, label: str, whole: bool = False, headroom: float = 0.0
) -> Axis:
    """Return a linear axis from zero that holds every number.

    Args:
        numbers: what it must hold.
        lang: language of the tick labels.
        label: name of the axis.
        whole: only whole ticks, for counts.
        headroom: share of the highest number to leave free beyond it, for labels.
    """
    given = [0.0, *numbers]
    least, most = min(given), max(given)
    most += headroom * max(most, 0.0)
    if least == most:
        most = 1.0
    step = _round_step(most - least, whole=whole)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    ticks = tuple(Tick(n * step, format_number(n * step, lang)) for n in range(first, last + 1))
    return Axis(scale=Scale.LINEAR, label=label, low=first * step, high=last * step, ticks=ticks)


def percent_axis(lang: Language, *, label: str) -> Axis:
    """Return the axis of shares: always 0 to 100, whatever the values."""
    # The sign stands at both ends alone, set off as the language has it.
    names = {at: set_text(f"{at} %", lang) if at in (0, 100) else format_number(at, lang) for at in range(0, 101, 25)}
    ticks = tuple(Tick(at, name) for at, name in names.items())
    return Axis(scale=Scale.LINEAR, label=label, low=0.0, high=100.0, ticks=ticks)


def spans_far(numbers: Iterable[float]) -> bool:
    """Say whether numbers lie too far apart for a linear axis: all above zero, and beyond a factor of ten."""
    given = list(numbers)
    return bool(given) and min(given) > 0 and max(given) > _MOST_LINEAR * min(given)


def log_axis(numbers: Iterable[float], lang: Language, *, label: str) -> Axis:
    """Return a logarithmic axis of whole decades, from 1 or less, that holds every number.

    Raises:
        ValueError: a number is not above zero.
    """
    given = list(numbers)
    if min(given) <= 0:
        raise ValueError("a logarithmic axis holds only numbers above zero")
    first = min(0, math.floor(math.log10(min(given))))
    last = max(first + 1, math.ceil(math.log10(max(given))))
    ticks = tuple(Tick(10.0**power, format_number(10.0**power, lang, decimals=9)) for power in range(first, last + 1))
    return Axis(scale=Scale.LOG, label=label, low=10.0**first, high=10.0**last, ticks=ticks)


def year_axis(places: Iterable[float], lang: Language) -> Axis:
    """Return the axis of whole years that holds all decimal years, labelled in the middle of years."""
    given = list(places)
    start, end = int(min(given)), int(max(given))
    years = range(start, end + 1)
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(years) / step <= _MOST_YEARS_LABELLED)
    # Short steps count from the first year, long ones name round years.
    first = start if every < 5 else 0
    ticks = [Tick(parse_period(str(year)).middle, str(year)) for year in years if (year - first) % every == 0]
    label = text("year", lang)
    return Axis(scale=Scale.TIME, label=label, low=float(start), high=float(end + 1), ticks=tuple(ticks))
