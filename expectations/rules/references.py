"""Codes and references lead somewhere: nothing dangles."""

import pandas as pd

from expectations.judging import by_cell, per_text
from expectations.kinds import ID_LIST_SEPARATOR, ID_LISTS, Kind, kind_of
from expectations.rule import on, rule
from expectations.view import Scope, Seen, Tables, Truth
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Table, fields, tables

# Figures that other tables are about: `obs_id` is a key in its own table, so its declaration names no reference.
_ABOUT_FIGURES = (T.CROSSCHECKS, T.RECONCILIATIONS)


def listed_codes(seen_tables: Tables, codelist: str) -> pd.Index:
    """Codes of one code list."""

    def find(every: Tables) -> pd.Index:
        lists = every[T.CODELISTS]
        codes: pd.Series = lists.loc[lists[C.CODELIST_ID] == codelist, C.CODE]
        listed: pd.Index = pd.Index(codes.dropna())
        return listed

    found: pd.Index = seen_tables.once(f"codes of {codelist}", find)
    return found


def _of_kind(table: Table, kind: Kind) -> list[str]:
    return [column.name for column in table.columns if kind_of(table, column) is kind]


def _code_words(seen: Seen) -> list[tuple[str, str]]:
    codelist = fields()[seen.scope.columns[0]].codes or ""
    codes = ", ".join(sorted(listed_codes(seen.tables, codelist)))
    return [(f"a code of {codelist}: {codes}", f"un code de {codelist} : {codes}")] * len(seen.rows)


@rule(
    id="listed-codes",
    name=("Codes are listed", "Codes listés"),
    sentence=(
        "Every code stands in its code list, with its words in both languages.",
        "Chaque code figure dans sa liste de codes, avec ses mots dans les deux langues.",
    ),
    expected=("a listed code", "un code listé"),
    cure=(
        "Correct the code, or add it to data/raw/catalogue/codelists.toml.",
        "Corriger le code, ou l'ajouter à data/raw/catalogue/codelists.toml.",
    ),
    scopes=[
        on(name, *_of_kind(table, Kind.CODE), needs=[T.CODELISTS])
        for name, table in tables().items()
        if _of_kind(table, Kind.CODE)
    ],
    by_cell=True,
    explain=_code_words,
)
def expect_codes_to_be_listed(seen: Seen) -> pd.DataFrame:
    """Empty cells have rules of their own."""

    def listed(column: pd.Series) -> Truth:
        return column.isna() | column.isin(listed_codes(seen.tables, fields()[str(column.name)].codes or ""))

    return by_cell(seen.judged, listed)


def _target(table: str, column: str) -> tuple[str, str]:
    if column == C.OBS_ID:
        return T.OBSERVATIONS, C.OBS_ID
    reference = tables()[table].reference(tables()[table].column(column))
    if reference is None:
        raise KeyError(f"{table}.{column} refers to nothing")
    return reference


def _referring(table: Table) -> list[str]:
    about_figures = [C.OBS_ID] if table.name in _ABOUT_FIGURES else []
    return _of_kind(table, Kind.REFERENCE) + about_figures


def _reference_scope(table: Table) -> Scope:
    columns = _referring(table)
    return on(table.name, *columns, needs=dict.fromkeys(_target(table.name, column)[0] for column in columns))


def _reference_words(seen: Seen) -> list[tuple[str, str]]:
    table, column = _target(seen.scope.batch, seen.scope.columns[0])
    return [(f"a {column} of the table {table}", f"un {column} de la table {table}")] * len(seen.rows)


@rule(
    id="resolved-references",
    name=("References lead somewhere", "Renvois suivis d'effet"),
    sentence=(
        "Every reference to another table names a row that is there.",
        "Chaque renvoi à une autre table désigne une ligne qui existe.",
    ),
    expected=("a row of the other table", "une ligne de l'autre table"),
    cure=(
        "Correct the identifier, or declare the row that it names.",
        "Corriger l'identifiant, ou déclarer la ligne qu'il désigne.",
    ),
    scopes=[_reference_scope(table) for table in tables().values() if _referring(table)],
    by_cell=True,
    explain=_reference_words,
)
def expect_references_to_resolve(seen: Seen) -> pd.DataFrame:
    """Empty cells have rules of their own."""

    def resolved(column: pd.Series) -> Truth:
        return column.isna() | column.isin(seen.tables.values(*_target(seen.scope.batch, str(column.name))))

    return by_cell(seen.judged, resolved)


