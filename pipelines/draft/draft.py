"""Drafts a raw row or block and says what it lacks. Asks and writes nothing."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipelines.curate.reconcile import round_half_up
from pipelines.raw.cells import type_row
from pipelines.raw.read_csv import RawRow
from pipelines.raw.read_raw import SOURCE_FILE, RawRows
from pipelines.schema.codes import (
    HIGH_BOUND_QUALIFIERS,
    LOW_BOUND_QUALIFIERS,
    OWN_SOURCE,
    POINT_QUALIFIERS,
    REPORT_SOURCE,
    Qualifier,
)
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column, Table, tables
from pipelines.schema.faults import Fault, Faults
from pipelines.schema.formulas import parse_formula
from pipelines.schema.paths import CATALOGUE
from pipelines.schema.periods import parse_period

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID = re.compile(r"(?P<series>[a-z]+)-(?P<number>[0-9]{4})")
_OWN_SERIES = "d"
_SERIES = "o"
_LARGEST_NUMBER = 9999
_SUGGESTIONS = 3
_LISTED = 25
_PARSERS: dict[str, Callable[[str], object]] = {C.TIME_PERIOD: parse_period, C.DERIVATION: parse_formula}


@dataclass
class Draft:
    """A row that is not written yet.

    Attributes:
        table: the table.
        file: raw file that it goes to, relative to the raw folder.
        key: the row's key.
        cells: text by raw column; a column without text is absent or empty.
    """

    table: Table
    file: str
    key: str
    cells: dict[str, str]

    @property
    def columns(self) -> list[Column]:
        """Raw columns but the key, which is not asked for."""
        return [column for column in self.table.raw_columns if column.name not in self.table.key]

    @property
    def row(self) -> dict[str, str]:
        """Every raw cell, key and folder included, as reading the file would give it."""
        cells = {column.name: self.cells.get(column.name, "") for column in self.table.raw_columns}
        return {**cells, self.table.key[0]: self.key, **self._folder()}

    def _folder(self) -> dict[str, str]:
        return {C.SOURCE_ID: self.file.partition("/")[0]} if self.table.raw == "source" else {}

    def fault(self, column: str, value: str, expected: str, cure: str) -> Fault:
        """A fault of this draft."""
        return Fault(
            rule="new-row",
            file=self.file,
            row=self.key,
            column=column,
            value=value,
            expected=expected,
            cure=cure,
        )


def _keys(raw: RawRows, table: str) -> list[str]:
    (key,) = tables()[table].key
    return [row.cells[key] for row in raw[table]]


def next_obs_id(source_id: str, taken: Iterable[str]) -> str:
    """The next id of a figure; ids are never reused, so it follows the greatest that ever was.

    Args:
        source_id: source of the figure: our own arithmetic has a series of its own.
        taken: ids in raw files, in the ledger and in what is published.

    Raises:
        ValueError: the series is full.
    """
    series = _OWN_SERIES if source_id == OWN_SOURCE else _SERIES
    matches = [match for text in taken if (match := _ID.fullmatch(text)) and match["series"] == series]
    number = max((int(match["number"]) for match in matches), default=0) + 1
    if number > _LARGEST_NUMBER:
        raise ValueError(f"no id is left in the series {series}-0001 to {series}-{_LARGEST_NUMBER}")
    return f"{series}-{number:04}"


def draft_figure(raw: RawRows, source_id: str, cells: Mapping[str, str], taken: Iterable[str] = ()) -> Draft:
    """A figure of a source under the next free id; `taken` are further ids that are not free."""
    ids = [*_keys(raw, T.OBSERVATIONS), *(row.cells.get(C.OBS_ID, "") for row in raw[T.CORRECTIONS]), *taken]
    table = tables()[T.OBSERVATIONS]
    return Draft(table, f"{source_id}/{table.name}.csv", next_obs_id(source_id, ids), dict(cells))


def draft_indicator(indicator_id: str, cells: Mapping[str, str]) -> Draft:
    """A block of the catalogue's indicators."""
    table = tables()[T.INDICATORS]
    return Draft(table, f"{CATALOGUE}/{table.name}.toml", indicator_id, dict(cells))


def draft_source(source_id: str, cells: Mapping[str, str]) -> Draft:
    """A source's record, in a folder of its own."""
    return Draft(tables()[T.SOURCES], f"{source_id}/{SOURCE_FILE}", source_id, dict(cells))


def check_key(raw: RawRows, draft: Draft) -> list[Fault]:
    """Faults of the draft's key and file: the shape of the key, one that is taken, an unknown source."""
    table = draft.table
    if table.name == T.OBSERVATIONS:
        source_id = draft.file.partition("/")[0]
        sources = _keys(raw, T.SOURCES)
        if source_id in sources:
            return []
        expected = f"a source with a folder in the raw folder{_close(source_id, sources)}"
        return [draft.fault(C.SOURCE_ID, source_id, expected, "Correct the id, or run esec new source first.")]
    if not _SLUG.fullmatch(draft.key):
        expected = "lower-case letters and digits, joined by hyphens"
        return [draft.fault(table.key[0], draft.key, expected, "Choose an id such as helpline-calls-answered.")]
    if draft.key in _keys(raw, table.name):
        return [draft.fault(table.key[0], draft.key, "an id that is not taken", "Choose another id.")]
    return []


