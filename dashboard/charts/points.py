"""Rows of observations as points: values, periods, sources and sub-groups in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.context import ChartContext, Record, Records, said
from dashboard.charts.spec import Point, Shape
from dashboard.charts.texts import capital, text
from dashboard.text.format import format_observation, format_period
from pipelines.schema.codes import NOT_APPLICABLE, MeasureKind, ObsStatus, Qualifier, SourceKind
from pipelines.schema.columns import C
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

# What tells figures of one indicator apart, in the order in which it is said. SEX stands for sex and age together:
# both name a sub-group of people.
DIMENSIONS = (C.COMPARABILITY_ID, C.REF_AREA, C.ANSWER, C.SEX)


@dataclass(frozen=True)
class PointMaker:
    """Makes points of one indicator's rows.

    Attributes:
        indicator: the indicator's row.
        context: catalogue.
        lang: language of all words.
    """

    indicator: Record
    context: ChartContext
    lang: Language

    def unit(self, row: Record) -> Record | None:
        """Units row of a figure: its own unit, else the indicator's."""
        return self.context.units.get(self.unit_code(row))

    def make(self, row: Record, *, x: float, x_label: str, span: tuple[float, float] | None = None) -> Point:
        """The point of one row at `x`."""
        source_id, obs_id = str(row[C.SOURCE_ID]), str(row[C.OBS_ID])
        own = self.is_own(row)
        page, footnote = row[C.PAGE], str(row[C.FOOTNOTE] or "")
        unit = self.unit(row)
        return Point(
            obs_id=obs_id,
            x=x,
            x_label=x_label,
            y=row[C.OBS_VALUE],
            low=row[C.OBS_VALUE_LOW],
            high=row[C.OBS_VALUE_HIGH],
            qualifier=str(row[C.QUALIFIER]),
            text=format_observation(row, self.lang, unit=unit),
            label=format_observation(row, self.lang, unit=unit, with_unit=_says_percent(unit)),
            source_id=source_id,
            source=self.context.source_words(source_id, self.lang, [page], [footnote]),
            page=page,
            own=own,
            shape=mark_shape(own=own, report=self.is_report(row), estimated=self.is_estimate(row)),
            footnote=footnote,
            address=f"/{self.lang}/figures/{obs_id}",
            span=span,
            margin=self.context.margins.get(obs_id),
        )

    def is_own(self, row: Record) -> bool:
        """Whether the figure is our own arithmetic."""
        kind = self.context.source_kind(str(row[C.SOURCE_ID]))
        return kind == SourceKind.OWN_ARITHMETIC or row[C.DERIVATION] is not None

    def is_report(self, row: Record) -> bool:
        """Whether the report prints the figure."""
        return self.context.source_kind(str(row[C.SOURCE_ID])) == SourceKind.REPORT

    def unit_code(self, row: Record) -> str:
        """Unit of a figure: its own, else the indicator's."""
        return str(row.get(C.UNIT_MEASURE) or self.indicator[C.UNIT_MEASURE])

    def unit_name(self, row: Record) -> str:
        """Name of a figure's unit with a first capital; empty where the unit is not known."""
        return capital(said(self.unit(row) or {}, "name", self.lang))

    def is_whole(self, row: Record) -> bool:
        """Whether the unit of a figure has no decimals."""
        unit = self.unit(row)
        return unit is not None and int(unit[C.DECIMALS]) == 0

    def is_estimate(self, row: Record) -> bool:
        """Whether the source states the figure as an estimate."""
        return str(row[C.OBS_STATUS]) == ObsStatus.ESTIMATED or self.indicator[C.MEASURE_KIND] == MeasureKind.ESTIMATED

    def name_row(self, row: Record, dimensions: Sequence[str]) -> str:
        """What tells a row apart along these dimensions, in words."""
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
            return format_period(code, self.lang)
        if dimension == C.SEX:
            return self.context.group_name(code, str(row[C.AGE]), self.lang) or text("everyone", self.lang)
        if dimension == C.SOURCE_ID:
            return self.context.source_name(code, self.lang)
        return "" if code == NOT_APPLICABLE else self.context.code_name("CL_ANSWER", code, self.lang)


def _says_percent(unit: Record | None) -> bool:
    return unit is not None and str(unit[C.SHORT_EN]) == "%"


def mark_shape(*, own: bool, report: bool, estimated: bool) -> Shape:
    """Shape by where a figure comes from; the report's estimates have one of their own."""
    if own:
        return Shape.PLUS
    if not report:
        return Shape.SQUARE
    return Shape.DIAMOND if estimated else Shape.CIRCLE


def group_code(row: Record, dimension: str) -> str:
    """Code of a row along a dimension; for SEX, of the sub-group by sex and age."""
    return f"{row[C.SEX]} {row[C.AGE]}" if dimension == C.SEX else str(row[dimension])


def varying(rows: Sequence[Record], dimensions: Sequence[str]) -> list[str]:
    """Those dimensions along which the rows differ."""
    return [name for name in dimensions if len({group_code(row, name) for row in rows}) > 1]


def years_spanned(period: str) -> int:
    """Calendar years that a period touches."""
    parsed = parse_period(period)
    return parsed.end.year - parsed.start.year + 1


def is_valued(row: Record) -> bool:
    """Whether the row has a value, a range or a bound."""
    return str(row[C.QUALIFIER]) != Qualifier.MISSING
