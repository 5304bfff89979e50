import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.data.passage import find_passage
from dashboard.data.store import Snapshot
from dashboard.settings import Settings
from pipelines.publish.publish import publish
from pipelines.schema.columns import C, T
from pipelines.schema.paths import ROOT
from tests.verdicts import passed

CHART = "/charts/en/prostitution-recourse-cases.svg"


def test_pages_and_pictures_are_asked_for_again_by_their_tag(client: FlaskClient) -> None:
    for address in ("/en/", CHART, "/sitemap.xml", "/embed/en/ufm-present"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b""), address


def test_a_picture_named_with_its_version_may_be_kept_for_ever(client: FlaskClient, snapshot: Snapshot) -> None:
    assert "immutable" in client.get(f"{CHART}?v={snapshot.version_hash}").headers["Cache-Control"]
    assert "immutable" not in client.get(f"{CHART}?v=old").headers["Cache-Control"]


def test_every_picture_of_a_page_is_there_in_the_size_that_it_states(client: FlaskClient) -> None:
    found = 0
    for page in ("/en/", "/fr/indicators/hotline-reported-all?sources=all", "/en/topics/online", "/fr/law"):
        text = client.get(page).text
        for tag in re.findall(r"<(?:img|source) [^>]+>", text):
            src = re.search(r'src(?:set)?="([^"]+)"', tag)
            size = dict(re.findall(r' (width|height)="(\d+)"', tag))
            assert src
            answer = client.get(src[1].replace("&amp;", "&"))
            root = ElementTree.fromstring(answer.data)
            assert {name: root.attrib[name] for name in ("width", "height")} == size, (page, src[1])
            found += 1
    assert found > 30


def test_a_downloaded_picture_carries_source_version_and_address(client: FlaskClient, snapshot: Snapshot) -> None:
    answer = client.get(f"{CHART}?stamp=1&download=1&events=0")
    text = "".join(ElementTree.fromstring(answer.data).itertext())
    assert "attachment" in answer.headers["Content-Disposition"]
    for part in (
        "ECPAT International (2011), p. 10",
        snapshot.version,
        "https://esec.example/en/indicators/prostitution-recourse-cases?events=0",
    ):
        assert part in re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    "address",
    [
        "/charts/en/nothing.svg",
        "/charts/en/nothing.png",
        "/charts/en/ufm-present.gif",
        "/charts/xx/ufm-present.svg",
        "/embed/en/nothing",
        "/embed/xx/ufm-present",
        "/assets/nothing.js",
        "/assets/../app.py",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_embed_carries_language_source_version_and_the_way_to_the_page(
    client: FlaskClient, snapshot: Snapshot
) -> None:
    for lang in ("fr", "en"):
        text = client.get(f"/embed/{lang}/hotline-reported-all?sources=all").text
        assert f'<html lang="{lang}"' in text
        assert "ECPAT International (2011)" in text
        assert snapshot.version in text
        assert f"https://esec.example/{lang}/indicators/hotline-reported-all?sources=all" in text


def test_ready_says_the_version_and_what_is_wrong(own_folder: Path) -> None:
    app = create_app(Settings(curated=own_folder, check_seconds=0))
    client = app.server.test_client()
    assert client.get("/readyz").json["status"] == "ready"
    (own_folder / "units.parquet").write_bytes(b"")
    (own_folder / "datapackage.json").touch()
    said = client.get("/readyz").json
    assert said["status"] == "stale"
    assert "esec build" in said["fault"]
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/fr/").status_code == 200, "the version held keeps answering"


SAID = ("/readyz", "/fr/", "/data/v0.0.1/observations.csv")
ASKED = (
    *SAID, "/data/versions.json",
    "/metrics", "/en/methods", "/en/quality", "/fr/figures/o-0001", "/en/nothing", "/charts/fr/nothing.svg",
    "/assets/nothing.js", "/_dash-component-suites/dash/nothing.js", "/_dash-layout?address=%00", "/data/",
    "/data/datapackage.json", "/data/validation.json", "/data/observations.csv?indicator=%00", "/data/nothing.csv",
    "/openapi.json", "/sitemap.xml", "/corrections.atom",
)  # fmt: skip


def test_no_answer_names_a_path_of_the_machine(own_folder: Path, tmp_path: Path) -> None:
    document = tmp_path / "a-report-of-ours.txt"
    document.write_text("not the registered text", encoding="utf-8")
    client = create_app(Settings(curated=own_folder, check_seconds=0, document=document)).server.test_client()
    words = (str(tmp_path), str(own_folder), str(ROOT), "site-packages", "Traceback", document.name, f"{Path.home()}/")

    def named(paths: tuple[str, ...]) -> list[str]:
        texts = {path: client.get(path).get_data(as_text=True) for path in paths}
        return [path for path, text in texts.items() if any(word in text for word in words)]

    assert named(ASKED) == []
    (own_folder / "units.parquet").write_bytes(b"no table")
    assert named(SAID) == []
    (own_folder / "datapackage.json").write_text("[" * 100_000, encoding="utf-8")
    assert named(SAID) == []
    shutil.rmtree(own_folder)
    assert named(SAID) == []
    assert client.get("/readyz").json["status"] == "stale"


def test_metrics_count_by_kind_and_never_by_address(client: FlaskClient) -> None:
    client.get("/fr/figures/o-0023")
    text = client.get("/metrics").text
    assert 'esec_requests_total{kind="page",status="200"}' in text
    assert "o-0023" not in text


def test_a_new_version_reaches_pages_and_pictures_at_once(own_folder: Path, _curated: dict[str, pd.DataFrame]) -> None:
    app = create_app(Settings(curated=own_folder, check_seconds=0))
    client = app.server.test_client()
    page, chart = "/en/figures/o-0023", "/charts/en/prostitution-recourse-cases.svg"
    before = [client.get(page).text, client.get(chart).text]
    frames = {name: frame.copy() for name, frame in _curated.items()}
    observations = frames[T.OBSERVATIONS]
    observations.loc[observations[C.OBS_ID] == "o-0023", C.OBS_VALUE] = 4321
    publish(frames, passed(frames), own_folder)
    after = [client.get(page).text, client.get(chart).text]
    assert ["4,321" in text for text in before] == [False, False]
    assert ["4,321" in text for text in after] == [True, True]


def test_two_apps_in_one_process_have_callbacks_each(app: Dash, published: Path) -> None:
    other = create_app(Settings(curated=published))
    for each in (app, other):
        client = each.server.test_client()
        client.get("/fr/")
        assert len(client.get("/_dash-dependencies").json) == 2


def test_the_passage_is_shown_only_from_the_registered_text(tmp_path: Path) -> None:
    import hashlib

    text = "page one\nof the text: about 1 500\nchildren said\npage two 1 500"
    copy = tmp_path / "copy.txt"
    copy.write_text(text, encoding="utf-8")
    source = {C.PAGE_MAP: "4:1;5:4", C.DOCUMENT_SHA256: hashlib.sha256(copy.read_bytes()).hexdigest()}
    figure = {C.AS_PRINTED: "about 1 500 children", C.PAGE: 4}
    found = find_passage(copy, source, figure)
    assert found
    assert (found.before, found.found, found.after) == ("page one of the text: ", "about 1 500 children", " said")
    assert find_passage(copy, source, {**figure, C.PAGE: 5}) is None
    assert find_passage(copy, {**source, C.DOCUMENT_SHA256: "0"}, figure) is None
    assert find_passage(tmp_path / "none.txt", source, figure) is None
    assert find_passage(None, source, figure) is None
