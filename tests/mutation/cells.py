"""Damages to one cell of a sheet: numbers, periods, codes, locators, printed forms, notes, texts, ids, formulas."""

import re
from collections.abc import Callable
from random import Random

from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, ObsStatus, PeriodBasis, Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column, tables
from tests.mutation.damage import Damage, way
from tests.mutation.folder import Folder, Line, Sheet, blocks, obs_ids, with_next

VALUES = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
_DATES = (C.DATE, C.END_DATE, C.ADOPTED, C.SIGNED, C.RATIFIED, C.IN_FORCE, C.TRANSPOSE_BY, C.FIELDWORK)
_NUMBERS = (C.PRISON_YEARS, C.FINE_EUR, C.SAMPLE_SIZE, C.GOAL)
_DEFAULTS = {C.SEX: TOTAL, C.AGE: TOTAL, C.ANSWER: NOT_APPLICABLE, C.REF_AREA: "FR"}
_NUMBER = re.compile(r"\d[\d  .,]*")
Change = Callable[[Folder, Random, Sheet, Line], tuple[str, str] | None]
_TRIES = 40


def pick_line(folder: Folder, chance: Random, names: list[str] | None = None) -> tuple[str, Sheet, int]:
    """A row of the sheets of those tables, or of all; each row is as likely as another."""
    rows = [
        (name, sheet, index)
        for name, sheet in folder.sheets.items()
        if names is None or sheet.table.name in names
        for index in range(len(sheet.known))
    ]
    return chance.choice(rows)


def topic_of(sheet: Sheet, line: Line) -> str:
    """What the row is about: figures of one indicator belong together, other rows stand for themselves."""
    return (
        sheet.cell(line, C.INDICATOR_ID) if C.INDICATOR_ID in sheet.header else f"{sheet.table.name} {sheet.key(line)}"
    )


def of_cell(kind: str, *names: str) -> Callable[[Change], Change]:
    """Registers a change of one cell: it names column and new text, or None where the row has nothing to change."""

    def add(change: Change) -> Change:
        @way(kind)
        def make(folder: Folder, chance: Random) -> Damage | None:
            for _ in range(_TRIES):
                file, sheet, index = pick_line(folder, chance, list(names) or None)
                line = sheet.known[index]
                changed = change(folder, chance, sheet, line)
                if changed is None or _means(sheet, line, *changed) == _means(sheet, line, changed[0]):
                    continue
                return cell_damage(folder, file, sheet, index, *changed)
            return None

        return change

    return add


def cell_damage(whole: Folder, file: str, sheet: Sheet, index: int, column: str, text: str) -> Damage:
    """The damage that puts a text into a cell."""
    line = sheet.known[index]
    before = sheet.cell(line, column)

    def edit(folder: Folder) -> list[Line]:
        damaged = folder.sheets[file]
        damaged.set(damaged.known[index], column, text)
        return [damaged.known[index]]

    key = sheet.key(line)
    keys = with_next(whole, key) | {text} if column in sheet.table.key else frozenset({key})
    return Damage(f"{key} {column}: {before!r} → {text!r}", file, keys, edit, column, topic_of(sheet, line))


def _means(sheet: Sheet, line: Line, column: str, text: str | None = None) -> str:
    """What curation takes a cell for: an empty one may have a default."""
    written = sheet.cell(line, column) if text is None else text
    if written or sheet.table.name != T.OBSERVATIONS:
        return written
    return _DEFAULTS.get(column) or (sheet.cell(line, C.INDICATOR_ID) if column == C.COMPARABILITY_ID else "")


def _filled(chance: Random, sheet: Sheet, line: Line, columns: tuple[str, ...]) -> str | None:
    filled = [name for name in columns if name in sheet.header and sheet.cell(line, name)]
    return chance.choice(filled) if filled else None


def _columns(sheet: Sheet, test: Callable[[Column], object]) -> tuple[str, ...]:
    return tuple(name for name in sheet.header if test(sheet.table.column(name)))


def _other_digit(text: str, chance: Random) -> str:
    places = [index for index, character in enumerate(text) if character in "0123456789"]
    place = chance.choice(places)
    others = [digit for digit in "0123456789" if digit != text[place] and not (digit == "0" and place == 0)]
    return text[:place] + chance.choice(others) + text[place + 1 :]


