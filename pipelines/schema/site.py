"""What is a site's own: its name, languages, country, report, licence, help lines and words, from `data/site.toml`."""

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from pipelines.schema.colours import Hue
from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import SITE_FILE
from pipelines.schema.site_faults import (
    ADDRESS,
    COUNTRY_OR_NONE,
    ENGLISH,
    ID_OR_NONE,
    LINE,
    RULE,
    SLUG,
    WEB,
    SettingError,
    check_places,
    faults_of,
    faults_of_languages,
    interface_languages,
    line_of,
)

_Line = Annotated[str, Field(min_length=1, pattern=LINE)]
_Words = dict[str, _Line]
_Lists = dict[str, list[_Line]]
Said = TypeVar("Said", str, list[str])


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
    """What a site says of itself. Texts stand by language; English stands in where one is missing.

    Attributes:
        name: of the data set, as files and packages are called. languages: codes of those of the interface, in the
            order of columns and links. default_language: for readers whose browser asks for none of them, and the one
            besides English in which no text may lack; the first where it is left empty. ref_area: the country of rows
            that name no area; empty for none. report: id of the source that the site is about; empty for none.
        colour: hue of the first series in charts, and of figures in pages.
        contact: where readers may write; empty for none.
        dois: DOI by version.
        texts: words that stand in place of the interface's own, by the ids of these; several where a number decides.
    """

    name: str = Field(pattern=SLUG)
    publisher: _Line
    languages: list[str] = ["en", "fr"]
    default_language: str = ""
    colour: Hue = "blue"
    ref_area: str = Field("", pattern=COUNTRY_OR_NONE)
    report: str = Field("", pattern=ID_OR_NONE)
    contact: str = ""
    title: _Words
    description: _Words
    keywords: _Lists
    licence: Licence
    dois: dict[str, _Line] = {}
    help_lines: list[HelpLine] = []
    texts: dict[str, dict[str, _Line | list[_Line]]] = {}

    @field_validator("languages")
    @classmethod
    def _check_languages(cls, languages: list[str]) -> list[str]:
        known = ", ".join(sorted(interface_languages()))
        if unknown := [lang for lang in languages if lang not in interface_languages()]:
            cure = f"Correct {', '.join(unknown)}, or add its texts: dashboard/locales/<code>/LC_MESSAGES/dashboard.po."
            raise SettingError(f"codes of languages that the interface has: {known}", cure)
        if len(set(languages)) < len(languages):
            raise SettingError("each language once", "Delete the second.")
        if ENGLISH not in languages:
            cure = "Add en; default_language says which one readers meet first."
            raise SettingError("English among them: metadata of files have it alone, and it stands in for others", cure)
        return languages

    @field_validator("default_language")
    @classmethod
    def _check_default(cls, default: str, info: ValidationInfo) -> str:
        languages = info.data.get("languages", [default])
        if default and default not in languages:
            raise SettingError(f"one of languages: {', '.join(languages)}", "Name one of them, or add it there.")
        return default


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


def in_each_language(words: Mapping[str, Said]) -> dict[str, Said]:
    """Return a text of the settings in each language of the site; English stands in where it is missing."""
    return {lang: words.get(lang, words[ENGLISH]) for lang in site().languages}
