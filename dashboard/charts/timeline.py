"""Events beside a trend: which of them the time axis shows, and how far it widens for them."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.charts.axes import year_axis
from dashboard.charts.context import Record, filled, said
from dashboard.charts.points import PointMaker
from dashboard.charts.spec import EventMark, Form, Panel
from dashboard.charts.texts import text
from dashboard.text.format import format_pages, format_period
from pipelines.schema.columns import C
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

# The axis may widen for events by this share of the years that have figures, and by a year at least.
_MOST_WIDENING = 0.34


def _mark(record: Record, number: int, maker: PointMaker) -> EventMark:
    date, end = str(record[C.DATE]), filled(record.get(C.END_DATE))
    page = filled(record.get(C.PAGE))
    lang = maker.lang
    label, when = said(record, "label", lang), format_period(date if end is None else f"{date}/{end}", lang)
    return EventMark(
        number=number,
        event_id=str(record[C.EVENT_ID]),
        x=parse_period(date).middle,
        end_x=None if end is None else parse_period(str(end)).middle,
        label=label,
        date=when,
        spoken=text("about", lang, subject=when, words=label),
        source=", ".join(
            part
            for part in (
                maker.context.source_name(str(record[C.SOURCE_ID]), lang),
                format_pages([] if page is None else [int(page)]),
            )
            if part
        ),
    )


def event_marks(
    records: Sequence[Record], panels: Sequence[Panel], maker: PointMaker
) -> tuple[tuple[EventMark, ...], tuple[EventMark, ...]]:
    """Events within reach of the time axis, numbered in order of time, and those too far from it."""
    axes = [panel.x for panel in panels if panel.form == Form.TIME]
    if not axes:
        return (), ()
    low, high = min(axis.low for axis in axes), max(axis.high for axis in axes)
    reach = max(1.0, _MOST_WIDENING * (high - low))
    ordered = sorted(records, key=lambda record: (parse_period(str(record[C.DATE])).middle, str(record[C.EVENT_ID])))
    inside: list[Record] = []
    outside: list[Record] = []
    for record in ordered:
        near = low - reach <= parse_period(str(record[C.DATE])).middle <= high + reach
        (inside if near else outside).append(record)
    return (
        tuple(_mark(record, number, maker) for number, record in enumerate(inside, start=1)),
        tuple(_mark(record, 0, maker) for record in outside),
    )


def widen(panels: tuple[Panel, ...], events: Sequence[EventMark], lang: Language) -> tuple[Panel, ...]:
    """The panels with time axes that hold every event; all time axes stay the same."""
    axes = [panel.x for panel in panels if panel.form == Form.TIME]
    if not axes:
        return panels
    places = [axis.low for axis in axes] + [axis.high - 1 for axis in axes] + [event.x for event in events]
    axis = year_axis(int(min(places)), int(max(places)), lang, label=text("year", lang))
    return tuple(replace(panel, x=axis) if panel.form == Form.TIME else panel for panel in panels)
