"""Rival claims: disputed quantities, one row a claim, none preferred."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.components.chart import chart_figure
from dashboard.components.claims_table import claims_table, claims_trail, published_claims
from dashboard.components.cross_notes import cross_notes
from dashboard.components.observation_text import period_text, value_text
from dashboard.components.observations_table import part_note
from dashboard.components.ribbon import key_caveats
from dashboard.components.share import share_row
from dashboard.data.observations import crosschecks_of
from dashboard.text.format import format_number
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row, T


def upper_bound(row: Row) -> float | None:
    """Return the most that a claim allows; None where it sets no such limit."""
    value = row[C.OBS_VALUE] if row[C.OBS_VALUE] is not None else row[C.OBS_VALUE_HIGH]
    return None if value is None else float(value)


def lower_bound(row: Row) -> float | None:
    """Return the least that a claim allows; None where it sets no such limit."""
    value = row[C.OBS_VALUE] if row[C.OBS_VALUE] is not None else row[C.OBS_VALUE_LOW]
    return None if value is None else float(value)


def _claim(view: View, row: Row) -> str:
    who = view.name_of(T.ORIGINS, row[C.ORIGIN_ID])
    return view.t.gettext(
        "claims.who-period-value", who=who, period=period_text(view, row), value=value_text(view, row)
    )


def _ends(view: View, bounded: Sequence[tuple[float, Row]]) -> dict[str, str]:
    low, low_row = min(bounded, key=lambda pair: pair[0])
    high, high_row = max(bounded, key=lambda pair: pair[0])
    return {
        "low": format_number(low, view.lang),
        "low_claim": _claim(view, low_row),
        "high": format_number(high, view.lang),
        "high_claim": _claim(view, high_row),
    }


def bounds_text(view: View, rows: Sequence[Row]) -> list[str]:
    """Return sentences on the bounds of rival claims; none where there are fewer than two claims.

    Args:
        view: the view.
        rows: the claims in one unit, each with a value, a range or a bound.
    """
    if len(rows) < 2:
        return []
    _ = view.t.gettext
    upper = [(number, row) for row in rows if (number := upper_bound(row)) is not None]
    lower = [(number, row) for row in rows if (number := lower_bound(row)) is not None]
    sentences = []
    if len(upper) > 1:
        words = _ends(view, upper)
        sentences.append(_("claims.lowest-upper-bound", **words))
    elif upper:
        sentences.append(_("claims.claim-alone-states", **_ends(view, upper)))
    if len(lower) > 1:
        words = _ends(view, lower)
        sentences.append(_("claims.lowest-lower-bound", **words))
    elif lower:
        sentences.append(_("claims.claim-alone-states-lower", **_ends(view, lower)))
    return sentences


def disputed(view: View) -> list[dict[str, Any]]:
    """Return indicators that carry rival claims, those of the home page first."""
    rows = [row for row in view.snapshot.rows(T.INDICATORS) if row[C.CHART_KIND] == ChartKind.CLAIMS]
    return sorted(rows, key=lambda row: (row[C.HOME_RANK] is None, row[C.HOME_RANK] or 0, row[C.SORT_ORDER]))


def _differences(view: View, rows: list[Any]) -> Component:
    _ = view.t.gettext
    sentences = bounds_text(view, rows)
    if not sentences:
        sentences = [_("claims.published-figure-no")]
        if crosschecks_of(view.snapshot, {row[C.OBS_ID] for row in rows}):
            sentences.append(_("claims.cross-check-below"))
    return html.P(" ".join(sentences))


def _section(view: View, indicator: dict[str, Any], doubts: set[str]) -> Component:
    """Return the section of a disputed quantity; what earlier charts do not show either, in `doubts`, is said once."""
    indicator_id = indicator[C.INDICATOR_ID]
    rows = published_claims(view, indicator_id)
    spec = charts_of(view.snapshot).spec(indicator_id, view.lang)
    new_doubt = spec is not None and spec.doubt not in doubts
    doubts |= {spec.doubt} if spec is not None else set()
    return html.Section(
        [
            html.H2(html.A(view.said(indicator, "name"), href=view.href("indicator", indicator_id)), id=indicator_id),
            html.Div(
                [
                    chart_figure(view, spec, live=False, doubt=new_doubt, below=share_row(view, spec))
                    if spec is not None
                    else None,
                    html.Div(
                        [
                            html.P(view.said(indicator, "definition")),
                            key_caveats(view, indicator, heading=html.H3),
                            _differences(view, rows),
                            claims_trail(view, rows),
                        ]
                    ),
                ],
                className="claim-grid",
            ),
            part_note(view, indicator_id, view.snapshot.excerpt_of(indicator_id)),
            claims_table(view, indicator, rows) if rows else None,
            cross_notes(view, {row[C.OBS_ID] for row in rows}, heading=html.H3),
        ]
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    doubts: set[str] = set()
    return html.Div(
        [
            html.H1(_("claims.title")),
            html.P(_("claims.some-numbers-claimed"), className="lead"),
            *([_section(view, row, doubts) for row in disputed(view)] or [html.P(_("claims.none"))]),
        ]
    )


PAGE = Page(
    name="claims",
    pattern="claims",
    order=50,
    entry=MenuEntry("main"),
    layout=layout,
    holds=lambda snapshot: any(row[C.CHART_KIND] == ChartKind.CLAIMS for row in snapshot.rows(T.INDICATORS)),
    chart=lambda view: (next((row[C.INDICATOR_ID] for row in disputed(view)), ""), {}),
)
