"""Keys are unique, identifiers have their shape, and no figure is there twice."""

from collections.abc import Iterable
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
from great_expectations.expectations.core.expect_compound_columns_to_be_unique import ExpectCompoundColumnsToBeUnique

from expectations.engine.changes import WITHDRAWN
from expectations.engine.judging import per_column
from expectations.engine.kinds import Kind, kind_of, shape_of
from expectations.engine.rule import Check, Rule, RuleInput, Truth, declare, on, rule
from expectations.engine.tables import COLUMN, VALUES, Tables, keys_of
from expectations.engine.texts import Bilingual, bilingual
from expectations.rules.comparability import countries
from pipelines.schema.columns import C, T
from pipelines.schema.declared import columns_of, tables


class ExpectKeyToBeUnique(ExpectColumnValuesToBeUnique):
    """A key of one column names one row."""


class ExpectCompoundKeyToBeUnique(ExpectCompoundColumnsToBeUnique):
    """Columns that name a row together do so once."""


# What tells a figure from another that was given the same id.
_WHAT: Final = (C.INDICATOR_ID, C.SOURCE_ID, C.REF_AREA, C.TIME_PERIOD)


def _numbered(ids: Iterable[pd.Series]) -> pd.DataFrame:
    """Return the parts of ids, each once: `obs_id`, `series`, `number`; ids of another shape are left out."""
    distinct = pd.concat(list(ids)).dropna().drop_duplicates()
    parts = pc.extract_regex(pa.array(distinct, pa.large_string()), r"^(?P<series>[a-z]+)-(?P<number>[0-9]{1,9})$")
    # Flattened, what has not that shape is missing.
    series, numbers = parts.flatten()
    frame = pd.DataFrame(
        {C.OBS_ID: distinct.array, "series": series.to_pandas(), "number": pc.cast(numbers, pa.int64()).to_pandas()}
    )
    return frame.dropna()


def _greatest(every: Tables) -> dict[str, int]:
    """Return the greatest number of each series of ids: in use, published, or in the ledger, as none is used again."""
    places = (every.get(T.OBSERVATIONS), every.previous.get(T.OBSERVATIONS), every.get(T.CORRECTIONS))
    found = _numbered(rows[C.OBS_ID] for rows in places if rows is not None)
    return {str(series): int(number) for series, number in found.groupby("series")["number"].max().items()}


def _clash_words(seen: RuleInput) -> list[Bilingual]:
    """Say which of the rows that share an id keeps it, and give each of the others the next that is free.

    Two who add figures at once take the same ids. The row that was published keeps its own; of new ones the first.
    """
    before = seen.tables.previous.get(T.OBSERVATIONS)
    known: dict[str, tuple[str, ...]] = {}
    if before is not None:
        named = before[before[C.OBS_ID].isin(list(seen[C.OBS_ID].dropna()))]
        known = {str(key): tuple(map(str, what)) for key, *what in named[[C.OBS_ID, *_WHAT]].itertuples(index=False)}
    greatest = dict(seen.tables.once("greatest ids", _greatest))
    kept: set[str] = set()
    said = []
    for key, *what in seen.rows[[C.OBS_ID, *_WHAT]].itertuples(index=False):
        obs_id = str(key)
        series, _, number = obs_id.partition("-")
        if obs_id not in kept and known.get(obs_id, tuple(map(str, what))) == tuple(map(str, what)):
            kept.add(obs_id)
            said.append(bilingual("unique-key.keeps", obs_id=obs_id))
            continue
        greatest[series] = greatest.get(series, 0) + 1
        said.append(bilingual("unique-key.next", free=f"{series}-{greatest[series]:0{len(number)}}", obs_id=obs_id))
    return said


def _of_country_words(seen: RuleInput) -> list[Bilingual]:
    """Say how what one country has as well as another is named: each has a row, and a row an id."""
    (key,) = seen.scope.columns
    pairs = zip(seen[key], countries(seen[C.REF_AREA]).fillna("?").str.lower(), strict=True)
    return [bilingual("unique-key.country", own=f"{name}-{country}") for name, country in pairs]


def _unique(table: str, columns: tuple[str, ...]) -> Check:
    if columns == (C.OBS_ID,) and table == T.OBSERVATIONS:
        return Check(on(table, *columns, reads=_WHAT), ExpectKeyToBeUnique(column=str(C.OBS_ID)), explain=_clash_words)
    if len(columns) == 1:
        of_country = table in (T.TREATIES, T.PROGRESS_CARD)
        scope = on(table, *columns, reads=[C.REF_AREA] if of_country else [])
        return Check(
            scope, ExpectKeyToBeUnique(column=str(columns[0])), explain=_of_country_words if of_country else None
        )
    return Check(on(table, *columns), ExpectCompoundKeyToBeUnique(column_list=list(columns)))


