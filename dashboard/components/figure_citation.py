"""How to cite a figure: a line in each language, and files for reference managers."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.citing import citation_parts, dataset_of
from dashboard.components.take_away import copy_field, take_away
from dashboard.downloads.citations import cite_figure
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES

Row = Mapping[str, Any]


def citation_section(view: View, row: Row) -> Component:
    """Citations of a figure and its address."""
    _ = view.t.gettext
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    indicator = view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID])
    origin = view.snapshot.row(T.ORIGINS, row[C.ORIGIN_ID])
    parts: list[tuple[str, Any]] = [
        (_("Link"), copy_field(view, _("Address of this card, with the data version"), view.permalink(), name="link"))
    ]
    if source is not None and indicator is not None:
        dataset = dataset_of(view)
        cited = {lang: cite_figure(row, indicator, source, dataset, style=lang, origin=origin) for lang in LANGUAGES}
        parts += citation_parts(view, cited, address.figure_files(row[C.OBS_ID]))
    parts.append((_("Figure id"), html.Code(row[C.OBS_ID])))
    return take_away(view, parts)
