"""What is said around a number agrees with it: who could be counted, who counted, how much is claimed, where, when."""

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from expectations.engine.judging import per_combination
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import Tables
from expectations.engine.texts import Bilingual, bilingual
from expectations.rules.periods import read_period
from expectations.rules.references import split_ids
from pipelines.schema.codes import UNNAMED_ORIGIN, MeasureKind, SourceKind
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import LANGUAGES

# Sorts of things that units count, by the words that name them in English and French. Where a unit is of one sort, the
# population must be too: a population copied from a neighbour is of another.
_SORTS: Final = (
    r"\b(child(ren)?|adolescents?|minors?|adults?|persons?|people|young|victims?|suspects?|members?|enfants?|mineure?s?|adultes|"
    r"personnes?|jeunes|victimes?|membres|mis en cause)\b",
    r"\b(sites?|contents?|urls?|web|images?|contenus?|adresses|signalements?|informations?|reports?)\b",
    r"\b(countr(y|ies)|(?<!united )states?|governments?|pays|états?(?!-unis)|gouvernements)\b",
    r"\b(calls?|appels?)\b",
    r"\b(class(es)?|intakes?|promotions?)\b",
)
# Of how many a rate is says nothing of what is counted: "per 100,000 children".
_BASE: Final = re.compile(r"\b(?:per|pour) \d[\d,. \u00a0\u202f]*.*")
# A definition says what is counted. How large a part something is, a figure says.
_SWEEPING: Final = re.compile(
    r"\b(?:most|mostly|mainly|always|never|only|la plupart|surtout|principalement|toujours|jamais|seulement|"
    r"uniquement)\b",
    re.IGNORECASE,
)
# How a text says that it means the whole of the site's country, whose name alone says less.
_WHOLE: Final = {"en": r"whole country|all of {name}", "fr": r"{name} enti(?:er|ère)|ensemble du pays"}


def _sorts(text: str) -> set[int]:
    return {number for number, words in enumerate(_SORTS) if re.search(words, text, re.IGNORECASE)}


@rule(
    "population-of-unit",
    *(on(T.INDICATORS, f"population_{lang}", C.UNIT_MEASURE, needs=[T.UNITS]) for lang in LANGUAGES),
)
def expect_populations_of_what_the_unit_counts(seen: RuleInput) -> Truth:
    """Years, shares and ranks are of no sort; a unit of reports or contents may be of several."""
    population = seen.scope.columns[0]
    unit = seen.look_up(C.UNIT_MEASURE, T.UNITS, population.replace("population", "name"))

    def judge(text: str | None, name: str | None) -> bool:
        sorts = _sorts(_BASE.sub("", str(name)))
        return not sorts or bool(sorts & _sorts(str(text)))

    return per_combination(pd.DataFrame({"text": seen[population], "unit": unit}), judge)


def _counted_by_somebody(every: Tables) -> pd.Index:
    """Return indicators of which some figure, or the gap, has a named origin; that of our arithmetic is ours."""
    rows = every[T.OBSERVATIONS]
    named = rows[C.ORIGIN_ID] != UNNAMED_ORIGIN
    found: pd.Index = pd.Index(rows.loc[named, C.INDICATOR_ID].unique())
    return found


def _without_figures(every: Tables) -> pd.Index:
    """Return indicators that no figure has yet: that is the business of the rule on use."""
    indicators = every[T.INDICATORS][C.INDICATOR_ID]
    found: pd.Index = pd.Index(indicators[~indicators.isin(every.distinct(T.OBSERVATIONS, C.INDICATOR_ID))])
    return found


@rule(
    "counter-named",
    on(T.INDICATORS, C.MEASURE_KIND, needs=[T.OBSERVATIONS]),
    values={"asserted": MeasureKind.ASSERTED},
)
def expect_somebody_to_have_counted(seen: RuleInput) -> Truth:
    """A response (what exists, what was done) needs no counter; our own arithmetic is ours."""
    counted = seen[C.MEASURE_KIND].isin([MeasureKind.RECORDED, MeasureKind.ESTIMATED])
    right = [seen.tables.once(find.__name__, find) for find in (_counted_by_somebody, _without_figures)]
    return ~counted | seen[C.INDICATOR_ID].isin(right[0]) | seen[C.INDICATOR_ID].isin(right[1])


@rule("definition-in-bounds", on(T.INDICATORS, *(f"definition_{lang}" for lang in LANGUAGES)), by_cell=True)
def expect_definitions_to_claim_no_more_than_the_figures(seen: RuleInput) -> pd.DataFrame:
    """Definitions are few: each is read word by word."""
    return pd.DataFrame({name: ~seen[name].str.contains(_SWEEPING, na=False) for name in seen.scope.columns})


