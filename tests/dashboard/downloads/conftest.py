"""A published folder made from the real raw files, another with hostile texts, and a server over each."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from flask_compress import Compress
from werkzeug.serving import make_server

from dashboard.data.store import Store
from dashboard.downloads.documents import files_of
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.published import Published, open_published
from dashboard.downloads.routes import register
from dashboard.downloads.sdmx.routes import register_sdmx
from dashboard.downloads.turns import Turns
from pipelines.publish.publish import publish
from pipelines.schema.paths import releases_folder
from tests.dashboard.downloads.hostile_texts import with_hostile_texts
from tests.verdicts import passed

BASE = "https://esec.example"


def serve(folder: Path, *, public_url: str = BASE, compress: bool = True) -> Flask:
    """A server with compression as in production, over a folder that may be exchanged while it runs."""
    server = Flask("downloads under test")
    server.config.update(TESTING=True, COMPRESS_MIMETYPES=["text/csv", "application/json"])
    if compress:
        Compress(server)
    store = Store(folder, check_seconds=0)
    turns = Turns(4, 3)

    def base(request: Request) -> str:
        return public_url or request.host_url.rstrip("/")

    downloads = register(server, lambda: store.current().files, releases_folder(store.folder), base, turns)
    register_sdmx(server, downloads.library, base, turns)
    return server


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Path:
    out = tmp_path_factory.mktemp("downloads") / "data" / "curated"
    publish(_curated, passed(_curated), out)
    return out


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Path:
    out = tmp_path_factory.mktemp("hostile") / "data" / "curated"
    publish(with_hostile_texts(_curated), passed(_curated), out)
    return out


@pytest.fixture(scope="session")
def published(folder: Path) -> Published:
    return open_published(folder)


@pytest.fixture(scope="session")
def files(published: Published) -> DownloadCatalogue:
    return files_of(published, BASE)


@pytest.fixture(scope="session")
def hostile_files(hostile_folder: Path) -> DownloadCatalogue:
    return files_of(open_published(hostile_folder), BASE)


@pytest.fixture
def client(folder: Path) -> Iterator[FlaskClient]:
    with serve(folder).test_client() as found:
        yield found


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Address of a server on this machine, without a slash at its end."""
    server = make_server("127.0.0.1", 0, serve(folder, public_url=""), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
