"""Holds each private part of Dash that the app leans on to the pinned version."""

import json

import pytest
from dash import Dash, dcc, html
from plotly.utils import PlotlyJSONEncoder

from dashboard.web.dash_private import ChartBox, html_name, renderer_config, script_addresses


def test_the_configuration_names_neither_the_machine_nor_the_process(app: Dash) -> None:
    plain = Dash("plain")._config()  # type: ignore[no-untyped-call]
    own = app._config()  # type: ignore[no-untyped-call]
    assert "python_version" in plain, "Dash still tells it, so that it must be taken out"
    assert [name for name in own if name.endswith("_version") or name == "end_id"] == []
    assert own.keys() >= {"requests_pathname_prefix", "suppress_callback_exceptions"}


def test_every_script_of_dash_is_listed_once_and_react_in_its_order(app: Dash) -> None:
    with app.server.test_request_context("/"):
        found = script_addresses(app)
    parts = ("react@", "react-dom@", "prop-types@", "dash_renderer", "dash_html_components", "dash_core_components.")
    assert [part for part in parts if sum(part in name for name in found) != 1] == []
    places = [next(i for i, name in enumerate(found) if part in name) for part in ("react@", "react-dom@")]
    assert places == sorted(places)


def test_the_renderer_s_configuration_is_json(app: Dash) -> None:
    with app.server.test_request_context("/"):
        assert json.loads(renderer_config(app))["requests_pathname_prefix"] == "/"


def test_html_components_are_told_from_others_with_their_tag() -> None:
    assert [html_name(html.Figcaption()), html_name(html.H1()), html_name(dcc.Graph())] == ["figcaption", "h1", None]


def test_the_box_of_a_chart_goes_to_the_browser_as_a_component_with_what_it_was_given() -> None:
    box = ChartBox(dcc.Graph(id="graph"), id="box", role="group", label="Courbe")
    box["graph"].figure = {}
    sent = json.loads(json.dumps(box, cls=PlotlyJSONEncoder))
    assert (sent["namespace"], sent["type"]) == ("esec_components", "ChartBox")
    assert sent["props"].pop("children")["props"] == {"id": "graph", "figure": {}}
    assert sent["props"] == {"id": "box", "role": "group", "label": "Courbe"}
    with pytest.raises(TypeError):
        ChartBox(title="no property of it")
