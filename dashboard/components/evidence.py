"""Sections of the evidence card."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital
from dashboard.components.formula import formula_text
from dashboard.components.observation_text import (
    group_text,
    in_its_language,
    is_own,
    observation_link,
    own_mark,
    period_text,
    proof_text,
    publisher_text,
    source_link,
    source_page_link,
    value_text,
)
from dashboard.components.observations_table import base_columns, part_note
from dashboard.components.table import Column, data_table
from dashboard.data.observations import before_and_after, corrected, corrections_of, in_time, reconciliations_of
from dashboard.data.passage import find_passage
from dashboard.text.format import format_number, format_period
from dashboard.view.view import View
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row, T


def facts(entries: Sequence[tuple[str, Any]]) -> Component:
    """Names and what belongs to them; entries without content are left out."""
    return html.Dl(
        [html.Div([html.Dt(name), html.Dd(content)]) for name, content in entries if content], className="facts"
    )


def corrections_notice(view: View, obs_id: str, *, withdrawn: bool = False) -> Component | None:
    """Say that the figure was corrected or withdrawn, when, from what, and why."""
    found = corrections_of(view.snapshot, {obs_id})
    if not found:
        return None
    _ = view.t.gettext
    heading = _("evidence.figure-withdrawn") if withdrawn else _("evidence.figure-corrected")
    cells = [before_and_after(view.snapshot, item, view.lang) for item in found]
    items = [
        html.Li(
            [
                _(
                    "evidence.date-before-became-after",
                    date=", ".join(
                        filter(None, (format_period(item[C.DATE], view.lang), corrected(item, view.lang)[1]))
                    ),
                    before=before,
                    after=after,
                ),
                " ",
                view.said(item, "reason"),
            ]
        )
        for item, (before, after) in zip(found, cells, strict=True)
    ]
    return html.Section([html.H2(heading, className="minor-heading"), html.Ul(items)], className="notice")


def where_it_stands(view: View, row: Row) -> Component:
    """Return the printed form and its place in the source."""
    _ = view.t.gettext
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID]) or {}
    if is_own(view, row):
        return html.Section(
            [
                html.H2(_("site.computed")),
                html.P(formula_text(view, row[C.DERIVATION] or "")),
                html.P(_("evidence.no-source-prints")),
            ]
        )
    printed = html.Q(row[C.AS_PRINTED], lang=source.get(C.LANGUAGE), className="printed") if row[C.AS_PRINTED] else None
    edition = _("evidence.edition", edition=source[C.EDITION]) if source.get(C.EDITION) else ""
    place = [
        (_("site.as-printed"), printed),
        (
            _("site.source"),
            [html.Cite(in_its_language(source, C.TITLE) if source else None), *([f", {edition}"] if edition else [])],
        ),
        (_("site.publisher"), publisher_text(view, source)),
        (_("site.page"), str(row[C.PAGE]) if row[C.PAGE] is not None else _("evidence.source-no-pages")),
        (_("evidence.section"), view.code_name("CL_SECTION", row[C.SECTION]) if row[C.SECTION] else None),
        (_("evidence.footnote"), row[C.FOOTNOTE]),
        (_("evidence.counted"), view.name_of(T.ORIGINS, row[C.ORIGIN_ID])),
        (
            _("evidence.full-citation"),
            source_page_link(view, row),
        ),
    ]
    return html.Section([html.H2(_("evidence.where-it-stands")), facts(place)])


def passage_section(view: View, row: Row) -> Component | None:
    """Return the passage with the number marked, where the maintainer has a copy; else where to look."""
    if is_own(view, row):
        return None
    _ = view.t.gettext
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID]) or {}
    passage = find_passage(view.settings.document, source, row) if source else None
    if passage is None:
        if row[C.PAGE] is None:
            return None
        return html.P(_("evidence.text-source-not", page=row[C.PAGE]), className="faint")
    return html.Section(
        [
            html.H2(_("evidence.passage")),
            html.Blockquote(
                ["… ", passage.before, html.Mark(passage.found), passage.after, " …"], lang=source[C.LANGUAGE]
            ),
            html.P(_("evidence.maintainers-copy-not"), className="faint"),
        ]
    )


def how_it_was_read(view: View, row: Row) -> Component:
    """Return qualifier, status, note and confidence, each with what it means."""
    _ = view.t.gettext
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID]) or {}

    def meaning(codelist: str, code: Any) -> str:
        name, text = view.code_name(codelist, code), view.code_text(codelist, code)
        return f"{name}. {text}" if text else name

    indicator = view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID]) or {}
    # How the published figures came about is not how ours did.
    kind = (
        capital(_("observation-text.calculation"))
        if is_own(view, row)
        else meaning("CL_MEASURE_KIND", indicator.get(C.MEASURE_KIND))
    )
    entries = [
        (_("evidence.wording-number"), meaning("CL_QUALIFIER", row[C.QUALIFIER])),
        (_("evidence.status"), meaning("CL_OBS_STATUS", row[C.OBS_STATUS])),
        (_("evidence.what-is-counted"), view.name_of(T.UNITS, row[C.UNIT_MEASURE])),
        (_("site.base"), view.said(row, "base")),
        (_("site.kind"), kind),
        (_("evidence.reading"), view.said(row, "note")),
        (_("evidence.confidence-reading"), meaning("CL_CONFIDENCE", row[C.CONFIDENCE]) if row[C.CONFIDENCE] else None),
        (_("evidence.source-seen"), view.code_name("CL_SEEN_IN", source.get(C.SEEN_IN)) if source else None),
        (_("evidence.proof"), None if is_own(view, row) else proof_text(view, source)),
    ]
    return html.Section([html.H2(_("evidence.read")), facts(entries)])


def recomputed_section(view: View, row: Row) -> Component | None:
    """Recompute a sum, mean or change that the source prints from its own figures."""
    found = reconciliations_of(view.snapshot, row[C.OBS_ID])
    if not found:
        return None
    _ = view.t.gettext
    items = []
    for item in found:
        verdict = _("evidence.agrees-printed-value") if item[C.AGREES] else _("evidence.differs-printed-value")
        items.append(
            html.Li(
                [
                    *formula_text(view, item[C.FORMULA]),
                    " = ",
                    html.B(format_number(item[C.COMPUTED], view.lang, decimals=2)),
                    f". {verdict} {view.said(item, 'reason')}",
                ]
            )
        )
    return html.Section([html.H2(_("evidence.recomputed-sources-figures")), html.Ul(items)])


def comparable_section(view: View, row: Row) -> Component:
    """Return figures of the same group, which it may be compared with; or that there is none."""
    _ = view.t.gettext
    part = view.snapshot.comparable_with(row)
    same = in_time(part.rows)
    other_groups = view.snapshot.count(row[C.INDICATOR_ID]) - part.total
    group = view.snapshot.row(T.COMPARABILITY, row[C.COMPARABILITY_ID])
    parts: list[Any] = []
    if group is not None:
        note = view.said(group, "note")
        parts.append(html.P([html.B(view.said(group, "name")), *([". ", note] if note else [])]))
    rival = (view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID]) or {}).get(C.CHART_KIND) == ChartKind.CLAIMS
    if rival and len(same) > 1:
        parts.append(html.P(_("evidence.rival-claims-about")))
    if len(same) > 1:
        parts.append(part_note(view, row[C.INDICATOR_ID], part))
        columns = [
            Column(_("site.period"), lambda other: period_text(view, other)),
            Column(_("site.group-answer"), lambda other: group_text(view, other) or _("site.everyone")),
            Column(
                _("site.value"),
                lambda other: [
                    html.B(value_text(view, other))
                    if other[C.OBS_ID] == row[C.OBS_ID]
                    else observation_link(view, other, with_unit=True),
                    *([" ", own_mark(view)] if is_own(view, other) else []),
                ],
                value=True,
            ),
            *base_columns(view, same),
            Column(_("site.source-page"), lambda other: source_link(view, other)),
        ]
        parts.append(
            data_table(
                _("evidence.claims-year") if rival else _("evidence.figures-counted-same"),
                columns,
                same,
                name="comparable",
                stacked=True,
            )
        )
    else:
        parts.append(html.P(_("evidence.no-figure-nothing")))
    if other_groups:
        parts.append(
            html.P(
                view.t.ngettext(
                    "evidence.figures-indicator-counted", other_groups, n=format_number(other_groups, view.lang)
                )
            )
        )
    return html.Section([html.H2(_("evidence.may-compared")), *parts])
