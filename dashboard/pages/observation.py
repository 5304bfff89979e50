"""The evidence card of one figure: what is printed, where, how it was read, and how firm it is."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.changes_since import figure_changes
from dashboard.components.cross_notes import cross_notes
from dashboard.components.evidence import (
    comparable_section,
    corrections_notice,
    how_it_was_read,
    passage_section,
    recomputed_section,
    where_it_stands,
)
from dashboard.components.observation_text import (
    area_text,
    base_text,
    group_text,
    is_own,
    own_mark,
    period_text,
    source_link,
    source_text,
    status_text,
    value_text,
)
from dashboard.components.take_away import citation_parts, copy_field, dataset_of, take_away
from dashboard.data.store import Snapshot
from dashboard.downloads.citations import cite_observation
from dashboard.downloads.short_citations import brief_observation
from dashboard.view import address
from dashboard.view.address import KEY
from dashboard.view.page import Page
from dashboard.view.view import PageNotFoundError, View
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import REPORT_SOURCE


def citation_section(view: View, row: Row) -> Component:
    """Return the citation of a figure and its address."""
    _ = view.t.gettext
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    indicator = view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID])
    origin = view.snapshot.row(T.ORIGINS, row[C.ORIGIN_ID])
    parts: list[tuple[str, Any]] = [
        (_("site.link"), copy_field(view, _("observation.address-card-data"), view.permalink(), name="link"))
    ]
    if source is not None and indicator is not None:
        dataset = dataset_of(view)
        parts += citation_parts(
            view,
            brief_observation(row, source, dataset, lang=view.lang, at=view.absolute(view.here())),
            cite_observation(row, indicator, source, dataset, style=view.lang, origin=origin),
            _("citing.whole-publication"),
            address.observation_files(row[C.OBS_ID]),
        )
    parts.append((_("observation.figure-id"), html.Code(row[C.OBS_ID])))
    return take_away(view, parts)


# A sitemap holds 50,000 addresses, and each figure has one in each language.
_MOST_LISTED: Final = 20_000


def keys(snapshot: Snapshot) -> Iterable[str]:
    """Return ids of the figures; none where a sitemap could not hold them: indicators and the explorer lead to each."""
    return snapshot.observation_ids() if snapshot.count() <= _MOST_LISTED else ()


def find_observation(view: View) -> dict[str, Any]:
    """Return the figure's row.

    Raises:
        PageNotFoundError: there is no such figure.
    """
    row = view.snapshot.observation(view.key)
    if row is None:
        raise PageNotFoundError(view.key)
    return row


def _name(view: View, row: dict[str, Any]) -> str:
    return view.said(view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID]), "name")


def title(view: View) -> str:
    """Return value, with its answer or group and its base, indicator, territory and period."""
    row = find_observation(view)
    value = ", ".join(filter(None, (value_text(view, row), group_text(view, row), base_text(view, row))))
    about = dict.fromkeys((_name(view, row), area_text(view, row), period_text(view, row)))
    return f"{value}{view.t.gettext('language.colon')}{', '.join(part for part in about if part)}"


def description(view: View) -> str:
    """Return value, period, group, status and source."""
    row = find_observation(view)
    parts = [
        f"{_name(view, row)}, {area_text(view, row)}, {period_text(view, row)}",
        group_text(view, row),
        value_text(view, row),
        base_text(view, row),
        status_text(view, row),
        source_text(view, row),
    ]
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part) + "."


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    row = find_observation(view)
    group = group_text(view, row)
    status = status_text(view, row)
    base = base_text(view, row)
    about = [period_text(view, row), area_text(view, row), *([group] if group else []), *([base] if base else [])]
    below: list[Any] = [
        own_mark(view) if is_own(view, row) else html.Span(source_link(view, row)),
        *([" ", html.Span(status, className="tag")] if status else []),
    ]
    return html.Div(
        [
            html.P(html.A(_name(view, row), href=view.href("indicator", row[C.INDICATOR_ID])), className="crumb"),
            html.H1(
                [
                    html.Span(value_text(view, row), className="big-value"),
                    html.Span(f"{_name(view, row)} · " + " · ".join(about), className="big-about"),
                ]
            ),
            html.P(below, className="lead"),
            corrections_notice(view, row[C.OBS_ID]),
            where_it_stands(view, row),
            passage_section(view, row),
            how_it_was_read(view, row),
            cross_notes(view, {row[C.OBS_ID]}),
            recomputed_section(view, row),
            comparable_section(view, row),
            figure_changes(view, row[C.OBS_ID]),
            citation_section(view, row),
        ]
    )


def chart(view: View) -> tuple[str, Mapping[str, str]]:
    """Return the chart of its indicator, with the figure on it."""
    row = find_observation(view)
    params = {} if row[C.SOURCE_ID] == REPORT_SOURCE else {"sources": "all"}
    return row[C.INDICATOR_ID], {**params, "derived": "1"} if is_own(view, row) else params


PAGE = Page(
    name="figure",
    pattern=f"figures/{KEY}",
    order=160,
    title=title,
    description=description,
    layout=layout,
    keys=keys,
    chart=chart,
)
