"""Charts of the current version: described once, drawn once, and served as pictures."""

from dataclasses import replace
from functools import cached_property
from typing import Final

import pandas as pd

from dashboard.charts.build import build_chart
from dashboard.charts.context import ChartContext, ChartOptions
from dashboard.charts.law import build_penalties, build_treaties
from dashboard.charts.spec import ChartSpec
from dashboard.charts.survey import SURVEYS, Asked, build_surveys, margins_of
from dashboard.charts.texts import text
from dashboard.charts.timeline import build_timeline
from dashboard.data.cache import BoundedCache
from dashboard.data.excerpt import PART_CODES, Excerpt
from dashboard.data.law import is_of_country, law_countries
from dashboard.data.observations import questions_asked
from dashboard.data.store import Snapshot
from dashboard.text.format import format_number, format_period
from dashboard.text.typography import said
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Language

PENALTIES: Final = "penalties"
TREATIES: Final = "treaties"
TIMELINE: Final = "timeline"
# Charts of the law, each of one country.
LAW: Final = (PENALTIES, TREATIES, TIMELINE)
# Group of measures against companies and associations: none of them is a prison term, so the chart leaves them out.
LEGAL_PERSON: Final = "legal_person"
_CACHED_SPECS: Final = 1024
# One chart of more questions would be read by nobody.
_MOST_QUESTIONS: Final = 40


def find_margins(snapshot: Snapshot, indicator_id: str) -> dict[str, float]:
    """Find the sampling margin by obs_id, for the answers that have one."""
    indicator = snapshot.row(T.INDICATORS, indicator_id)
    question = snapshot.row(T.SURVEY_QUESTIONS, indicator[C.QUESTION_ID]) if indicator else None
    return margins_of(snapshot.observations_of(indicator_id), question[C.SAMPLE_SIZE]) if question else {}


def part_text(part: Excerpt, shown: int, context: ChartContext, lang: Language) -> str:
    """Say that a chart shows only some of the figures, and which."""
    which = []
    for column, value in part.narrowed:
        area = said(context.areas.get(value, {}), "name", lang) or value
        which.append(area if column == C.REF_AREA else context.code_name(PART_CODES[column], value, lang))
    if part.since:
        which.append(text("since", lang, when=format_period(part.since, lang)))
    counts = {"shown": format_number(shown, lang), "total": format_number(part.total, lang)}
    return text("part_of" if which else "part", lang, which=", ".join(which), **counts)


class Charts:
    """Chart descriptions of one data version."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._specs: BoundedCache[ChartSpec | None] = BoundedCache(_CACHED_SPECS)

    @cached_property
    def context(self) -> ChartContext:
        """Say what charts need besides their rows and the margins of these."""
        return ChartContext.from_tables(self._snapshot.frames)

    def spec(self, chart_id: str, lang: Language, options: ChartOptions | None = None) -> ChartSpec | None:
        """Describe an indicator's chart, that of penalties, treaties or surveys, or the timeline; None without any."""
        chosen = options or ChartOptions()
        key = (chart_id, lang, chosen)
        return self._specs.get(key, lambda: self._describe(chart_id, lang, chosen))

    def _describe(self, chart_id: str, lang: Language, options: ChartOptions) -> ChartSpec | None:
        if chart_id in LAW:
            return self._describe_law(chart_id, lang, law_countries(self._snapshot).chosen(options.country))
        if chart_id == SURVEYS:
            return self._describe_surveys(lang)
        indicator = self._snapshot.row(T.INDICATORS, chart_id)
        if indicator is None:
            return None
        part = self._snapshot.excerpt_of(chart_id)
        context = replace(self.context, margins=find_margins(self._snapshot, chart_id))
        spec = build_chart(indicator, part.rows, context=context, lang=lang, options=options)
        if spec is None or part.whole:
            return spec
        return replace(spec, about=f"{spec.about} {part_text(part, len(spec.points), context, lang)}")

    def _describe_law(self, chart_id: str, lang: Language, country: str) -> ChartSpec | None:
        def rows(table: str) -> pd.DataFrame:
            frame = self._snapshot.frames[table]
            return frame.loc[[is_of_country(str(area), country) for area in frame[C.REF_AREA]]]

        if chart_id == PENALTIES:
            penalties = rows(T.LEGAL_PENALTIES)
            on_persons = penalties[penalties[C.OFFENCE_ID] != LEGAL_PERSON]
            return build_penalties(on_persons, context=self.context, lang=lang, country=country)
        if chart_id == TREATIES:
            return build_treaties(rows(T.TREATIES), context=self.context, lang=lang, country=country)
        return build_timeline(rows(T.EVENTS), rows(T.TREATIES), context=self.context, lang=lang, country=country)

    def _describe_surveys(self, lang: Language) -> ChartSpec | None:
        pairs = questions_asked(self._snapshot)
        if len(pairs) > _MOST_QUESTIONS:
            return None
        ids = [str(indicator[C.INDICATOR_ID]) for _question, indicator in pairs]
        rows = [self._snapshot.excerpt_of(indicator_id).rows for indicator_id in ids]
        asked = [Asked(*pair, answers) for pair, answers in zip(pairs, rows, strict=True)]
        margins = {key: margin for each in ids for key, margin in find_margins(self._snapshot, each).items()}
        return build_surveys(asked, context=replace(self.context, margins=margins), lang=lang)


def charts_of(snapshot: Snapshot) -> Charts:
    """Return the charts of a data version, kept with it."""
    return snapshot.derived(Charts)
