r"""Data as SDMX-ML: structure-specific 3.0 and 2.1, generic 2.1; one `Obs` a figure, all dimensions beside it.

pysdmx cannot write these faithfully: it puts values into attributes as Python writes strings, so that a no-break space
becomes the four characters `\\xa0`, and turns apostrophes into quotation marks. This writes row by row instead.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from dashboard.downloads.rows import Rows, plain_rows
from dashboard.downloads.sdmx.flow import AGENCY, DATAFLOW, TIME, VALUE, Component
from dashboard.downloads.sdmx.negotiation import Message
from dashboard.downloads.sdmx.observations import sdmx_batches
from pipelines.schema.safe_text import fit_for_xml

GENERIC: Final = "xml-2.1"
_SCHEMAS: Final = "http://www.sdmx.org/resources/sdmxml/schemas"
_ALL: Final = "AllDimensions"


def _quoted(cell: Any) -> str:
    if isinstance(cell, bool):
        cell = str(cell).lower()
    # An attribute's line breaks would be read as spaces.
    return quoteattr(fit_for_xml(str(cell)), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _flow_urn(version: str) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={AGENCY}:{DATAFLOW}({version})"


def _usage(form: Message, version: str) -> str:
    """Return the reference to the flow in the header of a message."""
    if form.name == "xml":
        return f"<com:StructureUsage>{_flow_urn(version)}</com:StructureUsage>"
    reference = f'<Ref agencyID="{AGENCY}" id="{DATAFLOW}" version="{version}" class="Dataflow"/>'
    return f"<com:StructureUsage>{reference}</com:StructureUsage>"


def _opening(form: Message, rows: Rows, name: str) -> str:
    version, schemas = rows.dataset.version, f"{_SCHEMAS}/{'v3_0' if form.name == 'xml' else 'v2_1'}"
    generic = form.name == GENERIC
    root = "GenericData" if generic else "StructureSpecificData"
    space = f"{_flow_urn(version)}:ObsLevelDim:{_ALL}"
    kind = (
        f'xmlns:gen="{schemas}/data/generic"'
        if generic
        else f'xmlns:ss="{schemas}/data/structurespecific" xmlns:ns1="{space}"'
    )
    named = "" if generic else f' namespace="{space}"'
    dataset = (
        f'<mes:DataSet structureRef="{DATAFLOW}" action="Information">'
        if generic
        else f'<mes:DataSet ss:structureRef="{DATAFLOW}" xsi:type="ns1:DataSetType" '
        f"{'' if form.name == 'xml' else 'ss:dataScope=' + chr(34) + 'DataStructure' + chr(34) + ' '}"
        f'action="Information">'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:{root} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xmlns:mes="{schemas}/message" xmlns:com="{schemas}/common" {kind}>\n'
        f"<mes:Header><mes:ID>{name}</mes:ID><mes:Test>false</mes:Test>"
        f"<mes:Prepared>{rows.dataset.released}T00:00:00Z</mes:Prepared>"
        f'<mes:Sender id="{AGENCY}"/>'
        f'<mes:Structure structureID="{DATAFLOW}"{named} dimensionAtObservation="{_ALL}">'
        f"{_usage(form, version)}</mes:Structure></mes:Header>\n{dataset}\n"
    )


def _specific(row: dict[str, Any], components: Sequence[Component]) -> str:
    cells = (f"{each.id}={_quoted(row[each.id])}" for each in components if row[each.id] is not None)
    return f"<Obs {' '.join(cells)}/>\n"


def _values(row: dict[str, Any], components: Sequence[Component]) -> str:
    return "".join(f'<gen:Value id="{each.id}" value={_quoted(row[each.id])}/>' for each in components)


def _generic(row: dict[str, Any], components: Sequence[Component]) -> str:
    dimensions = [each for each in components if each.is_dimension]
    held = [each for each in components if not each.is_dimension and each.id != VALUE and row[each.id] is not None]
    value = f"<gen:ObsValue value={_quoted(row[VALUE])}/>" if VALUE in row else ""
    attributes = f"<gen:Attributes>{_values(row, held)}</gen:Attributes>" if held else ""
    return f"<gen:Obs><gen:ObsKey>{_values(row, dimensions)}</gen:ObsKey>{value}{attributes}</gen:Obs>\n"


def write_xml(rows: Rows, components: Sequence[Component], form: Message, name: str) -> Iterator[bytes]:
    """Write figures as SDMX-ML, in chunks.

    Args:
        rows: the figures.
        components: what is said of each; every dimension among them.
        form: which of the three messages.
        name: id of the message.
    """
    write: Callable[[dict[str, Any], Sequence[Component]], str]
    write = _generic if form.name == GENERIC else _specific
    assert any(each.id == TIME for each in components)
    yield _opening(form, rows, name).encode()
    for some in plain_rows(sdmx_batches(rows, components)):
        yield "".join(write(row, components) for row in some).encode()
    root = "GenericData" if form.name == GENERIC else "StructureSpecificData"
    yield f"</mes:DataSet>\n</mes:{root}>\n".encode()
