"""What a page is drawn from: one data version, one language, one address with its checked parameters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from dashboard.data.store import Snapshot
from dashboard.settings import Settings
from dashboard.text.translator import Translator
from dashboard.text.typography import said, set_text
from dashboard.view import address
from pipelines.schema.columns import C
from pipelines.schema.dataset import DESCRIPTION, TITLE
from pipelines.schema.declared import Language

# The parameter of any page's address that names the data version for which a link was made.
VERSION: Final = "v"
# Characters of a value that count, those of a name that is repeated, and how many of those.
LONGEST_VALUE: Final = 200
_LONGEST_NAME: Final = 60
_MOST_IGNORED: Final = 10
_OF_SITE: Final = {"title": TITLE, "description": DESCRIPTION}
# A value that no parameter takes, in place of one that was not understood.
_NOT_UNDERSTOOD: Final = "?"


class PageNotFoundError(LookupError):
    """Say that nothing stands at this address."""


@dataclass(frozen=True)
class Parameter:
    """Describe a parameter of a page's address.

    Attributes:
        name: as it stands in the address.
        default: value where the address gives none; it is not written into addresses.
        allowed: the values that it may take, by data version; None where any short text may stand.
        longest: characters of a value that count.
        also: another name that is taken for it, and not written into addresses.
    """

    name: str
    default: str = ""
    allowed: Callable[[Snapshot], frozenset[str]] | None = None
    longest: int = LONGEST_VALUE
    also: str = ""


def one_of(*values: str) -> Callable[[Snapshot], frozenset[str]]:
    """Allow values that do not depend on the data."""
    fixed = frozenset(values)
    return lambda _snapshot: fixed


@dataclass(frozen=True)
class View:
    """Hold one view of one page.

    Attributes:
        path: path of the address without parameters, such as `/en/indicators/x`.
        key: the part of the path that names a thing (indicator, topic, figure); empty on other pages.
        params: checked parameters with their defaults. ignored: parameters that were not understood.
        base_url: public address of the site, without a slash at its end.
        places: where every page stands, by the page's name, in the order of menus.
        asked_version: earlier data version that the link was made for; empty where it names none or the current.
        releases: folder of the versions kept; None where there is none.
    """

    snapshot: Snapshot
    settings: Settings
    lang: Language
    path: str
    key: str
    params: Mapping[str, str]
    t: Translator
    base_url: str
    places: Mapping[str, address.Place]
    ignored: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    asked_version: str = ""
    releases: Path | None = None

    def href(self, name: str, key: str = "", /, **params: str) -> str:
        """Give the address of another page in this language, such as `view.href("figure", "o-0023")`.

        Raises:
            KeyError: there is no such page.
        """
        return address.page(self.lang, self.places[name].pattern, key, params)

    def here(self, **changes: str) -> str:
        """Give this page's address with some parameters changed; one set to its default leaves the address."""
        return address.with_query(self.path, self.kept(**changes))

    def kept(self, **changes: str) -> dict[str, str]:
        """Give what this page's address keeps: parameters, some changed, that are not their defaults."""
        merged = {**self.params, **changes}
        return {name: value for name, value in merged.items() if value != self.defaults.get(name, "")}

    def asked(self) -> str:
        """Give this page's address as asked for: what was not understood, and an earlier version, stay in it."""
        not_understood = dict.fromkeys(self.ignored, _NOT_UNDERSTOOD)
        return address.with_query(self.path, {**self.kept(), VERSION: self.asked_version, **not_understood})

    def permalink(self) -> str:
        """Give this page's address with the data version, so that a later reader is told what changed since."""
        return self.absolute(address.with_query(self.path, {**self.kept(), VERSION: self.snapshot.version}))

    def absolute(self, path: str) -> str:
        """Make a path a full public address."""
        return self.base_url + path

    def said(self, row: Mapping[str, Any] | None, stem: str) -> str:
        """Give a row's text in the reader's language: `said(topic, "name")`; empty where there is none."""
        return said(row, stem, self.lang) if row is not None else ""

    @property
    def site_names(self) -> dict[str, str]:
        """Give title and description of the site, as its pages name them."""
        return {name: set_text(words[self.lang], self.lang) for name, words in _OF_SITE.items()}

    def code_name(self, codelist: str, code: Any) -> str:
        """Say a code in words; give the code itself where the list lacks it."""
        return self.said(self.snapshot.code(codelist, str(code)), "name") or str(code)

    def code_text(self, codelist: str, code: Any) -> str:
        """Say in a sentence what a code means; empty where the list does not say."""
        return self.said(self.snapshot.code(codelist, str(code)), "text")

    def name_of(self, table: str, key: Any) -> str:
        """Name a catalogue row; give its key where it is unknown."""
        return self.said(self.snapshot.row(table, key), "name") or str(key)


def check_parameters(
    snapshot: Snapshot, given: Sequence[tuple[str, str]], declared: Sequence[Parameter]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give the checked values by name with their defaults, and the names of those that were not understood.

    The first value of a repeated parameter counts; text is cut to what counts of it.
    """
    known = {name: parameter for parameter in declared for name in (parameter.name, parameter.also) if name}
    values: dict[str, str] = {}
    ignored: list[str] = []
    for name, value in given:
        parameter = known.get(name)
        text = value.strip()[: parameter.longest if parameter else LONGEST_VALUE]
        if parameter is None or (text and parameter.allowed and text not in parameter.allowed(snapshot)):
            ignored.append(name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…")
        elif text:
            values.setdefault(parameter.name, text)
    filled = {parameter.name: values.get(parameter.name, parameter.default) for parameter in declared}
    return filled, tuple(dict.fromkeys(ignored))[:_MOST_IGNORED]


def split_ids(cell: Any) -> list[str]:
    """List the ids of a cell, which stand there separated by semicolons."""
    return [part for part in str(cell).split(";") if part] if isinstance(cell, str) else []


def sort_by_order(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Put rows in their declared order."""
    return sorted(rows, key=lambda row: row[C.SORT_ORDER])
