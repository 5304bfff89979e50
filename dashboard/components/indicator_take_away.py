"""What a reader takes from an indicator's page."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.images import size_of
from dashboard.charts.spec import ChartSpec
from dashboard.components.citing import citation_parts, dataset_of
from dashboard.components.take_away import copy_field, embed_code, image_files, indicator_files, take_away
from dashboard.downloads.citations import cite_indicator
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.codes import REPORT_SOURCE
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES

Row = Mapping[str, Any]
_FRAME_EXTRA = 190
# More figures than this make an address too long to be passed on.
_MOST_NAMED = 200


def _sources(view: View, indicator: Row) -> list[Any]:
    used = view.snapshot.values_of(indicator[C.INDICATOR_ID], C.SOURCE_ID)
    ids = sorted(used, key=lambda source: (source != REPORT_SOURCE, source))
    return [row for row in (view.snapshot.row(T.SOURCES, source_id) for source_id in ids) if row is not None]


def _drawn_files(view: View, indicator_id: str, spec: ChartSpec | None) -> list[Component]:
    """Files of the figures of the chart alone, where it does not draw all; a chart of very many has no such files."""
    drawn = sorted({point.obs_id for point in spec.points}) if spec is not None else []
    if not drawn or len(drawn) > _MOST_NAMED or len(drawn) == view.snapshot.part_of(indicator_id).total:
        return []
    return [html.P(view.t.gettext("Only the figures of this chart:")), indicator_files(view, indicator_id, drawn)]


def indicator_take_away(view: View, indicator: Row, spec: ChartSpec | None, params: dict[str, str]) -> Component:
    """Files, image, link, frame and citation of an indicator."""
    _ = view.t.gettext
    indicator_id = indicator[C.INDICATOR_ID]
    sources, dataset = _sources(view, indicator), dataset_of(view)
    cited = {lang: cite_indicator(indicator, sources, dataset, style=lang) for lang in LANGUAGES}
    parts: list[tuple[str, Any]] = [
        (
            _("Data"),
            [
                indicator_files(view, indicator_id),
                *_drawn_files(view, indicator_id, spec),
                html.P(
                    html.A(_("What the columns mean"), href=view.href("methods") + "#dictionary"), className="faint"
                ),
            ],
        )
    ]
    if spec is not None:
        height = size_of(spec)[1] + _FRAME_EXTRA
        parts += [
            (_("Chart"), image_files(view, indicator_id, params)),
            (
                _("Embed"),
                copy_field(
                    view,
                    _("Code for another site"),
                    embed_code(view, indicator_id, spec.title, height, params),
                    name="embed-code",
                ),
            ),
        ]
    parts += [
        (_("Link"), copy_field(view, _("Address of this view, with the data version"), view.permalink(), name="link")),
        *citation_parts(view, cited, address.indicator_data(indicator_id, "").removesuffix(".")),
        (
            _("Print"),
            html.A(_("Put it on a fact sheet"), href=view.href("factsheet", indicator=indicator_id)),
        ),
    ]
    return take_away(view, parts)
