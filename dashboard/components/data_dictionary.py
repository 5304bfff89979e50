"""The data dictionary, made from the schema's own declarations: tables, columns, types, codes, references."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.code_lists import list_anchor
from dashboard.components.table import Column, data_table
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema import declared
from pipelines.schema.declared import Table, tables


def _holds(view: View, table: Table, column: declared.Column) -> list[Any]:
    """Type of a column, with its code list or the table that it refers to."""
    _ = view.t.gettext
    types = {
        "string": _("data-dictionary.text"),
        "double": _("data-dictionary.number"),
        "int64": _("data-dictionary.whole-number"),
        "bool": _("data-dictionary.yes-no"),
    }
    parts: list[Any] = [types[column.field.type]]
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
    columns = [
        Column(_("data-dictionary.column"), lambda column: html.Code(column.name)),
        Column(_("data-dictionary.title"), lambda column: column.field.title[view.lang]),
        Column(_("site.meaning"), lambda column: column.field.text[view.lang]),
        Column(_("data-dictionary.type"), lambda column: _holds(view, table, column)),
        Column(_("data-dictionary.empty"), lambda column: _("data-dictionary.may-empty") if column.nullable else None),
    ]
    return html.Details(
        [
            html.Summary([html.Code(table.name), f" – {table.title[view.lang]}"]),
            html.P([table.text[view.lang], " ", html.A("CSV", href=address.table_data(table.name, "csv"))]),
            data_table(table.title[view.lang], columns, table.columns, name=f"columns-{table.name}", stacked=True),
        ],
        id=f"table-{table.name}",
    )


def data_dictionary(view: View) -> list[Component]:
    """Every published table with its columns, each under a line to open."""
    return [_table(view, table) for table in tables().values()]
