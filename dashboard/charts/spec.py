"""The description of a chart: what is drawn, in words and numbers, and nothing about how a renderer draws it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from pipelines.schema.codes import HIGH_BOUND_QUALIFIERS, LOW_BOUND_QUALIFIERS, Qualifier
from pipelines.schema.declared import Language

Sign = Literal["shape", "hollow", "partial", "unsized", "range", "bound", "break", "margin"]
ChartName = Literal[
    "trend", "claims", "survey", "surveys", "values", "single", "penalties", "treaties", "timeline", "compare"
]

# A panel of more series has no direct labels: the table names each series.
MOST_NAMED: Final = 24
# Colours of a series that a reader sets apart, and of those around it, in place of an index.
ACCENT: Final = -1
QUIET: Final = -2


class Shape(StrEnum):
    """Shape of a mark: says where a figure comes from, or which date of a treaty it is, without colour."""

    CIRCLE = "circle"
    DIAMOND = "diamond"
    SQUARE = "square"
    PLUS = "plus"
    TRIANGLE = "triangle"
    TICK = "tick"


OF_REPORT: Final = frozenset({Shape.CIRCLE, Shape.DIAMOND})


class LineStyle(StrEnum):
    """Line between joined points: counts are solid, estimates dashed, our own arithmetic dotted."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


class Form(StrEnum):
    """How a panel is laid out."""

    TIME = "time"  # values upwards over years
    ROWS = "rows"  # one row a thing, values to the right
    DATES = "dates"  # dated words in lanes, one a kind
    TEXT = "text"  # the value in words, without an axis


