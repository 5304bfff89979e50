"""Charts of the law: penalties by offence and circumstance, and the dates of treaties."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import pandas as pd

from dashboard.charts.axes import linear_axis, year_axis
from dashboard.charts.context import ChartContext, Record, records_of
from dashboard.charts.describe import make_note, source_text
from dashboard.charts.message import alt_text
from dashboard.charts.rows import panel_of
from dashboard.charts.spec import ChartSpec, Form, KeyEntry, Note, Panel, Point, Row, Series, Shape
from dashboard.charts.texts import capital, counted, text
from dashboard.text.format import format_amount, format_number, format_period
from dashboard.text.typography import said
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

# date column: words, shape of the mark
DATES = {
    C.ADOPTED: ("adopted", Shape.CIRCLE),
    C.SIGNED: ("signed", Shape.DIAMOND),
    C.RATIFIED: ("ratified", Shape.SQUARE),
    C.IN_FORCE: ("in_force", Shape.TRIANGLE),
}
# What was still to come when the source was printed: a hollow mark, joined to nothing.
DUE = Shape.TRIANGLE


def make_point(record: Record, context: ChartContext, lang: Language, **given: Any) -> Point:
    """Return the point of a row that is no observation, with its source; all else is given."""
    source_id, page = str(record[C.SOURCE_ID]), record[C.PAGE]
    given.setdefault("qualifier", Qualifier.MISSING if given["y"] is None else Qualifier.EXACT)
    return Point(
        source_id=source_id,
        source=context.source_words(source_id, lang, [page]),
        page=page,
        **given,
    )


def _notes(records: Sequence[Record], key: str, stem: str, lang: Language) -> tuple[Note, ...]:
    """Return notes of the rows, each with the name of what it is about."""
    noted = [record for record in records if said(record, "note", lang)]
    return tuple(
        make_note(n, said(record, stem, lang), said(record, "note", lang), [str(record[key])], lang)
        for n, record in enumerate(noted, start=1)
    )


def make_chart(
    kind: Literal["penalties", "treaties", "timeline"],
    panel: Panel,
    notes: tuple[Note, ...],
    context: ChartContext,
    lang: Language,
    key: tuple[KeyEntry, ...] = (),
    country: str = COUNTRY,
) -> ChartSpec:
    """Return a chart of one panel, with title, source and description, of a country."""
    place = said(context.areas.get(country, {}), "name", lang) or country
    title = text(f"{kind}_title", lang, place=place)
    source = source_text(panel.points, context, lang)
    return ChartSpec(
        chart_id=kind,
        kind=kind,
        lang=lang,
        measure=title,
        about=text(f"{kind}_subtitle", lang),
        panels=(panel,),
        key=key,
        notes=notes,
        source=source,
        alt=alt_text(f"chart_{kind}", (title,), "", source, lang),
        description=tuple(
            text("point_said", lang, where=capital(point.x_label), value=point.text) for point in panel.points
        ),
    )


def _penalty_text(record: Record, lang: Language, years_key: str, fine_key: str = "") -> str:
    """Return a penalty in words: prison term and fine, as far as the source states them."""
    years, fine = record[C.PRISON_YEARS], record[C.FINE]
    parts = []
    if years is not None:
        parts.append(counted(years_key, years, lang, n=format_number(years, lang)))
    if fine is not None:
        amount = format_amount(fine, str(record[C.CURRENCY]), lang)
        parts.append(text(fine_key, lang, amount=amount) if fine_key else amount)
    return ", ".join(parts) or text("no_prison", lang)


def build_penalties(
    penalties: pd.DataFrame, *, context: ChartContext, lang: Language, country: str = COUNTRY
) -> ChartSpec | None:
    """Return longest prison term for each offence and circumstance, in the order of the table.

    Args:
        penalties: published rows of legal_penalties to show.
        context: catalogue rows by key.
        lang: language of every word.
        country: whose they are.

    Returns:
        The description, or None without rows.
    """
    records = sorted(records_of(penalties), key=lambda record: context.code_order("CL_OFFENCE", record[C.OFFENCE_ID]))
    if not records:
        return None
    rows, points, opened = [], [], ""
    for index, record in enumerate(records):
        offence, circumstance = said(record, "offence", lang), said(record, "circumstance", lang)
        detail = f"art. {record[C.ARTICLE]}" if record[C.ARTICLE] else ""
        rows.append(Row(label=capital(circumstance), detail=detail, heading="" if offence == opened else offence))
        opened = offence
        points.append(
            make_point(
                record,
                context,
                lang,
                obs_id=str(record[C.PENALTY_ID]),
                x=float(index),
                # The heading says the offence in full.
                x_label=f"{context.code_name('CL_OFFENCE', str(record[C.OFFENCE_ID]), lang)}, {circumstance}",
                y=record[C.PRISON_YEARS],
                text=_penalty_text(record, lang, "prison", "fine"),
                # As short as it can be said beside its bar, whose axis says that it is about prison.
                label=_penalty_text(record, lang, "years"),
                shape=Shape.CIRCLE,
            )
        )
    years = [point.y for point in points if point.y is not None]
    panel = panel_of(rows, points, linear_axis(years, lang, label=text("prison_axis", lang), whole=True))
    notes = _notes(records, C.PENALTY_ID, "circumstance", lang)
    return make_chart("penalties", panel, notes, context, lang, country=country)


def _reports(listed: str | None) -> Iterator[tuple[str, str]]:
    """Return (year, rank) of each report of a list."""
    for pair in str(listed or "").split(";"):
        year, _, rank = pair.partition(":")
        if year:
            yield year, rank


def _treaty_dates(record: Record, lang: Language) -> Iterator[tuple[str, str, str, Shape, bool]]:
    """Return each date of a treaty: key of the event, ISO date, its name in words, shape, and whether it was due."""
    for column, (name, shape) in DATES.items():
        if record[column] is not None:
            yield column, str(record[column]), text(name, lang), shape, False
    for year, rank in _reports(record[C.REPORTS]):
        yield f"report-{rank}", year, text("reported", lang), Shape.TICK, False
    if record[C.TRANSPOSE_BY] is not None:
        yield C.TRANSPOSE_BY, str(record[C.TRANSPOSE_BY]), text("transpose_by", lang), DUE, True
    for year, rank in _reports(record[C.REPORTS_DUE]):
        yield f"report-{rank}", year, text("report_due", lang), DUE, True


def _first_date(record: Record) -> tuple[float, str]:
    dates = [parse_period(str(record[column])).middle for column in DATES if record[column] is not None]
    return (min(dates, default=float("inf")), str(record[C.TREATY_ID]))


def _treaty_series(points: Sequence[Point]) -> Series:
    """Return the dates of a treaty, in order; a line joins all but the reports submitted later and what was due."""
    dated = tuple(sorted(points, key=lambda point: (point.y or 0.0, point.obs_id)))
    run = tuple(index for index, point in enumerate(dated) if point.shape != Shape.TICK and not point.approx)
    labelled = frozenset(point.obs_id for point in dated if point.label)
    return Series(points=dated, labelled=labelled, runs=(run,) if len(run) > 1 else ())


def build_treaties(
    treaties: pd.DataFrame, *, context: ChartContext, lang: Language, country: str = COUNTRY
) -> ChartSpec | None:
    """Return the dates of each treaty on one axis of years, its reports, and what was due.

    Args:
        treaties: published rows of treaties to show.
        context: catalogue rows by key.
        lang: language of every word.
        country: whose they are.

    Returns:
        The description, or None where no treaty has a date.
    """
    ordered = sorted(records_of(treaties), key=_first_date)
    records = [record for record in ordered if list(_treaty_dates(record, lang))]
    if not records:
        return None
    rows, series, used = [], [], dict[Shape, str]()
    any_due = False
    for index, record in enumerate(records):
        name = said(record, "name", lang)
        rows.append(Row(label=name))
        points = []
        for key, date, what, shape, due in _treaty_dates(record, lang):
            any_due |= due
            if not due:
                used.setdefault(shape, what)
            points.append(
                make_point(
                    record,
                    context,
                    lang,
                    obs_id=f"{record[C.TREATY_ID]}.{key}",
                    x=float(index),
                    x_label=name,
                    y=parse_period(date).middle,
                    text=text("dated", lang, what=what, when=format_period(date, lang)),
                    label=date[:4] if shape == Shape.SQUARE else "",
                    shape=shape,
                    qualifier=Qualifier.APPROX if due else Qualifier.EXACT,
                )
            )
        series.append(_treaty_series(points))
    years = year_axis([point.y for one in series for point in one.points if point.y is not None], lang)
    panel = Panel(form=Form.ROWS, y=years, series=tuple(series), rows=tuple(rows))
    signs = tuple(KeyEntry("shape", shape, used[shape]) for shape in Shape if shape in used)
    signs += (KeyEntry("hollow", DUE, text("due", lang)),) if any_due else ()
    return make_chart("treaties", panel, _notes(records, C.TREATY_ID, "name", lang), context, lang, signs, country)
