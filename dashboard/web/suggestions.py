"""What may be meant by the start of a search: a short list as JSON, shown under the field of the header."""

from collections.abc import Iterator
from typing import Final

from flask import Flask, Response, request

from dashboard.components.found import redirect_text, thing_href, thing_text
from dashboard.data.search import index_of
from dashboard.data.things import Thing
from dashboard.downloads.formats.json_file import dump_pretty
from dashboard.pages import explorer
from dashboard.view.address import SUGGESTIONS
from dashboard.view.view import View
from dashboard.web.page_server import PageServer, cacheable, language_of
from pipelines.schema.columns import T
from pipelines.schema.declared import DEFAULT_LANGUAGE

_CACHING: Final = "public, max-age=300, stale-while-revalidate=3600"
_MOST: Final = 8
# So many indicators leave room for what else is meant.
_MOST_INDICATORS: Final = 5
_MOST_THINGS: Final = 3
_KINDS: Final[dict[str, str]] = {
    T.OBSERVATIONS: "search.a-figure",
    T.SOURCES: "filter.source",
    T.TOPICS: "filter.topic",
    T.LEGAL_PENALTIES: "law.title",
    T.TREATIES: "law.title",
}

Suggestion = dict[str, str]


def describe_thing(view: View, thing: Thing) -> Suggestion:
    """Say what a thing is called, of what kind it is, and where it stands."""
    return {
        "text": thing_text(view, thing), "kind": view.t.gettext(_KINDS[thing.table]), "href": thing_href(view, thing)
    }  # fmt: skip


def _suggest(view: View, text: str) -> Iterator[Suggestion]:
    """List what we say for the words typed, then indicators, then figures, places of the law, topics and sources."""
    index = index_of(view.snapshot)
    found = index.find(text)
    begun = index.typed.starting(text)
    redirects = found.redirects or ((begun,) if begun is not None else ())
    for redirect in redirects[:2]:
        yield {"text": redirect_text(view, redirect), "kind": "", "href": view.href("explorer", q=redirect.typed)}
    if not found.redirects and begun is not None and not found.indicators:
        found = index.find(begun.typed)
    things = [each for each in found.things if each.table == T.OBSERVATIONS]
    yield from (describe_thing(view, each) for each in things)
    indicators = found.named if found.indicators is None else found.indicators
    for key in indicators[:_MOST_INDICATORS]:
        href = view.href("indicator", key)
        yield {"text": view.name_of(T.INDICATORS, key), "kind": view.t.gettext("site.indicator"), "href": href}
    # A publication that only has the words in its title is not what somebody means who begins to type them.
    others = [each for each in found.things if each.table != T.OBSERVATIONS and not each.titled]
    yield from (describe_thing(view, each) for each in others[: _MOST if not indicators else _MOST_THINGS])


def add_suggestions(server: Flask, site: PageServer) -> None:
    """Serve `/suggest?lang=<lang>&q=<text>`."""

    @server.get(SUGGESTIONS)
    def suggest() -> Response:
        lang = language_of(request.args.get("lang", DEFAULT_LANGUAGE))
        given = [("q", request.args.get("q", ""))]
        view = site.view(explorer.PAGE, lang, explorer.PAGE.pattern, "", given, "")
        text = view.params["q"]
        # What has the same words leads to the same place: one article has several penalties.
        named = {each["text"]: each for each in _suggest(view, text)} if text else {}
        found = list(named.values())[:_MOST]
        said = view.t.ngettext("search.n-suggestions", len(found)) if found else view.t.gettext("search.none")
        body = dump_pretty({"query": text, "said": said, "suggestions": found})
        return cacheable(body, "application/json", _CACHING)
