"""Countries and territories: each leads to its figures; those that are said to count alike stand side by side."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.observation_text import group_text, indicator_link, observation_link, period_text
from dashboard.components.table import Column, data_table
from dashboard.data.areas import areas_covered, countries_covered, parts_of
from dashboard.data.counted_alike import Alike, counted_alike
from dashboard.data.observations import in_time
from dashboard.text.format import format_number
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import country_of
from pipelines.schema.columns import C, Row, T


def _entry(view: View, area: str) -> Component:
    """Name an area and count its figures; below it, its parts."""
    counted = areas_covered(view.snapshot)
    name = view.name_of(T.AREAS, area)
    line: list[Any] = [html.A(name, href=view.href("area", area)) if area in counted else name]
    if area in counted:
        number = view.t.ngettext("site.n-figures", counted[area], n=format_number(counted[area], view.lang))
        line += [" ", html.Span(number, className="faint")]
    parts = parts_of(view.snapshot, area)
    return html.Li([*line, html.Ul([_entry(view, part) for part in parts]) if parts else None])


def _figures(view: View, alike: Alike) -> list[Row]:
    found = [row for key in alike.indicators for row in view.snapshot.observations_of(key)]
    return in_time(row for row in found if row[C.COMPARABILITY_ID] in alike.groups)


def _table(view: View, number: int, alike: Alike) -> Component:
    """Set figures that are counted alike out: a row a period and group, a column an area."""
    _ = view.t.gettext
    lines: dict[tuple[str, ...], dict[str, list[Row]]] = {}
    rows = _figures(view, alike)
    for row in rows:
        line = lines.setdefault((period_text(view, row), group_text(view, row)), {})
        line.setdefault(row[C.REF_AREA], []).append(row)

    def cell(area: str, line: tuple[str, ...]) -> Any:
        return [html.Div(observation_link(view, row, with_unit=True)) for row in lines[line].get(area, [])] or "–"

    areas = dict.fromkeys(row[C.REF_AREA] for row in rows)
    columns = [
        Column(_("site.period"), lambda line: line[0]),
        *([Column(_("site.group-answer"), lambda line: line[1] or "–")] if any(line[1] for line in lines) else []),
        *(Column(view.name_of(T.AREAS, area), partial(cell, area), numeric=True) for area in areas),
    ]
    caption = html.Span(_("areas.alike-caption"), className="unseen")
    return data_table(caption, columns, list(lines), name=f"alike-{number}")


def _compared(view: View, countries: Sequence[str]) -> Component | None:
    """Set countries beside each other where they count alike, and say so where none does; nothing for one alone."""
    if len(countries) < 2:
        return None
    _ = view.t.gettext
    found = counted_alike(view.snapshot)
    parts: list[Any] = []
    for number, alike in enumerate(found, start=1):
        links: list[Any] = []
        for key in alike.indicators:
            links += [" · ", indicator_link(view, key)] if links else [indicator_link(view, key)]
        parts += [html.H3(links), _table(view, number, alike)]
    words = _("areas.alike") if found else _("areas.none-alike")
    return html.Section([html.H2(_("areas.compared"), id="compared"), html.P(words), *parts])


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    countries = countries_covered(view.snapshot)
    wider = [area for area in areas_covered(view.snapshot) if country_of(area) not in countries]
    return html.Div(
        [
            html.H1(_("areas.title")),
            html.P(_("areas.description"), className="lead"),
            html.Ul([_entry(view, area) for area in (*countries, *wider)]),
            _compared(view, countries),
        ]
    )


PAGE = Page(name="areas", pattern="areas", order=86, entry=MenuEntry("about"), layout=layout)
