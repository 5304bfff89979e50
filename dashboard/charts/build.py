"""Published rows to a chart description: the one way in for every chart of an indicator."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.charts.axes import year_axis
from dashboard.charts.context import ChartContext, ChartOptions, PointMaker, Record, filled
from dashboard.charts.describe import about_text, description_text, key_of, measure_text, notes_text, source_text
from dashboard.charts.message import alt_text, doubt_text, finding_texts, highest_text, lead_text
from dashboard.charts.rows import claims_panels, difference_text, values_panels
from dashboard.charts.spec import ChartName, ChartSpec, EventMark, Form, KeyEntry, Panel
from dashboard.charts.survey import is_quota_sample, margin_text, survey_key, survey_panels
from dashboard.charts.texts import text
from dashboard.charts.trend import trend_panels
from dashboard.data.observations import choose_published
from dashboard.text.format import format_base, format_period
from dashboard.text.typography import said
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

_FIGURE_ID = re.compile(r"[a-z]+-\d{4,}")
# The axis of years may widen for events by this share of the years that have figures, and by a year at least.
_MOST_WIDENING = 0.34


def build_chart(
    indicator: Mapping[str, Any],
    observations: Iterable[Mapping[Any, Any]],
    *,
    context: ChartContext,
    lang: Language,
    options: ChartOptions | None = None,
) -> ChartSpec | None:
    """Describe the chart of one indicator.

    Args:
        indicator: the indicator's published row.
        observations: published rows of that indicator.
        context: catalogue rows by key.
        lang: language of every word in the description.
        options: choices of the reader.

    Returns:
        The description, or None where there is nothing to draw.
    """
    chosen = options or ChartOptions()
    maker = PointMaker(filled(indicator), context, lang)
    rows = _choose(maker, observations, chosen)
    if not rows:
        return None
    maker = replace(maker, shared_base=_shared_base(maker, rows))
    panels = _panels(maker, rows)
    events, outside = _events(maker, panels) if chosen.events else ((), ())
    panels = _widen(panels, events, lang)
    kind = _kind(maker, panels)
    points = [point for panel in panels for point in panel.points]
    measure = measure_text(maker, rows)
    made = lead_text(kind, maker, rows, panels, points)
    finding, doubt = finding_texts(maker, rows)
    difference = difference_text(rows, points, lang) if kind == "claims" else ""
    # What a title says in full is not said again after it.
    more = "" if finding or made else highest_text(kind, maker, rows, panels)
    extra = margin_text(rows, points, maker, lang) if kind == "survey" else []
    source = source_text(points, maker.context, lang)
    form = "figures" if kind == "single" and len(points) > 1 else kind
    return ChartSpec(
        chart_id=str(maker.indicator[C.INDICATOR_ID]),
        kind=kind,
        lang=lang,
        measure=measure,
        about=about_text(maker, rows, panels),
        lead=finding or made,
        doubt=doubt or doubt_text(maker, rows),
        panels=panels,
        events=events,
        events_outside=outside,
        key=_key(maker, kind, panels),
        notes=notes_text(maker, rows, _names(kind, panels)),
        source=source,
        alt=alt_text(f"chart_{form}", (finding, made, measure), more, source, lang),
        description=description_text(panels, difference, extra, lang),
    )


def _choose(maker: PointMaker, records: Iterable[Mapping[Any, Any]], options: ChartOptions) -> list[Record]:
    """Return rows that the reader's choices leave; an indicator that has nothing else is not emptied by them."""
    rows: list[Record] = [filled(record) for record in records]
    published = [row for row in rows if not maker.is_own(row)]
    own = [row for row in rows if maker.is_own(row)]
    from_report = [row for row in published if maker.is_report(row)]
    others = [row for row in published if not maker.is_report(row)]
    rival = str(maker.indicator[C.CHART_KIND]) == ChartKind.CLAIMS
    kept = choose_published(from_report, others, asked=options.sources, rival=rival)
    if not published:
        return own
    if not options.derived:
        return kept
    dropped = {str(row[C.OBS_ID]) for row in published} - {str(row[C.OBS_ID]) for row in kept}
    return kept + [row for row in own if dropped.isdisjoint(_FIGURE_ID.findall(str(row[C.DERIVATION])))]


