"""Charts of the current version: described once, drawn once, and served as pictures."""

from dataclasses import replace
from functools import cached_property
from typing import Final

from dashboard.charts.build import build_chart
from dashboard.charts.context import ChartContext, ChartOptions, is_of_all
from dashboard.charts.law import build_penalties, build_treaties
from dashboard.charts.spec import ChartSpec
from dashboard.charts.texts import text
from dashboard.data.cache import BoundedCache
from dashboard.data.excerpt import PART_CODES, Excerpt
from dashboard.data.margins import sampling_margin
from dashboard.data.store import Snapshot
from dashboard.text.format import format_number, format_period, has_open_base
from dashboard.text.typography import said
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Language

PENALTIES: Final = "penalties"
TREATIES: Final = "treaties"
# Group of measures against companies and associations: none of them is a prison term, so the chart leaves them out.
LEGAL_PERSON: Final = "legal_person"
_CACHED_SPECS: Final = 1024


def find_margins(snapshot: Snapshot, indicator_id: str) -> dict[str, float]:
    """Find the sampling margin by obs_id, for answers of everyone to a question of known sample.

    The size of sub-groups is not published, so their answers have no margin; nor have shares whose base is open.
    """
    indicator = snapshot.row(T.INDICATORS, indicator_id)
    question = snapshot.row(T.SURVEY_QUESTIONS, indicator[C.QUESTION_ID]) if indicator else None
    sample = question[C.SAMPLE_SIZE] if question else None
    if not sample:
        return {}
    return {
        row[C.OBS_ID]: sampling_margin(row[C.OBS_VALUE], int(sample))
        for row in snapshot.observations_of(indicator_id)
        if row[C.OBS_VALUE] is not None
        and row[C.QUALIFIER] == Qualifier.EXACT
        and is_of_all(row)
        and not has_open_base(row)
    }


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
        """Describe an indicator's chart, or that of penalties or treaties; None where there is nothing to draw."""
        chosen = options or ChartOptions()
        key = (chart_id, lang, chosen)
        return self._specs.get(key, lambda: self._describe(chart_id, lang, chosen))

    def _describe(self, chart_id: str, lang: Language, options: ChartOptions) -> ChartSpec | None:
        frames = self._snapshot.frames
        if chart_id == PENALTIES:
            penalties = frames[T.LEGAL_PENALTIES]
            on_persons = penalties[penalties[C.OFFENCE_ID] != LEGAL_PERSON]
            return build_penalties(on_persons, context=self.context, lang=lang)
        if chart_id == TREATIES:
            return build_treaties(frames[T.TREATIES], context=self.context, lang=lang)
        indicator = self._snapshot.row(T.INDICATORS, chart_id)
        if indicator is None:
            return None
        part = self._snapshot.excerpt_of(chart_id)
        context = replace(self.context, margins=find_margins(self._snapshot, chart_id))
        spec = build_chart(indicator, part.rows, context=context, lang=lang, options=options)
        if spec is None or part.whole:
            return spec
        return replace(spec, about=f"{spec.about} {part_text(part, len(spec.points), context, lang)}")


def charts_of(snapshot: Snapshot) -> Charts:
    """Return the charts of a data version, kept with it."""
    return snapshot.derived(Charts)
