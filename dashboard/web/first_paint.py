"""A Dash app whose first answer carries the whole page, and whose scripts wait until the machine is idle.

The technique leans on the order and names of Dash's own script tags: `tests/dashboard/test_first_paint.py` and the
browser tests hold it to the pinned version.
"""

import re
from typing import Any, Final

from dash import Dash, html
from flask import Response, request

from dashboard.pages import home
from dashboard.view import address
from dashboard.web.html_page import Scripts
from dashboard.web.page_server import Site
from dashboard.web.responses import cacheable
from pipelines.schema.declared import LANGUAGES

_SRC: Final = re.compile(r'<script src="([^"]+)"')
# Fetched with the first live chart only.
_LATE: Final = ("/polyfill", "/dash_core_components")
# Registered by Dash and never needed here.
_UNUSED: Final = ("/dash_table", "dash-table")
# Versions of the machine, and tokens that differ by process (background callbacks alone need them).
_NOT_TOLD: Final = frozenset(
    {
        "python_version",
        "dash_version",
        "dash_version_url",
        "ddk_version",
        "plotly_version",
        "end_id",
        "plotly_cloud_installed",
    }
)


class PaintedDash(Dash):
    """Dash with the pages of a `Site`: one document an address, and the same layout for the app that takes over."""

    def __init__(self, site: Site, **options: Any) -> None:
        self._site = site
        self._scripts: Scripts | None = None
        super().__init__(
            "dashboard",
            assets_url_path="_no_dash_assets",
            include_assets_files=False,
            suppress_callback_exceptions=True,
            prevent_initial_callbacks=True,
            enable_mcp=False,
            # Else Dash runs callbacks in an event loop of their own wherever asgiref happens to be installed.
            use_async=False,
            update_title="",
            add_log_handler=False,
            **options,
        )
        # Never shown: `serve_layout` answers for each address. Dash wants one to be there.
        self.layout = html.Div(id="page")

    def _sort_scripts(self) -> Scripts:
        """Dash's own scripts, in its order, parted into those of the app and those of the live chart."""
        sources = [
            source for source in _SRC.findall(self._generate_scripts_html()) if not any(u in source for u in _UNUSED)
        ]
        late = [source for source in sources if any(part in source for part in _LATE)]
        renderer = [source for source in sources if "dash-renderer" in source or "dash_renderer" in source]
        early = [source for source in sources if source not in late and source not in renderer]
        return Scripts(
            early=[*early, *self._site.early_scripts, *renderer],
            late=[*late, *self._site.late_scripts],
            config=self._generate_config_html().partition(">")[2].removesuffix("</script>"),
        )

    def _config(self) -> dict[str, Any]:
        """What the renderer reads of the configuration, without what names this machine or differs by process."""
        whole: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        kept = {name: value for name, value in whole.items() if name not in _NOT_TOLD}
        return {**kept, "children_props": {}}

    @property
    def scripts_of_page(self) -> Scripts:
        """The scripts, found once; needs an application context the first time."""
        if self._scripts is None:
            self._scripts = self._sort_scripts()
        return self._scripts

    def index(self, *_args: Any, **_kwargs: Any) -> Response:
        """The document at the requested address."""
        return self._site.answer_page(request, self.scripts_of_page)

    def warm(self) -> None:
        """Make both front pages of the current version, and with them what every page of it needs."""
        for lang in LANGUAGES:
            with self.server.test_request_context(
                address.page(lang, home.PAGE.pattern), base_url=self._site.settings.public_url
            ):
                self._site.answer_page(request, self.scripts_of_page)

    def serve_layout(self) -> Response:
        """The layout of the page named in the parameter `address`, for the app that takes over."""
        body = self._site.layout_json(request.args.get("address", "/"), request)
        return cacheable(body, "application/json", "no-cache")
