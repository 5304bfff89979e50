"""Survey answers as dots on 0 to 100 percent: those of one question, and one answer or more of every question.

Answers of a question stand in groups, everyone first, then the sub-groups. A dot is filled where the number of people
asked is known, so that it has a sampling margin, and hollow where it is not.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from dashboard.charts.axes import percent_axis
from dashboard.charts.context import ChartContext, PointMaker, Record, is_of_all, is_valued, varying
from dashboard.charts.describe import key_of, notes_text, period_text, source_text
from dashboard.charts.message import alt_text, doubt_text
from dashboard.charts.rows import panel_of
from dashboard.charts.spec import ChartSpec, KeyEntry, Panel, Point, Row, Shape
from dashboard.charts.texts import capital, counted, text
from dashboard.data.margins import sampling_margin
from dashboard.data.observations import in_time
from dashboard.text.format import format_base, format_number, has_open_base
from dashboard.text.typography import said
from pipelines.schema.codes import TOTAL, AnswerKind, Qualifier
from pipelines.schema.columns import C
from pipelines.schema.declared import Language

SURVEYS: Final = "surveys"
_BESIDES = (C.COMPARABILITY_ID, C.REF_AREA, C.TIME_PERIOD)


def margins_of(rows: Iterable[Mapping[str, Any]], sample: int | None) -> dict[str, float]:
    """Find the sampling margin by obs_id, for answers of everyone in a sample of known size.

    The size of sub-groups is not published, so their answers have no margin; nor have shares whose base is open.
    """
    if not sample:
        return {}
    return {
        str(row[C.OBS_ID]): sampling_margin(row[C.OBS_VALUE], int(sample))
        for row in rows
        if row[C.OBS_VALUE] is not None
        and row[C.QUALIFIER] == Qualifier.EXACT
        and is_of_all(row)
        and not has_open_base(row)
    }


def _order(maker: PointMaker, row: Record) -> tuple[object, ...]:
    code_order = maker.context.code_order
    return (
        code_order("CL_ANSWER", str(row[C.ANSWER])),
        not is_of_all(row),
        code_order("CL_SEX", str(row[C.SEX])),
        code_order("CL_AGE", str(row[C.AGE])),
        str(row[C.TIME_PERIOD]),
        str(row[C.OBS_ID]),
    )


def _dot(point: Point) -> Point:
    """Return a share with its mark: a diamond where it is approximate, hollow where it cannot have a margin."""
    if point.approx:
        return replace(point, shape=Shape.DIAMOND)
    return replace(point, unsized=point.y is not None and point.margin is None)


def _panel(rows: Sequence[Row], points: Iterable[Point], lang: Language) -> Panel:
    axis = percent_axis(lang, label=capital(text("axis_percent", lang)))
    return replace(panel_of(rows, [_dot(point) for point in points], axis, bars=False), aligned=True)


def survey_panels(maker: PointMaker, rows: Sequence[Record]) -> tuple[Panel, ...]:
    """Return one panel; an answer that has sub-groups heads them, one that has none is a row of its own."""
    ordered = sorted(rows, key=lambda row: _order(maker, row))
    besides = varying(ordered, _BESIDES)
    labels: list[Row] = []
    points: list[Point] = []
    grouped = len({row[C.ANSWER] for row in ordered}) < len(ordered)
    for _, answers in groupby(ordered, key=lambda row: str(row[C.ANSWER])):
        members = list(answers)
        answer = capital(maker.name_row(members[0], (C.ANSWER,)))
        alone = len(members) == 1
        for place, row in enumerate(members):
            # The name of a group of people is its base already.
            everyone = is_of_all(row)
            base = "" if not everyone and not has_open_base(row) else maker.own_base(row)
            extra = ", ".join(filter(None, (maker.name_row(row, besides), base)))
            group = maker.name_row(row, (C.SEX,))
            if alone:
                detail = ", ".join(part for part in ("" if everyone else group, extra) if part)
                labels.append(Row(label=answer, detail=detail, strong=grouped))
            else:
                heading = "" if place else answer
                labels.append(Row(label=group, detail=extra, heading=heading, minor=not everyone))
            who = maker.name_row(row, (C.SEX, *besides))
            points.append(maker.make(row, x=float(len(points)), x_label=f"{answer}, {_lower(who)}"))
    return (_panel(labels, points, maker.lang),)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def is_quota_sample(question: Mapping[str, Any]) -> bool:
    """Say whether people were chosen by quotas, not drawn at random."""
    return "quota" in str(question.get(C.SURVEY_MODE) or "")


def survey_key(panels: Sequence[Panel], lang: Language, *, quota: bool) -> tuple[KeyEntry, ...]:
    """Return what the marks of shares say, as one sentence: dot, line, hollow dot, and then what else is drawn.

    `quota` adds the reservation that margins of a quota sample deserve.
    """
    points = [point for panel in panels for point in panel.points]
    entries = []
    if any(point.margin is not None for point in points):
        entries.append(KeyEntry("shape", Shape.CIRCLE, text("dot", lang)))
        entries.append(KeyEntry("margin", Shape.CIRCLE, text("margin_quota" if quota else "margin", lang)))
    if any(point.unsized for point in points):
        entries.append(KeyEntry("unsized", Shape.CIRCLE, text("unsized", lang)))
    if any(point.approx for point in points):
        entries.append(KeyEntry("hollow", Shape.DIAMOND, text("hollow_diamond", lang)))
    return (*entries, *(entry for entry in key_of(panels, lang) if entry.sign != "hollow"))


def margin_text(rows: Sequence[Record], points: Sequence[Point], maker: PointMaker, lang: Language) -> list[str]:
    """Say of each answer of women and men whether they differ by more than the sampling margins allow."""
    by_id = {point.obs_id: point for point in points}
    sentences = []
    ordered = sorted(rows, key=lambda row: str(row[C.ANSWER]))
    for _, answers in groupby(ordered, key=lambda row: str(row[C.ANSWER])):
        by_sex = {row[C.SEX]: row for row in answers if row[C.AGE] == TOTAL and row[C.SEX] != TOTAL}
        pair = [by_sex[sex] for sex in ("F", "M") if sex in by_sex]
        if len(pair) == 2:
            sentences += _compare(pair, [by_id[str(row[C.OBS_ID])] for row in pair], maker, lang)
    return sentences


def _compare(pair: Sequence[Record], points: Sequence[Point], maker: PointMaker, lang: Language) -> list[str]:
    first, second = points
    if first.y is None or second.y is None or first.margin is None or second.margin is None:
        return []
    allowed = math.hypot(first.margin, second.margin)
    key = "beyond_margin" if abs(first.y - second.y) > allowed else "within_margin"
    words = [f"{maker.name_row(row, (C.SEX,)).lower()} {point.text}" for row, point in zip(pair, points, strict=True)]
    answer = capital(maker.name_row(pair[0], (C.ANSWER,)))
    return [text(key, lang, answer=answer, first=words[0], second=words[1])]


@dataclass(frozen=True)
class Asked:
    """A question with the indicator that holds its answers, and these."""

    question: Record
    indicator: Record
    rows: Sequence[Record]


def _certain(row: Record) -> float:
    """Return the least that a share is."""
    share = row[C.OBS_VALUE] if row[C.OBS_VALUE] is not None else row[C.OBS_VALUE_LOW]
    return 0.0 if share is None else float(share)


def main_answers(asked: Asked, maker: PointMaker) -> list[Record]:
    """Return the published answer that most people of everyone asked gave; of items asked one by one, all of them.

    Where a question was asked again, its latest answers; where no answer of everyone is published, those of groups.
    """
    rows = [row for row in asked.rows if is_valued(row) and not maker.is_own(row)]
    rows = [row for row in rows if is_of_all(row)] or rows
    if not rows:
        return []
    latest = in_time(rows)[-1][C.TIME_PERIOD]
    rows = sorted((row for row in rows if row[C.TIME_PERIOD] == latest), key=lambda row: _order(maker, row))
    return rows if asked.question[C.ANSWER_KIND] == AnswerKind.INDEPENDENT else [max(rows, key=_certain)]


def build_surveys(asked: Sequence[Asked], *, context: ChartContext, lang: Language) -> ChartSpec | None:
    """Return every question with its main answer, which its row names, in the order given.

    Args:
        asked: the questions.
        context: catalogue rows by key, with the margins of the answers.
        lang: language of every word.

    Returns:
        The description, or None where no question has an answer.
    """
    makers = [PointMaker(one.indicator, context, lang) for one in asked]
    told = [(one, maker, main_answers(one, maker)) for one, maker in zip(asked, makers, strict=True)]
    chosen = [row for _one, _maker, answers in told for row in answers]
    if not chosen:
        return None
    bases = {format_base(row, lang) for row in chosen}
    base = bases.pop() if len(bases) == 1 else ""
    besides = varying(chosen, (C.REF_AREA, C.TIME_PERIOD))
    rows: list[Row] = []
    points: list[Point] = []
    for _one, maker, answers in told:
        for row, point in _answers(replace(maker, shared_base=base), answers, besides):
            rows.append(row)
            points.append(replace(point, x=float(len(points))))
    panel = _panel(rows, points, lang)
    questions = sum(bool(answers) for _one, _maker, answers in told)
    title = _title(chosen, questions, context, lang)
    source = source_text(points, context, lang)
    doubts = {doubt_text(maker, answers) for _one, maker, answers in told if answers}
    about = (text("surveys_subtitle", lang), f"{capital(base)}." if base else "")
    return ChartSpec(
        chart_id=SURVEYS,
        kind="surveys",
        lang=lang,
        measure=title,
        about=" ".join(filter(None, about)),
        doubt=" ".join(sorted(doubts)),
        panels=(panel,),
        key=survey_key((panel,), lang, quota=any(is_quota_sample(one.question) for one in asked)),
        notes=notes_text(makers[0], chosen, {point.obs_id: point.x_label for point in points}),
        source=source,
        alt=alt_text("chart_surveys", (title,), "", source, lang),
        description=tuple(text("point_said", lang, where=point.x_label, value=point.told) for point in points),
    )


def _title(chosen: Sequence[Record], questions: int, context: ChartContext, lang: Language) -> str:
    areas = {str(row[C.REF_AREA]) for row in chosen}
    place = said(context.areas.get(areas.pop(), {}), "name", lang) if len(areas) == 1 else ""
    what = counted("surveys_title", questions, lang, n=format_number(questions, lang))
    return ", ".join(filter(None, (what, place, period_text(chosen, lang))))


def _answers(maker: PointMaker, answers: Sequence[Record], besides: Sequence[str]) -> Iterator[tuple[Row, Point]]:
    """Return the rows of a question with their points: its name as heading, then each answer."""
    name = capital(said(maker.indicator, "name", maker.lang))
    for place, row in enumerate(answers):
        answer = capital(maker.name_row(row, (C.ANSWER,)))
        group = "" if is_of_all(row) else maker.name_row(row, (C.SEX,))
        more = ", ".join(filter(None, (group, maker.name_row(row, besides), maker.own_base(row))))
        label = ", ".join(filter(None, (name, answer, group)))
        yield Row(label=answer, detail=more, heading="" if place else name), maker.make(row, x=0.0, x_label=label)
