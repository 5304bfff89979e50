"""An area: its figures by topic, each with its source and page, and the areas that lie in it."""

from collections.abc import Iterable
from functools import partial

from dash import html
from dash.development.base_component import Component

from dashboard.components.figures_listed import figures_listed
from dashboard.components.observation_text import source_link
from dashboard.components.paging import PAGE_NUMBER
from dashboard.components.table import Column
from dashboard.data.areas import areas_covered, parts_of
from dashboard.data.store import Snapshot
from dashboard.view.address import KEY
from dashboard.view.page import Page
from dashboard.view.view import PageNotFoundError, View
from pipelines.schema.codes import country_of
from pipelines.schema.columns import T


def keys(snapshot: Snapshot) -> Iterable[str]:
    """Return codes of the areas that figures cover."""
    return areas_covered(snapshot)


def _name(view: View) -> str:
    """Return the area's name; raise PageNotFoundError where no figure is about it."""
    if view.key not in areas_covered(view.snapshot):
        raise PageNotFoundError(view.key)
    return view.name_of(T.AREAS, view.key)


def title(view: View) -> str:
    """Return the area's name with what is shown of it."""
    return view.t.gettext("area.title", area=_name(view))


def description(view: View) -> str:
    """Say what the page holds."""
    return view.t.gettext("area.description", area=_name(view))


def _beside(view: View) -> Component | None:
    """Link to the parts of the area, and to the country that it is a part of."""
    _ = view.t.gettext
    country = country_of(view.key)
    whole = [country] if country != view.key and country in areas_covered(view.snapshot) else []
    entries = [(_("area.part-of"), whole), (_("area.parts"), parts_of(view.snapshot, view.key))]
    lists = [
        html.P([words, _("language.colon"), *_links(view, areas)], className="faint")
        for words, areas in entries
        if areas
    ]
    return html.Div(lists) if lists else None


def _links(view: View, areas: list[str]) -> list[Component | str]:
    links: list[Component | str] = []
    for area in areas:
        links += [", "] if links else []
        links.append(html.A(view.name_of(T.AREAS, area), href=view.href("area", area)))
    return links


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    columns = [Column(_("site.source-page"), partial(source_link, view))]
    return html.Div(
        [
            html.P(html.A(_("areas.title"), href=view.href("areas")), className="crumb"),
            html.H1(_name(view)),
            html.P(description(view), className="lead"),
            _beside(view),
            figures_listed(view, "ref_area", _("site.figures"), columns, ""),
        ]
    )


PAGE = Page(
    name="area",
    pattern=f"areas/{KEY}",
    order=87,
    title=title,
    description=description,
    layout=layout,
    parameters=(PAGE_NUMBER,),
    keys=keys,
)
