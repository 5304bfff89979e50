"""Rival claims as a table: one row a claim, with who makes it, for which year, of what, and how it is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.observation_text import is_own, observation_link, period_text, source_text, status_text
from dashboard.components.printed import printed
from dashboard.components.table import Column, data_table
from dashboard.data.observations import crosschecks_of
from dashboard.text.format import format_period
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def published_claims(view: View, indicator_id: str) -> list[Row]:
    """Claims of every publication by year, as in the chart, never by size; our own arithmetic is no claim."""
    rows = [row for row in view.snapshot.observations_of(indicator_id) if not is_own(view, row)]
    return sorted(rows, key=lambda row: (row[C.TIME_PERIOD], row[C.OBS_ID]))


def _who(view: View, row: Row) -> list[Any]:
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    year = format_period(source[C.PUBLISHED][:4], view.lang) if source and source[C.PUBLISHED] else ""
    words = view.t.gettext("claims-table.published", year=year) if year else ""
    name = view.name_of(T.ORIGINS, row[C.ORIGIN_ID])
    return [name, html.Span(f" ({words})", className="faint")] if words else [name]


def _of_what(view: View, indicator: Row, row: Row) -> str:
    own_group = row[C.COMPARABILITY_ID] != indicator[C.INDICATOR_ID]
    group = view.snapshot.row(T.COMPARABILITY, row[C.COMPARABILITY_ID]) if own_group else None
    return view.said(group, "name") or view.said(indicator, "population")


def _how_known(view: View, row: Row) -> list[Any]:
    status = status_text(view, row)
    meaning = view.code_text("CL_OBS_STATUS", row[C.OBS_STATUS]) if status else ""
    parts: list[Any] = [html.Span(status, className="tag"), " ", meaning, " "] if status else []
    if crosschecks_of(view.snapshot, {row[C.OBS_ID]}):
        href = view.href("crosschecks") + f"#{row[C.OBS_ID]}"
        parts += [html.A(view.t.gettext("site.cross-check"), href=href, className="tag"), " "]
    note = view.said(row, "note")
    return [*parts, html.Span(note, className="row-note")] if note else parts


def claims_table(view: View, indicator: Row, rows: Sequence[Row]) -> Component:
    """The claims of one indicator.

    Args:
        view: the view.
        indicator: the disputed quantity.
        rows: its claims, in the order to show.
    """
    _ = view.t.gettext
    columns = [
        Column(_("claims-table.who-says-so"), lambda row: _who(view, row)),
        Column(_("claims-table.for-whom"), lambda row: period_text(view, row)),
        Column(_("claims-table.of-what"), lambda row: _of_what(view, indicator, row)),
        Column(_("site.value"), lambda row: observation_link(view, row, with_unit=True)),
        Column(_("site.as-printed"), lambda row: printed(view, row)),
        Column(_("claims-table.known"), lambda row: _how_known(view, row)),
        Column(_("site.source-page"), lambda row: source_text(view, row)),
    ]
    caption = _("claims-table.every-claim-year", name=view.said(indicator, "name"))
    return data_table(caption, columns, rows, name=f"claims-{indicator[C.INDICATOR_ID]}", stacked=True)
