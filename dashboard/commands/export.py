"""`esec export`: every download as a file, or the whole site, without a server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from dashboard.commands.folders import check_out, staged
from dashboard.data.store import NotPublishedError, Store
from dashboard.downloads.documents import files_of
from dashboard.downloads.problems import Refusal
from dashboard.downloads.published import published_of
from dashboard.downloads.site_files import SITE_FILES, find_site_file
from dashboard.downloads.versions import Library
from dashboard.settings import Settings, load_settings
from dashboard.static_site.outcome import MARK, NotDrawnError
from pipelines.schema.faults import FaultsFound
from pipelines.schema.paths import DESCRIPTOR, releases_folder
from pipelines.texts import find_faults_of_own_texts

# The one asker of the application is this command: nothing is counted, no name of the site is asked for.
_ALONE: Final[dict[str, Any]] = {
    "host": "127.0.0.1", "requests_per_minute": 0, "work_per_minute": 0.0, "check_seconds": 3600.0
}  # fmt: skip


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
    count, size, left_out = 0, 0, []
    with staged(out) as staging:
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
    return count, size, left_out


def write_site(
    settings: Settings, out: Path, base: str, chosen: Callable[[str], bool] = lambda _address: True
) -> tuple[int, int, list[str]]:
    """Write the whole site as files that need no server.

    Args:
        settings: where the published tables lie.
        out: folder to write; it is replaced as a whole.
        base: public address of the site, without a slash at its end; empty where it has none yet.
        chosen: tells of an address whether to write it; links to others lead nowhere.

    Returns:
        Number of files, bytes in all, and the downloads left out because the table is too big for the format.

    Raises:
        NotPublishedError: there is not one whole version.
        NotDrawnError: a page or a file cannot be drawn.
        OSError: `out` cannot be written; it is then as it was.
    """
    # The pages take seconds to import, which the other export need not wait for.
    from dashboard.app import create_app
    from dashboard.static_site.write import Site

    app = create_app(settings.model_copy(update={**_ALONE, "base_url": base or None}), base=base)
    with staged(out) as staging:
        site = Site(app, staging, base, chosen)
        site.write()
    return site.count, site.size, site.left_out


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Write every download to this folder.")
@click.option("--site", type=click.Path(path_type=Path), help="Write the whole site to this folder.")
@click.option("--curated", help="Folder of the published tables, or their address (default: as `esec serve`).")
@click.option(
    "--base-url",
    help="Public address that the files carry (default with --out: as `esec serve` prints it; with --site: none, and "
    "what needs one is left out).",
)
def export(out: Path | None, site: Path | None, curated: str | None, base_url: str | None) -> None:
    """Write files that need no server: every download (--out), or the whole site with its pages (--site).

    With --out, paths are the addresses below /data/, with the same bytes as the server's. With --site, any web space
    serves the folder, at its root or below another folder. An earlier export is replaced as a whole.
    """
    if faults := find_faults_of_own_texts("dashboard"):
        raise FaultsFound(faults)
    folder = out or site
    if folder is None or (out and site):
        raise click.UsageError("Name either --out or --site.")
    settings = load_settings()
    try:
        if site:
            check_out(site, MARK)
            if base_url and not base_url.startswith(("https://", "http://")):
                raise click.UsageError(f"--base-url is {base_url}; expected an address that begins with https://.")
            chosen = settings.model_copy(update={"curated": curated or settings.curated})
            count, size, left_out = write_site(chosen, site, (base_url or settings.public_url).rstrip("/"))
        else:
            check_out(folder, DESCRIPTOR)
            base = (base_url or settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
            count, size, left_out = write_files(curated or settings.curated, folder, base, settings.cache)
    except (NotPublishedError, NotDrawnError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error.strerror or error}") from error
    for path in left_out:
        click.echo(f"{path} left out: too many rows for this format.", err=True)
    click.echo(f"{count} files, {size / 1e6:.1f} MB, in {folder}")
