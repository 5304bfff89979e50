"""schema.org objects about the data set, an indicator and a figure, for search engines."""

from typing import Any

from dashboard.downloads.describe import dataset_object
from dashboard.downloads.documents import files_at
from dashboard.downloads.formats import FORMATS
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.codes import OWN_SOURCE
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import LICENCE_URL, TITLE

_CONTEXT = "https://schema.org"


def _downloads(view: View, path: str) -> list[dict[str, str]]:
    return [
        {
            "@type": "DataDownload",
            "encodingFormat": form.encoding,
            "contentUrl": view.absolute(f"{path}.{form.extension}"),
        }
        for form in FORMATS.values()
    ]


def _publisher(view: View) -> dict[str, str]:
    return {
        "@type": "Organization",
        "name": view.t.gettext("site.esec-dashboard"),
        "url": view.absolute(view.href("home")),
    }


def catalogue_object(view: View) -> dict[str, Any]:
    """Return the whole data set."""
    return dataset_object(files_at(view.snapshot.files, view.base_url), view.lang)


def indicator_object(view: View, indicator: dict[str, Any]) -> dict[str, Any]:
    """Return one indicator as a data set, with the publications that it is drawn from."""
    indicator_id = indicator[C.INDICATOR_ID]
    used = sorted({*view.snapshot.values_of(indicator_id, C.SOURCE_ID)} - {OWN_SOURCE})
    sources = [view.snapshot.row(T.SOURCES, source_id) for source_id in used]
    periods = view.snapshot.values_of(indicator_id, C.TIME_PERIOD)
    years = sorted({part[:4] for period in periods for part in period.split("/")})
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": view.said(indicator, "name"),
        "description": view.said(indicator, "definition"),
        "url": view.absolute(view.href("indicator", indicator_id)),
        "version": view.snapshot.version,
        "datePublished": view.snapshot.released,
        "inLanguage": view.lang,
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": _publisher(view),
        "variableMeasured": view.name_of(T.UNITS, indicator[C.UNIT_MEASURE]),
        "temporalCoverage": "/".join(dict.fromkeys((years[0], years[-1]))) if years else "",
        "isBasedOn": [{"@type": "CreativeWork", "name": s[C.TITLE], "publisher": s[C.PUBLISHER]} for s in sources if s],
        "isPartOf": {"@type": "Dataset", "name": TITLE[view.lang], "url": view.absolute(view.href("home"))},
        "distribution": _downloads(view, address.indicator_data(indicator_id, "csv").removesuffix(".csv")),
    }


def page_object(view: View, name: str, description: str) -> dict[str, Any]:
    """Return any other page."""
    return {
        "@context": _CONTEXT,
        "@type": "WebPage",
        "name": name,
        "description": description,
        "url": view.absolute(view.here()),
        "inLanguage": view.lang,
    }
