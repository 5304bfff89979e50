"""Addresses under `/sdmx/`, as SDMX REST 2.x and 1.x write them: what is asked for, of which artefact and version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import unquote

from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.sdmx.slices import WILDCARDS, refuse
from dashboard.downloads.sdmx.structures import CHILDREN
from dashboard.downloads.words import words_for

STRUCTURE: Final = "structure"
DATA: Final = "data"
AVAILABILITY: Final = "availability"
_OLD_AVAILABILITY: Final = "availableconstraint"
_CONTEXTS: Final = ("dataflow", "datastructure", "provisionagreement", *WILDCARDS)
LATEST: Final = ("~", "+", "latest")
# Artefacts of the standard of which there are none here.
_EMPTY: Final = frozenset(
    {
        "actualconstraint", "allowedconstraint", "attachmentconstraint", "categorisation", "categoryscheme",
        "categoryschememap", "conceptschememap", "contentconstraint", "customtypescheme", "dataconstraint",
        "dataconsumerscheme", "dataproviderscheme", "hierarchy", "hierarchicalcodelist", "hierarchyassociation",
        "metadataconstraint", "metadataflow", "metadataprovisionagreement", "metadataproviderscheme",
        "metadatastructure", "namepersonalisationscheme", "organisationscheme", "organisationschememap",
        "organisationunitscheme", "process", "provisionagreement", "reportingtaxonomy", "reportingtaxonomymap",
        "representationmap", "rulesetscheme", "structuremap", "structureset", "transformationscheme",
        "userdefinedoperatorscheme", "valuelist", "vtlmappingscheme",
    }
)  # fmt: skip
_NOT_DONE: Final = ("schema", "metadata", "registration")
_HEADS: Final = (STRUCTURE, DATA, AVAILABILITY, *CHILDREN)
# Parameters by what is asked for; `c[…]` is one of data and availability.
TAKEN: Final = {
    STRUCTURE: ("references", "detail", "format"),
    DATA: (
        "startPeriod", "endPeriod", "attributes", "measures", "detail", "dimensionAtObservation", "labels", "lang",
        "format",
    ),
    AVAILABILITY: ("startPeriod", "endPeriod", "mode", "references", "format"),
}  # fmt: skip
_LATER: Final = frozenset(
    {
        "updatedAfter", "firstNObservations", "lastNObservations", "includeHistory", "offset", "limit", "sort",
        "asOf", "reportingYearStartDay", "explicitMeasure",
    }
)  # fmt: skip
_FILTER: Final = "c"


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `*` stands for every one.

    Attributes:
        what: `structure`, `data` or `availability`.
        old: whether the address is one of SDMX REST 1.x.
        kind: type of the artefact, such as `codelist`, or the context of data.
        key: key of data.
        item: items of a scheme, or the component of availability.
        given: parameters that stand alone.
        filters: filters by component.
    """

    what: str
    old: bool
    kind: str
    agency: str
    id: str
    version: str
    key: str = "*"
    item: str = "*"
    given: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)


def is_one_of(text: str, asked: str) -> bool:
    """Tell whether a name is among those of an address, parted by commas or plus signs, where `*` is every one."""
    names = asked.replace("+", ",").split(",")
    return text in names or bool(set(names) & set(WILDCARDS))


def _padded(parts: list[str], count: int, filled: str = "*") -> list[str]:
    if len(parts) > count:
        raise refuse("not-found", "fault.nothing-published", "", "/".join(parts))
    return [part or filled for part in (*parts, *[""] * (count - len(parts)))]


def _structure(parts: list[str], *, old: bool) -> Asked:
    kind, *rest = parts
    agency, name, version, item = _padded(rest, 4)
    kind = STRUCTURE if kind in WILDCARDS else kind
    if kind not in (*CHILDREN, STRUCTURE):
        if kind in _EMPTY:
            raise refuse("no-results", "fault.sdmx-not-held", "", kind, tuple(CHILDREN))
        raise refuse("not-found", "fault.nothing-published", "", kind, list(CHILDREN))
    version = LATEST[0] if len(rest) < 3 or not rest[2] else version
    return Asked(STRUCTURE, old, kind, agency, name, version, item=item)


def _by_context(what: str, parts: list[str]) -> Asked:
    kind, agency, name, version, key, item = _padded(parts, 6)
    if what == DATA and len(parts) > 5:
        raise refuse("not-found", "fault.nothing-published", "", item)
    return Asked(what, False, kind, agency, name, version, key, item)


def _by_flow(what: str, parts: list[str]) -> Asked:
    flow, key, _provider, item = _padded(parts, 4)
    reference = flow.split(",")
    if len(reference) > 3:
        raise refuse("malformed", "fault.sdmx-not-held", "", flow)
    # `OBSERVATIONS`, `ESEC,OBSERVATIONS` or `ESEC,OBSERVATIONS,2.0.0`.
    version = reference.pop() if len(reference) == 3 else LATEST[0]
    agency, name = ["*", *reference][-2:]
    return Asked(what, True, "dataflow", agency, name, version, key, item)


def _address(path: str) -> Asked:
    head, *rest = path.strip("/").split("/")
    if head == STRUCTURE and (not rest or rest[0] in (*CHILDREN, *_EMPTY, STRUCTURE, *WILDCARDS)):
        return _structure(rest or ["dataflow"], old=False)
    if head in (DATA, AVAILABILITY) and (not rest or rest[0] in _CONTEXTS):
        return _by_context(head, rest)
    if head == DATA:
        return _by_flow(DATA, rest)
    if head == _OLD_AVAILABILITY:
        return _by_flow(AVAILABILITY, rest)
    if head in (STRUCTURE, *CHILDREN, *_EMPTY):
        return _structure([head, *rest], old=True)
    if head == "":
        return _structure(["dataflow"], old=False)
    if head in _NOT_DONE:
        raise refuse("not-implemented", "fault.sdmx-not-done", "", head, _HEADS)
    raise refuse("not-found", "fault.nothing-published", "", head, list(_HEADS))


def _pairs(query: str) -> list[tuple[str, str]]:
    """Split a query; unlike in a form, a plus sign stands for itself."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(text)) for name, _, text in parts]


def read_address(path: str, query: str) -> Asked:
    """Return what an address asks for.

    Args:
        path: what follows `/sdmx/`.
        query: the query as it was sent.

    Raises:
        Refusal: nothing is there (404), a parameter is not known (400) or not done here (501), or given twice (400).
    """
    asked = _address(path)
    given: dict[str, str] = {}
    filters: dict[str, str] = {}
    for name, text in _pairs(query):
        component = name.removeprefix(f"{_FILTER}[").removesuffix("]")
        is_filter = asked.what != STRUCTURE and name == f"{_FILTER}[{component}]"
        held, at = (filters, component) if is_filter else (given, name)
        if at in held and held[at] != text:
            raise refuse("repeated-parameter", "fault.given-twice", name, text)
        held[at] = text
    _check(asked.what, given)
    return replace(asked, given=given, filters=filters)


def _check(what: str, given: Mapping[str, str]) -> None:
    faults = []
    for name in given:
        if name in _LATER:
            faults.append(Fault("not-implemented", words_for("fault.sdmx-not-done"), name))
        elif name not in TAKEN[what]:
            faults.append(Fault("unknown-parameter", words_for("fault.parameter-not-taken"), name, "", TAKEN[what]))
    if faults:
        raise Refusal(faults)
