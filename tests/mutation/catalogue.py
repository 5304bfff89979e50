"""Damages to the catalogue and to sources' records: keys, values, references, languages, whole blocks."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from pipelines.schema.columns import C, T
from pipelines.schema.declared import Column, Table
from tests.mutation.damage import Damage, way
from tests.mutation.folder import Folder, Line, blocks, table_of
from tests.mutation.texts import TERMS_TO_AVOID

_TRIES = 60
_LISTS = (C.CAVEAT_IDS, C.RELATED_IDS, C.EVENT_IDS)


@dataclass(frozen=True)
class Entry:
    """One key of one block."""

    file: str
    table: Table
    block: str
    name: str
    value: Any

    @property
    def column(self) -> Column:
        return self.table.column(self.name)


def _entries(folder: Folder) -> list[Entry]:
    found = []
    for file in folder.texts:
        table = table_of(file)
        if table is None:
            continue
        for block, keys in blocks(folder, file).items():
            found += [Entry(file, table, block, name, value) for name, value in keys.items()]
    return found


def _span(text: str, file: str, block: str) -> tuple[int, int]:
    """Where a block's keys stand in its file."""
    if file.endswith("/source.toml"):
        return 0, len(text)
    name = re.escape(block.replace("|", "."))
    header = re.search(rf'^\["?{name}"?\]\n', text, re.MULTILINE)
    if header is None:
        raise ValueError(f"{file} has no block {block}")
    following = re.compile(r"^\[", re.MULTILINE).search(text, header.end())
    return header.end(), following.start() if following else len(text)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def _replace(entry: Entry, written: str, what: str) -> Damage:
    """The damage that writes another line in the place of the key's."""

    def edit(folder: Folder) -> list[Line]:
        text = folder.texts[entry.file]
        start, end = _span(text, entry.file, entry.block)
        keys, count = re.subn(rf"^{entry.name} = .*\n", lambda _: written, text[start:end], count=1, flags=re.MULTILINE)
        if count != 1:
            raise ValueError(f"{entry.file} {entry.block} has no line {entry.name}")
        folder.texts[entry.file] = text[:start] + keys + text[end:]
        return []

    key = frozenset({entry.block})
    return Damage(
        f"{entry.block} {entry.name}: {what}", entry.file, key, edit, entry.name, topic=f"{entry.file} {entry.block}"
    )


def _of_entry(kind: str, test: Callable[[Entry], object]) -> Callable[[Callable[[Folder, Random, Entry], Any]], None]:
    """Registers a change of a value; None where the entry has nothing to change."""

    def add(change: Callable[[Folder, Random, Entry], Any]) -> None:
        @way(kind)
        def make(folder: Folder, chance: Random) -> Damage | None:
            entries = [entry for entry in _entries(folder) if test(entry)]
            for _ in range(_TRIES):
                entry = chance.choice(entries)
                value = change(folder, chance, entry)
                if value is not None and value != entry.value:
                    line = f"{entry.name} = {_written(value)}\n"
                    return _replace(entry, line, f"{entry.value!r} → {value!r}")
            return None

    return add


def _is_text(entry: Entry) -> bool:
    return entry.name.endswith(("_en", "_fr"))


def _listed(folder: Folder, entry: Entry) -> list[str]:
    if entry.column.field.codes:
        keys = [key.split("|") for key in blocks(folder, "catalogue/codelists.toml")]
        return [code for codelist, code in keys if codelist == entry.column.field.codes]
    reference = entry.table.reference(entry.column)
    file = f"catalogue/{reference[0]}.toml" if reference else ""
    return list(blocks(folder, file)) if file in folder.texts else []


def _of_list(entry: Entry) -> bool:
    return bool(entry.column.field.codes or entry.table.reference(entry.column))


@_of_entry("catalogue: unknown code", _of_list)
def _(_folder: Folder, chance: Random, entry: Entry) -> str:
    return str(chance.choice(["unknown", f"{entry.value}x", str(entry.value)[:-1], str(entry.value).swapcase()]))


@_of_entry("catalogue: unknown id in a list", lambda entry: entry.name in _LISTS)
def _(_folder: Folder, chance: Random, entry: Entry) -> str:
    ids = entry.value.split(";")
    return ";".join(chance.choice([[*ids, "unknown"], [f"{ids[0]}x", *ids[1:]], [*ids, ""], [*ids, ids[0]]]))


@_of_entry("catalogue: an id less in a list", lambda entry: entry.name in _LISTS and ";" in entry.value)
def _(_folder: Folder, chance: Random, entry: Entry) -> str:
    ids = entry.value.split(";")
    ids.pop(chance.randrange(len(ids)))
    return ";".join(ids)


def _of_other(name: str, table: str) -> None:
    @_of_entry(f"catalogue: another {table}.{name}", lambda entry: entry.name == name and entry.table.name == table)
    def _(folder: Folder, chance: Random, entry: Entry) -> str | None:
        others = [value for value in _listed(folder, entry) if value != entry.value]
        return chance.choice(others) if others else None


for _name in (C.TOPIC_ID, C.UNIT_MEASURE, C.MEASURE_KIND, C.EXPLOITATION_FORM, C.CHART_KIND):
    _of_other(_name, T.INDICATORS)
_of_other(C.INDICATOR_ID, T.COMPARABILITY)
_of_other(C.SEEN_IN, T.SOURCES)
_of_other(C.SOURCE_KIND, T.SOURCES)


@_of_entry("catalogue: a number", lambda entry: entry.column.field.type in ("int64", "double"))
def _(_folder: Folder, chance: Random, entry: Entry) -> float:
    return entry.value + chance.choice([-100, -1, 1, 100])


