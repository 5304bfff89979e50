"""What may be compared: groups within an indicator that stand on their own, and the reason."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.table import data_table
from dashboard.view.view import View
from pipelines.schema.columns import C, T


def groups_table(view: View) -> Component | None:
    """Groups that are not their indicator's main one, with why they stand apart; None where there are none."""
    _ = view.t.gettext
    rows = [row for row in view.snapshot.rows(T.COMPARABILITY) if row[C.COMPARABILITY_ID] != row[C.INDICATOR_ID]]
    if not rows:
        return None
    cells = [
        [
            view.said(row, "name"),
            html.A(view.name_of(T.INDICATORS, row[C.INDICATOR_ID]), href=view.href("indicator", row[C.INDICATOR_ID])),
            view.said(row, "note") or None,
        ]
        for row in rows
    ]
    caption = _("Figures that may not be joined to the rest of their indicator")
    headers = [_("Group"), _("Indicator"), _("Why it stands apart")]
    return data_table(caption, headers, cells, name="groups", stacked=True)
