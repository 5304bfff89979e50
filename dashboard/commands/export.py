"""`esec export`: every download as a file, without a server."""

import os
import shutil
import tempfile
from pathlib import Path

import click

from dashboard.data.store import NotPublishedError, Store
from dashboard.downloads.documents import files_of
from dashboard.downloads.problems import Refusal
from dashboard.downloads.published import published_of
from dashboard.downloads.site_files import SITE_FILES, find_site_file
from dashboard.downloads.versions import Library
from dashboard.settings import load_settings
from pipelines.schema.faults import FaultsFound
from pipelines.schema.paths import DESCRIPTOR, releases_folder
from pipelines.texts import find_faults_of_own_texts


def _check_out(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()) and not (out / DESCRIPTOR).is_file():
        raise click.ClickException(
            f"{out} holds other files and would be replaced. Name a new folder, an empty one, or an earlier export."
        )
    if out.exists() and not out.is_dir():
        raise click.ClickException(f"{out} is a file. Name a folder.")


def write_files(curated: Path | str, out: Path, base: str, cache: Path | None = None) -> tuple[int, int, list[str]]:
    """Write every file that the server would answer with, under the same paths and with the same bytes.

    Args:
        curated: folder of the published tables, or their address in object storage.
        out: folder to write; it is replaced as a whole.
        base: public address of the site, which files carry.
        cache: see `dashboard.data.store.Store`.

    Returns:
        Number of files, bytes in all, and the paths left out because the table is too big for the format.

    Raises:
        NotPublishedError: `curated` does not hold one whole version.
        OSError: `out` cannot be written; it is then as it was.
    """
    store = Store(curated, cache=cache)
    held = store.current().files
    published = published_of(held)
    files = files_of(published, base)
    library = Library(lambda: held, releases_folder(store.folder))
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    count, size, left_out = 0, 0, []
    try:
        paths = [*SITE_FILES, *files.paths()]
        with click.progressbar(paths, label=f"Version {published.version}", width=0) as shown:
            for path in shown:
                file = find_site_file(library, files, path, ()) or files.find(path)
                target = staging / path
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    with target.open("wb") as stream:
                        size += sum(
                            stream.write(chunk) for chunk in ([files.body(file)] if file.whole else file.chunks())
                        )
                    count += 1
                except Refusal:
                    target.unlink()
                    left_out.append(path)
        staging.chmod(0o755)
        _replace(staging, out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return count, size, left_out


def _replace(staging: Path, out: Path) -> None:
    if not out.exists():
        staging.rename(out)
        return
    before = Path(tempfile.mkdtemp(prefix=f".{out.name}-before-", dir=out.parent))
    os.replace(out, before)
    try:
        staging.rename(out)
    except OSError:
        os.replace(before, out)
        raise
    shutil.rmtree(before)


@click.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder to write; an earlier export is replaced."
)
@click.option("--curated", help="Folder of the published tables, or their address (default: as `esec serve`).")
@click.option("--base-url", help="Public address that the files carry (default: as `esec serve` prints it).")
def export(out: Path, curated: str | None, base_url: str | None) -> None:
    """Write every download as a file, the same bytes as the server's, without a server.

    Paths below --out are the addresses below /data/.
    """
    if faults := find_faults_of_own_texts("dashboard"):
        raise FaultsFound(faults)
    settings = load_settings()
    base = (base_url or settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
    _check_out(out)
    try:
        count, size, left_out = write_files(curated or settings.curated, out, base, settings.cache)
    except (NotPublishedError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror or error}") from error
    for path in left_out:
        click.echo(f"{path} left out: too many rows for this format.", err=True)
    click.echo(f"{count} files, {size / 1e6:.1f} MB, in {out}")
