"""What each declared text column holds, and the shape that identifiers, codes and addresses must have."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.columns import TREATY_DATES, C, T
from pipelines.schema.declared import LANGUAGES, Column, Language, Table, fields
from pipelines.schema.safe_text import WEB_ADDRESS


class Kind(StrEnum):
    """What a text column holds."""

    PATTERN = "pattern"
    CODE = "code"
    REFERENCE = "reference"
    ID_LIST = "id_list"
    PERIOD = "period"
    FORMULA = "formula"
    TEXT = "text"


@dataclass(frozen=True)
class Shape:
    """A regular expression (RE2) for whole cells, in words."""

    pattern: str
    words: Bilingual


_ID: Final = Shape(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", bilingual("shape.id"))
_CODE: Final = Shape(r"_?[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*", bilingual("shape.code"))
_SHA256: Final = Shape(r"[0-9a-f]{64}", bilingual("shape.sha256"))
_REPORTS: Final = Shape(r"[12]\d{3}:\d+(?:;[12]\d{3}:\d+)*", bilingual("shape.reports"))

# One column name means the same thing in every table, so a shape belongs to a name.
_SHAPES: Final[dict[str, Shape]] = {
    # Eight digits are for data sets of millions, as the synthetic one.
    C.OBS_ID: Shape(r"[a-z]{1,3}-\d{4}(?:\d{4})?", bilingual("shape.obs-id")),
    C.COMPARABILITY_ID: Shape(
        r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)?", bilingual("shape.comparability-id")
    ),
    C.UNIT_MEASURE: Shape(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*", bilingual("shape.unit")),
    C.REF_AREA: Shape(r"[A-Z]{2,3}(?:[-_][A-Z0-9]+)*", bilingual("shape.area")),
    C.CURRENCY: Shape(r"[A-Z]{3}", bilingual("shape.currency")),
    C.ROW_KEY: Shape(r"[A-Za-z0-9_][A-Za-z0-9._|-]*", bilingual("shape.row-key")),
    C.CODELIST_ID: Shape(r"CL_[A-Z]+(?:_[A-Z]+)*", bilingual("shape.codelist-id")),
    **dict.fromkeys((C.CODE, C.PARENT_CODE), _CODE),
    C.VERSION: Shape(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)", bilingual("shape.version")),
    C.TABLE_ID: _ID,
    C.CRITERION: _ID,
    C.URL: Shape(WEB_ADDRESS, bilingual("shape.url")),
    C.LANGUAGE: Shape(r"[a-z]{2}", bilingual("shape.language")),
    **dict.fromkeys((C.DOCUMENT_SHA256, C.PROVED_SHA256, C.PROVED_ROWS), _SHA256),
    C.PAGE_MAP: Shape(r"\d+:\d+(?:;\d+:\d+)*", bilingual("shape.page-map")),
    **dict.fromkeys((C.REPORTS, C.REPORTS_DUE), _REPORTS),
}

ID_LISTS: Final = {field.name: field.each[0] for field in fields().values() if field.each}
"""Column of ids separated by semicolons: the table that they point to."""
PERIODS: Final[dict[str, bool]] = {
    **dict.fromkeys((C.TIME_PERIOD, C.FIELDWORK), True),
    **dict.fromkeys(TREATY_DATES, False),
    **dict.fromkeys((C.DATE, C.END_DATE, C.PUBLISHED, C.RELEASED, C.PROVED_ON), False),
}
"""Column of dates or periods: whether it may be an interval."""
_FORMULAS: Final = frozenset({C.DERIVATION, C.FORMULA})


def shape_of(name: str) -> Shape | None:
    """Return the shape that every cell of a column of that name must have, or None."""
    return _SHAPES.get(name) or (_ID if name.endswith("_id") else None)


def kind_of(table: Table, column: Column) -> Kind | None:
    """Say what a column of a table holds; None for numbers, and for copies of other cells."""
    name = column.name
    # A row's key and file, in the lineage, are made of other cells, which have their own rules.
    if column.field.type != "string" or (table.name, name) == (T.LINEAGE, C.ROW_KEY):
        return None
    if column.field.codes:
        return Kind.CODE
    if table.reference(column):
        return Kind.REFERENCE
    if name in ID_LISTS:
        return Kind.ID_LIST
    if name in PERIODS:
        return Kind.PERIOD
    if name in _FORMULAS:
        return Kind.FORMULA
    return Kind.PATTERN if shape_of(name) else Kind.TEXT


def language_of(name: str) -> Language | None:
    """Return the language of a text column by its ending, or None."""
    return next((language for language in LANGUAGES if name.endswith(f"_{language}")), None)
