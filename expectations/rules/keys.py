"""Keys are unique, identifiers have their shape, and no figure is there twice."""

import pandas as pd
from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
from great_expectations.expectations.core.expect_compound_columns_to_be_unique import ExpectCompoundColumnsToBeUnique
from great_expectations.expectations.expectation import Expectation

from expectations.batches import COLUMN, VALUES
from expectations.judging import per_column
from expectations.kinds import Both, Kind, kind_of, shape_of
from expectations.rule import Check, Rule, declare, on, rule
from expectations.view import Seen, Truth
from pipelines.faults import Severity
from pipelines.schema.columns import T
from pipelines.schema.declared import tables


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


def _explain(seen: Seen) -> list[Both]:
    shapes = (shape_of(str(column)) for column in seen[COLUMN])
    return [shape.words if shape else ("", "") for shape in shapes]


@rule(
    id="cell-shape",
    name=("Identifiers and addresses have their shape", "Forme des identifiants et des adresses"),
    sentence=(
        "Identifiers, versions, addresses and hashes are written in their prescribed shape.",
        "Identifiants, versions, adresses et empreintes sont écrits dans la forme prescrite.",
    ),
    expected=("the prescribed shape", "la forme prescrite"),
    cure=("Write it in that shape.", "L'écrire dans cette forme."),
    scopes=[on(VALUES)],
    explain=_explain,
)
def expect_cells_to_have_their_shape(seen: Seen) -> Truth:
    """References and codes have the shape of what they name; empty cells have rules of their own."""

    def judge(table: str, column: str, values: pd.Series) -> Truth | None:
        shape = shape_of(column)
        if shape is None or kind_of(tables()[table], tables()[table].column(column)) is not Kind.PATTERN:
            return None
        return values.str.fullmatch(f"(?:{shape.pattern})")

    return per_column(seen, judge)
