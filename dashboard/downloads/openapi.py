"""The description of every address by OpenAPI 3.1, made from the same declarations that answer."""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files as files_of_package
from typing import Any, Final

from dashboard.data.filters import FILTERS, Filter
from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.files import CITATIONS, DownloadCatalogue
from dashboard.downloads.format import Format
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.downloads.problems import KINDS
from dashboard.downloads.selection import CHOICES, MOST_VALUES, PERIODS, allowed, list_file, parameters_of
from dashboard.downloads.versions import Library
from dashboard.downloads.words import words_for
from pipelines.schema.codes import REPORT_SOURCE
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import LICENCE_NAME, LICENCE_URL, TITLE
from pipelines.schema.declared import LANGUAGES, Language

# Lists longer than this are not written into the description; the parameter says where to find them.
_LISTED: Final = 150
_PERIOD_PATTERN: Final = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_LANG: Final[Language] = "en"

Thing = dict[str, Any]


def _said(text_id: str) -> str:
    return words_for(text_id)[_LANG]


def _query(name: str, description: str, **more: Any) -> Thing:
    return {"name": name, "in": "query", "description": description, **more}


def _filter_parameter(files: DownloadCatalogue, each: Filter) -> Thing:
    codes = allowed(each, files.published)
    # Without a list to draw from, a value is still an id and not any text.
    items = {"type": "string", **({"enum": list(codes)} if 0 < len(codes) <= _LISTED else {})}
    return _query(
        each.name,
        f"{_said(f'filter.{each.name}')} Several codes are separated by commas. In words: /data/{list_file(each)}.",
        style="form",
        explode=False,
        schema={"type": "array", "items": items, "maxItems": MOST_VALUES, "uniqueItems": True},
    )


def _parameters(files: DownloadCatalogue) -> Thing:
    described = {each.name: _filter_parameter(files, each) for each in FILTERS}
    schemas: Thing = {name: {"type": "string", "pattern": _PERIOD_PATTERN} for name in PERIODS}
    for name, known in CHOICES.items():
        schemas[name] = {"type": "string", "enum": list(known), "default": known[0]}
    for name, schema in schemas.items():
        described[name] = _query(name, _said(f"parameter.{name}"), schema=schema)
    return described


def _responses(media_type: str, schema: Thing | None = None) -> Thing:
    responses: Thing = deepcopy(_read()["responses"])
    for code in ("200", "206"):
        responses[code]["content"] = {media_type.partition(";")[0]: {"schema": schema or {}}}
    return responses


def _format_responses(form: Format) -> Thing:
    return _responses(form.media_type, {"$ref": f"#/components/schemas/{form.schema}"} if form.schema else None)


def _operation(name: str, summary: str, tag: str, responses: Thing, parameters: list[Thing] | None = None) -> Thing:
    identifier = name.replace("/", "_").replace(".", "_").replace("-", "_").strip("{}_")
    return {
        "get": {
            "operationId": "".join(character for character in identifier if character not in "{}"),
            "summary": summary,
            "tags": [tag],
            **({"parameters": parameters} if parameters else {}),
            "responses": responses,
        }
    }


def _refs(names: tuple[str, ...]) -> list[Thing]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _table_paths(files: DownloadCatalogue) -> Thing:
    paths = {}
    for table, published in files.published.tables.items():
        title = published.words("title")[_LANG]
        for form in formats_of(table):
            names = parameters_of(files.published, table, csv=form.dialects)
            path = f"{table}.{form.extension}"
            responses = _format_responses(form)
            summary = f"{title} as {form.title[_LANG]}"
            paths[f"/data/{path}"] = _operation(path, summary, "tables", responses, _refs(names))
        path = f"schema/{table}.json"
        responses = _responses("application/schema+json", {"type": "object"})
        paths[f"/data/{path}"] = _operation(path, f"{title}: JSON Schema of the JSON file", "about", responses)
    return paths


