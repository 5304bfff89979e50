"""What each declared text column holds, and the shape that identifiers, codes and addresses must have."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Column, Language, Table


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


_ID: Final = Shape(
    r"[a-z0-9]+(?:[-_][a-z0-9]+)*",
    bilingual("shape.id"),
)
_VERSION: Final = Shape(
    r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)",
    bilingual("shape.version"),
)
_CODE: Final = Shape(
    r"_?[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*",
    bilingual("shape.code"),
)

# One column name means the same thing in every table, so a shape belongs to a name.
SHAPES: Final[dict[str, Shape]] = {
    C.OBS_ID: Shape(
        # Eight digits are for data sets of millions, as the synthetic one.
        r"[a-z]{1,3}-\d{4}(?:\d{4})?",
        bilingual("shape.obs-id"),
    ),
    C.COMPARABILITY_ID: Shape(
        r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)?",
        bilingual("shape.comparability-id"),
    ),
    C.UNIT_MEASURE: Shape(
        r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*",
        bilingual("shape.unit"),
    ),
    C.REF_AREA: Shape(
        r"[A-Z]{2,3}(?:[-_][A-Z0-9]+)*",
        bilingual("shape.area"),
    ),
    C.ROW_KEY: Shape(
        r"[A-Za-z0-9_][A-Za-z0-9._|-]*",
        bilingual("shape.row-key"),
    ),
    C.CODELIST_ID: Shape(r"CL_[A-Z]+(?:_[A-Z]+)*", bilingual("shape.codelist-id")),
    C.CODE: _CODE,
    C.VERSION: _VERSION,
    C.TABLE_ID: _ID,
    C.CRITERION: _ID,
    C.QUESTION_REF: _ID,
    C.URL: Shape(
        r"https?://[^\s<>\"]+",
        bilingual("shape.url"),
    ),
    C.LANGUAGE: Shape(r"[a-z]{2}", bilingual("shape.language")),
    C.DOCUMENT_SHA256: Shape(r"[0-9a-f]{64}", bilingual("shape.sha256")),
    C.PAGE_MAP: Shape(
        r"\d+:\d+(?:;\d+:\d+)*",
        bilingual("shape.page-map"),
    ),
    C.REPORTS: Shape(
        r"[12]\d{3}:\d+(?:;[12]\d{3}:\d+)*",
        bilingual("shape.reports"),
    ),
}

# Column of ids separated by semicolons: the table that they point to.
ID_LISTS: Final[dict[str, str]] = {
    C.CAVEAT_IDS: T.CAVEATS,
    C.RELATED_IDS: T.INDICATORS,
    C.EVENT_IDS: T.EVENTS,
}
ID_LIST_SEPARATOR: Final = ";"

# Column of dates or periods: whether it may be an interval.
PERIODS: Final[dict[str, bool]] = {
    C.TIME_PERIOD: True,
    C.FIELDWORK: True,
    C.ADOPTED: False,
    C.SIGNED: False,
    C.RATIFIED: False,
    C.IN_FORCE: False,
    C.DATE: False,
    C.END_DATE: False,
    C.PUBLISHED: False,
    C.RELEASED: False,
}
FORMULAS: Final = frozenset({C.DERIVATION, C.FORMULA})
# Characters of the source, which our own rules of style do not touch.
AS_IN_SOURCE: Final = frozenset({C.AS_PRINTED})


def shape_of(name: str) -> Shape | None:
    """Shape that every cell of a column of that name must have, or None."""
    return SHAPES.get(name) or (_ID if name.endswith("_id") else None)


def kind_of(table: Table, column: Column) -> Kind | None:
    """What a column of a table holds; None for numbers, and for copies of other cells."""
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
    if name in FORMULAS:
        return Kind.FORMULA
    return Kind.PATTERN if shape_of(name) else Kind.TEXT


def language_of(name: str) -> Language | None:
    """Language of a text column by its ending, or None."""
    return next((language for language in LANGUAGES if name.endswith(f"_{language}")), None)


@cache
def compiled(name: str) -> re.Pattern[str]:
    """The compiled shape of a column; raises KeyError for a column without one."""
    shape = shape_of(name)
    if shape is None:
        raise KeyError(f"column {name} has no shape")
    return re.compile(shape.pattern)
