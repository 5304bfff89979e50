"""Sums, averages and changes that a source prints, beside what its own figures give."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.figure_name import figure_name
from dashboard.components.figure_text import figure_link
from dashboard.components.formula import formula_said, load_formulas
from dashboard.components.table import data_table
from dashboard.text.format import format_number
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def _difference(view: View, row: Row, figure: Row | None) -> str:
    _ = view.t.gettext
    if figure is None or figure[C.OBS_VALUE] is None:
        return _("compared with the bound")
    if row[C.DIFFERENCE] is None:
        return _("not computed")
    return format_number(row[C.DIFFERENCE], view.lang, signed=True)


def reconciliations_table(view: View) -> Component | None:
    """Printed and recomputed values with their difference and its likely reason; None where there are none."""
    _ = view.t.gettext
    rows = view.snapshot.rows(T.RECONCILIATIONS)
    if not rows:
        return None
    view.snapshot.figures(row[C.OBS_ID] for row in rows)
    load_formulas(view, [row[C.FORMULA] for row in rows])
    cells = []
    for row in rows:
        figure = view.snapshot.figure(row[C.OBS_ID])
        computed = row[C.COMPUTED]
        cells.append(
            [
                figure_name(view, figure) if figure is not None else row[C.OBS_ID],
                figure_link(view, figure, with_unit=True) if figure is not None else row[C.OBS_ID],
                _("not computed") if computed is None else format_number(computed, view.lang),
                _difference(view, row, figure),
                _("yes") if row[C.AGREES] else _("no"),
                formula_said(view, row[C.FORMULA]),
                view.said(row, "reason") or None,
            ]
        )
    headers = [
        _("Figure"),
        _("Printed"),
        _("Recomputed"),
        _("Printed minus recomputed"),
        _("Agrees"),
        _("How it was recomputed"),
        _("Likely reason"),
    ]
    caption = _("A value agrees when the recomputed one rounds to what is printed")
    return data_table(caption, headers, cells, name="reconciliations", numeric={1, 2, 3}, stacked=True)


def reconciliations_said(view: View) -> Component:
    """How many agree, in a sentence."""
    rows = view.snapshot.rows(T.RECONCILIATIONS)
    agreeing = sum(bool(row[C.AGREES]) for row in rows)
    words = view.t.ngettext(
        "{n} of {all} printed results agrees with the source's own figures.",
        "{n} of {all} printed results agree with the source's own figures.",
        agreeing,
        all=len(rows),
    )
    return html.P(words)
