"""Tables are there with their declared columns and types, hold rows, and required cells are filled."""

from typing import Final

import pandas as pd

from expectations.engine.batches import PLACE, PLACE_FOUND, ROWS, STRUCTURE, TABLE, TYPE, TYPE_FOUND
from expectations.engine.judging import by_cell
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Truth
from pipelines.schema.columns import T
from pipelines.schema.declared import tables

# The ledger starts empty; every other table has something to say.
MAY_BE_EMPTY: Final = frozenset({T.CORRECTIONS})


@rule(
    id="declared-columns",
    name=("Declared columns", "Colonnes déclarées"),
    sentence=(
        "Every table has exactly the columns that are declared for it, in their order.",
        "Chaque table a exactement les colonnes déclarées pour elle, dans leur ordre.",
    ),
    expected=("this column in its declared place", "cette colonne à sa place déclarée"),
    cure=(
        "Build again; if the column is new, declare it in pipelines/schema first.",
        "Reconstruire ; si la colonne est nouvelle, la déclarer d'abord dans pipelines/schema.",
    ),
    scopes=[on(STRUCTURE)],
    structural=True,
)
def expect_columns_to_be_as_declared(seen: Seen) -> Truth:
    """A column that is absent, unknown, or elsewhere has no place in common."""
    return seen[PLACE] == seen[PLACE_FOUND]


@rule(
    id="declared-types",
    name=("Declared types", "Types déclarés"),
    sentence=(
        "Every column holds values of its declared type only.",
        "Chaque colonne ne contient que des valeurs de son type déclaré.",
    ),
    expected=("values of the declared type", "des valeurs du type déclaré"),
    cure=("Correct the raw cells and build again.", "Corriger les cellules brutes et reconstruire."),
    scopes=[on(STRUCTURE)],
    structural=True,
    explain=lambda seen: [
        (f"{declared} values, not {found}", f"des valeurs {declared}, non {found}")
        for declared, found in zip(seen[TYPE], seen[TYPE_FOUND], strict=True)
    ],
)
def expect_columns_to_have_their_declared_type(seen: Seen) -> Truth:
    """Whole numbers may stand in a column of doubles, and a column without values has every type."""
    declared, found = seen[TYPE], seen[TYPE_FOUND]
    return (declared == found) | (found == "") | (declared == "") | ((declared == "double") & (found == "int64"))


@rule(
    id="filled-cells",
    name=("Required cells are filled", "Cellules obligatoires remplies"),
    sentence=(
        "Cells of columns that may not be empty are filled.",
        "Les cellules des colonnes qui ne peuvent être vides sont remplies.",
    ),
    expected=("a value", "une valeur"),
    cure=("Fill in the cell.", "Remplir la cellule."),
    scopes=[
        on(table.name, *(column.name for column in table.columns if not column.nullable)) for table in tables().values()
    ],
    by_cell=True,
)
def expect_required_cells_to_be_filled(seen: Seen) -> pd.DataFrame:
    """Empty cells of nullable columns have rules of their own, where they must be filled after all."""
    return by_cell(seen.judged, lambda column: column.notna())


@rule(
    id="table-not-empty",
    name=("Tables hold rows", "Tables non vides"),
    sentence=(
        "Every table holds at least one row; only the ledger of corrections may be empty.",
        "Chaque table contient au moins une ligne ; seul le registre des corrections peut être vide.",
    ),
    expected=("at least one row", "au moins une ligne"),
    cure=("Restore the rows.", "Rétablir les lignes."),
    scopes=[on(STRUCTURE)],
)
def expect_tables_to_hold_rows(seen: Seen) -> Truth:
    """A table without rows passes every rule about rows. It is named once, by its first column."""
    return (seen[ROWS] > 0) | (seen[PLACE] != 0) | seen[TABLE].isin(MAY_BE_EMPTY)