def _swapped_digits(text: str, chance: Random) -> str | None:
    places = [
        index
        for index in range(len(text) - 1)
        if text[index : index + 2].isdecimal()
        and text[index] != text[index + 1]
        and not (index == 0 and text[1] == "0")
    ]
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _of_value(kind: str) -> Callable[[Callable[[str, Random], str | None]], None]:
    def add(change: Callable[[str, Random], str | None]) -> None:
        @of_cell(kind, T.OBSERVATIONS)
        def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
            column = _filled(chance, sheet, line, VALUES)
            text = change(sheet.cell(line, column), chance) if column else None
            return (column, text) if column and text is not None else None

    return add


_of_value("value: a digit")(_other_digit)
_of_value("value: two digits exchanged")(_swapped_digits)
_of_value("value: ten or a thousand times")(lambda text, chance: f"{float(text) * chance.choice([10, 1000, 0.1]):g}")
_of_value("value: sign")(
    lambda text, _: text.removeprefix("-") if text.startswith("-") else f"-{text}" if text != "0" else None
)
_of_value("value: emptied")(lambda _text, _chance: "")
_of_value("value: another notation")(
    lambda text, chance: chance.choice(
        [f"{text} ", f"{text[:1]} {text[1:]}", f"{text},0", f"+{text}", f"{text}e0", f"0{text}", f"{text}%", "n/a"]
    )
)


@of_cell("value: another column", T.OBSERVATIONS)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    empty = [name for name in VALUES if not sheet.cell(line, name)]
    column = _filled(chance, sheet, line, VALUES)
    return (chance.choice(empty), sheet.cell(line, column)) if column and empty else None


@of_cell("qualifier", T.OBSERVATIONS)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str]:
    return C.QUALIFIER, chance.choice([str(code) for code in Qualifier if code != sheet.cell(line, C.QUALIFIER)])


@of_cell("period: another year", T.OBSERVATIONS)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str]:
    text = sheet.cell(line, C.TIME_PERIOD)
    year = int(text[:4]) + chance.choice([-10, -2, -1, 1, 2, 10])
    return C.TIME_PERIOD, f"{year}{text[4:]}"


@of_cell("period: another precision", T.OBSERVATIONS)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str]:
    text = sheet.cell(line, C.TIME_PERIOD)
    return C.TIME_PERIOD, text[:4] if len(text) > 4 else f"{text}-{chance.randint(1, 12):02}"


@of_cell("date: impossible")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, (C.TIME_PERIOD, *_DATES))
    if column is None:
        return None
    year = sheet.cell(line, column)[:4]
    texts = [
        f"{year}-13",
        f"{year}-02-30",
        f"30/06/{year}",
        f"{year}/{int(year) - 1}",
        f"{year}-{int(year) + 1}",
        year[2:],
        f"{year} ",
    ]
    return column, chance.choice(texts)


@of_cell("date: a digit", T.EVENTS, T.TREATIES, T.SURVEY_QUESTIONS)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, _DATES)
    return (column, _other_digit(sheet.cell(line, column), chance)) if column else None


@of_cell("number beside figures: a digit", T.LEGAL_PENALTIES, T.SURVEY_QUESTIONS, T.PROGRESS_CARD)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, _NUMBERS)
    return (column, _other_digit(sheet.cell(line, column), chance)) if column else None


@of_cell("reports submitted: a digit", T.TREATIES)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    text = sheet.cell(line, C.REPORTS)
    return (C.REPORTS, _other_digit(text, chance)) if text else None


def _listed(folder: Folder, column: Column) -> list[str]:
    """Codes of a column's list, or keys of the table that it refers to."""
    if column.field.codes:
        keys = [key.split("|") for key in blocks(folder, "catalogue/codelists.toml")]
        return [code for codelist, code in keys if codelist == column.field.codes]
    table, key = column.field.ref or ("", "")
    if table == T.SOURCES:
        return [name.partition("/")[0] for name in folder.texts if name.endswith("/source.toml")]
    if (file := f"catalogue/{table}.toml") in folder.texts:
        return list(blocks(folder, file))
    return [s.cell(line, key) for s in folder.sheets.values() if s.table.name == table for line in s.known]


def _of_list(column: Column) -> bool:
    return bool(column.field.codes or column.field.ref)


@of_cell("code: unknown")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, _columns(sheet, _of_list))
    if column is None:
        return None
    text = sheet.cell(line, column)
    return column, chance.choice(
        ["unknown", text[:-1], text + "x", text.swapcase(), text.replace("-", "_") + "_", f"{text} "]
    )


_PLAIN: dict[str, str] = {C.OBS_STATUS: ObsStatus.NORMAL, C.PERIOD_BASIS: PeriodBasis.STATED}


