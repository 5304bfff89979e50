"""Reads the parameters of a request into a selection, or says everything that is wrong with them at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from dashboard.data.filters import Filter
from dashboard.downloads.columns import out_columns
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Dataset, Published
from dashboard.downloads.selection import (
    CHOICES,
    COLUMNS,
    DESCENDING,
    DIALECT,
    END,
    LABELS,
    LANG,
    LAYOUT,
    LIMIT,
    MOST_VALUES,
    OFFSET,
    SHAPE,
    SORT,
    START,
    TIME,
    Layout,
    Parameters,
    Selection,
    allowed,
    filters_taken,
    further_parameters,
    has_periods,
    list_file,
    parameters_of,
    unknown,
)
from dashboard.downloads.words import Words, words_for
from pipelines.schema.periods import parse_asked

# A half-year as ISO 8601 readers write it, and as SDMX does: one of them, so that equal selections are written alike.
_HALF: Final = re.compile(r"(?<=-)H(?=[12])")
_WHOLE_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)


class _Reader:
    """Reads the parameters of one request and collects every fault in them.

    Attributes:
        names: the parameters taken, each with the name that it is read by: a filter has two names.
        given: what was given by the name that it is read by; all that the two names of a filter hold is one list.
    """

    def __init__(self, published: Published, dataset: Dataset, names: dict[str, str], given: Parameters) -> None:
        self.published = published
        self.dataset = dataset
        self.faults: list[Fault] = []
        self.given: dict[str, list[str]] = {}
        self._said: dict[str, str] = {}
        for name, text in given:
            self.given.setdefault(names.get(name, ""), []).append(text)
            self._said.setdefault(names.get(name, ""), name)
        for name in dict.fromkeys(name for name, _ in given if name not in names):
            self.refuse("unknown-parameter", words_for("fault.parameter-not-taken"), name, "", tuple(names))

    def refuse(self, kind: str, detail: Words, name: str, value: str = "", allowed: Sequence[str] = ()) -> None:
        # Under the name by which it was given.
        self.faults.append(Fault(kind, detail, self._said.get(name, name), value, tuple(allowed)))

    def several(self, name: str) -> tuple[str, ...]:
        """Split values, by commas or by repeating the parameter; one left empty is as good as absent."""
        texts = (part.strip() for text in self.given.get(name, []) for part in text.split(","))
        asked = tuple(dict.fromkeys(text for text in texts if text))
        if len(asked) > MOST_VALUES:
            self.refuse("too-many-values", words_for("fault.too-many-values", most_values=MOST_VALUES), name)
            return ()
        return asked

    def codes(self, each: Filter) -> tuple[str, ...]:
        asked = self.several(each.name)
        if not asked:
            # Nothing to look up: most files are asked for without filters.
            return ()
        said = self._said.get(each.name, each.name)
        at = self.dataset.file(list_file(each)) if list_file(each) else ""
        for value in unknown(each, self.published, asked):
            codes = allowed(each, self.published)
            self.faults.append(Fault("unknown-value", words_for("fault.no-such-code"), said, value, codes, at))
        return tuple(sorted(asked))

    def one(self, name: str) -> str:
        """Return a parameter that is given at most once; empty when it is not."""
        texts = list(dict.fromkeys(self.given.get(name, [])))
        if len(texts) > 1:
            self.refuse("repeated-parameter", words_for("fault.given-twice"), name, texts[1])
        return texts[0].strip() if texts else ""

    def choice(self, name: str, known: tuple[str, ...] = ()) -> str:
        known = known or CHOICES[name]
        text = self.one(name) or known[0]
        if text not in known:
            self.refuse("unknown-value", words_for("fault.not-allowed"), name, text, known)
            return known[0]
        return text

    def number(self, name: str, least: int) -> int:
        text = self.one(name)
        if not text:
            return 0
        if not _WHOLE_NUMBER.fullmatch(text) or int(text) < least:
            self.refuse("not-a-number", words_for("fault.not-a-number", least=least), name, text)
            return 0
        return int(text)

    def period(self, name: str) -> str:
        text = self.one(name)
        return self._checked(name, text) if "/" not in text else self._not_a_period(name, text)

    def periods(self, name: str) -> tuple[str, ...]:
        return tuple(sorted({self._checked(name, text) for text in self.several(name)} - {""}))

    def _checked(self, name: str, text: str) -> str:
        """Return a period as it is written here; empty where it is none, which is a fault unless nothing was given."""
        written = _HALF.sub("S", text)
        try:
            if written:
                parse_asked(written)
        except ValueError:
            return self._not_a_period(name, text)
        return written

    def _not_a_period(self, name: str, text: str) -> str:
        self.refuse("not-a-period", words_for("fault.not-a-period"), name, text)
        return ""

    def names(self, name: str, known: Callable[[], Sequence[str]], before: str = "") -> tuple[str, ...]:
        """Return names of columns, in the order given, each once; before one may stand a sign."""
        found: dict[str, str] = {}
        for text in self.several(name):
            column = text.removeprefix(before)
            if column not in known():
                self.refuse("unknown-value", words_for("fault.no-such-column"), name, column, known())
            found.setdefault(column, text)
        return tuple(found.values())


def parse_selection(
    published: Published,
    dataset: Dataset,
    table: str,
    given: Parameters,
    *,
    csv: bool = False,
    layouts: bool = True,
    indicator: str = "",
    labels: tuple[str, ...] = (),
    shaped: bool = True,
) -> Selection:
    """Return the selection that parameters ask for.

    Args:
        published: the version, whose codes are the allowed values.
        dataset: that version seen from a public address, for the addresses in refusals.
        table: name of the table.
        given: parameters in the order given; a filter takes several codes, by commas or by repeating it, under its name
            or that of its column.
        csv: whether the format has dialects.
        layouts: whether the format takes a layout.
        indicator: the indicator whose own file this is.
        labels: what a format takes as `labels`, where it has words of its own.
        shaped: whether there is something to choose besides filters.

    Raises:
        Refusal: a parameter or a value is unknown, malformed or given twice; carries every fault.
    """
    of_one = bool(indicator)
    filters = filters_taken(published, table, indicator=of_one)
    taken = parameters_of(published, table, csv=csv, layouts=layouts, indicator=of_one)
    taken += further_parameters(published, table, indicator=of_one)
    known = [name for name in taken if shaped or name not in (*CHOICES, *SHAPE)]
    names = {name: name for name in known} | {each.alias: each.name for each in filters if each.alias}
    reader = _Reader(published, dataset, names, given)
    values = [(each.name, codes) for each in filters if (codes := reader.codes(each))]
    start, end = "", ""
    times: tuple[str, ...] = ()
    if has_periods(published, table):
        start, end, times = reader.period(START), reader.period(END), reader.periods(TIME)
        if start and end and parse_asked(end).end < parse_asked(start).start:
            reader.refuse("ends-before-start", words_for("fault.end-before-start"), END, end)
    chosen = reader.choice(LABELS, labels)
    selection = Selection(
        table=table,
        values=tuple(values),
        times=times,
        start=start,
        end=end,
        lang=reader.choice(LANG),
        labels="code" if chosen == "code" else "both",
        layout=reader.choice(LAYOUT) if LAYOUT in known else Layout.FULL,
        dialect=reader.choice(DIALECT) if csv else "standard",
        sdmx_labels=chosen if labels and chosen != "code" else "id",
        indicator=indicator,
        limit=reader.number(LIMIT, least=1),
        offset=reader.number(OFFSET, least=0),
    )
    if shaped:
        selection = _with_columns(reader, selection)
    if reader.faults:
        raise Refusal(reader.faults)
    return selection


def parse_language(published: Published, dataset: Dataset, given: Parameters) -> str:
    """Return the language asked of a file that takes no other parameter; empty for both.

    Raises:
        Refusal: another parameter is given, or a language that there is not.
    """
    reader = _Reader(published, dataset, {LANG: LANG}, given)
    lang = reader.choice(LANG)
    if reader.faults:
        raise Refusal(reader.faults)
    return "" if lang == CHOICES[LANG][0] else lang


def _with_columns(reader: _Reader, selection: Selection) -> Selection:
    """Add what is said of columns, which are those that the choices leave; all of them as they stand need no word."""

    def known() -> tuple[str, ...]:
        columns = out_columns(reader.published, reader.dataset, selection.table, selection.languages, selection.labels)
        return tuple(column.name for column in columns)

    if selection.layout == Layout.WIDE:
        # A row is a series there, with columns of its own.
        for name in SHAPE:
            if reader.given.get(name):
                reader.refuse("unknown-parameter", words_for("fault.not-with-wide"), name)
        return selection
    columns = reader.names(COLUMNS, known)
    sort = reader.names(SORT, known, DESCENDING)
    return replace(selection, columns=() if columns == known() else columns, sort=sort)
