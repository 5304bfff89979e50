"""The declarations hold together: every name once, every reference met, both languages, and nothing declared unused."""

import json

import pandas as pd
import pyarrow as pa
import pytest

from pipelines.schema import codes
from pipelines.schema.arrow import arrow_schema
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Table, fields, tables

TABLES = list(tables().values())
by_name = pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])


@by_name
def test_key_unique_and_filled_columns_are_columns_of_the_table(table: Table) -> None:
    for name in {*table.key, *table.filled, *table.optional, *(name for names in table.unique for name in names)}:
        assert table.column(name)
    assert len(set(table.names)) == len(table.names)
    assert not any(table.column(name).nullable for name in table.key)


@by_name
def test_a_reference_leads_to_a_column_that_may_not_be_empty(table: Table) -> None:
    assert set(table.refs) <= set(table.names)
    for column in table.columns:
        for name, wanted in filter(None, (table.reference(column), column.field.each)):
            assert not tables()[name].column(wanted).nullable


@by_name
def test_texts_come_in_both_languages(table: Table) -> None:
    for language in LANGUAGES:
        assert table.title[language]
        assert table.text[language].endswith(".")
    for name in table.names:
        if name.endswith("_en"):
            french = table.column(f"{name.removesuffix('_en')}_fr")
            assert french.nullable == table.column(name).nullable


@by_name
def test_parquet_metadata_carries_titles_and_descriptions(table: Table) -> None:
    schema = arrow_schema(table, licence="L", citation="C", version="1.2.3")
    assert schema.names == table.names
    assert json.loads(schema.metadata[b"title"]) == table.title
    assert (schema.metadata[b"licence"], schema.metadata[b"version"]) == (b"L", b"1.2.3")
    for column, field in zip(table.columns, schema, strict=True):
        assert field.nullable == column.nullable
        assert field.metadata[b"description_fr"].decode() == column.field.text["fr"]


def test_fields_have_both_languages_and_each_is_used() -> None:
    for field in fields().values():
        assert all(field.title[language] and field.text[language] for language in LANGUAGES)
    used = {name for table in TABLES for name in table.names}
    assert used == set(fields())


def test_the_contracts_columns_of_a_figure_are_there_with_their_types() -> None:
    schema = arrow_schema(tables()[T.OBSERVATIONS])
    for name in (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH):
        assert schema.field(name).type == pa.float64()
        assert schema.field(name).nullable
    assert schema.field(C.PAGE).type == pa.int64()
    assert schema.field(C.OBS_ID).type == pa.string()


def test_names_in_code_and_declarations_agree() -> None:
    # The type checker sees the names in code; here they are held to the declared ones, both ways.
    assert [name.value for name in T] == list(tables())
    assert [name.value for name in C] == list(fields())
    for name in (*C, *T):
        assert name.name.lower() == name.value


def test_codes_that_code_decides_on_stand_in_the_code_lists(frames: dict[str, pd.DataFrame]) -> None:
    lists = frames[T.CODELISTS].groupby(C.CODELIST_ID)[C.CODE].agg(set)
    assert {str(code) for code in codes.Qualifier} == lists["CL_QUALIFIER"]
    assert {str(code) for code in codes.ChartKind} == lists["CL_CHART_KIND"]
    assert {str(code) for code in codes.AnswerKind} == lists["CL_ANSWER_KIND"]
    assert {str(code) for code in codes.SourceKind} == lists["CL_SOURCE_KIND"]
    assert set(lists["CL_OBS_STATUS"]) <= {str(code) for code in codes.ObsStatus}
    assert codes.TOTAL in lists["CL_SEX"] & lists["CL_AGE"]
    assert codes.NOT_APPLICABLE in lists["CL_ANSWER"]
    filled = [column for table in TABLES if len(frames[table.name]) for column in table.columns]
    needed = {column.field.codes for column in filled if column.field.codes}
    assert needed <= set(lists.index) <= {field.codes for field in fields().values()}
