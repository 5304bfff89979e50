"""What every chart reads: rows of observations as points, the catalogue around them, and the choices of the reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from dashboard.charts.spec import Point, Shape
from dashboard.charts.texts import capital, text
from dashboard.text.format import (
    format_base,
    format_number,
    format_observation,
    format_place,
    format_row_period,
    is_partial,
)
from dashboard.text.typography import said
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, MeasureKind, ObsStatus, Qualifier, SourceKind
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

_DAYS_A_YEAR = 365.25
# What tells figures of one indicator apart, in the order in which it is said. SEX stands for sex and age together:
# both name a sub-group of people.
DIMENSIONS = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX)

Record = Mapping[str, Any]
Records = Mapping[str, Record]


def filled(row: Mapping[Any, Any]) -> Record:
    """Return the row with None in its empty cells, which pandas may carry as NaN, NaT or NA."""
    return {str(name): None if cell is pd.NA or cell != cell else cell for name, cell in row.items()}


def records_of(table: pd.DataFrame) -> list[Record]:
    """Return the rows of a table."""
    return [filled(row) for row in table.to_dict("records")]


@dataclass(frozen=True, kw_only=True)
class ChartContext:
    """Catalogue rows by their key.

    Attributes:
        events: events by id; those of the indicator's `event_ids` are drawn.
        codes: rows of the code lists by (list, code).
        findings: findings by the indicator that they are about, in their order.
        margins: sampling margin in percentage points by obs_id, where the sample is known.
    """

    units: Records
    sources: Records
    areas: Records
    origins: Records
    comparability: Records
    questions: Records
    events: Records
    codes: Mapping[tuple[str, str], Record]
    findings: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    margins: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_tables(cls, tables: Mapping[str, pd.DataFrame]) -> "ChartContext":
        """Take from published tables, by name."""

        def keyed(table: str, key: str) -> Records:
            return {str(row[key]): row for row in records_of(tables[table])}

        findings: dict[str, list[Record]] = {}
        for row in sorted(records_of(tables[T.FINDINGS]), key=lambda row: int(row[C.SORT_ORDER])):
            findings.setdefault(str(row[C.INDICATOR_ID]), []).append(row)
        return cls(
            units=keyed(T.UNITS, C.UNIT_MEASURE),
            sources=keyed(T.SOURCES, C.SOURCE_ID),
            areas=keyed(T.AREAS, C.REF_AREA),
            origins=keyed(T.ORIGINS, C.ORIGIN_ID),
            comparability=keyed(T.COMPARABILITY, C.COMPARABILITY_ID),
            questions=keyed(T.SURVEY_QUESTIONS, C.QUESTION_ID),
            events=keyed(T.EVENTS, C.EVENT_ID),
            codes={(str(row[C.CODELIST_ID]), str(row[C.CODE])): row for row in records_of(tables[T.CODELISTS])},
            findings=findings,
        )

    def code_name(self, codelist: str, code: str, lang: Language) -> str:
        """Return a code in words; the code itself where the list does not have it."""
        record = self.codes.get((codelist, code))
        return said(record, "name", lang) if record is not None else code

    def code_order(self, codelist: str, code: str) -> tuple[int, str]:
        """Place of a code in its list; codes that the list does not have come last."""
        record = self.codes.get((codelist, code))
        return (int(record[C.SORT_ORDER]) if record is not None else 10_000, code)

    def source_kind(self, source_id: str) -> str:
        """Return the kind of a source; without its record, the report's id alone tells."""
        record = self.sources.get(source_id)
        if record is not None:
            return str(record[C.SOURCE_KIND])
        return SourceKind.REPORT if source_id == REPORT_SOURCE else SourceKind.OTHER_PUBLICATION

    def source_name(self, source_id: str, lang: Language) -> str:
        """Return the short name of a source."""
        record = self.sources.get(source_id)
        return said(record, "short", lang) if record is not None else source_id

    def source_words(
        self, source_id: str, lang: Language, pages: Iterable[int | None], footnotes: Iterable[str] = ()
    ) -> str:
        """Return the short name of a source with pages and footnotes; an empty page is left out."""
        places = format_place([int(page) for page in pages if page is not None], lang, footnotes)
        return ", ".join(part for part in (self.source_name(source_id, lang), places) if part)

    def group_name(self, sex: str, age: str, lang: Language) -> str:
        """Return a sub-group of people in words, without its totals; empty for everyone."""
        parts = [(code, codelist) for code, codelist in ((sex, "CL_SEX"), (age, "CL_AGE")) if code != TOTAL]
        return ", ".join(self.code_name(codelist, code, lang) for code, codelist in parts)


@dataclass(frozen=True, kw_only=True)
class ChartOptions:
    """Choices of the reader.

    Attributes:
        events: draw events on the time axis.
        sources: only the report's figures, or those of other publications too; empty where the data decide
            (`dashboard.data.observations.choose_published`).
        derived: draw our own arithmetic, apart from published figures.
        country: whose law is drawn; empty for the first that the data have.
    """

    events: bool = True
    sources: Literal["", "report", "all"] = ""
    derived: bool = False
    country: str = ""


