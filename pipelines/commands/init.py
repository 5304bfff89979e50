"""`esec init`: a folder for a site of one's own, with settings, an empty catalogue and one example figure."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Any, Final

import click
from babel import Locale

from pipelines.schema.declared import LANGUAGES
from pipelines.schema.paths import SETTINGS, is_site
from pipelines.schema.site import plain_site, read_site
from pipelines.schema.site_faults import ENGLISH, interface_languages
from pipelines.schema.territories import is_country, name_of_area

_WORLD: Final = "WLD"


def _country(_context: click.Context, _option: click.Parameter, code: str) -> str:
    """Return the code of a country in capitals; refuse what is none."""
    code = code.upper()
    if code and not is_country(code):
        raise click.BadParameter(f"{code!r} is no country. Give its two letters by ISO 3166-1, such as GB.")
    return code


def _titles(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add one option for the title in each language."""
    for lang in reversed(LANGUAGES):
        name = Locale(lang).get_display_name("en")
        function = click.option(f"--title-{lang}", help=f"Title of the site in {name}.")(function)
    return function


def _toml(value: object) -> str:
    """Write a text or a list of texts as TOML has it, which is as JSON has it."""
    return json.dumps(value, ensure_ascii=False)


def _block(name: str, values: Mapping[str, object]) -> str:
    return "\n".join([f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in values.items())])


def _names(country: str) -> dict[str, str]:
    """Name a country in each language; the world where there is none."""
    return {lang: _capital(name_of_area(country or _WORLD, lang)) for lang in LANGUAGES}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _settings(country: str, title: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return the parts of the settings' file that are no comment: those that stand in for any site, but for these."""
    plain, names = plain_site(), _names(country)
    titles = {lang: f"{words}, {names[lang]}" if country else words for lang, words in plain.title.items()}
    licence = plain.licence
    blocks = [
        _block("title", {**titles, **title}),
        _block("description", plain.description),
        _block("keywords", plain.keywords),
        _block("licence", {"name": licence.name, "title": licence.title, "url": licence.url}),
        _block("licence.terms", licence.terms),
    ]
    return {
        "name": _toml(f"esec-{country.lower()}" if country else plain.name),
        "publisher": _toml(plain.publisher),
        "languages": _toml(languages),
        # The example has no texts in the others.
        "default_language": _toml(languages[0] if languages[0] in plain.title else ENGLISH),
        "ref_area": _toml(country),
        "blocks": "\n\n".join(blocks),
    }


def _area(country: str) -> dict[str, str]:
    """Return the area of the example: the country, or the world."""
    lines = (f"name_{lang} = {_toml(name)}" for lang, name in _names(country).items())
    return {"area": country or _WORLD, "area_names": "\n".join(lines)}


def _files(folder: Traversable, below: str = "") -> Iterator[tuple[str, str]]:
    """List the files of a site by their path, with their content."""
    for entry in folder.iterdir():
        path = f"{below}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{path}/")
        elif not entry.name.endswith((".py", ".pyc")):
            yield path, entry.read_text(encoding="utf-8")


def _check_free(folder: Path) -> None:
    """Refuse a folder that holds something, or that lies in another site."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.ClickException(f"{folder} is not empty. Name a new folder, or an empty one. Nothing was written.")
    if other := next((parent for parent in folder.parents if is_site(parent)), None):
        raise click.ClickException(
            f"{folder} lies in the site of {other}, which has data of its own. Name a folder outside it. "
            "Nothing was written."
        )


def write_site(folder: Path, country: str, title: Mapping[str, str], languages: Sequence[str] = ("en", "fr")) -> None:
    """Write a site whole, or nothing of it.

    Args:
        folder: an empty folder, or one that is not there yet.
        country: its two letters by ISO 3166-1, empty for none.
        title: by language, where another than the plain one is wanted.
        languages: those of the pages, English among them.

    Raises:
        FaultsFound: the title cannot stand in settings.
        OSError: it cannot be written; the folder is then as it was.
    """
    values = {**_settings(country, title, languages), **_area(country), "today": date.today().isoformat()}
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for path, text in _files(files("pipelines.commands").joinpath("site_template")):
            target = staging / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(Template(text).substitute(values), encoding="utf-8")
        # A title that cannot stand there is said now, not by the first command.
        read_site(staging / "data" / SETTINGS)
        staging.chmod(0o755)
        # Takes the place of an empty folder in one step.
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--country", default="", callback=_country, help="Country of the figures, by ISO 3166-1, such as GB.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    default=("en", "fr"),
    type=click.Choice(sorted(interface_languages())),
    help="A language of the pages, once for each; English is always one.",
)
@_titles
def init(folder: Path, country: str, languages: tuple[str, ...], **titles: str | None) -> None:
    """Write a site of your own into DIR: settings, catalogue, one invented figure to replace, and what to do next.

    The folder is written whole or not at all; DIR is new or empty, and outside any other site.
    """
    folder = folder.resolve()
    _check_free(folder)
    given = {name.removeprefix("title_"): text for name, text in titles.items() if text}
    try:
        write_site(folder, country, given, tuple(dict.fromkeys((*languages, ENGLISH))))
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or folder}: {error.strerror or error}. Nothing was written."
        ) from error
    click.echo(f"{folder}: a site with one invented figure. Its settings are in data/{SETTINGS}; README.md goes on.")
