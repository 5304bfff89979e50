"""A source: what it says in figures, by topic, and its citation, terms, coverage and proof."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital
from dashboard.components.evidence import facts
from dashboard.components.figures_listed import figures_listed
from dashboard.components.observation_text import (
    area_text,
    in_its_language,
    page_text,
    proof_text,
    publication_link,
    publisher_text,
)
from dashboard.components.paging import PAGE_NUMBER
from dashboard.components.table import Column
from dashboard.data.facets import facets_of
from dashboard.data.store import Snapshot
from dashboard.text.format import format_period
from dashboard.view.address import KEY
from dashboard.view.page import Page
from dashboard.view.view import PageNotFoundError, View
from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import COUNTRY

# What a source may say besides figures, and the page that tells it.
_BESIDES = {
    T.SURVEY_QUESTIONS: "surveys",
    T.LEGAL_PENALTIES: "law",
    T.CURRENT_PENALTIES: "law",
    T.TREATIES: "law",
    T.EVENTS: "law",
    T.PROGRESS_CARD: "law",
    T.CROSSCHECKS: "crosschecks",
}


def keys(snapshot: Snapshot) -> Iterable[str]:
    """Return ids of the sources."""
    return (row[C.SOURCE_ID] for row in snapshot.rows(T.SOURCES))


def find_source(view: View) -> dict[str, Any]:
    """Return the source's row.

    Raises:
        PageNotFoundError: there is no such source.
    """
    source = view.snapshot.row(T.SOURCES, view.key)
    if source is None:
        raise PageNotFoundError(view.key)
    return source


def _is_publication(source: dict[str, Any]) -> bool:
    return bool(source[C.SOURCE_KIND] != SourceKind.OWN_ARITHMETIC)


def title(view: View) -> str:
    """Return the short form of the source, and its title where it is a publication."""
    source = find_source(view)
    short = view.said(source, "short")
    return f"{short}{view.t.gettext('language.colon')}{source[C.TITLE]}" if _is_publication(source) else short


def description(view: View) -> str:
    """Say what the page holds."""
    return view.t.gettext("source.description", source=view.said(find_source(view), "short"))


def _about(view: View, source: dict[str, Any]) -> Component:
    _ = view.t.gettext
    years = dict.fromkeys((str(source[C.COVERAGE_START]), str(source[C.COVERAGE_END])))
    entries: list[tuple[str, Any]] = [
        (_("site.kind"), capital(view.code_name("CL_SOURCE_KIND", source[C.SOURCE_KIND]))),
        (_("site.publisher"), publisher_text(view, source)),
        (_("source.years"), format_period("/".join(years), view.lang)),
        (_("sources.seen"), view.code_name("CL_SEEN_IN", source[C.SEEN_IN])),
        (_("evidence.proof"), proof_text(view, source) if _is_publication(source) else None),
        (_("sources.terms"), view.said(source, "rights")),
        (_("evidence.full-citation"), in_its_language(source, C.CITATION) if _is_publication(source) else None),
        (_("site.link"), publication_link(source[C.URL], _("sources.publication"))),
    ]
    return html.Section([html.H2(_("source.about")), facts(entries)])


def _besides(view: View) -> Component | None:
    """Link to the pages that tell what the source says and that is no figure."""
    told = dict.fromkeys(
        page
        for table, page in _BESIDES.items()
        if any(row[C.SOURCE_ID] == view.key for row in view.snapshot.rows(table))
    )
    if not told:
        return None
    links = [html.Li(html.A(view.t.gettext(f"{page}.title"), href=view.href(page))) for page in told]
    return html.Section([html.H2(view.t.gettext("source.besides")), html.Ul(links)])


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    source = find_source(view)
    areas = facets_of(view.snapshot).select({"source": view.key}).counts["ref_area"]
    columns = [
        *([Column(_("site.territory"), partial(area_text, view))] if set(areas) - {COUNTRY} else []),
        Column(_("site.page"), lambda row: page_text(view, row) or None),
    ]
    return html.Div(
        [
            html.P(html.A(_("sources.title"), href=view.href("sources")), className="crumb"),
            html.H1(view.said(source, "short")),
            html.P(in_its_language(source, C.TITLE), className="lead") if _is_publication(source) else None,
            figures_listed(view, "source", _("source.figures"), columns, _("source.no-figure")),
            _besides(view),
            _about(view, source),
        ]
    )


PAGE = Page(
    name="source",
    pattern=f"sources/{KEY}",
    order=85,
    title=title,
    description=description,
    layout=layout,
    parameters=(PAGE_NUMBER,),
    keys=keys,
)
