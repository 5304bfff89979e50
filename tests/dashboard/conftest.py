"""A published folder made from the real raw files by the real build's own parts, and the app over it."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.data.query import locate
from dashboard.data.store import Snapshot, load_snapshot
from dashboard.settings import Settings
from pipelines.publish.publish import publish
from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR, ROOT
from tests.object_storage import object_storage

# A verdict in the shape of the build's, with every kind of result.
VERDICT = {
    "version": json.loads((CURATED_DIR / DESCRIPTOR).read_text(encoding="utf-8"))["version"],
    "success": True,
    "checked": 2,
    "counts": {},
    "rules": [
        {
            "rule": f"a-{severity}-rule",
            "name": {"en": "Name of the rule", "fr": "Nom de la règle"},
            "sentence": {"en": "Something holds.", "fr": "Quelque chose tient."},
            "severity": severity,
            "guidance": "docs/rules.md#a-rule",
            "scope": [{"table": "observations", "columns": ["obs_value"]}],
            "result": result,
            "reason": {"en": "", "fr": ""},
            "rows": 3,
            "count": len(accepted),
            "accepted": accepted,
        }
        for severity, result, accepted in (
            ("error", "passed", []),
            (
                "warning",
                "accepted",
                [
                    {
                        "table": "observations",
                        "row": "o-0022",
                        "column": "obs_value",
                        "indicator": "prostitution-recourse-mean",
                        "who": "A reviewer",
                        "why": {"en": "Printed so.", "fr": "Imprimé ainsi."},
                        "until": "2027-12-31",
                    }
                ],
            ),
        )
    ],
    "indicators": {"prostitution-recourse-mean": {"error": 0, "warning": 0, "information": 0, "accepted": 1}},
}


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, _curated: dict[str, pd.DataFrame]) -> Path:
    """A published folder; tests that change it take `own_folder`."""
    out = tmp_path_factory.mktemp("dashboard") / "curated"
    publish(_curated, VERDICT, out)
    return out


@pytest.fixture
def own_folder(tmp_path: Path, published: Path) -> Path:
    """A published folder to damage or exchange."""
    return Path(shutil.copytree(published, tmp_path / "curated"))


@pytest.fixture(scope="session")
def snapshot(published: Path) -> Snapshot:
    return load_snapshot(published)


class Reader(FlaskClient):
    """Takes each answer whole: one that is left half taken would keep the turn of a large file."""

    def open(self, *arguments: Any, buffered: bool = True, **given: Any) -> TestResponse:
        return super().open(*arguments, buffered=buffered, **given)


@pytest.fixture(scope="session")
def app(published: Path) -> Dash:
    app = create_app(Settings(curated=published, check_seconds=3600, base_url="https://esec.example"))
    app.server.test_client_class = Reader
    return app


@pytest.fixture
def client(app: Dash) -> Iterator[FlaskClient]:
    with app.server.test_client() as client:
        yield client


@contextmanager
def _moto() -> Iterator[str]:
    """The same from moto, whose server is a second opinion on the protocol; it has an environment of its own."""
    program = ROOT / ".venv-moto" / "bin" / "moto_server"
    if not program.is_file():
        pytest.skip("moto is not installed: make .venv-moto/.installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(program), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline, "moto does not start"
                time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module", params=["own", "moto"])
def bucket(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Addresses of new folders of an S3-compatible store on loopback."""
    names = iter(range(100))
    fixed = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_EC2_METADATA_DISABLED": "true"}
    storage = object_storage() if request.param == "own" else _moto()
    with pytest.MonkeyPatch.context() as patch, storage as server:
        for name, value in fixed.items():
            patch.setenv(name, value)
        rest = f"region=eu-west-3&scheme=http&endpoint_override={server.replace(':', '%3A')}"
        if request.param == "moto":
            locate(f"s3://esec/new?{rest}&allow_bucket_creation=true").filesystem.create_dir("esec")
        yield lambda: f"s3://esec/{next(names)}?{rest}"


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of the one ClickHouse that may run in this process; tables bear the stamps of their versions."""
    return f"chdb://{tmp_path_factory.mktemp('clickhouse')}"
