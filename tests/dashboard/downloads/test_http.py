"""Over HTTP: names, links, caching, conditional and range requests, other sites, problems, versions."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from dashboard.data.cache import BoundedCache
from dashboard.data.query import HeldFiles, NotPublishedError
from dashboard.downloads import files as files_module
from dashboard.downloads.documents import DOCUMENTS, size_of
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.problems import KINDS
from dashboard.downloads.routes import register
from dashboard.downloads.turns import Turns
from pipelines.schema.paths import DESCRIPTOR
from tests.dashboard.downloads.conftest import BASE, serve

FIGURES = "/data/observations.csv"


def problem(response: TestResponse, kind: str) -> dict[str, object]:
    status = KINDS[kind]
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    said: dict[str, object] = json.loads(response.data)
    assert said["status"] == status and str(said["type"]).endswith(f"#{kind}")
    assert said["title"] and said["detail"] and said["detail_fr"] and said["instance"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return said


def test_a_file_says_what_it_is(client: FlaskClient, files: DownloadCatalogue) -> None:
    response = client.get(FIGURES)
    assert response.status_code == 200 and response.data == files.body(files.find("observations.csv"))
    headers = response.headers
    assert response.content_type == "text/csv; charset=utf-8; header=present"
    assert (
        headers["Content-Disposition"]
        == f'attachment; filename="esec-france_observations_v{files.dataset.version}.csv"'
    )
    assert '<https://esec.example/data/datapackage.json>; rel="describedby"' in headers["Link"]
    assert headers["X-Data-Version"] == files.dataset.version
    assert headers["X-Row-Count"] == str(files.published.tables["observations"].rows)
    assert headers["Access-Control-Allow-Origin"] == "*" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Last-Modified"] and headers["ETag"] and "max-age" in headers["Cache-Control"]


def test_the_name_of_a_filtered_file_says_its_filters(client: FlaskClient) -> None:
    short = client.get(f"{FIGURES}?topic=opinion&sex=F&lang=fr").headers["Content-Disposition"]
    assert short.endswith('_topic-opinion_sex-f_lang-fr.csv"')
    topics = "helpline,offences,online,opinion,prostitution,response,trafficking,ufm,vulnerability"
    long = client.get(f"{FIGURES}?topic={topics}").headers["Content-Disposition"]
    assert long.isascii() and len(long) < 170


def test_every_address_without_parameters_is_answered(client: FlaskClient, files: DownloadCatalogue) -> None:
    for path in files.paths(citations_of_observations=False):
        if not path.startswith("indicators/"):
            response = client.get(f"/data/{path}")
            assert response.status_code == 200 and response.data, path


def test_head_says_the_same_without_the_file(client: FlaskClient) -> None:
    whole, head = client.get(FIGURES), client.head(FIGURES)
    assert head.status_code == 200 and head.data == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Content-Disposition", "Last-Modified"):
        assert head.headers[name] == whole.headers[name]


def test_what_a_client_holds_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(FIGURES)
    for held in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": "*"},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(FIGURES, headers=held)
        assert again.status_code == 304 and again.data == b"" and again.headers["ETag"] == first.headers["ETag"]
    assert client.get(FIGURES, headers={"If-None-Match": '"other"'}).status_code == 200
    # A validator that does not match outweighs a date that does.
    stale = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(FIGURES, headers=stale).status_code == 200


def test_a_compressed_file_is_validated_too(client: FlaskClient) -> None:
    first = client.get(FIGURES, headers={"Accept-Encoding": "br"})
    assert first.headers["Content-Encoding"] == "br" and len(first.data) < int(
        client.head(FIGURES).headers["Content-Length"]
    )
    again = client.get(FIGURES, headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("one", "other"), [("lang=fr", "lang=en"), ("sex=F", "sex=M"), ("", "dialect=excel-fr")])
def test_different_files_have_different_validators(client: FlaskClient, one: str, other: str) -> None:
    tags = {client.get(f"{FIGURES}?{query}").headers["ETag"] for query in (one, other)}
    assert len(tags) == 2


def test_equal_selections_have_one_validator(client: FlaskClient) -> None:
    written = ("sex=F&topic=opinion", "topic=opinion&sex=F", "topic=opinion&sex=F&lang=both&start=")
    assert len({client.get(f"{FIGURES}?{query}").headers["ETag"] for query in written}) == 1


@settings(deadline=None)
@given(first=st.integers(0, 3000), length=st.integers(1, 3000))
def test_any_part_of_a_file_can_be_fetched(fuzzed: FlaskClient, first: int, length: int) -> None:
    whole = fuzzed.get("/data/topics.csv").data
    asked = {"Range": f"bytes={first}-{first + length - 1}", "Accept-Encoding": "br, gzip"}
    part = fuzzed.get("/data/topics.csv", headers=asked)
    assert part.status_code == 206 and "Content-Encoding" not in part.headers
    assert part.data == whole[first : first + length]
    last = min(first + length, len(whole)) - 1
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


def test_the_end_of_a_file_can_be_fetched(client: FlaskClient) -> None:
    whole = client.get(FIGURES).data
    assert client.get(FIGURES, headers={"Range": "bytes=-20"}).data == whole[-20:]


def test_a_part_of_another_version_is_not_mixed_in(client: FlaskClient) -> None:
    response = client.get(FIGURES, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert response.status_code == 200 and len(response.data) > 10


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "rows=1-2", "bytes=b", "bytes=9-2"])
def test_ranges_that_make_no_one_part_give_the_whole_file(client: FlaskClient, asked: str) -> None:
    assert client.get(FIGURES, headers={"Range": asked}).status_code == 200


def test_a_range_outside_is_refused_with_the_length(client: FlaskClient) -> None:
    response = client.get(FIGURES, headers={"Range": "bytes=99999999-"})
    problem(response, "range-not-satisfiable")
    assert response.headers["Content-Range"] == f"bytes */{client.head(FIGURES).headers['Content-Length']}"


def test_scripts_of_other_sites_may_read(client: FlaskClient) -> None:
    response = client.options(
        FIGURES, headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    )
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    response = client.open(FIGURES, method=method)
    problem(response, "method-not-allowed")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_refusals_name_parameter_and_allowed_values(client: FlaskClient) -> None:
    said = problem(client.get(f"{FIGURES}?sex=X"), "unknown-value")
    assert (said["parameter"], said["value"], said["allowed"]) == ("sex", "X", ["_T", "F", "M"])


@pytest.mark.parametrize(
    "path",
    ["figures.csv", "observations.xml", "observations", "observations.", ".csv", "indicators/none.csv",
     "figures/o-9999.bib", "indicators/.csv", "topics.sdmx.csv", "figures/o-0012.csv", "schema/none.json",
     "dataset.csv", "x" * 250, "v1/x.csv/"],
)  # fmt: skip
def test_unknown_files_are_not_found(client: FlaskClient, path: str) -> None:
    response = client.get(f"/data/{path}")
    problem(response, "unknown-version" if path.startswith("v1/") else "not-found")


def test_an_unknown_indicator_is_answered_with_the_known_ones(client: FlaskClient, files: DownloadCatalogue) -> None:
    said = problem(client.get("/data/indicators/prostitution-recourse-case.csv"), "not-found")
    assert "prostitution-recourse-cases" in said["allowed"]  # type: ignore[operator]
    assert said["allowed_count"] == len(files.published.records("indicators"))


@pytest.mark.parametrize(
    "query",
    ["sex=' OR 1=1 --", "sex=%00", "sex=%ff%fe", "topic=../../etc/passwd", "start=%F0%9F%A7%92",
     "lang=fr%0d%0aSet-Cookie:x",
     "a=b&" * 500, "=", "&&&", "sex[]=F", "sex=F&sex=%27", "%00=1", "figure=" + ",".join(["o-0012"] * 900),
     "figure=" + ",".join(f"x{n}" for n in range(600)), "start=2009&start=2010", "dialect=excel-fr&dialect=standard"],
)  # fmt: skip
def test_hostile_parameters_get_a_clear_answer(client: FlaskClient, query: str) -> None:
    response = client.get(f"{FIGURES}?{query}")
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert json.loads(response.data)["parameter"] is not None
    assert "Set-Cookie" not in response.headers


def test_an_address_that_is_too_long_is_refused(client: FlaskClient) -> None:
    problem(client.get(f"{FIGURES}?topic={'x' * 9000}"), "address-too-long")
    problem(client.get(f"/data/{'x' * 400}.csv"), "address-too-long")


@pytest.mark.parametrize(
    "path",
    ["../curated/datapackage.json", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc/passwd", "v..%2f/x", "v1.0.0/../x"],
)
def test_no_path_leads_out(client: FlaskClient, path: str) -> None:
    assert client.get(f"/data/{path}").status_code in (404, 308)


@pytest.fixture(scope="module")
def fuzzed(folder: Path) -> FlaskClient:
    return serve(folder).test_client()


@settings(deadline=None)
@given(path=st.text(max_size=40), query=st.binary(max_size=80))
def test_any_address_is_answered_without_a_failure(fuzzed: FlaskClient, path: str, query: bytes) -> None:
    address = "/data/" + path.replace("?", "").replace("#", "")
    response = fuzzed.get(address, environ_overrides={"QUERY_STRING": query.decode("latin-1")})
    assert response.status_code < 500
    if response.status_code >= 400 and response.status_code != 405:
        assert response.content_type == "application/problem+json"


@settings(deadline=None)
@given(query=st.binary(max_size=80))
def test_any_bytes_as_parameters_are_answered_without_a_failure(fuzzed: FlaskClient, query: bytes) -> None:
    asked = {"QUERY_STRING": query.decode("latin-1")}
    assert fuzzed.get("/data/topics.json", environ_overrides=asked).status_code in (200, 400)


# What a header can carry: no control characters, which a server refuses before any application.
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40)
DATES = st.sampled_from(
    ["Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 32 Foo 99999 25:61:61 GMT", "Thu, 01 Jan 9999 00:00:00 +9999", "0"]
)
ASKED = {
    "Range": st.from_regex(r"\A(bytes|rows|)=?-?[0-9]{0,30}-?-?[0-9]{0,30}(,[0-9-]{0,9})?\Z") | HEADER,
    "If-Range": HEADER | DATES,
    "If-None-Match": st.from_regex(r'\A(W/)?"?[ -~]{0,20}"?(, ?\*)?\Z') | HEADER,
    "If-Modified-Since": DATES | HEADER,
    "Accept-Encoding": st.from_regex(r"\A(br|gzip|identity|\*)?(;q=[0-9.eE+-]{0,8})?,?(br|\*;q=0)?\Z") | HEADER,
    "Accept": HEADER,
    "Accept-Language": HEADER,
    "Host": HEADER,
}


@settings(deadline=None)
@given(
    path=st.sampled_from(["topics.csv", "topics.xlsx", "", "none.csv", "versions.json", "v1.0.0/topics.csv"]),
    method=st.sampled_from(["GET", "HEAD", "OPTIONS"]),
    headers=st.fixed_dictionaries({}, optional=ASKED),
)
def test_any_headers_are_answered_without_a_failure(
    fuzzed: FlaskClient, path: str, method: str, headers: dict[str, str]
) -> None:
    response = fuzzed.open(f"/data/{path}", method=method, headers=headers)
    # A host that is none is refused before any address is looked at.
    refused = (400,) if "Host" in headers else ()
    assert response.status_code in ((204, *refused) if method == "OPTIONS" else (200, 206, 304, 404, 416, *refused))
    if response.status_code == 206:
        assert len(response.data) == (0 if method == "HEAD" else int(response.headers["Content-Length"]))
    if response.status_code == 304:
        assert not response.data


def test_nothing_matches_is_an_answer_with_a_reason(client: FlaskClient) -> None:
    response = client.get(f"{FIGURES}?topic=helpline&sex=F")
    assert response.status_code == 200 and response.headers["X-Row-Count"] == "0"
    assert response.headers["X-Empty-Reason"].startswith("No row matches all of: topic=helpline sex=F.")


def test_a_host_that_is_no_host_is_not_repeated(folder: Path) -> None:
    with serve(folder, public_url="").test_client() as client:
        named = client.get("/data/observations.csv?figure=o-0012", headers={"Host": "data.example"})
        assert b"http://data.example/fr/figures/o-0012" in named.data
        hostile = client.get("/data/observations.csv?figure=o-0012", headers={"Host": "x<script>"})
        assert hostile.status_code < 500 and b"<script>" not in hostile.data


def test_the_index_page_leads_to_every_table_and_explains_each_problem(
    client: FlaskClient, files: DownloadCatalogue
) -> None:
    text = client.get("/data/").get_data(as_text=True)
    assert client.get("/data").status_code == 308
    for table in files.published.tables:
        assert f'href="/data/{table}.csv"' in text
    assert all(f'id="{kind}"' in text for kind in KINDS)
    assert "<script" not in text and "://" not in text.replace("https://creativecommons.org", "")


def test_a_large_file_leaves_while_it_is_made(
    client: FlaskClient, files: DownloadCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "WHOLE_ROWS", 10)
    for extension in ("csv", "json", "parquet", "sdmx.csv"):
        response = client.get(f"/data/observations.{extension}", buffered=False)
        assert response.is_streamed and response.headers["Accept-Ranges"] == "none"
        assert b"".join(response.response) == files.body(files.find(f"observations.{extension}"))
        head = client.head(f"/data/observations.{extension}")
        assert "Content-Length" not in head.headers and head.headers["ETag"] == response.headers["ETag"]
        tag = response.headers["ETag"]
        assert client.get(f"/data/observations.{extension}", headers={"If-None-Match": tag}).status_code == 304
        response.close()


def test_large_files_taken_slowly_hold_half_of_the_threads_and_give_them_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "WHOLE_ROWS", 10)
    large = "/data/observations.csv"
    taken = [client.get(large, buffered=False) for _ in range(2)]
    refused = client.get(large)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    # What is kept whole needs no turn.
    assert client.get("/data/schema/observations.json").status_code == 200
    for each in taken:
        each.close()
    for _ in range(4):
        # Nor does one that is refused or unchanged keep its turn.
        assert client.get(large, headers={"If-None-Match": refused.headers.get("ETag", "*")}).status_code == 304
        assert client.get(f"{large}?page=none").status_code == 400
    assert client.get(large).status_code == 200


def test_a_folder_that_cannot_be_read_is_said_so_and_the_version_held_goes_on(folder: Path, tmp_path: Path) -> None:
    curated = Path(shutil.copytree(folder, tmp_path / "data" / "curated"))
    server = serve(curated)
    with server.test_client() as client:
        expected = client.get(FIGURES).data
        (curated / "observations.parquet").write_bytes(b"damaged")
        (curated / DESCRIPTOR).touch()
        assert client.get(FIGURES).data == expected
    with pytest.raises(NotPublishedError, match=r"observations\.parquet is not the file"):
        serve(curated)


def test_files_that_hold_no_tables_are_said_to_be_unreadable() -> None:
    def none() -> HeldFiles:
        raise NotPublishedError("no tables")

    server = Flask("without tables")
    register(server, none, Path("nowhere"), lambda _request: BASE, Turns(4))
    with server.test_client() as client:
        problem(client.get(FIGURES), "not-published")


@pytest.mark.parametrize("extension", ["xlsx", "ods", "dta", "sav"])
def test_a_workbook_that_takes_a_turn_is_made_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    """Of so many rows a workbook takes seconds and much memory to make, and little to keep."""
    made = []
    form = FORMATS[extension]
    monkeypatch.setitem(FORMATS, extension, replace(form, write=lambda rows: made.append(1) or form.write(rows)))
    monkeypatch.setattr(files_module, "_WHOLE_WORKBOOK", 10)
    monkeypatch.setattr(files_module, "BODIES", BoundedCache(64 * 2**20, len))
    with serve(folder).test_client() as client:
        first, again, other = (client.get(f"/data/observations.{extension}{query}") for query in ("", "", "?sex=F"))
    assert first.status_code == other.status_code == 200
    assert first.data == again.data != other.data
    assert first.headers["ETag"] == again.headers["ETag"]
    assert len(made) == 2


MEASURED = [path for path, document in DOCUMENTS.items() if document.measured]


@pytest.mark.parametrize("path", ["observations.csv", "indicators.xlsx", "notes.json", *MEASURED])
def test_the_size_said_beside_a_file_is_its_size(client: FlaskClient, files: DownloadCatalogue, path: str) -> None:
    assert size_of(files, path) == int(client.head(f"/data/{path}").headers["Content-Length"])
