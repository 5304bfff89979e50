"""Charts as SVG at addresses of their own: drawn once a data version, with the reader's choices in the address."""

from typing import Final

from flask import Flask, Response, abort, request

from dashboard.charts.catalogue import PENALTIES, TREATIES
from dashboard.charts.compare import COMPARE
from dashboard.charts.figure import ThemeName
from dashboard.charts.images import draw_small, draw_svg
from dashboard.charts.layout.sizes import NARROW, WIDE
from dashboard.charts.spec import ChartSpec
from dashboard.components import compared
from dashboard.data.cache import BoundedCache
from dashboard.data.store import Snapshot
from dashboard.pages import compare, indicator, law
from dashboard.view import address
from dashboard.view.view import Parameter, check_parameters, one_of
from dashboard.web import described
from dashboard.web.page_server import PageServer, cacheable, language_of
from pipelines.schema.declared import Language

_THEMES: Final[dict[str, ThemeName]] = {"light": "light", "dark": "dark", "print": "print"}
PARAMETERS: Final = (
    *described.PARAMETERS,
    Parameter("theme", "light", one_of(*_THEMES)),
    Parameter("size", "wide", one_of("wide", "narrow", "small")),
    Parameter("stamp", "0", one_of("0", "1")),
    Parameter("download", "0", one_of("0", "1")),
    Parameter("v"),
)
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SHORTLY: Final = "public, max-age=60"
# An image opened on its own may carry its style attributes, and nothing else.
_IMAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *"


def page_address(snapshot: Snapshot, lang: Language, chart_id: str, params: dict[str, str]) -> str:
    """Give the address of the page that shows a chart with the same choices."""
    if chart_id in (PENALTIES, TREATIES):
        return address.page(lang, law.PAGE.pattern) + f"#{chart_id}"
    if chart_id == COMPARE:
        return address.page(lang, compare.PAGE.pattern, "", compared.kept(snapshot, params))
    kept = {each.name: params[each.name] for each in indicator.PARAMETERS if params[each.name] != each.default}
    return address.page(lang, indicator.PAGE.pattern, chart_id, kept)


def _draw(spec: ChartSpec, params: dict[str, str], snapshot: Snapshot, shown_at: str) -> str:
    theme = _THEMES[params["theme"]]
    if params["size"] == "small":
        return draw_small(spec, theme=theme)
    width = NARROW if params["size"] == "narrow" else WIDE
    stamp = params["stamp"] == "1"
    return draw_svg(spec, theme=theme, width=width, stamp=stamp, version=snapshot.version, address=shown_at)


def add_pictures(server: Flask, site: PageServer) -> None:
    """Serve `/charts/<lang>/<chart>.svg`."""
    # As bytes: a text with one sign outside Latin 1 takes two for each of its characters.
    drawn: BoundedCache[bytes] = BoundedCache(site.settings.kept_bytes(1), len)

    @server.get("/charts/<lang>/<chart_id>.svg")
    def chart_svg(lang: str, chart_id: str) -> Response:
        language = language_of(lang)
        snapshot = site.store.current()
        params, _ignored = check_parameters(snapshot, list(request.args.items(multi=True))[:20], PARAMETERS)
        spec = described.find_spec(snapshot, chart_id, language, params)
        if spec is None:
            abort(404)
        shown_at = site.base_url(request) + page_address(snapshot, language, chart_id, params)
        key = (snapshot.version_hash, language, chart_id, shown_at, tuple(sorted(params.items())))
        text = drawn.get(key, lambda: _draw(spec, params, snapshot, shown_at).encode())
        response = cacheable(text, "image/svg+xml", _FOR_EVER if params["v"] == snapshot.version_hash else _SHORTLY)
        response.headers["Content-Security-Policy"] = _IMAGE_POLICY
        if params["download"] == "1":
            response.headers["Content-Disposition"] = (
                f'attachment; filename="{chart_id}-{language}-{snapshot.version}.svg"'
            )
        return response
