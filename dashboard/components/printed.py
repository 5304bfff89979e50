"""A row's characters as its source prints them, and their place there."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.format import format_place
from dashboard.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def printed(view: View, row: Row) -> Component | str:
    """The printed form as a quotation in the source's language, or that nothing is printed."""
    if not row[C.AS_PRINTED]:
        return view.t.gettext("not printed")
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    return html.Q(row[C.AS_PRINTED], lang=source[C.LANGUAGE] if source else None)


def page_said(row: Row) -> str:
    """Page and note mark of a row of any table that names its page: "p. 26, note 66"."""
    return format_place([] if row[C.PAGE] is None else [row[C.PAGE]], [row.get(C.FOOTNOTE) or ""])
