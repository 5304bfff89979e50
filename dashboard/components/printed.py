"""A row's characters as its source prints them, and their place there."""

import re
from collections.abc import Mapping
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.text.format import NBSP, format_place
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]
# The printed form is one piece where it is a number: "75 000" does not break.
_NUMBER_SPACE: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def printed(view: View, row: Row) -> Component | str:
    """The printed form as a quotation in the source's language, or that nothing is printed."""
    if not row[C.AS_PRINTED]:
        return view.t.gettext("site.not-printed")
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    return html.Q(_NUMBER_SPACE.sub(NBSP, row[C.AS_PRINTED]), lang=source[C.LANGUAGE] if source else None)


def page_text(row: Row) -> str:
    """Page and note mark of a row of any table that names its page: "p. 26, note 66"."""
    return format_place([] if row[C.PAGE] is None else [row[C.PAGE]], [row.get(C.FOOTNOTE) or ""])
