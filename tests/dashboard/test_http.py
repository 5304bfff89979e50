"""What HTTP asks of any server: methods, hosts, heads without bodies, and headers on every answer."""

import json

import pytest
from flask.testing import FlaskClient

from dashboard.data.store import Snapshot
from dashboard.web.page_server import LONGEST_PATH, snapshot_paths

PATHS = [
    "/",
    "/fr",
    "/fr/",
    "/en/nothing",
    "/fr/explorer?q=loi&page=2",
    "/fr/figures/o-0001",
    "/embed/fr/ufm-present",
    "/charts/fr/penalties.svg",
    "/charts/fr/nothing.svg",
    "/data/",
    "/data/observations.csv",
    "/data/observations.csv?sex=nobody",
    "/data/nothing.csv",
    "/data/datapackage.json",
    "/openapi.json",
    "/assets/boot.js",
    "/assets/nothing",
    "/robots.txt",
    "/sitemap.xml",
    "/corrections.atom",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/_dash-layout",
    "/_dash-update-component",
]
WRITING = ["POST", "PUT", "PATCH", "DELETE", "TRACE"]


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_does_but_for_the_body(client: FlaskClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert head.data == b""
    assert head.status_code == whole.status_code
    assert sorted(head.headers.items()) == sorted(whole.headers.items())


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/_dash-update-component"])
def test_what_is_only_read_says_so(client: FlaskClient, path: str) -> None:
    for method in WRITING:
        answer = client.open(path, method=method)
        assert answer.status_code == 405, method
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        assert len(answer.data) < 600
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    asked = client.options(path)
    assert (asked.status_code, asked.data) in [(200, b""), (204, b"")]
    assert set(asked.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_the_live_chart_says_that_it_is_asked_by_post(client: FlaskClient) -> None:
    for method in ("PUT", "DELETE", "TRACE"):
        assert "POST" in client.open("/_dash-update-component", method=method).headers["Allow"]


@pytest.mark.parametrize("path", ["/fr/", "/data/topics.csv", "/openapi.json", "/_dash-update-component"])
@pytest.mark.parametrize("method", ["TRACK", "CONNECT", "PROPFIND", "BREW"])
def test_a_method_that_nothing_here_knows_is_said_to_be_none(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (501, "application/problem+json")
    assert json.loads(answer.data)["type"].endswith("/data/#unknown-method")


@pytest.mark.parametrize("method", ["get", "head", "Get", "post", "gEt", ""])
def test_a_method_is_written_in_capitals(client: FlaskClient, method: str) -> None:
    answer = client.get("/fr/", environ_overrides={"REQUEST_METHOD": method})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "a b",
        "localhost,evil.example",
        "user@localhost",
        "user:word@localhost",
        "localhost/path",
        "localhost?x",
        "localhost#x",
        "localhost:port",
        "localhost:123456",
        "locälhost",
        "[::1",
        "[::1]x",
        "[x]",
        "::1",
        'x"><script>alert(1)</script>',
    ],
)
def test_what_is_no_host_is_refused_though_no_answer_needs_it(client: FlaskClient, host: str) -> None:
    answer = client.get("/fr/sources", environ_overrides={"HTTP_HOST": host})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert json.loads(answer.data) == {"type": "about:blank", "title": "Bad Request", "status": 400}
    assert not host.strip() or host not in answer.text


@pytest.mark.parametrize(
    "host", ["esec.example", "ESEC.example:443", "esec_app:8050", "127.0.0.1", "[::1]:8050", "a-b."]
)
def test_any_name_is_answered_where_a_public_address_is_set(client: FlaskClient, host: str) -> None:
    answer = client.get("/fr/sources", environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 200
    assert 'rel="canonical" href="https://esec.example/fr/sources"' in answer.text


@pytest.mark.parametrize(("protocol", "status"), [("HTTP/1.1", 400), ("HTTP/1.0", 200)])
def test_a_host_is_named_since_1_1(client: FlaskClient, protocol: str, status: int) -> None:
    with client.application.test_request_context("/fr/sources") as context:
        environ = {**context.request.environ, "SERVER_PROTOCOL": protocol}
    del environ["HTTP_HOST"]
    statuses: list[str] = []
    body = client.application(environ, lambda given, _headers, _info=None: statuses.append(given))
    assert int(statuses[0].partition(" ")[0]) == status
    assert b"".join(body)


LONG = 30_000
REPEATED = {
    "a path": "/fr/{}",
    "a path in no language": "/{}",
    "a path with markup": "/en/<{}>",
    "a path of signs": "/fr/figures/{}\U0001f9d2",
    "a path that moves": "/fr/{}/",
    "an indicator": "/en/indicators/{}",
    "a chart": "/charts/fr/{}.svg",
    "an embed": "/embed/fr/{}",
    "an asset": "/assets/{}",
    "a component": "/_dash-component-suites/dash/{}.js",
    "a file": "/data/{}.csv",
    "a value of a file": "/data/observations.csv?sex={}",
    "a name of a file": "/data/observations.csv?{}=1",
    "a search": "/fr/explorer?q={}",
    "a value": "/fr/indicators/prostitution-recourse-cases?sources={}",
    "a name": "/fr/indicators/prostitution-recourse-cases?{}=1",
    "a value of the start": "/?q={}",
    "a name of the start": "/?{}=1",
    "a value that moves": "/fr?q={}",
}


@pytest.mark.parametrize("what", REPEATED)
def test_little_of_a_long_address_is_repeated(client: FlaskClient, what: str) -> None:
    short, long = (client.get(REPEATED[what].format("a" * length)) for length in (8, LONG))
    assert long.status_code in {short.status_code, 404, 414}
    # Some 200 characters, at most so often as a page of search links to others.
    assert len(long.data) < max(len(short.data), len(client.get("/fr/nothing").data)) + 20_000
    assert len(str(long.headers)) < len(str(short.headers)) + 2_000


def test_few_of_many_unknown_parameters_are_repeated(client: FlaskClient) -> None:
    many = "&".join(f"{number}{'x' * 500}=1" for number in range(50))
    page = "/fr/indicators/prostitution-recourse-cases"
    assert len(client.get(f"{page}?{many}").data) < len(client.get(page).data) + 2_000


def test_no_page_has_an_address_that_is_taken_for_too_long(client: FlaskClient, snapshot: Snapshot) -> None:
    longest = max(snapshot_paths(snapshot), key=len)
    assert len(longest) < LONGEST_PATH / 2
    assert client.get(longest).status_code == 200


def test_a_body_with_get_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/fr/", data=b"x" * 5000).data == client.get("/fr/").data


ODD = {
    "Accept-Language": [
        "fr;q=nan",
        "en;q=1e400, fr;q=-1",
        "*;q=0",
        "x" * 3000,
        "\udcff",
        ";;,,=",
        "fr, en;q=0.5" * 500,
    ],
    "Accept-Encoding": ["gzip;q=nan", "br;q=, ;;", "identity;q=0, *;q=0", "x" * 3000, "GZIP", "gzip" * 900],
    "Range": ["bytes=0-0,1-1", "bytes=9-1", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=-0", "bytes=0-" + "9" * 300],
    "If-Range": ['W/"x"', '"x"', "never", "Thu, 01 Jan 1970 00:00:00 GMT", '"'],
    "If-None-Match": ['W/"', '"a", "b', "*, *", "x" * 3000, ","],
    "If-Match": ["*", '"x"', '"'],
    "If-Modified-Since": ["never", "9" * 400, "Thu, 99 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 9999 00:00:00 GMT"],
    "If-Unmodified-Since": ["never", "Thu, 01 Jan 1970 00:00:00 GMT"],
    "X-Forwarded-For": ["::::", "evil", "1.1.1.1, " * 300],
    "X-Forwarded-Proto": ["gopher", "https,http"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Prefix": ["/evil.example"],
    "Forwarded": ["for=;host=evil.example;proto=gopher"],
    "X-Original-URL": ["/evil.example"],
    "X-HTTP-Method-Override": ["DELETE"],
}


@pytest.mark.parametrize("name", ODD)
def test_odd_headers_get_an_answer_and_nothing_of_them_enters_it(client: FlaskClient, name: str) -> None:
    for path in ("/", "/fr/sources", "/data/observations.csv", "/charts/fr/penalties.svg", "/assets/boot.js"):
        for value in ODD[name]:
            raw = value.encode("utf-8", "surrogateescape").decode("latin-1")
            key = f"HTTP_{name.upper().replace('-', '_')}"
            answer = client.get(path, environ_overrides={key: raw})
            assert answer.status_code in (200, 206, 302, 304, 412, 416), (path, value)
            told = "\n".join(f"{one}: {other}" for one, other in answer.headers.items()) + answer.get_data().decode(
                "latin-1"
            )
            assert "evil" not in told
            assert "gopher" not in told
