"""What a chart needs besides its rows: units, sources, names of codes; and the choices of the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from dashboard.text.format import format_place
from dashboard.text.typography import set_text
from pipelines.schema.codes import REPORT_SOURCE, TOTAL, SourceKind
from pipelines.schema.columns import C, T, text_in
from pipelines.schema.declared import Language

Record = Mapping[str, Any]
Records = Mapping[str, Record]


def said(record: Record, stem: str, lang: Language) -> str:
    """Text of a bilingual column pair: `said(row, "name", "fr")` reads `name_fr`; empty cells give an empty text."""
    return set_text(text_in(record, stem, lang), lang)


def filled(row: Mapping[Any, Any]) -> Record:
    """Return the row with None in its empty cells, which pandas may carry as NaN, NaT or NA."""
    return {str(name): None if cell is pd.NA or cell != cell else cell for name, cell in row.items()}


def records_of(table: pd.DataFrame) -> list[Record]:
    """Return the rows of a table."""
    return [filled(row) for row in table.to_dict("records")]


@dataclass(frozen=True, kw_only=True)
class ChartContext:
    """Catalogue rows by their key.

    Attributes:
        events: events by id; those of the indicator's `event_ids` are drawn.
        codes: rows of the code lists by (list, code).
        margins: sampling margin in percentage points by obs_id, where the sample is known.
    """

    units: Records
    sources: Records
    areas: Records
    origins: Records
    comparability: Records
    questions: Records
    events: Records
    codes: Mapping[tuple[str, str], Record]
    margins: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_tables(cls, tables: Mapping[str, pd.DataFrame]) -> "ChartContext":
        """From published tables by name."""

        def keyed(table: str, key: str) -> Records:
            return {str(row[key]): row for row in records_of(tables[table])}

        return cls(
            units=keyed(T.UNITS, C.UNIT_MEASURE),
            sources=keyed(T.SOURCES, C.SOURCE_ID),
            areas=keyed(T.AREAS, C.REF_AREA),
            origins=keyed(T.ORIGINS, C.ORIGIN_ID),
            comparability=keyed(T.COMPARABILITY, C.COMPARABILITY_ID),
            questions=keyed(T.SURVEY_QUESTIONS, C.QUESTION_ID),
            events=keyed(T.EVENTS, C.EVENT_ID),
            codes={(str(row[C.CODELIST_ID]), str(row[C.CODE])): row for row in records_of(tables[T.CODELISTS])},
        )

    def code_name(self, codelist: str, code: str, lang: Language) -> str:
        """A code in words; the code itself where the list does not have it."""
        record = self.codes.get((codelist, code))
        return said(record, "name", lang) if record is not None else code

    def code_order(self, codelist: str, code: str) -> tuple[int, str]:
        """Place of a code in its list; codes that the list does not have come last."""
        record = self.codes.get((codelist, code))
        return (int(record[C.SORT_ORDER]) if record is not None else 10_000, code)

    def source_kind(self, source_id: str) -> str:
        """Kind of a source; without its record, the report's id alone tells."""
        record = self.sources.get(source_id)
        if record is not None:
            return str(record[C.SOURCE_KIND])
        return SourceKind.REPORT if source_id == REPORT_SOURCE else SourceKind.OTHER_PUBLICATION

    def source_name(self, source_id: str, lang: Language) -> str:
        """Short name of a source."""
        record = self.sources.get(source_id)
        return said(record, "short", lang) if record is not None else source_id

    def source_words(
        self, source_id: str, lang: Language, pages: Iterable[int | None], footnotes: Iterable[str] = ()
    ) -> str:
        """Short name of a source with pages and footnotes; an empty page is left out."""
        places = format_place([int(page) for page in pages if page is not None], footnotes)
        return ", ".join(part for part in (self.source_name(source_id, lang), places) if part)

    def group_name(self, sex: str, age: str, lang: Language) -> str:
        """A sub-group of people in words, without its totals; empty for everyone."""
        parts = [(code, codelist) for code, codelist in ((sex, "CL_SEX"), (age, "CL_AGE")) if code != TOTAL]
        return ", ".join(self.code_name(codelist, code, lang) for code, codelist in parts)


@dataclass(frozen=True, kw_only=True)
class ChartOptions:
    """Choices of the reader.

    Attributes:
        events: draw events on the time axis.
        sources: only the report's figures, or those of other publications too. An indicator that the report does not
            cover is drawn from other publications in both cases, and rival claims are always drawn together.
        derived: draw our own arithmetic, apart from published figures.
    """

    events: bool = True
    sources: Literal["report", "all"] = "report"
    derived: bool = False
