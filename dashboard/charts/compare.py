"""Several indicators over the same years, a panel each: described from their own charts, joined nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from dashboard.charts.axes import year_axis
from dashboard.charts.catalogue import charts_of
from dashboard.charts.compare_panels import numbers_in, value_axis, years_in
from dashboard.charts.compare_read import Compared, Read, cut_indicator, read_indicator
from dashboard.charts.describe import description_text, key_of, notes_text, source_text, source_words
from dashboard.charts.message import alt_text
from dashboard.charts.spec import ACCENT, QUIET, ChartSpec, Note, Panel
from dashboard.charts.texts import counted, text
from dashboard.data.cache import BoundedCache
from dashboard.data.snapshot import Snapshot
from dashboard.text.format import format_period, join_words
from dashboard.text.typography import said
from pipelines.schema.columns import C
from pipelines.schema.declared import Language

COMPARE: Final = "compare"
MOST_COMPARED: Final = 6
_KEPT: Final = 256


@dataclass(frozen=True, kw_only=True)
class CompareOptions:
    """Choices of the reader.

    Attributes:
        indicators: ids in the order of the panels.
        since, until: first and last year shown; None where the figures decide.
        sources: as in `ChartOptions`.
        log: draw logarithmic axes of values, where that can be.
        same: give all panels one range of values, where that can be.
        highlight: the indicator whose series are set apart; empty for none.
    """

    indicators: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    sources: Literal["", "report", "all"] = ""
    log: bool = False
    same: bool = False
    highlight: str = ""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What was found of the chosen indicators.

    Attributes:
        spec: the chart; None where nothing can be drawn. compared: each indicator, in the order chosen.
        years: first and last year of which the indicators tell something.
        why_not_log, why_not_same: why a logarithmic axis, or one range of values, cannot be; empty where it can.
    """

    spec: ChartSpec | None
    compared: tuple[Compared, ...]
    years: tuple[int, int] | None
    why_not_log: str
    why_not_same: str

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what is not drawn, and why."""
        return tuple(words for each in self.compared for words in each.remarks)


def _years(found: Sequence[Read], options: CompareOptions) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return the years that there are, and those of them that are asked for; None where there are none."""
    there = years_in(panel for read in found for panel in read.panels)
    if there is None:
        return None, None
    first, last = max(there[0], options.since or there[0]), min(there[1], options.until or there[1])
    return there, (first, last) if first <= last else None


def log_fault(compared: Sequence[Compared], lang: Language) -> str:
    """Say which indicator has a number that a logarithmic axis cannot hold; empty where none has."""
    names = [
        said(each.indicator, "name", lang)
        for each in compared
        if any(number <= 0 for number in numbers_in(each.panels))
    ]
    return text("compare_no_log", lang, names=join_words(names, lang)) if names else ""


def _why_not_same(found: Sequence[Read], compared: Sequence[Compared], lang: Language) -> str:
    """Say why panels have no range of values in common: another unit, another kind of number, another base."""
    drawn = [(read, panel) for read, each in zip(found, compared, strict=True) for panel in each.panels]
    kinds = {str(each.indicator[C.MEASURE_KIND]) for each in compared if each.panels}
    if len({unit for read, panel in drawn for unit in read.units(panel)}) > 1:
        return text("compare_units_differ", lang)
    if len({base for read, panel in drawn for base in read.bases(panel)}) > 1:
        return text("compare_bases_differ", lang)
    return text("compare_kinds_differ", lang) if len(kinds) > 1 else ""


def _with_axes(
    found: Sequence[Read], compared: Sequence[Compared], years: tuple[int, int], *, log: bool, same: bool
) -> Iterator[Compared]:
    together = numbers_in(panel for each in compared for panel in each.panels)
    for read, each in zip(found, compared, strict=True):
        lang, panels = read.maker.lang, []
        for panel in each.panels:
            whole = all(read.maker.is_whole(read.rows[point.obs_id]) for point in panel.points)
            numbers = together if same else numbers_in([panel])
            y = value_axis(numbers, lang, label=panel.y.label, whole=whole, log=log)
            panels.append(replace(panel, x=year_axis(map(float, years), lang), y=y))
        yield replace(each, panels=tuple(panels))


def _coloured(each: Compared, highlight: str) -> tuple[Panel, ...]:
    """Return its panels, their series set apart or quiet where the reader sets one apart."""
    if not highlight:
        return each.panels
    colour = ACCENT if each.indicator_id == highlight else QUIET
    return tuple(
        replace(panel, series=tuple(replace(one, colour=colour) for one in panel.series)) for panel in each.panels
    )


