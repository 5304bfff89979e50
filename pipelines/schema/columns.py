"""Names of the published columns and tables that code refers to, so that none is spelled twice.

The full declaration, with types and descriptions, is in `fields.toml` and `tables.toml`; a test keeps the two in step.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pipelines.schema.declared import LANGUAGES

# A row of a published table, by column.
Row = Mapping[str, Any]


def text_in(row: Row, stem: str, lang: str) -> str:
    """Return a row's text in a language: `text_in(unit, "short", "fr")` is its `short_fr`, else its `short_en`."""
    cells = (row.get(f"{stem}_{each}") for each in (lang, "en"))
    return next((cell for cell in cells if isinstance(cell, str) and cell), "")


def language_in(row: Row, stem: str, lang: str) -> str:
    """Return the language that `text_in` gives a row's text in: the one asked for, or English where that lacks it."""
    return lang if row.get(f"{stem}_{lang}") else "en"


def texts_in(row: Row, stem: str) -> list[str]:
    """Return a row's text in each language that has it."""
    cells = (row.get(f"{stem}_{lang}") for lang in LANGUAGES)
    return [cell for cell in cells if isinstance(cell, str) and cell]


class T(StrEnum):
    """Name the published tables: `T.OBSERVATIONS == "observations"`."""

    OBSERVATIONS = "observations"
    INDICATORS = "indicators"
    TOPICS = "topics"
    FINDINGS = "findings"
    SOURCES = "sources"
    ORIGINS = "origins"
    UNITS = "units"
    AREAS = "areas"
    COMPARABILITY = "comparability"
    CAVEATS = "caveats"
    CODELISTS = "codelists"
    SEARCH_WORDS = "search_words"
    SURVEY_QUESTIONS = "survey_questions"
    LEGAL_PENALTIES = "legal_penalties"
    CURRENT_PENALTIES = "current_penalties"
    TREATIES = "treaties"
    EVENTS = "events"
    PROGRESS_CARD = "progress_card"
    CROSSCHECKS = "crosschecks"
    RECONCILIATIONS = "reconciliations"
    LEFT_OUT = "left_out"
    CORRECTIONS = "corrections"
    RELEASES = "releases"
    LINEAGE = "lineage"