# Each column from a list has a kind of its own: how well another listed code is caught depends on what it says.
def _of_other_code(table: str, column: str) -> None:
    @of_cell(f"another code: {table}.{column}", table)
    def _(folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
        # Where a cell is empty, the plainest code says the same.
        same = {sheet.cell(line, column) or _PLAIN.get(column, "")}
        listed = [code for code in _listed(folder, sheet.table.column(column)) if code not in same]
        return (column, chance.choice(listed)) if listed else None


for _table in tables().values():
    if _table.raw == "source":
        for _column in _table.raw_columns:
            if _of_list(_column) and _column.name not in (*_table.key, *_table.optional, C.QUALIFIER):
                _of_other_code(_table.name, _column.name)


@of_cell("group of the same indicator", T.OBSERVATIONS)
def _(folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    indicator = sheet.cell(line, C.INDICATOR_ID)
    declared = [
        key
        for key, block in blocks(folder, "catalogue/comparability.toml").items()
        if block[C.INDICATOR_ID] == indicator
    ]
    others = [group for group in [*declared, indicator] if group != (sheet.cell(line, C.COMPARABILITY_ID) or indicator)]
    return (C.COMPARABILITY_ID, chance.choice(others)) if declared and others else None


@of_cell("page: a neighbour")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    if C.PAGE not in sheet.header or not sheet.cell(line, C.PAGE):
        return None
    return C.PAGE, str(int(sheet.cell(line, C.PAGE)) + chance.choice([-3, -1, 1, 2]))


@of_cell("page: outside the source")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    if C.PAGE not in sheet.header or not sheet.cell(line, C.PAGE):
        return None
    return C.PAGE, chance.choice(["0", "-3", "3", "60", "415", "xii"])


@of_cell("footnote: another or none")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, (C.FOOTNOTE,))
    if column is None:
        return None
    mark = sheet.cell(line, column)
    return column, chance.choice(["", str(int(mark) + 1) if mark.isdigit() else f"{mark}{mark}"])


@of_cell("printed form: a digit")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, (C.AS_PRINTED,))
    text = sheet.cell(line, column) if column else ""
    return (C.AS_PRINTED, _other_digit(text, chance)) if re.search(r"[0-9]", text) else None


@of_cell("printed form: its words dropped")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, (C.AS_PRINTED,))
    match = _NUMBER.search(sheet.cell(line, column)) if column else None
    return (C.AS_PRINTED, match[0].strip(" .,")) if match else None


@of_cell("printed form: emptied, long or another's")
def _(folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, (C.AS_PRINTED,))
    if column is None:
        return None
    other = sheet.cell(chance.choice(sheet.known), C.AS_PRINTED)
    return C.AS_PRINTED, chance.choice(["", sheet.cell(line, column) * 9, other])


@of_cell("cell: emptied")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, _columns(sheet, lambda c: not c.nullable))
    return (column, "") if column else None


@of_cell("text: one language dropped")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, _columns(sheet, lambda c: c.name.endswith(("_en", "_fr"))))
    return (column, "") if column else None


@of_cell("confidence: given or taken away", T.OBSERVATIONS)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str]:
    return C.CONFIDENCE, "" if sheet.cell(line, C.CONFIDENCE) else chance.choice(["high", "low"])


@of_cell("formula: another id", T.OBSERVATIONS, T.RECONCILIATIONS)
def _(folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, (C.DERIVATION, C.FORMULA))
    if column is None:
        return None
    text = sheet.cell(line, column)
    old = chance.choice(re.findall(r"[a-z]-\d{4}", text))
    return column, text.replace(old, chance.choice(["o-9999", *chance.sample(obs_ids(folder), 3)]))


@of_cell("formula: another function", T.OBSERVATIONS, T.RECONCILIATIONS)
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    column = _filled(chance, sheet, line, (C.DERIVATION, C.FORMULA))
    if column is None:
        return None
    name, _, rest = sheet.cell(line, column).partition("(")
    return column, chance.choice(
        [f"{other}({rest}" for other in ("sum", "mean", "share", "difference", "median") if other != name]
    )


@of_cell("id: another's")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    other = sheet.key(chance.choice(sheet.known))
    return sheet.table.key[0], other


@of_cell("id: a new one")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str]:
    key = sheet.key(line)
    return sheet.table.key[0], chance.choice(
        [f"{key[:-4]}{chance.randint(7000, 9000)}" if key[-4:].isdecimal() else f"{key}x", key.upper(), ""]
    )
