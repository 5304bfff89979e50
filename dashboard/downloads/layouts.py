"""Which columns of the figures a layout has: those that one reads, or a row a series with a column a period."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa

from dashboard.data.query import Where
from dashboard.downloads.columns import OutColumn
from dashboard.downloads.published import Published
from dashboard.downloads.selection import Layout, Selection
from dashboard.downloads.wide import FIGURES, STATUSES, Places, find_places
from dashboard.downloads.words import words_for
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, PeriodBasis
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import LANGUAGES

# Columns that say nothing where every row holds this: then they are left out.
_NEUTRAL: Final[Mapping[str, str | None]] = {
    C.PERIOD_BASIS: PeriodBasis.STATED,
    C.BASE_EN: None,
    C.REF_AREA: COUNTRY,
    C.SEX: TOTAL,
    C.AGE: TOTAL,
    C.ANSWER: NOT_APPLICABLE,
}
# Of a code that also has words, these layouts keep the words; of these, both, or the code alone, by which rows are told
# apart: two groups may have the same words.
_CODE_TOO: Final = (C.INDICATOR_ID, C.QUALIFIER)
_CODE_ALONE: Final = (C.COMPARABILITY_ID,)
_PARTS: Final = (C.REF_AREA, C.SEX, C.AGE, C.ANSWER)
_COMPACT: Final = (
    C.OBS_ID,
    C.INDICATOR_ID,
    C.TIME_PERIOD,
    C.PERIOD_BASIS,
    C.OBS_VALUE,
    C.OBS_VALUE_LOW,
    C.OBS_VALUE_HIGH,
    C.QUALIFIER,
    C.UNIT_MEASURE,
    C.BASE_EN,
    *_PARTS,
    C.OBS_STATUS,
    C.SOURCE_ID,
    C.COMPARABILITY_ID,
    C.NOTE_EN,
)
_SERIES: Final = (
    C.INDICATOR_ID,
    C.UNIT_MEASURE,
    C.BASE_EN,
    *_PARTS,
    C.SOURCE_ID,
    C.ORIGIN_ID,
    C.COMPARABILITY_ID,
)


@dataclass(frozen=True)
class Layouts:
    """Arranges the columns of a selection of figures.

    Attributes:
        published: the version.
        selection: what is selected.
        where: the condition that its rows meet.
        whole: every column, in the full layout.
    """

    published: Published
    selection: Selection
    where: Where
    whole: tuple[OutColumn, ...]

    def columns(self) -> tuple[OutColumn, ...]:
        """Return the columns of the selection's layout, in order."""
        if self.selection.layout == Layout.COMPACT:
            return tuple(self._chosen(_COMPACT))
        if self.selection.layout == Layout.WIDE:
            return tuple(self._wide(find_places(self.published, self.where)))
        return self.whole

    def _chosen(self, names: Collection[str]) -> Iterator[OutColumn]:
        for name in names:
            if name not in _NEUTRAL or self._tells(name):
                yield from self._named(name)

    def _tells(self, column: str) -> bool:
        # An earlier version lacks some columns.
        if column not in self.published.tables[T.OBSERVATIONS].schema.names:
            return False
        found = self.published.asked.distinct(T.OBSERVATIONS, column, self.where)
        return any(value != _NEUTRAL[column] for value in found)

    def _named(self, name: str) -> Iterator[OutColumn]:
        """Give a column as a reader needs it: in words, as a code where there are none, or both; texts by language."""
        stem = name.removesuffix("_en")
        texts = [f"{stem}_{lang}" for lang in LANGUAGES] if stem != name else []
        words = [] if name in _CODE_ALONE else [f"{name.removesuffix('_id')}_label_{lang}" for lang in LANGUAGES]
        in_words = [column for column in self.whole if column.name in (words or texts)]
        for column in self.whole:
            own = column.name in (texts or [name])
            if (own and (name in _CODE_TOO or not in_words)) or column in in_words:
                yield column

    def _wide(self, places: Places) -> Iterator[OutColumn]:
        yield from self._chosen(_SERIES)
        for place in places:
            yield _made(place.column, pa.float64(), "column.period", period=place.shown)
            if place.has_texts:
                yield _made(place.text_column, pa.string(), "column.period-text", period=place.shown)
        yield _made(STATUSES, pa.string(), "column.statuses")
        # Every note of the row's figures, each behind its period.
        for column in self._named(C.NOTE_EN):
            yield replace(column, text=words_for("column.notes.text"))
        yield _made(FIGURES, pa.string(), "column.figures", required=True)


def _made(name: str, kind: Any, words: str, *, required: bool = False, **places: Any) -> OutColumn:
    """Return a column that the rows of series have under the same name."""
    return OutColumn(
        name,
        kind,
        words_for(words, **places),
        words_for(f"{words}.text", **places),
        required,
        "",
        None,
        lambda batch: batch.column(name),
    )
