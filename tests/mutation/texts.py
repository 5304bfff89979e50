"""Damages to the characters of a text: encodings, invisible and look-alike characters, formulas, terms, languages."""

import re
from collections.abc import Callable
from random import Random

from pipelines.schema.columns import C, T
from tests.mutation.cells import cell_damage, of_cell, pick_line, topic_of
from tests.mutation.damage import Damage, way
from tests.mutation.folder import Folder, Line, Sheet

TERMS_TO_AVOID = {
    "en": ["child prostitutes", "child pornography", "underage prostitute"],
    "fr": ["prostituées mineures", "pornographie infantile", "enfants prostitués"],
}
_LOOK_ALIKE = str.maketrans("aeopcxAEOPCX", "аеорсхАЕОРСХ")
_TEXTS = re.compile(r".*_(en|fr)|as_printed|value_report|value_other|article")
_OUR_TEXTS = re.compile(r"(note|label|question|base|offence|circumstance|reading|reason|goal)_(en|fr)")


def _text_cells(sheet: Sheet, line: Line, pattern: re.Pattern[str]) -> list[str]:
    return [name for name in sheet.header if pattern.fullmatch(name) and sheet.cell(line, name)]


def _of_text(kind: str, *, pattern: re.Pattern[str] = _TEXTS) -> Callable[[Callable[[str, Random], str | None]], None]:
    def add(change: Callable[[str, Random], str | None]) -> None:
        @of_cell(kind)
        def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
            names = _text_cells(sheet, line, pattern)
            if not names:
                return None
            column = chance.choice(names)
            text = change(sheet.cell(line, column), chance)
            return None if text is None else (column, text)

    return add


@_of_text("text: read in a wrong encoding")
def _(text: str, _: Random) -> str | None:
    if text.isascii():
        return None
    return text.encode("utf-8").decode("cp1252", errors="replace")


@_of_text("text: characters lost")
def _(text: str, chance: Random) -> str | None:
    return (
        None
        if text.isascii()
        else text.encode("ascii", errors="replace").decode()
        if chance.random() < 0.5
        else text.encode("ascii", "ignore").decode()
    )


@_of_text("text: an invisible character")
def _(text: str, chance: Random) -> str:
    place = chance.randint(0, len(text))
    return text[:place] + chance.choice(["\u200b", "\u00ad", "\ufeff", "\u202e", "\x00", "\x07"]) + text[place:]


@_of_text("text: look-alike letters")
def _(text: str, _: Random) -> str:
    return text.translate(_LOOK_ALIKE)


@_of_text("text: run as a formula")
def _(text: str, chance: Random) -> str:
    return chance.choice(["=1+1", f"={text}", f"+{text}", f"-{text}", f"@{text}", '=HYPERLINK("x")'])


@_of_text("text: blanks added")
def _(text: str, chance: Random) -> str:
    return chance.choice(
        [f" {text}", f"{text} ", f"{text}\n", text.replace(" ", "  ", 1) if " " in text else f"\t{text}"]
    )


@of_cell("text: a term to avoid")
def _(_folder: Folder, chance: Random, sheet: Sheet, line: Line) -> tuple[str, str] | None:
    names = _text_cells(sheet, line, _OUR_TEXTS)
    if not names:
        return None
    column = chance.choice(names)
    return column, f"{sheet.cell(line, column)} {chance.choice(TERMS_TO_AVOID[column[-2:]])}"


@_of_text("text: emptied to a dash", pattern=_OUR_TEXTS)
def _(_text: str, chance: Random) -> str:
    return chance.choice(["-", "?", "n/a", "x", "…"])


def _of_pair(kind: str, change: Callable[[str, str], tuple[str, str]]) -> None:
    """Registers a change of an English and a French cell together."""

    @way(kind)
    def make(folder: Folder, chance: Random) -> Damage | None:
        for _ in range(40):
            file, sheet, index = pick_line(folder, chance)
            line = sheet.known[index]
            english = [name for name in _text_cells(sheet, line, _OUR_TEXTS) if name.endswith("_en")]
            if english:
                break
        else:
            return None
        first = chance.choice(english)
        second = f"{first.removesuffix('_en')}_fr"
        before = sheet.cell(line, first), sheet.cell(line, second)
        after = change(*before)
        if before == after:
            return None

        def edit(damaged: Folder) -> list[Line]:
            own = damaged.sheets[file]
            own.set(own.known[index], first, after[0])
            own.set(own.known[index], second, after[1])
            return [own.known[index]]

        key = sheet.key(line)
        return Damage(f"{key} {first}, {second}: {kind}", file, frozenset({key}), edit, first, topic_of(sheet, line))


_of_pair("text: languages exchanged", lambda english, french: (french, english))
_of_pair("text: one language in both cells", lambda english, _: (english, english))
_of_pair("text: both languages dropped", lambda _english, _french: ("", ""))


@way("text: another row's text")
def _(folder: Folder, chance: Random) -> Damage | None:
    for _ in range(40):
        file, sheet, index = pick_line(folder, chance)
        line = sheet.known[index]
        names = _text_cells(sheet, line, _OUR_TEXTS)
        if not names:
            continue
        column = chance.choice(names)
        other = sheet.cell(chance.choice(sheet.known), column)
        if other and other != sheet.cell(line, column):
            return cell_damage(folder, file, sheet, index, column, other)
    return None


@way("number in a note: a digit")
def _(folder: Folder, chance: Random) -> Damage | None:
    for _ in range(40):
        file, sheet, index = pick_line(folder, chance, [T.OBSERVATIONS, T.CROSSCHECKS])
        line = sheet.known[index]
        for column in (C.NOTE_EN, C.NOTE_FR, C.READING_EN, C.READING_FR):
            if column in sheet.header and (match := re.search(r"[1-8]", sheet.cell(line, column))):
                text = sheet.cell(line, column)
                changed = text[: match.start()] + str(int(match[0]) + 1) + text[match.end() :]
                return cell_damage(folder, file, sheet, index, column, changed)
    return None
