"""The site as served, and programs of others that open what it offers, each in an environment of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = Path(__file__).with_name("node")
Run = Callable[..., str]
Record = Callable[[str, object], None]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of `esec serve` over the published folder, with the versions kept beside it."""
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "serve", "--port", "0"]
    environment = {**os.environ, "ESEC_CHECK_SECONDS": "3600", "ESEC_WORKERS": "1"}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        assert process.stdout
        found = process.stdout.readline().strip()
        if not found.startswith("http://127.0.0.1:"):
            log.seek(0)
            pytest.fail(f"esec serve did not start:\n{log.read()}")
        try:
            yield found
        finally:
            process.terminate()
            process.stdout.close()
            process.wait(30)


def _ran(command: list[str], folder: Path) -> str:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    for name in ("PYTHONPATH", "PYTHONWARNINGS"):
        environment.pop(name, None)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture
def run_in(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """Run Python code in an environment of `tests/foreign`, in an empty folder, and return what it prints.

    `run_in("newer", code, *arguments)`; the arguments are `sys.argv[1:]`. "" names the environment of the tests. Skips,
    and names the program, where the environment is not installed.
    """

    def run(environment: str, code: str, *arguments: str) -> str:
        request.node.user_properties.append(("environment", environment))
        python = ROOT / f".venv-{environment}" / "bin" / "python"
        if not environment:
            python = Path(sys.executable)
        elif not (python.parents[1] / ".installed").is_file():
            named = ", ".join(sorted(set(re.findall(r"^(?:import|from) (\w+)", code, re.M)) - sys.stdlib_module_names))
            pytest.skip(f"{named}: not installed here (make .venv-{environment}/.installed)")
        return _ran([str(python), "-c", code, *arguments], tmp_path)

    return run


@pytest.fixture
def run_node(tmp_path: Path, record_property: Record) -> Run:
    """Run JavaScript with the package that is named first, in an empty folder, and return what it prints.

    Skips, and names the package, without Node or where tests/clients/node is not installed.
    """

    def run(package: str, code: str, *arguments: str) -> str:
        folder = NODE / "node_modules" / package
        if shutil.which("node") is None or not folder.is_dir():
            pytest.skip(f"{package} of npm: not installed here (node, npm)")
        record_property("version", json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"])
        loaded = f"const loaded = require({json.dumps(str(folder))});\n{code}"
        return _ran(["node", "--eval", loaded, *arguments], tmp_path)

    return run


@pytest.fixture
def run_r(tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """Run R code in an empty folder, and return what it prints; skips without R."""

    def run(code: str, *arguments: str) -> str:
        request.node.user_properties.append(("environment", "R"))
        if shutil.which("Rscript") is None:
            pytest.skip("R: not installed here (Rscript)")
        return _ran(["Rscript", "--vanilla", "-e", code, *arguments], tmp_path)

    return run
