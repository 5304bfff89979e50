"""What describes the figures (agency, flow, structure, concepts, code lists), written as SDMX by pysdmx.

pysdmx writes names in English alone, and in SDMX-ML it turns every apostrophe into a quotation mark. So both languages
travel through it as one text, parted and with apostrophes replaced by characters for private use, and are put into
their places in what it has written. It is imported when first asked for: most workers never write SDMX.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from dashboard.downloads.published import Published
from dashboard.downloads.sdmx.flow import AGENCY, DATAFLOW, TIME, VALUE, Component, Flow, flow_of
from dashboard.downloads.sdmx.negotiation import Message
from dashboard.downloads.words import Words, words_for
from pipelines.schema.dataset import DESCRIPTION, PUBLISHER, TITLE
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.safe_text import fit_for_xml
from pipelines.schema.site_faults import ENGLISH

if TYPE_CHECKING:
    from pysdmx.model.__base import MaintainableArtefact

CONCEPTS: Final = "CONCEPTS"
# By the standard the agencies of the top level are a part of one scheme, whose id and version are fixed.
AGENCIES: Final = "AGENCIES"
STANDARD: Final = "SDMX"
# What each kind of artefact refers to; there is one flow, whose structure uses all that there is.
CHILDREN: Final = {
    "dataflow": ("datastructure",),
    "datastructure": ("conceptscheme", "codelist"),
    "conceptscheme": (),
    "codelist": (),
    "agencyscheme": (),
}
_PARTED: Final = "\ue000"
# English first, which stands for them all where a message has room for one.
_SPOKEN: Final = tuple(dict.fromkeys((ENGLISH, *LANGUAGES)))
_APOSTROPHE: Final = "\ue001"
_NAMED: Final = re.compile(r'(<(\w+:\w+) xml:lang=")en(">)([^<]*)(</\2>)')
# That attributes are of the one measure goes without saying, and sdmx1 2.28 reads no structure that says it.
_OF_MEASURE: Final = re.compile(r"<str:MeasureRelationship>.*?</str:MeasureRelationship>", re.DOTALL)
# A structure of which only the name is given has no empty list of components.
_COMPONENTS: Final = "dataStructureComponents"
_NO_COMPONENTS: Final = re.compile(r"<str:DataStructureComponents>\s*</str:DataStructureComponents>")
_KINDS: Final = {"string": "STRING", "double": "DOUBLE", "int64": "INTEGER", "bool": "BOOLEAN"}


def _both(words: Words) -> str:
    """Put a text in every language into one, English first, as pysdmx has room for one alone."""
    return fit_for_xml(_PARTED.join(words[lang] for lang in _SPOKEN)).replace("'", _APOSTROPHE)


def _repeat(found: re.Match[str]) -> str:
    """Give an element of SDMX-ML once in each language."""
    texts = zip(_SPOKEN, found[4].split(_PARTED), strict=False)
    return "".join(f"{found[1]}{lang}{found[3]}{text}{found[5]}" for lang, text in texts)


@dataclass(frozen=True)
class Held:
    """An artefact of a version, as requests name it.

    Attributes:
        kind: its type in addresses, such as `codelist`.
        artefact: what pysdmx writes.
    """

    kind: str
    agency: str
    id: str
    version: str
    artefact: "MaintainableArtefact"


def held_in(published: Published) -> Sequence[Held]:
    """List every artefact of a version, made once."""
    return published.kept("sdmx artefacts", lambda: tuple(_held(flow_of(published))))


def _held(flow: Flow) -> Iterator[Held]:
    from pysdmx.model import Agency, AgencyScheme, Code, Codelist, Concept, ConceptScheme
    from pysdmx.model.dataflow import Components, Dataflow, DataStructureDefinition

    same: dict[str, Any] = {"agency": AGENCY, "version": flow.version, "is_final": True}
    ours = Agency(id=AGENCY, name=_both(dict.fromkeys(LANGUAGES, PUBLISHER)))
    agencies = AgencyScheme(
        id=AGENCIES,
        name=_both(words_for("sdmx.agencies")),
        agency=STANDARD,
        version="1.0",
        is_partial=True,
        items=[ours],
    )
    codelists = {
        each.id: Codelist(
            id=each.id,
            name=_both(each.name),
            items=[Code(id=made, name=_both(words)) for made, words in each.words.items()],
            **same,
        )
        for each in flow.codelists.values()
    }
    concepts = ConceptScheme(
        id=CONCEPTS,
        name=_both(words_for("sdmx.concepts")),
        items=[
            Concept(id=each.id, name=_both(each.name), description=_both(each.text) if each.text["en"] else None)
            for each in flow.components
        ],
        **same,
    )
    components = Components([_component(each, flow, codelists) for each in flow.components])
    structure = DataStructureDefinition(
        id=DATAFLOW, name=_both(words_for("sdmx.structure")), components=components, **same
    )
    dataflow = Dataflow(id=DATAFLOW, name=_both(TITLE), description=_both(DESCRIPTION), structure=structure, **same)
    yield Held("agencyscheme", STANDARD, AGENCIES, "1.0", agencies)
    yield Held("dataflow", AGENCY, DATAFLOW, flow.version, dataflow)
    yield Held("datastructure", AGENCY, DATAFLOW, flow.version, structure)
    yield Held("conceptscheme", AGENCY, CONCEPTS, flow.version, concepts)
    for name, codelist in codelists.items():
        yield Held("codelist", AGENCY, name, flow.version, codelist)


def _component(each: Component, flow: Flow, codelists: dict[str, Any]) -> Any:
    from pysdmx.model import DataType, ItemReference, Role
    from pysdmx.model.dataflow import Component as Described

    kind = DataType.PERIOD if each.id == TIME else DataType[_KINDS[each.kind]]
    role = Role.DIMENSION if each.is_dimension else Role.MEASURE if each.id == VALUE else Role.ATTRIBUTE
    return Described(
        id=each.id,
        required=each.required or role == Role.DIMENSION,
        role=role,
        concept=ItemReference("Concept", AGENCY, CONCEPTS, flow.version, each.id),
        local_dtype=kind if each.codelist is None else None,
        local_codes=codelists[each.codelist.id] if each.codelist else None,
        # Every attribute is the figure's own: what a series has in common is for its readers to find.
        attachment_level="O" if role == Role.ATTRIBUTE else None,
    )


def header_of(published: Published, name: str) -> Any:
    """Return the header of a message: an id, and as the time of making the release, so that bytes never differ."""
    from pysdmx.model import Organisation
    from pysdmx.model.message import Header

    prepared = datetime.fromisoformat(published.released).replace(tzinfo=UTC)
    return Header(id=name, prepared=prepared, sender=Organisation(id=AGENCY))


def _name_both(node: Any) -> Any:
    """Give each object of SDMX-JSON its names and descriptions in both languages, and drop the empty list of groups."""
    if isinstance(node, list):
        return [_name_both(each) for each in node]
    if not isinstance(node, dict):
        return node
    named: dict[str, Any] = {}
    for key, held in node.items():
        if isinstance(held, str) and _PARTED in held:
            words = dict(zip(_SPOKEN, held.split(_PARTED), strict=False))
            named |= {key: words[ENGLISH], f"{key}s": words}
        elif held != [] and not (key == _COMPONENTS and not held["dimensionList"].get("dimensions")):
            named[key] = _name_both(held)
    return named


def write_structures(artefacts: Iterable[Any], form: Message, header: Any) -> bytes:
    """Write artefacts as a structure message in the format asked for."""
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format

    written = write_sdmx(list(artefacts), Format(form.media_type), header=header, prettyprint=False) or ""
    if form.is_json:
        written = json.dumps(_name_both(json.loads(written)), ensure_ascii=False, separators=(",", ":"))
    else:
        written = _NO_COMPONENTS.sub("", written)
        written = _OF_MEASURE.sub("", _NAMED.sub(_repeat, written))
    return written.replace(_APOSTROPHE, "'").encode()
