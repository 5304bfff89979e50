"""Preconditions and ranges, case by case, as section 13 and 14 of RFC 9110 have them."""

from datetime import UTC, datetime

import pytest
from flask import Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from dashboard.downloads.conditions import Validators, asked_span

FILE = "/data/topics.csv"
MODIFIED = datetime(2026, 11, 27, tzinfo=UTC)
BEFORE, THEN, AFTER = (
    f"{day}, {number} Nov 2026 00:00:00 GMT" for day, number in (("Thu", 26), ("Fri", 27), ("Sat", 28))
)
STRONG = Validators("t", modified=MODIFIED)
WEAK = Validators("t", weak=True)


def ask(headers: dict[str, str], method: str = "GET") -> Request:
    return Request(EnvironBuilder(method=method, headers=headers).get_environ())


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {}),
        (200, {"If-Match": '"t"'}),
        (200, {"If-Match": "*"}),
        (200, {"If-Match": '"x", "t"'}),
        (200, {"If-Match": '"t:br"'}),
        (412, {"If-Match": '"x"'}),
        (412, {"If-Match": ""}),
        (412, {"If-Match": 'W/"t"'}),
        # Parts are never compressed.
        (412, {"If-Match": '"t:br"', "Range": "bytes=0-1"}),
        (200, {"If-Match": '"t"', "Range": "bytes=0-1"}),
        (412, {"If-Unmodified-Since": BEFORE}),
        (200, {"If-Unmodified-Since": THEN}),
        (200, {"If-Unmodified-Since": AFTER}),
        (200, {"If-Unmodified-Since": "yesterday"}),
        # Of two that say the same, tags count.
        (200, {"If-Match": '"t"', "If-Unmodified-Since": BEFORE}),
        (412, {"If-Match": '"x"', "If-Unmodified-Since": AFTER}),
        (304, {"If-None-Match": '"t"'}),
        (304, {"If-None-Match": 'W/"t"'}),
        (304, {"If-None-Match": '"x", W/"y", "t:gzip"'}),
        (304, {"If-None-Match": "*"}),
        (200, {"If-None-Match": '"x"'}),
        (200, {"If-None-Match": ""}),
        (304, {"If-Modified-Since": THEN}),
        (304, {"If-Modified-Since": AFTER}),
        (200, {"If-Modified-Since": BEFORE}),
        (200, {"If-Modified-Since": "2026"}),
        (200, {"If-None-Match": '"x"', "If-Modified-Since": AFTER}),
        (304, {"If-None-Match": '"t"', "If-Modified-Since": BEFORE}),
        # What must hold is weighed before what spares sending.
        (412, {"If-Match": '"x"', "If-None-Match": '"t"'}),
        (304, {"If-Match": '"t"', "If-None-Match": '"t"'}),
        (412, {"If-Unmodified-Since": BEFORE, "If-None-Match": '"t"'}),
        (304, {"If-Unmodified-Since": AFTER, "If-Modified-Since": AFTER}),
    ],
)
def test_preconditions_are_weighed_in_the_order_of_the_standard(status: int, headers: dict[str, str]) -> None:
    assert STRONG.weigh(ask(headers)) == status
    assert STRONG.weigh(ask(headers, "HEAD")) == status


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (412, {"If-Match": 'W/"t"'}),
        (412, {"If-Match": '"t"'}),
        (200, {"If-Match": "*"}),
        (304, {"If-None-Match": '"t"'}),
        (304, {"If-None-Match": 'W/"t"'}),
        # Nothing is known of when it was modified.
        (200, {"If-Unmodified-Since": BEFORE}),
        (200, {"If-Modified-Since": AFTER}),
    ],
)
def test_a_weak_tag_is_enough_to_spare_and_never_to_insist(status: int, headers: dict[str, str]) -> None:
    assert WEAK.weigh(ask(headers)) == status


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=2-99", (2, 10)),
        ("bytes=4-", (4, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=0-1,4-5", None),
        ("rows=0-1", None),
        ("bytes=3-1", None),
        ("bytes=-0", None),
        ("bytes", None),
    ],
)
def test_one_range_is_a_part_and_all_else_the_whole(asked: str, span: tuple[int, int] | None) -> None:
    assert asked_span(ask({"Range": asked}), 10) == span
    # GET alone has ranges.
    assert asked_span(ask({"Range": asked}, "HEAD"), 10) is None


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-11"])
def test_a_range_without_a_byte_of_the_file_is_refused(asked: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        asked_span(ask({"Range": asked}), 10)


def test_only_the_strong_tag_lets_a_part_follow_another(client: FlaskClient) -> None:
    whole = client.get(FILE)
    tag = whole.headers["ETag"].strip('"')
    for validator in (f'W/"{tag}"', tag, f'"{tag}:gzip"', '"other"', whole.headers["Last-Modified"], AFTER, ""):
        asked = {"Range": "bytes=4-9", "If-Range": validator}
        assert client.get(FILE, headers=asked).data == whole.data, validator
        # Nor is a range refused of what is given whole.
        assert client.get(FILE, headers={**asked, "Range": "bytes=999999-"}).status_code == 200
    part = client.get(FILE, headers={"Range": "bytes=4-9", "If-Range": f'"{tag}"', "If-Match": f'"{tag}"'})
    assert (part.status_code, part.data) == (206, whole.data[4:10])


def test_who_holds_a_file_is_told_what_keeps_it_fresh(client: FlaskClient) -> None:
    for encoding in ("identity", "br"):
        whole = client.get(FILE, headers={"Accept-Encoding": encoding})
        held = {"Accept-Encoding": encoding, "If-None-Match": whole.headers["ETag"]}
        again = client.get(FILE, headers=held)
        assert (again.status_code, again.data) == (304, b"")
        for name in ("ETag", "Cache-Control", "Content-Location", "Vary"):
            assert again.headers[name] == whole.headers[name], name


def test_who_insists_on_another_file_is_refused_in_words(client: FlaskClient) -> None:
    for headers in ({"If-Match": '"other"'}, {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}):
        answer = client.get(FILE, headers={**headers, "Range": "bytes=0-1"})
        assert (answer.status_code, answer.content_type) == (412, "application/problem+json")
        assert b"#precondition-failed" in answer.data
        # What is not there cannot be another.
        assert client.get("/data/none.csv", headers=headers).status_code == 404
        assert client.get(f"{FILE}?sex=F", headers=headers).status_code == 400
        assert client.options(FILE, headers=headers).status_code == 204


def test_scripts_of_other_sites_may_ask_with_conditions_and_read_how_long_to_wait(client: FlaskClient) -> None:
    allowed = client.options(FILE).headers["Access-Control-Allow-Headers"].split(", ")
    assert {"If-Match", "If-None-Match", "If-Range", "If-Unmodified-Since", "Range"} <= set(allowed)
    exposed = client.get(FILE).headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Retry-After", "Allow", "Content-Range", "X-Row-Count", "ETag"} <= set(exposed)
