"""Columns of a download: the published ones, and beside each code its words, so that a row can stand alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads.cells import Array, encode, join
from dashboard.downloads.dataset import LANGUAGES, Dataset, Language, Words
from dashboard.downloads.published import Published, PublishedTable
from dashboard.downloads.row_citations import CitationMaker
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T
from pipelines.schema.declared import fields

# Columns that a figure takes over from its indicator: what decides how it may be read.
BORROWED: Final = (C.TOPIC_ID, C.MEASURE_KIND, C.EXPLOITATION_FORM)
# Where the words of a referenced row are, by preference.
_WORDS: Final = ("name", "short", "label", "question", "text")
_IN_WORDS: Final[Words] = words_for("in-words")
# What a language of the files is called.
_LANGUAGE_NAMES: Final[Mapping[str, Words]] = {lang: words_for(f"written-in-{lang}") for lang in LANGUAGES}
_KINDS: Final = {pa.string(): "string", pa.float64(): "double", pa.int64(): "int64", pa.bool_(): "bool"}

# From a batch of the table's own columns to the cells of a column.
Make = Callable[[Any], Array]


@dataclass(frozen=True)
class OutColumn:
    """A column of a download.

    Attributes:
        name: name in CSV, JSON and Parquet.
        type: pyarrow type of its cells.
        title, text: title and description by language.
        required: whether it always has a value.
        codelist: code list of its codes; empty otherwise.
        reference: (table, column) that it refers to; None otherwise.
        make: its cells, from a batch of the table's own columns.
    """

    name: str
    type: Any
    title: Words
    text: Words
    required: bool
    codelist: str
    reference: tuple[str, str] | None
    make: Make

    @property
    def kind(self) -> str:
        """`string`, `double`, `int64` or `bool`."""
        return _KINDS[self.type]


def language_of(name: str) -> Language | None:
    """Language of a column that holds text in one of them, by its ending; None for the others."""
    return next((lang for lang in LANGUAGES if name.endswith(f"_{lang}")), None)


def _published(field: Any, table: str) -> OutColumn:
    said = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
    to_table, _, to_column = said.get("reference", "").partition(".")
    name = field.name
    return OutColumn(
        name=name,
        type=field.type,
        title={lang: said.get(f"title_{lang}", name) for lang in LANGUAGES},
        text={lang: said.get(f"description_{lang}", "") for lang in LANGUAGES},
        required=not field.nullable,
        codelist=said.get("codelist_id", ""),
        reference=(to_table, to_column) if to_table and to_table != table else None,
        make=lambda batch: batch.column(name),
    )


def added(name: str, title: Words, text: Words, make: Make, *, required: bool) -> OutColumn:
    """A column of text that is not in the published table."""
    return OutColumn(name, pa.string(), title, text, required, "", None, make)


def _mapped(source: Make, keys: list[str], values: list[str | None]) -> Make:
    """Cells of `source` replaced by what stands for them; looked up once for a distinct value."""
    known, stands_for = pa.array(keys, pa.string()), pa.array(values, pa.string())

    def make(batch: Any) -> Any:
        cells = encode(source(batch))
        found = stands_for.take(pc.index_in(cells.dictionary, value_set=known))
        return pa.DictionaryArray.from_arrays(cells.indices, found)

    return make


def words_of(published: Published, column: OutColumn, lang: Language) -> dict[str, str | None]:
    """Each code that a column may hold, in words; empty where it holds no codes."""
    if column.codelist:
        return {code: row[f"name_{lang}"] for code, row in published.codes(column.codelist).items()}
    if column.reference and column.reference[0] in published.tables:
        table = column.reference[0]
        names = published.tables[table].schema.names
        stem = next((stem for stem in _WORDS if f"{stem}_{lang}" in names), None)
        if stem and published.tables[table].key[:1] == (column.reference[1],):
            return {key: row[f"{stem}_{lang}"] for key, row in published.records(table).items()}
    return {}


def _labels(published: Published, column: OutColumn, languages: tuple[Language, ...]) -> Iterator[OutColumn]:
    for lang in languages:
        words = words_of(published, column, lang)
        if words:
            which = {to: f" ({_LANGUAGE_NAMES[lang][to]})" if len(languages) > 1 else "" for to in LANGUAGES}
            title: Words = {to: f"{column.title[to]}, {_IN_WORDS[to]}{which[to]}" for to in LANGUAGES}
            make = _mapped(column.make, list(words), list(words.values()))
            name = f"{column.name.removesuffix('_id')}_label_{lang}"
            # Words are missing only where a code list lacks a code: validation forbids it, we cannot promise it.
            yield added(name, title, title, make, required=False)


def _borrowed(published: Published, indicator: OutColumn) -> Iterator[OutColumn]:
    rows = published.records(T.INDICATORS)
    for name in BORROWED:
        column = _published(published.tables[T.INDICATORS].schema.field(name), T.INDICATORS)
        make = _mapped(indicator.make, list(rows), [row[name] for row in rows.values()])
        yield OutColumn(
            name, column.type, column.title, column.text, column.required, column.codelist, column.reference, make
        )


def _crosschecks(published: Published, languages: tuple[Language, ...]) -> Iterator[OutColumn]:
    for lang in languages:
        found: dict[str, list[str]] = {}
        for row in published.arrow(T.CROSSCHECKS).to_pylist():
            if row[C.OBS_ID]:
                told = words_for("crosscheck", publisher=row[C.PUBLISHER], value=row[C.VALUE_OTHER])
                found.setdefault(row[C.OBS_ID], []).append(f"{told[lang]} {row[f'reading_{lang}']}")
        title = words_for("cross-check-in", language=_LANGUAGE_NAMES[lang])
        text: Words = words_for("what-another-publication-prints-for")
        known, said = (
            pa.array(list(found), pa.string()),
            pa.array([" ".join(texts) for texts in found.values()], pa.string()),
        )
        yield added(
            f"crosscheck_{lang}",
            title,
            text,
            _looked_up(C.OBS_ID, known, said),
            required=False,
        )


def _looked_up(key: str, known: Any, said: Any) -> Make:
    return lambda batch: pa.DictionaryArray.from_arrays(pc.index_in(batch.column(key), value_set=known), said)


def _after(prefix: str, key: str) -> Make:
    return lambda batch: join((prefix, batch.column(key)), batch.num_rows)


def _constant(text: str) -> Make:
    return lambda batch: join((text,), batch.num_rows)


def _ours(
    published: Published, dataset: Dataset, table: PublishedTable, languages: tuple[Language, ...]
) -> Iterator[OutColumn]:
    """Cross-check, citation, version and address."""
    names = table.schema.names
    if table.name == T.OBSERVATIONS:
        yield from _crosschecks(published, languages)
    if C.SOURCE_ID in names and C.PAGE in names:
        for lang in languages:
            title = words_for("citation-in", language=_LANGUAGE_NAMES[lang])
            text: Words = words_for("the-publication-with-page-and")
            yield added(f"citation_{lang}", title, text, CitationMaker(published, dataset, table, lang), required=True)
    version = fields()[C.VERSION]
    title = words_for("data-version")
    yield added("data_version", title, version.text, _constant(dataset.version), required=True)
    pages: dict[str, Callable[[str, Language], str]] = {
        T.OBSERVATIONS: dataset.observation_page,
        T.INDICATORS: dataset.indicator_page,
    }
    if table.name in pages:
        for lang in languages:
            prefix = pages[table.name]("", lang) + "/"
            title = words_for("address-in", language=_LANGUAGE_NAMES[lang])
            text = words_for("page-of-this-row")
            key = table.key[0]
            yield added(
                f"address_{lang}",
                title,
                text,
                _after(prefix, key),
                required=True,
            )


@lru_cache(maxsize=64)
def out_columns(
    published: Published, dataset: Dataset, name: str, languages: tuple[Language, ...], labels: str
) -> tuple[OutColumn, ...]:
    """Columns of a table's download, in order.

    With `labels=code`, the published columns in the languages asked for; otherwise also, beside each code, its words,
    and at the end cross-check, citation, version and address. The published columns keep their names and order.
    """
    table = published.tables[name]
    columns: list[OutColumn] = []
    for field in table.schema:
        if language_of(field.name) not in (None, *languages):
            continue
        column = _published(field, table.name)
        columns.append(column)
        if labels == "both":
            columns.extend(_labels(published, column, languages))
            if table.name == T.OBSERVATIONS and column.name == C.INDICATOR_ID:
                for borrowed in _borrowed(published, column):
                    columns.append(borrowed)
                    columns.extend(_labels(published, borrowed, languages))
    if labels == "both":
        columns.extend(_ours(published, dataset, table, languages))
    return tuple(columns)
