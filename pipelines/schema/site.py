"""What is a site's own: its name, languages, country, report, licence and help lines, from `data/site.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import ROOT, SITE_FILE

_RULE: Final = "site-settings"
_NAME: Final = r"^[a-z0-9][a-z0-9._-]*$"
_ADDRESS: Final = r"^(tel:[+0-9]+|https://[^\s]+|mailto:[^\s@]+@[^\s@]+)$"
_Line = Annotated[str, Field(min_length=1, pattern=r"^[^\n\r]+$")]
# Metadata of files have this language alone, and it stands in for what another one lacks.
ENGLISH: Final = "en"
_CURE: Final = "Mend the setting; docs/maintainers.md lists them all."
Said = TypeVar("Said", str, list[str])


@cache
def interface_languages() -> frozenset[str]:
    """Return the codes of the languages that the interface has texts in: one folder of `dashboard/locales/` each."""
    return frozenset(file.parents[1].name for file in (ROOT / "dashboard" / "locales").glob("*/LC_MESSAGES/*.po"))


class _WrongError(ValueError):
    """Say what was expected of a setting, and what to do."""

    def __init__(self, expected: str, cure: str) -> None:
        super().__init__(expected)
        self.cure = cure


def _check_words(words: dict[str, Said]) -> dict[str, Said]:
    """Return texts by language as they are, where English is among them and each language has an interface."""
    if ENGLISH not in words:
        raise _WrongError("a text in English, which stands in for other languages", "Add the text under the key en.")
    if unknown := sorted(words.keys() - interface_languages()):
        known = ", ".join(sorted(interface_languages()))
        raise _WrongError(f"texts by language: {known}", f"Correct or delete the key {', '.join(unknown)}.")
    return words


_Words = Annotated[dict[str, _Line], AfterValidator(_check_words)]
_Lists = Annotated[dict[str, list[_Line]], AfterValidator(_check_words)]


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
    """What a site says of itself. Texts stand by language; English stands in where one is missing.

    Attributes:
        name: of the data set, as files and packages are called. languages: codes of those of the interface, in the
            order of columns and links. default_language: for readers whose browser asks for none of them, and the one
            besides English in which no text may lack; the first where it is left empty. ref_area: the country of rows
            that name no area; empty for none. report: id of the source that the site is about; empty for none.
        dois: DOI by version.
    """

    name: str = Field(pattern=_NAME)
    publisher: _Line
    languages: list[str] = ["en", "fr"]
    default_language: str = ""
    ref_area: str = Field("", pattern=r"^([A-Z]{2}|)$")
    report: str = Field("", pattern=r"^([a-z0-9][a-z0-9-]*|)$")
    title: _Words
    description: _Words
    keywords: _Lists
    licence: Licence
    dois: dict[str, _Line] = {}
    help_lines: list[HelpLine] = []

    @field_validator("languages")
    @classmethod
    def _check_languages(cls, languages: list[str]) -> list[str]:
        known = ", ".join(sorted(interface_languages()))
        if unknown := [lang for lang in languages if lang not in interface_languages()]:
            cure = f"Correct {', '.join(unknown)}, or add its texts: dashboard/locales/<code>/LC_MESSAGES/dashboard.po."
            raise _WrongError(f"codes of languages that the interface has: {known}", cure)
        if len(set(languages)) < len(languages):
            raise _WrongError("each language once", "Delete the second.")
        if ENGLISH not in languages:
            cure = "Add en; default_language says which one readers meet first."
            raise _WrongError("English among them: metadata of files have it alone, and it stands in for others", cure)
        return languages

    @field_validator("default_language")
    @classmethod
    def _check_default(cls, default: str, info: ValidationInfo) -> str:
        languages = info.data.get("languages", [default])
        if default and default not in languages:
            raise _WrongError(f"one of languages: {', '.join(languages)}", "Name one of them, or add it there.")
        return default


def _fault_of(path: Path, text: str, found: Mapping[str, Any]) -> Fault:
    ours = found.get("ctx", {}).get("error")
    return Fault(
        _RULE,
        path.name,
        str(ours or found["msg"]),
        getattr(ours, "cure", _CURE),
        line=_line_of(text, found["loc"]),
        column=".".join(map(str, found["loc"])),
        value="" if found["type"] == "missing" else str(found["input"])[:60],
    )


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
        raise FaultsFound(_fault_of(path, text, found) for found in error.errors()) from None
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


def in_each_language(words: Mapping[str, Said]) -> dict[str, Said]:
    """Return a text of the settings in each language of the site; English stands in where it is missing."""
    return {lang: words.get(lang, words[ENGLISH]) for lang in site().languages}
