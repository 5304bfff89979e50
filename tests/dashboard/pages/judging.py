"""Judges what is shown by the rows: without its answer, group, territory or way of counting a figure reads as another.

What a page, a chart or a sentence says of a figure is compared with the figure's row; each fault is a line of text.
"""

import re
from collections.abc import Iterator

from dashboard.charts.spec import ChartSpec, Form, Panel, Point, Series
from dashboard.data.store import Snapshot
from dashboard.text.format import format_observation
from dashboard.text.translator import translator
from dashboard.text.typography import said
from pipelines.schema.codes import NOT_APPLICABLE, OWN_SOURCE, TOTAL, Qualifier
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import Language
from pipelines.schema.sentences import figures_of, words_of
from tests.dashboard.pages.parts import Element, Parts
from tests.dashboard.pages.reading import clean

# What is read at one go, and what is seen at one go.
_SENTENCES = frozenset({"p", "li", "tr", "dd", "h1", "h2", "h3", "h4"})
_CARDS = frozenset({"article", "section", "figure", "h1", "main"})
_HEADINGS = frozenset({"h2", "h3", "h4"})
_REPEATED = frozenset({"chart-walk", "trail"})
_LISTS_OF_CARDS = frozenset({"cards", "found", "topics"})
# Words that say nothing by themselves: too short, or in every name.
_LEAST_LETTERS, _STEM = 5, 4
_LONG_TITLE = 130


def plain(words: str) -> str:
    """Words for comparison."""
    return clean(words).lower()


