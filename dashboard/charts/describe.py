"""A chart in words, made from its rows: what is counted, sources, notes, key, long description."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dashboard.charts.context import ChartContext, PointMaker, Record, varying
from dashboard.charts.message import LEAST_TOLD, has_bases, value_of, when_of
from dashboard.charts.spec import Form, KeyEntry, Note, Panel, Point, Series, Shape, Sign
from dashboard.charts.texts import capital, counted, text
from dashboard.text.format import format_period, format_row_period, is_undated, join_words
from dashboard.text.typography import said
from pipelines.schema.columns import C
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

_MOST_NAMED = 3
# A year by itself, or said not to be whole.
_YEAR = re.compile(r"\d{4}(?:,|$)")
_SHAPE_WORDS = {
    Shape.CIRCLE: "report",
    Shape.DIAMOND: "report_estimate",
    Shape.SQUARE: "other_publication",
    Shape.PLUS: "own",
}


def measure_text(maker: PointMaker, rows: Sequence[Record]) -> str:
    """Say what is counted, where and when, without saying twice what the indicator's name says."""
    name = said(maker.indicator, "name", maker.lang)
    parts = [capital(name)]
    areas = {str(row[C.REF_AREA]) for row in rows}
    if len(areas) == 1:
        area = said(maker.context.areas.get(areas.pop(), {}), "name", maker.lang)
        if area and area.lower() not in name.lower():
            parts.append(area)
    # The years of some would be read as those of all.
    when = "" if any(is_undated(row) for row in rows) else period_text(rows, maker.lang)
    if when and not any(str(row[C.TIME_PERIOD])[:4] in name for row in rows):
        parts.append(when)
    return ", ".join(parts)


def period_text(rows: Sequence[Record], lang: Language) -> str:
    """Return the one period of the rows, or their first and last year; empty where no source gives any."""
    dated = [row for row in rows if not is_undated(row)]
    periods = {str(row[C.TIME_PERIOD]) for row in dated}
    if len(periods) < 2:
        return format_row_period(dated[0], lang) if dated else ""
    parsed = [parse_period(period) for period in periods]
    first, last = min(period.start.year for period in parsed), max(period.end.year for period in parsed)
    return format_period(str(first) if first == last else f"{first}/{last}", lang)


def about_text(maker: PointMaker, rows: Sequence[Record], panels: Sequence[Panel]) -> str:
    """Return a survey's question, what all figures have in common, and a line's years without a value."""
    question = maker.context.questions.get(str(maker.indicator.get(C.QUESTION_ID)), {})
    group = "" if varying(rows, (C.COMPARABILITY_ID,)) else maker.name_row(rows[0], (C.COMPARABILITY_ID,))
    people = "" if varying(rows, (C.SEX,)) else maker.context.group_name(rows[0][C.SEX], rows[0][C.AGE], maker.lang)
    parts = (group, people, maker.unit_name(rows[0]), _bases_text(maker, rows))
    sentences = [f"{capital(words)}." for words in parts if words]
    lines = [series for panel in panels if panel.form == Form.TIME for series in panel.series]
    points = lines[0].points if len(lines) == 1 else ()
    gaps = (_missing_text(points, maker.lang), _empty_years_text(points, maker.lang))
    return " ".join(part for part in (said(question, "question", maker.lang), *sentences, *gaps) if part)


def _bases_text(maker: PointMaker, rows: Sequence[Record]) -> str:
    """Say the base that all shares have; where some or all have another, that it stands with them."""
    if not any(maker.own_base(row) for row in rows):
        return maker.shared_base
    if maker.shared_base:
        return text("base_unless", maker.lang, base=maker.shared_base)
    return text("bases_differ", maker.lang)


def _source_names(points: Iterable[Point], context: ChartContext, lang: Language) -> list[str]:
    by_source: dict[str, list[Point]] = {}
    for point in points:
        by_source.setdefault(point.source_id, []).append(point)
    return [
        context.source_words(source_id, lang, [point.page for point in used], [point.footnote for point in used])
        for source_id, used in by_source.items()
    ]


def source_words(points: Iterable[Point], context: ChartContext, lang: Language) -> str:
    """Return the sources of points as a list within a sentence."""
    return join_words(_source_names(points, context, lang), lang)


def source_text(points: Iterable[Point], context: ChartContext, lang: Language) -> str:
    """Return every source with its pages and footnotes, in the order in which the chart uses them."""
    names = _source_names(points, context, lang)
    return text("source" if len(names) == 1 else "sources", lang, source=text("between_sources", lang).join(names))


def make_note(number: int, subject: str, words: str, obs_ids: Sequence[str], lang: Language) -> Note:
    """Return a note with its words about its subject."""
    spoken = text("about", lang, subject=subject, words=words) if subject else words
    return Note(number, words, spoken, tuple(obs_ids))


def notes_text(maker: PointMaker, rows: Sequence[Record], names: Mapping[str, str]) -> tuple[Note, ...]:
    """Return notes of the groups, then of single figures, which `names` names; the same words are one note."""
    owners: dict[str, list[str]] = {}
    groups = [maker.context.comparability.get(str(row[C.COMPARABILITY_ID]), {}) for row in rows]
    for row, noted in [*zip(rows, groups, strict=True), *zip(rows, rows, strict=True)]:
        owners.setdefault(said(noted, "note", maker.lang), []).append(str(row[C.OBS_ID]))
    owners.pop("", None)
    return tuple(
        make_note(n, _subject([names[obs_id] for obs_id in ids], len(rows), maker.lang), words, ids, maker.lang)
        for n, (words, ids) in enumerate(owners.items(), start=1)
    )


