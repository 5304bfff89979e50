"""Our own figures that rest on a given published figure, so that a doubt about it is passed on."""

import re
from collections.abc import Mapping
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.figure_name import figure_name
from dashboard.components.figure_text import figure_link
from dashboard.view.view import View
from pipelines.schema.columns import C

Row = Mapping[str, Any]
_FIGURE_ID: Final = re.compile(r"[a-z]+-\d{4,}")


def derived_from(view: View, obs_id: str) -> list[Row]:
    """Our own figures whose formula names the figure."""
    return [
        row
        for row in view.snapshot.own_figures
        if row[C.DERIVATION] and obs_id in _FIGURE_ID.findall(row[C.DERIVATION])
    ]


def derived_list(view: View, obs_id: str) -> Component | None:
    """These figures with what each is, or None."""
    rows = derived_from(view, obs_id)
    if not rows:
        return None
    items = [
        html.Li([f"{figure_name(view, row)} – ", figure_link(view, row, with_unit=True), " ", view.said(row, "note")])
        for row in rows
    ]
    return html.Div(
        [html.P(view.t.gettext("Calculated here from the report's value:")), html.Ul(items)], className="small"
    )
