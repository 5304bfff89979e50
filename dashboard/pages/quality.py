"""Data quality: the last verdict of the rules, what was accepted, and printed results held against their parts."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.formula import formula_text, load_formulas
from dashboard.components.observation_text import observation_link, observation_name
from dashboard.components.rules_report import accepted_table, rules_in_order, rules_table, verdict_text
from dashboard.components.table import Column, data_table
from dashboard.text.format import format_number
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T


def _name(view: View, row: Row, observation: Row | None) -> str:
    return observation_name(view, observation) if observation is not None else row[C.OBS_ID]


def _printed(view: View, row: Row, observation: Row | None) -> Component | str:
    return observation_link(view, observation, with_unit=True) if observation is not None else row[C.OBS_ID]


def _recomputed(view: View, row: Row) -> str:
    computed = row[C.COMPUTED]
    return view.t.gettext("quality.not-computed") if computed is None else format_number(computed, view.lang)


def _difference(view: View, row: Row, observation: Row | None) -> str:
    _ = view.t.gettext
    if observation is None or observation[C.OBS_VALUE] is None:
        return _("quality.compared-bound")
    if row[C.DIFFERENCE] is None:
        return _("quality.not-computed")
    return format_number(row[C.DIFFERENCE], view.lang, signed=True)


def _how(view: View, row: Row) -> list[Component | None]:
    reason = view.said(row, "reason")
    why = html.P(view.t.gettext("quality.likely-reason", reason=reason), className="row-note") if reason else None
    return [html.Div(formula_text(view, row[C.FORMULA])), why]


def reconciliations_table(view: View) -> Component | None:
    """Return printed and recomputed values with their difference and its likely reason; None where there are none."""
    _ = view.t.gettext
    rows = view.snapshot.rows(T.RECONCILIATIONS)
    if not rows:
        return None
    found = view.snapshot.observations(row[C.OBS_ID] for row in rows)
    load_formulas(view, [row[C.FORMULA] for row in rows])
    columns = [
        Column(_("quality.figure"), lambda row: _name(view, row, found.get(row[C.OBS_ID]))),
        Column(_("quality.printed"), lambda row: _printed(view, row, found.get(row[C.OBS_ID])), numeric=True),
        Column(_("quality.recomputed"), lambda row: _recomputed(view, row), numeric=True),
        Column(
            _("quality.printed-minus-recomputed"),
            lambda row: _difference(view, row, found.get(row[C.OBS_ID])),
            numeric=True,
        ),
        Column(_("quality.agrees"), lambda row: _("quality.yes") if row[C.AGREES] else _("quality.no")),
        Column(_("quality.how-it-was-recomputed"), lambda row: _how(view, row)),
    ]
    caption = _("quality.value-agrees-recomputed")
    return data_table(caption, columns, rows, name="reconciliations", stacked=True)


def reconciliations_text(view: View) -> Component:
    """Say how many agree, in a sentence."""
    rows = view.snapshot.rows(T.RECONCILIATIONS)
    agreeing = sum(bool(row[C.AGREES]) for row in rows)
    words = view.t.ngettext("quality.printed-results-agree", agreeing, all=len(rows))
    return html.P(words)


def _verdict(view: View) -> Component:
    _ = view.t.gettext
    validation = view.snapshot.validation
    rules = rules_in_order(validation)
    if not rules:
        return html.Section(
            [html.H2(_("quality.verdict")), html.P(_("quality.no-verdict-published"), className="notice")]
        )
    accepted = accepted_table(view, rules)
    return html.Section(
        [
            html.H2(_("quality.verdict"), id="verdict"),
            html.P(html.B(" ".join(verdict_text(view, validation)))),
            html.P(_("quality.rules-run-before")),
            html.H3(_("quality.accepted-warnings"), id="accepted-warnings"),
            accepted if accepted is not None else html.P(_("quality.none-no-warning")),
        ]
    )


def _rules(view: View) -> Component | None:
    rules = rules_in_order(view.snapshot.validation)
    if not rules:
        return None
    return html.Section([html.H2(view.t.gettext("quality.rules"), id="rules-list"), rules_table(view, rules)])


def _reconciliations(view: View) -> Component:
    _ = view.t.gettext
    table = reconciliations_table(view)
    parts = [reconciliations_text(view), table] if table is not None else [html.P(_("quality.none-version"))]
    return html.Section(
        [
            html.H2(_("quality.printed-results-recomputed"), id="recomputed"),
            html.P(_("quality.source-prints-sum")),
            *parts,
            html.P(html.A(_("quality.download-table-csv"), href=address.table_data(T.RECONCILIATIONS, "csv"))),
        ]
    )


def _elsewhere(view: View) -> Component:
    _ = view.t.gettext
    links = [
        (view.href("crosschecks"), _("site.publications-print-instead")),
        (view.href("corrections"), _("site.corrections-published-figures")),
        (view.href("methods"), _("site.figures-read-checked")),
    ]
    return html.Section(
        [html.H2(_("quality.see")), html.Ul([html.Li(html.A(words, href=href)) for href, words in links])]
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    parts = [_verdict(view), _reconciliations(view), _rules(view), _elsewhere(view)]
    return html.Div(
        [
            html.H1(view.t.gettext("quality.title")),
            html.P(view.t.gettext("quality.description"), className="lead"),
            *parts,
        ]
    )


PAGE = Page(name="quality", pattern="quality", order=100, entry=MenuEntry("about"), layout=layout)
