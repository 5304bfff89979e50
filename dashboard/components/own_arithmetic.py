"""Our own arithmetic: the few operations that we allow ourselves, and every figure that they made."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.figure_text import figure_link, period_said
from dashboard.components.formula import formula_said, load_formulas
from dashboard.components.table import data_table
from dashboard.view.view import View
from pipelines.schema.columns import C, T


def operations_table(view: View) -> Component:
    """Each operation in words and as it is written."""
    _ = view.t.gettext
    rows = [
        [html.Code("sum(a,b,…)"), _("Sum of figures in one unit that may be added")],
        [html.Code("mean(a,b,…)"), _("Average of figures")],
        [html.Code("share(a,b)"), _("First figure in percent of the second")],
        [html.Code("change(a,b)"), _("Change from the first figure to the second, in percent of the first")],
        [html.Code("difference(a,b)"), _("First figure less the second")],
        [html.Code("ratio(a,b)"), _("First figure divided by the second")],
    ]
    return data_table(_("Operations"), [_("Written"), _("What it does")], rows, name="operations")


def own_figures_table(view: View) -> Component | None:
    """Every figure that we computed, with its formula; None where there are none."""
    _ = view.t.gettext
    rows = view.snapshot.own_figures
    if not rows:
        return None
    load_formulas(view, [row[C.DERIVATION] for row in rows])
    cells = [
        [
            html.A(view.name_of(T.INDICATORS, row[C.INDICATOR_ID]), href=view.href("indicator", row[C.INDICATOR_ID])),
            period_said(view, row),
            figure_link(view, row, with_unit=True),
            formula_said(view, row[C.DERIVATION]),
        ]
        for row in rows
    ]
    headers = [_("Indicator"), _("Period"), _("Value"), _("How it is computed")]
    caption = _("Figures computed here; no source prints them")
    return data_table(caption, headers, cells, name="own-figures", numeric={2}, value=2, stacked=True)
