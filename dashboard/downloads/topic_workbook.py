"""All figures in one workbook with a sheet a topic: compact columns, ranges in words beside, notes numbered through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats.ods_file import ods_of
from dashboard.downloads.formats.xlsx_file import xlsx_of
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Layout, Selection
from dashboard.downloads.workbook import MOST_ROWS, TEXT, Grid, Sheet, Workbook, held_rows
from dashboard.downloads.workbook_texts import properties, text_in
from dashboard.text.format import format_observation
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.columns import text_in as text_of
from pipelines.schema.declared import LANGUAGES

PATH: Final = "esec-by-topic"
_LONGEST_NAME: Final = 31


class TopicWorkbook(Workbook):
    """Makes the sheets: cover, contents, one for each topic, notes, columns, codes."""

    def __init__(self, files: DownloadCatalogue, lang: str, extension: str) -> None:
        selection = Selection(table=T.OBSERVATIONS, lang=lang, layout=Layout.COMPACT)
        super().__init__(Rows(files.published, files.dataset, selection), extension)
        self.published = files.published

    def sheets(self, most: int = MOST_ROWS) -> Iterator[Sheet]:
        """Give the sheets in order.

        Raises:
            Refusal: there are more rows than a workbook is made of here.
        """
        # Every column is read, and the compact ones are shown: notes and words need more than they have.
        whole = replace(self.rows, selection=replace(self.rows.selection, layout=Layout.FULL))
        by_topic: dict[str, list[dict[str, Any]]] = {topic: [] for topic in self.published.records(T.TOPICS)}
        for row in held_rows(whole, most):
            by_topic[row[C.TOPIC_ID]].append(row)
        tables = [self._topic(number, key, by_topic[key]) for number, key in enumerate(by_topic, start=1)]
        after = [self.notes(), self.columns(), self.codes([*chain(*by_topic.values())])]
        yield self.cover()
        yield self.contents([(sheet.name, sheet.heading) for sheet in tables] + [(s.name, s.lines[0]) for s in after])
        yield from tables
        yield from after

    def _topic(self, number: int, topic_id: str, found: list[dict[str, Any]]) -> Sheet:
        topic = self.published.records(T.TOPICS)[topic_id]
        names, definitions = (
            {lang: text_of(topic, stem, lang) for lang in LANGUAGES} for stem in ("name", "definition")
        )
        places = {key: place for place, key in enumerate(self.published.records(T.INDICATORS))}
        found.sort(key=lambda row: places[row[C.INDICATOR_ID]])
        heading = text_in(names, self.languages)
        return Sheet(
            name=_sheet_name(f"{number}. {names[self.languages[0]] if len(self.languages) == 1 else topic_id}"),
            heading=heading,
            lines=[text_in(definitions, self.languages), self.say("workbook.empty-cells")],
            grid=self.grid(f"esec_{topic_id}".replace("-", "_"), found),
        )

    def grid(self, name: str, found: Sequence[Mapping[str, Any]]) -> Grid:
        """Return rows as a table in which what is not one exact number stands in words too, beside its numbers."""
        grid = super().grid(name, found)
        at = [column.name for column in self.rows.columns].index(C.QUALIFIER)

        def beside(cells: Sequence[Any], cell: Any) -> list[Any]:
            return [*cells[:at], cell, *cells[at:]]

        return replace(
            grid,
            header=beside(grid.header, self.say("workbook.in-words")),
            body=[beside(cells, self._in_words(row)) for cells, row in zip(grid.body, found, strict=True)],
            widths=beside(grid.widths, TEXT),
        )

    def _in_words(self, row: Mapping[str, Any]) -> str | None:
        if row[C.QUALIFIER] == Qualifier.EXACT:
            return None
        unit = self.published.records(T.UNITS)[row[C.UNIT_MEASURE]]
        return text_in({lang: format_observation(row, lang, unit=unit) for lang in self.languages}, self.languages)


def _sheet_name(text: str) -> str:
    """Cut a name to what sheets may have, at the end of a word."""
    if len(text) <= _LONGEST_NAME:
        return text
    return f"{text[:_LONGEST_NAME].rpartition(' ')[0]}…"


def write_topics_xlsx(files: DownloadCatalogue, lang: str) -> Iterator[bytes]:
    """Return the workbook as XLSX, in a language or in `both`; raise Refusal where there are too many figures."""
    yield xlsx_of(*_arguments(TopicWorkbook(files, lang, "xlsx")))


def write_topics_ods(files: DownloadCatalogue, lang: str) -> Iterator[bytes]:
    """Return the workbook as ODS, in a language or in `both`; raise Refusal where there are too many figures."""
    yield ods_of(*_arguments(TopicWorkbook(files, lang, "ods")))


def _arguments(book: TopicWorkbook) -> tuple[Any, ...]:
    dataset = book.rows.dataset
    return (book.sheets(), properties(book.rows, book.title), book.languages, dataset.version, dataset.released)
