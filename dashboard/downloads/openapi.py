"""The description of every address by OpenAPI 3.1, made from the same declarations that answer."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from dashboard.data.filters import FILTERS, Filter
from dashboard.downloads.catalogues.facts import contact_of
from dashboard.downloads.catalogues.paths import describe_catalogue_paths
from dashboard.downloads.citations import CITATIONS
from dashboard.downloads.describe_query import (
    PERIOD_PATTERN,
    describe_availability_paths,
    describe_query_parameters,
    labels_in,
    taken_by,
)
from dashboard.downloads.difference_files import describe_difference_paths
from dashboard.downloads.documents import DOCUMENTS
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.format import Format
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.downloads.openapi_parts import (
    FIXED,
    ROWS,
    Thing,
    describe_answers,
    describe_file,
    path_parameter,
    read_part,
    refer,
)
from dashboard.downloads.openapi_site import describe_chart_paths, describe_site_paths
from dashboard.downloads.problems import KINDS
from dashboard.downloads.sdmx.openapi_paths import describe_sdmx_paths
from dashboard.downloads.selection import CHOICES, LABELS, LANG, MOST_VALUES, PERIODS, allowed, list_file
from dashboard.downloads.snippets import describe_client_paths
from dashboard.downloads.versions import Library
from dashboard.downloads.words import document_words, words_for
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import LICENCE_NAME, LICENCE_URL, PUBLISHER, REPORT_SOURCE, TITLE
from pipelines.schema.declared import Language

# Lists longer than this are not written into the description; the parameter says where to find them.
_LISTED: Final = 150
_ID_PATTERN: Final = r"^[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*$"
_LANG: Final[Language] = "en"

Things = Sequence[Thing]


def _said(text_id: str) -> str:
    return words_for(text_id)[_LANG]


def _query(name: str, description: str, **more: Any) -> Thing:
    """Return a parameter of a file; one that is left empty is as good as absent."""
    return {"name": name, "in": "query", "description": description, "allowEmptyValue": True, **more}


def _filter_parameter(files: DownloadCatalogue, each: Filter) -> Thing:
    codes = allowed(each, files.published)
    # Without a list to draw from, a value is still an id and not any text; one that is unknown is refused.
    listed = {"enum": list(codes)} if 0 < len(codes) <= _LISTED else {"pattern": _ID_PATTERN}
    items = {"type": "string", **listed}
    at = f" In words: /data/{list_file(each)}." if list_file(each) else ""
    return _query(
        each.name,
        f"{_said(f'filter.{each.name}')} Several codes are separated by commas, or the parameter is repeated.{at}",
        style="form",
        explode=False,
        schema={"type": "array", "items": items, "maxItems": MOST_VALUES},
    )


def _parameters(files: DownloadCatalogue) -> Thing:
    described = {each.name: _filter_parameter(files, each) for each in FILTERS}
    schemas: Thing = {name: {"type": "string", "pattern": PERIOD_PATTERN} for name in PERIODS}
    for name, known in CHOICES.items():
        schemas[name] = {"type": "string", "enum": list(known), "default": known[0]}
    for name, schema in schemas.items():
        described[name] = _query(name, _said(f"parameter.{name}"), schema=schema)
    for form in FORMATS.values():
        if form.labels:
            schema = {"type": "string", "enum": list(form.labels), "default": form.labels[0]}
            described[labels_in(form)] = _query(LABELS, _said(f"parameter.{LABELS}.{form.extension}"), schema=schema)
    return {**described, **describe_query_parameters()}


def _file_answers(form: Format) -> Thing:
    return describe_answers("file", form.media_type, form.schema, headers=(*FIXED, *ROWS))


def describe_table_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe the file of every table in every format, and the schema of each."""
    paths = {}
    for table, published in files.published.tables.items():
        title, text = (published.words(what)[_LANG] for what in ("title", "description"))
        for form in formats_of(table):
            names = taken_by(files.published, table, form)
            path = f"{table}.{form.extension}"
            summary = f"{title} as {form.title[_LANG]}"
            asked = refer("parameters", *names)
            paths[f"/data/{path}"] = describe_file(path, "tables", summary, text, _file_answers(form), asked)
        path = f"schema/{table}.json"
        answers = describe_answers("file", "application/schema+json", headers=FIXED)
        said = f"What `/data/{table}.json` holds, column by column (JSON Schema 2020-12)."
        summary = f"{title}: JSON Schema of the JSON file"
        paths[f"/data/{path}"] = describe_file(path, "about", summary, said, answers)
    return paths


