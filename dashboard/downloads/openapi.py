"""The description of every address by OpenAPI 3.1, made from the same declarations that answer."""

import json
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
from pipelines.schema.declared import Language

# Lists longer than this are not written into the description; the parameter says where to find them.
_LISTED: Final = 150
_PERIOD_PATTERN: Final = r"^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_LANG: Final[Language] = "en"

Thing = dict[str, Any]


def _said(text_id: str) -> str:
    return words_for(text_id)[_LANG]


def _filter_parameter(files: DownloadCatalogue, each: Filter) -> Thing:
    codes, text = allowed(each, files.published), _said(f"filter.{each.name}")
    listed = 0 < len(codes) <= _LISTED
    # Without a list to draw from, a value is still an id and not any text.
    items: Thing = {"type": "string", "enum": list(codes)} if listed else {"type": "string"}
    return {
        "name": each.name,
        "in": "query",
        "description": f"{text} Several codes are separated by commas. In words: /data/{list_file(each)}.",
        "style": "form",
        "explode": False,
        "schema": {"type": "array", "items": items, "maxItems": MOST_VALUES, "uniqueItems": True},
    }


def _parameters(files: DownloadCatalogue) -> Thing:
    described = {each.name: _filter_parameter(files, each) for each in FILTERS}
    for name in PERIODS:
        described[name] = {
            "name": name,
            "in": "query",
            "description": _said(f"parameter.{name}"),
            "schema": {"type": "string", "pattern": _PERIOD_PATTERN},
        }
    for name, known in CHOICES.items():
        described[name] = {
            "name": name,
            "in": "query",
            "description": _said(f"parameter.{name}"),
            "schema": {"type": "string", "enum": list(known), "default": known[0]},
        }
    return described


def _responses(media_type: str, schema: Thing | None = None) -> Thing:
    content = {media_type.partition(";")[0]: {"schema": schema or {}}}
    headers = {
        name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Last-Modified", "Link", "X-Data-Version")
    }
    return {
        "200": {"description": "The file.", "headers": headers, "content": content},
        "206": {"description": "The part of the file that was asked for.", "content": content},
        "304": {"description": "Not changed since the version that the client holds."},
        "400": {"$ref": "#/components/responses/BadRequest"},
        "404": {"$ref": "#/components/responses/NotFound"},
        "405": {"$ref": "#/components/responses/MethodNotAllowed"},
        "414": {"$ref": "#/components/responses/TooLong"},
        "416": {"$ref": "#/components/responses/RangeNotSatisfiable"},
        "503": {"$ref": "#/components/responses/NotPublished"},
    }


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


def _table_schema(form: Format) -> Thing | None:
    return {"$ref": f"#/components/schemas/{form.schema}"} if form.schema else None


def _table_paths(files: DownloadCatalogue) -> Thing:
    paths = {}
    for table, published in files.published.tables.items():
        title = published.words("title")[_LANG]
        for form in formats_of(table):
            names = parameters_of(files.published, table, csv=form.dialects)
            path = f"{table}.{form.extension}"
            responses = _responses(form.media_type, _table_schema(form))
            summary = f"{title} as {form.title[_LANG]}"
            paths[f"/data/{path}"] = _operation(path, summary, "tables", responses, _refs(names))
        path = f"schema/{table}.json"
        responses = _responses("application/schema+json", {"type": "object"})
        paths[f"/data/{path}"] = _operation(path, f"{title}: JSON Schema of the JSON file", "about", responses)
    return paths


def _path_parameter(name: str, description: str, example: str) -> Thing:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "pattern": r"^[A-Za-z0-9._-]+$"},
        "example": example,
    }


def _thing_paths(files: DownloadCatalogue) -> Thing:
    """Addresses that name an indicator or a figure."""
    indicator = _path_parameter(
        "indicator_id",
        "Indicator; all are in /data/indicators.json.",
        next(iter(files.published.records(T.INDICATORS)), ""),
    )
    first = files.published.asked.select(T.OBSERVATIONS, columns=[C.OBS_ID], limit=1).read_all()[C.OBS_ID]
    example = first[0].as_py() if len(first) else ""
    observation = _path_parameter("obs_id", "Figure; all are in /data/observations.json.", example)
    paths = {}
    for form in FORMATS.values():
        names = parameters_of(files.published, T.OBSERVATIONS, csv=form.dialects, indicator=True)
        path = f"indicators/{{indicator_id}}.{form.extension}"
        responses = _responses(form.media_type, _table_schema(form))
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


def _versioned_path(library: Library) -> Thing:
    version: Thing = {
        "name": "version",
        "in": "path",
        "required": True,
        "description": "Number of a version in /data/versions.json.",
        "schema": {"type": "string", "enum": library.versions()},
    }
    file = _path_parameter(
        "file", "Any file under /data/ but this description and the list of versions.", "observations.csv"
    )
    responses = _responses("text/csv")
    for code in ("200", "206"):
        responses[code] = {**responses[code], "content": {"*/*": {"schema": {}}}}
    operation = _operation(
        "versioned", "A file of a given version; it never changes", "versions", responses, [version, file]
    )
    # The parameters are those of the file; any may be given, as any may be refused by a file that does not take it.
    operation["get"]["parameters"].append(
        {
            "name": "parameters",
            "in": "query",
            "style": "form",
            "explode": True,
            "description": "Parameters of the file.",
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }
    )
    return {"/data/v{version}/{file}": operation}


def _same_always() -> Thing:
    """Read what does not depend on the data: tags, headers, problems."""
    same: Thing = json.loads(files_of_package("dashboard.downloads").joinpath("openapi.json").read_text("utf-8"))
    same["components"]["schemas"]["Problem"]["properties"]["type"]["description"] = (
        f"Leads to one of: {', '.join(KINDS)}"
    )
    return same


def describe_addresses(library: Library, files: DownloadCatalogue) -> Thing:
    """The OpenAPI document."""
    same = _same_always()
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
        "paths": {**_table_paths(files), **_thing_paths(files), **_other_paths(), **_versioned_path(library)},
        "components": {**same["components"], "parameters": _parameters(files)},
    }