# A lineage is twice there exactly when its row is.
_KEYS = [(name, table.key) for name, table in tables().items() if name != T.LINEAGE]
_FIGURES = [(name, columns) for name, table in tables().items() for columns in table.unique]
declare(Rule(id="unique-key", checks=tuple(_unique(*each) for each in _KEYS)))
declare(Rule(id="unique-figure", checks=tuple(_unique(*each) for each in _FIGURES)))


def _explain(seen: RuleInput) -> list[Bilingual]:
    shapes = (shape_of(str(column)) for column in seen[COLUMN])
    return [shape.words if shape else ("", "") for shape in shapes]


@rule("cell-shape", on(VALUES), explain=_explain)
def expect_cells_to_have_their_shape(seen: RuleInput) -> Truth:
    """References and codes have the shape of what they name; empty cells have rules of their own."""

    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        shape = shape_of(column)
        if shape is None or kind_of(tables()[table], tables()[table].column(column)) is not Kind.PATTERN:
            return None
        return values.str.fullmatch(f"(?:{shape.pattern})")

    return per_column(seen, judge)


# Ids that are farther apart belong to blocks of their own.
_LARGEST_HOLE: Final = 100


def _holes(every: Tables) -> dict[str, int]:
    """Say how many ids are free before an id, where that is a hole within a block; withdrawn figures leave none."""
    ledger = every[T.CORRECTIONS]
    withdrawn = ledger.loc[ledger[C.AFTER] == WITHDRAWN, C.OBS_ID].dropna()
    ordered = _numbered([every[T.OBSERVATIONS][C.OBS_ID], withdrawn]).sort_values(["series", "number"])
    free = (ordered.groupby("series", sort=False)["number"].diff() - 1).fillna(0)
    holes = (free > 0) & (free <= _LARGEST_HOLE)
    return dict(zip(ordered.loc[holes, C.OBS_ID].astype(str), free[holes].astype(int), strict=True))


def _hole_words(seen: RuleInput) -> list[Bilingual]:
    holes = seen.tables.once("holes in ids", _holes)
    said = []
    for obs_id in seen[C.OBS_ID]:
        series, _, number = str(obs_id).partition("-")
        before = f"{series}-{int(number) - 1:0{len(number)}}"
        said.append(bilingual("no-id-skipped.before", before=before, free=holes[obs_id]))
    return said


@rule("no-id-skipped", on(T.OBSERVATIONS, C.OBS_ID, needs=[T.CORRECTIONS]), explain=_hole_words)
def expect_no_id_to_be_skipped(seen: RuleInput) -> Truth:
    """A row that is gone leaves a hole before the one that followed it."""
    return ~seen[C.OBS_ID].isin(list(seen.tables.once("holes in ids", _holes)))


# Tables in which readers tell things apart by names; groups of several indicators may be named alike.
# Other rows of that name that a message lists.
_OTHERS: Final = 3
_NAMED: Final = (T.INDICATORS, T.TOPICS, T.ORIGINS, T.AREAS, T.UNITS, T.TREATIES)


# What several countries may have under one name: a convention, a criterion, a province.
_OF_COUNTRIES: Final = (T.AREAS, T.TREATIES, T.EVENTS, T.PROGRESS_CARD)


def _within(table: str, rows: pd.DataFrame) -> pd.Series | str:
    """Say of each row within what its name stands alone: its list of codes, its country, or the table."""
    if table == T.CODELISTS:
        return rows[C.CODELIST_ID] + " "
    return countries(rows[C.REF_AREA]).astype("str") + " " if table in _OF_COUNTRIES else ""


def _named_alike(seen: RuleInput) -> list[Bilingual]:
    """Say which other row has the name, of the one column that the scope then has."""
    (column,), batch = seen.scope.columns, seen.scope.batch
    every, keys = seen.tables[batch], keys_of(seen.tables[batch], tables()[batch])
    within, said = _within(batch, every), []
    for index, name in zip(seen.rows.index, seen[column], strict=True):
        others = (every[column] == name) & (every.index != index)
        if not isinstance(within, str):
            others &= within == within.loc[index]
        said.append(bilingual("names-apart.wanted", others=", ".join(keys[others][:_OTHERS])))
    return said


@rule(
    "names-apart",
    *(on(table, *columns_of("name")) for table in _NAMED),
    *(on(table, *columns_of("label")) for table in (T.EVENTS, T.PROGRESS_CARD)),
    on(T.CODELISTS, *columns_of("name")),
    by_cell=True,
    explain=_named_alike,
)
def expect_names_to_tell_things_apart(seen: RuleInput) -> pd.DataFrame:
    """Of a code, within its list; of what countries have each for itself, within one. A name is right beside others."""
    every = seen.tables[seen.scope.batch]
    within = _within(seen.scope.batch, every)
    twice = {name: (within + every[name]).duplicated(keep=False) & every[name].notna() for name in seen.scope.columns}
    return pd.DataFrame({name: ~twice[name].reindex(seen.rows.index) for name in seen.scope.columns})
