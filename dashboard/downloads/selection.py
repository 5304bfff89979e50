"""Which rows and columns of a table: parsed from parameters, checked against the published codes, and written back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from dashboard.data.filters import Filter
from dashboard.downloads.filters import (
    CHOICES,
    DIALECT,
    END,
    LABELS,
    LANG,
    START,
    allowed,
    filters_of,
    has_periods,
    list_file,
    unknown,
)
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Dataset, Published
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.periods import parse_period

Parameters = Sequence[tuple[str, str]]
MOST_VALUES: Final = 500


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Rows and columns of one table.

    Attributes:
        table: name of the table.
        values: (parameter, codes) for each filter given, in declared order, codes sorted.
        start, end: periods at year, month or day precision; empty when not given.
        lang: `both`, `fr` or `en`: which language columns are kept.
        labels: `both` or `code`: whether words, citation and address are added to the published columns.
        dialect: `standard` or `excel-fr`, for CSV.
        indicator: the indicator whose own file this is; empty otherwise.
    """

    table: str
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    start: str = ""
    end: str = ""
    lang: str = "both"
    labels: str = "both"
    dialect: str = "standard"
    indicator: str = ""

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages whose columns are kept."""
        return tuple(lang for lang in LANGUAGES if self.lang in ("both", lang))

    @property
    def filtered(self) -> tuple[tuple[str, str], ...]:
        """The filters as parameters, in one order: equal selections are written alike."""
        pairs = [(name, ",".join(codes)) for name, codes in self.values]
        return (*pairs, *((name, text) for name, text in ((START, self.start), (END, self.end)) if text))

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """The choices that differ from their defaults, as parameters."""
        given = {LANG: self.lang, LABELS: self.labels, DIALECT: self.dialect}
        return tuple((name, given[name]) for name, (allowed, _) in CHOICES.items() if given[name] != allowed[0])

    @property
    def stem(self) -> str:
        """Path of the file under `/data/`, without its extension."""
        return f"indicators/{self.indicator}" if self.indicator else self.table

    @property
    def query(self) -> str:
        """The selection as a query string, in one order; empty for the whole table."""
        return urlencode([*self.filtered, *self.chosen], safe=",")

    def where(self, published: Published) -> dict[str, frozenset[str]]:
        """The condition on the table's rows: filters on properties of the indicator become sets of indicators."""
        own = published.tables[self.table].schema.names
        columns = {each.name: each.column for each in filters_of(published, self.table)}
        kept: dict[str, frozenset[str]] = {}

        def keep(column: str, codes: Collection[str]) -> None:
            kept[column] = kept[column] & frozenset(codes) if column in kept else frozenset(codes)

        if self.indicator:
            keep(C.INDICATOR_ID, [self.indicator])
        for name, codes in self.values:
            column = columns[name]
            if column in own:
                keep(column, codes)
            else:
                rows = published.records(T.INDICATORS).items()
                keep(C.INDICATOR_ID, [key for key, row in rows if row[column] in codes])
        if self.start or self.end:
            asked = published.asked
            periods = asked.periods_between(self.table, self.start, self.end)
            # A start before all rows and an end after them are no condition.
            if len(periods) < len(asked.periods(self.table)):
                keep(C.TIME_PERIOD, periods)
        return kept


