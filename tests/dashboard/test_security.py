import base64
import hashlib
import json
import re
import socket

import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from dashboard.view.assets_index import asset_url
from dashboard.web.live import GRAPH_BOX
from tests.dashboard.test_pages import Document

CALLBACK = "/_dash-update-component"
CHART = {"chart": "prostitution-recourse-cases", "lang": "fr", "search": "", "theme": "light", "width": 720}


def ask(**states: object) -> dict[str, object]:
    """The body with which Dash's renderer asks for the live chart."""
    return {
        "output": f"{GRAPH_BOX}.children",
        "outputs": {"id": GRAPH_BOX, "property": "children"},
        "inputs": [{"id": GRAPH_BOX, "property": "data-asked", "value": 1}],
        "changedPropIds": [f"{GRAPH_BOX}.data-asked"],
        "state": [
            {"id": GRAPH_BOX, "property": f"data-{name}", "value": value} for name, value in {**CHART, **states}.items()
        ],
    }


PAGE = "/fr/indicators/prostitution-recourse-cases"


def test_only_own_scripts_and_hashed_styles_run(client: FlaskClient) -> None:
    answer = client.get(PAGE)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in answer.headers["Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy["style-src"]
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
    assert [content for attributes, content in scripts if content and "json" not in attributes] == []
    attributes = {name for tags in Document(answer.text).heads.values() for given in tags for name in given}
    assert {name for name in attributes if name == "style" or name.startswith("on")} == set()


@pytest.mark.parametrize(
    "path",
    [
        PAGE,
        "/charts/fr/penalties.svg",
        "/charts/fr/penalties.png",
        "/assets/boot.js",
        "/nothing",
        "/data/observations.csv",
        "/healthz",
    ],
)
def test_every_answer_carries_the_headers_and_no_cookie(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "max-age" in headers["Strict-Transport-Security"]
    assert headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def test_only_embeds_may_stand_in_frames(client: FlaskClient) -> None:
    embed = client.get("/embed/fr/prostitution-recourse-cases")
    assert embed.status_code == 200
    policy = dict(rule.split(" ", 1) for rule in embed.headers["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "* http: https:"
    assert "X-Frame-Options" not in embed.headers
    # Its styles, its images and one script that tells its height: nothing is fetched, sent or run besides.
    assert (policy["default-src"], policy["script-src"], policy["img-src"]) == ("'none'", "'self'", "'self'")
    assert policy["form-action"] == policy["base-uri"] == "'none'"
    assert re.fullmatch(r"'sha256-[^']+'", policy["style-src"])
    assert re.findall(r"<script[^>]*>", embed.text) == [f'<script src="{asset_url("frame.js")}" defer>']
    page = client.get(PAGE)
    assert page.headers["X-Frame-Options"] == "DENY"


def test_the_page_names_no_foreign_file_and_no_version_of_the_machine(client: FlaskClient) -> None:
    text = client.get(PAGE).text
    loaded = re.findall(r'(?:src|data-src|srcset)="([^"]+)"', text) + re.findall(
        r'<link rel="stylesheet" href="([^"]+)"', text
    )
    assert loaded
    assert [address for address in loaded if not address.startswith("/")] == []
    assert "python" not in text.lower()


def test_the_app_takes_the_renderer_last_and_the_chart_library_only_when_asked(client: FlaskClient) -> None:
    text = client.get(PAGE).text
    scripts = json.loads(re.findall(r'<script id="live-scripts" type="application/json">(.*?)</script>', text)[0])
    early, late = scripts["early"], scripts["late"]
    assert "dash_renderer" in early[-1]
    assert [name for name in early if "plotly" in name or "dash_core" in name or "polyfill" in name] == []
    assert not any("dash_html_components" in name for name in (*early, *late)), "the chart's box needs none of them"
    for part in ("polyfill", "dash_core_components", "plotly-basic"):
        assert any(part in name for name in late)
    for name in [*early, *late]:
        answer = client.get(name)
        assert answer.status_code == 200, name
        assert "max-age=31536000" in answer.headers["Cache-Control"], name


@pytest.mark.parametrize("search", ["", "sources=all&events=0"])
def test_the_live_chart_is_drawn_from_the_description_of_the_picture(client: FlaskClient, search: str) -> None:
    answer = client.post(CALLBACK, json=ask(search=search))
    assert answer.status_code == 200
    named = answer.json["response"][GRAPH_BOX]["children"]["props"]
    assert (named["role"], named["label"][:6]) == ("group", "Courbe")
    graph = named["children"]
    assert graph["type"] == "Graph"
    assert graph["props"]["config"]["showSendToCloud"] is False
    drawn = {name for trace in graph["props"]["figure"]["data"] for name in trace.get("customdata", []) if name}
    address = f"/charts/fr/prostitution-recourse-cases.svg?{search}"
    assert drawn == set(re.findall(r'data-obs="([^"]+)"', client.get(address).text))


def test_the_live_chart_follows_language_theme_and_width(client: FlaskClient) -> None:
    bodies = [
        client.post(CALLBACK, json=ask(**states)).text
        for states in ({}, {"lang": "en"}, {"theme": "dark"}, {"width": 340})
    ]
    assert len(set(bodies)) == 4


@pytest.mark.parametrize(
    "states",
    [
        {"chart": None},
        {"chart": "nothing"},
        {"chart": ["x"]},
        {"chart": "é" * 5000},
        {"lang": "xx"},
        {"lang": {}},
        {"search": 3},
        {"theme": "print"},
        {"theme": []},
        {"width": "720"},
        {"width": None},
    ],
    ids=str,
)
def test_a_chart_that_is_none_changes_nothing(client: FlaskClient, states: dict[str, object]) -> None:
    assert client.post(CALLBACK, json=ask(**states)).status_code == 204


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(body=JSON)
def test_no_callback_body_gets_a_fault_of_ours(app: Dash, body: object) -> None:
    with app.server.test_client() as client:
        assert client.post(CALLBACK, json=body).status_code == 400


@given(name=st.sampled_from(["output", "outputs", "inputs", "changedPropIds", "state"]), value=JSON)
def test_no_damaged_callback_body_gets_a_fault_of_ours(app: Dash, name: str, value: object) -> None:
    with app.server.test_client() as client:
        answer = client.post(CALLBACK, json={**ask(chart="x"), name: value})
        assert answer.status_code in (204, 400)
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"output":' * 200])
def test_a_body_that_is_no_json_is_refused(client: FlaskClient, content: bytes) -> None:
    assert client.post(CALLBACK, data=content, content_type="application/json").status_code == 400
    assert client.post(CALLBACK, data=content, content_type="text/plain").status_code == 400


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    answer = client.post(CALLBACK, data=b"a" * 200_000, content_type="application/json")
    assert answer.status_code == 413


@given(path=st.text(max_size=60), query=st.text(max_size=60))
def test_no_address_gets_a_fault_of_ours(app: Dash, path: str, query: str) -> None:
    with app.server.test_client() as client:
        for start in (
            "/",
            "/fr/",
            "/en/indicators/",
            "/fr/figures/",
            "/charts/fr/",
            "/embed/en/",
            "/assets/",
            "/_dash-component-suites/dash/",
        ):
            try:
                answer = client.get(
                    start + path, query_string={"q": query, "sources": query, "page": query, "start": query}
                )
            except (ValueError, UnicodeError):
                continue
            assert answer.status_code < 500, start + path
            assert "Traceback" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "a" * 300, 'x"><script>alert(1)</script>'])
def test_a_host_header_does_not_enter_the_page(client: FlaskClient, host: str) -> None:
    answer = client.get(PAGE, headers={"Host": host})
    assert answer.status_code in (200, 400)
    assert host not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_pages_are_only_read(client: FlaskClient, method: str) -> None:
    assert client.open(PAGE, method=method).status_code == 405


def test_the_server_asks_nobody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(_socket: object, address: object) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *place, **_: asked.append(place))
    for path in (
        "/fr/", PAGE, "/en/explorer?q=119", "/charts/fr/penalties.svg", "/embed/fr/prostitution-recourse-cases",
        "/data/observations.xlsx", "/data/observations.csv?source=http://evil.example/", "/_dash-layout?address=http://evil.example/",
        "/fr/corrections.atom", "/readyz", "/metrics", "//evil.example/x",
    ):  # fmt: skip
        client.get(path).get_data()
    client.post(CALLBACK, json=ask())
    assert asked == []
