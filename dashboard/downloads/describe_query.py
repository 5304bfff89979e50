"""What the description of addresses says of parameters beside filters and choices, and of what is available."""

from typing import Any, Final

from dashboard.data.filters import FILTERS
from dashboard.downloads.availability import PATH
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.format import Format
from dashboard.downloads.openapi_parts import FIXED, Thing, describe_answers, describe_file, refer
from dashboard.downloads.published import Published
from dashboard.downloads.selection import (
    CHOICES,
    COLUMNS,
    LABELS,
    LIMIT,
    MOST_VALUES,
    OFFSET,
    SHAPE,
    SORT,
    TIME,
    further_parameters,
    parameters_of,
)
from dashboard.downloads.versions import Library
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
        described[name] = {
            "name": name,
            "in": "query",
            "description": text,
            "allowEmptyValue": True,
            **listed,
            "schema": schema,
        }
    for each in FILTERS:
        if each.alias:
            text = f"Another name of `{each.name}`; what both hold is one list."
            schema = {"type": "array", "maxItems": MOST_VALUES, "items": {"type": "string"}}
            described[each.alias] = {
                "name": each.alias,
                "in": "query",
                "description": text,
                "allowEmptyValue": True,
                "style": "form",
                "explode": False,
                "schema": schema,
            }
    return described


def taken_by(published: Published, table: str, form: Format, *, indicator: bool = False) -> tuple[str, ...]:
    """Return the parameters that a table's file takes in a format."""
    taken = parameters_of(published, table, csv=form.dialects, layouts=form.layouts, indicator=indicator)
    own = tuple(labels_in(form) if name == LABELS and form.labels else name for name in taken)
    return own + further_parameters(published, table, indicator=indicator)


def labels_in(form: Format) -> str:
    """Return the name of the component for the `labels` of a format that has words of its own."""
    return f"{LABELS}.{form.extension}"


def describe_availability_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe the address of what is available."""
    published = files.published
    taken = parameters_of(published, T.OBSERVATIONS, csv=False) + further_parameters(published, T.OBSERVATIONS)
    asked = refer("parameters", *(name for name in taken if name not in (*CHOICES, *SHAPE)))
    said = "Codes by filter, each with its number of figures while the other filters stay as they are."
    answers = describe_answers("file", "application/json", headers=FIXED)
    title = words_for(f"document.{PATH}")[_LANG]
    return {f"/data/{PATH}": describe_file(PATH, "about", title, said, answers, asked)}