class _Reader:
    """Reads the parameters of one request and collects every fault in them."""

    def __init__(self, published: Published, dataset: Dataset, given: Parameters) -> None:
        self.published = published
        self.dataset = dataset
        self.given: dict[str, list[str]] = {}
        for name, text in given:
            self.given.setdefault(name, []).append(text)
        self.faults: list[Fault] = []

    def refuse_unknown(self, known: Sequence[str]) -> None:
        for name in self.given:
            if name not in known:
                detail: Words = words_for("this-file-does-not-take")
                self.faults.append(Fault("unknown-parameter", detail, parameter=name, allowed=tuple(known)))

    def codes(self, each: Filter) -> tuple[str, ...]:
        """Values of a filter, separated by commas or by repeating it; a filter left empty is as good as absent."""
        texts = (part.strip() for text in self.given.get(each.name, []) for part in text.split(","))
        asked = dict.fromkeys(text for text in texts if text)
        if len(asked) > MOST_VALUES:
            detail: Words = words_for("at-most-values-of-one", most_values=MOST_VALUES)
            self.faults.append(Fault("too-many-values", detail, parameter=each.name))
            return ()
        for value in unknown(each, self.published, list(asked)):
            detail = words_for("no-such-code-use-one")
            codes, at = allowed(each, self.published), self.dataset.file(list_file(each))
            self.faults.append(Fault("unknown-value", detail, each.name, value, codes, at))
        return tuple(sorted(asked))

    def one(self, name: str) -> str:
        """A parameter that is given at most once; empty when it is not."""
        texts = list(dict.fromkeys(self.given.get(name, [])))
        if len(texts) > 1:
            detail: Words = words_for("give-this-parameter-once")
            self.faults.append(Fault("repeated-parameter", detail, parameter=name, value=texts[1]))
        return texts[0].strip() if texts else ""

    def choice(self, name: str) -> str:
        known, _ = CHOICES[name]
        text = self.one(name) or known[0]
        if text not in known:
            detail: Words = words_for("use-one-of-those-allowed")
            self.faults.append(Fault("unknown-value", detail, name, text, known))
            return known[0]
        return text

    def period(self, name: str) -> str:
        text = self.one(name)
        try:
            if text.isascii() and text and "/" not in text:
                parse_period(text)
                return text
        except ValueError:
            pass
        if text:
            detail: Words = words_for("give-a-year-a-month")
            self.faults.append(Fault("not-a-period", detail, parameter=name, value=text))
        return ""


def parameters_of(published: Published, table: str, *, csv: bool, indicator: bool = False) -> tuple[str, ...]:
    """Parameters that a file of a table takes.

    Args:
        published: the version.
        table: name of the table.
        csv: whether the format has dialects.
        indicator: whether it is the file of one indicator, whose own properties are then fixed.
    """
    own = set(published.tables[table].schema.names) if table in published.tables else set()
    filters = [
        each.name
        for each in filters_of(published, table)
        if not indicator or (each.column in own and each.column != C.INDICATOR_ID)
    ]
    periods = [START, END] if has_periods(published, table) else []
    return (*filters, *periods, LANG, LABELS, *([DIALECT] if csv else []))


def parse_selection(
    published: Published, dataset: Dataset, table: str, given: Parameters, *, csv: bool = False, indicator: str = ""
) -> Selection:
    """The selection that parameters ask for.

    Args:
        published: the version, whose codes are the allowed values.
        dataset: that version seen from a public address, for the addresses in refusals.
        table: name of the table.
        given: parameters in the order given; a filter takes several codes, by commas or by repeating it.
        csv: whether the format has dialects.
        indicator: the indicator whose own file this is.

    Raises:
        Refusal: a parameter or a value is unknown, malformed or given twice; carries every fault.
    """
    reader = _Reader(published, dataset, given)
    known = parameters_of(published, table, csv=csv, indicator=bool(indicator))
    reader.refuse_unknown(known)
    values = []
    for each in filters_of(published, table):
        if each.name in known and each.name in reader.given:
            codes = reader.codes(each)
            if codes:
                values.append((each.name, codes))
    start, end = (reader.period(name) if name in known else "" for name in (START, END))
    if start and end and parse_period(end).end < parse_period(start).start:
        detail: Words = words_for("give-an-end-after-the")
        reader.faults.append(Fault("ends-before-start", detail, parameter=END, value=end))
    selection = Selection(
        table=table,
        values=tuple(values),
        start=start,
        end=end,
        lang=reader.choice(LANG),
        labels=reader.choice(LABELS),
        dialect=reader.choice(DIALECT) if csv else "standard",
        indicator=indicator,
    )
    if reader.faults:
        raise Refusal(reader.faults)
    return selection
