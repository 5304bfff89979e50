"""Rival claims as a table, one row a claim, and the trail of each to its origin."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.observation_text import (
    is_own,
    observation_link,
    period_text,
    printed,
    source_link,
    source_short,
    source_text,
    status_text,
)
from dashboard.components.table import Column, data_table
from dashboard.data.observations import crosschecks_of, in_time
from dashboard.text.format import format_number, format_period, join_words
from dashboard.view.view import View
from pipelines.schema.codes import UNNAMED_ORIGIN
from pipelines.schema.columns import C, Row, T


def published_claims(view: View, indicator_id: str) -> list[Row]:
    """Return claims of every publication by year, as in the chart, never by size; our own arithmetic is no claim."""
    return in_time([row for row in view.snapshot.observations_of(indicator_id) if not is_own(view, row)])


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
    """Return the claims of one indicator.

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
        Column(_("site.source-page"), lambda row: source_link(view, row)),
    ]
    caption = _("claims-table.every-claim-year", name=view.said(indicator, "name"))
    return data_table(caption, columns, rows, name=f"claims-{indicator[C.INDICATOR_ID]}", stacked=True)


def _step(view: View, row: Row) -> Component:
    _ = view.t.gettext
    steps: list[Any] = [observation_link(view, row, with_unit=True), " ← ", source_text(view, row), " ← "]
    if row[C.ORIGIN_ID] == UNNAMED_ORIGIN:
        return html.Li([*steps, html.I(_("claims-trail.origin-not-found"))])
    origin = view.name_of(T.ORIGINS, row[C.ORIGIN_ID])
    return html.Li([*steps, origin, " ← ", html.I(_("claims-trail.document-not-seen"))])


def _numbers(row: Row) -> frozenset[float]:
    cells = (row[C.OBS_VALUE], row[C.OBS_VALUE_LOW], row[C.OBS_VALUE_HIGH])
    return frozenset(float(cell) for cell in cells if cell is not None and cell == cell)


def _claimants(view: View, rows: Sequence[Row]) -> str:
    return join_words(dict.fromkeys(view.name_of(T.ORIGINS, row[C.ORIGIN_ID]) for row in rows), view.lang)


def _together(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [members for members in groups.values() if len(members) > 1]


def shared_ancestors(view: View, rows: Sequence[Row]) -> list[str]:
    """Return sentences on what claims have in common: a publication, a body, numbers; or that they share none of it.

    Args:
        view: the view.
        rows: the claims of one disputed quantity.
    """
    _ = view.t.gettext
    if len(rows) < 2:
        return []
    said = [
        _(
            "claims-trail.publication-reports-claims",
            source=source_short(view, members[0]),
            who=_claimants(view, members),
        )
        for members in _together(rows, lambda row: row[C.SOURCE_ID])
    ]
    named = [row for row in rows if row[C.ORIGIN_ID] != UNNAMED_ORIGIN]
    said += [
        _("claims-trail.several-claims-go", who=_claimants(view, members))
        for members in _together(named, lambda row: row[C.ORIGIN_ID])
    ]
    repeated = _repeated_numbers(rows)
    if repeated:
        numbers = join_words([format_number(number, view.lang) for number in repeated], view.lang)
        said.append(view.t.ngettext("claims-trail.publication-claims-may", len(repeated), numbers=numbers))
    return said or [_("claims-trail.no-two-claims")]


def _repeated_numbers(rows: Sequence[Row]) -> list[float]:
    sources: dict[float, set[str]] = {}
    for row in rows:
        for number in _numbers(row):
            sources.setdefault(number, set()).add(row[C.SOURCE_ID])
    return sorted(number for number, found in sources.items() if len(found) > 1)


def claims_trail(view: View, rows: Sequence[Row], *, heading: Callable[..., Component] = html.H3) -> Component | None:
    """Lead from each claim back to the earliest document seen, and say what claims share; None for fewer than two."""
    shared = shared_ancestors(view, rows)
    if not shared:
        return None
    return html.Section(
        [
            heading(view.t.gettext("claims-trail.claim-comes")),
            html.Ul([_step(view, row) for row in rows], className="trail"),
            *[html.P(words) for words in shared],
        ]
    )
