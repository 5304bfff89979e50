"""SDMX-CSV 2.0 of the figures: ids of the code lists, columns named by concept, names beside them where asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from dashboard.downloads.columns import encode
from dashboard.downloads.format import Format
from dashboard.downloads.formats.csv_file import write_batches
from dashboard.downloads.rows import Rows
from dashboard.downloads.sdmx.flow import DIMENSIONS, Component, structure_id
from dashboard.downloads.sdmx.observations import components_in, sdmx_batches
from dashboard.downloads.words import Words
from pipelines.schema.columns import C
from pipelines.schema.dataset import TITLE
from pipelines.schema.declared import LANGUAGES, Language

# What `labels` may be, by the standard: ids alone, names in columns of their own, or both in one cell. `code` is the
# value that all our files take: ids, without the columns that are not published ones.
LABELS: Final = ("id", "name", "both", "code")
_ACTION: Final = "I"


def _named(cells: Any, words: Mapping[str, Words], lang: Language, *, with_id: bool) -> Any:
    """Return ids replaced by their names, or by both."""
    coded = encode(cells)
    names = [None if made is None else words.get(made, {lang: made})[lang] for made in coded.dictionary.to_pylist()]
    if with_id:
        ids = coded.dictionary.to_pylist()
        names = [None if made is None else f"{made}: {name}" for made, name in zip(ids, names, strict=True)]
    return pa.array(names, pa.string()).take(coded.indices)


def _columns(batch: Any, components: Sequence[Component], labels: str, lang: Language) -> Iterator[Any]:
    for each in components:
        cells = batch.column(each.id)
        words = each.codelist.words if each.codelist else None
        if labels == "both" and words:
            yield _named(cells, words, lang, with_id=True)
            continue
        yield cells
        if labels == "name":
            # By the standard every component has a column of names, also one whose values are their own.
            yield _named(cells, words, lang, with_id=False) if words else cells


def _header(components: Sequence[Component], labels: str, lang: Language) -> list[str]:
    if labels == "both":
        return [f"{each.id}: {each.name[lang]}" for each in components]
    if labels == "name":
        return [name for each in components for name in (each.id, each.name[lang])]
    return [each.id for each in components]


def _structure(version: str, labels: str, lang: Language) -> dict[str, str]:
    """Return the columns that say what the rows are of, the same in each row."""
    name, made = TITLE[lang], structure_id(version)
    said = {"STRUCTURE": "dataflow", "STRUCTURE_ID": f"{made}: {name}" if labels == "both" else made}
    return {**said, **({"STRUCTURE_NAME": name} if labels == "name" else {}), "ACTION": _ACTION}


def write_sdmx(rows: Rows, components: Sequence[Component] | None = None) -> Iterator[bytes]:
    """Return the figures as SDMX-CSV 2.0, in chunks: dimensions, value, then attributes; or the components given."""
    rows = rows.including((*DIMENSIONS, C.OBS_VALUE, C.UNIT_MEASURE))
    selection = rows.selection
    labels: str = selection.sdmx_labels
    lang: Language = selection.lang if selection.lang in LANGUAGES else "en"
    kept = list(components or components_in(rows))
    fixed = _structure(rows.dataset.version, labels, lang)
    names = [*fixed, *_header(kept, labels, lang)]

    def written() -> Iterator[Any]:
        for batch in sdmx_batches(rows, kept):
            same = [pa.repeat(text, batch.num_rows) for text in fixed.values()]
            yield pa.RecordBatch.from_arrays([*same, *_columns(batch, kept, labels, lang)], names=names)

    yield from write_batches(names, written())


FORMAT: Final = Format(
    extension="sdmx.csv",
    order=50,
    media_type="application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    name="SDMX-CSV",
    write=write_sdmx,
    observations_only=True,
    labels=LABELS,
    layouts=False,
)
