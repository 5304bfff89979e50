"""The description of the addresses beside the files: pages, charts, search, feed, and those for the operator."""

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.openapi_parts import (
    Thing,
    describe_answers,
    describe_move,
    describe_operation,
    path_parameter,
    read_part,
)
from dashboard.downloads.versions import Library
from pipelines.schema.columns import T
from pipelines.schema.declared import LANGUAGES


def _lang() -> Thing:
    return path_parameter("lang", schema={"type": "string", "enum": list(LANGUAGES)})


def _first_indicator(files: DownloadCatalogue) -> str:
    return next(iter(files.published.records(T.INDICATORS)), "")


def describe_site_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe what is not made of tables: pages in a general way, since their parameters are for people."""
    known = {"lang": _lang(), "key": path_parameter("key", example=_first_indicator(files))}
    start = {**describe_answers("asked", "text/html"), **describe_move(302)}
    del start["200"], start["404"]
    paths = {"/": describe_operation("start", "pages", "The start", "Leads to the reader's language.", start)}
    for path, said in read_part("site").items():
        parameters = [known.get(name) or path_parameter(name) for name in said.get("parameters", ())]
        for each in said.get("query", ()):
            if "enum" in each["schema"]:
                each["schema"]["enum"] = list(LANGUAGES)
            parameters.append(each)
        answers = describe_answers(said["answers"], said["media_type"], said.get("schema", ""))
        if "moves" in said:
            answers |= describe_move(308)
        paths[path] = describe_operation(
            said["name"], said["tag"], said["summary"], said["description"], answers, parameters
        )
    return paths


def describe_chart_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe charts as images and in frames. A parameter that is not understood there is as good as absent."""
    charts = read_part("charts")
    asked = [_lang(), path_parameter("chart_id", example=_first_indicator(files)), *charts["choices"]]
    said = "Drawn from the figures, with the choices of its page. A choice that is not understood is as good as none."
    paths = {}
    for extension, media_type in (("svg", "image/svg+xml"), ("png", "image/png")):
        name, summary = f"chart_{extension}", f"A chart as {extension.upper()}"
        answers = describe_answers("kept", media_type)
        item = describe_operation(name, "charts", summary, said, answers, [*asked, *charts["look"]])
        paths[f"/charts/{{lang}}/{{chart_id}}.{extension}"] = item
    frame = f"{said} For frames on other sites."
    answers = describe_answers("page", "text/html")
    paths["/embed/{lang}/{chart_id}"] = describe_operation("embed", "charts", "A chart alone", frame, answers, asked)
    return paths
