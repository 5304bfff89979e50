"""The description of the addresses holds every address that the server answers, and every answer is as it says."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
import schemathesis
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from werkzeug.test import TestResponse

from dashboard.data.store import Snapshot
from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.formats import FORMATS
from dashboard.web.page_server import snapshot_paths

Thing = dict[str, Any]
EXAMPLES = 3
SLOW = {f"/data/observations.{form.extension}" for form in FORMATS.values() if not form.streams}
SLOW |= {f"/data/{path}" for path, document in DOCUMENTS.items() if document.make_in}
# What nobody asks for by name: addresses that pages bring along, and what the framework keeps for itself.
NOT_DESCRIBED = {
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": "scripts of pages, under changing names",
    "/_dash-dependencies": "what the scripts of the live chart ask",
    "/_dash-layout": "what the scripts of the live chart ask",
    "/_dash-update-component": "what the scripts of the live chart ask",
    "/_favicon.ico": "Dash's own icon, which no page shows",
    "/_no_dash_assets/<path:filename>": "Dash's way to a folder that there is not",
    "/_reload-hash": "Dash's own, for development",
    "/assets/<name>": "scripts, font and icon of pages, under changing names",
    "/favicon.ico": "leads browsers to the icon",
    "/sdmx/": "where the addresses for SDMX tools begin, and nothing stands",
    "/static/<path:filename>": "Flask's way to a folder that there is not",
}


@pytest.fixture(scope="module")
def described(app: Dash) -> Thing:
    said: Thing = json.loads(app.server.test_client().get("/openapi.json").data)
    return said


def resolve(described: Thing, thing: Thing) -> Thing:
    for name in thing.get("$ref", "").split("/")[1:]:
        described = described[name]
    return described if "$ref" in thing else thing


def parameters(described: Thing, path: str) -> list[Thing]:
    return [resolve(described, each) for each in described["paths"][path]["get"].get("parameters", ())]


def example_of(described: Thing, path: str) -> str:
    asked = {}
    filled = path
    for each in parameters(described, path):
        if each["in"] == "path":
            value = each.get("example") or each["schema"]["enum"][0]
            filled = filled.replace(f"{{{each['name']}}}", value)
        elif each.get("required"):
            asked[each["name"]] = each["example"]
    return f"{filled}?{urlencode(asked)}" if asked else filled


def pattern_of(described: Thing, path: str) -> re.Pattern[str]:
    """What an address of this path looks like, by the schemas of its parameters."""
    text = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    for each in parameters(described, path):
        if each["in"] == "path":
            schema = each["schema"]
            one = "|".join(map(re.escape, schema["enum"])) if "enum" in schema else schema["pattern"].strip("^$")
            text = text.replace(f"{{{each['name']}}}", f"(?:{one})")
    return re.compile(text)


def test_every_route_is_described_or_named_here(app: Dash, described: Thing) -> None:
    routes = app.server.url_map.bind("esec.example")
    found = {
        routes.match(example_of(described, path).partition("?")[0], return_rule=True)[0].rule
        for path in described["paths"]
    }
    rules = {rule.rule for rule in app.server.url_map.iter_rules()}
    assert rules - found - NOT_DESCRIBED.keys() == set()
    assert NOT_DESCRIBED.keys() <= rules - found


def test_every_page_has_an_address_that_is_described(described: Thing, snapshot: Snapshot) -> None:
    patterns = [pattern_of(described, path) for path in described["paths"] if path.startswith("/{lang}/")]
    for path in snapshot_paths(snapshot):
        assert any(pattern.fullmatch(path) for pattern in patterns), path


def check(described: Thing, path: str, answer: TestResponse) -> None:
    """Compare status, media type and headers with the declaration."""
    declared = described["paths"][path]["get"]["responses"]
    assert str(answer.status_code) in declared, (path, answer.status_code)
    said = resolve(described, declared[str(answer.status_code)])
    content = said.get("content", {})
    if content and "*/*" not in content:
        assert answer.mimetype in content, (path, answer.status_code)
    if not content:
        assert not answer.data, (path, answer.status_code)
    for name, header in said.get("headers", {}).items():
        whole = resolve(described, header)
        assert not whole.get("required") or name in answer.headers, (path, answer.status_code, name)
        if name in answer.headers:
            kind = int if whole["schema"]["type"] == "integer" else str
            jsonschema.validate(kind(answer.headers[name]), whole["schema"])
    if answer.mimetype == "application/problem+json" and answer.data:
        jsonschema.validate(json.loads(answer.data), described["components"]["schemas"]["Problem"])


@pytest.fixture(scope="module")
def kinds(described: Thing) -> list[str]:
    """One path for each kind of operation, the one that takes most: tables' files are all answered in one way."""
    richest: dict[str, str] = {}
    for path in sorted(described["paths"], key=lambda each: len(parameters(described, each))):
        # Seconds of work each time; those of other tables stand for them.
        if path in SLOW:
            continue
        operation = described["paths"][path]["get"]
        fixed = [each["name"] for each in parameters(described, path) if each["in"] == "path"]
        richest[json.dumps([operation["responses"], operation["tags"], fixed])] = path
    return list(richest.values())


