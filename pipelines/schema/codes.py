"""Codes that code itself decides on. Their words, in both languages, are in `data/raw/catalogue/codelists.toml`."""

import re
from collections.abc import Iterable
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
    """How a figure comes to be known, or that it describes the response (CL_MEASURE_KIND)."""

    RECORDED = "recorded"
    ESTIMATED = "estimated"
    ASSERTED = "asserted"
    OPINION = "opinion"
    RESPONSE = "response"


class PeriodBasis(StrEnum):
    """What a figure's period rests on (CL_PERIOD_BASIS)."""

    STATED = "stated"
    UNDATED = "undated"
    PARTIAL = "partial"


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


class Proof(StrEnum):
    """Whether a source's rows were held against its text (CL_PROOF)."""

    PROVED = "proved"
    CHANGED = "changed"
    NOT_PROVED = "not_proved"


EURO: Final = "EUR"
# Areas that are neither a country nor a part of one, by the code under which CLDR names them. This is the one list of
# what is not in ISO 3166: a code of another organisation, or of a region, is added here.
BEYOND_COUNTRIES: Final = {"WLD": "001", "EUR": "150", "EU": "EU"}
OWN_SOURCE: Final = "esec-computed"
# Where a source names no body for a figure.
UNNAMED_ORIGIN: Final = "not_named"
# How the base of a share begins where its source leaves it open. Its unit then cannot say of whom it is a share.
OPEN_BASE: Final = {"en": "open:", "fr": "ouverte :"}
UNIT_OF_OPEN_BASE: Final = "PERCENT"


def country_of(ref_area: str) -> str:
    """Return the country that an area is or lies in, and any other area as it is.

    The codes of parts begin with the country's: `FR-75` by ISO 3166-2, `FR_MET` by the habit of SDMX code lists.

    >>> country_of("FR-75"), country_of("FR_MET"), country_of("WLD")
    ('FR', 'FR', 'WLD')
    """
    country = ref_area[:2]
    return country if ref_area[2:3] in ("-", "_") and country.isalpha() else ref_area


def next_number(series: str, taken: Iterable[str]) -> int:
    """Return the number that follows the greatest of a series of ids, as none is used twice; other ids are passed over.

    >>> next_number("o", ["o-0007", "d-0009", ""])
    8
    """
    ids = (re.fullmatch(rf"{series}-(\d{{4}})", each) for each in taken)
    return max((int(found[1]) for found in ids if found), default=0) + 1
