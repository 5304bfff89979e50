"""Judges what is shown by the rows: without its answer, group, territory or way of counting a figure reads as another.

What a page, a chart or a sentence says of a figure is compared with the figure's row; each fault is a line of text.
"""

import re
from collections.abc import Iterable, Iterator

from dashboard.charts.spec import ChartSpec
from dashboard.data.store import Snapshot
from dashboard.text.format import format_observation
from dashboard.text.translator import translator
from dashboard.text.typography import said
from pipelines.schema.codes import NOT_APPLICABLE, OWN_SOURCE, TOTAL, Qualifier
from pipelines.schema.columns import C, Row, T
from pipelines.schema.declared import Language
from pipelines.schema.sentences import figures_of, words_of
from tests.dashboard.pages.parts import Element, Parts
from tests.dashboard.pages.reading import clean

# What is read at one go, and what is seen at one go.
_SENTENCES = frozenset({"p", "li", "tr", "dd", "h1", "h2", "h3", "h4"})
_CARDS = frozenset({"article", "section", "figure", "h1", "main"})
_HEADINGS = frozenset({"h2", "h3", "h4"})
_LISTS_OF_CARDS = frozenset({"cards", "found", "topics"})
# Words that say nothing by themselves: too short, or in every name.
_LEAST_LETTERS, _STEM = 4, 5


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
        """Return the faults of every link to a figure on a page, and its empty cards; the chart's walk is the chart's."""
        parts = Parts(page, self.lang)
        ours = plain(translator(self.lang).gettext("observation-text.calculation"))
        for obs_id, link in parts.links:
            row, words = self.rows.get(obs_id), plain(link.text)
            if row is None or any("chart-walk" in part.classes for part in link.upwards()):
                continue
            value = self.value(row)
            if not _shows_value(words, row) and value not in words:
                continue
            sentence, around = plain(_nearest(link, _SENTENCES).text), self._around(link, row)
            missing = [name for name in self.who(row) if name not in sentence]
            missing += [name for name in self.where(row) if name not in around]
            if row[C.SOURCE_ID] == OWN_SOURCE and ours not in around:
                missing.append(ours)
            if missing:
                yield f"{path}: {obs_id} “{words[:60]}” without {missing}"
            if left_out := self._left_out(link, row):
                yield f"{path}: {obs_id} “{words[:60]}” stands for all answers: {left_out}"
            if value not in words:
                yield f"{path}: {obs_id} “{words[:60]}” for “{value}”"
        for card in filter(_is_card, parts.all):
            inside = [part for part in parts.all if part.tag in _HEADINGS and card in part.upwards()]
            heading = inside[0].text if inside else ""
            if not card.figures and not card.images and len(plain(card.text)) <= len(plain(heading)):
                yield f"{path}: nothing on the card “{plain(card.text)}”"

    def _left_out(self, link: Element, row: Row) -> set[str]:
        """Return the answers that a card keeps back: one alone would be read as what was found."""
        if row[C.ANSWER] == NOT_APPLICABLE or not any("last-value" in part.classes for part in link.upwards()):
            return set()
        same = (C.INDICATOR_ID, C.SOURCE_ID, C.TIME_PERIOD, C.REF_AREA, C.SEX, C.AGE)
        beside = {key for key, other in self.rows.items() if all(other[name] == row[name] for name in same)}
        card = next((part for part in link.upwards() if part.tag in _CARDS or _is_card(part)), link)
        return beside - card.figures

    def _around(self, link: Element, row: Row) -> str:
        """Return what is seen with a figure: its row where the table holds others unlike it, else its card."""
        table = _nearest(link, frozenset({"table"}))
        if table.tag == "table":
            unlike = any(self.where(self.rows[obs_id]) != self.where(row) for obs_id in table.figures & self.rows.keys())
            return plain(_nearest(link, frozenset({"tr"})).text if unlike else _nearest(link, frozenset({"main"})).text)
        return plain(next((part for part in link.upwards() if part.tag in _CARDS or _is_card(part)), link).text)

    def judge_sentence(self, sentence: str, texts: Iterable[str]) -> Iterator[str]:
        """Return the faults of a written sentence: it says what its figures answer, of whom and where in its words."""
        text = " ".join(texts)
        words = plain(words_of(text))
        for obs_id in figures_of(text):
            row = self.rows[obs_id]
            for name in (*self.who(row), *self.where(row)):
                stems = [word[:_STEM] for word in re.findall(r"\w+", name) if len(word) >= _LEAST_LETTERS]
                if stems and not any(stem in words for stem in stems):
                    yield f"{sentence}: {obs_id} without “{name}”"

    def judge_chart(self, spec: ChartSpec) -> Iterator[str]:
        """Return the faults of a chart's points, of its sentences and of its alternative text."""
        chart = f"chart {spec.chart_id} ({self.lang})"
        ours = plain(translator(self.lang).gettext("chart.own"))
        told = plain(" ".join(spec.description))
        for panel in spec.panels:
            for series in panel.series:
                for point in series.points:
                    row = self.rows[point.obs_id]
                    of_row = [panel.rows[int(point.x)].heading, panel.rows[int(point.x)].detail] if panel.rows else []
                    near = plain(" ".join((series.label, point.x_label, *of_row)))
                    around = plain(" ".join((spec.measure, spec.about, panel.heading, near)))
                    missing = [name for name in self.who(row) if name not in near]
                    missing += [name for name in self.where(row) if name not in around]
                    if point.own and ours not in around and plain(point.source) not in near and not _all_own(spec):
                        missing.append(ours)
                    if missing:
                        yield f"{chart}: {point.obs_id} without {missing}"
                    value = self.value(row)
                    if value and plain(point.text) != value:
                        yield f"{chart}: {point.obs_id} says “{point.text}” for “{value}”"
                    if point.missing and plain(point.x_label) not in told:
                        yield f"{chart}: {point.obs_id} is missing, and no word of it"
                    yield from self._judge_lead(chart, spec.lead, point.text, row)
        if not (plain(spec.alt) and any(_opens(spec.alt, words) for words in (spec.title, spec.measure))):
            yield f"{chart}: alternative text without title: {spec.alt}"

    def _judge_lead(self, chart: str, lead: str, value: str, row: Row) -> Iterator[str]:
        """Return the faults of a sentence made from the data: an answer's value stands beside the answer."""
        if plain(value) in plain(lead) and row[C.ANSWER] != NOT_APPLICABLE:
            stems = [word[:_STEM] for name in self.who(row) for word in name.split() if len(word) >= _LEAST_LETTERS]
            if not any(stem in plain(lead) for stem in stems):
                yield f"{chart}: “{lead}” without the answer of {row[C.OBS_ID]}"


def _opens(alt: str, words: str) -> bool:
    """Say whether an alternative text tells a title, at least up to where it is cut."""
    return plain(words)[:100] in plain(alt)


def _all_own(spec: ChartSpec) -> bool:
    return all(point.own for point in spec.points)


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