class C(StrEnum):
    """Name the published columns: `C.OBS_VALUE == "obs_value"`, in whichever table it stands."""

    OBS_ID = "obs_id"
    INDICATOR_ID = "indicator_id"
    REF_AREA = "ref_area"
    TIME_PERIOD = "time_period"
    PERIOD_BASIS = "period_basis"
    SEX = "sex"
    AGE = "age"
    ANSWER = "answer"
    OBS_VALUE = "obs_value"
    OBS_VALUE_LOW = "obs_value_low"
    OBS_VALUE_HIGH = "obs_value_high"
    QUALIFIER = "qualifier"
    OBS_STATUS = "obs_status"
    UNIT_MEASURE = "unit_measure"
    SOURCE_ID = "source_id"
    ORIGIN_ID = "origin_id"
    PAGE = "page"
    SECTION = "section"
    FOOTNOTE = "footnote"
    AS_PRINTED = "as_printed"
    VALUE_WORDS_EN = "value_words_en"
    VALUE_WORDS_FR = "value_words_fr"
    COMPARABILITY_ID = "comparability_id"
    DERIVATION = "derivation"
    CONFIDENCE = "confidence"
    NOTE_EN = "note_en"
    NOTE_FR = "note_fr"
    NAME_EN = "name_en"
    NAME_FR = "name_fr"
    DEFINITION_EN = "definition_en"
    DEFINITION_FR = "definition_fr"
    POPULATION_EN = "population_en"
    POPULATION_FR = "population_fr"
    TOPIC_ID = "topic_id"
    MEASURE_KIND = "measure_kind"
    EXPLOITATION_FORM = "exploitation_form"
    CHART_KIND = "chart_kind"
    CAVEAT_IDS = "caveat_ids"
    ALIKE_IDS = "alike_ids"
    RELATED_IDS = "related_ids"
    EVENT_IDS = "event_ids"
    FINDING_ID = "finding_id"
    CLAIM_EN = "claim_en"
    CLAIM_FR = "claim_fr"
    DOUBT_EN = "doubt_en"
    DOUBT_FR = "doubt_fr"
    HOME_RANK = "home_rank"
    SORT_ORDER = "sort_order"
    TITLE = "title"
    PUBLISHER = "publisher"
    AUTHORS = "authors"
    PUBLISHED = "published"
    EDITION = "edition"
    LANGUAGE = "language"
    URL = "url"
    SEEN_IN = "seen_in"
    SOURCE_KIND = "source_kind"
    COVERAGE_START = "coverage_start"
    COVERAGE_END = "coverage_end"
    PAGE_FIRST = "page_first"
    PAGE_LAST = "page_last"
    DOCUMENT_SHA256 = "document_sha256"
    PAGE_MAP = "page_map"
    PROOF = "proof"
    PROVED_SHA256 = "proved_sha256"
    PROVED_ROWS = "proved_rows"
    PROVED_NUMBERS = "proved_numbers"
    PROVED_ON = "proved_on"
    RIGHTS_EN = "rights_en"
    RIGHTS_FR = "rights_fr"
    CITATION = "citation"
    SHORT_EN = "short_en"
    SHORT_FR = "short_fr"
    ADDITIVE = "additive"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    DECIMALS = "decimals"
    CODELIST_ID = "codelist_id"
    CODE = "code"
    PARENT_CODE = "parent_code"
    CAVEAT_ID = "caveat_id"
    TEXT_EN = "text_en"
    TEXT_FR = "text_fr"
    WORD_ID = "word_id"
    TYPED_ENGLISH = "typed_english"
    TYPED_FRENCH = "typed_french"
    SAY_EN = "say_en"
    SAY_FR = "say_fr"
    SEARCHED_BY = "searched_by"
    QUESTION_ID = "question_id"
    QUESTION_EN = "question_en"
    QUESTION_FR = "question_fr"
    BASE_EN = "base_en"
    BASE_FR = "base_fr"
    ANSWER_KIND = "answer_kind"
    SURVEY_ID = "survey_id"
    SAMPLE_SIZE = "sample_size"
    FIELDWORK = "fieldwork"
    SURVEY_MODE = "survey_mode"
    SAMPLE_SOURCE_ID = "sample_source_id"
    PENALTY_ID = "penalty_id"
    CURRENT_PENALTY_ID = "current_penalty_id"
    AMENDING_LAW = "amending_law"
    ARTICLE = "article"
    LAW_CODE = "law_code"
    OFFENCE_ID = "offence_id"
    OFFENCE_EN = "offence_en"
    OFFENCE_FR = "offence_fr"
    CIRCUMSTANCE_EN = "circumstance_en"
    CIRCUMSTANCE_FR = "circumstance_fr"
    PRISON_YEARS = "prison_years"
    FINE_EUR = "fine_eur"
    FINE = "fine"
    CURRENCY = "currency"
    TREATY_ID = "treaty_id"
    BODY_ID = "body_id"
    ADOPTED = "adopted"
    SIGNED = "signed"
    RATIFIED = "ratified"
    IN_FORCE = "in_force"
    REPORTS = "reports"
    TRANSPOSE_BY = "transpose_by"
    REPORTS_DUE = "reports_due"
    EVENT_ID = "event_id"
    DATE = "date"
    END_DATE = "end_date"
    LABEL_EN = "label_en"
    LABEL_FR = "label_fr"
    KIND = "kind"
    CRITERION = "criterion"
    GOAL = "goal"
    GOAL_EN = "goal_en"
    GOAL_FR = "goal_fr"
    RATING = "rating"
    CROSSCHECK_ID = "crosscheck_id"
    TREATY_REF = "treaty_ref"
    QUESTION_REF = "question_ref"
    VALUE_REPORT = "value_report"
    VALUE_OTHER = "value_other"
    READING_EN = "reading_en"
    READING_FR = "reading_fr"
    RECONCILIATION_ID = "reconciliation_id"
    FORMULA = "formula"
    COMPUTED = "computed"
    DIFFERENCE = "difference"
    AGREES = "agrees"
    LEFT_OUT_ID = "left_out_id"
    REASON = "reason"
    TABLE_ID = "table_id"
    ROW_KEY = "row_key"
    RAW_FILE = "raw_file"
    RAW_LINE = "raw_line"
    CORRECTION_ID = "correction_id"
    COLUMN_ID = "column_id"
    BEFORE = "before"
    AFTER = "after"
    CORRECTION_CLASS = "correction_class"
    REASON_EN = "reason_en"
    REASON_FR = "reason_fr"
    VERSION = "version"
    RELEASED = "released"


# Columns that together say a figure's number.
FORM_COLUMNS: Final = (C.QUALIFIER, C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
# How far figures compare and how well they are attested is our judgement: another one is a reclassification, told as
# such, and no correction of a fact.
JUDGED: Final = frozenset({C.COMPARABILITY_ID, C.CONFIDENCE})

# What of the catalogue says what is counted. Where it changes, the figures under that id are figures of something else.
MEANING: Final[dict[str, tuple[str, ...]]] = {
    T.INDICATORS: (C.UNIT_MEASURE, C.MEASURE_KIND, C.EXPLOITATION_FORM, C.QUESTION_ID),
    T.COMPARABILITY: (C.INDICATOR_ID,),
    T.UNITS: (C.ADDITIVE,),
}
# The same in words, which may also be put better.
DEFINING_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    T.INDICATORS: (C.DEFINITION_EN, C.DEFINITION_FR, C.POPULATION_EN, C.POPULATION_FR),
}

# Dates of a treaty, in the order in which they follow one another.
TREATY_DATES: Final = (C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE, C.TRANSPOSE_BY)

# Order in which tables that grow with the figures are published: those of one indicator lie together, so that reading
# them touches few row groups.
ORDER: Final[dict[str, tuple[str, ...]]] = {
    T.OBSERVATIONS: (C.INDICATOR_ID, C.TIME_PERIOD, C.SOURCE_ID, C.OBS_ID),
    T.LINEAGE: (C.TABLE_ID, C.ROW_KEY),
}