def _close(text: str, known: list[str]) -> str:
    close = difflib.get_close_matches(text, known, n=_SUGGESTIONS)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def choices(raw: RawRows, column: Column, table: Table) -> list[str] | None:
    """What a cell of the column may hold, or None where it is not from a list."""
    if column.field.codes:
        return [row.cells[C.CODE] for row in raw[T.CODELISTS] if row.cells[C.CODELIST_ID] == column.field.codes]
    reference = table.reference(column)
    if reference is None:
        return None
    known = _keys(raw, reference[0])
    # Each indicator has a group of its own, which is not written down.
    return known + _keys(raw, T.INDICATORS) if reference[0] == T.COMPARABILITY else known


def check_cell(raw: RawRows, draft: Draft, column: Column, text: str) -> Fault | None:
    """The fault of one cell of the draft, or None."""
    faults = Faults()
    type_row(draft.table, RawRow(draft.file, 0, {column.name: text}), faults)
    for fault in faults:
        return draft.fault(column.name, text, fault.expected, fault.cure)
    try:
        _PARSERS.get(column.name, str)(text)
    except ValueError as error:
        return draft.fault(column.name, text, column.field.text["en"].rstrip("."), f"Correct it: {error}.")
    known = choices(raw, column, draft.table)
    if known is None or text in known:
        return None
    listed = _close(text, known) or (f": {', '.join(known)}" if len(known) <= _LISTED else "")
    where = "codelists" if column.field.codes else (draft.table.reference(column) or ("",))[0]
    return draft.fault(
        column.name,
        text,
        f"one of the {len(known)} known values{listed}",
        f"Correct it, or add it to {where}.toml first.",
    )


def _value_columns(qualifier: str) -> list[str]:
    if qualifier in POINT_QUALIFIERS:
        return [C.OBS_VALUE]
    low: list[str] = [C.OBS_VALUE_LOW] if qualifier in {*LOW_BOUND_QUALIFIERS, Qualifier.RANGE} else []
    high: list[str] = [C.OBS_VALUE_HIGH] if qualifier in {*HIGH_BOUND_QUALIFIERS, Qualifier.RANGE} else []
    return low + high or [C.NOTE_EN, C.NOTE_FR]


def _locators(raw: RawRows, source_id: str, qualifier: str) -> list[str]:
    paged = any(row.cells[C.SOURCE_ID] == source_id and row.cells[C.PAGE_FIRST] for row in raw[T.SOURCES])
    printed = [] if qualifier == Qualifier.MISSING else [C.AS_PRINTED]
    confidence = [C.CONFIDENCE] if source_id != REPORT_SOURCE else []
    return [*([C.PAGE, C.SECTION] if paged else []), *printed, *confidence]


def needed(raw: RawRows, draft: Draft) -> list[str]:
    """Columns that the draft must fill, in the order in which to ask: some depend on what is filled already."""
    if draft.table.name != T.OBSERVATIONS:
        return [column.name for column in draft.columns if not column.nullable]
    source_id = draft.file.partition("/")[0]
    first = [C.INDICATOR_ID, C.TIME_PERIOD]
    if source_id == OWN_SOURCE:
        return [*first, C.DERIVATION, C.OBS_VALUE, C.QUALIFIER, C.ORIGIN_ID]
    indicators = {row.cells[C.INDICATOR_ID]: row.cells for row in raw[T.INDICATORS]}
    asked = indicators.get(draft.cells.get(C.INDICATOR_ID, ""), {}).get(C.QUESTION_ID)
    qualifier = draft.cells.get(C.QUALIFIER, "")
    return [
        *first,
        *([C.ANSWER] if asked else []),
        C.QUALIFIER,
        *(_value_columns(qualifier) if qualifier else []),
        C.ORIGIN_ID,
        *_locators(raw, source_id, qualifier),
    ]


def missing(raw: RawRows, draft: Draft) -> list[str]:
    """Needed columns that are still empty."""
    return [name for name in needed(raw, draft) if not draft.cells.get(name)]


def fill_computed(raw: RawRows, draft: Draft) -> None:
    """Fill in what follows from the formula of our own arithmetic, in place."""
    formula = draft.cells.get(C.DERIVATION)
    if draft.table.name != T.OBSERVATIONS or not formula:
        return
    values = {row.cells[C.OBS_ID]: row.cells[C.OBS_VALUE] for row in raw[T.OBSERVATIONS]}
    units = {row.cells[C.UNIT_MEASURE]: row.cells for row in raw[T.UNITS]}
    unit = {row.cells[C.INDICATOR_ID]: row.cells[C.UNIT_MEASURE] for row in raw[T.INDICATORS]}.get(
        draft.cells.get(C.INDICATOR_ID, ""), ""
    )
    try:
        computed = parse_formula(formula).compute({key: float(value) for key, value in values.items() if value})
        rounded = round_half_up(computed, int(units[unit][C.DECIMALS]))
    except (KeyError, ValueError):
        return
    defaults = {C.OBS_VALUE: f"{rounded:.15g}", C.QUALIFIER: str(Qualifier.EXACT), C.ORIGIN_ID: "own"}
    for name, value in defaults.items():
        draft.cells[name] = draft.cells.get(name) or value


def check_draft(raw: RawRows, draft: Draft) -> list[Fault]:
    """Every fault that can be told before the rules run: key, empty cells, types, unknown codes and references."""
    faults = check_key(raw, draft)
    for name in missing(raw, draft):
        faults.append(draft.fault(name, "", draft.table.column(name).field.text["en"], "Fill it in."))
    for column in draft.columns:
        text = draft.cells.get(column.name, "")
        if text and (fault := check_cell(raw, draft, column, text)):
            faults.append(fault)
    return faults


def with_draft(raw: RawRows, draft: Draft, line: int) -> RawRows:
    """The raw rows and the draft's, for the rules to judge before anything is written."""
    return {**raw, draft.table.name: [*raw[draft.table.name], RawRow(draft.file, line, draft.row)]}
