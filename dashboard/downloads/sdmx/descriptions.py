"""Answers that describe: artefacts with what they refer to, and what figures there are in a selection."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from dashboard.downloads.files import DownloadCatalogue, File
from dashboard.downloads.published import Published
from dashboard.downloads.sdmx.addresses import STRUCTURE, Asked, is_one_of
from dashboard.downloads.sdmx.answers import check_flow, choice_of, file_of, message_id, slices_of
from dashboard.downloads.sdmx.flow import DATAFLOW, FREQ, TIME, Component, flow_of, structure_id
from dashboard.downloads.sdmx.negotiation import Message
from dashboard.downloads.sdmx.observations import SlicedRows
from dashboard.downloads.sdmx.slices import WILDCARDS, ids_of, refuse
from dashboard.downloads.sdmx.structures import CHILDREN, Held, header_of, held_in, write_structures
from dashboard.downloads.selection import Selection
from pipelines.schema.columns import C, T

_STUBS: Final = ("allstubs", "allcompletestubs", "referencestubs", "referencecompletestubs")
# Nothing here narrows what a code list may be used for, so that its part in use is the whole.
_DETAILS: Final = ("full", "referencepartial", *_STUBS)
_REFERENCES: Final = (
    "none", "all", "children", "descendants", "parents", "ancestors", "parentsandsiblings", *CHILDREN,
)  # fmt: skip
_AVAILABLE_REFERENCES: Final = ("none", "all", "dataflow", "datastructure", "conceptscheme", "codelist")


def _below(kinds: Iterable[str]) -> set[str]:
    return {child for kind in kinds for child in CHILDREN[kind]}


def _above(kinds: Iterable[str]) -> set[str]:
    wanted = set(kinds)
    return {kind for kind, children in CHILDREN.items() if wanted & set(children)}


def _related(kinds: set[str], references: str) -> set[str]:
    """Return the kinds of artefacts that come with others; one flow and its structure refer to all there are."""
    if references == "none":
        return set()
    below, above = _below(kinds), _above(kinds)
    far_below, far_above = below | _below(below), above | _above(above)
    beside = above | _below(above)
    related = {
        "children": below,
        "descendants": far_below,
        "parents": above,
        "ancestors": far_above,
        "parentsandsiblings": beside,
    }
    everything = far_below | far_above | beside | _below(beside)
    return related.get(references, everything if references == "all" else everything & {references})


def _stub(artefact: Any) -> Any:
    """Return an artefact by name alone: without its items or components."""
    from msgspec.structs import fields, replace
    from pysdmx.model.dataflow import Components

    names = {each.name for each in fields(artefact)}
    emptied: dict[str, Any] = {"items": (), "components": Components([])}
    return replace(artefact, is_external_reference=True, **{key: emptied[key] for key in emptied if key in names})


def _only(artefact: Any, asked: str) -> Any:
    """Return a scheme with those of its items that are asked for."""
    from msgspec.structs import replace

    wanted = set(asked.replace("+", ",").split(","))
    if wanted & set(WILDCARDS):
        return artefact
    items = [each for each in getattr(artefact, "items", ()) if each.id in wanted]
    if not items:
        known = [each.id for each in getattr(artefact, "items", ())]
        raise refuse("no-results", "fault.sdmx-no-code", "item", asked, known)
    return replace(artefact, items=items, is_partial=True)


def _wanted(published: Published, asked: Asked) -> list[Held]:
    def meets(each: Held) -> bool:
        return (
            asked.kind in (STRUCTURE, each.kind)
            and is_one_of(each.agency, asked.agency)
            and is_one_of(each.id, asked.id)
        )

    return [each for each in held_in(published) if meets(each)]


def _artefacts(versions: Sequence[Published], asked: Asked) -> Iterator[Any]:
    references = choice_of(asked, "references", _REFERENCES)
    detail = choice_of(asked, "detail", _DETAILS)
    seen = set()
    for published in versions:
        wanted = _wanted(published, asked)
        kinds = _related({each.kind for each in wanted}, references)
        for each in held_in(published):
            name = (each.kind, each.id, each.version)
            first = each in wanted
            if name in seen or not (first or each.kind in kinds):
                continue
            seen.add(name)
            stubbed = detail.startswith("all") or (detail in _STUBS and not first)
            artefact = _only(each.artefact, asked.item) if first else each.artefact
            yield _stub(artefact) if stubbed else artefact


def answer_structures(versions: Sequence[Published], asked: Asked, form: Message) -> File:
    """Return the artefacts that are asked for, with those that they refer to.

    Raises:
        Refusal: there is none of this kind, agency, id and item (404), or a parameter has no such value (400).
    """
    if not any(_wanted(published, asked) for published in versions):
        held = held_in(versions[0])
        known = [f"{each.agency}:{each.id}" for each in held if asked.kind in (STRUCTURE, each.kind)]
        raise refuse("no-results", "fault.sdmx-not-held", "", f"{asked.agency}:{asked.id}", known)
    artefacts = list(_artefacts(versions, asked))
    state = (
        [each.version for each in versions], asked.kind, asked.agency, asked.id, asked.item,
        choice_of(asked, "references", _REFERENCES), choice_of(asked, "detail", _DETAILS),
    )  # fmt: skip
    header = message_id(*state)
    return file_of(state, form, lambda: write_structures(artefacts, form, header_of(versions[0], header)))


def write_all(files: DownloadCatalogue, form: Message) -> bytes:
    """Write every artefact of a version in one message."""
    published = files.published
    artefacts = [each.artefact for each in held_in(published)]
    return write_structures(artefacts, form, header_of(published, message_id(published.version, "all")))


def _values(files: DownloadCatalogue, asked: Asked, each: Component) -> list[str]:
    """Return the values of a dimension that figures have; with `mode=available` its own condition does not count."""
    available = choice_of(asked, "mode", ("exact", "available")) == "available"
    slices = slices_of(files.published, asked, each.id if available else "")
    rows = SlicedRows(files.published, files.dataset, Selection(table=T.OBSERVATIONS), tuple(slices))
    column = C.TIME_PERIOD if each.id == FREQ else each.column
    return ids_of(each, rows.distinct(column))


def _region(
    files: DownloadCatalogue, asked: Asked, components: Sequence[Component]
) -> tuple[Any, dict[str, list[str]]]:
    from pysdmx.model.constraint import CubeKeyValue, CubeRegion, CubeTimeRange, CubeValue, TimePeriodBoundary

    values = {each.id: _values(files, asked, each) for each in components if each.id != TIME}
    keys = [CubeKeyValue(name, [CubeValue(value) for value in found]) for name, found in values.items()]
    if any(each.id == TIME for each in components):
        slices = slices_of(files.published, asked)
        rows = SlicedRows(files.published, files.dataset, Selection(table=T.OBSERVATIONS), tuple(slices))
        periods = files.published.asked.periods(T.OBSERVATIONS)
        held = [periods[text] for text in rows.distinct(C.TIME_PERIOD)]
        first = TimePeriodBoundary(min(each.start for each in held).isoformat())
        last = TimePeriodBoundary(max(each.end for each in held).isoformat())
        keys.append(CubeKeyValue(TIME, time_range=CubeTimeRange(start_period=first, end_period=last)))
    return CubeRegion(keys), values


def _referred(published: Published, references: str, values: dict[str, list[str]]) -> Iterator[Any]:
    """Give the artefacts that come with a constraint; of code lists, the codes that it holds."""
    if references == "none":
        return
    by_list: dict[str, set[str]] = {}
    for name, found in values.items():
        codelist = flow_of(published).by_id[name].codelist
        by_list.setdefault(codelist.id if codelist else "", set()).update(found)
    for each in held_in(published):
        if references not in ("all", each.kind) or each.kind == "agencyscheme":
            continue
        if each.kind != "codelist":
            yield each.artefact
        elif by_list.get(each.id):
            yield _only(each.artefact, ",".join(by_list[each.id]))


def answer_availability(files: DownloadCatalogue, asked: Asked, form: Message) -> File:
    """Return which codes figures of a selection have in each dimension, from when until when, and how many there are.

    Raises:
        Refusal: the request is malformed, or nothing matches (404).
    """
    from pysdmx.model.constraint import AvailabilityConstraint, ConstraintAttachment

    published = files.published
    check_flow(published, asked)
    dimensions = [each for each in flow_of(published).components if each.is_dimension]
    wanted = [each for each in dimensions if is_one_of(each.id, asked.item)]
    if not wanted:
        raise refuse("no-results", "fault.sdmx-component", "component", asked.item, [each.id for each in dimensions])
    slices = tuple(slices_of(published, asked))
    count = SlicedRows(published, files.dataset, Selection(table=T.OBSERVATIONS), slices).count()
    if not count:
        raise refuse("no-results", "fault.sdmx-nothing", "key", asked.key)
    references = choice_of(asked, "references", _AVAILABLE_REFERENCES)
    region, values = _region(files, asked, wanted)
    flow = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={structure_id(published.version)}"
    constraint = AvailabilityConstraint(
        constraint_attachment=ConstraintAttachment(data_provider=None, dataflows=[flow]),
        cube_region=region,
        obs_count=count,
    )
    state = (published.version, DATAFLOW, sorted(values.items()), count, references, repr(region))
    header = message_id(*state)

    def make() -> bytes:
        artefacts = [constraint, *_referred(published, references, values)]
        return write_structures(artefacts, form, header_of(published, header))

    return file_of(state, form, make)