def _shared_base(maker: PointMaker, rows: Sequence[Record]) -> str:
    """Say the base of a question's shares, or that of all rows; empty where there is no one base."""
    question = maker.context.questions.get(str(maker.indicator.get(C.QUESTION_ID)), {})
    bases = {format_base(row, maker.lang) for row in (rows if not question else [question])}
    return bases.pop() if len(bases) == 1 else ""


def _panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    match str(maker.indicator[C.CHART_KIND]):
        case ChartKind.TREND:
            return trend_panels(maker, rows)
        case ChartKind.CLAIMS:
            return claims_panels(maker, rows)
        case ChartKind.SURVEY:
            return survey_panels(maker, rows)
        case ChartKind.VALUES:
            return values_panels(maker, rows)
        case other:
            raise ValueError(f"chart_kind {other!r} of {maker.indicator[C.INDICATOR_ID]} is not one of CL_CHART_KIND")


def _kind(maker: PointMaker, panels: Sequence[Panel]) -> ChartName:
    forms = {panel.form for panel in panels}
    if forms == {Form.TEXT}:
        return "single"
    names: dict[str, ChartName] = {
        ChartKind.TREND: "trend" if Form.TIME in forms else "values",
        ChartKind.CLAIMS: "claims",
        ChartKind.SURVEY: "survey",
    }
    return names.get(str(maker.indicator[C.CHART_KIND]), "values")


def _mark(record: Record, number: int, maker: PointMaker) -> EventMark:
    lang, date, end = maker.lang, str(record[C.DATE]), record[C.END_DATE]
    label, when = said(record, "label", lang), format_period(date if end is None else f"{date}/{end}", lang)
    return EventMark(
        number=number,
        x=_middle(date),
        end_x=None if end is None else _middle(end),
        label=label,
        date=when,
        spoken=text("about", lang, subject=when, words=label),
        source=maker.context.source_words(str(record[C.SOURCE_ID]), lang, [record[C.PAGE]]),
    )


def _middle(date: object) -> float:
    return parse_period(str(date)).middle


def _events(maker: PointMaker, panels: Sequence[Panel]) -> tuple[tuple[EventMark, ...], tuple[EventMark, ...]]:
    """Return events within reach of the time axis, numbered in order of time, and those too far from it."""
    axes = [panel.x for panel in panels if panel.form == Form.TIME]
    if not axes:
        return (), ()
    low, high = min(axis.low for axis in axes), max(axis.high for axis in axes)
    reach = max(1.0, _MOST_WIDENING * (high - low))
    ids = set(str(maker.indicator.get(C.EVENT_IDS) or "").split(";"))
    records = [record for event_id, record in maker.context.events.items() if event_id in ids]
    records.sort(key=lambda record: (_middle(record[C.DATE]), str(record[C.EVENT_ID])))
    near = [low - reach <= _middle(record[C.DATE]) <= high + reach for record in records]
    inside = [record for record, is_near in zip(records, near, strict=True) if is_near]
    outside = [record for record, is_near in zip(records, near, strict=True) if not is_near]
    return (
        tuple(_mark(record, number, maker) for number, record in enumerate(inside, start=1)),
        tuple(_mark(record, 0, maker) for record in outside),
    )


def _widen(panels: tuple[Panel, ...], events: Sequence[EventMark], lang: Language) -> tuple[Panel, ...]:
    """Return the panels with time axes that hold every event; all time axes stay the same."""
    axes = [panel.x for panel in panels if panel.form == Form.TIME]
    if not axes:
        return panels
    places = [place for axis in axes for place in (axis.low, axis.high - 1)] + [event.x for event in events]
    axis = year_axis(places, lang)
    return tuple(replace(panel, x=axis) if panel.form == Form.TIME else panel for panel in panels)


def _key(maker: PointMaker, kind: ChartName, panels: Sequence[Panel]) -> tuple[KeyEntry, ...]:
    if kind != "survey":
        return key_of(panels, maker.lang)
    question = maker.context.questions.get(str(maker.indicator.get(C.QUESTION_ID)), {})
    return survey_key(panels, maker.lang, quota=is_quota_sample(question))


def _names(kind: ChartName, panels: Sequence[Panel]) -> dict[str, str]:
    """Say how notes name figures: a claim by who makes it, any other by its period or row."""
    return {
        point.obs_id: panel.rows[int(point.x)].label if kind == "claims" else point.x_label
        for panel in panels
        for point in panel.points
    }
