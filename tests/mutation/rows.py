"""Damages to whole rows: twice, gone, exchanged, shifted; and to value and printed form together."""

import re
from random import Random

from pipelines.schema.columns import C, T
from tests.mutation.cells import VALUES, pick_line, topic_of
from tests.mutation.damage import Damage, way
from tests.mutation.folder import Folder, Line, Sheet, with_next

_TRIES = 40


def _new_key(sheet: Sheet, line: Line, chance: Random) -> str:
    key = sheet.key(line)
    return f"{key[:-4]}{chance.randint(7000, 9000)}" if key[-4:].isdecimal() else f"{key}-again"


@way("row: twice")
def _(folder: Folder, chance: Random) -> Damage:
    file, sheet, index = pick_line(folder, chance)

    def edit(damaged: Folder) -> list[Line]:
        own = damaged.sheets[file]
        again = Line(list(own.known[index].cells))
        own.lines.insert(own.lines.index(own.known[index]) + 1, again)
        return [own.known[index], again]

    line = sheet.known[index]
    key = sheet.key(line)
    return Damage(f"{key} stands twice", file, frozenset({key}), edit, topic=topic_of(sheet, line))


@way("row: twice under two ids")
def _(folder: Folder, chance: Random) -> Damage:
    file, sheet, index = pick_line(folder, chance, [T.OBSERVATIONS])
    line = sheet.known[index]
    key, new = sheet.key(line), _new_key(sheet, line, chance)

    def edit(damaged: Folder) -> list[Line]:
        own = damaged.sheets[file]
        again = Line(list(own.known[index].cells))
        own.set(again, own.table.key[0], new)
        own.lines.append(again)
        return [own.known[index], again]

    return Damage(f"{key} again as {new}", file, frozenset({key, new}), edit, topic=topic_of(sheet, line))


@way("row: gone")
def _(folder: Folder, chance: Random) -> Damage:
    file, sheet, index = pick_line(folder, chance)

    def edit(damaged: Folder) -> list[Line]:
        own = damaged.sheets[file]
        own.lines.remove(own.known[index])
        return []

    line = sheet.known[index]
    key = sheet.key(line)
    return Damage(f"{key} is gone", file, with_next(folder, key), edit, topic=topic_of(sheet, line))


def _exchange(folder: Folder, chance: Random, columns: tuple[str, ...], *, same_indicator: bool) -> Damage | None:
    for _ in range(_TRIES):
        file, sheet, index = pick_line(folder, chance, [T.OBSERVATIONS])
        line = sheet.known[index]
        others = [
            other
            for other, candidate in enumerate(sheet.known)
            if (sheet.cell(candidate, C.INDICATOR_ID) == sheet.cell(line, C.INDICATOR_ID)) == same_indicator
            and any(sheet.cell(candidate, name) != sheet.cell(line, name) for name in columns)
        ]
        if others:
            break
    else:
        return None
    second = chance.choice(others)

    def edit(damaged: Folder) -> list[Line]:
        own = damaged.sheets[file]
        one, two = own.known[index], own.known[second]
        for name in columns:
            first = own.cell(one, name)
            own.set(one, name, own.cell(two, name))
            own.set(two, name, first)
        return [one, two]

    keys = frozenset({sheet.key(line), sheet.key(sheet.known[second])})
    return Damage(
        f"{' and '.join(sorted(keys))} exchange {', '.join(columns)}", file, keys, edit, topic=topic_of(sheet, line)
    )


@way("rows: values exchanged within an indicator")
def _(folder: Folder, chance: Random) -> Damage | None:
    return _exchange(folder, chance, VALUES, same_indicator=True)


@way("rows: values exchanged between indicators")
def _(folder: Folder, chance: Random) -> Damage | None:
    return _exchange(folder, chance, VALUES, same_indicator=False)


@way("rows: values and printed forms exchanged")
def _(folder: Folder, chance: Random) -> Damage | None:
    columns = (*VALUES, C.QUALIFIER, C.AS_PRINTED, C.PAGE, C.SECTION, C.FOOTNOTE)
    return _exchange(folder, chance, columns, same_indicator=True)


@way("rows: periods exchanged")
def _(folder: Folder, chance: Random) -> Damage | None:
    return _exchange(folder, chance, (C.TIME_PERIOD,), same_indicator=True)


@way("rows: ids exchanged")
def _(folder: Folder, chance: Random) -> Damage | None:
    return _exchange(folder, chance, (C.OBS_ID,), same_indicator=False)


@way("row: cells shifted")
def _(folder: Folder, chance: Random) -> Damage | None:
    file, sheet, index = pick_line(folder, chance)
    line = sheet.known[index]
    start, step = chance.randint(0, len(sheet.header) - 2), chance.choice([-1, 1])
    cells = line.cells[start:]
    shifted = [*cells[1:], ""] if step < 0 else ["", *cells[:-1]]
    if cells == shifted:
        return None

    def edit(damaged: Folder) -> list[Line]:
        own = damaged.sheets[file].known[index]
        own.cells[start:] = shifted
        return [own]

    key = sheet.key(line)
    way_of = "left" if step < 0 else "right"
    what = f"{key}: cells from {sheet.header[start]} one to the {way_of}"
    return Damage(what, file, frozenset({key}), edit, sheet.header[start], topic_of(sheet, line))


@way("value and printed form: the same wrong digit")
def _(folder: Folder, chance: Random) -> Damage | None:
    for _ in range(_TRIES):
        file, sheet, index = pick_line(folder, chance, [T.OBSERVATIONS])
        line = sheet.known[index]
        value, printed = sheet.cell(line, C.OBS_VALUE), sheet.cell(line, C.AS_PRINTED)
        if value.isdecimal() and len(re.findall(rf"\b{value}\b", printed)) == 1:
            break
    else:
        return None
    wrong = str(int(value) + chance.choice([1, 2, 10]))

    def edit(damaged: Folder) -> list[Line]:
        own = damaged.sheets[file]
        own.set(own.known[index], C.OBS_VALUE, wrong)
        own.set(own.known[index], C.AS_PRINTED, re.sub(rf"\b{value}\b", wrong, printed))
        return [own.known[index]]

    key = sheet.key(line)
    return Damage(f"{key}: {value} → {wrong} in both", file, frozenset({key}), edit, C.OBS_VALUE, topic_of(sheet, line))


@way("row order", harmless=True)
def _(folder: Folder, chance: Random) -> Damage:
    file, _, _ = pick_line(folder, chance, [T.OBSERVATIONS])

    def edit(damaged: Folder) -> list[Line]:
        chance_of_order = Random(len(damaged.sheets[file].lines))
        chance_of_order.shuffle(damaged.sheets[file].lines)
        return []

    return Damage(f"{file}: rows in another order", file, frozenset(), edit, topic=file)


@way("column order", harmless=True)
def _(folder: Folder, chance: Random) -> Damage:
    file, sheet, _ = pick_line(folder, chance)
    order = list(range(len(sheet.header)))
    chance.shuffle(order)

    def edit(damaged: Folder) -> list[Line]:
        own = damaged.sheets[file]
        own.header = [own.header[place] for place in order]
        for line in own.lines:
            line.cells = [line.cells[place] for place in order]
        return []

    return Damage(f"{file}: columns in another order", file, frozenset(), edit, topic=file)
