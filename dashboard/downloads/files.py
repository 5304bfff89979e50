"""Finds the file that an address under `/data/` names; the server and `esec export` both take files from here."""

import hashlib
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dashboard.data.cache import BoundedCache
from dashboard.downloads import availability, citations
from dashboard.downloads.catalogues import csvw
from dashboard.downloads.citations import CITATIONS
from dashboard.downloads.format import Format
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.downloads.formats.json_file import dump_pretty, json_schema
from dashboard.downloads.parameters import parse_language, parse_selection
from dashboard.downloads.problems import Fault, Refusal, not_found, refuse_parameters
from dashboard.downloads.published import Dataset, Published
from dashboard.downloads.rows import MOST_SORTED, Rows
from dashboard.downloads.selection import SORT, Layout, Parameters, Selection
from dashboard.downloads.turns import Turns
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import NAME, REPORT_SOURCE

# Up to this many rows a file is made whole and kept; above, it leaves while it is made and nothing is kept.
WHOLE_ROWS: Final = 5_000
# A row of a workbook takes some 20 kB of memory while it is made.
_WHOLE_WORKBOOK: Final = 2_000
# Files made whole: one of which a page said the size is not made again for its reader.
BODIES: Final[BoundedCache[bytes]] = BoundedCache(64 * 1024 * 1024, len)
_INDICATORS: Final = "indicators/"
_OBSERVATIONS: Final = "figures/"
_SCHEMAS: Final = "schema/"
_DATASET: Final = "dataset"
_LONGEST_FILTERS: Final = 60


@dataclass(frozen=True)
class File:
    """One file, not yet made.

    Attributes:
        path: address under `/data/`.
        name: name under which it is saved.
        inline: whether a browser shows it rather than saving it.
        whole: whether it is small enough to be made whole and kept.
        keeps: whether it is kept once it was made in a turn: of what a workbook takes then, little is the file.
        chunks: makes it; raises Refusal before the first chunk where it cannot be made.
        rows: what it holds, for a table's file.
        selection: what it describes, for a file about a selection that holds no rows itself.
        state: what decides its bytes besides version, address and parameters; such a file has no address that names
            the version.
        digest: SHA-256 of a file that is stored rather than made.
    """

    path: str
    media_type: str
    name: str
    chunks: Callable[[], Iterator[bytes]]
    inline: bool = False
    whole: bool = True
    keeps: bool = False
    rows: Rows | None = None
    selection: Selection | None = None
    state: str = ""
    digest: str = ""

    @property
    def query(self) -> str:
        """Return its parameters in one order: equal selections are written alike."""
        selection = self.rows.selection if self.rows else self.selection
        return selection.query if selection else ""


@dataclass(frozen=True)
class Document:
    """A file about the data set; its text is `document.<path>`.

    Attributes:
        holds_tables: whether it grows with the tables, so that it may have to leave while it is made.
        measured: whether pages say its size; not where it takes a second to be made.
        make_in: makes it in a language (`fr`, `en` or `both`), for one that takes `lang`.
    """

    media_type: str
    make: Callable[["DownloadCatalogue"], Iterator[bytes]]
    holds_tables: bool = False
    measured: bool = True
    make_in: Callable[["DownloadCatalogue", str], Iterator[bytes]] | None = None


