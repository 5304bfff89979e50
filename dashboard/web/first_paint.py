"""A Dash app whose pages are documents written by the server; Dash's own scripts wait until the machine is idle."""

from typing import Any, Final

from flask import Response, request

from dashboard.web.dash_private import QuietDash, renderer_config, script_addresses
from dashboard.web.html_page import Scripts
from dashboard.web.page_server import PageServer

# Fetched with the first live chart only.
_LATE: Final = ("/polyfill", "/dash_core_components")
# Registered by Dash and never needed here.
_UNUSED: Final = ("/dash_table", "dash-table")


class PaintedDash(QuietDash):
    """Run Dash with pages that the server writes, one document an address; its own layout is the live chart alone."""

    def __init__(self, site: PageServer, **options: Any) -> None:
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

    def _sort_scripts(self) -> Scripts:
        """Return part Dash's own scripts, in their order, into those of the app and those of the graph."""
        sources = [source for source in script_addresses(self) if not any(u in source for u in _UNUSED)]
        late = [source for source in sources if any(part in source for part in _LATE)]
        renderer = [source for source in sources if "dash-renderer" in source or "dash_renderer" in source]
        early = [source for source in sources if source not in late and source not in renderer]
        return Scripts(early=[*early, *renderer], late=[*late, *self._site.late_scripts], config=renderer_config(self))

    @property
    def scripts_of_page(self) -> Scripts:
        """Give the scripts, found once; needs an application context the first time."""
        if self._scripts is None:
            self._scripts = self._sort_scripts()
        return self._scripts

    def index(self, *_args: Any, **_kwargs: Any) -> Response:
        """Give the document at the requested address."""
        return self._site.answer_page(request, self.scripts_of_page)