def test_each_address_is_answered_as_described(client: FlaskClient, described: Thing, kinds: list[str]) -> None:
    for path, item in described["paths"].items():
        address, declared = example_of(described, path), item["get"]["responses"]
        # That nothing is sent again is known before a file is made.
        held = client.get(address, headers={"If-None-Match": "*"})
        assert (held.status_code == 304) == ("304" in declared), path
        check(described, path, held)
        if path in kinds:
            answer, head = client.get(address), client.head(address)
            assert answer.status_code in (200, 302), path
            check(described, path, answer)
            answer.close()
            assert (head.status_code, head.data) == (answer.status_code, b""), path
            # Each answer of the operator's counters counts the one before.
            if path != "/metrics":
                assert sorted(head.headers.items()) == sorted(answer.headers.items()), path


def test_each_kind_of_address_refuses_as_described(client: FlaskClient, described: Thing, kinds: list[str]) -> None:
    asked = {
        "304": {"If-None-Match": "*"},
        "412": {"If-Match": '"another"'},
        "206": {"Range": "bytes=0-9"},
        "416": {"Range": "bytes=999999999-"},
    }
    for path in kinds:
        address, declared = example_of(described, path), described["paths"][path]["get"]["responses"]
        for status, headers in asked.items():
            answer = client.get(address, headers=headers)
            answer.close()
            # What leaves while it is made has no parts.
            possible = status in declared and (status == "304" or answer.headers.get("Accept-Ranges") != "none")
            assert (answer.status_code == int(status)) == possible, (path, status)
            check(described, path, answer)
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
            answer = client.open(address, method=method)
            assert answer.status_code == (501 if method == "BREW" else 405)
            check(described, path, answer)
        allowed = client.options(address).headers["Allow"].split(", ")
        assert sorted(allowed) == ["GET", "HEAD", "OPTIONS"]
        check(described, path, client.get(address, headers={"Host": "no host"}))


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_made_up_is_answered_as_described(
    app: Dash, described: Thing, kinds: list[str], mode: GenerationMode
) -> None:
    api = schemathesis.openapi.from_wsgi("/openapi.json", app.server)
    tried = 0
    for path in kinds:
        # A head may hold any text: where nothing else is asked, nothing can be asked wrongly.
        asked = [each for each in parameters(described, path) if each["in"] != "header"]
        if mode is GenerationMode.NEGATIVE and not asked:
            continue
        operation = api[path]["GET"]

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(mode))
        def fuzz(case: schemathesis.Case) -> None:
            # A schema cannot say that an end follows its start, that a figure's id is published, nor that an empty
            # filter is as good as none.
            unsaid = [negative_data_rejection, positive_data_acceptance]
            case.call_and_validate(excluded_checks=unsaid, headers={"Accept-Encoding": "identity"})

        fuzz()
        tried += 1
    assert tried > 20


FIGURES = "/data/observations.csv"


def test_what_is_left_empty_is_as_good_as_absent_and_declared_so(client: FlaskClient, described: Thing) -> None:
    whole = client.get(FIGURES).headers["ETag"]
    empty = [each for each in parameters(described, FIGURES) if each["in"] == "query"]
    assert len(empty) > 10
    for each in empty:
        assert each["allowEmptyValue"], each["name"]
        assert client.get(f"{FIGURES}?{each['name']}=").headers["ETag"] == whole


def test_a_value_may_be_repeated_and_no_declaration_forbids_it(client: FlaskClient, described: Thing) -> None:
    sex = next(each for each in parameters(described, FIGURES) if each["name"] == "sex")
    jsonschema.validate(["F", "F"], sex["schema"])
    tags = {client.get(f"{FIGURES}?{query}").headers["ETag"] for query in ("sex=F", "sex=F,F", "sex=F&sex=F")}
    assert len(tags) == 1


def test_ids_that_are_too_many_to_list_have_a_pattern(described: Thing, snapshot: Snapshot) -> None:
    figure = next(each for each in parameters(described, FIGURES) if each["name"] == "figure")["schema"]
    jsonschema.validate(["o-0012", "o-0014"], figure)
    for wrong in ("", "o 12", "-", "é", "a/b"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate([wrong], figure)


def test_whoever_has_a_question_finds_whom_to_ask(described: Thing) -> None:
    assert described["info"]["contact"]["url"] == "https://esec.example/en/"
    assert described["info"]["contact"]["name"]
    assert all(item["get"]["description"] for item in described["paths"].values())
