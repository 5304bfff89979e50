"""How far rival claims differ, said from the data alone: bounds are compared, nothing between them is invented."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.components.figure_text import period_said, value_said
from dashboard.text.format import format_number
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def upper_bound(row: Row) -> float | None:
    """The most that a claim allows; None where it sets no such limit."""
    value = row[C.OBS_VALUE] if row[C.OBS_VALUE] is not None else row[C.OBS_VALUE_HIGH]
    return None if value is None else float(value)


def lower_bound(row: Row) -> float | None:
    """The least that a claim allows; None where it sets no such limit."""
    value = row[C.OBS_VALUE] if row[C.OBS_VALUE] is not None else row[C.OBS_VALUE_LOW]
    return None if value is None else float(value)


def _claim(view: View, row: Row) -> str:
    who = view.name_of(T.ORIGINS, row[C.ORIGIN_ID])
    return view.t.gettext(
        "{who}, {period}: {value}", who=who, period=period_said(view, row), value=value_said(view, row)
    )


def _ends(view: View, bounded: Sequence[tuple[float, Row]]) -> dict[str, str]:
    low, low_row = min(bounded, key=lambda pair: pair[0])
    high, high_row = max(bounded, key=lambda pair: pair[0])
    return {
        "low": format_number(low, view.lang),
        "low_claim": _claim(view, low_row),
        "high": format_number(high, view.lang),
        "high_claim": _claim(view, high_row),
    }


def bounds_said(view: View, rows: Sequence[Row]) -> list[str]:
    """Sentences on the bounds of rival claims; none where there are fewer than two claims.

    Args:
        view: the view.
        rows: the claims in one unit, each with a value, a range or a bound.
    """
    if len(rows) < 2:
        return []
    _ = view.t.gettext
    upper = [(number, row) for row in rows if (number := upper_bound(row)) is not None]
    lower = [(number, row) for row in rows if (number := lower_bound(row)) is not None]
    sentences = []
    if len(upper) > 1:
        words = _ends(view, upper)
        sentences.append(
            _("The lowest upper bound is {low} ({low_claim}), the highest {high} ({high_claim}).", **words)
        )
    elif upper:
        sentences.append(_("One claim alone states an upper bound: {low} ({low_claim}).", **_ends(view, upper)))
    if len(lower) > 1:
        words = _ends(view, lower)
        sentences.append(
            _("The lowest lower bound is {low} ({low_claim}), the highest {high} ({high_claim}).", **words)
        )
    elif lower:
        sentences.append(_("One claim alone states a lower bound: {low} ({low_claim}).", **_ends(view, lower)))
    return sentences
