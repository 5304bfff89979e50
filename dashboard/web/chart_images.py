"""Charts as SVG and PNG at addresses of their own: drawn once a data version, with the reader's choices in them."""

from collections.abc import Mapping
from typing import Final

from flask import Flask, Response, abort, request

from dashboard.charts.catalogue import LAW
from dashboard.charts.compare import COMPARE
from dashboard.charts.figure import ThemeName
from dashboard.charts.images import draw_link_card, draw_png, draw_small, draw_svg
from dashboard.charts.layout.sizes import MEDIUM, NARROW, WIDE
from dashboard.charts.spec import ChartSpec
from dashboard.charts.survey import SURVEYS
from dashboard.components import compared
from dashboard.components.law_rows import OF_COUNTRY
from dashboard.data.cache import BoundedCache
from dashboard.data.store import Snapshot
from dashboard.pages import compare, indicator, law, surveys
from dashboard.view import address
from dashboard.view.view import Parameter, check_parameters, one_of
from dashboard.web import described
from dashboard.web.page_server import PageServer, cacheable, language_of
from pipelines.schema.declared import Language

_THEMES: Final[dict[str, ThemeName]] = {"light": "light", "dark": "dark", "print": "print"}
PARAMETERS: Final = (
    *described.PARAMETERS,
    Parameter("theme", "light", one_of(*_THEMES)),
    Parameter("size", "wide", one_of("wide", "medium", "narrow", "small", "card")),
    Parameter("stamp", "0", one_of("0", "1")),
    Parameter("download", "0", one_of("0", "1")),
    Parameter("v"),
)
_WIDTHS: Final = {"wide": WIDE, "medium": MEDIUM, "narrow": NARROW}
_MEDIA_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}
# Where a chart stands that is no indicator's, under its own name.
_PAGES: Final = {**dict.fromkeys(LAW, law.PAGE), SURVEYS: surveys.PAGE}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SHORTLY: Final = "public, max-age=60"
# An image opened on its own may carry its style attributes, and nothing else.
_IMAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *"


def page_address(snapshot: Snapshot, lang: Language, chart_id: str, params: Mapping[str, str]) -> str:
    """Give the address of the page that shows a chart with the same choices."""
    if chart_id in _PAGES:
        country = params.get(OF_COUNTRY.name, "") if chart_id in LAW else ""
        kept = {OF_COUNTRY.name: country} if country else {}
        return address.page(lang, _PAGES[chart_id].pattern, "", kept) + f"#{chart_id}"
    if chart_id == COMPARE:
        return address.page(lang, compare.PAGE.pattern, "", compared.kept(snapshot, params))
    kept = {each.name: params[each.name] for each in indicator.PARAMETERS if params[each.name] != each.default}
    return address.page(lang, indicator.PAGE.pattern, chart_id, kept)


def _draw(spec: ChartSpec, extension: str, params: Mapping[str, str], snapshot: Snapshot, shown_at: str) -> bytes:
    theme, size = _THEMES[params["theme"]], params["size"]
    if extension == "png" and size == "card":
        return draw_link_card(spec, theme=theme, version=snapshot.version, address=shown_at)
    if extension == "svg" and size == "small":
        return draw_small(spec, theme=theme).encode()
    # A sparkline has no PNG and a card no SVG: they get the chart itself.
    width, stamp = _WIDTHS.get(size, WIDE), params["stamp"] == "1"
    if extension == "png":
        return draw_png(spec, theme=theme, width=width, stamp=stamp, version=snapshot.version, address=shown_at)
    svg = draw_svg(spec, theme=theme, width=width, stamp=stamp, version=snapshot.version, address=shown_at)
    return svg.encode()


def add_pictures(server: Flask, site: PageServer) -> None:
    """Serve `/charts/<lang>/<chart>.svg` and `.png`."""
    # As bytes: a text with one sign outside Latin 1 takes two for each of its characters.
    # Each form has half, so that PNGs, ten times as large, push no SVG of a page out.
    drawn: dict[str, BoundedCache[bytes]] = {
        extension: BoundedCache(site.settings.kept_bytes(1) // len(_MEDIA_TYPES), len) for extension in _MEDIA_TYPES
    }

    @server.get("/charts/<lang>/<chart_id>.<any(svg, png):extension>")
    def chart_image(lang: str, chart_id: str, extension: str) -> Response:
        language = language_of(lang)
        snapshot = site.store.current()
        params, _ignored = check_parameters(snapshot, list(request.args.items(multi=True))[:20], PARAMETERS)
        spec = described.find_spec(snapshot, chart_id, language, params)
        if spec is None:
            abort(404)
        # A card leaves events out for want of room, not because a reader chose so.
        asked = {**params, "events": "1"} if params["size"] == "card" else params
        shown_at = site.base_url(request) + page_address(snapshot, language, chart_id, asked)
        look = tuple(sorted((name, params[name]) for name in params if name not in ("download", "v")))
        key = (snapshot.version_hash, language, chart_id, shown_at, look)
        content = drawn[extension].get(key, lambda: _draw(spec, extension, params, snapshot, shown_at))
        caching = _FOR_EVER if params["v"] == snapshot.version_hash else _SHORTLY
        response = cacheable(content, _MEDIA_TYPES[extension], caching)
        response.headers["Content-Security-Policy"] = _IMAGE_POLICY
        if params["download"] == "1":
            response.headers["Content-Disposition"] = (
                f'attachment; filename="{chart_id}-{language}-{snapshot.version}.{extension}"'
            )
        return response
