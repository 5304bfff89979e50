"""Keys are unique, identifiers have their shape, and no figure is there twice."""

import pandas as pd
from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
from great_expectations.expectations.core.expect_compound_columns_to_be_unique import ExpectCompoundColumnsToBeUnique
from great_expectations.expectations.expectation import Expectation

from expectations.kinds import Kind, kind_of, shape_of
from expectations.rule import Check, Rule, declare, on, rule
from expectations.view import Seen, Truth
from pipelines.faults import Severity
from pipelines.schema.columns import T
from pipelines.schema.declared import Table, tables


class ExpectKeyToBeUnique(ExpectColumnValuesToBeUnique):
    """A key of one column names one row."""


class ExpectCompoundKeyToBeUnique(ExpectCompoundColumnsToBeUnique):
    """Columns that name a row together do so once."""


def _unique(columns: tuple[str, ...]) -> Expectation:
    if len(columns) == 1:
        return ExpectKeyToBeUnique(column=columns[0])
    return ExpectCompoundKeyToBeUnique(column_list=list(columns))


declare(
    Rule(
        id="unique-key",
        name=("Keys are unique", "Clés uniques"),
        sentence=("No two rows of a table have the same key.", "Deux lignes d'une table n'ont jamais la même clé."),
        expected=("a key that no other row has", "une clé qu'aucune autre ligne ne porte"),
        cure=(
            "Give the newer row a key of its own; a key is never reused.",
            "Donner à la ligne la plus récente sa propre clé ; une clé ne se réemploie jamais.",
        ),
        severity=Severity.ERROR,
        # A lineage is twice there exactly when its row is.
        checks=tuple(
            Check(on(name, *table.key), _unique(table.key)) for name, table in tables().items() if name != T.LINEAGE
        ),
    )
)

declare(
    Rule(
        id="unique-figure",
        name=("No figure twice", "Aucun chiffre en double"),
        sentence=(
            "A source states one figure for an indicator, area, period, group and answer, unless another body claims "
            "another.",
            "Une source donne un seul chiffre par indicateur, territoire, période, groupe et réponse, sauf si un autre "
            "organisme en avance un autre.",
        ),
        expected=(
            "a combination that no other row has",
            "une combinaison qu'aucune autre ligne ne porte",
        ),
        cure=(
            "Remove the second row, or correct what tells the two apart (period, area, sex, age, answer, origin).",
            "Retirer la seconde ligne, ou corriger ce qui les distingue (période, territoire, sexe, âge, réponse, "
            "origine).",
        ),
        severity=Severity.ERROR,
        checks=tuple(
            Check(on(name, *columns), _unique(columns)) for name, table in tables().items() for columns in table.unique
        ),
    )
)


def _shaped(table: Table) -> list[str]:
    """Columns whose shape is checked where they are declared: references and codes have their lists."""
    return [
        c.name for c in table.columns if kind_of(table, c) is Kind.PATTERN or (c.name in table.key and shape_of(c.name))
    ]


def _explain(seen: Seen) -> list[tuple[str, str]]:
    shape = shape_of(seen.scope.columns[0])
    return [shape.words if shape else ("", "")] * len(seen.rows)


@rule(
    id="cell-shape",
    name=("Identifiers and addresses have their shape", "Forme des identifiants et des adresses"),
    sentence=(
        "Identifiers, versions, addresses and hashes are written in their prescribed shape.",
        "Identifiants, versions, adresses et empreintes sont écrits dans la forme prescrite.",
    ),
    expected=("the prescribed shape", "la forme prescrite"),
    cure=("Write it in that shape.", "L'écrire dans cette forme."),
    scopes=[on(name, *_shaped(table)) for name, table in tables().items() if _shaped(table)],
    by_cell=True,
    explain=_explain,
)
def expect_cells_to_have_their_shape(seen: Seen) -> pd.DataFrame:
    """Empty cells have rules of their own."""

    def fits(column: pd.Series) -> Truth:
        shape = shape_of(str(column.name))
        if shape is None:
            raise KeyError(f"column {column.name} has no shape")
        return column.isna() | column.astype("str").str.fullmatch(f"(?:{shape.pattern})", na=False)

    return pd.DataFrame({name: fits(seen[name]) for name in seen.scope.columns})