def describe_thing_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe the addresses that name an indicator or a figure, and the citations."""
    first = files.published.asked.select(T.OBSERVATIONS, columns=[C.OBS_ID], limit=1).read_all()[C.OBS_ID]
    indicator = path_parameter(C.INDICATOR_ID, example=next(iter(files.published.records(T.INDICATORS)), ""))
    observation = path_parameter(C.OBS_ID, example=first[0].as_py() if len(first) else "")
    paths = {}
    for form in FORMATS.values():
        names = taken_by(files.published, T.OBSERVATIONS, form, indicator=True)
        path = f"indicators/{{indicator_id}}.{form.extension}"
        summary = f"Figures of one indicator as {form.title[_LANG]}"
        said = "The same rows and columns as of the figures, of one indicator."
        asked = [indicator, *refer("parameters", *names)]
        paths[f"/data/{path}"] = describe_file(path, "indicators", summary, said, _file_answers(form), asked)
    cited = {
        "indicators/{indicator_id}": (
            [indicator],
            "one indicator",
            "The publications of its figures, and the data set.",
        ),
        "figures/{obs_id}": ([observation], "one figure", "The publication first, with the page, and the data set."),
        "dataset": ([], "the data set", "The version that stands here."),
    }
    for extension, (style, media_type) in CITATIONS.items():
        answers = describe_answers("file", media_type, headers=FIXED)
        for stem, (asked, what, said) in cited.items():
            summary = f"Citation of {what} as {style}"
            path = f"{stem}.{extension}"
            paths[f"/data/{path}"] = describe_file(path, "citations", summary, said, answers, asked)
    return paths


def describe_document_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe what is said of the data set and of the site, and what earlier versions have."""
    paths = {
        f"/data/{path}": describe_file(
            path,
            "about",
            path,
            document_words(path)[_LANG],
            describe_answers("file", each.media_type, headers=FIXED),
            refer("parameters", LANG) if each.make_in else (),
        )
        for path, each in DOCUMENTS.items()
    }
    page, api = describe_answers("file", "text/html"), describe_answers("file", "application/vnd.oai.openapi+json")
    versions = describe_answers("file", "application/json")
    listed = "Versions that can be downloaded, and what has changed since each."
    paths["/data/"] = describe_file("data", "about", "Page of all files", "In each language of the site.", page)
    paths["/data/versions.json"] = describe_file("versions.json", "about", "List of versions", listed, versions)
    paths["/openapi.json"] = describe_file("openapi.json", "about", "This description", "OpenAPI 3.1.", api)
    version = path_parameter("version")
    version["schema"]["enum"] = library.versions()
    any_file, folder, more = (path_parameter(name) for name in ("file", "folder", "more"))
    schema = path_parameter("file", example=f"{T.OBSERVATIONS}.json")
    kept = describe_answers("file", "*/*")
    for name, path, asked in (
        ("versioned", "{file}", [version, any_file, more]),
        ("versioned_in_folder", "{folder}/{file}", [version, folder, schema, more]),
        ("versioned_page", "", [version]),
    ):
        item = describe_file(name, "versions", "A file of a given version", "Its values never change.", kept, asked)
        paths[f"/data/v{{version}}/{path}"] = item
    return paths


# Each describes some of the addresses: whoever adds addresses adds a function here.
DESCRIBERS: Final[tuple[Callable[[Library, DownloadCatalogue], Thing], ...]] = (
    describe_table_paths,
    describe_thing_paths,
    describe_document_paths,
    describe_availability_paths,
    describe_client_paths,
    describe_difference_paths,
    describe_catalogue_paths,
    describe_sdmx_paths,
    describe_chart_paths,
    describe_site_paths,
)


# The report that the site is about comes before other publications.
_FIRST: Final = f" (first of all `{REPORT_SOURCE}`)" if REPORT_SOURCE else ""


def _contact(files: DownloadCatalogue) -> Thing:
    """Return whom to ask: who runs the site says so in the settings, or its pages say it."""
    kind, at = contact_of(files.dataset, _LANG)
    by_mail = kind == "hasEmail"
    return {"name": PUBLISHER, **({"email": at.removeprefix("mailto:")} if by_mail else {"url": at})}


def describe_addresses(library: Library, files: DownloadCatalogue) -> Thing:
    """Return the OpenAPI document."""
    same = read_part("document")
    problem = same["components"]["schemas"]["Problem"]["properties"]
    problem["type"]["description"] += f" One of: {', '.join(KINDS)}."
    return {
        **same,
        "info": {
            "title": f"{TITLE[_LANG]}: files",
            "version": files.dataset.version,
            "description": f"Every table and indicator in {len(FORMATS)} formats, whole or filtered, and citations. "
            "Nothing is paged or cut unless you ask: an answer is the whole file, or a problem. "
            "HEAD answers as GET does, without content; OPTIONS with 204 or 200 and `Allow`. "
            "A request for what `Accept` leaves out is answered all the same. "
            "Values under /data/v<version>/ never change, nor do the bytes of the files that its SHA256SUMS lists. "
            f"The figures are cited from publications whose own terms apply{_FIRST}.",
            "contact": _contact(files),
            "license": {"name": LICENCE_NAME, "url": LICENCE_URL},
        },
        "servers": [{"url": files.dataset.base or "/"}],
        "paths": {path: item for describe in DESCRIBERS for path, item in describe(library, files).items()},
        "components": {**same["components"], "parameters": {**_parameters(files), **read_part("conditions")}},
    }
