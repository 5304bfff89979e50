"""What can be downloaded, for the downloads page: each table with its rows, sizes, addresses and parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dashboard.data.query import HeldFiles
from dashboard.downloads.dataset_docs import DOCUMENTS, files_at
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import formats_of
from dashboard.downloads.selection import parameters_of
from pipelines.schema.columns import T
from pipelines.schema.declared import Language


@dataclass(frozen=True)
class FileLine:
    """A file: its format, its address on the site, and its size in bytes (None where it is made while it leaves)."""

    extension: str
    title: str
    address: str
    size: int | None


@dataclass(frozen=True)
class TableLine:
    """A table with its files; `parameters` are the filters and choices that its files take."""

    table: str
    title: str
    text: str
    rows: int
    files: tuple[FileLine, ...]
    parameters: tuple[str, ...]


# Sizes of larger tables' files would be worked out by making them while a reader waits.
_SIZED_ROWS: Final = 5_000


@lru_cache(maxsize=64)
def _size(files: DownloadCatalogue, path: str) -> int | None:
    file = files.find(path)
    return len(files.body(file)) if file.whole else None


def _table_files(files: DownloadCatalogue, table: str, lang: Language) -> tuple[FileLine, ...]:
    rows = files.published.tables[table].rows
    return tuple(
        FileLine(
            form.extension,
            form.title[lang],
            f"/data/{table}.{form.extension}",
            _size(files, f"{table}.{form.extension}") if rows <= _SIZED_ROWS else None,
        )
        for form in formats_of(table)
        if form.most_rows is None or rows <= form.most_rows
    )


def list_downloads(held: HeldFiles, lang: Language, *, base: str = "") -> Sequence[TableLine]:
    """Every table that can be downloaded, in published order.

    Args:
        held: the files of the version that the page shows.
        lang: language of the words.
        base: public address of the site: sizes depend on it, since files carry addresses.

    Raises:
        NotPublishedError: the files hold no tables.
    """
    files = files_at(held, base)
    return tuple(
        TableLine(
            table,
            published.words("title")[lang],
            published.words("description")[lang],
            published.rows,
            _table_files(files, table, lang),
            parameters_of(files.published, table, csv=True),
        )
        for table, published in files.published.tables.items()
    )


def list_documents(held: HeldFiles, lang: Language, *, base: str = "") -> Sequence[FileLine]:
    """The files about the data set, the whole package among them. Arguments as `list_downloads`."""
    files = files_at(held, base)
    small = files.published.tables[T.OBSERVATIONS].rows <= _SIZED_ROWS
    return tuple(
        FileLine(
            path.rpartition(".")[2],
            document.text[lang],
            f"/data/{path}",
            _size(files, path) if small or not document.holds_tables else None,
        )
        for path, document in DOCUMENTS.items()
    )
