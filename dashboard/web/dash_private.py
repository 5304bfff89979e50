"""Names every private part of Dash that this app leans on; each has a test in `tests/dashboard/test_dash_private.py`.

An upgrade of Dash that changes one of them fails there, by name.
"""

import re
from typing import Any, Final

from dash import Dash
from dash.development.base_component import Component

_SRC: Final = re.compile(r'<script src="([^"]+)"')
_HTML: Final = "dash_html_components"
# Versions of the machine, and tokens that differ by process (background callbacks alone need them).
_NOT_TOLD: Final = frozenset({
    "python_version", "dash_version", "dash_version_url", "ddk_version", "plotly_version", "end_id",
    "plotly_cloud_installed",
})  # fmt: skip


class QuietDash(Dash):
    """Run Dash with a configuration that names neither this machine nor this process."""

    def _config(self) -> dict[str, Any]:
        """Return what the renderer reads of the configuration."""
        whole: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        kept = {name: value for name, value in whole.items() if name not in _NOT_TOLD}
        return {**kept, "children_props": {}}


class ChartBox(Component):
    """Put a chart into a box of HTML with a role and a name; `boot.js` holds its other half, for the browser.

    Made as the components are that Dash generates. Its own for HTML would cost each reader of a live chart a script of
    208 kB to run, for one `div`.
    """

    _namespace = "esec_components"
    _type = "ChartBox"

    def __init__(self, children: Component | None = None, **properties: str) -> None:
        self._prop_names = ["children", "id", "role", "label"]
        self._valid_wildcard_attributes = ["data-"]
        super().__init__(children=children, **properties)  # type: ignore[no-untyped-call]


def script_addresses(app: Dash) -> list[str]:
    """List the addresses of Dash's own scripts, in the order in which they must run."""
    return _SRC.findall(app._generate_scripts_html())


def renderer_config(app: Dash) -> str:
    """Write the configuration that the renderer reads, as JSON for a script element."""
    text: str = app._generate_config_html()
    return text.partition(">")[2].removesuffix("</script>")


def html_name(node: Component) -> str | None:
    """Give the HTML tag of a component of `dash.html`; None for any other component."""
    return node._type.lower() if node._namespace == _HTML else None
