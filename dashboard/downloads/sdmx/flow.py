"""The figures as SDMX describes them: the components of a row, and a code list with legal ids for each coded one."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dashboard.downloads.columns import OutColumn, out_columns, words_of
from dashboard.downloads.published import Published
from dashboard.downloads.sdmx.periods import FREQUENCIES
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES

AGENCY: Final = "ESEC"
DATAFLOW: Final = "OBSERVATIONS"
# Together they tell one figure from another; the rest are measures and attributes.
DIMENSIONS: Final = (
    C.INDICATOR_ID,
    C.SOURCE_ID,
    C.REF_AREA,
    C.SEX,
    C.AGE,
    C.ANSWER,
    C.ORIGIN_ID,
    C.QUALIFIER,
    C.COMPARABILITY_ID,
    C.TIME_PERIOD,
)
# What SDMX asks for beside our columns: the first follows from the period, the last from the unit; we scale nothing.
FREQ: Final = "FREQ"
UNIT_MULT: Final = "UNIT_MULT"
DECIMALS: Final = "DECIMALS"
TIME: Final = C.TIME_PERIOD.upper()
VALUE: Final = C.OBS_VALUE.upper()
_ILLEGAL: Final = re.compile(r"[^A-Za-z0-9_@$-]", re.ASCII)


def structure_id(version: str) -> str:
    """Return the identifier of the data flow in this version."""
    return f"{AGENCY}:{DATAFLOW}({version})"


def legal_ids(codes: Collection[str]) -> dict[str, str]:
    """Return an id for each code that SDMX allows (its IDType), each its own: `a.b` is `a_b`, where that is free.

    >>> legal_ids(["a_b", "a.b", "c.d"])
    {'a_b': 'a_b', 'a.b': 'a_b_', 'c.d': 'c_d'}
    """
    taken = {code for code in codes if not _ILLEGAL.search(code)}
    ids = {}
    for code in codes:
        made = _ILLEGAL.sub("_", code)
        while made != code and made in taken:
            made += "_"
        taken.add(made)
        ids[code] = made
    return ids


@dataclass(frozen=True)
class CodeList:
    """A code list of the flow.

    Attributes:
        ids: the id of each published code.
        words: each id in words.
    """

    id: str
    name: Words
    ids: Mapping[str, str]
    words: Mapping[str, Words]

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the published code of each id."""
        return {made: code for code, made in self.ids.items()}


@dataclass(frozen=True)
class Component:
    """A dimension, the measure or an attribute; `column` is empty where none of ours holds it.

    Attributes:
        kind: `string`, `double`, `int64` or `bool`.
    """

    id: str
    column: str
    name: Words
    text: Words
    kind: str
    required: bool
    codelist: CodeList | None

    @property
    def is_dimension(self) -> bool:
        """Tell whether it belongs to the key of a figure."""
        return self.column in DIMENSIONS or self.id == FREQ


@dataclass(frozen=True)
class Flow:
    """The data flow of one version: its components, dimensions first, then the measure, then attributes."""

    version: str
    components: tuple[Component, ...]

    @cached_property
    def by_id(self) -> dict[str, Component]:
        """Return the components by id."""
        return {each.id: each for each in self.components}

    @cached_property
    def key(self) -> tuple[Component, ...]:
        """Return the dimensions that a key of the REST interface holds: all but time."""
        return tuple(each for each in self.components if each.is_dimension and each.id != TIME)

    @cached_property
    def codelists(self) -> dict[str, CodeList]:
        """Return the code lists by id, each once."""
        return {each.codelist.id: each.codelist for each in self.components if each.codelist}


def flow_of(published: Published) -> Flow:
    """Return the flow of a version, described once."""
    return published.kept("sdmx flow", lambda: Flow(published.version, tuple(_components(published))))


def _codelist(published: Published, column: OutColumn) -> CodeList | None:
    words = {lang: words_of(published, column, lang) for lang in LANGUAGES}
    codes = list(words["en"])
    if not codes:
        return None
    ids = legal_ids(codes)
    said: dict[str, Words] = {ids[code]: {lang: words[lang].get(code) or code for lang in LANGUAGES} for code in codes}
    name = column.codelist or f"CL_{column.name.removesuffix('_id').upper()}"
    return CodeList(name, column.title, ids, said)


def _of_column(published: Published, column: OutColumn) -> Component:
    codelist = _codelist(published, column)
    return Component(
        column.name.upper(), column.name, column.title, column.text, column.kind, column.required, codelist
    )


def _ours(name: str, kind: str, codelist: CodeList | None = None) -> Component:
    said = (words_for(f"sdmx.{name}"), words_for(f"sdmx.{name}.text"))
    return Component(name, "", *said, kind, True, codelist)


def _components(published: Published) -> Iterator[Component]:
    columns = {
        each.name: _of_column(published, each)
        for each in out_columns(published, published.at(""), T.OBSERVATIONS, tuple(LANGUAGES), "both")
        if "_label_" not in each.name
    }
    words = {code: words_for(f"sdmx.{FREQ}.{code}") for code in FREQUENCIES}
    yield _ours(FREQ, "string", CodeList("CL_FREQ", words_for("sdmx.FREQ"), {code: code for code in words}, words))
    first = (*DIMENSIONS, C.OBS_VALUE)
    yield from (columns[name] for name in first)
    yield _ours(UNIT_MULT, "int64")
    yield _ours(DECIMALS, "int64")
    yield from (each for name, each in columns.items() if name not in first)
