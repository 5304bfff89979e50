"""What a damage is, and the register of the ways to make one: functions of the whole folder and of chance."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Final

from tests.mutation.folder import Folder, Line


class Stage(StrEnum):
    """What can name a damage, in the order of asking."""

    NO_CHANGE = "changes nothing"
    READING = "reading"
    AT_ROW = "rules"
    AT_DEPENDENT = "rules, at a row that depends on it"
    REPORT = "report's text"
    PUBLISHED = "published version: refused"
    SHOWN = "published version: shown"


BEFORE_A_RELEASE: Final = (Stage.READING, Stage.AT_ROW, Stage.AT_DEPENDENT)
"""What names a damage where nothing was published and the report is not at hand."""


@dataclass(frozen=True)
class Damage:
    """One damage to a valid folder.

    Attributes:
        what: what was changed, for a person.
        file: raw file that is damaged.
        keys: keys of the rows at which a fault is rightly found.
        edit: does it to a copy of the folder; returns the rows touched.
        column: column that is damaged, where it is one.
        topic: damages of one topic are not tried together, as they could hide one another.
        whole_file: whether a fault anywhere in the file is rightly found.
    """

    what: str
    file: str
    keys: frozenset[str]
    edit: Callable[[Folder], list[Line]]
    column: str = ""
    topic: str = ""
    whole_file: bool = False


Make = Callable[[Folder, Random], Damage | None]


@dataclass(frozen=True)
class Way:
    """A way to damage: its name, how, whether the result means something else, and whether it must be tried alone."""

    kind: str
    make: Make
    harmless: bool = False
    alone: bool = False


WAYS: list[Way] = []


def way(kind: str, *, harmless: bool = False, alone: bool = False) -> Callable[[Make], Make]:
    """Adds a way to the register."""

    def add(make: Make) -> Make:
        WAYS.append(Way(kind, make, harmless, alone))
        return make

    return add


@dataclass
class Tried:
    """A damage that was tried, and what came of it.

    Attributes:
        way: how the damage was made.
        damage: the damage.
        named: rules that named it, by stage; a stage after the rules themselves is tried of what they let pass.
    """

    way: Way
    damage: Damage
    named: dict[Stage, set[str]] = field(default_factory=dict)

    @property
    def caught_by(self) -> Stage | None:
        """The first stage that named it, or None."""
        return next((stage for stage in Stage if stage in self.named), None)
