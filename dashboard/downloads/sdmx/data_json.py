"""Data as SDMX-JSON 2.0, which pysdmx does not write: one observation a figure, keyed by the places of its values."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from dashboard.downloads.rows import Rows, plain_rows
from dashboard.downloads.sdmx.flow import AGENCY, DATAFLOW, VALUE, Component
from dashboard.downloads.sdmx.observations import NOT_A_NUMBER, sdmx_batches
from dashboard.downloads.words import Words
from pipelines.schema.dataset import TITLE
from pipelines.schema.declared import LANGUAGES

_SCHEMA: Final = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"
    "sdmx-json-data-schema.json"
)
_TYPES: Final = {"string": "String", "double": "Double", "int64": "Integer", "bool": "Boolean"}


def _in_words(words: Words) -> dict[str, Any]:
    return {"name": words["en"], "names": dict(words)}


class _Places:
    """The values of a component in the order in which they are met, each at a place of its own."""

    def __init__(self, each: Component) -> None:
        self.component = each
        self.places: dict[Any, int] = {}

    def place(self, cell: Any) -> int:
        return self.places.setdefault(cell, len(self.places))

    def listed(self) -> list[dict[str, Any]]:
        codelist = self.component.codelist
        if codelist is None:
            return [{"value": cell} for cell in self.places]
        return [
            {"id": cell, **_in_words(codelist.words.get(cell, dict.fromkeys(LANGUAGES, cell)))} for cell in self.places
        ]


def _described(each: Component, values: list[dict[str, Any]] | None, **more: Any) -> dict[str, Any]:
    form = {} if each.codelist or each.is_dimension else {"format": {"dataType": _TYPES[each.kind]}}
    said = {"id": each.id, **_in_words(each.name), **form, **more}
    return said if values is None else {**said, "values": values}


def _number(text: str) -> float | int | str:
    # JSON has no NaN: the standard writes it as a text.
    return text if text == NOT_A_NUMBER else int(text) if text.lstrip("-").isdigit() else float(text)


def write_json(rows: Rows, components: Sequence[Component], name: str) -> Iterator[bytes]:
    """Write figures as SDMX-JSON, whole: the values of the dimensions are known when all were met.

    Args:
        rows: the figures.
        components: what is said of each; every dimension among them.
        name: id of the message.
    """
    dimensions = [_Places(each) for each in components if each.is_dimension]
    measures = [each for each in components if each.id == VALUE]
    # What has no code list is said in each observation; the rest once, with its name.
    attributes = [_Places(each) for each in components if not each.is_dimension and each.id != VALUE]
    observations: dict[str, list[Any]] = {}
    for some in plain_rows(sdmx_batches(rows, components)):
        for row in some:
            key = ":".join(str(each.place(row[each.component.id])) for each in dimensions)
            cells: list[Any] = [_number(row[each.id]) for each in measures]
            for each in attributes:
                cell = row[each.component.id]
                cells.append(each.place(cell) if each.component.codelist and cell is not None else cell)
            observations[key] = cells
    urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={AGENCY}:{DATAFLOW}({rows.dataset.version})"
    link = {"rel": "dataflow", "urn": urn}
    structure = {
        "links": [link],
        **_in_words(TITLE),
        "dataSets": [0],
        "dimensions": {
            "observation": [
                _described(each.component, each.listed(), keyPosition=place) for place, each in enumerate(dimensions)
            ]
        },
        "measures": {"observation": [_described(each, None) for each in measures]},
        "attributes": {
            "observation": [
                _described(
                    each.component,
                    each.listed() if each.component.codelist else None,
                    isMandatory=each.component.required,
                    relationship={"observation": {}},
                )
                for each in attributes
            ]
        },
    }
    message = {
        "meta": {
            "schema": _SCHEMA,
            "id": name,
            "test": False,
            "prepared": f"{rows.dataset.released}T00:00:00Z",
            "contentLanguages": list(LANGUAGES),
            "sender": {"id": AGENCY},
        },
        "data": {
            "dataSets": [{"structure": 0, "action": "Information", "links": [link], "observations": observations}],
            "structures": [structure],
        },
    }
    yield json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
