"""The addresses under `/sdmx/` as OpenAPI 3.1 describes them, from what reads and writes them."""

from collections.abc import Sequence
from typing import Final

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.openapi_parts import FIXED, Thing, describe_answers, describe_file
from dashboard.downloads.sdmx.addresses import AVAILABILITY, DATA, STRUCTURE, TAKEN
from dashboard.downloads.sdmx.flow import AGENCY, DATAFLOW
from dashboard.downloads.sdmx.negotiation import DATA as DATA_FORMATS
from dashboard.downloads.sdmx.negotiation import STRUCTURES, Message
from dashboard.downloads.sdmx.structures import CHILDREN
from dashboard.downloads.versions import Library

_TEXT: Final[Thing] = {"type": "string"}
_TAG: Final = "sdmx"
# Ids, wildcards, lists and keys as SDMX REST has them.
_PATTERN: Final = r"^[A-Za-z0-9_@$.,+*~-]+$"


def _in_path(name: str, description: str, example: str) -> Thing:
    schema = {"type": "string", "pattern": _PATTERN}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _in_query(name: str, formats: Sequence[Message]) -> Thing:
    schema = {"type": "string", "enum": [each.name for each in formats]} if name == "format" else _TEXT
    return {"name": name, "in": "query", "schema": schema}


def _filters() -> Thing:
    """Return the parameter `c[ID]=…`, which OpenAPI has as an object."""
    of_texts = {"type": "object", "additionalProperties": _TEXT}
    return {"name": "c", "in": "query", "style": "deepObject", "explode": True, "schema": of_texts}


def _answers(formats: Sequence[Message]) -> Thing:
    answers = describe_answers("file", formats[0].media_type, headers=FIXED)
    content: Thing = {each.media_type.partition(";")[0]: {} for each in formats}
    for status in ("200", "206"):
        answers[status]["content"] = content
    # For who accepts XML, refusals are SDMX's own error message.
    refused = {status: {**answers["400"]} for status in ("406", "413", "501")}
    return dict(sorted({**answers, **refused}.items()))


def _operation(what: str, summary: str, path: Sequence[Thing], formats: Sequence[Message]) -> Thing:
    query = [_in_query(name, formats) for name in TAKEN[what]]
    filters = [] if what == STRUCTURE else [_filters()]
    said = "By SDMX REST 2.x; `format` or `Accept` chooses the message."
    return describe_file(f"sdmx_{what}", _TAG, summary, said, _answers(formats), [*path, *filters, *query])


def describe_sdmx_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe the SDMX interface, in the shape of SDMX REST 2.x."""
    version = _in_path("version", "A version of the data set; `~` for the current one.", "~")
    kind = _in_path("type", f"One of: {', '.join(CHILDREN)}; `*` for all.", "dataflow")
    artefact = [kind, _in_path("agency", "Who maintains it.", AGENCY), _in_path("id", "Of what.", DATAFLOW), version]
    key = [version, _in_path("key", "Codes of the dimensions, parted by dots; `*` for all figures.", "A")]
    flow = f"dataflow/{AGENCY}/{DATAFLOW}/{{version}}/{{key}}"
    return {
        "/sdmx/structure/{type}/{agency}/{id}/{version}": _operation(
            STRUCTURE, "What describes the figures to SDMX tools", artefact, STRUCTURES
        ),
        f"/sdmx/data/{flow}": _operation(DATA, "Figures as SDMX", key, DATA_FORMATS),
        f"/sdmx/availability/{flow}": _operation(AVAILABILITY, "Codes that figures have", key, STRUCTURES),
    }