@_of_entry("catalogue: summed or not", lambda entry: entry.column.field.type == "bool")
def _(_folder: Folder, _chance: Random, entry: Entry) -> bool:
    return not entry.value


@_of_entry("catalogue: wrong type", lambda _entry: True)
def _(_folder: Folder, _chance: Random, entry: Entry) -> Any:
    return 7 if isinstance(entry.value, str) else str(entry.value)


@_of_entry("catalogue: a term to avoid", _is_text)
def _(_folder: Folder, chance: Random, entry: Entry) -> str:
    return f"{entry.value} {chance.choice(TERMS_TO_AVOID[entry.name[-2:]])}"


@_of_entry(
    "catalogue: read in a wrong encoding", lambda entry: isinstance(entry.value, str) and not entry.value.isascii()
)
def _(_folder: Folder, _chance: Random, entry: Entry) -> str:
    return str(entry.value.encode().decode("cp1252", errors="replace"))


@_of_entry("catalogue: another block's text", _is_text)
def _(folder: Folder, chance: Random, entry: Entry) -> str | None:
    others = [other.get(entry.name) for other in blocks(folder, entry.file).values()]
    texts = [text for text in others if text and text != entry.value]
    return chance.choice(texts) if texts else None


@_of_entry("catalogue: a date or address", lambda entry: entry.name in (C.PUBLISHED, C.RELEASED, C.URL, C.LANGUAGE))
def _(_folder: Folder, chance: Random, entry: Entry) -> str:
    return str(chance.choice(["2011-13", "soon", "httpx://", "français", f"{entry.value} "]))


@_of_entry("catalogue: page map or hash", lambda entry: entry.name in (C.PAGE_MAP, C.DOCUMENT_SHA256))
def _(_folder: Folder, chance: Random, entry: Entry) -> str:
    text = str(entry.value)
    return chance.choice([text[:-1], text[1:], text.replace(":", ";", 1), text + "0"])


def _line_damage(
    kind: str, test: Callable[[Entry], object], written: Callable[[Entry], str], *, alone: bool = False
) -> None:
    @way(kind, alone=alone)
    def make(folder: Folder, chance: Random) -> Damage:
        entry = chance.choice([entry for entry in _entries(folder) if test(entry)])
        damage = _replace(entry, written(entry), kind)
        return Damage(damage.what, damage.file, damage.keys, damage.edit, damage.column, damage.topic, whole_file=alone)


_line_damage("catalogue: a required key gone", lambda entry: not entry.column.nullable, lambda _: "")
_line_damage("catalogue: one language gone", _is_text, lambda _: "")
_line_damage("catalogue: unknown key", lambda _: True, lambda entry: f"{entry.name}s = {_written(entry.value)}\n")
_line_damage(
    "catalogue: a quotation mark lost",
    lambda entry: isinstance(entry.value, str),
    lambda entry: f'{entry.name} = "{entry.value}\n',
    alone=True,
)
_line_damage(
    "catalogue: a key twice", lambda _: True, lambda entry: f"{entry.name} = {_written(entry.value)}\n" * 2, alone=True
)


@way("catalogue: languages exchanged")
def _(folder: Folder, chance: Random) -> Damage | None:
    for _ in range(_TRIES):
        entry = chance.choice([entry for entry in _entries(folder) if entry.name.endswith("_en")])
        other = f"{entry.name.removesuffix('_en')}_fr"
        french = blocks(folder, entry.file)[entry.block].get(other)
        if french and french != entry.value:
            break
    else:
        return None
    first = _replace(entry, f"{entry.name} = {_written(french)}\n", "")
    second = _replace(
        Entry(entry.file, entry.table, entry.block, other, french), f"{other} = {_written(entry.value)}\n", ""
    )

    def edit(damaged: Folder) -> list[Line]:
        return first.edit(damaged) + second.edit(damaged)

    return Damage(
        f"{entry.block} {entry.name} ⇄ {other}",
        entry.file,
        first.keys,
        edit,
        entry.name,
        topic=f"{entry.file} {entry.block}",
    )


def _of_block(
    kind: str, change: Callable[[str, int, int, int], str], *, alone: bool = False, renamed: bool = False
) -> None:
    """Registers a change of a whole block: text, start of its header, start and end of its keys."""

    @way(kind, alone=alone)
    def make(folder: Folder, chance: Random) -> Damage:
        files = [
            file
            for file in folder.texts
            if table_of(file) and not file.endswith("/source.toml") and blocks(folder, file)
        ]
        file = chance.choice(sorted(files))
        block = chance.choice(list(blocks(folder, file)))

        def edit(damaged: Folder) -> list[Line]:
            text = damaged.texts[file]
            start, end = _span(text, file, block)
            header = text.rindex("[", 0, text.rindex("\n", 0, start - 1) + 2)
            damaged.texts[file] = change(text, header, start, end)
            return []

        keys = frozenset({block, f"{block}x"}) if renamed else frozenset({block})
        return Damage(f"{file} {block}: {kind}", file, keys, edit, topic=f"{file} {block}", whole_file=alone)


_of_block("catalogue: block gone", lambda text, header, _start, end: text[:header] + text[end:])
_of_block(
    "catalogue: block twice",
    lambda text, header, _start, end: text[:end] + "\n" + text[header:end] + text[end:],
    alone=True,
)
_of_block(
    "catalogue: block renamed",
    lambda text, _header, start, _end: re.sub(r'("?\]\n)$', r"x\1", text[:start]) + text[start:],
    renamed=True,
)
