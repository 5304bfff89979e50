"""What every description of addresses is made of: operations, their answers, and parts that do not depend on data."""

import json
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from importlib.resources import files as files_of_package
from typing import Any, Final, Literal

Thing = dict[str, Any]
# How an address answers: a file of the data set, what is kept by its tag, a page for people, or what is always asked.
Kind = Literal["file", "kept", "page", "asked"]

# Headers of the answers that have rows, and of those whose state has an address of its own.
ROWS: Final = ("X-Row-Count", "X-Total-Count", "X-Empty-Reason")
FIXED: Final = ("Content-Location",)


@cache
def _read() -> Thing:
    read: Thing = json.loads(files_of_package("dashboard.downloads").joinpath("openapi.json").read_text("utf-8"))
    return read


def read_part(name: str) -> Any:
    """Return a copy of a part of `openapi.json`."""
    return deepcopy(_read()[name])


def path_parameter(name: str, **more: Any) -> Thing:
    """Return a parameter that stands in addresses, with what the data say of it."""
    return {**read_part("parameters")[name], **more}


def refer(part: str, *names: str) -> list[Thing]:
    """Return references to components, such as `refer("parameters", "sex", "lang")`."""
    return [{"$ref": f"#/components/{part}/{name}"} for name in names]


def _headers(*names: str) -> Thing:
    return dict(zip(names, refer("headers", *names), strict=True))


def describe_answers(kind: Kind, media_type: str, schema: str = "", *, headers: tuple[str, ...] = ()) -> Thing:
    """Return every answer of an address, by status.

    Args:
        kind: how it answers.
        media_type: of the whole answer; what stands behind a semicolon is left out.
        schema: name of its schema among the components.
        headers: what its answer has beside the headers of its kind.
    """
    said: Thing = refer("schemas", schema)[0] if schema else {}
    content = {media_type.partition(";")[0]: {"schema": said}}
    names = (*read_part("headers")[kind], *headers)
    answers = {"200": {"description": "What stands here.", "headers": _headers(*names), "content": content}}
    if kind == "file":
        part = _headers(*names, "Content-Range")
        answers["206"] = {"description": "The part that was asked for.", "headers": part, "content": content}
    others = {status: refer("responses", name)[0] for status, name in read_part("answers")[kind].items()}
    return dict(sorted({**answers, **others}.items()))


def describe_move(status: int) -> Thing:
    """Return the answer that leads to another address."""
    content = {"text/html": {"schema": {"type": "string"}}}
    said = "The address to ask instead."
    return {str(status): {"description": said, "headers": _headers("Location"), "content": content}}


def describe_file(
    name: str, tag: str, summary: str, description: str, answers: Thing, parameters: Sequence[Thing] = ()
) -> Thing:
    """Return the path item of a file, which is asked for with conditions too; as `describe_operation`."""
    conditions = refer("parameters", *read_part("conditions"))
    return describe_operation(name, tag, summary, description, answers, [*parameters, *conditions])


def describe_operation(
    name: str, tag: str, summary: str, description: str, answers: Thing, parameters: list[Thing] | None = None
) -> Thing:
    """Return the path item of an address that is read.

    Args:
        name: of the operation; what is no letter or digit becomes an underscore.
        tag: group of operations.
        summary: what it is, in a few words.
        description: what a client must know of it.
        answers: of `describe_answers`.
        parameters: in path, query and head.
    """
    words = "".join(character if character.isalnum() else "_" for character in name).split("_")
    return {
        "get": {
            "operationId": "_".join(filter(None, words)),
            "summary": summary,
            "description": description,
            "tags": [tag],
            **({"parameters": parameters} if parameters else {}),
            "responses": answers,
        }
    }
