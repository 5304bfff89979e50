"""Invented rows in the shape of the published tables, and the published tables themselves, as charts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
from hypothesis import settings

from dashboard.charts.build import ChartContext, ChartOptions, build_chart
from dashboard.charts.compare import MOST_COMPARED, CompareOptions, build_comparison
from dashboard.charts.context import records_of
from dashboard.charts.law import build_penalties, build_treaties
from dashboard.charts.spec import ChartSpec
from dashboard.charts.survey import Asked, build_surveys, margins_of
from dashboard.charts.timeline import build_timeline
from dashboard.data.snapshot import load_snapshot
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language, tables
from pipelines.schema.paths import CURATED_DIR

INDICATOR = "invented"
REPORT, OTHER, OWN = "ecpat-france-2011", "other-2012", "esec-computed"
EVERYTHING = ChartOptions(sources="all", derived=True)
# Building a chart from a frame takes milliseconds, and longer on a busy machine.
unhurried = settings(deadline=None, max_examples=50)


def _named(key: str, code: str, name: str, **more: Any) -> dict[str, Any]:
    return {key: code, C.NAME_EN: name, C.NAME_FR: f"{name} (fr)", **more}


def _unit(code: str, name: str, short: str, **more: Any) -> dict[str, Any]:
    limits = {C.ADDITIVE: True, C.MINIMUM: 0.0, C.MAXIMUM: None, C.DECIMALS: 0}
    return _named(C.UNIT_MEASURE, code, name, **{C.SHORT_EN: short, C.SHORT_FR: short, **limits, **more})


def _source(source_id: str, kind: str, short: str) -> dict[str, Any]:
    return {C.SOURCE_ID: source_id, C.SOURCE_KIND: kind, C.SHORT_EN: short, C.SHORT_FR: f"{short} (fr)"}


def context(**changes: Any) -> ChartContext:
    """A small catalogue."""
    codes = [
        ("CL_SEX", "_T", "Everyone"),
        ("CL_SEX", "F", "Women"),
        ("CL_SEX", "M", "Men"),
        ("CL_AGE", "_T", "All ages"),
        ("CL_AGE", "Y18T24", "18 to 24 years"),
        ("CL_ANSWER", "YES", "yes"),
        ("CL_ANSWER", "NO", "no"),
        ("CL_OBS_STATUS", "O", "missing"),
    ]
    given = {
        "units": {
            "CHILDREN": _unit("CHILDREN", "children", "children"),
            "URLS": _unit("URLS", "web addresses", "URLs"),
            "PC_ADULTS": _unit("PC_ADULTS", "percent of adults", "%", **{C.MAXIMUM: 100.0, C.DECIMALS: 1}),
            "RANK": _unit("RANK", "rank", "rank"),
        },
        "sources": {
            REPORT: _source(REPORT, "report", "The Report (2011)"),
            OTHER: _source(OTHER, "other_publication", "Another & Co (2012)"),
            OWN: _source(OWN, "own_arithmetic", "Our calculations"),
        },
        "areas": {"FR": _named(C.REF_AREA, "FR", "France"), "FR-75": _named(C.REF_AREA, "FR-75", "Paris")},
        "origins": {
            "police": _named(C.ORIGIN_ID, "police", "Police"),
            "associations": _named(C.ORIGIN_ID, "associations", "Associations <in the field>"),
        },
        "comparability": {
            INDICATOR: _named(C.COMPARABILITY_ID, INDICATOR, "Invented count"),
            f"{INDICATOR}.new": _named(C.COMPARABILITY_ID, f"{INDICATOR}.new", "new way of counting"),
        },
        "questions": {},
        "events": {},
        "codes": {
            (codelist, code): _named(C.CODE, code, name, **{C.SORT_ORDER: order})
            for order, (codelist, code, name) in enumerate(codes)
        },
    }
    return ChartContext(**{**given, **changes})


def indicator(chart_kind: str = "trend", **changes: Any) -> dict[str, Any]:
    """An indicator's row."""
    row: dict[str, Any] = dict.fromkeys(tables()[T.INDICATORS].names)
    return row | {
        C.INDICATOR_ID: INDICATOR,
        C.NAME_EN: "Invented count",
        C.NAME_FR: "Décompte inventé",
        C.UNIT_MEASURE: "CHILDREN",
        C.MEASURE_KIND: "recorded",
        C.CHART_KIND: chart_kind,
        **changes,
    }


