"""What reviewers decided: the warnings accepted (who, why, until when; each for one row of one rule), and the terms."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from expectations.engine.terms import TERMS_FILE, Terms, read_terms
from expectations.engine.texts import Bilingual
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.faults import Fault, FaultsFound
from pipelines.schema.paths import CATALOGUE

FILE: Final = f"{CATALOGUE}/accepted_warnings.toml"
_TEXTS: Final = ("rule", "table", "row", "column", "who", "why_en", *(["why_fr"] if "fr" in LANGUAGES else []))
_BLOCK: Final = re.compile(r"^\s*\[\[accepted\]\]", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """One accepted warning.

    Attributes:
        rule: id of the rule.
        table: table of the row.
        row: key of the row.
        column: column that the warning names.
        who: who accepted it.
        why: why, in English and French.
        until: last day on which it holds.
        line: line of the file.
    """

    rule: str
    table: str
    row: str
    column: str
    who: str
    why: Bilingual
    until: date
    line: int

    @property
    def of(self) -> tuple[str, str, str, str]:
        """Say what it accepts: rule, table, row and column."""
        return self.rule, self.table, self.row, self.column

    def fault(self, expected: str, cure: str, value: str = "") -> Fault:
        """Return a fault of this acceptance."""
        return _fault(expected, cure, line=self.line, row=self.row, column=self.rule, value=value)


@dataclass(frozen=True)
class Acceptances:
    """What reviewers decided in one raw folder.

    Attributes:
        accepted: the accepted warnings, in the order of the file.
        faults: what is wrong with their file, and with the list of terms.
        terms: the folder's list of terms; None where it has none that can be read.
    """

    accepted: tuple[Acceptance, ...] = ()
    faults: tuple[Fault, ...] = ()
    terms: Terms | None = None


def _fault(expected: str, cure: str = "Correct the block; the file's heading shows one.", **where: Any) -> Fault:
    return Fault(rule="acceptances", file=FILE, expected=expected, cure=cure, **where)


def _read_block(block: dict[str, Any], line: int) -> Acceptance | Fault:
    unknown = sorted(set(block) - {*_TEXTS, "why_fr", "until"})
    if unknown:
        return _fault(f"only {', '.join(_TEXTS)} and until", line=line, value=", ".join(unknown))
    missing = [name for name in _TEXTS if not isinstance(block.get(name), str) or not block[name].strip()]
    if missing:
        return _fault(f"a text in {', '.join(missing)}", line=line)
    # A TOML date with a time of day is a datetime, which is a date too.
    if type(block.get("until")) is not date:
        return _fault("until as a date, as in 2027-11-23", line=line, value=str(block.get("until", "")))
    english = block.pop("why_en")
    why = english, block.pop("why_fr", english)
    return Acceptance(**block, why=why, line=line)


def _read_file(path: Path) -> list[Acceptance | Fault]:
    try:
        text = path.read_bytes().decode("utf-8")
        blocks = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [_fault("TOML in UTF-8", value=str(error))]
    written = blocks.get("accepted", [])
    if set(blocks) - {"accepted"} or not isinstance(written, list):
        return [_fault("blocks [[accepted]] and nothing else", value=", ".join(blocks))]
    lines = [text.count("\n", 0, match.end() - 1) + 1 for match in _BLOCK.finditer(text)]
    # Written as one inline array, they all start on the first line.
    lines = lines if len(lines) == len(written) else [1] * len(written)
    return [_read_block(block, line) for block, line in zip(written, lines, strict=True)]


def read_acceptances(raw_dir: Path) -> Acceptances:
    """Read what reviewers decided in a raw folder: accepted warnings and terms, with the faults of their files.

    A folder without the one accepts nothing; without the other, the project's own list is used.
    """
    read = _read_file(raw_dir / FILE) if (raw_dir / FILE).is_file() else []
    accepted = tuple(each for each in read if isinstance(each, Acceptance))
    faults = [each for each in read if isinstance(each, Fault)]
    for number, each in enumerate(accepted):
        if each.of in {earlier.of for earlier in accepted[:number]}:
            faults.append(each.fault("one acceptance of a warning", "Remove the second block."))
    terms = None
    if (raw_dir / TERMS_FILE).is_file():
        try:
            terms = read_terms(raw_dir)
        except FaultsFound as found:
            faults += found.faults
    return Acceptances(accepted, tuple(faults), terms)
