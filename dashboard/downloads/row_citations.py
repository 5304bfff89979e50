"""The citation of each row of a table, for whole batches; the words are those of `dashboard.downloads.citations`."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads import citations
from dashboard.downloads.cells import Array, encode, join
from dashboard.downloads.dataset import Dataset, Language
from dashboard.downloads.published import Published, PublishedTable
from pipelines.schema.columns import C, T


def _after(prefix: str, cells: Array) -> str | Array:
    """Each cell behind the prefix; nothing where the cell is empty. Written once for a distinct cell."""
    if cells.null_count == len(cells):
        return ""
    coded = encode(cells)
    texts = pc.binary_join_element_wise(prefix, coded.dictionary.cast(pa.string()), "")
    return pa.DictionaryArray.from_arrays(coded.indices, texts)


class CitationMaker:
    """Makes the citations of a batch of rows that stand in a publication."""

    def __init__(self, published: Published, dataset: Dataset, table: PublishedTable, lang: Language) -> None:
        observations = table.name == T.OBSERVATIONS
        self._lang = lang
        self._names = frozenset(table.schema.names)
        self._key = table.key[0]
        word = citations.observation_word(lang) if observations else table.words("title")[lang]
        self._before, self._after = citations.in_dataset(word, dataset, lang)
        # A row that has no page of its own is found in the table's file.
        self._address = dataset.observation_page("", lang) + "/" if observations else ""
        self._after += "" if observations else dataset.file(f"{table.name}.csv")
        sources, origins = published.records(T.SOURCES), published.records(T.ORIGINS)
        self._sources = pa.array(list(sources), pa.string())
        self._cited = pa.array([citations.source_piece(row) for row in sources.values()], pa.string())
        self._origins = pa.array(list(origins), pa.string())
        named = [citations.origin_piece(row, key, lang) for key, row in origins.items()]
        self._named = pa.array(named, pa.string())

    def __call__(self, batch: Any) -> Array:
        """Citations of the rows."""
        key = batch.column(self._key)
        pieces = [self._looked_up(batch.column(C.SOURCE_ID), self._sources, self._cited)]
        pieces.append(_after(citations.page_prefix(self._lang), batch.column(C.PAGE)))
        if C.FOOTNOTE in self._names:
            pieces.append(_after(citations.footnote_prefix(self._lang), batch.column(C.FOOTNOTE)))
        if C.ORIGIN_ID in self._names:
            pieces.append(self._looked_up(batch.column(C.ORIGIN_ID), self._origins, self._named))
        if C.DERIVATION in self._names:
            pieces.append(_after(citations.derivation_prefix(self._lang), batch.column(C.DERIVATION)))
        ending = [self._address, key] if self._address else []
        return join((*pieces, self._before, key, self._after, *ending), batch.num_rows)

    @staticmethod
    def _looked_up(cells: Array, known: Array, stands_for: Array) -> Array:
        coded = encode(cells)
        found = stands_for.take(pc.index_in(coded.dictionary, value_set=known))
        return pa.DictionaryArray.from_arrays(coded.indices, found)
