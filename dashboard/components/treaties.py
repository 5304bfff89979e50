"""Treaties: what France signed and ratified and when it reported, with what another publication dates otherwise."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.cross_notes import cross_note
from dashboard.components.printed import page_text, printed
from dashboard.components.table import data_table
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
    cells = [
        [
            view.said(row, "name"),
            view.code_name("CL_BODY", row[C.BODY_ID]),
            _date(view, row, C.ADOPTED),
            _date(view, row, C.SIGNED),
            _date(view, row, C.RATIFIED),
            _date(view, row, C.IN_FORCE),
            reports_text(view, row),
            [page_text(row), " ", printed(view, row)],
            _notes(view, row, checked),
        ]
        for row in rows
    ]
    headers = [
        _("treaties.instrument"),
        _("treaties.body"),
        _("treaties.adopted"),
        _("treaties.signed"),
        _("treaties.ratified"),
        _("treaties.force"),
        _("treaties.reports-submitted"),
        _("site.page-printed-form"),
        _("site.reservations"),
    ]
    caption = _("treaties.dates-source-prints")
    return data_table(caption, headers, cells, name="treaties-table", stacked=True)


def treaty_checks(view: View) -> list[Component]:
    """Cross-checks about treaties."""
    return [cross_note(view, row) for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.TREATY_REF]]
