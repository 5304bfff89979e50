"""The small tables of a synthetic data set: the project's own, with every country and hundreds of indicators added."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import pyarrow.parquet as pq
from babel import Locale

from pipelines.curate.curate import Frames, curate, to_frame
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, UNNAMED_ORIGIN, AnswerKind, ChartKind, Proof, SourceKind
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Faults
from pipelines.schema.paths import CURATED_DIR, RAW_DIR

YEARS: Final = range(1985, 2025)
BREAK_YEAR: Final = 2005
LAST_PAGE: Final = 400
SECTION: Final = "introduction"
# It has the same figures in every size, so that what a page of it costs can be compared.
PROBE_INDICATOR: Final = "syn-0000"
# The published figures, which are among those of every size.
OWN: Final = pq.read_metadata(CURATED_DIR / f"{T.OBSERVATIONS}.parquet").num_rows
_TOPICS: Final = 10
# Two-letter territories of CLDR that are no country or territory of ISO 3166-1.
_NOT_ISO: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
_COUNT_UNIT: Final = "CASES"
_SHARE_UNIT: Final = "PC_ADULTS"
_ANSWERS: Final = 4
_EVERY_SURVEY: Final = 8  # one synthetic indicator in eight is a survey question
_EVERY_BREAK: Final = 3  # one in three has a break in its series


@dataclass(frozen=True)
class Series:
    """One synthetic indicator, as far as its figures are concerned.

    Attributes:
        answers: survey answer codes; not applicable alone for counts.
        breaks: whether its series breaks in `BREAK_YEAR`.
        origin_id: body named for its figures.
    """

    indicator_id: str
    number: int
    unit_measure: str
    answers: tuple[str, ...]
    breaks: bool
    origin_id: str

    @property
    def is_survey(self) -> bool:
        """Whether its figures are shares of answers."""
        return len(self.answers) > 1

    @property
    def later_group(self) -> str:
        """Comparability group from `BREAK_YEAR` on."""
        return f"{self.indicator_id}.later" if self.breaks else self.indicator_id


# Of whom the made-up shares are a part.
BASE: Final = {C.BASE_EN: "no one", C.BASE_FR: "personne"}


@dataclass(frozen=True)
class Catalogue:
    """Every published table, observations without the synthetic ones, and what those are made from."""

    frames: Frames
    series: tuple[Series, ...]
    areas: tuple[str, ...]
    sexes: tuple[str, ...]
    ages: tuple[str, ...]


def source_of(year: int) -> str:
    """The one synthetic source whose figures are of that year."""
    return f"syn-yearbook-{year}"


def _add(frames: Frames, table: str, rows: Iterable[dict[str, Any]]) -> None:
    more = to_frame(tables()[table], rows)
    frames[table] = pd.concat([frames[table], more], ignore_index=True).astype(frames[table].dtypes.to_dict())


def _countries(known: Iterable[str]) -> list[dict[str, Any]]:
    """As many areas as there are countries, named after them; all as parts of one, as a group keeps to a country."""
    taken = set(known)
    english, french = Locale("en").territories, Locale("fr").territories
    short = (code for code in map(str, english) if len(code) == 2 and code.isalpha())
    codes = sorted(code for code in short if code not in _NOT_ISO | taken)
    # The English name of Saint Helena lists three islands, the French one names the first.
    names = ((code, english[code].partition(",")[0], french[code].partition(",")[0]) for code in codes)
    return [
        {C.REF_AREA: f"FR_{code}", C.NAME_EN: f"Made-up {in_english}", C.NAME_FR: f"{in_french}, inventé"}
        for code, in_english, in_french in names
    ]


def _series(count: int, answers: list[str], origins: list[str]) -> tuple[Series, ...]:
    def one(number: int) -> Series:
        survey = number % _EVERY_SURVEY == _EVERY_SURVEY - 1
        first = number % (len(answers) - _ANSWERS)
        return Series(
            indicator_id=f"syn-{number:04d}",
            number=number,
            unit_measure=_SHARE_UNIT if survey else _COUNT_UNIT,
            answers=tuple(answers[first : first + _ANSWERS]) if survey else (NOT_APPLICABLE,),
            breaks=not survey and number % _EVERY_BREAK == 1,
            origin_id=origins[number % len(origins)],
        )

    return tuple(one(number) for number in range(count))


def _topic(number: int) -> str:
    return f"syn-topic-{number % _TOPICS}"


def _indicator(series: Series) -> dict[str, Any]:
    what_en, what_fr = ("survey question", "question de sondage") if series.is_survey else ("cases", "cas")
    return {
        C.INDICATOR_ID: series.indicator_id,
        C.TOPIC_ID: _topic(series.number),
        C.NAME_EN: f"Synthetic indicator {series.number} ({what_en})",
        C.NAME_FR: f"Indicateur synthétique {series.number} ({what_fr})",
        C.DEFINITION_EN: "Made-up figures that show how the dashboard behaves at this size.",
        C.DEFINITION_FR: "Chiffres inventés, pour montrer comment le tableau de bord se comporte à cette taille.",
        C.POPULATION_EN: "adults who do not exist" if series.is_survey else "cases that do not exist",
        C.POPULATION_FR: "adultes qui n'existent pas" if series.is_survey else "cas qui n'existent pas",
        C.UNIT_MEASURE: series.unit_measure,
        C.MEASURE_KIND: "opinion" if series.is_survey else "recorded",
        C.EXPLOITATION_FORM: "context",
        C.CHART_KIND: str(ChartKind.SURVEY if series.is_survey else ChartKind.TREND),
        C.QUESTION_ID: f"q-{series.indicator_id}" if series.is_survey else None,
    }


def _question(series: Series) -> dict[str, Any]:
    return {
        C.QUESTION_ID: f"q-{series.indicator_id}",
        C.SURVEY_ID: "syn-survey",
        C.QUESTION_EN: f"Made-up question {series.number}?",
        C.QUESTION_FR: f"Question inventée {series.number} ?",
        **BASE,
        C.ANSWER_KIND: str(AnswerKind.EXCLUSIVE),
        C.SOURCE_ID: source_of(YEARS[0]),
        C.PAGE: 1,
        C.SECTION: SECTION,
    }


def _source(year: int) -> dict[str, Any]:
    title = f"Synthetic yearbook {year}"
    return {
        C.SOURCE_ID: source_of(year),
        C.SOURCE_KIND: str(SourceKind.OTHER_PUBLICATION),
        C.TITLE: title,
        C.PUBLISHER: "No one",
        C.PUBLISHED: str(year + 1),
        C.LANGUAGE: "en",
        C.SEEN_IN: "publisher",
        C.COVERAGE_START: year,
        C.COVERAGE_END: year,
        C.PAGE_FIRST: 1,
        C.PAGE_LAST: LAST_PAGE,
        C.PROOF: str(Proof.NOT_PROVED),
        C.RIGHTS_EN: "Made up; no rights.",
        C.RIGHTS_FR: "Inventé ; sans droits.",
        C.CITATION: f"No one ({year + 1}). {title}.",
        C.SHORT_EN: f"Yearbook {year}",
        C.SHORT_FR: f"Annuaire {year}",
    }


def _groups(series: tuple[Series, ...]) -> list[dict[str, Any]]:
    own = [
        {
            C.COMPARABILITY_ID: each.indicator_id,
            C.INDICATOR_ID: each.indicator_id,
            C.NAME_EN: f"Synthetic indicator {each.number}",
            C.NAME_FR: f"Indicateur synthétique {each.number}",
        }
        for each in series
    ]
    later = [
        {
            C.COMPARABILITY_ID: each.later_group,
            C.INDICATOR_ID: each.indicator_id,
            C.NAME_EN: f"From {BREAK_YEAR} on",
            C.NAME_FR: f"À partir de {BREAK_YEAR}",
            C.NOTE_EN: f"Counted in another way from {BREAK_YEAR} on.",
            C.NOTE_FR: f"Compté autrement à partir de {BREAK_YEAR}.",
        }
        for each in series
        if each.breaks
    ]
    return own + later


def _lineage(frames: Frames, added: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {
            C.TABLE_ID: name,
            C.ROW_KEY: "|".join(str(row[column]) for column in tables()[name].key),
            C.RAW_FILE: f"synthetic/{name}.csv",
            C.RAW_LINE: line,
        }
        for name, rows in added.items()
        for line, row in enumerate(rows, start=2)
    ]


def make_catalogue(indicators: int) -> Catalogue:
    """The project's own tables with every country and that many synthetic indicators.

    Raises:
        FaultsFound: the project's own raw files cannot be read.
    """
    faults = Faults()
    frames = curate(RAW_DIR, faults)
    codes = frames[T.CODELISTS].groupby(C.CODELIST_ID, sort=False)[C.CODE].apply(list)
    answers = [code for code in codes["CL_ANSWER"] if code != NOT_APPLICABLE]
    # What is recorded was counted by somebody who is named.
    origins = [origin for origin in frames[T.ORIGINS][C.ORIGIN_ID] if origin != UNNAMED_ORIGIN]
    series = _series(indicators, answers, origins)
    countries = _countries(frames[T.AREAS][C.REF_AREA])
    added = {
        T.AREAS: countries,
        T.TOPICS: [
            {
                C.TOPIC_ID: _topic(number),
                C.NAME_EN: f"Synthetic topic {number}",
                C.NAME_FR: f"Thème synthétique {number}",
                C.DEFINITION_EN: "Made-up figures.",
                C.DEFINITION_FR: "Chiffres inventés.",
            }
            for number in range(min(_TOPICS, indicators))
        ],
        T.SOURCES: [_source(year) for year in YEARS],
        T.INDICATORS: [_indicator(each) for each in series],
        T.SURVEY_QUESTIONS: [_question(each) for each in series if each.is_survey],
        T.COMPARABILITY: _groups(series),
    }
    for name, rows in added.items():
        order = C.SORT_ORDER
        if order in tables()[name].filled:
            start = len(frames[name]) + 1
            rows[:] = [{**row, order: start + position} for position, row in enumerate(rows)]
        _add(frames, name, rows)
    _add(frames, T.LINEAGE, _lineage(frames, added))
    others = [TOTAL] + [code for code in codes["CL_AGE"] if code != TOTAL]
    areas = ["FR"] + [row[C.REF_AREA] for row in countries]
    return Catalogue(frames, series, tuple(areas), tuple(codes["CL_SEX"]), tuple(others))
