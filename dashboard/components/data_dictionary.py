"""The schema in words: code lists, then every table with its columns, types, codes and references."""

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.table import Column, data_table
from dashboard.text.typography import set_text
from dashboard.view import address
from dashboard.view.view import View, sort_by_order
from pipelines.schema import declared
from pipelines.schema.columns import C, Row, T
from pipelines.schema.declared import Table, tables

# Lists that say how firm a figure is stand open.
FIRMNESS: Final = ("CL_QUALIFIER", "CL_OBS_STATUS", "CL_MEASURE_KIND", "CL_SEEN_IN", "CL_CONFIDENCE", "CL_ANSWER_KIND")


def list_names(view: View) -> dict[str, str]:
    """Name of each code list: the title of the column that uses it."""
    return {
        column.field.codes: set_text(column.field.title[view.lang], view.lang)
        for table in tables().values()
        for column in table.columns
        if column.field.codes
    }


def list_anchor(codelist: str) -> str:
    """Place of a code list on the page."""
    return codelist.lower().replace("_", "-")


def lists_of(view: View) -> dict[str, list[Row]]:
    """Return rows of each code list in their order."""
    lists: dict[str, list[Row]] = {}
    for row in view.snapshot.rows(T.CODELISTS):
        lists.setdefault(row[C.CODELIST_ID], []).append(row)
    return {name: sort_by_order(rows) for name, rows in lists.items()}


def code_list(view: View, codelist: str, rows: list[Row]) -> Component:
    """Return a list as a table with its name."""
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
    """List the codes that say how firm a figure is: qualifier, status, kind, how it was seen, confidence."""
    lists = lists_of(view)
    return [code_list(view, name, lists[name]) for name in FIRMNESS if name in lists]


def other_lists(view: View) -> list[Component]:
    """Return all other lists, each under a line to open."""
    names = list_names(view)
    return [
        html.Details([html.Summary([names.get(name, name), " ", html.Code(name)]), code_list(view, name, rows)])
        for name, rows in lists_of(view).items()
        if name not in FIRMNESS
    ]


def _holds(view: View, table: Table, column: declared.Column) -> list[Any]:
    """Return the type of a column, with its code list or the table that it refers to."""
    _ = view.t.gettext
    parts: list[Any] = [_(f"data-dictionary.type.{column.field.type}")]
    if column.field.codes:
        parts += [", ", html.A(_("data-dictionary.codes"), href=f"#{list_anchor(column.field.codes)}")]
    reference = table.reference(column)
    if reference is not None:
        parts += [", ", html.A(_("data-dictionary.refers", table=reference[0]), href=f"#table-{reference[0]}")]
    if column.name in table.key:
        parts.append(", " + _("data-dictionary.key"))
    return parts


def _table(view: View, table: Table) -> Component:
    _ = view.t.gettext
    title, text = (set_text(words[view.lang], view.lang) for words in (table.title, table.text))
    columns = [
        Column(_("data-dictionary.column"), lambda column: html.Code(column.name)),
        Column(_("data-dictionary.title"), lambda column: set_text(column.field.title[view.lang], view.lang)),
        Column(_("site.meaning"), lambda column: set_text(column.field.text[view.lang], view.lang)),
        Column(_("data-dictionary.type"), lambda column: _holds(view, table, column)),
        Column(_("data-dictionary.empty"), lambda column: _("data-dictionary.may-empty") if column.nullable else None),
    ]
    return html.Details(
        [
            html.Summary([html.Code(table.name), f" – {title}"]),
            html.P([text, " ", html.A("CSV", href=address.table_data(table.name, "csv"))]),
            data_table(title, columns, table.columns, name=f"columns-{table.name}", stacked=True),
        ],
        id=f"table-{table.name}",
    )


def data_dictionary(view: View) -> list[Component]:
    """Return every published table with its columns, each under a line to open."""
    return [_table(view, table) for table in tables().values()]