class DownloadCatalogue:
    """The files of one version as seen from one public address."""

    def __init__(
        self,
        published: Published,
        documents: Mapping[str, Document],
        base: str = "",
        stored: Callable[[File], File] | None = None,
    ) -> None:
        self.published = published
        self._documents = documents
        self._as_stored = stored or (lambda file: file)
        self.dataset: Dataset = published.at(base)

    def find(self, path: str, given: Parameters = ()) -> File:
        """Return the file at an address.

        Args:
            path: address under `/data/` (or under `/data/v<version>/`).
            given: parameters.

        Raises:
            Refusal: there is no such file, or it does not take these parameters.
        """
        return self._as_stored(self._find(path, given))

    def _find(self, path: str, given: Parameters) -> File:
        if path in self._documents:
            return self._document(path, given)
        if path == availability.PATH:
            return self._availability(given)
        if path.endswith(f".csv{csvw.BESIDE}"):
            return self._metadata(path, given)
        stem, extension = self._split(path)
        if stem == _DATASET:
            return self._citation(path, extension, given, lambda style: self.cite_dataset(style))
        if stem.startswith(_SCHEMAS):
            return self._schema(path, stem, extension, given)
        if stem.startswith(_OBSERVATIONS):
            return self._figure(path, stem.removeprefix(_OBSERVATIONS), extension, given)
        if stem.startswith(_INDICATORS):
            return self._indicator(path, stem.removeprefix(_INDICATORS), extension, given)
        if stem not in self.published.tables:
            paths = tuple(self.paths(citations_of_observations=False))
            raise not_found(path, tuple(self.published.tables), candidates=paths)
        return self._table(path, stem, self._format(stem, extension), given)

    def _key(self, file: File) -> Hashable:
        return self.published.digest, self.dataset.base, file.path, file.query, file.state, file.digest

    def body(self, file: File) -> bytes:
        """Return a file made whole, kept when there is room."""
        return BODIES.get(self._key(file), lambda: b"".join(file.chunks()))

    def in_turn(self, file: File, turns: Turns) -> Iterator[bytes]:
        """Return the chunks of a file that is not made whole: as it was kept, or made while it has a turn."""
        kept = BODIES.find(self._key(file)) if file.keeps else None
        if kept is not None:
            return iter([kept])
        return turns.hold(map(self.body, [file]) if file.keeps else file.chunks())

    def count(self, rows: Rows) -> int:
        """Say how many rows there are."""
        return rows.given_of(self.matched(rows))

    def matched(self, rows: Rows) -> int:
        """Say how many rows meet the condition; selections that keep the same rows are counted once."""
        where = sorted((column, *sorted(values)) for column, values in rows.where.items())
        key = (self.published.digest, rows.table.name, rows.selection.layout == Layout.WIDE, *where)
        return int(BODIES.get(key, lambda: str(rows.matched()).encode()))

    def paths(self, *, citations_of_observations: bool = True) -> Iterator[str]:
        """Return the address of every file, without parameters."""
        yield from self._documents
        yield from (f"{_DATASET}.{extension}" for extension in CITATIONS)
        for table in self.published.tables:
            yield from (f"{table}.{each.extension}" for each in formats_of(table))
            yield f"{_SCHEMAS}{table}.json"
        for indicator in self.published.records(T.INDICATORS):
            yield from (f"{_INDICATORS}{indicator}.{extension}" for extension in (*FORMATS, *CITATIONS))
        if citations_of_observations:
            for batch in self.published.asked.select(T.OBSERVATIONS, columns=[C.OBS_ID]):
                for obs_id in batch.column(C.OBS_ID).to_pylist():
                    yield from (f"{_OBSERVATIONS}{obs_id}.{extension}" for extension in CITATIONS)

    def cite_dataset(self, style: citations.Style) -> str:
        """Return the citation of the data set."""
        report = self.published.records(T.SOURCES).get(REPORT_SOURCE)
        return citations.cite_dataset(self.dataset, report, style=style)

    @staticmethod
    def _split(path: str) -> tuple[str, str]:
        for extension in sorted((*FORMATS, *CITATIONS), key=len, reverse=True):
            if path.endswith(f".{extension}"):
                return path.removesuffix(f".{extension}"), extension
        stem, _, extension = path.rpartition(".")
        return stem or path, extension if stem else ""

    @staticmethod
    def _format(table: str, extension: str) -> Format:
        found = FORMATS.get(extension)
        if found is None or not found.fits(table):
            raise not_found(extension, tuple(each.extension for each in formats_of(table)))
        return found

    def _name(self, stem: str, extension: str, selection: Selection | None = None) -> str:
        """Name it as `esec_observations_v1.0.0_topic-online.csv`: lower case, ASCII, filters as they fit."""
        filters = "_".join(f"{name}-{codes}" for name, codes in (selection.parameters if selection else ()))
        told = re.sub(r"[^A-Za-z0-9_.-]+", "-", filters).strip("-")
        if len(told) > _LONGEST_FILTERS:
            told = f"{told[:_LONGEST_FILTERS]}-{hashlib.sha256(filters.encode()).hexdigest()[:8]}"
        parts = [NAME, stem, f"v{self.dataset.version}", *([told] if told else [])]
        return f"{'_'.join(parts)}.{extension}".replace("/", "-").lower()

    def _document(self, path: str, given: Parameters) -> File:
        document = self._documents[path]
        make_in, lang = document.make_in, ""
        if make_in:
            lang = parse_language(self.published, self.dataset, given)
        else:
            refuse_parameters(given)
        stem, _, extension = path.removeprefix("esec-").partition(".")
        return File(
            path,
            document.media_type,
            self._name(f"{stem.lower()}_lang-{lang}" if lang else stem.lower(), extension),
            lambda: make_in(self, lang) if make_in and lang else document.make(self),
            inline=not document.holds_tables,
            whole=not document.holds_tables or self.published.tables[T.OBSERVATIONS].rows <= WHOLE_ROWS,
            state=lang,
        )

    def _availability(self, given: Parameters) -> File:
        selection = parse_selection(self.published, self.dataset, T.OBSERVATIONS, given, shaped=False)
        rows = Rows(self.published, self.dataset, selection)
        name, write = self._name("availability", "json", selection), availability.write_availability
        return File(availability.PATH, "application/json", name, lambda: write(rows), inline=True, rows=rows)

    def _schema(self, path: str, stem: str, extension: str, given: Parameters) -> File:
        refuse_parameters(given)
        table = stem.removeprefix(_SCHEMAS)
        if table not in self.published.tables or extension != "json":
            raise not_found(path, tuple(f"{_SCHEMAS}{each}.json" for each in self.published.tables))
        rows = Rows(self.published, self.dataset, Selection(table=table))
        return File(
            path,
            "application/schema+json",
            self._name(f"{table}_schema", "json"),
            lambda: iter([dump_pretty(json_schema(rows))]),
            inline=True,
        )

    def _metadata(self, path: str, given: Parameters) -> File:
        """Return what describes a CSV file, for the same parameters as that file."""
        rows = self.find(path.removesuffix(csvw.BESIDE), given).rows
        if rows is None:
            raise not_found(path)
        return File(
            path,
            csvw.MEDIA_TYPE,
            self._name(f"{rows.selection.stem}.csv-metadata", "json"),
            lambda: iter([dump_pretty(csvw.describe_file(rows))]),
            inline=True,
            selection=rows.selection,
        )

    def _citation(
        self, path: str, extension: str, given: Parameters, cite: Callable[[citations.Style], str], name: str = _DATASET
    ) -> File:
        refuse_parameters(given)
        if extension not in CITATIONS:
            raise not_found(extension, tuple(CITATIONS))
        style, media_type = CITATIONS[extension]
        return File(path, media_type, self._name(name, extension), lambda: iter([cite(style).encode()]))

    def _figure(self, path: str, obs_id: str, extension: str, given: Parameters) -> File:
        row = self.published.find(T.OBSERVATIONS, obs_id)
        if row is None:
            raise not_found(obs_id, (), self.dataset.file(f"{T.OBSERVATIONS}.json"))
        indicator = self.published.records(T.INDICATORS)[row[C.INDICATOR_ID]]
        source = self.published.records(T.SOURCES)[row[C.SOURCE_ID]]

        def cite(style: citations.Style) -> str:
            return citations.cite_observation(row, indicator, source, self.dataset, style=style)

        return self._citation(path, extension, given, cite, f"figure_{obs_id}")

    def _indicator(self, path: str, indicator_id: str, extension: str, given: Parameters) -> File:
        indicator = self.published.records(T.INDICATORS).get(indicator_id)
        if indicator is None:
            known = tuple(self.published.records(T.INDICATORS))
            raise not_found(indicator_id, known, self.dataset.file(f"{T.INDICATORS}.json"))
        if extension not in CITATIONS:
            if extension not in FORMATS:
                raise not_found(extension, (*FORMATS, *CITATIONS))
            return self._table(path, T.OBSERVATIONS, FORMATS[extension], given, indicator_id)

        def cite(style: citations.Style) -> str:
            # The publications of its figures, in the order of the figures.
            found = self.published.asked.select(
                T.OBSERVATIONS, columns=[C.SOURCE_ID], where={C.INDICATOR_ID: [indicator_id]}
            ).read_all()
            records = self.published.records(T.SOURCES)
            sources = [records[key] for key in dict.fromkeys(found[C.SOURCE_ID].to_pylist())]
            return citations.cite_indicator(indicator, sources, self.dataset, style=style)

        return self._citation(path, extension, given, cite, indicator_id)

    def _table(self, path: str, table: str, form: Format, given: Parameters, indicator: str = "") -> File:
        csv, layouts, labels = form.dialects, form.layouts, form.labels
        selection = parse_selection(
            self.published, self.dataset, table, given, csv=csv, layouts=layouts, indicator=indicator, labels=labels
        )
        rows = Rows(self.published, self.dataset, selection)
        if selection.sort and rows.table.rows > MOST_SORTED and self.matched(rows) > MOST_SORTED:
            raise Refusal([Fault("too-many-rows", words_for("fault.sort-too-long", most_rows=MOST_SORTED), SORT)])
        most = WHOLE_ROWS if form.streams else _WHOLE_WORKBOOK
        return File(
            path,
            form.media_type,
            self._name(indicator or table, form.extension, selection),
            lambda: form.write(rows),
            whole=rows.table.rows <= most or self.count(rows.figures) <= most,
            keeps=not form.streams,
            rows=rows,
        )
