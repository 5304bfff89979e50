"""Damages to whole files: encoding, separators, quoting, header, length, name."""

import csv
import io
import re
from collections.abc import Callable
from random import Random

from tests.mutation.damage import Damage, way
from tests.mutation.folder import Folder, Line, blocks, table_of

Spoil = Callable[[bytes, Random], bytes | None]


def _of_file(kind: str, *, sheets_only: bool = True, harmless: bool = False) -> Callable[[Spoil], None]:
    """Registers a change of a file's bytes; None removes the file."""

    def add(spoil: Spoil) -> None:
        @way(kind, harmless=harmless, alone=True)
        def make(folder: Folder, chance: Random) -> Damage | None:
            texts = [] if sheets_only else [name for name in sorted(folder.texts) if table_of(name)]
            file = chance.choice(sorted(folder.sheets) + texts)
            seed = chance.randint(0, 10**6)

            def edit(damaged: Folder) -> list[Line]:
                damaged.spoil[file] = lambda content: spoil(content, Random(seed))
                return []

            sheet = folder.sheets.get(file)
            keys = (sheet.key(line) for line in sheet.known) if sheet else blocks(folder, file)
            return Damage(f"{file}: {kind}", file, frozenset(keys), edit, topic=file, whole_file=True)

    return add


@_of_file("file: Latin-1", sheets_only=False)
def _(content: bytes, _: Random) -> bytes:
    return content.decode().replace("\n", " é\n", 1).encode("latin-1", "replace")


@_of_file("file: UTF-16", sheets_only=False)
def _(content: bytes, _: Random) -> bytes:
    return content.decode().encode("utf-16")


@_of_file("file: byte order mark", sheets_only=False, harmless=True)
def _(content: bytes, _: Random) -> bytes:
    return b"\xef\xbb\xbf" + content


@_of_file("file: a byte that is not UTF-8", sheets_only=False)
def _(content: bytes, chance: Random) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + b"\xff" + content[place:]


def _separated(content: bytes, separator: str) -> bytes:
    """The same rows as another program separates them."""
    written = io.StringIO()
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    csv.writer(written, delimiter=separator, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


@_of_file("file: semicolons", harmless=True)
def _(content: bytes, _: Random) -> bytes:
    return _separated(content, ";")


@_of_file("file: tabulators", harmless=True)
def _(content: bytes, _: Random) -> bytes:
    return _separated(content, "\t")


@_of_file("file: a quotation mark added")
def _(content: bytes, chance: Random) -> bytes:
    start = content.index(b"\n") + 1
    place = chance.randint(start, len(content) - 1)
    return content[:place] + b'"' + content[place:]


@_of_file("file: a quotation mark lost")
def _(content: bytes, chance: Random) -> bytes:
    places = [match.start() for match in re.finditer(b'"', content)]
    if not places:
        return content[:-1] + b'"'
    place = chance.choice(places)
    return content[:place] + content[place + 1 :]


@_of_file("file: a comma added or lost")
def _(content: bytes, chance: Random) -> bytes:
    places = [match.start() for match in re.finditer(rb"(?<=[a-z0-9]),(?=[a-z0-9,])", content)]
    place = chance.choice(places)
    return content[:place] + (b",," if chance.random() < 0.5 else b"") + content[place + 1 :]


@_of_file("file: a blank line")
def _(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    lines.insert(chance.randint(0, len(lines)), b"\n")
    return b"".join(lines)


@_of_file("file: a column renamed")
def _(content: bytes, chance: Random) -> bytes:
    header, rest = content.split(b"\n", 1)
    names = header.split(b",")
    names[chance.randrange(len(names))] += b"s"
    return b",".join(names) + b"\n" + rest


@_of_file("file: a column twice")
def _(content: bytes, chance: Random) -> bytes:
    header, rest = content.split(b"\n", 1)
    names = header.split(b",")
    first, second = chance.sample(range(len(names)), 2)
    names[first] = names[second]
    return b",".join(names) + b"\n" + rest


@_of_file("file: two columns' names exchanged")
def _(content: bytes, chance: Random) -> bytes:
    header, rest = content.split(b"\n", 1)
    names = header.split(b",")
    first = chance.randrange(len(names) - 1)
    names[first], names[first + 1] = names[first + 1], names[first]
    return b",".join(names) + b"\n" + rest


@_of_file("file: cut short", sheets_only=False)
def _(content: bytes, chance: Random) -> bytes:
    return content[: chance.randint(0, len(content) - 3)]


@_of_file("file: gone", sheets_only=False)
def _(_content: bytes, _: Random) -> None:
    return None


@_of_file("file: empty", sheets_only=False)
def _(_content: bytes, chance: Random) -> bytes:
    return chance.choice([b"", b"\n", b"  \n\n"])


@_of_file("file: Windows line ends", sheets_only=False, harmless=True)
def _(content: bytes, _: Random) -> bytes:
    return content.replace(b"\n", b"\r\n")


@_of_file("file: every cell quoted", harmless=True)
def _(content: bytes, _: Random) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        csv.reader(io.StringIO(content.decode(), newline=""))
    )
    return text.getvalue().encode()
