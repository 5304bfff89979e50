"""The declarations of `fields.toml` and `tables.toml` as typed objects, in the languages of the site."""

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, Literal, TypeVar

from babel import Locale

from pipelines.schema.site import site
from pipelines.schema.site_faults import ENGLISH, interface_languages

Language = str
LANGUAGES: Final[tuple[Language, ...]] = tuple(site().languages)
# That of a reader whose browser asks for none of them.
DEFAULT_LANGUAGE: Final[Language] = site().default_language or LANGUAGES[0]
# Those in which no text may lack: metadata have English alone, and it stands in for what another language lacks.
COMPLETE: Final[tuple[Language, ...]] = tuple(lang for lang in LANGUAGES if lang in (ENGLISH, DEFAULT_LANGUAGE))
# Those in which the declarations themselves are written, in the order of their lists.
_WRITTEN: Final = ("en", "fr")
_EACH: Final = "_{lang}"
ColumnType = Literal["string", "double", "int64", "bool"]
Text = TypeVar("Text", str, list[str])
RawKind = Literal["source", "catalogue", "folder", "computed"]


@dataclass(frozen=True)
class Field:
    """A column, wherever it stands: type, title and description by language, code list or reference.

    Attributes:
        ref: (table, column) that a cell refers to. each: the same for each id of a cell that lists several.
    """

    name: str
    type: ColumnType
    title: dict[str, str]
    text: dict[str, str]
    codes: str | None = None
    ref: tuple[str, str] | None = None
    each: tuple[str, str] | None = None


@dataclass(frozen=True)
class Column:
    """A field in one table, with whether it may be empty there."""

    field: Field
    nullable: bool

    @cached_property
    def name(self) -> str:
        """Name of the column."""
        return self.field.name


@dataclass(frozen=True)
class Table:
    """A published table: columns in order, primary key, and where its rows are maintained.

    Attributes:
        filled: columns that no raw file carries. optional: columns that one may leave out.
    """

    name: str
    title: dict[str, str]
    text: dict[str, str]
    raw: RawKind
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...]
    filled: tuple[str, ...]
    refs: dict[str, tuple[str, str]]
    optional: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Return column names in published order."""
        return [column.name for column in self.columns]

    @property
    def raw_columns(self) -> tuple[Column, ...]:
        """Return columns that raw files carry: all but those that the build fills in."""
        from_folder = ("source_id",) if self.raw in ("source", "folder") else ()
        return tuple(column for column in self.columns if column.name not in (*self.filled, *from_folder))

    def column(self, name: str) -> Column:
        """Return the column of that name; raises KeyError naming table and column."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

    def reference(self, column: Column) -> tuple[str, str] | None:
        """Return (table, column) that the column refers to, or None; a table's own key refers to nothing."""
        ref = self.refs.get(column.name, column.field.ref)
        return None if ref is None or ref[0] == self.name else ref


def read_declaration(name: str) -> dict[str, Any]:
    """Read a file of declarations that lies beside this module."""
    return tomllib.loads(files("pipelines.schema").joinpath(name).read_text(encoding="utf-8"))


def by_language(texts: list[Text]) -> dict[str, Text]:
    """Name texts, given in English and French, by the languages of the site; English stands in for others."""
    written = dict(zip(_WRITTEN, texts, strict=False))
    return {lang: written.get(lang, texts[0]) for lang in LANGUAGES}


def columns_of(stem: str, languages: tuple[Language, ...] = LANGUAGES) -> tuple[str, ...]:
    """Name the columns of a text in some languages, or all: `("name_en", "name_fr")` for `name` where those are two."""
    return tuple(f"{stem}_{lang}" for lang in languages)


def may_be_left_out(name: str) -> bool:
    """Tell whether raw rows may lack a column, or have it in vain: a text in a language that need not be complete."""
    stem, _, lang = name.rpartition("_")
    return f"{stem}_{ENGLISH}" in fields() and lang in interface_languages() and lang not in COMPLETE


def _in_each(names: list[str]) -> list[str]:
    """Write out the columns that stand for one in each language; in a further language it may be empty."""
    written: list[str] = []
    for name in names:
        stem, each, mark = name.partition(_EACH)
        marks = {lang: mark if lang in COMPLETE else "?" for lang in LANGUAGES} if each else {}
        written += [f"{stem}_{lang}{marks[lang]}" for lang in marks] or [name]
    return written


def _place(reference: str) -> tuple[str, str]:
    table, _, column = reference.partition(".")
    return table, column


def _field(name: str, block: dict[str, Any]) -> Field:
    return Field(
        name=name,
        type=block["type"],
        title=by_language(block["title"]),
        text=by_language(block["text"]),
        codes=block.get("codes"),
        ref=_place(block["ref"]) if "ref" in block else None,
        each=_place(block["each"]) if "each" in block else None,
    )


def _in_language(block: dict[str, Any], lang: Language) -> dict[str, Any]:
    """Write out the block of a text for its column in a language, which may have words of its own."""
    names = [Locale(written).languages[lang] for written in _WRITTEN]
    said = {"title": block["title"], "text": block.get(f"text_{lang}", block["text"])}
    return block | {
        part: [text.replace("{language}", name) for text, name in zip(texts, names, strict=True)]
        for part, texts in said.items()
    }


@cache
def fields() -> dict[str, Field]:
    """Return every declared field by name, those of texts in each language of the site."""
    found: dict[str, Field] = {}
    for name, block in read_declaration("fields.toml")["fields"].items():
        stem, each, _ = name.partition(_EACH)
        columns = {f"{stem}_{lang}": _in_language(block, lang) for lang in LANGUAGES} if each else {name: block}
        found |= {column: _field(column, said) for column, said in columns.items()}
    return found


@cache
def tables() -> dict[str, Table]:
    """Return every declared table by name, in order of declaration."""
    known = fields()
    return {
        name: Table(
            name=name,
            title=by_language(block["title"]),
            text=by_language(block["text"]),
            raw=block["raw"],
            key=tuple(block["key"]),
            columns=tuple(Column(known[c.removesuffix("?")], c.endswith("?")) for c in _in_each(block["columns"])),
            unique=tuple(tuple(names) for names in block.get("unique", [])),
            filled=tuple(block.get("filled", [])),
            optional=tuple(block.get("optional", [])),
            refs={column: _place(reference) for column, reference in block.get("refs", {}).items()},
        )
        for name, block in read_declaration("tables.toml").items()
    }


@cache
def codes_tables() -> frozenset[str]:
    """Return the catalogue's tables whose keys stand as codes in other rows: areas, units, indicators and the like."""
    refs = [ref for table in tables().values() for ref in table.refs.values()]
    refs += [ref for field in fields().values() for ref in (field.ref, field.each) if ref is not None]
    return frozenset({"codelists", *(name for name, _ in refs if tables()[name].raw == "catalogue")})
