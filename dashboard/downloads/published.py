"""One published version, held open: its tables stay readable, whole and unmixed while a newer one takes its place."""

import json
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.cache import BoundedCache
from dashboard.data.query import HeldFiles, NotPublishedError, Tables, hold_files, locate, tables_over
from dashboard.downloads.notes_table import NOTES, notes_file
from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import C, T, text_in
from pipelines.schema.dataset import cite_dataset
from pipelines.schema.declared import LANGUAGES, Language

_ATTEMPTS: Final = 3
# A table up to this size is read once and kept; a larger one is read from its file, by the parts that are needed.
KEPT_ROWS: Final = 20_000
# Tables by row and by key, columns, sizes: for one address of the site less than half as many.
_KEPT: Final = 1024

Record = Mapping[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Dataset:
    """One version of the data set, seen from one public address.

    Attributes:
        version: semantic version.
        released: ISO date of the release.
        base: public address without a slash at its end; empty for addresses relative to the site.
    """

    version: str
    released: str
    base: str = ""

    @property
    def year(self) -> str:
        """Return the year of the release."""
        return self.released[:4]

    @property
    def citation(self) -> str:
        """Return the citation of this version, in English, as file metadata carries it."""
        return cite_dataset(self.version, self.released)

    def page(self, lang: Language, path: str = "") -> str:
        """Return the address of a page of the dashboard."""
        return f"{self.base}/{lang}/{path}".rstrip("/") if path else f"{self.base}/{lang}/"

    def observation_page(self, obs_id: str, lang: Language) -> str:
        """Return the address of the evidence card of a figure."""
        return self.page(lang, f"figures/{obs_id}")

    def indicator_page(self, indicator_id: str, lang: Language) -> str:
        """Return the address of the page of an indicator."""
        return self.page(lang, f"indicators/{indicator_id}")

    def file(self, path: str, *, fixed: bool = False) -> str:
        """Return the address of a file under `/data/`; with `fixed`, the one that always gives this version."""
        return f"{self.base}/data/{f'v{self.version}/' if fixed else ''}{path}"


@dataclass(frozen=True)
class PublishedTable:
    """A Parquet file held open: its bytes (or their mapping) and its footer, parsed once."""

    name: str
    content: Any
    footer: Any
    schema: Any

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return int(self.footer.num_rows)

    @property
    def key(self) -> tuple[str, ...]:
        """Return columns that identify a row."""
        return tuple(json.loads((self.schema.metadata or {}).get(b"primary_key", b"[]")))

    def words(self, what: str) -> dict[str, str]:
        """Return title or description by language, from the file's own metadata."""
        text = (self.schema.metadata or {}).get(what.encode())
        said: dict[str, str] = json.loads(text) if text else {}
        return {lang: said.get(lang, said.get("en", self.name)) for lang in LANGUAGES}

    def open(self, dictionaries: Iterable[str] = ()) -> Any:
        """Return a reader of its own, with the named columns read as dictionaries."""
        return pq.ParquetFile(pa.BufferReader(self.content), metadata=self.footer, read_dictionary=list(dictionaries))


@dataclass(frozen=True, eq=False)
class Published:
    """One whole version of the published tables.

    Attributes:
        digest: SHA-256 of the descriptor, which holds the hash of every file: it changes when any byte does.
        tables: by name, in the order of the descriptor; after them the notes of all of them as one more table.
        asked: what answers questions about their rows.
    """

    version: str
    released: str
    digest: str
    tables: Mapping[str, PublishedTable]
    asked: Tables
    _made: BoundedCache[Any] = field(default_factory=lambda: BoundedCache(_KEPT), repr=False)

    def at(self, base: str) -> Dataset:
        """Return the data set as seen from a public address."""
        return Dataset(version=self.version, released=self.released, base=base)

    def kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Say what `make` gives, made once for this version: it goes when the version does."""
        made: Made = self._made.get(key, make)
        return made

    def rows(self, name: str) -> Sequence[Record]:
        """Return all rows of a catalogue table, kept; none where this version lacks the table."""
        return self.kept(name, lambda: self.asked.select(name).read_all().to_pylist() if name in self.tables else [])

    def records(self, name: str) -> Mapping[str, Record]:
        """Return the rows of a catalogue table by the first column of their key."""
        return self.kept(f"records of {name}", lambda: {row[self.tables[name].key[0]]: row for row in self.rows(name)})

    def indicators_with(self, column: str, codes: Collection[Any]) -> frozenset[str]:
        """Return the indicators with a property, which stand for figures that have it: `"topic_id", {"online"}`."""
        return frozenset(key for key, row in self.records(T.INDICATORS).items() if row[column] in codes)

    def publications(self) -> Sequence[Record]:
        """Return the sources that others have published."""
        return [row for row in self.rows(T.SOURCES) if row[C.SOURCE_KIND] != SourceKind.OWN_ARITHMETIC]

    def indicator(self, indicator_id: str) -> Record:
        """Find an indicator's row with its caveats' texts (`caveats_en`, `caveats_fr`); empty where there is none."""
        row = self.records(T.INDICATORS).get(indicator_id)
        if row is None:
            return {}
        caveats = self.records(T.CAVEATS)
        found = [caveats[key] for key in str(row[C.CAVEAT_IDS] or "").split(";") if key in caveats]
        return {**row, **{f"caveats_{lang}": [text_in(caveat, "text", lang) for caveat in found] for lang in LANGUAGES}}

    def codes(self, codelist: str) -> Mapping[str, Record]:
        """Return the rows of a code list by code, in their order."""
        return self._codelists.get(codelist, {})

    @cached_property
    def _codelists(self) -> dict[str, dict[str, Record]]:
        lists: dict[str, dict[str, Record]] = {}
        for row in self.rows(T.CODELISTS):
            lists.setdefault(row[C.CODELIST_ID], {})[row[C.CODE]] = row
        return lists

    def find(self, name: str, key: str) -> Record | None:
        """Return one row of a table by its key; None where it has none."""
        if self.tables[name].rows <= KEPT_ROWS:
            return self.records(name).get(key)
        found = self.asked.select(name, where={self.tables[name].key[0]: [key]}).read_all().to_pylist()
        return found[0] if found else None


def open_published(folder: Path) -> Published:
    """Open a published folder and check every file against its stated hash.

    Raises:
        NotPublishedError: there is no descriptor, a file is missing, or one is not what the descriptor states, also
            after a second look (the folder is exchanged as a whole when a new version is published).
    """
    fault: Exception | None = None
    for _ in range(_ATTEMPTS):
        try:
            return published_from(hold_files(locate(folder)))
        except NotPublishedError as error:
            fault = error
    raise NotPublishedError(f"{folder} is not one whole published version: {fault}. Run `esec build`.") from fault


@lru_cache(maxsize=2)
def published_of(files: HeldFiles) -> Published:
    """Return the tables of files that the pages hold already, opened once."""
    return published_from(files)


def published_from(files: HeldFiles) -> Published:
    """Return the tables of files that are held.

    Raises:
        NotPublishedError: a file is no table.
    """
    try:
        tables = {
            name: _table(name, files.contents[name])
            for name, path in files.described.paths.items()
            if path.endswith(".parquet")
        }
        notes = notes_file((name, table.open(), table.key) for name, table in tables.items())
        tables[NOTES] = _table(NOTES, notes)
        return Published(
            version=files.version,
            released=str(files.described.descriptor["created"])[:10],
            digest=files.described.digest,
            tables=tables,
            asked=tables_over(files),
        )
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        # A damaged page is an OSError.
        raise NotPublishedError(f"{files.location.folder} holds no tables: {error!r}. Run `esec build`.") from error


def _table(name: str, content: Any) -> PublishedTable:
    reader = pq.ParquetFile(pa.BufferReader(content))
    return PublishedTable(name, content, reader.metadata, reader.schema_arrow)