def _thing_paths(files: DownloadCatalogue) -> Thing:
    """Return addresses that name an indicator or a figure."""
    first = files.published.asked.select(T.OBSERVATIONS, columns=[C.OBS_ID], limit=1).read_all()[C.OBS_ID]
    indicator = {
        **_read()["parameters"][C.INDICATOR_ID],
        "example": next(iter(files.published.records(T.INDICATORS)), ""),
    }
    observation = {**_read()["parameters"][C.OBS_ID], "example": first[0].as_py() if len(first) else ""}
    paths = {}
    for form in FORMATS.values():
        names = parameters_of(files.published, T.OBSERVATIONS, csv=form.dialects, indicator=True)
        path = f"indicators/{{indicator_id}}.{form.extension}"
        responses = _format_responses(form)
        summary = f"Figures of one indicator as {form.title[_LANG]}"
        paths[f"/data/{path}"] = _operation(path, summary, "indicators", responses, [indicator, *_refs(names)])
    for extension, (style, media_type) in CITATIONS.items():
        for stem, parameter, what in (
            ("indicators/{indicator_id}", indicator, "indicator"),
            ("figures/{obs_id}", observation, "figure"),
        ):
            path = f"{stem}.{extension}"
            summary = f"Citation of one {what} as {style}"
            paths[f"/data/{path}"] = _operation(path, summary, "citations", _responses(media_type), [parameter])
        path = f"dataset.{extension}"
        summary = f"Citation of the data set as {style}"
        paths[f"/data/{path}"] = _operation(path, summary, "citations", _responses(media_type))
    return paths


def _chart_paths(files: DownloadCatalogue) -> Thing:
    """Return addresses of images. A parameter that is not understood there is as good as absent."""
    paths = {}
    for extension, media_type in (("svg", "image/svg+xml"), ("png", "image/png")):
        described: Thing = deepcopy(_read()["chart"])
        operation = described["get"]
        operation["operationId"] = f"chart_{extension}"
        operation["summary"] += f" {extension.upper()}"
        operation["parameters"][0]["schema"]["enum"] = list(LANGUAGES)
        operation["parameters"][1]["example"] = next(iter(files.published.records(T.INDICATORS)), "")
        operation["responses"]["200"]["content"] = {media_type: {}}
        paths[f"/charts/{{lang}}/{{chart_id}}.{extension}"] = described
    return paths


def _other_paths() -> Thing:
    paths = {
        f"/data/{path}": _operation(path, _said(f"document.{path}"), "about", _responses(document.media_type))
        for path, document in DOCUMENTS.items()
    }
    paths["/data/"] = _operation("data", "Page of all files", "about", _responses("text/html"))
    paths["/data/versions.json"] = _operation(
        "versions.json",
        "Versions that can be downloaded, and what has changed since each",
        "about",
        _responses("application/json"),
    )
    paths["/openapi.json"] = _operation(
        "openapi.json", "This description", "about", _responses("application/vnd.oai.openapi+json")
    )
    return paths


@cache
def _read() -> Thing:
    """Read what does not depend on the data: tags, headers and problems, and the patterns that paths are made by."""
    read: Thing = json.loads(files_of_package("dashboard.downloads").joinpath("openapi.json").read_text("utf-8"))
    return read


def describe_addresses(library: Library, files: DownloadCatalogue) -> Thing:
    """Return the OpenAPI document."""
    same, versioned = deepcopy(_read()["document"]), deepcopy(_read()["versioned"])
    problem = same["components"]["schemas"]["Problem"]["properties"]
    problem["type"]["description"] = f"Leads to one of: {', '.join(KINDS)}"
    versioned["get"]["parameters"][0]["schema"]["enum"] = library.versions()
    return {
        **same,
        "info": {
            "title": f"{TITLE[_LANG]}: files",
            "version": files.dataset.version,
            "description": f"Every table and indicator in {len(FORMATS)} formats, whole or filtered, and citations. "
            "Nothing is paged or cut: an answer is the whole file, or a problem. "
            "Addresses under /data/v<version>/ never change. "
            f"The figures are cited from publications whose own terms apply (first of all `{REPORT_SOURCE}`).",
            "license": {"name": LICENCE_NAME, "url": LICENCE_URL},
        },
        "servers": [{"url": files.dataset.base or "/"}],
        "paths": {
            **_table_paths(files),
            **_thing_paths(files),
            **_chart_paths(files),
            **_other_paths(),
            "/data/v{version}/{file}": versioned,
        },
        "components": {**same["components"], "parameters": _parameters(files)},
    }
