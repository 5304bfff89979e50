"""What a chart shows, in one sentence, and what it does not, in one line; and the alternative text that opens with it.

A finding is said where every figure that it names is drawn; else a sentence is made from what is drawn, where one can
be true of all of it.
"""

import re
from collections.abc import Iterable, Sequence

from dashboard.charts.context import DIMENSIONS, PointMaker, Record, is_of_all, varying
from dashboard.charts.rows import RANKED_UNITS, difference_text
from dashboard.charts.spec import ChartName, Form, Panel, Point
from dashboard.charts.texts import capital, text
from dashboard.text.format import format_row_period, join_words
from dashboard.text.sentences import say_figure
from dashboard.text.typography import set_text
from pipelines.schema.codes import AnswerKind, MeasureKind, ObsStatus, Qualifier
from pipelines.schema.columns import C, language_in, text_in
from pipelines.schema.declared import Language
from pipelines.schema.sentences import figures_of, fill

MOST_ALT = 160
# Fewer have no course to tell, and no ends between which the others lie.
LEAST_TOLD = 3
# A year or a month by itself goes with a preposition; any other period stands in brackets.
_PLAIN = re.compile(r"(?:[^\d,]+ )?\d{4}")


def finding_texts(maker: PointMaker, rows: Sequence[Record]) -> tuple[str, str]:
    """Return claim and doubt of the first finding about the indicator whose figures are all drawn; empty without."""
    drawn = {str(row[C.OBS_ID]): row for row in rows}

    for finding in maker.context.findings.get(str(maker.indicator[C.INDICATOR_ID]), ()):
        lang = language_in(finding, "claim", maker.lang)
        texts = [text_in(finding, stem, lang) for stem in ("claim", "doubt")]
        if all(obs_id in drawn for words in texts for obs_id in figures_of(words)):

            def say(obs_id: str, part: str, lang: Language = lang) -> str:
                return say_figure(drawn[obs_id], part, lang, maker.unit(drawn[obs_id]))

            claim, doubt = (capital(set_text(fill(words, say), lang)) for words in texts)
            return claim, doubt
    return "", ""


def lead_text(
    kind: ChartName, maker: PointMaker, rows: Sequence[Record], panels: Sequence[Panel], points: Sequence[Point]
) -> str:
    """Return the sentence made from the rows; empty where none is true of all that is drawn."""
    # A headline does not rest on what is probably a misprint.
    if kind in {"trend", "values"} and any(row[C.OBS_STATUS] == ObsStatus.LOW_RELIABILITY for row in rows):
        return ""
    match kind:
        case "trend":
            return trend_text(panels, maker.lang)
        case "claims":
            return difference_text(rows, points, maker.lang)
        case "survey":
            return answers_text(rows, points, maker)
        case "values":
            return span_text(maker, rows, panels, points)
        case _:
            return ""


def doubt_text(maker: PointMaker, rows: Sequence[Record]) -> str:
    """Say what figures of this kind do not show; of a response nothing, for it is not a count of children."""
    if all(maker.is_own(row) for row in rows):
        return text("doubt_own", maker.lang)
    kind = str(maker.indicator[C.MEASURE_KIND])
    return "" if kind == MeasureKind.RESPONSE else text(f"doubt_{kind}", maker.lang)


def has_bases(points: Iterable[Point]) -> bool:
    """Say whether shares have bases of their own: then no sentence sets one against another without saying them."""
    return any(point.base for point in points)


def value_of(point: Point) -> float:
    """Return the value of a point that has one."""
    return point.y or 0.0


def when_of(point: Point, points: Iterable[Point], lang: Language) -> str:
    """Name every period that has a point's value: an extreme may be reached twice."""
    return join_words([other.x_label for other in points if other.y == point.y], lang)


def _at(when: str, lang: Language) -> str:
    return text("at" if _PLAIN.fullmatch(when) else "at_other", lang, when=when)


def trend_text(panels: Sequence[Panel], lang: Language) -> str:
    """Return a line's first and last value, and what lies beyond them, in one sentence.

    Empty where more than one series is drawn, where fewer than three years have a value, or where counting changed on
    the way: then there is no one line whose ends could be told.
    """
    drawn = [(panel.heading, one) for panel in panels if panel.form == Form.TIME for one in panel.series]
    if len(drawn) != 1 or any(panel.breaks for panel in panels):
        return ""
    heading, series = drawn[0]
    points = [point for point in series.points if not point.missing]
    if len(points) < LEAST_TOLD or any(point.y is None for point in points) or has_bases(points):
        return ""
    first, last = points[0], points[-1]
    most, least = max(points, key=value_of), min(points, key=value_of)
    extremes = "".join(
        text(key, lang, value=point.label, when=_at(when_of(point, points, lang), lang))
        for key, point in (("highest_between", most), ("lowest_between", least))
        if point.y not in (first.y, last.y)
    )
    ends = {
        "first": first.text, "when_first": _at(first.x_label, lang),
        "last": last.label, "when_last": _at(last.x_label, lang),
    }  # fmt: skip
    return _about(heading, capital(text(_course(first, last), lang, **ends, extremes=extremes)), lang)


