"""Say a fault in the data so that a maintainer can mend it: where, what is there, what was expected, what to do."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Grade what a fault does: an error stops publication, a warning must be accepted, information is only said."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True)
class Fault:
    """Name one fault, and what mends it.

    Attributes:
        rule: id of the rule that found it.
        file: raw file, relative to the raw folder (or the table's name when the row has no raw file).
        expected: what was expected.
        cure: what to do.
        line: line in that file, 1 for the header; None when the fault is about the whole file.
        row: key of the row (obs_id, indicator_id ...), empty when unknown.
        column: column concerned, empty for the whole row.
        value: what stands there, as text.
        page: printed page in the source, where the row has one.
        severity: whether it stops publication.
    """

    rule: str
    file: str
    expected: str
    cure: str
    _: KW_ONLY
    line: int | None = None
    row: str = ""
    column: str = ""
    value: str = ""
    page: int | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Write one line: place, column, value, expectation, cure."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        what = "".join(
            [
                f" [{self.row}]" if self.row else "",
                f" {self.column}" if self.column else "",
                f" = {self.value!r}" if self.value else "",
            ]
        )
        page = f" (page {self.page})" if self.page is not None else ""
        stands = f"{place}:{what}{page}" if what or page else place
        return f"{stands}: expected {self.expected}. {self.cure} [{self.rule}]"


class FaultsFound(Exception):
    """Carry every fault of a run, so that a maintainer mends them all at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Faults(list[Fault]):
    """Collect the faults of a run, in the order in which they are found."""

    @property
    def errors(self) -> list[Fault]:
        """List those that stop publication."""
        return [fault for fault in self if fault.severity is Severity.ERROR]
