"""Charts of the current version: described once, drawn once, and served as pictures."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from dashboard.cache import BoundedCache
from dashboard.charts.build import build_chart
from dashboard.charts.context import ChartContext, ChartOptions
from dashboard.charts.law import build_penalties, build_treaties
from dashboard.charts.spec import ChartSpec
from dashboard.margins import sampling_margin
from dashboard.store import Snapshot
from pipelines.schema.codes import TOTAL, Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Language

PENALTIES: Final = "penalties"
TREATIES: Final = "treaties"
# Group of measures against companies and associations: none of them is a prison term, so the chart leaves them out.
LEGAL_PERSON: Final = "legal_person"
_CACHED_SPECS: Final = 4096


def _is_of_all(row: Mapping[str, Any]) -> bool:
    return bool(row[C.SEX] == TOTAL and row[C.AGE] == TOTAL)


def find_margins(snapshot: Snapshot) -> dict[str, float]:
    """Sampling margin by obs_id, for answers of everyone to a question whose sample is known.

    The size of sub-groups is not published, so their answers have no margin.
    """
    samples = {row[C.QUESTION_ID]: row[C.SAMPLE_SIZE] for row in snapshot.rows(T.SURVEY_QUESTIONS)}
    margins: dict[str, float] = {}
    for indicator in snapshot.rows(T.INDICATORS):
        sample = samples.get(indicator[C.QUESTION_ID]) if indicator[C.QUESTION_ID] else None
        if not sample:
            continue
        for row in snapshot.figures_of(indicator[C.INDICATOR_ID]):
            if row[C.OBS_VALUE] is not None and row[C.QUALIFIER] == Qualifier.EXACT and _is_of_all(row):
                margins[row[C.OBS_ID]] = sampling_margin(row[C.OBS_VALUE], int(sample))
    return margins


class Charts:
    """Chart descriptions of one data version."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._specs: BoundedCache[ChartSpec | None] = BoundedCache(_CACHED_SPECS)

    @cached_property
    def margins(self) -> dict[str, float]:
        """Sampling margin by obs_id."""
        return find_margins(self._snapshot)

    @cached_property
    def context(self) -> ChartContext:
        """What charts need besides their rows."""
        return ChartContext.from_tables(self._snapshot.frames, margins=self.margins)

    def spec(self, chart_id: str, lang: Language, options: ChartOptions | None = None) -> ChartSpec | None:
        """Description of an indicator's chart, or of the penalties or treaties; None where there is nothing to draw."""
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
        rows = self._snapshot.observations_of(chart_id)
        return build_chart(indicator, rows, context=self.context, lang=lang, options=options)


_HELD: BoundedCache[Charts] = BoundedCache(3)


def charts_of(snapshot: Snapshot) -> Charts:
    """The charts of a data version, kept as long as it is used."""
    return _HELD.get(snapshot.stamp, lambda: Charts(snapshot))