def _subject(names: Sequence[str], of_all: int, lang: Language) -> str:
    """Return the figures that a note is about, unless they are all or too many to name."""
    named = list(dict.fromkeys(names))
    return "" if len(names) == of_all or len(named) > _MOST_NAMED else join_words(named, lang)


def _told(key: str, points: Sequence[Point], lang: Language, **more: str) -> str:
    """Return a sentence about the first and the last value of a line, with their periods."""
    first, last = points[0], points[-1]
    ends = {"first": first.text, "when_first": first.x_label, "last": last.label, "when_last": last.x_label}
    return text(key, lang, **{**ends, **more})


def _empty_years_text(points: Iterable[Point], lang: Language) -> str:
    """Say how many years between the first and the last have no value, beside those that a source leaves out."""
    stated = {int(point.x) for point in points if point.span is None and _YEAR.match(point.x_label)}
    total = max(stated, default=0) - min(stated, default=0) + 1
    return counted("empty_years", total - len(stated), lang, total=total) if len(stated) < total and stated else ""


def _missing_text(points: Iterable[Point], lang: Language) -> str:
    missing = [point.x_label for point in points if point.missing]
    return text("missing_said", lang, when=join_words(missing, lang)) if missing else ""


def _series_text(series: Series, lang: Language) -> str:
    valued = [point for point in series.points if point.y is not None]
    if len(valued) < LEAST_TOLD or has_bases(valued):
        return ""
    least, most = min(valued, key=value_of), max(valued, key=value_of)
    prefix = text("about", lang, subject=series.label, words="") if series.label else ""
    words = _told(
        "series_from_to",
        valued,
        lang,
        series=prefix,
        last=valued[-1].text,
        least=least.label,
        when_least=when_of(least, valued, lang),
        most=most.label,
        when_most=when_of(most, valued, lang),
    )
    return " ".join(part for part in (capital(words), _empty_years_text(series.points, lang)) if part)


def description_text(panels: Sequence[Panel], lead: str, extra: Sequence[str], lang: Language) -> tuple[str, ...]:
    """Say how many figures there are, ends and extremes of lines, every other figure, gaps, breaks, what is ours.

    Where figures differ in group, area or source, each sentence names it: a period alone would make one course of them.
    """
    points = [point for panel in panels for point in panel.points]
    sentences = [lead, counted("figures", len(points), lang)]
    places = _places(panels)
    shared = {words for words, number in Counter(places.values()).items() if number > 1}
    for panel in panels:
        for series in panel.series:
            summed_up = _series_text(series, lang) if panel.form == Form.TIME else ""
            told = [summed_up] if summed_up else []
            for point in series.points:
                if not point.missing and (not summed_up or point.y is None):
                    where = capital(places[point.obs_id])
                    where = f"{where} ({point.source})" if places[point.obs_id] in shared else where
                    told.append(text("point_said", lang, where=where, value=point.told))
            sentences += told
        sentences += [text("break_said", lang, when=int(mark.x), why=mark.label) for mark in panel.breaks]
    sentences.append(_missing_text(points, lang))
    own = [point.spoken for point in points if point.own]
    if own and len(own) < len(points):
        sentences.append(text("own_said", lang, values=join_words(own, lang)))
    return tuple(sentence for sentence in (*sentences, *extra) if sentence)


def _places(panels: Sequence[Panel]) -> dict[str, str]:
    """Say by obs_id what a sentence names a figure by: panel and series where several, then its period or row."""
    found: dict[str, str] = {}
    for panel in panels:
        for series in panel.series:
            above = [panel.heading if len(panels) > 1 else "", series.label if len(panel.series) > 1 else ""]
            for point in series.points:
                # A group named after its only year says it already.
                told = any(words.endswith(point.x_label) or words.startswith(f"{point.x_label},") for words in above)
                found[point.obs_id] = ", ".join(words for words in (*above, "" if told else point.x_label) if words)
    return found


def key_of(panels: Sequence[Panel], lang: Language) -> tuple[KeyEntry, ...]:
    """Return entries for shapes where there are several, and for hollow marks, ranges, bounds and breaks."""
    drawn = [panel for panel in panels if panel.form != Form.TEXT]
    points = [point for panel in drawn for point in panel.points if not point.missing]
    # Rows are named, and bars have no shape: only marks need a key to where they come from.
    marked = [point for panel in drawn if panel.form == Form.TIME for point in panel.points if not point.missing]
    shapes = [shape for shape in _SHAPE_WORDS if any(point.shape == shape for point in marked)]
    entries = []
    if len(shapes) > 1 or shapes == [Shape.PLUS]:
        entries = [KeyEntry("shape", shape, text(_SHAPE_WORDS[shape], lang)) for shape in shapes]
    some_shape = shapes[0] if shapes else next((point.shape for point in points if point.hollow), Shape.CIRCLE)
    signs: dict[Sign, bool] = {
        "hollow": any(point.approx for point in points),
        "partial": any(point.partial for point in points),
        "range": any(point.ranged for point in points),
        "bound": any(point.bound is not None for point in points),
        "break": any(panel.breaks for panel in drawn),
    }
    entries += [KeyEntry(sign, some_shape, text(sign, lang)) for sign, is_used in signs.items() if is_used]
    return tuple(entries)
