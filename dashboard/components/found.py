"""What a search found beside figures: the term we use, what has a place of its own, and what is nearest."""

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.law_rows import area_of, elsewhere, law_href
from dashboard.components.observation_text import in_its_language, indicator_link
from dashboard.data.search import Found, index_of
from dashboard.data.things import Thing
from dashboard.data.typed_words import Redirect
from dashboard.view.view import View
from pipelines.schema.columns import C, T

_MOST_THINGS: Final = 5
_NEAREST: Final = 3


def redirect_text(view: View, redirect: Redirect) -> str:
    """Say what we call what a reader typed."""
    return view.t.gettext("search.we-say", word=redirect.typed, term=view.said(redirect.row, "say"))


def _penalty(view: View, penalty_id: str) -> str:
    row = view.snapshot.row(T.LEGAL_PENALTIES, penalty_id) or {}
    code = view.code_name("CL_LAW_CODE", row.get(C.LAW_CODE))
    offence = view.code_name("CL_OFFENCE", row.get(C.OFFENCE_ID))
    if not row.get(C.ARTICLE):
        return f"{code}{view.t.gettext('language.colon')}{offence}"
    return view.t.gettext("search.article", code=code, article=row[C.ARTICLE], offence=offence)


def thing_text(view: View, thing: Thing) -> str:
    """Name a thing found."""
    if thing.table == T.OBSERVATIONS:
        row = view.snapshot.observation(thing.key) or {}
        indicator = view.name_of(T.INDICATORS, row.get(C.INDICATOR_ID))
        return view.t.gettext("search.figure", obs_id=thing.key, indicator=indicator)
    if thing.table == T.SOURCES:
        return view.said(view.snapshot.row(T.SOURCES, thing.key), "short") or thing.key
    if thing.table == T.LEGAL_PENALTIES:
        return _penalty(view, thing.key) + elsewhere(view, area_of(view, thing.table, thing.key))
    if thing.table == T.TREATIES:
        return view.name_of(T.TREATIES, thing.key) + elsewhere(view, area_of(view, thing.table, thing.key))
    return view.name_of(thing.table, thing.key)


def thing_href(view: View, thing: Thing) -> str:
    """Give the address of a thing found: each has a page, or a place on one."""
    if thing.table == T.OBSERVATIONS:
        return view.href("figure", thing.key)
    if thing.table == T.TOPICS:
        return view.href("topic", thing.key)
    if thing.table == T.SOURCES:
        return view.href("source", thing.key)
    anchor = "treaties" if thing.table == T.TREATIES else "penalties"
    return law_href(view, area_of(view, thing.table, thing.key), anchor)


def _link(view: View, words: str, thing: Thing) -> Component:
    """Link to a thing found; a publication that is about the words shows its title, which has them."""
    source = view.snapshot.row(T.SOURCES, thing.key) if thing.titled else None
    parts: list[Any] = [words]
    if source:
        parts += [view.t.gettext("language.colon"), in_its_language(source, C.TITLE)]
    return html.A(parts, href=thing_href(view, thing))


def redirects_said(view: View, found: Found) -> Component | None:
    """Say for each word typed what we say, where that differs."""
    if not found.redirects:
        return None
    return html.Div([html.P(redirect_text(view, each)) for each in found.redirects], className="notice", role="status")


def things_found(view: View, found: Found) -> Component | None:
    """Link to what has a place of its own on this site."""
    if not found.things:
        return None
    # What has the same words leads to the same place: one article has several penalties.
    named = {thing_text(view, each): each for each in found.things}
    links = [html.Li(_link(view, words, each)) for words, each in list(named.items())[:_MOST_THINGS]]
    label = view.t.gettext("search.also-here")
    return html.Section([html.P(label, className="minor-heading"), html.Ul(links, className="inline-list")])


def nearest_indicators(view: View, found: Found) -> Component | None:
    """Link to the three indicators nearest to a search that found no figure."""
    text = view.params["q"]
    keys = (found.indicators or index_of(view.snapshot).nearest(text))[:_NEAREST] if text else ()
    if not keys:
        return None
    heading = html.H3(view.t.gettext("search.nearest"))
    return html.Div([heading, html.Ul([html.Li(indicator_link(view, key)) for key in keys])])
