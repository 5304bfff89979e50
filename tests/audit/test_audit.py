"""The audit finds what it is for, and says what it could not ask."""

import json
import subprocess
from email.message import Message as PackageMetadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.schema.paths import ROOT
from tests.audit import checks

GOOD = "alpha==1.0 \\\n    --hash=sha256:00\nbeta==2.1 ; sys_platform == 'linux' \\\n    --hash=sha256:11\n"


def lock(folder: Path, text: str, name: str = "run.lock") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def answer(monkeypatch: pytest.MonkeyPatch, stdout: str, status: int = 0, stderr: str = "") -> None:
    done = subprocess.CompletedProcess[str]([], status, stdout, stderr)
    monkeypatch.setattr(checks, "_run", lambda *_arguments: done)


def test_the_locks_of_this_project_are_whole() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert locks
    assert checks.hashes(locks).faults == []
    assert checks.same_versions(locks).faults == []


@pytest.mark.parametrize(
    "entry", ["gamma==1.0", "gamma>=1 --hash=sha256:0", "gamma @ https://host/g.whl --hash=sha256:0"]
)
def test_an_entry_that_is_no_single_hashed_version_is_a_fault(tmp_path: Path, entry: str) -> None:
    finding = checks.hashes([lock(tmp_path, GOOD + entry + "\n")])
    assert len(finding.faults) == 1
    assert "gamma" in finding.faults[0]


def test_two_versions_of_a_package_are_a_fault(tmp_path: Path) -> None:
    locks = [lock(tmp_path, GOOD), lock(tmp_path, GOOD.replace("2.1", "2.2"), "test.lock")]
    assert ["beta" in fault for fault in checks.same_versions(locks).faults] == [True]


def test_an_advisory_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vulnerable = {"name": "alpha", "version": "1.0", "vulns": [{"id": "X-1", "fix_versions": ["1.1"]}]}
    answer(monkeypatch, json.dumps({"dependencies": [vulnerable]}), status=1)
    assert checks.advisories([lock(tmp_path, GOOD)]).faults == ["alpha 1.0: X-1, mended in 1.1"]


def test_a_service_that_knows_no_package_is_not_taken_for_good_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, json.dumps({"dependencies": [{"name": "alpha", "skip_reason": "not found"}]}))
    finding = checks.advisories([lock(tmp_path, GOOD)])
    assert (finding.faults, "not reached" in finding.skipped) == ((), True)


@pytest.mark.parametrize("check", [checks.withdrawn, checks.newer_patches, checks.advisories])
def test_without_a_network_the_reason_is_said_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: checks.Check
) -> None:
    answer(monkeypatch, "", status=2, stderr="no route to host\n")
    finding = check([lock(tmp_path, GOOD)])
    assert (finding.faults, "no route to host" in finding.skipped) == ((), True)


NAMED = "| packages | with | state | plan |\n|---|---|---|---|\n| `alpha`, `be.ta` | gamma | since 2024 | goes |\n"


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """SECURITY.md and uv.lock of a project where alpha and be.ta are named as left by their makers."""
    (tmp_path / "SECURITY.md").write_text(NAMED, encoding="utf-8")
    monkeypatch.setattr(checks, "SECURITY", tmp_path / "SECURITY.md")
    monkeypatch.setattr(checks, "RESOLVED", tmp_path / "uv.lock")
    return tmp_path


def test_packages_that_this_project_names_as_left_are_in_its_locks_and_on_no_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(checks, "RESOLVED", tmp_path / "none")
    found = checks.quiet(sorted((ROOT / "requirements").glob("*.lock")))
    assert found.faults == []
    assert int(found.said.split()[0]) > 5


def test_a_package_left_by_its_makers_is_named_before_it_is_locked(said: Path) -> None:
    locks = [lock(said, GOOD + "be-ta==1.0 --hash=sha256:22\n")]
    assert checks.quiet(locks).faults == []
    entry = '[[package]]\nname = "{}"\nsdist = {{ upload-time = "{}T00:00:00Z" }}\n'
    (said / "uv.lock").write_text(entry.format("beta", "2019-01-01") + entry.format("alpha", "2018-01-01"))
    assert checks.quiet(locks).faults == ["beta is left by its makers, and SECURITY.md does not name it."]


def test_what_is_said_to_be_inactive_is_named(said: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = PackageMetadata()
    about["Name"] = "beta"
    about["Classifier"] = "Development Status :: 7 - Inactive"
    monkeypatch.setattr(checks, "distributions", lambda: [SimpleNamespace(metadata=about)])
    locks = [lock(said, GOOD + "be-ta==1.0 --hash=sha256:22\n")]
    assert checks.quiet(locks).faults == ["beta is left by its makers, and SECURITY.md does not name it."]


def test_a_named_package_is_locked_and_on_no_server(said: Path) -> None:
    served = lock(said, "alpha==1.0 --hash=sha256:00\n", "serve.lock")
    assert set(checks.quiet([lock(said, GOOD), served]).faults) == {
        "be-ta is named in SECURITY.md and in no lock.",
        "alpha is named in SECURITY.md, and a server has it.",
    }
