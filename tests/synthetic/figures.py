"""The figures of one synthetic indicator, made as whole columns: no loop runs over rows."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.schema.codes import ObsStatus, PeriodBasis, Qualifier
from pipelines.schema.columns import C
from tests.synthetic.catalogue import BASE, BREAK_YEAR, LAST_PAGE, SECTION, YEARS, Catalogue, Series, source_of

_QUALIFIERS: Final = tuple(Qualifier)
# Shares of figures by how their source words them: most are exact, as in the real tables.
_WORDINGS: Final = {
    Qualifier.EXACT: 0.86,
    Qualifier.APPROX: 0.06,
    Qualifier.RANGE: 0.02,
    Qualifier.MORE_THAN: 0.01,
    Qualifier.LESS_THAN: 0.01,
    Qualifier.AT_LEAST: 0.01,
    Qualifier.AT_MOST: 0.01,
    Qualifier.MISSING: 0.02,
}
_PRINTED_WORDS: Final = {
    Qualifier.EXACT: "",
    Qualifier.APPROX: "environ ",
    Qualifier.MORE_THAN: "plus de ",
    Qualifier.LESS_THAN: "moins de ",
    Qualifier.AT_LEAST: "au moins ",
    Qualifier.AT_MOST: "au plus ",
}
_NOTE_SHARE: Final = 0.05
_NOTES: Final = {
    C.NOTE_EN: ("The series breaks here: counted in another way from this year on.", "Made-up note.", "Not yet known."),
    C.NOTE_FR: (
        "La série est rompue ici : compté autrement à partir de cette année.",
        "Note inventée.",
        "Pas encore connu.",
    ),
}

Array = np.ndarray[Any, Any]


def capacity(catalogue: Catalogue, series: Series) -> int:
    """How many figures an indicator can have: one for each year, area, sex, age and answer."""
    cells = len(catalogue.areas) * len(catalogue.sexes) * len(catalogue.ages) * len(series.answers)
    return len(YEARS) * cells


def _pick(indices: Array, words: tuple[str, ...]) -> Any:
    return pa.array(words).take(pa.array(indices.astype("int32")))


def _whole(numbers: Array) -> Any:
    """Whole numbers as a French source prints them: 1234567 as "1 234 567"."""
    parts = [numbers % 1000]
    rest = numbers // 1000
    while rest.any():
        parts.insert(0, rest % 1000)
        rest = rest // 1000
    text = pa.nulls(len(numbers), pa.string()).fill_null("")
    begun = np.zeros(len(numbers), dtype=bool)
    for position, part in enumerate(parts):
        digits = pa.array(part).cast(pa.string())
        padded = pc.binary_join_element_wise(" ", pc.utf8_lpad(digits, 3, "0"), "")
        started = begun | (part > 0) | (position == len(parts) - 1)
        shown = pc.if_else(pa.array(begun), padded, pc.if_else(pa.array(started), digits, ""))
        text = pc.binary_join_element_wise(text, shown, "")
        begun = started
    return text


def _values(series: Series, cells: dict[str, Array], random: np.random.Generator) -> Array:
    """A plausible value for each cell: level and growth of the indicator, size of the area, share of the sub-group."""
    count = len(cells["year"])
    if series.is_survey:
        # Answers exclude one another: none takes more than its part of 100.
        return np.floor(random.random(count) * (100 / len(series.answers)))
    level = 10 ** random.uniform(2, 4)
    growth = random.uniform(-0.03, 0.06)
    size = random.lognormal(0, 1, 512)[cells["area"] % 512]
    part = 0.9 ** (cells["sex"] + cells["age"])
    noise = random.lognormal(0, 0.15, count)
    values: Array = np.rint(level * size * part * (1 + growth) ** cells["year"] * noise)
    return values


def _cells(catalogue: Catalogue, series: Series, count: int) -> dict[str, Array]:
    """Positions of each figure on the axes, by year first: totals of each area, then sub-groups."""
    lines = -(-count // len(YEARS))
    year, line = np.divmod(np.arange(lines * len(YEARS)), lines)
    if lines * len(YEARS) > count:
        # The last line is short: it lacks the latest years.
        short = lines * len(YEARS) - count
        kept = ~((line == lines - 1) & (year >= len(YEARS) - short))
        year, line = year[kept], line[kept]
    rest, answer = np.divmod(line, len(series.answers))
    rest, area = np.divmod(rest, len(catalogue.areas))
    # Each indicator begins with another area, so that small sets have figures of all of them too.
    area = (area + series.number) % len(catalogue.areas)
    age, sex = np.divmod(rest, len(catalogue.sexes))
    return {"year": year, "area": area, "sex": sex, "age": age, "answer": answer}


def _printed(values: Array, high: Array, wording: Array, percent: bool) -> Any:
    unit = " %" if percent else ""
    text = _whole(values.astype("int64"))
    words = tuple(_PRINTED_WORDS.get(qualifier, "") for qualifier in _QUALIFIERS)
    plain = pc.binary_join_element_wise(_pick(wording, words), text, unit, "")
    spread = pc.binary_join_element_wise("entre ", text, " et ", _whole(high.astype("int64")), unit, "")
    is_range = pa.array(wording == _QUALIFIERS.index(Qualifier.RANGE))
    missing = pa.array(wording == _QUALIFIERS.index(Qualifier.MISSING))
    return pc.if_else(missing, pa.scalar(None, pa.string()), pc.if_else(is_range, spread, plain))


def _is(wording: Array, *qualifiers: Qualifier) -> Array:
    return np.isin(wording, [_QUALIFIERS.index(qualifier) for qualifier in qualifiers])


def _numbers(series: Series, values: Array, wording: Array) -> dict[str, Any]:
    """Value, bounds and printed form: each qualifier fills its own columns."""
    step = np.full(len(values), 5.0) if series.is_survey else np.maximum(1, np.floor(values * 0.2))
    high = values + step
    is_range = _is(wording, Qualifier.RANGE)
    low_bound = is_range | _is(wording, Qualifier.MORE_THAN, Qualifier.AT_LEAST)
    high_bound = is_range | _is(wording, Qualifier.LESS_THAN, Qualifier.AT_MOST)
    return {
        C.OBS_VALUE: pa.array(values, mask=~_is(wording, Qualifier.EXACT, Qualifier.APPROX)),
        C.OBS_VALUE_LOW: pa.array(values, mask=~low_bound),
        C.OBS_VALUE_HIGH: pa.array(np.where(is_range, high, values), mask=~high_bound),
        C.QUALIFIER: _pick(wording, tuple(str(each) for each in _QUALIFIERS)),
        C.AS_PRINTED: _printed(values, high, wording, series.is_survey),
    }


def _remarks(series: Series, years: Array, wording: Array, random: np.random.Generator) -> dict[str, Any]:
    """Status, comparability group and notes: a break and a missing value always carry one."""
    missing = _is(wording, Qualifier.MISSING)
    breaks = series.breaks & (years == BREAK_YEAR) & ~missing
    status = np.where(missing, 1, np.where(breaks, 2, 0))
    note = np.where(breaks, 0, np.where(missing, 2, 1))
    without = pa.array(~(breaks | missing | (random.random(len(years)) < _NOTE_SHARE)))
    nothing = pa.scalar(None, pa.string())
    return {
        C.OBS_STATUS: _pick(status, (str(ObsStatus.NORMAL), str(ObsStatus.MISSING), str(ObsStatus.BREAK))),
        C.COMPARABILITY_ID: _pick((years >= BREAK_YEAR).astype(int), (series.indicator_id, series.later_group)),
        **{name: pc.if_else(without, nothing, _pick(note, texts)) for name, texts in _NOTES.items()},
    }


def make_figures(catalogue: Catalogue, series: Series, count: int, first_id: int, seed: int, schema: Any) -> Any:
    """Figures of one indicator as a pyarrow.Table in published order.

    Args:
        catalogue: what the figures refer to.
        series: the indicator.
        count: how many figures.
        first_id: number of the first figure's id.
        seed: of the whole data set.
        schema: of the observations table.

    Raises:
        ValueError: the indicator cannot hold so many.
    """
    if count > capacity(catalogue, series):
        raise ValueError(f"{series.indicator_id} holds at most {capacity(catalogue, series)} figures, not {count}")
    random = np.random.default_rng([seed, series.number])
    cells = _cells(catalogue, series, count)
    values = _values(series, cells, random)
    wording = random.choice(len(_QUALIFIERS), count, p=[_WORDINGS[each] for each in _QUALIFIERS])
    years = cells["year"] + YEARS[0]
    ids = pc.utf8_lpad(pa.array(np.arange(first_id, first_id + count)).cast(pa.string()), 8, "0")
    same = {
        C.INDICATOR_ID: series.indicator_id,
        C.UNIT_MEASURE: series.unit_measure,
        C.PERIOD_BASIS: str(PeriodBasis.STATED),
        **(BASE if series.is_survey else {}),
        C.ORIGIN_ID: series.origin_id,
        C.SECTION: SECTION,
        C.CONFIDENCE: "high",
    }
    columns: dict[str, Any] = {
        C.OBS_ID: pc.binary_join_element_wise("syn", ids, "-"),
        C.REF_AREA: _pick(cells["area"], catalogue.areas),
        C.TIME_PERIOD: pa.array(years).cast(pa.string()),
        C.SEX: _pick(cells["sex"], catalogue.sexes),
        C.AGE: _pick(cells["age"], catalogue.ages),
        C.ANSWER: _pick(cells["answer"], series.answers),
        C.SOURCE_ID: _pick(cells["year"], tuple(source_of(year) for year in YEARS)),
        C.PAGE: pa.array(random.integers(1, LAST_PAGE, count, endpoint=True)),
        **{name: pa.repeat(pa.scalar(text), count) for name, text in same.items()},
        **_numbers(series, values, wording),
        **_remarks(series, years, wording, random),
    }
    return pa.table([columns.get(field.name, pa.nulls(count, field.type)) for field in schema], schema=schema)
