"""The campaign's progress card: its criteria, with ratings where the source carries them and a gap elsewhere."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.printed import page_said
from dashboard.components.table import data_table
from dashboard.text.format import join_words
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def _rating(view: View, row: Row) -> Component | str:
    if row[C.RATING]:
        return view.code_name("CL_RATING", row[C.RATING])
    return html.Span(view.code_name("CL_OBS_STATUS", row[C.OBS_STATUS]), className="tag")


def _goal(view: View, goal: int, rows: list[Row]) -> Component:
    _ = view.t.gettext
    cells = [
        [
            view.said(row, "label"),
            _rating(view, row),
            page_said(row),
            html.Span(view.said(row, "note"), className="row-note"),
        ]
        for row in rows
    ]
    headers = [_("Criterion"), _("Rating"), _("Page"), _("Why")]
    caption = _("Goal {number}: {goal}", number=goal, goal=view.said(rows[0], "goal"))
    return data_table(caption, headers, cells, name=f"goal-{goal}", stacked=True)


def progress_card(view: View) -> list[Component]:
    """The card goal by goal; nothing where there is no card."""
    _ = view.t.gettext
    rows = view.snapshot.rows(T.PROGRESS_CARD)
    if not rows:
        return []
    missing = [row for row in rows if not row[C.RATING]]
    marks = [view.said(code, "name") for code in view.snapshot.rows(T.CODELISTS) if code[C.CODELIST_ID] == "CL_RATING"]
    words = html.P(
        _("The card knows these ratings: {ratings}.", ratings=join_words(marks, view.lang)), className="faint"
    )
    gap = html.P(
        view.t.ngettext(
            "{n} of {all} ratings is missing. We do not guess it from the rest of the report.",
            "{n} of {all} ratings are missing. We do not guess them from the rest of the report.",
            len(missing),
            all=len(rows),
        ),
        className="notice",
    )
    goals = [_goal(view, goal, list(members)) for goal, members in groupby(rows, key=lambda row: row[C.GOAL])]
    return [*([gap] if missing else []), words, *goals]
