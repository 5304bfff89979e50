"""Which rows and columns of a table: parsed from parameters, checked against the published codes, and written back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from dashboard.data.filters import FILTERS, Filter
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Dataset, Published
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.periods import parse_period

Parameters = Sequence[tuple[str, str]]

LANG: Final = "lang"
LABELS: Final = "labels"
LAYOUT: Final = "layout"
DIALECT: Final = "dialect"
START: Final = "start"
END: Final = "end"


class Layout(StrEnum):
    """How the rows of the figures are laid out: every column, the few that one reads, or a row a series."""

    FULL = "full"
    COMPACT = "compact"
    WIDE = "wide"


# What may be chosen besides the rows, with the values allowed; the first is the default. Texts: `parameter.<name>`.
CHOICES: Final = {
    LANG: ("both", *reversed(LANGUAGES)),
    LABELS: ("both", "code"),
    LAYOUT: tuple(Layout),
    DIALECT: ("standard", "excel-fr"),
}
PERIODS: Final = (START, END)
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
        layout: `full`, `compact` or `wide`, for the figures.
        dialect: `standard` or `excel-fr`, for CSV.
        indicator: the indicator whose own file this is; empty otherwise.
    """

    table: str
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    start: str = ""
    end: str = ""
    lang: str = "both"
    labels: str = "both"
    layout: str = Layout.FULL
    dialect: str = "standard"
    indicator: str = ""

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return languages whose columns are kept."""
        return tuple(lang for lang in LANGUAGES if self.lang in ("both", lang))

    @property
    def filtered(self) -> tuple[tuple[str, str], ...]:
        """Return the filters as parameters, in one order: equal selections are written alike."""
        pairs = [(name, ",".join(codes)) for name, codes in self.values]
        return (*pairs, *((name, text) for name, text in ((START, self.start), (END, self.end)) if text))

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Return the choices that differ from their defaults, as parameters."""
        given = {LANG: self.lang, LABELS: self.labels, LAYOUT: self.layout, DIALECT: self.dialect}
        return tuple((name, given[name]) for name, allowed in CHOICES.items() if given[name] != allowed[0])

    @property
    def stem(self) -> str:
        """Return the path of the file under `/data/`, without its extension."""
        return f"indicators/{self.indicator}" if self.indicator else self.table

    @property
    def query(self) -> str:
        """Return the selection as a query string, in one order; empty for the whole table."""
        return urlencode([*self.filtered, *self.chosen], safe=",")

    def where(self, published: Published) -> dict[str, frozenset[str]]:
        """Make the condition on the table's rows: filters on properties of the indicator become sets of indicators."""
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


def allowed(each: Filter, published: Published) -> tuple[str, ...]:
    """Return the values that a filter takes, in published order; none where they are too many to say (the figures)."""
    if each.table == T.OBSERVATIONS:
        return ()
    return tuple(published.records(each.table) if each.table else published.codes(each.codelist))


def unknown(each: Filter, published: Published, asked: Sequence[str]) -> list[str]:
    """Return those of the values that a filter does not take."""
    if each.table == T.OBSERVATIONS:
        known: Collection[str] = published.asked.distinct(T.OBSERVATIONS, each.column, {each.column: asked})
    else:
        known = frozenset(allowed(each, published))
    return [value for value in asked if value not in known]


def list_file(each: Filter) -> str:
    """Return the file under `/data/` that lists a filter's values in words."""
    return f"{each.table or T.CODELISTS}.json"


def filters_of(published: Published, table: str) -> tuple[Filter, ...]:
    """List a table's filters: it has the column, or it has the indicator and the indicator has the column."""
    if table not in published.tables:
        return ()
    own = set(published.tables[table].schema.names)
    through = set(published.tables[T.INDICATORS].schema.names) if C.INDICATOR_ID in own else set()
    return tuple(each for each in FILTERS if each.column in own | through)


def has_periods(published: Published, table: str) -> bool:
    """Say whether a table takes `start` and `end`."""
    return table in published.tables and C.TIME_PERIOD in published.tables[table].schema.names


