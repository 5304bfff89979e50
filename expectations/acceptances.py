"""Warnings that a reviewer accepted: who, why and until when. Each is for one row of one rule."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipelines.faults import Fault
from pipelines.paths import CATALOGUE

FILE: Final = f"{CATALOGUE}/accepted_warnings.toml"
_TEXTS: Final = ("rule", "table", "row", "column", "who", "why_en", "why_fr")
_BLOCK: Final = re.compile(r"^\s*\[\[accepted\]\]", re.MULTILINE)
_RULE: Final = "acceptances"


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """One accepted warning.

    Attributes:
        rule: id of the rule.
        table: table of the row.
        row: key of the row.
        column: column that the warning names.
        who: who accepted it.
        why_en: why, in English.
        why_fr: why, in French.
        until: last day on which it holds.
        line: line of the file.
    """

    rule: str
    table: str
    row: str
    column: str
    who: str
    why_en: str
    why_fr: str
    until: date
    line: int

    @property
    def of(self) -> tuple[str, str, str, str]:
        """What it accepts: rule, table, row and column."""
        return self.rule, self.table, self.row, self.column

    def fault(self, expected: str, cure: str, value: str = "") -> Fault:
        """A fault of this acceptance."""
        return Fault(
            rule=_RULE,
            file=FILE,
            line=self.line,
            row=self.row,
            column=self.rule,
            value=value,
            expected=expected,
            cure=cure,
        )


@dataclass(frozen=True)
class Acceptances:
    """The accepted warnings, and what is wrong with their file."""

    accepted: tuple[Acceptance, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    def __iter__(self) -> Iterator[Acceptance]:
        """The acceptances, in the order of the file."""
        return iter(self.accepted)


def _fault(expected: str, *, line: int | None = None, value: str = "") -> Fault:
    cure = "Correct the block; the file's heading shows one."
    return Fault(rule=_RULE, file=FILE, line=line, value=value, expected=expected, cure=cure)


def _read_block(block: dict[str, Any], line: int) -> Acceptance | Fault:
    unknown = sorted(set(block) - {*_TEXTS, "until"})
    if unknown:
        return _fault(f"only {', '.join(_TEXTS)} and until", line=line, value=", ".join(unknown))
    missing = [name for name in _TEXTS if not isinstance(block.get(name), str) or not block[name].strip()]
    if missing:
        return _fault(f"a text in {', '.join(missing)}", line=line)
    # A TOML date with a time of day is a datetime, which is a date too.
    if type(block.get("until")) is not date:
        return _fault("until as a date, as in 2027-11-23", line=line, value=str(block.get("until", "")))
    return Acceptance(**{name: block[name] for name in _TEXTS}, until=block["until"], line=line)


def read_acceptances(raw_dir: Path) -> Acceptances:
    """The accepted warnings of a raw folder; none where it has no such file. Faults of the file come with them."""
    path = raw_dir / FILE
    if not path.is_file():
        return Acceptances()
    try:
        text = path.read_bytes().decode("utf-8")
        blocks = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Acceptances(faults=(_fault("TOML in UTF-8", value=str(error)),))
    if set(blocks) - {"accepted"} or not isinstance(blocks.get("accepted", []), list):
        return Acceptances(faults=(_fault("blocks [[accepted]] and nothing else", value=", ".join(blocks)),))
    lines = [text.count("\n", 0, match.end() - 1) + 1 for match in _BLOCK.finditer(text)]
    written = blocks.get("accepted", [])
    # Written as one inline array, they all start on the first line.
    lines = lines if len(lines) == len(written) else [1] * len(written)
    read = [_read_block(block, line) for block, line in zip(written, lines, strict=True)]
    accepted = tuple(each for each in read if isinstance(each, Acceptance))
    faults = [each for each in read if isinstance(each, Fault)]
    seen: set[tuple[str, str, str, str]] = set()
    for each in accepted:
        if each.of in seen:
            faults.append(each.fault("one acceptance of a warning", "Remove the second block."))
        seen.add(each.of)
    return Acceptances(accepted, tuple(faults))
