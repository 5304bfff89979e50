"""Addresses of pages, pictures and downloads: built here, so that each is spelled once."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from pipelines.schema.declared import LANGUAGES, Language

Params = Mapping[str, str]

# Kinds of address that the pages link to, under `/<lang>/`.
_PAGES: Final[dict[str, str]] = {
    "home": "",
    "topic": "topics/{}",
    "indicator": "indicators/{}",
    "figure": "figures/{}",
    "explorer": "explorer",
    "claims": "claims",
    "surveys": "surveys",
    "law": "law",
    "sources": "sources",
    "source": "sources#{}",
    "methods": "methods",
    "quality": "quality",
    "crosschecks": "crosschecks",
    "corrections": "corrections",
    "downloads": "downloads",
    "factsheet": "factsheet",
    "accessibility": "accessibility",
}


def with_query(path: str, params: Params | list[tuple[str, str]] | None) -> str:
    """The path with its parameters, sorted by name; empty values are left out."""
    pairs = list(params.items()) if isinstance(params, Mapping) else list(params or [])
    kept = sorted((name, value) for name, value in pairs if value)
    if not kept:
        return path
    path, separator, fragment = path.partition("#")
    return f"{path}?{urlencode(kept)}{separator}{fragment}"


def page(lang: Language, name: str, key: str = "", params: Params | list[tuple[str, str]] | None = None) -> str:
    """Address of a page, such as `page("en", "figure", "o-0023")`.

    Raises:
        KeyError: there is no such page.
    """
    return with_query(f"/{lang}/" + _PAGES[name].format(quote(key, safe="")), params)


def in_language(path: str, lang: Language) -> str:
    """The same page in another language."""
    _, first, rest = (*path.split("/", 2), "", "")[:3]
    return f"/{lang}/{rest}" if first in LANGUAGES else f"/{lang}/"


def chart_image(lang: Language, chart_id: str, params: Params | None = None) -> str:
    """Address of a chart drawn as SVG."""
    return with_query(f"/charts/{lang}/{quote(chart_id, safe='')}.svg", params)


def embed(lang: Language, indicator_id: str, params: Params | None = None) -> str:
    """Address of a chart alone, for iframes."""
    return with_query(f"/embed/{lang}/{quote(indicator_id, safe='')}", params)


def indicator_data(indicator_id: str, extension: str, params: Params | None = None) -> str:
    """Address of an indicator's download."""
    return with_query(f"/data/indicators/{quote(indicator_id, safe='')}.{extension}", params)


def table_data(table: str, extension: str, params: Params | list[tuple[str, str]] | None = None) -> str:
    """Address of a table's download."""
    return with_query(f"/data/{table}.{extension}", params)


def figure_files(obs_id: str) -> str:
    """Address of a figure's citation files, without their extension."""
    return f"/data/figures/{quote(obs_id, safe='')}"
