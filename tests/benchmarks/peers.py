"""The peer `python -m tests.benchmarks.peers [FOLDER]`: a bare Dash page and callback, same server, same imports.

The files of the folder are served under `/files/`.
"""

import sys
from typing import Any

from dash import Dash, Input, Output, dcc, html
from flask import Response, send_from_directory

import dashboard.app  # noqa: F401 - the same imports as the dashboard
from dashboard.commands.serving import serve_application
from dashboard.settings import Settings


def load() -> Any:
    app = Dash("peer", enable_mcp=False)
    app.layout = html.Div([html.H1("Hello"), html.Button("?", id="ask"), html.Div(id="said"), dcc.Store(id="kept")])

    @app.callback(Output("said", "children"), Input("ask", "n_clicks"))
    def say(_clicks: Any) -> str:
        return ""

    server = app.server
    if len(sys.argv) > 1:

        @server.get("/files/<name>")
        def send(name: str) -> Response:
            return send_from_directory(sys.argv[1], name)

    return server


def main() -> None:
    """Serve until told to stop."""
    serve_application(load, Settings(port=0))


if __name__ == "__main__":
    main()
