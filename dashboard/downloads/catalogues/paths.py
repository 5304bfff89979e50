"""The addresses of catalogues that stand outside the list of documents, as OpenAPI 3.1 describes them."""

from collections.abc import Callable
from typing import Any

from dashboard.downloads.catalogues import croissant, csvw
from dashboard.downloads.catalogues.facts import SYNTAXES
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.selection import parameters_of
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T

Thing = dict[str, Any]


def describe_catalogue_paths(
    files: DownloadCatalogue,
    responses: Callable[[str], Thing],
    references: Callable[[tuple[str, ...]], list[Thing]],
    indicator: Thing,
) -> Thing:
    """Return path items: catalogues at the root of the site, and the metadata of each CSV file.

    Args:
        files: the files of the version.
        responses: gives the answers of a media type.
        references: gives references to described parameters by their names.
        indicator: the parameter of the path that names an indicator.
    """
    at_the_root = {f"catalog.{extension}": media_type for extension, (_, media_type) in SYNTAXES.items()}
    at_the_root["croissant.json"] = croissant.MEDIA_TYPE

    def item(name: str, summary: str, media_type: str, parameters: list[Thing] | None = None) -> Thing:
        given = {"parameters": parameters} if parameters else {}
        operation = {"operationId": name, "summary": summary, "tags": ["about"], **given}
        return {"get": {**operation, "responses": responses(media_type)}}

    paths = {
        f"/{path}": item(f"root_{path.replace('.', '_')}", words_for(f"document.{path}")["en"], media_type)
        for path, media_type in at_the_root.items()
    }
    for table, published in files.published.tables.items():
        summary = f"{published.words('title')['en']}: CSVW metadata of the CSV file"
        names = references(parameters_of(files.published, table, csv=True))
        paths[f"/data/{table}.csv{csvw.BESIDE}"] = item(f"{table}_csv_metadata", summary, csvw.MEDIA_TYPE, names)
    names = references(parameters_of(files.published, T.OBSERVATIONS, csv=True, indicator=True))
    path = f"/data/indicators/{{{C.INDICATOR_ID}}}.csv{csvw.BESIDE}"
    summary = "Figures of one indicator: CSVW metadata of the CSV file"
    paths[path] = item("indicator_csv_metadata", summary, csvw.MEDIA_TYPE, [indicator, *names])
    return paths
