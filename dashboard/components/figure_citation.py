"""How to cite a figure: a line in each language, and files for reference managers."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import address
from dashboard.citations import cite_figure
from dashboard.components.indicator_take_away import dataset_of
from dashboard.components.take_away import copy_field, file_links, take_away
from dashboard.view import View
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]
_FILES = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "csl.json"))


def citation_section(view: View, row: Row) -> Component:
    """Citations of a figure and its address."""
    _ = view.t.gettext
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    indicator = view.snapshot.row(T.INDICATORS, row[C.INDICATOR_ID])
    origin = view.snapshot.row(T.ORIGINS, row[C.ORIGIN_ID])
    parts: list[tuple[str, Any]] = [
        (_("Link"), copy_field(view, _("Address of this card"), view.absolute(view.here()), name="link"))
    ]
    if source is not None and indicator is not None:
        cited = {
            style: cite_figure(row, indicator, source, dataset_of(view), style=style, origin=origin)
            for style in ("fr", "en")
        }
        parts += [
            (
                _("Citation"),
                [
                    copy_field(view, _("In French"), cited["fr"], name="citation-fr"),
                    copy_field(view, _("In English"), cited["en"], name="citation-en"),
                ],
            ),
            (
                _("For reference managers"),
                file_links([(name, address.figure_citation(row[C.OBS_ID], extension)) for name, extension in _FILES]),
            ),
        ]
    parts.append((_("Figure id"), html.Code(row[C.OBS_ID])))
    return take_away(view, parts)
