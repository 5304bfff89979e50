"""Installed like any tool, outside the checkout, on each Python of the locks that is there: it builds, it serves."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from pipelines.schema.paths import CURATED_DIR, DESCRIPTOR, RAW_DIR, ROOT, SITE_FILE, find_site
from tests.environment.exercise import INDICATOR, serving
from tests.environment.recipe import find_uv, make_wheel

_DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_FIRST, _PAST = (tuple(map(int, each.split("."))) for each in re.findall(r"\d+\.\d+", _DECLARED["requires-python"]))
PYTHONS = [f"3.{minor}" for minor in range(_FIRST[1], _PAST[1])]


def _interpreter(uv: str, version: str) -> str:
    """The Python of that version that uv finds, or that pyenv keeps beside the one in use."""
    command = [uv, "python", "find", "--no-project", "--no-python-downloads", version]
    found = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if found.returncode == 0:
        return found.stdout.strip()
    kept = sorted((Path.home() / ".pyenv/versions").glob(f"{version}.*/bin/python3"))
    if not kept:
        pytest.skip(f"Python {version} is not on this machine")
    return str(kept[-1])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pipelines", "expectations", "dashboard"):
        shutil.copytree(ROOT / name, folder / "made" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA.md"):
        shutil.copy(ROOT / name, folder / "made")
    return make_wheel(folder / "made", folder)


@pytest.fixture(params=PYTHONS)
def esec(request: pytest.FixtureRequest, wheel: Path, tmp_path: Path) -> Path:
    """The command, installed with what the locks name and nothing of this checkout."""
    uv, version = find_uv(), request.param
    python = tmp_path / "venv/bin/python"
    subprocess.run([uv, "venv", "--quiet", "--python", _interpreter(uv, version), tmp_path / "venv"], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", python]
    done = subprocess.run(
        [*install, "--require-hashes", "-r", ROOT / "requirements/run.lock"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    subprocess.run([*install, "--no-deps", wheel], capture_output=True, check=True)
    return tmp_path / "venv/bin/esec"


def _run(esec: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([esec, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_it_says_what_is_missing_then_builds_checks_and_serves_in_a_folder_of_its_own(
    esec: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for command, named in (
        (["build"], "data/raw: expected the raw folder"),
        (["validate"], "data/curated: nothing is published there"),
        (["serve"], "data/curated"),
        (["export", "--out", "files"], "data/curated"),
    ):
        done = _run(esec, folder, *command)
        assert done.returncode == 1 and f"{folder}/{named}" in done.stderr, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    written = _run(esec, tmp_path, "init", "mine", "--country", "GB")
    assert written.returncode == 0 and (tmp_path / "mine/data/raw/catalogue/terms.toml").is_file(), written.stderr
    shutil.copytree(RAW_DIR, folder / "data/raw")
    shutil.copy(SITE_FILE, folder / "data")
    done = _run(esec, folder, "build")
    assert done.returncode == 0, done.stderr
    # The same bytes on every Python: what is published does not depend on who builds it.
    for name in ("observations.parquet", "sources.parquet", DESCRIPTOR):
        assert (folder / "data/curated" / name).read_bytes() == (CURATED_DIR / name).read_bytes(), name
    below = folder / "data/raw/catalogue"
    assert _run(esec, below, "validate").returncode == 0
    with serving([str(esec), "serve"], {}, folder) as server:
        for path in (
            "/fr/",
            f"/en/indicators/{INDICATOR}",
            f"/data/indicators/{INDICATOR}.xlsx",
            "/assets/controls.js",
        ):
            status, body = server.ask(path)
            assert status == 200 and body, path


def test_the_folder_worked_on_is_the_nearest_that_holds_data(tmp_path: Path) -> None:
    assert find_site(tmp_path, ROOT) == ROOT
    assert find_site(tmp_path) == tmp_path
    raw, published = tmp_path / "raw-one", tmp_path / "published-one"
    (raw / "data/raw/catalogue").mkdir(parents=True)
    (raw / "deep/below").mkdir(parents=True)
    (published / "data/curated").mkdir(parents=True)
    assert find_site(published) == published
    (published / "data/curated" / DESCRIPTOR).touch()
    assert (find_site(raw), find_site(raw / "deep/below"), find_site(published)) == (raw, raw, published)
