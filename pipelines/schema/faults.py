"""A fault in the data, said so that a maintainer can mend it: where, what is there, what was expected, what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a fault does: an error stops publication, a warning must be accepted, information is only said."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault.

    Attributes:
        rule: id of the rule that found it.
        file: raw file, relative to the raw folder (or the table's name when the row has no raw file).
        line: line in that file, 1 for the header; None when the fault is about the whole file.
        row: key of the row (obs_id, indicator_id ...), empty when unknown.
        column: column concerned, empty for the whole row.
        value: what stands there, as text.
        expected: what was expected.
        cure: what to do.
        page: printed page in the source, where the row has one.
    """

    rule: str
    file: str
    expected: str
    cure: str
    line: int | None = None
    row: str = ""
    column: str = ""
    value: str = ""
    page: int | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """One line: place, column, value, expectation, cure."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        what = "".join(
            [
                f" [{self.row}]" if self.row else "",
                f" {self.column}" if self.column else "",
                f" = {self.value!r}" if self.value else "",
            ]
        )
        page = f" (page {self.page})" if self.page is not None else ""
        return f"{place}:{what}{page}: expected {self.expected}. {self.cure} [{self.rule}]"


class FaultsFound(Exception):
    """Raised with every fault of a run, so that a maintainer mends them all at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Faults:
    """Collects the faults of a run."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def __iter__(self) -> Iterator[Fault]:
        """The faults, in the order in which they were found."""
        return iter(self._found)

    def __len__(self) -> int:
        """How many faults were found."""
        return len(self._found)

    def add(self, fault: Fault) -> None:
        """Note one fault."""
        self._found.append(fault)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Note several faults."""
        self._found.extend(faults)

    @property
    def errors(self) -> list[Fault]:
        """Those that stop publication."""
        return [fault for fault in self._found if fault.severity is Severity.ERROR]
