"""The addresses of catalogues that stand outside the list of documents, as OpenAPI 3.1 describes them."""

from dashboard.downloads.catalogues import croissant, csvw
from dashboard.downloads.catalogues.facts import SYNTAXES
from dashboard.downloads.describe_query import taken_by
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.openapi_parts import FIXED, Thing, describe_answers, describe_file, path_parameter, refer
from dashboard.downloads.versions import Library
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T


def describe_catalogue_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe the catalogues at the root of the site, and the metadata of each CSV file."""
    at_the_root = {f"catalog.{extension}": media_type for extension, (_, media_type) in SYNTAXES.items()}
    at_the_root["croissant.json"] = croissant.MEDIA_TYPE
    same = "The same as under `/data/`."
    paths = {}
    for path, media_type in at_the_root.items():
        title = words_for(f"document.{path}")["en"]
        answers = describe_answers("file", media_type, headers=FIXED)
        paths[f"/{path}"] = describe_file(f"root_{path}", "about", title, same, answers)
    answers = describe_answers("file", csvw.MEDIA_TYPE, headers=FIXED)
    of = "CSV on the Web: columns, keys and dialect of the CSV file that the same parameters give."
    published, csv = files.published, FORMATS["csv"]
    for table, each in published.tables.items():
        path = f"{table}.csv{csvw.BESIDE}"
        title = f"{each.words('title')['en']}: metadata of the CSV file"
        asked = refer("parameters", *taken_by(published, table, csv))
        paths[f"/data/{path}"] = describe_file(path, "about", title, of, answers, asked)
    path = f"indicators/{{{C.INDICATOR_ID}}}.csv{csvw.BESIDE}"
    indicator = path_parameter(C.INDICATOR_ID, example=next(iter(published.records(T.INDICATORS)), ""))
    asked = [indicator, *refer("parameters", *taken_by(published, T.OBSERVATIONS, csv, indicator=True))]
    title = "Figures of one indicator: metadata of the CSV file"
    paths[f"/data/{path}"] = describe_file(path, "about", title, of, answers, asked)
    return paths
