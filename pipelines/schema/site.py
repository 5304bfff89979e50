"""What is a site's own: its name, country, report, licence, help lines and words, from `data/site.toml`."""

import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import SITE_FILE
from pipelines.schema.site_faults import (
    ADDRESS,
    COUNTRY_OR_NONE,
    ID_OR_NONE,
    LINE,
    RULE,
    SLUG,
    WEB,
    check_places,
    faults_of,
    faults_of_languages,
    line_of,
)

_Line = Annotated[str, Field(min_length=1, pattern=LINE)]
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
    address: str = Field(pattern=ADDRESS)
    purpose: _Words


class Licence(_Declared):
    """Under what terms the data set is given; terms by language may name `{name}` and `{url}`."""

    name: _Line
    title: _Line
    url: str = Field(pattern=WEB)
    terms: dict[str, Annotated[_Line, AfterValidator(check_places)]]


class Site(_Declared):
    """What a site says of itself. Texts stand by language.

    Attributes:
        name: of the data set, as files and packages are called. ref_area: the country of rows that name no area; empty
            for none. report: id of the source that the site is about; empty for none.
        contact: where readers may write; empty for none.
        dois: DOI by version.
        texts: words that stand in place of the interface's own, by the ids of these; several where a number decides.
    """

    name: str = Field(pattern=SLUG)
    publisher: _Line
    ref_area: str = Field("", pattern=COUNTRY_OR_NONE)
    report: str = Field("", pattern=ID_OR_NONE)
    contact: str = ""
    title: _Words
    description: _Words
    keywords: dict[str, list[_Line]]
    licence: Licence
    dois: dict[str, _Line] = {}
    help_lines: list[HelpLine] = []
    texts: dict[str, dict[str, _Line | list[_Line]]] = {}


def read_site(path: Path) -> Site:
    """Read the settings of a site.

    Raises:
        FaultsFound: they cannot be read, or settings are missing, unknown or of a wrong form; all are named.
    """
    name = f"data/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text)
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        cure = "Mend the file: TOML in UTF-8, each text between double quotation marks."
        raise FaultsFound([Fault(RULE, name, "the settings of a site", cure, value=str(error))]) from None
    faults = faults_of_languages(name, text, given)
    try:
        settings = Site.model_validate(given)
    except ValidationError as error:
        raise FaultsFound([*faults_of(name, text, error), *faults]) from None
    if faults:
        raise FaultsFound(faults)
    return settings


def plain_site() -> Site:
    """Return the settings that stand in for those of a folder that has none."""
    return Site.model_validate(
        tomllib.loads(files("pipelines.schema").joinpath("plain_site.toml").read_text(encoding="utf-8"))
    )


@cache
def site() -> Site:
    """Return the settings of the folder that is worked on, or those that stand in where it has none.

    Raises:
        FaultsFound: see `read_site`.
    """
    return read_site(SITE_FILE) if SITE_FILE.is_file() else plain_site()


def fault_of_setting(place: tuple[int | str, ...], expected: str, cure: str, value: str = "") -> Fault:
    """Make a fault of the settings of the folder that is worked on, at the line of a place."""
    text = SITE_FILE.read_text(encoding="utf-8") if SITE_FILE.is_file() else ""
    name, column = f"data/{SITE_FILE.name}", ".".join(map(str, place))
    return Fault(RULE, name, expected, cure, line=line_of(text, place), column=column, value=value)


def find_faults_beside(areas: Collection[str], sources: Collection[str]) -> list[Fault]:
    """List settings that name what the tables do not hold.

    Args:
        areas: ids of the areas.
        sources: ids of the sources.
    """
    given, faults = site(), []
    if given.ref_area and given.ref_area not in areas:
        cure = "Correct the code, or add the area to data/raw/catalogue/areas.toml."
        faults.append(fault_of_setting(("ref_area",), "a country of the areas", cure, given.ref_area))
    if given.report and given.report not in sources:
        cure = 'Correct the id, or add the report with esec new source; "" where the site is about none.'
        faults.append(fault_of_setting(("report",), "the id of a source", cure, given.report))
    return faults