@dataclass(frozen=True)
class PointMaker:
    """Makes points of one indicator's rows.

    Attributes:
        indicator: the indicator's row.
        context: catalogue.
        lang: language of all words.
        shared_base: base that the subtitle says for every share; points name any other.
    """

    indicator: Record
    context: ChartContext
    lang: Language
    shared_base: str = ""

    def unit(self, row: Record) -> Record | None:
        """Return units row of a figure: its own unit, else the indicator's."""
        return self.context.units.get(self.unit_code(row))

    def make(self, row: Record, *, x: float, x_label: str, span: tuple[float, float] | None = None) -> Point:
        """Return the point of one row at `x`."""
        source_id, obs_id = str(row[C.SOURCE_ID]), str(row[C.OBS_ID])
        own = self.is_own(row)
        page, footnote = row[C.PAGE], str(row[C.FOOTNOTE] or "")
        unit = self.unit(row)
        is_percent = unit is not None and unit[C.SHORT_EN] == "%"
        return Point(
            obs_id=obs_id,
            x=x,
            x_label=x_label,
            y=row[C.OBS_VALUE],
            low=row[C.OBS_VALUE_LOW],
            high=row[C.OBS_VALUE_HIGH],
            qualifier=str(row[C.QUALIFIER]),
            text=format_observation(row, self.lang, unit=unit),
            label=format_observation(row, self.lang, unit=unit, with_unit=is_percent),
            source_id=source_id,
            source=self.context.source_words(source_id, self.lang, [page], [footnote]),
            page=page,
            own=own,
            base=self.own_base(row),
            bare=self._bare(row, is_percent=is_percent),
            partial=is_partial(row),
            shape=_mark_shape(own=own, report=self.is_report(row), estimated=self.is_estimate(row)),
            footnote=footnote,
            address=f"/{self.lang}/figures/{obs_id}",
            span=span,
            margin=self.context.margins.get(obs_id),
        )

    def _bare(self, row: Record, *, is_percent: bool) -> str:
        """Return the number of an approximate count alone: its hollow mark says what the number is."""
        if row[C.QUALIFIER] != Qualifier.APPROX or is_percent or row[C.OBS_VALUE] is None:
            return ""
        return format_number(row[C.OBS_VALUE], self.lang)

    def own_base(self, row: Record) -> str:
        """Say of whom or what a share is, where the subtitle does not say it for all."""
        base = format_base(row, self.lang)
        return "" if base == self.shared_base else base

    def is_own(self, row: Record) -> bool:
        """Say whether the figure is our own arithmetic."""
        kind = self.context.source_kind(str(row[C.SOURCE_ID]))
        return kind == SourceKind.OWN_ARITHMETIC or row[C.DERIVATION] is not None

    def is_report(self, row: Record) -> bool:
        """Say whether the report prints the figure."""
        return self.context.source_kind(str(row[C.SOURCE_ID])) == SourceKind.REPORT

    def unit_code(self, row: Record) -> str:
        """Return the unit of a figure: its own, else the indicator's."""
        return str(row.get(C.UNIT_MEASURE) or self.indicator[C.UNIT_MEASURE])

    def unit_name(self, row: Record) -> str:
        """Name of a figure's unit with a first capital; empty where the unit is not known."""
        return capital(said(self.unit(row) or {}, "name", self.lang))

    def is_whole(self, row: Record) -> bool:
        """Say whether the unit of a figure has no decimals."""
        unit = self.unit(row)
        return unit is not None and int(unit[C.DECIMALS]) == 0

    def is_estimate(self, row: Record) -> bool:
        """Say whether the source states the figure as an estimate."""
        return str(row[C.OBS_STATUS]) == ObsStatus.ESTIMATED or self.indicator[C.MEASURE_KIND] == MeasureKind.ESTIMATED

    def name_row(self, row: Record, dimensions: Sequence[str]) -> str:
        """Say what tells a row apart along these dimensions, in words."""
        return ", ".join(dict.fromkeys(words for name in dimensions if (words := self._code_in_words(name, row))))

    def _code_in_words(self, dimension: str, row: Record) -> str:
        code = str(row[dimension])
        names: dict[str, Records] = {
            C.COMPARABILITY_ID: self.context.comparability,
            C.REF_AREA: self.context.areas,
            C.ORIGIN_ID: self.context.origins,
        }
        # An indicator's own group bears the indicator's name, which the title says already.
        if dimension == C.COMPARABILITY_ID and code == self.indicator[C.INDICATOR_ID]:
            return ""
        if dimension in names:
            return said(names[dimension].get(code, {}), "name", self.lang)
        if dimension == C.TIME_PERIOD:
            return format_row_period(row, self.lang)
        if dimension == C.SEX:
            return self.context.group_name(code, str(row[C.AGE]), self.lang) or text("everyone", self.lang)
        if dimension == C.SOURCE_ID:
            return self.context.source_name(code, self.lang)
        return "" if code == NOT_APPLICABLE else self.context.code_name("CL_ANSWER", code, self.lang)


def _mark_shape(*, own: bool, report: bool, estimated: bool) -> Shape:
    """Return shape by where a figure comes from; the report's estimates have one of their own."""
    if own:
        return Shape.PLUS
    if not report:
        return Shape.SQUARE
    return Shape.DIAMOND if estimated else Shape.CIRCLE


def group_code(row: Record, dimension: str) -> str:
    """Return code of a row along a dimension; for SEX, of the sub-group by sex and age."""
    return f"{row[C.SEX]} {row[C.AGE]}" if dimension == C.SEX else str(row[dimension])


def varying(rows: Sequence[Record], dimensions: Sequence[str]) -> list[str]:
    """Return those dimensions along which the rows differ."""
    return [name for name in dimensions if len({group_code(row, name) for row in rows}) > 1]


def years_spanned(period: str) -> int:
    """Return how many years a period lasts, at least one: a reporting year from March to February is one year."""
    parsed = parse_period(period)
    return max(1, round((parsed.end - parsed.start).days / _DAYS_A_YEAR))


def is_of_all(row: Record) -> bool:
    """Say whether the row is about everyone, of either sex and any age."""
    return bool(row[C.SEX] == TOTAL and row[C.AGE] == TOTAL)


def is_valued(row: Record) -> bool:
    """Say whether the row has a value, a range or a bound."""
    return str(row[C.QUALIFIER]) != Qualifier.MISSING
