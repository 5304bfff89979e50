"""A server has what it imports and nothing else: its lock, the image's files, the sentence for what is not there."""

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution, metadata
from pathlib import Path

import pytest

from pipelines.schema.paths import CURATED_DIR, ROOT
from tests.environment.exercise import INDICATOR, PROBE, exercise, serving
from tests.environment.recipe import find_uv, image_sources, locked, make_wheel, requirements_of, tops
from tests.test_architecture import file_of, imports
from tests.test_architecture import name as name_of

# Modules of the server that name what is left out of its lock, and what they do without.
DO_WITHOUT = {
    # In a notebook alone.
    "dash/_jupyter.py": {"comm", "nest-asyncio", "requests", "retrying"},
    # Asked for a figure that is a widget of a notebook; without it they give another.
    "plotly/graph_objects/__init__.py": {"packaging"},
    "plotly/graph_objs/__init__.py": {"packaging"},
    # Told to download time zones, on Windows; without it, with Python's own client.
    "pyarrow/util.py": {"requests"},
    # When a client is made, which asks other sites; a server that writes SDMX makes none.
    "httpx/_client.py": {"h2"},
    "httpx/_config.py": {"certifi"},
    "httpx/_transports/default.py": {"httpcore"},
}
# Modules that need an extra, which says so where it is missing.
EXTRA = {"dashboard/data/query/clickhouse_tables.py": {"clickhouse_connect", "sqlglot"}}
# Distributions of the lock that stay though nothing imports them, with the reason.
STAYS: dict[str, str] = {}
COPYLEFT = re.compile(r"GPL|General Public|EUPL|OSL|SSPL|BUSL", re.IGNORECASE)
RUN = "from pipelines.cli import main; main()"
PIECES = ("pipelines", "dashboard")
# What uv says of an index that does not answer; any other failure is one of the lock.
_UNREACHED = re.compile(r"error sending request|dns error|[Cc]onnection refused|timed out|[Nn]etwork connectivity")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the distributions of the serving lock as they are installed here, and the image's packages."""
    folder = tmp_path_factory.mktemp("serving")
    for name in sorted(locked("serve")):
        found = distribution(name)
        for top in tops(found):
            if not (folder / top).exists():
                (folder / top).symlink_to(str(found.locate_file(top)))
    for source, place in image_sources().items():
        if source.startswith(PIECES):
            (folder / place).parent.mkdir(exist_ok=True)
            (folder / place).symlink_to(ROOT / source)
    return folder


def python(*folders: Path, program: str = RUN) -> list[str]:
    """Run a program that sees these folders alone: without `site`, nothing of this Python's own packages."""
    return [sys.executable, "-S", "-c", f"import sys; sys.path[:1] = {[str(each) for each in folders]!r}\n{program}"]