def _about(heading: str, words: str, lang: Language) -> str:
    """Say what a sentence is about where its panel has a heading, as an area."""
    return text("about", lang, subject=heading, words=words[:1].lower() + words[1:]) if heading else words


def _course(first: Point, last: Point) -> str:
    """Tell how a line goes from end to end; of approximate values, and of a year that is not whole, what they are."""
    exact = {first.qualifier, last.qualifier} == {Qualifier.EXACT} and not (first.partial or last.partial)
    if not exact or first.y is None or last.y is None:
        return "ends_said"
    return "ends_equal" if first.y == last.y else "ends_up" if first.y < last.y else "ends_down"


def span_text(maker: PointMaker, rows: Sequence[Record], panels: Sequence[Panel], points: Sequence[Point]) -> str:
    """Return least and greatest of what was published for several periods, all else alike, with their periods."""
    by_id = {point.obs_id: point for point in points}
    valued = [(row, by_id[str(row[C.OBS_ID])]) for row in rows if row[C.QUALIFIER] != Qualifier.MISSING]
    exact = all(point.qualifier == Qualifier.EXACT and not point.own and not point.base for _row, point in valued)
    if len(panels) != 1 or panels[0].form != Form.ROWS or len(valued) < LEAST_TOLD or not exact:
        return ""
    (_, least), (_, most) = (pick(valued, key=lambda pair: value_of(pair[1])) for pick in (min, max))
    if least.y == most.y or varying(rows, DIMENSIONS):
        return ""

    def when(end: Point) -> str:
        periods = dict.fromkeys(format_row_period(row, maker.lang) for row, point in valued if point.y == end.y)
        return _at(join_words(periods, maker.lang), maker.lang)

    ends = {"least": least.text, "when_least": when(least), "most": most.label, "when_most": when(most)}
    return text("span", maker.lang, **ends)


def answers_text(rows: Sequence[Record], points: Sequence[Point], maker: PointMaker) -> str:
    """Return the answer that everyone gave most often among those published, or the only one published."""
    by_id = {point.obs_id: point for point in points}
    everyone = [(row, by_id[str(row[C.OBS_ID])]) for row in rows if is_of_all(row)]
    if not everyone or varying(rows, (C.COMPARABILITY_ID, C.REF_AREA, C.TIME_PERIOD, C.SOURCE_ID)):
        return ""
    row, most = max(everyone, key=lambda pair: value_of(pair[1]))
    answer = maker.name_row(row, (C.ANSWER,))
    if len(everyone) == 1:
        key = "one_answer" if most.base else "one_answer_asked"
        return "" if most.missing else text(key, maker.lang, answer=capital(answer), value=most.told)
    told = [point for _row, point in everyone]
    question = maker.context.questions.get(str(maker.indicator.get(C.QUESTION_ID)), {})
    # Nested answers contain one another, and the widest says least.
    sure = all(point.y is not None for point in told) and sum(point.y == most.y for point in told) == 1
    if not sure or has_bases(told) or question.get(C.ANSWER_KIND) == AnswerKind.NESTED:
        return ""
    return text("most_frequent", maker.lang, answer=answer, value=most.text)


def alt_text(chart: str, titles: Sequence[str], more: str, source: str, lang: Language) -> str:
    """Return alternative text of at most 160 characters: the first title that fits, with what fits after it."""
    openings = [text("alt", lang, chart=text(chart, lang), what=title.removesuffix(".")) for title in titles if title]
    for opening in openings:
        for rest in ((more, f"{source}."), (more,), (f"{source}.",), ()):
            words = " ".join(part for part in (opening, *rest) if part)
            if len(words) <= MOST_ALT:
                return words
    # Place and period can go, being in the text beside the picture; half of a date cannot stay.
    whole, comma, _rest = openings[-1][:MOST_ALT].rpartition(", ")
    return f"{whole}." if comma else openings[-1][: MOST_ALT - 1].rsplit(" ", 1)[0] + "…"


def highest_text(kind: ChartName, maker: PointMaker, rows: Sequence[Record], panels: Sequence[Panel]) -> str:
    """Say in a few words what an alternative text without a message opens with: ends, the one value, or the highest.

    Nothing is highest where values were not counted alike, nor among ranks, whose first is the least number.
    """
    lang = maker.lang
    drawn = [
        (panel.heading, [point for point in series.points if not point.missing])
        for panel in panels
        for series in panel.series
    ]
    points = [point for _heading, series in drawn for point in series]
    if not points:
        return ""
    heading, longest = max(drawn, key=lambda each: len(each[1]))
    if kind == "trend" and not has_bases(longest):
        first, last = longest[0], longest[-1]
        ends = {"when_first": first.x_label, "last": last.label, "when_last": last.x_label}
        return _about(heading, text("from_to", lang, first=capital(first.text), **ends), lang)
    if len(points) == 1:
        return f"{capital(points[0].told)}."
    valued = [point for point in points if point.y is not None]
    unlike = varying(rows, (C.COMPARABILITY_ID,)) or any(maker.unit_code(row) in RANKED_UNITS for row in rows)
    if not valued or unlike:
        return ""
    top = max(valued, key=value_of)
    return capital(text("highest_said", lang, where=top.x_label, value=top.told)) + "."
