"""What the description of addresses says of parameters beside filters and choices, and of what is available."""

from typing import Any, Final

from dashboard.data.filters import FILTERS
from dashboard.downloads.availability import PATH
from dashboard.downloads.published import Published
from dashboard.downloads.selection import (
    CHOICES,
    COLUMNS,
    LIMIT,
    MOST_VALUES,
    OFFSET,
    SHAPE,
    SORT,
    TIME,
    further_parameters,
    parameters_of,
)
from dashboard.downloads.words import words_for
from pipelines.schema.columns import T

_LANG: Final = "en"
_MOST: Final = 999_999_999
_DAY: Final = r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-[SH][12])?"
# What `start` and `end` take.
PERIOD_PATTERN: Final = f"^{_DAY}$"
_SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    TIME: {"type": "array", "maxItems": MOST_VALUES, "items": {"type": "string", "pattern": f"^{_DAY}(/{_DAY})?$"}},
    COLUMNS: {"type": "array", "maxItems": MOST_VALUES, "items": {"type": "string", "pattern": "^[a-z0-9_]+$"}},
    SORT: {"type": "array", "maxItems": MOST_VALUES, "items": {"type": "string", "pattern": "^-?[a-z0-9_]+$"}},
    LIMIT: {"type": "integer", "minimum": 1, "maximum": _MOST},
    OFFSET: {"type": "integer", "minimum": 0, "maximum": _MOST},
}


def describe_query_parameters() -> dict[str, Any]:
    """Return the components of OpenAPI 3.1 for the parameters that `further_parameters` lists."""
    described: dict[str, Any] = {}
    for name, schema in _SCHEMAS.items():
        listed = {"style": "form", "explode": False} if schema["type"] == "array" else {}
        text = words_for(f"parameter.{name}")[_LANG]
        described[name] = {"name": name, "in": "query", "description": text, **listed, "schema": schema}
    for each in FILTERS:
        if each.alias:
            text = f"Another name of `{each.name}`; what both hold is one list."
            schema = {"type": "array", "maxItems": MOST_VALUES, "items": {"type": "string"}}
            described[each.alias] = {
                "name": each.alias,
                "in": "query",
                "description": text,
                "style": "form",
                "explode": False,
                "schema": schema,
            }
    return described


def describe_availability_paths(published: Published) -> dict[str, Any]:
    """Return the path item of OpenAPI 3.1 for what is available."""
    taken = parameters_of(published, T.OBSERVATIONS, csv=False) + further_parameters(published, T.OBSERVATIONS)
    names = [name for name in taken if name not in (*CHOICES, *SHAPE)]
    return {
        f"/data/{PATH}": {
            "get": {
                "operationId": "availability_json",
                "summary": words_for(f"document.{PATH}")[_LANG],
                "tags": ["about"],
                "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
                "responses": {
                    "200": {
                        "description": "Codes by filter, each with its number of figures.",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                },
            }
        }
    }
