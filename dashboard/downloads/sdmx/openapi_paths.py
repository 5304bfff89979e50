"""The addresses under `/sdmx/` as OpenAPI 3.1 describes them, from what reads and writes them."""

from collections.abc import Sequence
from typing import Any, Final

from dashboard.downloads.sdmx.addresses import AVAILABILITY, DATA, STRUCTURE, TAKEN
from dashboard.downloads.sdmx.flow import AGENCY, DATAFLOW
from dashboard.downloads.sdmx.negotiation import DATA as DATA_FORMATS
from dashboard.downloads.sdmx.negotiation import STRUCTURES, Message
from dashboard.downloads.sdmx.structures import CHILDREN

Thing = dict[str, Any]

_TEXT: Final[Thing] = {"type": "string"}
_TAG: Final = "sdmx"
_VERSION: Final[Thing] = {"type": "string", "examples": ["~"]}


def _in_path(name: str, schema: Thing) -> Thing:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str, formats: Sequence[Message]) -> Thing:
    schema = {"type": "string", "enum": [each.name for each in formats]} if name == "format" else _TEXT
    return {"name": name, "in": "query", "schema": schema}


def _filters() -> Thing:
    """Return the parameter `c[ID]=…`, which OpenAPI has as an object."""
    of_texts = {"type": "object", "additionalProperties": _TEXT}
    return {"name": "c", "in": "query", "style": "deepObject", "explode": True, "schema": of_texts}


def _answers(formats: Sequence[Message]) -> Thing:
    problem = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    refused = {
        "400": "Malformed", "404": "No results", "406": "Format not offered", "413": "Answer too large",
        "414": "Address too long", "501": "Not implemented",
    }  # fmt: skip
    found = {"description": "The message", "content": {each.media_type: {} for each in formats}}
    return {
        "200": found,
        "304": {"description": "Unchanged"},
        **{code: {"description": text, **problem} for code, text in refused.items()},
    }


def _operation(what: str, summary: str, path: Sequence[Thing], formats: Sequence[Message]) -> Thing:
    query = [_in_query(name, formats) for name in TAKEN[what]]
    filters = [] if what == STRUCTURE else [_filters()]
    return {
        "get": {
            "operationId": f"sdmx_{what}",
            "summary": summary,
            "tags": [_TAG],
            "parameters": [*path, *filters, *query],
            "responses": _answers(formats),
        }
    }


def describe_sdmx_paths() -> Thing:
    """Return the path items of the SDMX interface, in the shape of SDMX REST 2.x."""
    kinds: Thing = {"type": "string", "enum": [*CHILDREN, "*"]}
    agency, name = ({"type": "string", "examples": [each]} for each in (AGENCY, DATAFLOW))
    artefact = [_in_path("agency", agency), _in_path("id", name), _in_path("version", _VERSION)]
    key = [_in_path("version", _VERSION), _in_path("key", {"type": "string", "examples": ["A"]})]
    flow = f"dataflow/{AGENCY}/{DATAFLOW}/{{version}}/{{key}}"
    return {
        "/sdmx/structure/{type}/{agency}/{id}/{version}": _operation(
            STRUCTURE, "What describes the figures to SDMX tools", [_in_path("type", kinds), *artefact], STRUCTURES
        ),
        f"/sdmx/data/{flow}": _operation(DATA, "Figures as SDMX", key, DATA_FORMATS),
        f"/sdmx/availability/{flow}": _operation(AVAILABILITY, "Codes that figures have", key, STRUCTURES),
    }
