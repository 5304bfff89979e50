"""What can be asked of the locked packages: of the locks themselves, of pip's index, and of an advisory service."""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from pipelines.schema.paths import ROOT

_PATIENCE: Final = 300.0
_PINNED: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
_HASH: Final = "--hash=sha256:"
SECURITY: Final = ROOT / "SECURITY.md"
RESOLVED: Final = ROOT / "uv.lock"
SERVED: Final = "serve.lock"
_INACTIVE: Final = "Development Status :: 7 - Inactive"
# First cells of the table of such packages.
_QUIET: Final = re.compile(r"^\| (`[^|]+) \|.+\| [^|]*\b(?:19|20)\d\d\b[^|]* \|[^|]+\|$", re.MULTILINE)
_NAMES: Final = re.compile(r"`([\w.-]+)`")
_LONG: Final = timedelta(days=4 * 365)


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        said: what was looked at. faults: sentences, each a reason to stop. skipped: why nothing could be found out.
    """

    said: str = ""
    faults: Sequence[str] = field(default_factory=tuple)
    skipped: str = ""


Check = Callable[[Sequence[Path]], Finding]


def bare(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(text: str) -> list[str]:
    """Logical lines of a lock, without comments."""
    joined = re.sub(r"\\\n\s*", "", text)
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def hashes(locks: Sequence[Path]) -> Finding:
    """Each entry is one version with its hashes, and no entry is an address."""
    faults, count = [], 0
    for lock in locks:
        for entry in entries(lock.read_text(encoding="utf-8")):
            count += 1
            if not _PINNED.match(entry) or _HASH not in entry or "://" in entry:
                faults.append(f"{lock.name}: {entry[:80]} is not one version with hashes. Run `make lock`.")
    return Finding(f"{count} entries of {len(locks)} locks have a version and hashes", faults)


def same_versions(locks: Sequence[Path]) -> Finding:
    """What is tested is what runs: a package has one version in all locks."""
    versions: dict[str, dict[str, list[str]]] = {}
    for lock in locks:
        for entry in entries(lock.read_text(encoding="utf-8")):
            if pinned := _PINNED.match(entry):
                versions.setdefault(pinned["name"], {}).setdefault(pinned["version"], []).append(lock.name)
    faults = [
        f"{name} has several versions: {found}. Run `make lock`." for name, found in versions.items() if len(found) > 1
    ]
    return Finding(f"{len(versions)} packages, one version each", faults)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {_PATIENCE:.0f} s")


def consistent(_locks: Sequence[Path]) -> Finding:
    """What is installed fits together."""
    done = _run("pip", "check")
    if "No module named pip" in done.stderr:
        return Finding(skipped="pip is not installed here")
    return Finding(done.stdout.strip() or "nothing broken", done.stdout.splitlines() if done.returncode else ())


@contextmanager
def _merged(locks: Sequence[Path]) -> Iterator[Path]:
    """One lock with the entries of all."""
    unique = dict.fromkeys(entry for lock in locks for entry in entries(lock.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.lock"
        path.write_text("\n".join(unique) + "\n", encoding="utf-8")
        yield path


def withdrawn(locks: Sequence[Path]) -> Finding:
    """No locked release was withdrawn (yanked) by its makers, as far as pip's index tells."""
    options = ("--dry-run", "--ignore-installed", "--no-deps", "--require-hashes", "--quiet")
    with _merged(locks) as merged:
        report = merged.with_name("report.json")
        done = _run("pip", "install", *options, "--report", str(report), "-r", str(merged))
        if done.returncode:
            return Finding(skipped=f"pip's index did not answer: {_last(done.stderr)}")
        listed = json.loads(report.read_text(encoding="utf-8"))["install"]
    gone = [item["metadata"] for item in listed if item.get("is_yanked")]
    faults = [f"{about['name']} {about['version']} was withdrawn. Run `make lock`." for about in gone]
    return Finding(f"none among {len(listed)} releases" if not gone else f"{len(gone)} of {len(listed)}", faults)


