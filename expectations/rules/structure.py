"""Tables are there with their declared columns and types, hold rows, and required cells are filled."""

from typing import Final

import pandas as pd

from expectations.engine.judging import by_cell
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import PLACE, PLACE_FOUND, ROWS, STRUCTURE, TABLE, TYPE, TYPE_FOUND
from expectations.engine.texts import bilingual
from pipelines.schema.columns import T
from pipelines.schema.declared import tables

# Without which there is no figure to show.
NEVER_EMPTY: Final = frozenset(
    {T.OBSERVATIONS, T.INDICATORS, T.TOPICS, T.SOURCES, T.ORIGINS, T.UNITS, T.AREAS, T.CODELISTS, T.RELEASES}
)


@rule("declared-columns", on(STRUCTURE), structural=True)
def expect_columns_to_be_as_declared(seen: RuleInput) -> Truth:
    """A column that is absent, unknown, or elsewhere has no place in common."""
    return seen[PLACE] == seen[PLACE_FOUND]


@rule(
    "declared-types",
    on(STRUCTURE),
    structural=True,
    explain=lambda seen: [
        bilingual("structure.type", declared=declared, found=found)
        for declared, found in zip(seen[TYPE], seen[TYPE_FOUND], strict=True)
    ],
)
def expect_columns_to_have_their_declared_type(seen: RuleInput) -> Truth:
    """Whole numbers may stand in a column of doubles, and a column without values has every type."""
    declared, found = seen[TYPE], seen[TYPE_FOUND]
    return (declared == found) | (found == "") | (declared == "") | ((declared == "double") & (found == "int64"))


@rule(
    "filled-cells",
    *(on(table.name, *(column.name for column in table.columns if not column.nullable)) for table in tables().values()),
    by_cell=True,
)
def expect_required_cells_to_be_filled(seen: RuleInput) -> pd.DataFrame:
    """Empty cells of nullable columns have rules of their own, where they must be filled after all."""
    return by_cell(seen.judged, lambda column: column.notna())


@rule("table-not-empty", on(STRUCTURE))
def expect_tables_to_hold_rows(seen: RuleInput) -> Truth:
    """A table without rows passes every rule about rows. It is named once, by its first column.

    Others than those that figures need may be empty as long as nothing of them was published.
    """
    held = {name for name, frame in seen.tables.previous.items() if len(frame)}
    return (seen[ROWS] > 0) | (seen[PLACE] != 0) | ~seen[TABLE].isin(NEVER_EMPTY | held)
