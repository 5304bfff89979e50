"""Treaties: what France signed and ratified and when it reported, with what another publication dates otherwise."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.cross_notes import cross_note
from dashboard.components.printed import page_text, printed
from dashboard.components.table import Column, data_table
from dashboard.text.format import format_period, join_words
from dashboard.view.view import View, split_ids
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def _date(view: View, row: Row, column: str) -> str:
    return format_period(row[column], view.lang) if row[column] else view.t.gettext("site.not-printed")


def reports_text(view: View, row: Row) -> str:
    """Reports submitted under a treaty: "report 1 (1994), report 2 (2002)", or that none is printed."""
    _ = view.t.gettext
    pairs = [pair.partition(":") for pair in split_ids(row[C.REPORTS])]
    said = [_("treaties.report", rank=rank, year=year) for year, _colon, rank in pairs]
    return join_words(said, view.lang) if said else _("treaties.none-printed")


def _checked(view: View) -> dict[str, str]:
    """Cross-check by treaty."""
    return {row[C.TREATY_REF]: row[C.CROSSCHECK_ID] for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.TREATY_REF]}


def _notes(view: View, row: Row, checked: Mapping[str, str]) -> list[Any]:
    parts: list[Any] = []
    if row[C.TREATY_ID] in checked:
        href = view.href("crosschecks") + f"#{checked[row[C.TREATY_ID]]}"
        parts += [html.A(view.t.gettext("site.cross-check"), href=href, className="tag"), " "]
    note = view.said(row, "note")
    return [*parts, html.Span(note, className="row-note")] if note else parts


def treaties_table(view: View) -> Component | None:
    """Dates of each treaty as the source prints them, or None where there are no treaties."""
    _ = view.t.gettext
    rows = view.snapshot.rows(T.TREATIES)
    if not rows:
        return None
    checked = _checked(view)
    columns = [
        Column(_("treaties.instrument"), lambda row: view.said(row, "name")),
        Column(_("treaties.body"), lambda row: view.code_name("CL_BODY", row[C.BODY_ID])),
        Column(_("treaties.adopted"), lambda row: _date(view, row, C.ADOPTED)),
        Column(_("treaties.signed"), lambda row: _date(view, row, C.SIGNED)),
        Column(_("treaties.ratified"), lambda row: _date(view, row, C.RATIFIED)),
        Column(_("treaties.force"), lambda row: _date(view, row, C.IN_FORCE)),
        Column(_("treaties.reports-submitted"), lambda row: reports_text(view, row)),
        Column(_("site.page-printed-form"), lambda row: [page_text(row), " ", printed(view, row)]),
        Column(_("site.reservations"), lambda row: _notes(view, row, checked)),
    ]
    caption = _("treaties.dates-source-prints")
    return data_table(caption, columns, rows, name="treaties-table", stacked=True)


def treaty_checks(view: View) -> list[Component]:
    """Cross-checks about treaties."""
    return [cross_note(view, row) for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.TREATY_REF]]