def newer_patches(locks: Sequence[Path]) -> Finding:
    """Which locked packages have a newer patch of the same minor version. No fault: `make lock` takes them."""
    done = _run("pip", "list", "--outdated", "--format", "json")
    if done.returncode:
        return Finding(skipped=f"pip's index did not answer: {_last(done.stderr)}")
    locked = {pinned["name"] for lock in locks for pinned in _PINNED.finditer(lock.read_text(encoding="utf-8"))}
    listed: list[dict[str, Any]] = json.loads(done.stdout)
    newer = [
        f"{item['name']} {item['version']} → {item['latest_version']}"
        for item in listed
        if item["name"] in locked and item["version"].split(".")[:2] == item["latest_version"].split(".")[:2]
    ]
    return Finding("; ".join(newer) or "none")


def advisories(locks: Sequence[Path]) -> Finding:
    """No locked release has a published advisory, as pip-audit learns from the service it asks."""
    options = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json")
    with _merged(locks) as merged:
        done = _run("pip_audit", *options, "-r", str(merged))
    try:
        listed = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return Finding(skipped=f"pip-audit could not ask: {_last(done.stderr)}")
    known = [item for item in listed if "skip_reason" not in item]
    unknown = [item["name"] for item in listed if "skip_reason" in item]
    if not known:
        # pip-audit itself calls this "no known vulnerabilities".
        return Finding(skipped=f"the advisory service knows none of {len(unknown)} packages: it is not reached here")
    faults = [
        f"{item['name']} {item['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no release'}"
        for item in known
        for one in item["vulns"]
    ]
    unasked = f"; unknown to the service: {', '.join(sorted(unknown))}" if unknown else ""
    return Finding(f"{len(known)} packages looked up{unasked}", faults)


def quiet(locks: Sequence[Path]) -> Finding:
    """What its makers have left is named in SECURITY.md, with what becomes of it, and no server has it."""
    locked = {
        lock.name: {bare(pinned["name"]) for pinned in _PINNED.finditer(lock.read_text(encoding="utf-8"))}
        for lock in locks
    }
    present = set().union(*locked.values())
    named = {bare(name) for row in _QUIET.findall(SECURITY.read_text(encoding="utf-8")) for name in _NAMES.findall(row)}
    faults = [f"{name} is named in SECURITY.md and in no lock." for name in sorted(named - present)]
    faults += [f"{name} is named in SECURITY.md, and a server has it." for name in named & locked.get(SERVED, set())]
    left = {
        bare(each.metadata["Name"])
        for each in distributions()
        if _INACTIVE in (each.metadata.get_all("Classifier") or ())
    }
    left |= _without_release(datetime.now(UTC) - _LONG)
    faults += [f"{name} is left by its makers, and SECURITY.md does not name it." for name in (left & present) - named]
    return Finding(f"{len(named)} named in SECURITY.md, none in {SERVED}", faults)


def _without_release(since: datetime) -> set[str]:
    """Packages whose locked release is older; known where `make lock` has run, whose own file has the dates."""
    if not RESOLVED.is_file():
        return set()
    old = set()
    for package in tomllib.loads(RESOLVED.read_text(encoding="utf-8"))["package"]:
        files = [*package.get("wheels", ()), *filter(None, [package.get("sdist")])]
        dates = [datetime.fromisoformat(file["upload-time"]) for file in files if "upload-time" in file]
        if dates and max(dates) < since:
            old.add(bare(package["name"]))
    return old


def _last(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no reason given"


CHECKS: Final[dict[str, Check]] = {
    "versions and hashes": hashes,
    "one version of each package": same_versions,
    "what is installed fits together": consistent,
    "withdrawn releases": withdrawn,
    "newer patches": newer_patches,
    "published advisories": advisories,
    "left by their makers": quiet,
}
