"""Codes in words: the lists that say how firm a figure is, then all others."""

from collections.abc import Mapping
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.table import Column, data_table
from dashboard.view.view import View, sort_by_order
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

Row = Mapping[str, Any]
# Lists that say how firm a figure is stand open.
FIRMNESS: Final = ("CL_QUALIFIER", "CL_OBS_STATUS", "CL_MEASURE_KIND", "CL_SEEN_IN", "CL_CONFIDENCE", "CL_ANSWER_KIND")


def list_names(view: View) -> dict[str, str]:
    """Name of each code list: the title of the column that uses it."""
    return {
        column.field.codes: column.field.title[view.lang]
        for table in tables().values()
        for column in table.columns
        if column.field.codes
    }


def list_anchor(codelist: str) -> str:
    """Place of a code list on the page."""
    return codelist.lower().replace("_", "-")


def lists_of(view: View) -> dict[str, list[Row]]:
    """Rows of each code list in their order."""
    lists: dict[str, list[Row]] = {}
    for row in view.snapshot.rows(T.CODELISTS):
        lists.setdefault(row[C.CODELIST_ID], []).append(row)
    return {name: sort_by_order(rows) for name, rows in lists.items()}


def code_list(view: View, codelist: str, rows: list[Row]) -> Component:
    """A list as a table with its name."""
    _ = view.t.gettext
    name = list_names(view).get(codelist, codelist)
    meaning = any(view.said(row, "text") for row in rows)
    columns = [
        Column(_("code-lists.name"), lambda row: view.said(row, "name")),
        *([Column(_("site.meaning"), lambda row: view.said(row, "text") or None)] if meaning else []),
        Column(_("code-lists.code"), lambda row: html.Code(row[C.CODE])),
    ]
    return data_table([html.B(name)], columns, rows, name=list_anchor(codelist), stacked=meaning)


def firmness_lists(view: View) -> list[Component]:
    """How the source words a number, status, kind of measure, how it was seen, confidence, kind of answers."""
    lists = lists_of(view)
    return [code_list(view, name, lists[name]) for name in FIRMNESS if name in lists]


def other_lists(view: View) -> list[Component]:
    """All other lists, each under a line to open."""
    names = list_names(view)
    return [
        html.Details([html.Summary([names.get(name, name), " ", html.Code(name)]), code_list(view, name, rows)])
        for name, rows in lists_of(view).items()
        if name not in FIRMNESS
    ]
