"""CSV on the Web: what a reader of a CSV file needs to type its cells, as metadata beside the file (W3C, 2015).

A selection's metadata has the address of the selection's file and its parameters, so that it says what that file holds.
"""

from collections.abc import Iterable
from typing import Any, Final

from dashboard.downloads.columns import OutColumn
from dashboard.downloads.formats.csv_file import DELIMITERS, EXCEL_FR, LINE_END
from dashboard.downloads.published import Dataset, Published
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from dashboard.downloads.words import Words
from pipelines.schema.dataset import DESCRIPTION, LICENCE_URL, PUBLISHER, TERMS, TITLE
from pipelines.schema.declared import LANGUAGES

MEDIA_TYPE: Final = "application/csvm+json"
# A file's metadata is found by its own address and this behind it.
BESIDE: Final = "-metadata.json"
# Metadata of all tables, which alone can say which of them refer to which.
ALL: Final = f"csv{BESIDE}"
_CONTEXT: Final = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_TYPES: Final = {"string": "string", "double": "double", "int64": "integer", "bool": "boolean"}


def _tagged(words: Words) -> list[dict[str, str]]:
    return [{"@value": words[lang], "@language": lang} for lang in LANGUAGES if words[lang]]


def _datatype(column: OutColumn, dialect: str) -> Any:
    base = _TYPES[column.kind]
    # The dialect writes numbers with decimals with a comma.
    if base == "double" and dialect == EXCEL_FR:
        return {"base": base, "format": {"decimalChar": ","}}
    return base


def _column(column: OutColumn, dialect: str) -> dict[str, Any]:
    return {
        "name": column.name,
        # The header has the name; titles in words would not be found in it.
        "titles": {"und": [column.name], **{lang: [column.title[lang]] for lang in LANGUAGES}},
        "dc:description": _tagged(column.text),
        "datatype": _datatype(column, dialect),
        "required": column.required,
        "null": [""],
    }


def _schema(rows: Rows, others: Iterable[str]) -> dict[str, Any]:
    """Return the schema of a file; `others` are the tables described beside it, which it may refer to."""
    references = [
        {
            "columnReference": [column.name],
            "reference": {"resource": f"{column.reference[0]}.csv", "columnReference": [column.reference[1]]},
        }
        for column in rows.columns
        # A cell that may be empty refers to nothing then, which CSV on the Web has no word for.
        if column.required and column.reference and column.reference[0] in others
    ]
    return {
        "columns": [_column(column, rows.selection.dialect) for column in rows.columns],
        "primaryKey": list(rows.table.key),
        **({"foreignKeys": references} if references else {}),
    }


def _table(rows: Rows, address: str, others: Iterable[str] = ()) -> dict[str, Any]:
    dialect = rows.selection.dialect
    return {
        "url": address,
        "dc:title": _tagged(rows.table.words("title")),
        "dc:description": _tagged(rows.table.words("description")),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": DELIMITERS[dialect],
            "lineTerminators": [LINE_END],
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
            "headerRowCount": 1,
        },
        "tableSchema": _schema(rows, others),
    }


def _origin(dataset: Dataset) -> dict[str, Any]:
    return {
        "dc:publisher": PUBLISHER,
        "dc:license": {"@id": LICENCE_URL},
        "dc:rights": _tagged(TERMS),
        "dc:issued": dataset.released,
        "schema:version": dataset.version,
    }


def describe_file(rows: Rows) -> dict[str, Any]:
    """Describe the CSV file of a selection."""
    selection = rows.selection
    # Relative to the metadata, which lies beside the file, so that a mirror's files describe one another.
    name = f"{selection.stem}.csv".rpartition("/")[2]
    address = f"{name}?{selection.query}" if selection.query else name
    return {"@context": _CONTEXT, **_table(rows, address), **_origin(rows.dataset)}


def describe_tables(published: Published, dataset: Dataset) -> dict[str, Any]:
    """Describe the CSV files of all tables together, with the keys by which they refer to one another."""
    names = list(published.tables)
    return {
        "@context": _CONTEXT,
        "dc:title": _tagged(TITLE),
        "dc:description": _tagged(DESCRIPTION),
        **_origin(dataset),
        "tables": [_table(Rows(published, dataset, Selection(table=name)), f"{name}.csv", names) for name in names],
    }
