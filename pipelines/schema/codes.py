"""Codes that code itself decides on. Their words, in both languages, are in `data/raw/catalogue/codelists.toml`."""

from enum import StrEnum
from typing import Final


class Qualifier(StrEnum):
    """How a source words a number (CL_QUALIFIER)."""

    EXACT = "exact"
    APPROX = "approx"
    RANGE = "range"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MISSING = "missing"


class ObsStatus(StrEnum):
    """SDMX observation status (CL_OBS_STATUS 2.2), as far as it is used here."""

    NORMAL = "A"
    BREAK = "B"
    DEFINITION_DIFFERS = "D"
    ESTIMATED = "E"
    MISSING_CANNOT_EXIST = "M"
    MISSING = "O"
    PROVISIONAL = "P"
    NOT_COLLECTED = "L"
    LOW_RELIABILITY = "U"
    UNVALIDATED = "V"


# SDMX guideline on observation status: O, M and L go only with an absent value.
MISSING_STATUSES: Final = frozenset({ObsStatus.MISSING, ObsStatus.MISSING_CANNOT_EXIST, ObsStatus.NOT_COLLECTED})
POINT_QUALIFIERS: Final = frozenset({Qualifier.EXACT, Qualifier.APPROX})
LOW_BOUND_QUALIFIERS: Final = frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST})
HIGH_BOUND_QUALIFIERS: Final = frozenset({Qualifier.LESS_THAN, Qualifier.AT_MOST})

TOTAL: Final = "_T"
NOT_APPLICABLE: Final = "_Z"


class SourceKind(StrEnum):
    """What a source is to this data set (CL_SOURCE_KIND)."""

    REPORT = "report"
    OTHER_PUBLICATION = "other_publication"
    OWN_ARITHMETIC = "own_arithmetic"


class ChartKind(StrEnum):
    """How an indicator is presented (CL_CHART_KIND)."""

    TREND = "trend"
    CLAIMS = "claims"
    SURVEY = "survey"
    VALUES = "values"


class MeasureKind(StrEnum):
    """Whether a figure is recorded, estimated, an opinion, or describes the response (CL_MEASURE_KIND)."""

    RECORDED = "recorded"
    ESTIMATED = "estimated"
    OPINION = "opinion"
    RESPONSE = "response"


class AnswerKind(StrEnum):
    """Whether the answers of a question exclude one another (CL_ANSWER_KIND)."""

    EXCLUSIVE = "exclusive"
    NESTED = "nested"
    INDEPENDENT = "independent"


class CorrectionClass(StrEnum):
    """Why a published value changed (CL_CORRECTION)."""

    OUR_ERROR = "our_error"
    SOURCE_ERRATUM = "source_erratum"
    NEW_READING = "new_reading"


REPORT_SOURCE: Final = "ecpat-france-2011"
# The contract's words for a figure without a year of its own: its period is then the year of the report.
UNDATED_NOTE: Final = "The report prints no year for this figure"
OWN_SOURCE: Final = "esec-computed"
# Where a source names no body for a figure.
UNNAMED_ORIGIN: Final = "not_named"
