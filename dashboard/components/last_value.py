"""The last figure of an indicator, never bare: its period, who counted it, its source, and what speaks against it."""

from collections.abc import Collection, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital
from dashboard.components.cross_notes import value_in_words
from dashboard.components.observation_text import (
    area_text,
    base_text,
    group_text,
    is_own,
    observation_link,
    own_mark,
    period_text,
    source_text,
    status_text,
)
from dashboard.data.observations import crosschecks_of, latest, latest_answers, reconciliations_of
from dashboard.text.format import format_number
from dashboard.text.typography import set_text
from dashboard.view.view import View
from pipelines.schema.codes import UNNAMED_ORIGIN, MeasureKind
from pipelines.schema.columns import C, Row, T


def last_value(view: View, indicator: Row, beside: Collection[str] = ()) -> list[Component]:
    """Show value and period, then kind, who counted and source, then what other publications give.

    Args:
        view: the view.
        indicator: its row.
        beside: ids of other figures of it that a reader sees beside the value: what differs from them is said too.
    """
    row = latest(view.snapshot, indicator[C.INDICATOR_ID])
    if row is None:
        return []
    shown = latest_answers(view.snapshot, row)
    bases = {each[C.OBS_ID]: base_text(view, each) for each in shown}
    shared = set(bases.values())
    if len(shared) == 1:
        bases = dict.fromkeys(bases, "")
    kind = "" if indicator[C.MEASURE_KIND] == MeasureKind.RESPONSE else _kind_text(view, indicator)
    status = status_text(view, row)
    marks: list[Any] = [" ", own_mark(view)] if is_own(view, row) else []
    if status and status != kind:
        marks += [" ", html.Span(status, className="tag")]
    seen = {each[C.OBS_ID] for each in shown}
    return [
        *(_value(view, each, bases[each[C.OBS_ID]], marks if each is shown[-1] else []) for each in shown),
        *([html.P(about, className="faint")] if (about := _about(view, shown, shared)) else []),
        html.P(_who_and_where(view, row, kind), className="faint"),
        *(other_value(view, found, headline=True) for found in crosschecks_of(view.snapshot, seen)),
        *(other_value(view, found) for found in crosschecks_of(view.snapshot, set(beside) - seen)),
        *_recomputed(view, row),
    ]


def _who_and_where(view: View, row: Row, kind: str) -> str:
    """Say how the number came to be, who counted it, and where it stands; our own arithmetic is marked as such."""
    if is_own(view, row):
        return source_text(view, row)
    # Nobody counts what the law provides or what was done: only who is named is worth a word.
    unnamed = row[C.ORIGIN_ID] == UNNAMED_ORIGIN and not kind
    who = "" if unnamed else view.name_of(T.ORIGINS, row[C.ORIGIN_ID])
    return capital(" · ".join(filter(None, (kind, who, source_text(view, row)))))


def _value(view: View, row: Row, base: str, marks: Sequence[Any]) -> Component:
    """Show a value with its answer and group, its period, and its base where others beside it have another."""
    group = group_text(view, row)
    named: list[Any] = [html.Span(capital(group), className="answer"), " "] if group else []
    when = html.Span(", ".join(filter(None, (period_text(view, row), base))), className="period")
    return html.P([observation_link(view, row, with_unit=True), " ", *named, when, *marks], className="last-value")


def _about(view: View, rows: Sequence[Row], bases: set[str]) -> str:
    """Name what a value alone does not say: territory and way of counting where there are several, and the base."""
    row, _ = rows[0], view.t.gettext
    indicator_id = row[C.INDICATOR_ID]
    areas = view.snapshot.values_of(indicator_id, C.REF_AREA)
    own_group = row[C.COMPARABILITY_ID] == indicator_id
    parts = [
        area_text(view, row) if len(areas) > 1 else "",
        "" if own_group or len(rows) > 1 else view.name_of(T.COMPARABILITY, row[C.COMPARABILITY_ID]),
        *(bases if len(bases) == 1 else ()),
    ]
    return capital(_("site.between-parts").join(dict.fromkeys(part for part in parts if part)))


def _kind_text(view: View, indicator: Row) -> str:
    return view.code_name("CL_MEASURE_KIND", indicator[C.MEASURE_KIND])


def _recomputed(view: View, row: Row) -> list[Component]:
    """Say that the source's own figures give another sum, mean or change than it prints."""
    return [
        html.P(
            [
                html.A(view.t.gettext("last-value.figures-give-another"), href=view.href("figure", row[C.OBS_ID])),
                view.t.gettext("site.colon-value", value=format_number(found[C.COMPUTED], view.lang, decimals=1)),
            ],
            className="differs",
        )
        for found in reconciliations_of(view.snapshot, row[C.OBS_ID])
        if not found[C.AGREES]
    ]


def other_value(view: View, crosscheck: Row, *, headline: bool = False) -> Component:
    """Say what another publication gives for a figure, which its period names, as a way to the reading of both.

    Beside a `headline` it is as large: no reader is to take the one for settled and the other for a remark.
    """
    figure = view.snapshot.observation(crosscheck[C.OBS_ID])
    when = period_text(view, figure) if figure is not None else ""
    value = value_in_words(crosscheck[C.VALUE_OTHER], view.lang)
    words, reading = view.t.gettext("last-value.another-publication-differs"), view.href("crosschecks")
    reading = f"{reading}#{crosscheck[C.OBS_ID]}"
    if headline:
        link = html.A(f"{value} ({set_text(crosscheck[C.PUBLISHER], view.lang)})", href=reading)
        about = " · ".join(filter(None, (when, words)))
        return html.P([link, " ", html.Span(about, className="period")], className="last-value")
    return html.P(
        [
            html.A(words, href=reading),
            f" ({when})" if when else "",
            view.t.gettext("last-value.colon-value-who", value=value, who=set_text(crosscheck[C.PUBLISHER], view.lang)),
        ],
        className="differs",
    )
