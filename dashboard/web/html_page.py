"""The HTML document around a page: head, header, content, footer, and the scripts of a live chart where it has one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from dashboard.components.shell import page_footer, page_header, skip_link
from dashboard.view import address
from dashboard.view.assets_index import asset_url, style_text
from dashboard.view.corrections_feed import feed_address
from dashboard.view.view import View
from dashboard.web.html_text import to_html
from dashboard.web.link_card import LinkCard
from pipelines.schema.declared import DEFAULT_LANGUAGE, LANGUAGES

_CATALOGUE: Final = "/catalog.ttl"


@dataclass(frozen=True)
class Scripts:
    """Hold addresses of scripts: `early` start Dash, `late` come with the first graph; `config` is Dash's."""

    early: Sequence[str]
    late: Sequence[str]
    config: str


@dataclass(frozen=True)
class Head:
    """Hold what a page says of itself. `indexed` is False for pages that search engines should not list."""

    title: str
    description: str
    json_ld: Sequence[dict[str, Any]] = ()
    indexed: bool = True
    card: LinkCard | None = None


def embed_json(value: Any) -> str:
    """Write JSON that may stand inside a script element: no character in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _links(view: View, indexed: bool) -> str:
    if not indexed:
        return '<meta name="robots" content="noindex">'
    canonical = escape(view.absolute(view.here()))
    others = [(lang, address.in_language(view.here(), lang)) for lang in LANGUAGES]
    pairs = [*others, ("x-default", address.in_language(view.here(), DEFAULT_LANGUAGE))]
    return f'<link rel="canonical" href="{canonical}">' + "".join(
        f'<link rel="alternate" hreflang="{lang}" href="{escape(view.absolute(path))}">' for lang, path in pairs
    )


def _write_discovery(view: View, head: Head) -> str:
    """Lead readers of feeds to the corrections, and harvesters of a page about data to the catalogue."""
    feed = escape(feed_address(view.lang))
    links = f'<link rel="alternate" type="application/atom+xml" href="{feed}">'
    if any(item["@type"] == "Dataset" for item in head.json_ld):
        links += f'<link rel="describedby" type="text/turtle" href="{_CATALOGUE}">'
    return links


def _write_card(card: LinkCard | None) -> str:
    if card is None:
        return '<meta name="twitter:card" content="summary">'
    return (
        f'<meta property="og:image" content="{escape(card.address)}">'
        '<meta property="og:image:type" content="image/png">'
        f'<meta property="og:image:width" content="{card.width}">'
        f'<meta property="og:image:height" content="{card.height}">'
        f'<meta property="og:image:alt" content="{escape(card.alt)}">'
        '<meta name="twitter:card" content="summary_large_image">'
    )


def write_head(view: View, head: Head) -> str:
    """Write the head element's content."""
    _ = view.t.gettext
    title = escape(f"{head.title} – {_('site.esec-dashboard')}" if head.title else _("site.esec-dashboard"))
    description = escape(head.description)
    data = "".join(f'<script type="application/ld+json">{embed_json(item)}</script>' for item in head.json_ld)
    return (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><meta name="description" content="{description}">'
        f"{_links(view, head.indexed)}{_write_discovery(view, head)}"
        f'<meta property="og:title" content="{title}"><meta property="og:description" content="{description}">'
        f'<meta property="og:type" content="website">{_write_card(head.card)}'
        '<meta name="color-scheme" content="light dark">'
        f'<link rel="icon" type="image/svg+xml" href="{asset_url("favicon.svg")}">'
        f"<style>{style_text()}</style>{data}"
    )


def _write_scripts(scripts: Scripts | None) -> str:
    """Write the small helps, which need no Dash; with `scripts`, those of the live chart."""
    helps = "".join(f'<script src="{asset_url(name)}" defer></script>' for name in ("controls.js", "walk.js"))
    if scripts is None:
        return helps
    sources = embed_json({"early": list(scripts.early), "late": list(scripts.late)})
    return (
        f'<script id="_dash-config" type="application/json">{scripts.config}</script>'
        f'<script id="live-scripts" type="application/json">{sources}</script>'
        f'<script src="{asset_url("boot.js")}" defer></script>{helps}'
    )


def write_document(view: View, head: Head, main_html: str, scripts: Scripts | None) -> str:
    """Write the whole document; `scripts` are for a page with a live chart."""
    return (
        f'<!DOCTYPE html><html lang="{view.lang}"><head>{write_head(view, head)}</head><body>'
        f"{to_html(skip_link(view))}{to_html(page_header(view))}"
        f'<main id="main" tabindex="-1">{main_html}</main>'
        f"{to_html(page_footer(view))}"
        f"{_write_scripts(scripts)}</body></html>"
    )