@pytest.fixture(scope="module")
def imported(house: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files that a server has imported after one of everything, below the house."""
    folder = tmp_path_factory.mktemp("run")
    # Nor does it read the machine's time zones, in place of those of `tzdata`.
    environment = {"ESEC_CURATED": str(CURATED_DIR), "PYTHONTZPATH": ""}
    with serving([*python(house, program=PROBE), "serve"], environment, folder) as server:
        exercise(server)
        files = [Path(file) for file in server.imported()]
    return [file.relative_to(house) for file in files if file.is_relative_to(house)]


def test_every_distribution_of_the_serving_lock_is_imported(imported: list[Path]) -> None:
    used = {file.parts[0] for file in imported}
    assert {name for name in locked("serve") if not tops(distribution(name)) & used} == set(STAYS)


def test_what_is_left_out_is_asked_for_by_no_module_that_a_server_runs(house: Path, imported: list[Path]) -> None:
    """Nor in a function that the exercise does not call."""
    left_out = {each for name in locked("serve") for each in requirements_of(name)} - locked("serve")
    declared = re.search(r"^NOT_SERVED := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert declared and left_out == set(declared[1].split())
    names = {top.partition(".")[0]: each for each in left_out for top in tops(distribution(each)) if "-" not in top}
    asks = re.compile(rf"^\s*(?:import|from)\s+({'|'.join(names)})\b", re.MULTILINE)
    asked: dict[str, set[str]] = {}
    for file in imported:
        if file.suffix == ".py":
            for found in asks.findall((house / file).read_text(encoding="utf-8")):
                asked.setdefault(file.as_posix(), set()).add(names[found])
    assert asked == DO_WITHOUT


def test_the_image_takes_the_packages_that_a_server_imports(imported: list[Path]) -> None:
    files = {file.as_posix() for file in imported if file.parts[0] in PIECES}
    for place in image_sources().values():
        if place.startswith(PIECES):
            assert any(file == place or file.startswith(f"{place}/") for file in files), f"{place} is not imported"


def test_no_module_of_the_image_asks_for_what_the_image_has_not() -> None:
    """Nor in a function that the exercise does not call, but for the engine of the extra `clickhouse`."""
    places = [ROOT / source for source in image_sources() if source.startswith(PIECES)]
    files = {file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])}
    assert len(files) > 100
    served = {top.partition(".")[0] for name in locked("serve") for top in tops(distribution(name))}
    asked: dict[str, set[str]] = {}
    for file in sorted(files):
        for module in imports(file):
            own = file_of(module)
            top = module.partition(".")[0]
            there = own in files if own else top in served | sys.stdlib_module_names
            if not there:
                asked.setdefault(name_of(file), set()).add(top)
    assert asked == EXTRA


def test_what_serves_is_part_of_what_builds() -> None:
    assert locked("serve") < locked("run") < locked("test")
    assert not locked("serve") & {"great-expectations", "scipy", "requests", "rich", "setuptools", "pip"}


@pytest.mark.parametrize("name", sorted(locked("serve")))
def test_no_licence_of_what_serves_binds_who_passes_it_on(name: str) -> None:
    about = metadata(name)
    stated = [about.get("License-Expression") or "", (about.get("License") or "").partition("\n")[0]]
    stated += [each for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    if not any(stated):
        # Some say it in the file alone, in the words of the licence.
        kept = [file for file in distribution(name).files or () if "licenses" in file.parts and file.name == "LICENSE"]
        stated += [each.read_text(encoding="utf-8") for each in kept]
    assert any(stated), f"{name} states no licence"
    assert not COPYLEFT.search(" ".join(stated)), stated


@pytest.mark.parametrize("command", ["build", "preview", "validate", "verify", "diff", "new"])
def test_a_command_that_needs_more_says_so_in_a_sentence(house: Path, tmp_path: Path, command: str) -> None:
    done = subprocess.run(
        [*python(house), command, "--any", "thing"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"Error: `esec {command}` needs [\w.]+, which is not installed here: .+\n", done.stderr)
    assert "make run" in done.stderr


@pytest.mark.parametrize("command", ["build", "validate"])
def test_it_says_so_where_the_files_are_there_and_their_packages_are_not(house: Path, command: str) -> None:
    done = subprocess.run([*python(ROOT, house), command], capture_output=True, text=True, check=False, cwd=house)
    assert done.returncode == 1
    assert re.fullmatch(rf"Error: `esec {command}` needs (?:rich|great_expectations), which .+\n", done.stderr)


def test_help_lists_what_can_be_done_here(house: Path) -> None:
    done = subprocess.run([*python(house), "--help"], capture_output=True, text=True, check=True)
    assert re.findall(r"^  ([a-z]+) ", done.stdout, re.MULTILINE) == ["serve", "export"]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An environment with the serving lock and this project, made as the image makes it."""
    uv = find_uv()
    for source, place in image_sources().items():
        if Path(place).is_absolute():
            # The tables, which belong to no package.
            continue
        take = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        (tmp_path / "made" / place).parent.mkdir(parents=True, exist_ok=True)
        take(ROOT / source, tmp_path / "made" / place)
    wheel = make_wheel(tmp_path / "made", tmp_path)
    environment = tmp_path / "environment"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)], check=True)
    for what in (
        ["--require-hashes", "-r", str(tmp_path / "made/requirements/serve.lock")],
        [str(wheel)],
    ):
        command = [uv, "pip", "install", "--no-deps", "--python", str(environment / "bin/python"), *what]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode and _UNREACHED.search(done.stderr):
            pytest.skip("the package index cannot be reached: the serving lock was not installed")
        assert done.returncode == 0, done.stderr
    return environment


def test_the_lock_installed_serves_pages_and_files(installed: Path, tmp_path: Path) -> None:
    found = Path(sysconfig.get_path("purelib", vars={"base": str(installed)}))
    assert len(list(found.glob("*.dist-info"))) == len(locked("serve")) + 1
    with serving([str(installed / "bin/esec"), "serve"], {"ESEC_CURATED": str(CURATED_DIR)}, tmp_path) as server:
        answers = {
            path: server.ask(path)
            for path in ("/en/", f"/fr/indicators/{INDICATOR}", "/data/observations.csv", "/data/observations.xlsx")
        }
    assert {path: status for path, (status, _) in answers.items()} == dict.fromkeys(answers, 200)
    assert b"<title>" in answers["/en/"][1]
    assert answers["/data/observations.csv"][1].count(b"\n") > 200
    assert answers["/data/observations.xlsx"][1].startswith(b"PK")
