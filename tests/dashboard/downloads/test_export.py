"""`esec export`: the server's bytes, without the server."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.commands.export import export
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.snippets import CLIENTS
from tests.breadth import some
from tests.dashboard.downloads.conftest import BASE, serve


def _named(path: str) -> bool:
    """Whether a file is of one of many things, such as an indicator, that its address names."""
    return "/" in path and not path.startswith("schema/")


@pytest.fixture(scope="module")
def listed(files: DownloadCatalogue) -> list[str]:
    """What is exported here: of the files of indicators and the like one in five, others with each commit."""
    paths = list(files.paths())
    chosen = set(some([path for path in paths if _named(path)], 5))
    return [path for path in paths if path in chosen or not _named(path)]


@pytest.fixture(scope="module")
def exported(folder: Path, tmp_path_factory: pytest.TempPathFactory, listed: list[str]) -> Path:
    out = tmp_path_factory.mktemp("export") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DownloadCatalogue, "paths", lambda _: iter(listed))
        done = CliRunner().invoke(export, ["--out", str(out), "--curated", str(folder), "--base-url", f"{BASE}/"])
    assert done.exit_code == 0, done.output
    assert "files" in done.output and "left out" not in done.output
    return out


def test_every_file_is_the_one_that_the_server_sends(exported: Path, folder: Path, listed: list[str]) -> None:
    expected = {*listed, "index.html", "openapi.json", "versions.json", *CLIENTS}
    assert {str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()} == expected
    with serve(folder).test_client() as client:
        # Of each kind of thing named in an address, a few; of everything else, all.
        named = [path for path in sorted(expected) if _named(path)]
        for path in [*(path for path in sorted(expected) if path not in named), *named[::8]]:
            assert client.get(f"/data/{path}").data == (exported / path).read_bytes(), path


def test_exporting_again_replaces_the_export_with_the_same_bytes(
    folder: Path, files: DownloadCatalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Files in every format and of every kind; what is written at all is tried above.
    few = list(files.paths())[::37]
    monkeypatch.setattr(DownloadCatalogue, "paths", lambda _: iter(few))
    out = tmp_path / "again"
    out.mkdir()
    (out / "datapackage.json").write_text("{}")
    (out / "stale.csv").write_text("left from an earlier version")
    contents = []
    for _ in range(2):
        done = CliRunner().invoke(export, ["--out", str(out), "--curated", str(folder), "--base-url", BASE])
        assert done.exit_code == 0, done.output
        written = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        contents.append(written)
    assert contents[0] == contents[1]
    assert "stale.csv" not in contents[0] and set(few) <= set(contents[0])
    assert len({Path(path).suffix for path in few}) > 5
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_a_folder_with_other_files_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = CliRunner().invoke(export, ["--out", str(tmp_path), "--curated", str(folder)])
    assert done.exit_code == 1 and "holds other files" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_is_not_published_is_said_so_and_nothing_is_written(tmp_path: Path) -> None:
    done = CliRunner().invoke(export, ["--out", str(tmp_path / "out"), "--curated", str(tmp_path / "none")])
    assert done.exit_code == 1 and "esec build" in done.output
    assert not (tmp_path / "out").exists()
