"""What is a site's own: its name, country, report, licence and help lines, from `data/site.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import SITE_FILE

_RULE: Final = "site-settings"
_NAME: Final = r"^[a-z0-9][a-z0-9._-]*$"
_ADDRESS: Final = r"^(tel:[+0-9]+|https://[^\s]+|mailto:[^\s@]+@[^\s@]+)$"
_Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n\r]+$")]
_Words = dict[str, _Line]


class _Declared(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class HelpLine(_Declared):
    """Where somebody finds help.

    Attributes:
        name: the number or body, the same in every language. address: what its link leads to. purpose: what for, by
            language.
    """

    name: _Line
    address: str = Field(pattern=_ADDRESS)
    purpose: _Words


class Licence(_Declared):
    """Under what terms the data set is given; terms by language may name `{name}` and `{url}`."""

    name: _Line
    title: _Line
    url: str = Field(pattern=r"^https://[^\s]+$")
    terms: _Words


class Site(_Declared):
    """What a site says of itself. Texts stand by language.

    Attributes:
        name: of the data set, as files and packages are called. ref_area: the country of rows that name no area; empty
            for none. report: id of the source that the site is about; empty for none.
        dois: DOI by version.
    """

    name: str = Field(pattern=_NAME)
    publisher: _Line
    ref_area: str = Field("", pattern=r"^([A-Z]{2}|)$")
    report: str = Field("", pattern=r"^([a-z0-9][a-z0-9-]*|)$")
    title: _Words
    description: _Words
    keywords: dict[str, list[_Line]]
    licence: Licence
    dois: dict[str, _Line] = {}
    help_lines: list[HelpLine] = []


def _line_of(text: str, place: tuple[int | str, ...]) -> int | None:
    """Find the line of a key: the first that begins with the last name of its place."""
    names = [str(part) for part in place if isinstance(part, str)]
    for name in reversed(names):
        for number, line in enumerate(text.splitlines(), start=1):
            if line.partition("=")[0].strip().strip("[]").rpartition(".")[2] == name:
                return number
    return None


def read_site(path: Path) -> Site:
    """Read the settings of a site.

    Raises:
        FaultsFound: they cannot be read, or settings are missing, unknown or of a wrong form; all are named.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Site.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise FaultsFound(
            Fault(
                _RULE,
                path.name,
                fault["msg"],
                "Mend the setting; docs/maintainers.md lists them all.",
                line=_line_of(text, fault["loc"]),
                column=".".join(map(str, fault["loc"])),
                value="" if fault["type"] == "missing" else str(fault["input"])[:60],
            )
            for fault in error.errors()
        ) from None
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        cure = "Mend the file: TOML in UTF-8."
        raise FaultsFound([Fault(_RULE, path.name, "the settings of a site", cure, value=str(error))]) from None


@cache
def site() -> Site:
    """Return the settings of the folder that is worked on, or those that stand in where it has none.

    Raises:
        FaultsFound: see `read_site`.
    """
    if SITE_FILE.is_file():
        return read_site(SITE_FILE)
    return Site.model_validate(
        tomllib.loads(files("pipelines.schema").joinpath("plain_site.toml").read_text(encoding="utf-8"))
    )
