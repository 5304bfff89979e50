"""The house stays as docs/architecture.md draws it: imports, length of modules, and what no file may hold."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

from pipelines.schema.paths import ROOT

ROOMS = ("pipelines", "expectations", "dashboard")
LONGEST_MODULE = 320
SETTINGS = ROOT / "dashboard/settings.py"
# Rooms that the settings themselves stand on, or that need none.
UNDER_SETTINGS = {"dashboard/data", "dashboard/text"}
# Files that hold what they must: hashes of packages, and words that this test looks for.
NOT_READ = {"uv.lock", "tests/test_architecture.py"}
_ROW = re.compile(r"^\| `(?P<room>[\w/]+)` \|[^|]*\|(?P<may>[^|]*)\|$", re.MULTILINE)


def modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Files of the project: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        pytest.skip(f"git does not list the files here: {error}")
    return [ROOT / file for file in listed if (ROOT / file).is_file()]


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, wherever the import stands."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: imports are absolute"
            assert node.module
            # `from pipelines import build` imports a module, `from pipelines.build import build` a function.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    """The folder of a module, at most two levels deep: `dashboard/data/query/files.py` belongs to `dashboard/data`."""
    return "/".join(name(path).split("/")[:-1][:2])


@cache
def file_of(module: str) -> Path | None:
    """The file that an imported name stands for, or None where it is not of this project."""
    if module.partition(".")[0] not in ROOMS:
        return None
    for one in (module, module.rpartition(".")[0]):
        path = ROOT / one.replace(".", "/")
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    raise AssertionError(f"{module} names no module of this project")


def run_first(module: str, importer: Path) -> set[Path]:
    """The files that Python runs for an import: the module's, and the `__init__` of each package that it enters."""
    file = file_of(module)
    if file is None:
        return set()
    packages = [ROOT.joinpath(*module.split(".")[:depth], "__init__.py") for depth in range(1, module.count(".") + 1)]
    entered = (package for package in packages if package.is_file() and package.parent not in importer.parents)
    return {file, *entered}


@cache
def table() -> dict[str, set[str]]:
    """Room: the rooms that it may import, as docs/architecture.md says."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    return {match["room"]: set(re.findall(r"`([\w/]+)`", match["may"])) for match in _ROW.finditer(text)}


def test_the_table_names_every_room_in_the_order_of_the_data() -> None:
    assert set(table()) == {room_of(path) for path in modules()}
    seen: set[str] = set()
    for room, may in table().items():
        assert may <= seen, f"{room} imports rooms that stand below it"
        seen.add(room)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_imports_follow_the_data(path: Path) -> None:
    may = table()[room_of(path)] | {room_of(path)}
    for module in imports(path):
        assert module.partition(".")[0] != "tests", f"{name(path)} imports {module}"
        file = file_of(module)
        if file is None or (file == SETTINGS and room_of(path) not in UNDER_SETTINGS):
            continue
        assert room_of(file) in may, f"{name(path)} imports {module}"


def test_the_application_is_imported_by_its_commands_alone() -> None:
    app = ROOT / "dashboard/app.py"
    users = [path for path in modules() if app in {file_of(module) for module in imports(path)}]
    assert {room_of(path) for path in users} == {"dashboard/commands"}


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {path: {one for module in imports(path) for one in run_first(module, path)} for path in modules()}
    try:
        list(TopologicalSorter({path: files - {path} for path, files in graph.items()}).static_order())
    except CycleError as error:
        pytest.fail("circle: " + " -> ".join(name(path) for path in error.args[1]))


def test_the_schema_is_a_leaf() -> None:
    for path in (ROOT / "pipelines/schema").rglob("*.py"):
        for module in imports(path):
            top = module.partition(".")[0]
            assert (
                top in sys.stdlib_module_names
                or top in {"babel", "pyarrow", "pydantic"}
                or module.startswith("pipelines.schema")
            )


def test_the_dashboard_never_names_great_expectations_nor_raw_files() -> None:
    for path in (ROOT / "dashboard").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "great_expectations" not in text, name(path)
        assert "RAW_DIR" not in text, name(path)
        assert "data/raw" not in text, name(path)


# Declared, and imported by another distribution alone: which one needs it.
NEEDED_BY = {"plotly": "dash"}


def bare_name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def test_every_dependency_of_the_product_is_imported_by_it() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = declared["project"]["dependencies"] + declared["project"]["optional-dependencies"]["build"]
    names = {bare_name(each) for each in wanted}
    distributions = packages_distributions()
    used = {
        distribution.lower().replace("_", "-")
        for path in modules()
        for module in imports(path)
        for distribution in distributions.get(module.partition(".")[0], ())
    }
    for name_of_other, other in NEEDED_BY.items():
        assert name_of_other in {bare_name(each) for each in requires(other) or ()}
    assert names - NEEDED_BY.keys() - used == set()
    # Nor does it lean on what happens to come with something else.
    optional = {
        bare_name(each) for group in declared["project"].get("optional-dependencies", {}).values() for each in group
    }
    assert used - names - optional - {"esec-dashboard"} == set()


def test_serving_does_not_import_great_expectations() -> None:
    script = (
        "import sys; from pipelines.cli import main; import click;"
        "main.get_command(click.Context(main), 'serve');"
        "assert not [name for name in sys.modules if name.startswith(('great_expectations', 'expectations'))]"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_module_stays_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    if path.name != "__init__.py" or text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module says in its first line what it is for"


# Each pattern with what it would give away or leave behind.
FORBIDDEN = {
    "a package host": r"pypi\.org|pythonhosted|/simple/?\b|index-url|artifactory|proxy\.golang",
    "a path of one machine": r"(?<![\w.])/(?:work|root|home/\w+)/|(?<![\w.])/tmp/|C:\\\\Users",
    "an unfinished thought": r"\b(?:TODO|FIXME|XXX|HACK)\b",
    "a tracker": r"google-analytics|googletagmanager|gtag\(|plausible\.io|matomo|facebook\.net",
}


@pytest.mark.parametrize(("what", "pattern"), FORBIDDEN.items(), ids=list(FORBIDDEN))
def test_no_file_holds(what: str, pattern: str) -> None:
    found = []
    for path in tracked():
        if name(path) in NOT_READ or path.suffix in {".parquet", ".png", ".ttf", ".woff2", ".ico", ".gz", ".zip"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{name(path)}:{number}: {line.strip()[:100]}")
    assert not found, f"{what}:\n" + "\n".join(found)


def test_only_the_paths_module_spells_data_folders() -> None:
    spelled = re.compile(r"""["'](?:data/(?:raw|curated)|curated|raw)["']""")
    for path in modules():
        if name(path) in {"pipelines/schema/paths.py"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if spelled.search(line) and "show_default" not in line:
                assert "/" not in spelled.search(line)[0], f"{name(path)}:{number}: {line.strip()}"  # type: ignore[index]