class _Reader:
    """Reads the parameters of one request and collects every fault in them."""

    def __init__(self, published: Published, dataset: Dataset, given: Parameters) -> None:
        self.published = published
        self.dataset = dataset
        self.given: dict[str, list[str]] = {}
        for name, text in given:
            self.given.setdefault(name, []).append(text)
        self.faults: list[Fault] = []

    def refuse(self, kind: str, detail: Words, name: str, value: str = "", allowed: Sequence[str] = ()) -> None:
        self.faults.append(Fault(kind, detail, name, value, tuple(allowed)))

    def codes(self, each: Filter) -> tuple[str, ...]:
        """Split the values of a filter, by commas or by repeating it; a filter left empty is as good as absent."""
        texts = (part.strip() for text in self.given.get(each.name, []) for part in text.split(","))
        asked = dict.fromkeys(text for text in texts if text)
        if len(asked) > MOST_VALUES:
            self.refuse("too-many-values", words_for("fault.too-many-values", most_values=MOST_VALUES), each.name)
            return ()
        for value in unknown(each, self.published, list(asked)):
            codes, at = allowed(each, self.published), self.dataset.file(list_file(each))
            self.faults.append(Fault("unknown-value", words_for("fault.no-such-code"), each.name, value, codes, at))
        return tuple(sorted(asked))

    def one(self, name: str) -> str:
        """Return a parameter that is given at most once; empty when it is not."""
        texts = list(dict.fromkeys(self.given.get(name, [])))
        if len(texts) > 1:
            self.refuse("repeated-parameter", words_for("fault.given-twice"), name, texts[1])
        return texts[0].strip() if texts else ""

    def choice(self, name: str) -> str:
        known = CHOICES[name]
        text = self.one(name) or known[0]
        if text not in known:
            self.refuse("unknown-value", words_for("fault.not-allowed"), name, text, known)
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
            self.refuse("not-a-period", words_for("fault.not-a-period"), name, text)
        return ""


def parameters_of(
    published: Published, table: str, *, csv: bool, layouts: bool = True, indicator: bool = False
) -> tuple[str, ...]:
    """Return parameters that a file of a table takes.

    Args:
        published: the version.
        table: name of the table.
        csv: whether the format has dialects.
        layouts: whether the format takes a layout; only the figures have several.
        indicator: whether it is the file of one indicator, whose own properties are then fixed.
    """
    own = set(published.tables[table].schema.names) if table in published.tables else set()
    filters = [
        each.name
        for each in filters_of(published, table)
        if not indicator or (each.column in own and each.column != C.INDICATOR_ID)
    ]
    periods = [START, END] if has_periods(published, table) else []
    layout = [LAYOUT] if layouts and table == T.OBSERVATIONS else []
    return (*filters, *periods, LANG, LABELS, *layout, *([DIALECT] if csv else []))


def parse_selection(
    published: Published,
    dataset: Dataset,
    table: str,
    given: Parameters,
    *,
    csv: bool = False,
    layouts: bool = True,
    indicator: str = "",
) -> Selection:
    """Return the selection that parameters ask for.

    Args:
        published: the version, whose codes are the allowed values.
        dataset: that version seen from a public address, for the addresses in refusals.
        table: name of the table.
        given: parameters in the order given; a filter takes several codes, by commas or by repeating it.
        csv: whether the format has dialects.
        layouts: whether the format takes a layout.
        indicator: the indicator whose own file this is.

    Raises:
        Refusal: a parameter or a value is unknown, malformed or given twice; carries every fault.
    """
    reader = _Reader(published, dataset, given)
    known = parameters_of(published, table, csv=csv, layouts=layouts, indicator=bool(indicator))
    for name in reader.given:
        if name not in known:
            reader.refuse("unknown-parameter", words_for("fault.parameter-not-taken"), name, "", known)
    values = []
    for each in filters_of(published, table):
        if each.name in known and each.name in reader.given:
            codes = reader.codes(each)
            if codes:
                values.append((each.name, codes))
    start, end = (reader.period(name) if name in known else "" for name in (START, END))
    if start and end and parse_period(end).end < parse_period(start).start:
        reader.refuse("ends-before-start", words_for("fault.end-before-start"), END, end)
    selection = Selection(
        table=table,
        values=tuple(values),
        start=start,
        end=end,
        lang=reader.choice(LANG),
        labels=reader.choice(LABELS),
        layout=reader.choice(LAYOUT) if LAYOUT in known else Layout.FULL,
        dialect=reader.choice(DIALECT) if csv else "standard",
        indicator=indicator,
    )
    if reader.faults:
        raise Refusal(reader.faults)
    return selection


def parse_language(published: Published, dataset: Dataset, given: Parameters) -> str:
    """Return the language asked of a file that takes no other parameter; empty for both.

    Raises:
        Refusal: another parameter is given, or a language that there is not.
    """
    reader = _Reader(published, dataset, given)
    for name in reader.given:
        if name != LANG:
            reader.refuse("unknown-parameter", words_for("fault.parameter-not-taken"), name, "", (LANG,))
    lang = reader.choice(LANG)
    if reader.faults:
        raise Refusal(reader.faults)
    return "" if lang == CHOICES[LANG][0] else lang
