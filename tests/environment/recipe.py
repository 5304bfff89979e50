"""What serves, as declared: distributions of requirements/serve.lock, and the files that the image takes."""

import re
import shutil
import subprocess
import sys
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pipelines.schema.paths import ROOT
from tests.audit.checks import bare, entries

LOCKS = ROOT / "requirements"


@cache
def locked(lock: str) -> frozenset[str]:
    """Distributions of a lock that are installed on this Python and system."""
    text = (LOCKS / f"{lock}.lock").read_text(encoding="utf-8")
    asked = [Requirement(entry.partition(" --hash")[0]) for entry in entries(text)]
    return frozenset(bare(each.name) for each in asked if each.marker is None or each.marker.evaluate())


def requirements_of(name: str) -> set[str]:
    """Distributions that another one declares, on this Python and system, with the extras that it asks for."""
    asked = _asked(name, "")
    extras = ((bare(each.name), extra) for each in asked for extra in each.extras)
    return {bare(each.name) for each in [*asked, *(more for extra in extras for more in _asked(*extra))]}


def _asked(name: str, extra: str) -> list[Requirement]:
    asked = [Requirement(each) for each in distribution(name).requires or ()]
    return [each for each in asked if each.marker is None or each.marker.evaluate({"extra": extra})]


def tops(found: Distribution) -> set[str]:
    """What a distribution puts into site-packages, at the top."""
    return {path.parts[0] for path in found.files or () if path.parts[0] not in ("..", "__pycache__")}


def find_uv() -> str:
    """The uv that installs here; the test is skipped where there is none."""
    uv = shutil.which("uv") or str(ROOT / ".venv-uv/bin/uv")
    if not Path(uv).is_file():
        pytest.skip("uv is not installed")
    return uv


def make_wheel(sources: Path, folder: Path) -> Path:
    """The wheel of these sources, made in the folder."""
    make = f"from setuptools.build_meta import build_wheel; build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", make], cwd=sources, capture_output=True, check=True)
    (found,) = folder.glob("*.whl")
    return found


def image_lines() -> list[str]:
    """Instructions of the image's recipe, one a line."""
    text = (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def image_sources() -> dict[str, str]:
    """Files and folders of the project that the image takes: path here, and place there."""
    taken = {}
    for line in image_lines():
        if line.startswith("COPY") and "--from" not in line:
            *sources, target = line.split()[1:]
            for source in sources:
                folder = target.endswith("/") or target == "."
                taken[source] = str(Path(target, Path(source).name)) if folder else target
    return taken
