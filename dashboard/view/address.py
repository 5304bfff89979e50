"""Addresses of pages, pictures and downloads: built here, so that each is spelled once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, urlencode

from dashboard.data.store import Snapshot
from pipelines.schema.declared import LANGUAGES, Language

Params = Mapping[str, str]

# Stands in a pattern for the one part of an address that names a thing.
KEY: Final = "<key>"
SUGGESTIONS: Final = "/suggest"
EMBEDS: Final = "/embed/"


@dataclass(frozen=True)
class MenuEntry:
    """Describe a link in a menu of every page: the main one in the header, or the one about the data in the footer.

    Attributes:
        label: id of the link's words; where none is given, the page's title.
        fragment: what the link adds to the page's address, such as `#topics`.
    """

    menu: Literal["main", "about"]
    label: str = ""
    fragment: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Say where a page stands among the pages.

    Attributes:
        name: name of the page, as `View.href` knows it.
        pattern: path under `/<lang>/`; `<key>` stands for one part that names a thing.
        order: position in menus and sitemap.
        entry: its link in a menu, if it has one.
        holds: whether a data version gives the page something to say; menus and sitemap name no others.
    """

    name: str
    pattern: str
    order: int = 0
    entry: MenuEntry | None = None
    holds: Callable[[Snapshot], bool] = lambda _snapshot: True


def with_query(path: str, params: Params | list[tuple[str, str]] | None) -> str:
    """Add parameters to a path, sorted by name; empty values are left out."""
    pairs = list(params.items()) if isinstance(params, Mapping) else list(params or [])
    kept = sorted((name, value) for name, value in pairs if value)
    if not kept:
        return path
    path, separator, fragment = path.partition("#")
    return f"{path}?{urlencode(kept, safe=',')}{separator}{fragment}"


def page(lang: Language, pattern: str, key: str = "", params: Params | list[tuple[str, str]] | None = None) -> str:
    """Give the address of a page by its pattern, such as `page("en", "figures/<key>", "o-0023")`."""
    return with_query(f"/{lang}/" + pattern.replace(KEY, quote(key, safe="")), params)


def in_language(path: str, lang: Language) -> str:
    """Give the same page in another language."""
    _, first, rest = (*path.split("/", 2), "", "")[:3]
    return f"/{lang}/{rest}" if first in LANGUAGES else f"/{lang}/"


def suggestions(lang: Language, text: str = "") -> str:
    """Give the address of what may be meant by the start of a search."""
    return with_query(SUGGESTIONS, {"lang": lang, "q": text})


def chart_image(
    lang: Language, chart_id: str, params: Params | None = None, extension: Literal["svg", "png"] = "svg"
) -> str:
    """Give the address of a chart drawn as SVG, or as PNG."""
    return with_query(f"/charts/{lang}/{quote(chart_id, safe='')}.{extension}", params)


def chart_file(lang: Language, chart_id: str, params: Params, extension: Literal["svg", "png"]) -> str:
    """Give the address of a chart as a file to keep, with title, source, version and address inside."""
    return chart_image(lang, chart_id, {**params, "stamp": "1", "download": "1"}, extension)


def embed(lang: Language, chart_id: str, params: Params | None = None) -> str:
    """Give the address of a chart alone, for iframes."""
    return with_query(f"{EMBEDS}{lang}/{quote(chart_id, safe='')}", params)


def indicator_data(indicator_id: str, extension: str, params: Params | None = None) -> str:
    """Give the address of an indicator's download."""
    return with_query(f"/data/indicators/{quote(indicator_id, safe='')}.{extension}", params)


def table_data(table: str, extension: str, params: Params | list[tuple[str, str]] | None = None) -> str:
    """Give the address of a table's download."""
    return with_query(f"/data/{table}.{extension}", params)


def observation_files(obs_id: str) -> str:
    """Give the address of a figure's citation files, without their extension."""
    return f"/data/figures/{quote(obs_id, safe='')}"