def _notes(found: Sequence[Read], compared: Sequence[Compared]) -> tuple[Note, ...]:
    """Say what is not drawn, then what is said of the figures drawn."""
    spoken: list[tuple[str, str, tuple[str, ...]]] = [(words, words, ()) for each in compared for words in each.remarks]
    for read, each in zip(found, compared, strict=True):
        if each.rows:
            names = {point.obs_id: f"{read.name}, {point.x_label}" for panel in each.panels for point in panel.points}
            for note in notes_text(read.maker, each.rows, names):
                about = note.spoken
                if note.spoken == note.text:
                    about = text("about", read.maker.lang, subject=read.name, words=note.text)
                spoken.append((note.text, about, note.obs_ids))
    return tuple(Note(number, words, about, ids) for number, (words, about, ids) in enumerate(spoken, start=1))


def _sources(compared: Sequence[Compared], snapshot: Snapshot, lang: Language) -> str:
    """Name the sources of each indicator drawn; once where all have the same."""
    context = charts_of(snapshot).context
    drawn = [each for each in compared if each.panels]
    points = [[point for panel in each.panels for point in panel.points] for each in drawn]
    if len({frozenset(point.source_id for point in some) for some in points}) == 1:
        return source_text([point for some in points for point in some], context, lang)
    said_of = [
        text(
            "compare_sources", lang, name=said(each.indicator, "name", lang), sources=source_words(some, context, lang)
        )
        for each, some in zip(drawn, points, strict=True)
    ]
    return text("sources", lang, source=text("between_sources", lang).join(said_of))


def _title(compared: Sequence[Compared], years: tuple[int, int], lang: Language) -> str:
    names = [said(each.indicator, "name", lang) for each in compared if each.panels]
    when = format_period(str(years[0]) if years[0] == years[1] else f"{years[0]}/{years[1]}", lang)
    if len(names) == 1:
        return f"{names[0]}, {when}"
    return counted("compare_title", len(names), lang, when=when)


def build_comparison(snapshot: Snapshot, lang: Language, options: CompareOptions) -> Comparison:
    """Describe the comparison of chosen indicators.

    Args:
        snapshot: the data version.
        lang: language of every word.
        options: choices of the reader; unknown indicators are left out.
    """
    read = (
        read_indicator(snapshot, indicator_id, lang, options.sources)
        for indicator_id in options.indicators[:MOST_COMPARED]
    )
    found = [each for each in read if each is not None]
    there, asked = _years(found, options)
    compared = [cut_indicator(each, asked) for each in found]
    why_not_log, why_not_same = log_fault(compared, lang), _why_not_same(found, compared, lang)
    if asked is None or not any(each.panels for each in compared):
        return Comparison(
            spec=None, compared=tuple(compared), years=there, why_not_log=why_not_log, why_not_same=why_not_same
        )
    log, same = options.log and not why_not_log, options.same and not why_not_same
    compared = list(_with_axes(found, compared, asked, log=log, same=same))
    panels = tuple(panel for each in compared for panel in _coloured(each, options.highlight))
    about = [text("compare_same_values" if same else "compare_own_values", lang)] if len(panels) > 1 else []
    about += [text("compare_log", lang)] if log else []
    title, source = _title(compared, asked, lang), _sources(compared, snapshot, lang)
    names = join_words([said(each.indicator, "name", lang) for each in compared if each.panels], lang)
    spec = ChartSpec(
        chart_id=COMPARE,
        kind="compare",
        lang=lang,
        measure=title,
        about=" ".join(about),
        panels=panels,
        key=key_of(panels, lang),
        notes=_notes(found, compared),
        source=source,
        alt=alt_text("chart_compare", (title,), f"{names}.", source, lang),
        description=description_text(panels, "", [], lang),
    )
    return Comparison(
        spec=spec, compared=tuple(compared), years=there, why_not_log=why_not_log, why_not_same=why_not_same
    )


class Comparisons:
    """Comparisons of one data version, described once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._kept: BoundedCache[Comparison] = BoundedCache(_KEPT)

    def find(self, lang: Language, options: CompareOptions) -> Comparison:
        """Describe a comparison."""
        return self._kept.get((lang, options), lambda: build_comparison(self._snapshot, lang, options))


def comparisons_of(snapshot: Snapshot) -> Comparisons:
    """Return the comparisons of a data version, kept with it."""
    return snapshot.derived(Comparisons)