def _areas_of(every: Tables, table: str) -> dict[str, set[str]]:
    """Return the areas of the figures that a group, an indicator or a caveat is about, by its key."""
    rows = every[T.OBSERVATIONS]
    column = C.COMPARABILITY_ID if table == T.COMPARABILITY else C.INDICATOR_ID
    # Of millions of figures, a few pairs.
    pairs = rows[[column, C.REF_AREA]].drop_duplicates().astype(str)
    areas = {str(key): set(found) for key, found in pairs.groupby(column)[C.REF_AREA]}
    if table != T.CAVEATS:
        return areas
    of_caveat: dict[str, set[str]] = {}
    indicators = every[T.INDICATORS]
    for key, ids in zip(indicators[C.INDICATOR_ID], indicators[C.CAVEAT_IDS].dropna(), strict=False):
        for caveat in split_ids(ids):
            of_caveat.setdefault(caveat, set()).update(areas.get(str(key), ()))
    return of_caveat


def _area_words(every: Tables) -> list[tuple[str, re.Pattern[str]]]:
    """Return for each area the words by which texts name it; a whole country is more often silent than named."""
    rows = every[T.AREAS]
    found = []
    for code, *names in zip(rows[C.REF_AREA], *(rows[f"name_{lang}"] for lang in LANGUAGES), strict=True):
        said: dict[str, str] = {lang: re.escape(str(name)) for lang, name in zip(LANGUAGES, names, strict=True)}
        if code == COUNTRY:
            phrases = [words.format(name=said[lang]) for lang, words in _WHOLE.items() if lang in said]
        else:
            phrases = [] if re.fullmatch("[A-Z]+", str(code)) else list(said.values())
        if phrases:
            found.append((str(code), re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)))
    return found


_AREA_TEXTS: Final = {
    T.COMPARABILITY: ("name", "note"),
    T.CAVEATS: ("text",),
    T.INDICATORS: ("definition", "population"),
}


@rule(
    "area-of-words",
    *(
        on(
            table,
            *(f"{stem}_{lang}" for stem in stems for lang in LANGUAGES),
            needs=[T.OBSERVATIONS, T.AREAS, T.INDICATORS],
        )
        for table, stems in _AREA_TEXTS.items()
    ),
)
def expect_areas_that_texts_name_among_the_figures(seen: RuleInput) -> Truth:
    """A text may name one of several areas; it may not name one in which no figure lies."""
    table = seen.scope.batch
    areas = seen.tables.once(f"areas of {table}", lambda every: _areas_of(every, table))
    words = seen.tables.once("area words", _area_words)
    key = C.COMPARABILITY_ID if table == T.COMPARABILITY else C.CAVEAT_ID if table == T.CAVEATS else C.INDICATOR_ID

    def judge(row: str, *texts: str | None) -> bool:
        text = " ".join(filter(None, texts))
        return all(code in areas.get(row, {code}) for code, pattern in words if pattern.search(text))

    return per_combination(seen.rows[[key, *seen.scope.columns]], judge)


def _years(every: Tables) -> dict[str, tuple[int, int]]:
    """Return first and last year of each source's figures."""
    rows = every[T.OBSERVATIONS]
    found: dict[str, tuple[int, int]] = {}
    for source, periods in rows.groupby(C.SOURCE_ID, observed=True)[C.TIME_PERIOD]:
        # What is no period is another rule's business.
        parsed = [each for each in map(read_period, periods.dropna().unique()) if each is not None]
        if parsed:
            found[str(source)] = (min(each.start.year for each in parsed), max(each.end.year for each in parsed))
    return found


def _coverage_words(seen: RuleInput) -> list[Bilingual]:
    years = seen.tables.once("years of sources", _years)
    return [bilingual("coverage-of-figures.fault", years=_said(years.get(str(key)))) for key in seen[C.SOURCE_ID]]


def _said(years: Iterable[int] | None) -> Any:
    return "–".join(map(str, years)) if years else "?"


@rule(
    "coverage-of-figures",
    on(T.SOURCES, C.COVERAGE_START, C.COVERAGE_END, reads=[C.SOURCE_KIND], needs=[T.OBSERVATIONS]),
    explain=_coverage_words,
)
def expect_coverage_to_be_that_of_the_figures(seen: RuleInput) -> Truth:
    """The report covers years without a figure; so may a source of penalties or events alone."""
    years = seen.tables.once("years of sources", _years)

    def judge(source: str, kind: str, start: float | None, end: float | None) -> bool:
        return kind != SourceKind.OTHER_PUBLICATION or source not in years or years[source] == (start, end)

    return per_combination(seen.rows[[C.SOURCE_ID, C.SOURCE_KIND, C.COVERAGE_START, C.COVERAGE_END]], judge)
