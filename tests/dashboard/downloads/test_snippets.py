"""The code that readers copy runs as shown, against a server on this machine."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from dashboard.downloads.listing import list_documents, list_downloads
from dashboard.downloads.published import Published
from dashboard.downloads.snippets import SNIPPETS, Snippet
from tests.dashboard.downloads.conftest import BASE, serve, snapshot_of

INDICATOR = "prostitution-recourse-cases"
NAMED = {snippet.key: snippet for snippet in SNIPPETS}


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, serve(folder, public_url=""), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("key", ["pandas", "duckdb"])
@pytest.mark.parametrize("indicator", ["", INDICATOR])
def test_python_runs_as_shown(address: str, key: str, indicator: str) -> None:
    shown = run([sys.executable, "-c", NAMED[key].filled(address, indicator)])
    expected = {"pandas": "rows x 6 columns", "duckdb": "unit_measure_label_fr"}
    assert "indicator_label" in shown and expected[key] in shown


def test_r_runs_as_shown(address: str) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed (Rscript)")
    assert "obs_value" in run(["Rscript", "-e", NAMED["r"].filled(address, INDICATOR)])


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.key)
def test_every_address_in_a_snippet_is_filled(snippet: Snippet) -> None:
    for code in (snippet.filled(BASE), snippet.filled(BASE, INDICATOR)):
        assert "{address}" not in code and "{parquet}" not in code
        assert f"{BASE}/data/" in code
        assert all(snippet.title[lang] and snippet.text[lang] for lang in ("en", "fr"))


def test_the_listing_says_rows_sizes_and_columns(folder: Path, published: Published) -> None:
    for lang in ("en", "fr"):
        lines = list_downloads(snapshot_of(folder), lang, curated=folder, base=BASE)
        assert [line.table for line in lines] == list(published.tables)
        with serve(folder).test_client() as client:
            for line in lines:
                assert line.rows == published.tables[line.table].rows and line.title and line.text
                assert all(column.title and column.text for column in line.columns)
                assert not any(column.name.endswith("_fr" if lang == "en" else "_en") for column in line.columns)
                for file in line.files:
                    assert file.size == int(client.head(file.address).headers["Content-Length"])
            for file in list_documents(snapshot_of(folder), lang, curated=folder, base=BASE):
                assert file.size == len(client.get(file.address).data)