class Judge:
    """Knows the rows of a data version in one language."""

    def __init__(self, snapshot: Snapshot, lang: Language) -> None:
        self.snapshot, self.lang = snapshot, lang
        self.rows = {
            row[C.OBS_ID]: row
            for indicator in snapshot.rows(T.INDICATORS)
            for row in snapshot.observations_of(indicator[C.INDICATOR_ID])
        }
        self._several = {
            (indicator[C.INDICATOR_ID], column): len(snapshot.values_of(indicator[C.INDICATOR_ID], column)) > 1
            for indicator in snapshot.rows(T.INDICATORS)
            for column in (C.REF_AREA, C.COMPARABILITY_ID)
        }

    def _name(self, row: Row | None) -> str:
        return plain(said(row or {}, "name", self.lang))

    def who(self, row: Row) -> list[str]:
        """Return the answer and the sub-group of a figure: what stands in its sentence."""
        coded = ((C.ANSWER, "CL_ANSWER", NOT_APPLICABLE), (C.SEX, "CL_SEX", TOTAL), (C.AGE, "CL_AGE", TOTAL))
        return [
            self._name(self.snapshot.code(codes, row[column])) for column, codes, none in coded if row[column] != none
        ]

    def where(self, row: Row) -> list[str]:
        """Return territory and way of counting of a figure, where its indicator has several: what its card says."""
        indicator_id = row[C.INDICATOR_ID]
        names = []
        if self._several[indicator_id, C.REF_AREA]:
            names.append(self._name(self.snapshot.row(T.AREAS, row[C.REF_AREA])))
        own_group = row[C.COMPARABILITY_ID] == indicator_id
        # Answers are told apart by themselves, and so is what they are a share of.
        if self._several[indicator_id, C.COMPARABILITY_ID] and not own_group and row[C.ANSWER] == NOT_APPLICABLE:
            names.append(self._name(self.snapshot.row(T.COMPARABILITY, row[C.COMPARABILITY_ID])))
        return names

    def value(self, row: Row) -> str:
        """Return a figure as it must be said, where digits would be untrue: in words, or as not published."""
        if not row[C.VALUE_WORDS_EN] and row[C.QUALIFIER] != Qualifier.MISSING:
            return ""
        return plain(format_observation(row, self.lang, unit=self.snapshot.row(T.UNITS, row[C.UNIT_MEASURE])))

    def judge_page(self, page: str, path: str) -> Iterator[str]:
        """Return the faults of every link to a figure on a page, but for a chart's walk, and its empty cards."""
        parts = Parts(page, self.lang)
        for obs_id, link in parts.links:
            for fault in self._judge_link(parts, link, self.rows[obs_id]) if obs_id in self.rows else ():
                yield f"{path}: {obs_id} “{plain(link.text)[:60]}” {fault}"
        headings = [part for part in parts.all if part.tag in _HEADINGS]
        for card in filter(_is_card, parts.all):
            heading = next((part.text for part in headings if card in part.upwards()), "")
            if not card.figures and not card.images and len(plain(card.text)) <= len(plain(heading)):
                yield f"{path}: nothing on the card “{plain(card.text)}”"

    def _judge_link(self, parts: Parts, link: Element, row: Row) -> Iterator[str]:
        words, value = plain(link.text), self.value(row)
        # The chart's walk is judged with the chart; the trail of claims repeats the table above it.
        repeated = any(_REPEATED & set(part.classes.split()) for part in link.upwards())
        # A link by its id or the name of its source leads to the figure, and says nothing of it.
        source = plain(said(self.snapshot.row(T.SOURCES, row[C.SOURCE_ID]) or {}, "short", self.lang))
        shown = _shows_value(words, row) or (value and re.search(rf"\d|{re.escape(value)}", words))
        if repeated or source in words or row[C.OBS_ID] in words or not shown:
            return
        sentence, around = plain(_nearest(link, _SENTENCES).text), self._around(link, row)
        marked = sentence if _nearest(link, frozenset({"table"})).tag == "table" else around
        missing = [name for name in self.who(row) if name not in sentence]
        missing += [name for name in self.where(row) if name not in around]
        ours = plain(translator(self.lang).gettext("observation-text.calculation"))
        if row[C.SOURCE_ID] == OWN_SOURCE and ours not in marked:
            missing.append(ours)
        if missing:
            yield f"without {missing}"
        if left_out := self._left_out(parts, link, row):
            yield f"stands for all answers: {left_out}"
        if value not in words:
            yield f"for “{value}”"

    def _left_out(self, parts: Parts, link: Element, row: Row) -> set[str]:
        """Return the answers that a card keeps back: one alone would be read as what was found."""
        if row[C.ANSWER] == NOT_APPLICABLE or not any("last-value" in part.classes for part in link.upwards()):
            return set()
        same = (C.INDICATOR_ID, C.SOURCE_ID, C.TIME_PERIOD, C.REF_AREA, C.SEX, C.AGE)
        beside = {key for key, other in self.rows.items() if all(other[name] == row[name] for name in same)}
        card = next((part for part in link.upwards() if part.tag in _CARDS or _is_card(part)), link)
        told = [
            obs_id
            for obs_id, other in parts.links
            if card in other.upwards() and any("last-value" in part.classes for part in other.upwards())
        ]
        return beside.difference(told)

    def _around(self, link: Element, row: Row) -> str:
        """Return what is seen with a figure: its row where the table holds others unlike it, else its card."""
        table = _nearest(link, frozenset({"table"}))
        if table.tag == "table":
            unlike = any(
                self.where(self.rows[obs_id]) != self.where(row) for obs_id in table.figures & self.rows.keys()
            )
            return plain(_nearest(link, frozenset({"tr"})).text if unlike else _nearest(link, frozenset({"main"})).text)
        return plain(next((part for part in link.upwards() if part.tag in _CARDS or _is_card(part)), link).text)

    def judge_sentence(self, sentence: str, text: str) -> Iterator[str]:
        """Return the faults of a written sentence: it says what its figures answer, and where if not in France."""
        words = plain(words_of(text))
        for obs_id in figures_of(text):
            row = self.rows[obs_id]
            names = self.who(row) if row[C.ANSWER] != NOT_APPLICABLE else []
            if row[C.REF_AREA] != COUNTRY:
                names = [*names, *self.where(row)[:1]]
            for name in names:
                if not _says(words, name):
                    yield f"{sentence}: {obs_id} without “{name}”"

    def judge_chart(self, spec: ChartSpec) -> Iterator[str]:
        """Return the faults of a chart's points, of its title and of its alternative text."""
        chart = f"chart {spec.chart_id} ({self.lang})"
        for panel in spec.panels:
            for series in panel.series:
                for point in series.points:
                    for fault in self._judge_point(spec, panel, series, point):
                        yield f"{chart}: {point.obs_id} {fault}"
        yield from self._judge_lead(chart, spec)
        # A title that is too long for it gives way to a shorter sentence, and is never cut.
        if len(spec.title) < _LONG_TITLE and plain(spec.title) not in plain(spec.alt):
            yield f"{chart}: alternative text without title: {spec.alt}"

    def _judge_point(self, spec: ChartSpec, panel: Panel, series: Series, point: Point) -> Iterator[str]:
        row, value = self.rows[point.obs_id], self.value(self.rows[point.obs_id])
        of_row = [panel.rows[int(point.x)].heading, panel.rows[int(point.x)].detail] if panel.rows else []
        source = point.source if panel.form == Form.TEXT else ""
        near = plain(" ".join((series.label, point.x_label, *of_row, source)))
        around = plain(" ".join((spec.measure, spec.about, panel.heading, near)))
        # A sub-group that all points have in common is named once; an answer never is.
        missing = [name for name in self.who(row) if name not in (near if row[C.ANSWER] != NOT_APPLICABLE else around)]
        # A total of several years stands apart, and is named by them.
        if not (panel.heading and "/" in row[C.TIME_PERIOD]):
            missing += [name for name in self.where(row) if name not in around]
        ours = plain(translator(self.lang).gettext("chart.own"))
        own_alone = all(each.own for each in spec.points)
        if point.own and not own_alone and ours not in near and plain(point.source) not in near:
            missing.append(ours)
        if missing:
            yield f"without {missing}"
        if value and plain(point.text) != value:
            yield f"says “{point.text}” for “{value}”"
        if point.missing and plain(point.x_label) not in plain(" ".join(spec.description)):
            yield "is missing, and no word of it"

    def _judge_lead(self, chart: str, spec: ChartSpec) -> Iterator[str]:
        """Return the faults of a title: a value that answers have in it stands beside one of those answers."""
        lead = plain(spec.lead)
        answers: dict[str, list[str]] = {}
        for point in spec.points:
            row = self.rows[point.obs_id]
            if row[C.ANSWER] != NOT_APPLICABLE and re.search(rf"(?<!\d){re.escape(plain(point.text))}", lead):
                answers.setdefault(plain(point.text), []).append(self.who(row)[0])
        for value, names in answers.items():
            if not any(_says(lead, name) for name in names):
                yield f"{chart}: “{spec.lead}” gives {value} without {names}"


def _says(words: str, name: str) -> bool:
    """Say whether words hold one at least of those that make a name; a name of short words alone cannot be judged."""
    stems = [word[:_STEM] for word in re.findall(r"\w+", name) if len(word) >= _LEAST_LETTERS]
    return not stems or any(stem in words for stem in stems)


def _nearest(link: Element, tags: frozenset[str]) -> Element:
    found = link
    for part in link.upwards():
        found = part
        if part.tag in tags:
            break
    return found


def _is_card(part: Element) -> bool:
    return part.tag == "li" and part.above is not None and bool(_LISTS_OF_CARDS & set(part.above.classes.split()))


def _shows_value(words: str, row: Row) -> bool:
    """Tell a link that gives a figure's value from one that names it by its source or id."""
    numbers = [row[column] for column in (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH) if row[column] is not None]
    digits = re.sub(r"[^\d]", "", words)
    return any(re.sub(r"[^\d]", "", f"{number:.15g}") in digits for number in numbers)