class Scale(StrEnum):
    """Scale of an axis."""

    TIME = "time"
    LINEAR = "linear"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One figure. `x` is a decimal year, or the index of a row; `y`, `low` and `high` are in the unit of the axis.

    Attributes:
        obs_id: id of the figure (of the penalty or treaty date in those charts). x_label: period or row, in words.
        span: first and last decimal year of a longer period. text, label, bare: value with unit, without, alone.
        own: our own arithmetic. partial: a year is not whole. base: of a share, where the subtitle does not say it.
        margin: sampling margin, in the unit of the axis. unsized: a share of a number of people that is not known.
        source: its name, page and footnote, in words. footnote: its mark, or empty. address: of its page, or empty.
    """

    obs_id: str
    x: float
    x_label: str
    y: float | None
    qualifier: str
    text: str
    label: str
    source_id: str
    source: str
    page: int | None
    shape: Shape
    low: float | None = None
    high: float | None = None
    own: bool = False
    base: str = ""
    bare: str = ""
    partial: bool = False
    address: str = ""
    footnote: str = ""
    span: tuple[float, float] | None = None
    margin: float | None = None
    unsized: bool = False

    @property
    def missing(self) -> bool:
        """Say whether no value is published: drawn as a labelled gap, never as zero."""
        return self.qualifier == Qualifier.MISSING

    @property
    def approx(self) -> bool:
        """Say whether the value is approximate."""
        return self.qualifier == Qualifier.APPROX

    @property
    def hollow(self) -> bool:
        """Say whether the mark is hollow."""
        return self.approx or self.partial or self.unsized

    @property
    def told(self) -> str:
        """Return the value in words, with its base where that is its own."""
        return f"{self.text} ({self.base})" if self.base else self.text

    @property
    def bound(self) -> Literal["up", "down"] | None:
        """Return direction in which the value lies from a one-sided bound."""
        below: Literal["down"] | None = "down" if self.qualifier in HIGH_BOUND_QUALIFIERS else None
        return "up" if self.qualifier in LOW_BOUND_QUALIFIERS else below

    @property
    def ranged(self) -> bool:
        """Say whether it has two ends and no value between them."""
        return self.y is None and self.bound is None and not self.missing

    @property
    def anchor(self) -> float | None:
        """Return the number at which the mark stands: value, bound, or upper end of a range; None when missing."""
        return next((number for number in (self.y, self.high, self.low) if number is not None), None)

    @property
    def extent(self) -> tuple[float, ...]:
        """Return every number that the axis must hold."""
        margins = () if self.margin is None or self.y is None else (self.y - self.margin, self.y + self.margin)
        return (*(number for number in (self.y, self.low, self.high) if number is not None), *margins)

    @property
    def spoken(self) -> str:
        """Return value, period or row, and source, in words."""
        return ", ".join(words for words in (self.told, self.x_label, self.source) if words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points that belong together. `runs` lists, by index, the points that a line joins; all others stand alone."""

    points: tuple[Point, ...]
    labelled: frozenset[str]
    label: str = ""
    runs: tuple[tuple[int, ...], ...] = ()
    line: LineStyle = LineStyle.SOLID
    colour: int = 0
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis from `low` to `high`; on a log scale both are positive numbers, not exponents."""

    scale: Scale
    low: float
    high: float
    ticks: tuple[Tick, ...]
    label: str = ""

    @property
    def has_zero(self) -> bool:
        """Say whether zero is one of its ticks."""
        return any(tick.at == 0 for tick in self.ticks)


NO_AXIS: Final = Axis(scale=Scale.LINEAR, low=0.0, high=1.0, ticks=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a panel: its name (`short` in one line), a second line, and the heading that opens its group or nothing.

    `minor` rows stand behind the row above them; a `strong` row stands beside groups, as a heading does.
    """

    label: str
    detail: str = ""
    heading: str = ""
    short: str = ""
    minor: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time, or a row, for which the source publishes no value."""

    start: float
    end: float
    label: str
    obs_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A place on the time axis where the way of counting changed."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMark:
    """A dated event, drawn as a numbered rule; the page prints the list. `spoken` is date and label together."""

    number: int
    x: float
    end_x: float | None
    label: str
    date: str
    spoken: str
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must know of some figures; `spoken` is the text after their names, if they are few and not all."""

    number: int
    text: str
    spoken: str
    obs_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A kind of mark that the chart uses, in words."""

    sign: Sign
    shape: Shape
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One drawing area with axes of its own: figures in different units never share one.

    Only years have an axis `x`, and words have none at all. In all `aligned` panels of rows of one width, the axis of
    values begins and ends at the same places.
    """

    form: Form
    series: tuple[Series, ...]
    heading: str = ""
    x: Axis = NO_AXIS
    y: Axis = NO_AXIS
    rows: tuple[Row, ...] = ()
    aligned: bool = False
    gaps: tuple[Gap, ...] = ()
    breaks: tuple[Break, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """Return its points, in the order of the table."""
        return tuple(point for series in self.series for point in series.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """A whole chart.

    Attributes:
        chart_id: the indicator's id, or the table's name.
        lead: what the chart shows, in one sentence over its figures; empty where one cannot say it truthfully.
        measure: what is counted, where, when. about: its unit, the question asked, the base of shares, years left out.
        doubt: what the chart does not show, in one line; empty where nothing needs to be said.
        events: drawn events; `events_outside` lie outside the time axis. source: sources with pages, in one line.
        alt: at most 160 characters. description: sentences made from the rows.
    """

    chart_id: str
    kind: ChartName
    lang: Language
    measure: str
    about: str
    panels: tuple[Panel, ...]
    notes: tuple[Note, ...]
    source: str
    alt: str
    description: tuple[str, ...]
    lead: str = ""
    doubt: str = ""
    events: tuple[EventMark, ...] = ()
    events_outside: tuple[EventMark, ...] = ()
    key: tuple[KeyEntry, ...] = ()

    @property
    def title(self) -> str:
        """Say the message; what is counted where there is none."""
        return self.lead.removesuffix(".") or self.measure

    @property
    def subtitle(self) -> str:
        """Say what is counted, where and when, unless the title does, and what is about it."""
        return f"{self.measure}. {self.about}".strip() if self.lead else self.about

    @property
    def series(self) -> tuple[Series, ...]:
        """Return series of every panel."""
        return tuple(series for panel in self.panels for series in panel.series)

    @property
    def points(self) -> tuple[Point, ...]:
        """Points of every panel, in the order of the table."""
        return tuple(point for panel in self.panels for point in panel.points)
