"""Cross-checks: where another publication prints another value than the report, and how to read the two together."""

import re
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.cross_notes import cross_note, value_in_words, who_prints_first
from dashboard.components.law_rows import area_of, elsewhere, law_href
from dashboard.components.observation_text import apart_text, observation_link, observation_name, own_mark
from dashboard.components.table import Column, data_table
from dashboard.text.typography import set_text
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T

_FIGURE_ID: Final = re.compile(r"[a-z]+-\d{4,}")


def derived_from(view: View, obs_id: str) -> list[Row]:
    """Return our own figures whose formula names the figure."""
    return [
        row
        for row in view.snapshot.own_observations
        if row[C.DERIVATION] and obs_id in _FIGURE_ID.findall(row[C.DERIVATION])
    ]


def derived_list(view: View, obs_id: str) -> Component | None:
    """Return these figures with what each is, or None."""
    rows = derived_from(view, obs_id)
    if not rows:
        return None
    items = [
        html.Li(
            [
                f"{observation_name(view, row)} – ",
                observation_link(view, row, with_unit=True),
                " ",
                own_mark(view),
                f" {apart}. " if (apart := apart_text(view, row)) else " ",
                view.said(row, "note"),
            ]
        )
        for row in rows
    ]
    return html.Div([html.P(view.t.gettext("crosschecks.calculated-reports-value")), html.Ul(items)], className="small")


def _about(view: View, row: Row) -> Component:
    """Say what a cross-check is about: a figure, a treaty or a survey, one click away."""
    _ = view.t.gettext
    if row[C.OBS_ID]:
        return html.A(_("crosschecks.figure", obs_id=row[C.OBS_ID]), href=view.href("figure", row[C.OBS_ID]))
    if row[C.TREATY_REF]:
        treaty = row[C.TREATY_REF]
        area = area_of(view, T.TREATIES, treaty)
        words = view.name_of(T.TREATIES, treaty) + elsewhere(view, area)
        return html.A(words, href=law_href(view, area, "treaties"))
    return html.A(_("crosschecks.survey"), href=view.href("surveys"))


def _first_value(view: View, row: Row) -> str:
    """Give the value that is checked, and who prints it where that is not the report."""
    value, who = value_in_words(row[C.VALUE_REPORT], view.lang), who_prints_first(view, row)
    return value if who == view.t.gettext("site.report-prints") else f"{value} ({who})"


def _table(view: View, rows: tuple[Row, ...]) -> Component:
    _ = view.t.gettext
    columns = [
        Column(_("crosschecks.what"), lambda row: html.A(view.said(row, "label"), href=f"#{row[C.CROSSCHECK_ID]}")),
        Column(_("site.report-prints"), lambda row: _first_value(view, row)),
        Column(_("crosschecks.another-prints"), lambda row: value_in_words(row[C.VALUE_OTHER], view.lang)),
        Column(_("crosschecks.prints"), lambda row: set_text(row[C.PUBLISHER], view.lang)),
        Column(_("crosschecks.concerns"), lambda row: _about(view, row)),
    ]
    caption = _("crosschecks.reports-value-stays")
    return data_table(caption, columns, rows, name="crosschecks", stacked=True)


def _readings(view: View, rows: tuple[Row, ...]) -> list[Component]:
    seen: set[str] = set()
    parts: list[Component] = []
    for row in rows:
        # Pages link here by figure; a figure checked twice is found at its first cross-check.
        first = bool(row[C.OBS_ID]) and row[C.OBS_ID] not in seen
        seen.add(row[C.OBS_ID] or "")
        derived = derived_list(view, row[C.OBS_ID]) if row[C.OBS_ID] else None
        parts.append(html.Div([cross_note(view, row, anchor=first), derived], id=row[C.CROSSCHECK_ID]))
    return parts


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    rows = view.snapshot.rows(T.CROSSCHECKS)
    found = [_table(view, rows), html.H2(_("crosschecks.read")), html.Div(_readings(view, rows), className="cards")]
    return html.Div(
        [
            html.H1(_("crosschecks.title")),
            html.P(_("crosschecks.some-figures-report"), className="lead"),
            *(found if rows else [html.P(_("crosschecks.no-cross-check"))]),
            html.P(html.A(_("crosschecks.download-table-csv"), href=address.table_data(T.CROSSCHECKS, "csv")))
            if rows
            else None,
        ]
    )


PAGE = Page(
    name="crosschecks",
    pattern="crosschecks",
    order=110,
    entry=MenuEntry("about"),
    layout=layout,
    holds=lambda snapshot: bool(snapshot.rows(T.CROSSCHECKS)),
)
