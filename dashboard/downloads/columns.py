"""Columns of a download: the published ones, and beside each code its words, so that a row can stand alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads import citations
from dashboard.downloads.published import Dataset, Published, PublishedTable
from dashboard.downloads.words import Words, language_named, words_for
from pipelines.schema.columns import C, T, text_in
from pipelines.schema.declared import COMPLETE, LANGUAGES, Language, fields
from pipelines.schema.site_faults import ENGLISH

# Columns that a figure takes over from the row that it names: what decides how it may be read.
BORROWED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    C.INDICATOR_ID: (T.INDICATORS, (C.TOPIC_ID, C.MEASURE_KIND, C.EXPLOITATION_FORM)),
    C.SOURCE_ID: (T.SOURCES, (C.PROOF,)),
}
# Where the words of a referenced row are, by preference.
_WORDS: Final = ("name", "short", "label", "question", "text")
_IN_WORDS: Final[Words] = words_for("column.in-words")
# What a language of the files is called.
_LANGUAGE_NAMES: Final[Mapping[str, Words]] = {lang: language_named(lang) for lang in LANGUAGES}
_KINDS: Final = {
    pa.string(): ("string", "string"),
    pa.float64(): ("double", "number"),
    pa.int64(): ("int64", "integer"),
    pa.bool_(): ("bool", "boolean"),
}

# A pyarrow array of values; a dictionary array stands for its values.
Array = Any
# From a batch of the table's own columns to the cells of a column.
Make = Callable[[Any], Array]


def decode(cells: Array) -> Array:
    """Return the cells as an array of plain values."""
    return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


def encode(cells: Array) -> Array:
    """Return the cells as codes with their distinct values."""
    return cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()


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
        words: where its cells are the words of codes: each that there may be, in the order of the codes.
    """

    name: str
    type: Any
    title: Words
    text: Words
    required: bool
    codelist: str
    reference: tuple[str, str] | None
    make: Make
    words: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return `string`, `double`, `int64` or `bool`."""
        return _KINDS[self.type][0]

    @property
    def json_type(self) -> str:
        """Return the type of its cells in JSON, which that of a Data Package is too."""
        return _KINDS[self.type][1]


def _published(field: Any, table: str) -> OutColumn:
    said = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
    to_table, _, to_column = said.get("reference", "").partition(".")
    name = field.name
    return OutColumn(
        name=name,
        type=field.type,
        title={lang: said.get(f"title_{lang}", said.get("title_en", name)) for lang in LANGUAGES},
        text={lang: said.get(f"description_{lang}", said.get("description_en", "")) for lang in LANGUAGES},
        required=not field.nullable,
        codelist=said.get("codelist_id", ""),
        reference=(to_table, to_column) if to_table and to_table != table else None,
        make=_own(name),
    )


def _added(name: str, title: Words, text: Words, make: Make, *, required: bool = True) -> OutColumn:
    """Return a column of text that is not in the published table."""
    return OutColumn(name, pa.string(), title, text, required, "", None, make)


def _own(name: str) -> Make:
    return lambda batch: batch.column(name)


def _mapped(source: Make, keys: Iterable[str], values: Iterable[str | None]) -> Make:
    """Return the cells of `source` replaced by what stands for them; looked up once for a distinct value."""
    known, stands_for = pa.array(keys, pa.string()), pa.array(values, pa.string())

    def make(batch: Any) -> Array:
        cells = encode(source(batch))
        found = stands_for.take(pc.index_in(cells.dictionary, value_set=known))
        return pa.DictionaryArray.from_arrays(cells.indices, found)

    return make


def _behind(prefix: str, name: str) -> Make:
    """Put the prefix before each cell; nothing where the cell is empty. Written once for a distinct cell."""

    def make(batch: Any) -> Array:
        cells = batch.column(name)
        if cells.null_count == len(cells):
            return pa.nulls(len(cells), pa.string())
        coded = encode(cells)
        texts = pc.binary_join_element_wise(prefix, coded.dictionary.cast(pa.string()), "")
        return pa.DictionaryArray.from_arrays(coded.indices, texts)

    return make


def _joined(*pieces: str | Make) -> Make:
    """Join texts that are the same in each row, and cells, of which an empty one stands for nothing."""

    def make(batch: Any) -> Array:
        plain = [piece if isinstance(piece, str) else decode(piece(batch)) for piece in pieces]
        joined = pc.binary_join_element_wise(*plain, "", null_handling="replace", null_replacement="")
        return joined if isinstance(joined, pa.Array) else pa.repeat(joined, batch.num_rows)

    return make


def words_of(published: Published, column: OutColumn, lang: Language) -> dict[str, str | None]:
    """Return each code that a column may hold, in words; empty where it holds no codes."""
    if column.codelist:
        return {code: text_in(row, "name", lang) for code, row in published.codes(column.codelist).items()}
    if column.reference and column.reference[0] in published.tables:
        table = column.reference[0]
        names = published.tables[table].schema.names
        stem = next((stem for stem in _WORDS if f"{stem}_en" in names), None)
        if stem and published.tables[table].key[:1] == (column.reference[1],):
            return {key: text_in(row, stem, lang) or None for key, row in published.records(table).items()}
    return {}


def _labels(published: Published, column: OutColumn, languages: tuple[Language, ...]) -> Iterator[OutColumn]:
    for lang in languages:
        words = words_of(published, column, lang)
        if words:
            which = {to: f" ({_LANGUAGE_NAMES[lang][to]})" if len(languages) > 1 else "" for to in LANGUAGES}
            title: Words = {to: f"{column.title[to]}, {_IN_WORDS[to]}{which[to]}" for to in LANGUAGES}
            name = f"{column.name.removesuffix('_id')}_label_{lang}"
            # Words are missing only where a code list lacks a code: validation forbids it, we cannot promise it.
            text = words_for("column.in-words.text", code=column.name, language=_LANGUAGE_NAMES[lang], text=column.text)
            added = _added(name, title, text, _mapped(column.make, words, words.values()), required=False)
            yield replace(added, words=tuple(dict.fromkeys(filter(None, words.values()))))


def _borrowed(published: Published, naming: OutColumn) -> Iterator[OutColumn]:
    """Return what a figure takes over from the row that one of its columns names."""
    table, names = BORROWED.get(naming.name, ("", ()))
    rows = published.records(table) if table else {}
    # A version that was published before the column has none.
    for name in (each for each in names if each in published.tables[table].schema.names):
        column = _published(published.tables[table].schema.field(name), table)
        yield replace(column, make=_mapped(naming.make, rows, [row[name] for row in rows.values()]))


def _crosschecks(published: Published, lang: Language) -> OutColumn:
    found: dict[str, list[str]] = {}
    for row in published.rows(T.CROSSCHECKS):
        if row[C.OBS_ID]:
            told = words_for("column.crosscheck.cell", publisher=row[C.PUBLISHER], value=row[C.VALUE_OTHER])
            found.setdefault(row[C.OBS_ID], []).append(f"{told[lang]} {text_in(row, 'reading', lang)}")
    title = words_for("column.crosscheck", language=_LANGUAGE_NAMES[lang])
    text = words_for("column.crosscheck.text")
    make = _mapped(_own(C.OBS_ID), found, [" ".join(texts) for texts in found.values()])
    return _added(f"crosscheck_{lang}", title, text, make, required=False)


def _citation(published: Published, dataset: Dataset, table: PublishedTable, lang: Language) -> OutColumn:
    """Return the citation of each row, in the words of `dashboard.downloads.citations`."""
    sources, origins = published.records(T.SOURCES), published.records(T.ORIGINS)
    named = [citations.origin_piece(row, key, lang) for key, row in origins.items()]
    pieces = {
        C.SOURCE_ID: _mapped(
            _own(C.SOURCE_ID), sources, [citations.source_piece(source, lang) for source in sources.values()]
        ),
        C.PAGE: _behind(citations.PAGE[lang], C.PAGE),
        C.FOOTNOTE: _behind(citations.FOOTNOTE[lang], C.FOOTNOTE),
        C.ORIGIN_ID: _mapped(_own(C.ORIGIN_ID), origins, named),
        C.DERIVATION: _behind(citations.COMPUTED[lang], C.DERIVATION),
    }
    there = [piece for name, piece in pieces.items() if name in table.schema.names]
    key = _own(table.key[0])
    if table.name == T.OBSERVATIONS:
        before, after = citations.in_dataset(citations.FIGURE[lang], dataset, lang)
        make = _joined(*there, before, key, f"{after}{dataset.observation_page('', lang)}/", key)
    else:
        # A row that has no page of its own is found in the table's file.
        before, after = citations.in_dataset(table.words("title")[lang], dataset, lang)
        make = _joined(*there, before, key, after + dataset.file(f"{table.name}.csv"))
    title = words_for("column.citation", language=_LANGUAGE_NAMES[lang])
    return _added(f"citation_{lang}", title, words_for("column.citation.text"), make)


def _ours(
    published: Published, dataset: Dataset, table: PublishedTable, languages: tuple[Language, ...]
) -> Iterator[OutColumn]:
    """Return cross-check, citation, version and address."""
    names = table.schema.names
    if table.name == T.OBSERVATIONS:
        yield from (_crosschecks(published, lang) for lang in languages)
    if C.SOURCE_ID in names and C.PAGE in names:
        yield from (_citation(published, dataset, table, lang) for lang in languages)
    yield _added("data_version", words_for("column.version"), fields()[C.VERSION].text, _joined(dataset.version))
    pages = {T.OBSERVATIONS: dataset.observation_page, T.INDICATORS: dataset.indicator_page}
    if table.name in pages:
        for lang in languages:
            title = words_for("column.address", language=_LANGUAGE_NAMES[lang])
            make = _joined(pages[T(table.name)]("", lang) + "/", _own(table.key[0]))
            yield _added(f"address_{lang}", title, words_for("column.address.text"), make)


def out_columns(
    published: Published, dataset: Dataset, name: str, languages: tuple[Language, ...], labels: str
) -> tuple[OutColumn, ...]:
    """Return the columns of a table's download, in order.

    With `labels=code`, the published columns in the languages asked for; otherwise also, beside each code, its words,
    and at the end cross-check, citation, version and address. The published columns keep their names and order.
    """
    return published.kept(
        ("columns", dataset, name, languages, labels),
        lambda: tuple(_columns(published, dataset, published.tables[name], languages, labels)),
    )


def _columns(
    published: Published, dataset: Dataset, table: PublishedTable, languages: tuple[Language, ...], labels: str
) -> Iterator[OutColumn]:
    # English stands beside a language that need not be complete.
    shown = languages if set(languages) <= set(COMPLETE) else (*languages, ENGLISH)
    others = tuple(f"_{lang}" for lang in LANGUAGES if lang not in shown)
    for field in table.schema:
        if field.name.endswith(others):
            continue
        column = _published(field, table.name)
        yield column
        if labels == "both":
            yield from _labels(published, column, languages)
            if table.name == T.OBSERVATIONS:
                for borrowed in _borrowed(published, column):
                    yield borrowed
                    yield from _labels(published, borrowed, languages)
    if labels == "both":
        yield from _ours(published, dataset, table, languages)