def split_ids(text: str) -> list[str]:
    """Ids of a cell that lists several."""
    return text.split(ID_LIST_SEPARATOR)


_LISTING = {name: _of_kind(table, Kind.ID_LIST) for name, table in tables().items() if _of_kind(table, Kind.ID_LIST)}


@rule(
    id="resolved-lists",
    name=("Listed identifiers lead somewhere", "Identifiants énumérés suivis d'effet"),
    sentence=(
        "Every identifier in a list names a row that is there, and stands in the list once.",
        "Chaque identifiant d'une énumération désigne une ligne qui existe, et n'y figure qu'une fois.",
    ),
    expected=(
        "identifiers that exist, each once, separated by semicolons without blanks",
        "des identifiants existants, une fois chacun, séparés par des points-virgules sans espace",
    ),
    cure=("Correct the list.", "Corriger l'énumération."),
    scopes=[
        on(name, *columns, needs=dict.fromkeys(ID_LISTS[column] for column in columns))
        for name, columns in _LISTING.items()
    ],
    by_cell=True,
)
def expect_listed_ids_to_resolve(seen: Seen) -> pd.DataFrame:
    """A list is judged as a whole: its cell is one cell to correct."""

    def resolved(column: pd.Series) -> Truth:
        table = ID_LISTS[str(column.name)]
        known = frozenset(seen.tables.values(table, tables()[table].key[0]))

        def judge(text: str) -> bool:
            ids = split_ids(text)
            return known.issuperset(ids) and len(set(ids)) == len(ids)

        return per_text(column, judge)

    return by_cell(seen.judged, resolved)


@rule(
    id="related-to-others",
    name=("Related indicators are others", "Indicateurs liés distincts"),
    sentence=("No indicator is listed as related to itself.", "Aucun indicateur n'est donné comme lié à lui-même."),
    expected=("other indicators only", "seulement d'autres indicateurs"),
    cure=("Remove the indicator from its own list.", "Retirer l'indicateur de sa propre énumération."),
    scopes=[on(T.INDICATORS, C.RELATED_IDS)],
)
def expect_related_indicators_to_be_others(seen: Seen) -> Truth:
    """Judged row by row: the list and the indicator's own id."""
    pairs = zip(seen[C.RELATED_IDS].fillna(""), seen[C.INDICATOR_ID].fillna(""), strict=True)
    return pd.Series([own not in split_ids(listed) for listed, own in pairs], index=seen.rows.index, dtype=bool)


@rule(
    id="declared-code-lists",
    name=("Code lists are declared", "Listes de codes déclarées"),
    sentence=(
        "Every code list belongs to a declared column.",
        "Chaque liste de codes appartient à une colonne déclarée.",
    ),
    expected=("a code list that a column names", "une liste de codes qu'une colonne désigne"),
    cure=(
        "Correct the name of the list, or remove it.",
        "Corriger le nom de la liste, ou la retirer.",
    ),
    scopes=[on(T.CODELISTS, C.CODELIST_ID)],
)
def expect_code_lists_to_be_declared(seen: Seen) -> Truth:
    """The schema names the list of each coded column."""
    return seen[C.CODELIST_ID].isin({field.codes for field in fields().values() if field.codes})


def _published_keys(every: Tables) -> pd.Series:
    return pd.concat([name + " " + every.row_keys(name) for name in tables() if name != T.LINEAGE], ignore_index=True)


@rule(
    id="lineage-known",
    name=("Lineage names rows that exist", "Provenance de lignes existantes"),
    sentence=(
        "Every entry of the lineage names a row that is published.",
        "Chaque entrée de la provenance désigne une ligne publiée.",
    ),
    expected=("the key of a published row", "la clé d'une ligne publiée"),
    cure=("Build again.", "Reconstruire."),
    scopes=[on(T.LINEAGE, C.TABLE_ID, C.ROW_KEY, needs=[name for name in tables() if name != T.LINEAGE])],
)
def expect_lineage_to_name_rows(seen: Seen) -> Truth:
    """A row without lineage is one that the build made; a lineage without row is a row that was lost on the way."""
    known = seen.tables.once("published keys", _published_keys)
    return (seen[C.TABLE_ID] + " " + seen[C.ROW_KEY]).isin(known)