def observation(number: int, period: str, value: float | None = None, **changes: Any) -> dict[str, Any]:
    """A row of observations; without a value or bounds it is missing."""
    bounded = {C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH} & changes.keys()
    qualifier = "exact" if value is not None else "range" if bounded else "missing"
    row: dict[str, Any] = dict.fromkeys(tables()[T.OBSERVATIONS].names)
    return row | {
        C.OBS_ID: f"x-{number:04d}",
        C.INDICATOR_ID: INDICATOR,
        C.REF_AREA: "FR",
        C.TIME_PERIOD: period,
        C.SEX: "_T",
        C.AGE: "_T",
        C.ANSWER: "_Z",
        C.OBS_VALUE: value,
        C.QUALIFIER: qualifier,
        C.OBS_STATUS: "O" if qualifier == "missing" else "A",
        C.UNIT_MEASURE: "CHILDREN",
        C.SOURCE_ID: REPORT,
        C.ORIGIN_ID: "police",
        C.PAGE: 9,
        C.COMPARABILITY_ID: INDICATOR,
        **changes,
    }


def chart(
    rows: Sequence[dict[str, Any]],
    chart_kind: str = "trend",
    *,
    lang: Language = "en",
    options: ChartOptions = EVERYTHING,
    catalogue: ChartContext | None = None,
    **changes: Any,
) -> ChartSpec:
    """The chart of invented rows."""
    frame = pd.DataFrame(rows, columns=tables()[T.OBSERVATIONS].names)
    spec = build_chart(
        indicator(chart_kind, **changes),
        frame.to_dict("records"),
        context=catalogue or context(),
        lang=lang,
        options=options,
    )
    assert spec is not None
    return spec


@cache
def published() -> dict[str, pd.DataFrame]:
    """Every published table."""
    return {name: pd.read_parquet(CURATED_DIR / f"{name}.parquet") for name in tables()}


@cache
def published_charts() -> tuple[ChartSpec, ...]:
    """The chart of every published indicator, of penalties, treaties, surveys and timeline, in both languages."""
    return tuple(describe_published())


@cache
def published_comparisons() -> tuple[ChartSpec, ...]:
    """Comparisons of every published course over years, six together, in turn with each kind of scale."""
    snapshot = load_snapshot(CURATED_DIR)
    ids = [row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS) if row[C.CHART_KIND] == ChartKind.TREND]
    specs = []
    for number in range(-(-len(ids) // MOST_COMPARED)):
        six = tuple(ids[number * MOST_COMPARED : (number + 1) * MOST_COMPARED])
        options = CompareOptions(indicators=six, log=number % 2 > 0, highlight=six[0] if number % 2 > 0 else "")
        spec = build_comparison(snapshot, LANGUAGES[number // 2 % len(LANGUAGES)], options).spec
        assert spec is not None
        specs.append(replace(spec, chart_id=f"compare-{number}"))
    return tuple(specs)


def describe_published(options: ChartOptions = EVERYTHING) -> Iterator[ChartSpec]:
    """The same, described anew."""
    frames = published()
    catalogue = ChartContext.from_tables(frames)
    observations = frames[T.OBSERVATIONS]
    indicators = records_of(frames[T.INDICATORS])
    by_indicator = {key: records_of(rows) for key, rows in observations.groupby(C.INDICATOR_ID)}
    asked = [
        Asked(catalogue.questions[row[C.QUESTION_ID]], row, by_indicator[row[C.INDICATOR_ID]])
        for row in indicators
        if row[C.QUESTION_ID]
    ]
    margins = {key: found for one in asked for key, found in margins_of(one.rows, one.question[C.SAMPLE_SIZE]).items()}
    catalogue = replace(catalogue, margins=margins)
    for lang in LANGUAGES:
        for row in indicators:
            records = by_indicator[row[C.INDICATOR_ID]]
            spec = build_chart(row, records, context=catalogue, lang=lang, options=options)
            if spec is not None:
                yield spec
        surveys = build_surveys(asked, context=catalogue, lang=lang)
        assert surveys is not None
        yield surveys
        for law in (
            build_penalties(frames[T.LEGAL_PENALTIES], context=catalogue, lang=lang),
            build_treaties(frames[T.TREATIES], context=catalogue, lang=lang),
            build_timeline(frames[T.EVENTS], frames[T.TREATIES], context=catalogue, lang=lang),
        ):
            assert law is not None
            yield law
