"""Bodies of a live chart's question, damaged at every place as no browser would: an answer or a refusal, soon."""

import gzip
import json
import logging
import time
import zlib
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.dashboard.test_security import CALLBACK, ask

# Seconds for an answer on a machine that does much else.
SOON = 10
REFUSED = (400, 413)
Place = tuple[str | int, ...]
# As they stand in a body: most of them no writer of JSON would write.
VALUES = (
    "null", "true", "0", "-1", "NaN", "-Infinity", "1e999", "-0.0", "1e-400", "9" * 4000, "9" * 5000, '""', '"."',
    '".."', '"...."', '"..a.b...c.d.."', '"a.b.c"', '"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\\u202e<script>"',
    '"' + "x" * 20_000 + '"', '"é\\n"', "[]", "{}", "[null]", "[[]]", "[{}]", '{"id":1}', '{"value":1,"value":2}',
    '{"id":{"type":"a","index":1}}', '{"id":null,"property":[]}', '{"id":"live-graph-box","property":"children"}',
    '"{\\"a\\":1}"', "[" * 400 + "]" * 400, '{"a":' * 400 + "1" + "}" * 400, '{"__proto__":{}}', '{"_dash_error":1}',
    "[" + "0," * 10_000 + "0]", "[" + "{}," * 10_000 + "{}]", "\x00", "\ufeff1", "'x'", "undefined",
)  # fmt: skip


def _places(part: Any, here: Place = ()) -> Iterator[Place]:
    """Every place of a body, itself first."""
    yield here
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, item in inner:
        yield from _places(item, (*here, name))


def _put(part: Any, place: Place, value: str) -> str:
    """The body as text, with a value at a place."""
    if not place:
        return value
    name, rest = place[0], place[1:]
    if isinstance(part, dict):
        items = {key: _put(item, rest, value) if key == name else json.dumps(item) for key, item in part.items()}
        return "{" + ",".join(f"{json.dumps(key)}:{item}" for key, item in items.items()) + "}"
    return (
        "["
        + ",".join(_put(item, rest, value) if at == name else json.dumps(item) for at, item in enumerate(part))
        + "]"
    )


WHOLE = ask()
PLACES = tuple(_places(WHOLE))


@pytest.fixture(autouse=True)
def _no_fault_of_ours(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def _answer(client: FlaskClient, body: str | bytes, **given_headers: str) -> int:
    start = time.monotonic()
    content = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    answer = client.post(CALLBACK, data=content, headers={"Content-Type": "application/json", **given_headers})
    assert time.monotonic() - start < SOON
    assert answer.status_code in (200, 204, *REFUSED), answer.text
    for word in ("Traceback", "site-packages", 'File "/'):
        assert word not in answer.text
    return answer.status_code


def test_the_body_itself_is_answered(client: FlaskClient) -> None:
    assert _answer(client, _put(WHOLE, (), json.dumps(WHOLE))) == 200
    assert {len(place) for place in PLACES} == {0, 1, 2, 3}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:24].encode("unicode_escape").decode())
def test_nothing_at_any_place_of_a_body_is_a_fault(client: FlaskClient, value: str) -> None:
    for place in PLACES:
        _answer(client, _put(WHOLE, place, value))


@given(places=st.lists(st.sampled_from(PLACES[1:]), min_size=1, max_size=5), chance=st.randoms())
def test_what_is_missing_or_doubled_at_any_place_is_no_fault(app: Dash, places: list[Place], chance: Any) -> None:
    body: Any = json.loads(json.dumps(WHOLE))
    for place in places:
        part = body
        for name in place[:-1]:
            part = (
                part[name]
                if (isinstance(part, dict) and name in part)
                or (isinstance(part, list) and isinstance(name, int) and name < len(part))
                else None
            )
        if isinstance(part, list):
            part[:] = chance.choices(part, k=chance.randrange(5)) if part else []
        elif isinstance(part, dict):
            part.pop(str(place[-1]), None)
    text = json.dumps(body)
    # A name that stands twice counts as it stands last, or is refused: never as both.
    doubled = text.replace("{", '{"id":"live-graph-box","inputs":{},"state":null,', chance.randrange(3))
    with app.server.test_client() as client:
        _answer(client, text)
        _answer(client, doubled)


@pytest.mark.parametrize("name", ["inputs", "state", "outputs", "changedPropIds", "output"])
@pytest.mark.parametrize("entry", ["1", "null", "{}", '""', "[]"])
def test_ten_thousand_entries_are_refused(client: FlaskClient, name: str, entry: str) -> None:
    assert _answer(client, _put(WHOLE, (name,), "[" + ",".join([entry] * 10_000) + "]")) in REFUSED


@pytest.mark.parametrize("content", [json.dumps(WHOLE).encode(), b"[" * 30_000_000], ids=["small", "bomb"])
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip", "identity, x", "zstd"])
def test_a_compressed_body_is_never_unfolded(client: FlaskClient, coding: str, content: bytes) -> None:
    pack = {"deflate": zlib.compress, "br": lambda text: brotli.compress(text, quality=1)}.get(coding, gzip.compress)
    assert _answer(client, pack(content), **{"Content-Encoding": coding}) in REFUSED


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "multipart/form-data", "application/json, application/json", "\xe9", "application/" + "x" * 5000],
)  # fmt: skip
def test_another_type_of_body_is_refused(client: FlaskClient, kind: str) -> None:
    for body in (json.dumps(WHOLE), "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--", ""):
        assert _answer(client, body, **{"Content-Type": kind}) in REFUSED


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "x-unknown", "\x00", "latin-1"])
def test_json_is_read_as_utf_8_whatever_is_said_of_it(client: FlaskClient, charset: str) -> None:
    kind = f"application/json; charset={charset}"
    _answer(client, json.dumps(WHOLE), **{"Content-Type": kind})
    _answer(client, json.dumps(WHOLE).encode("utf-16"), **{"Content-Type": kind})
    _answer(client, b"\xff" * 5000, **{"Content-Type": kind})
