"""A Dash app whose pages are documents written by the server; Dash's own scripts wait until the machine is idle."""

from functools import cached_property
from typing import Any, Final

from flask import Response, request

from dashboard.view.assets_index import asset_url
from dashboard.web.dash_private import QuietDash, renderer_config, script_addresses
from dashboard.web.html_page import Scripts
from dashboard.web.page_server import PageServer

# Fetched with the first live chart only.
_LATE: Final = ("/polyfill", "/dash_core_components")
# Registered by Dash and never needed here: pages are written by the server, and the live chart has a box of its own.
_UNUSED: Final = ("/dash_table", "dash-table", "/dash_html_components")


class PaintedDash(QuietDash):
    """Run Dash with pages that the server writes, one document an address; its own layout is the live chart alone."""

    def __init__(self, site: PageServer, **options: Any) -> None:
        self.site = site
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

    @cached_property
    def _scripts(self) -> Scripts:
        """Part Dash's own scripts, in their order, into those of the app and those of the graph."""
        sources = [source for source in script_addresses(self) if not any(u in source for u in _UNUSED)]
        late = [source for source in sources if any(part in source for part in _LATE)]
        renderer = [source for source in sources if "dash-renderer" in source or "dash_renderer" in source]
        early = [source for source in sources if source not in late and source not in renderer]
        late.append(asset_url("plotly-basic.min.js"))
        return Scripts(early=[*early, *renderer], late=late, config=renderer_config(self))

    def index(self, *_args: Any, **_kwargs: Any) -> Response:
        """Give the document at the requested address."""
        return self.site.answer_page(request, self._scripts)
