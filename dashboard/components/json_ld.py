"""schema.org objects about the data set, an indicator and a page, for search engines."""

from typing import Any

from dashboard.downloads.catalogues import schema_org
from dashboard.downloads.documents import files_at, size_of
from dashboard.view.view import View

_CONTEXT = "https://schema.org"


def catalogue_object(view: View, *, sizes: bool = False) -> dict[str, Any]:
    """Return the whole data set; with `sizes`, of its files too, for a page that says them anyway."""
    files = files_at(view.snapshot.files, view.base_url)
    if not sizes:
        return schema_org.dataset_object(files, view.lang)
    # As that page measures them: with the set public address, once for each version.
    measured = files_at(view.snapshot.files, view.settings.public_url)
    return schema_org.dataset_object(files, view.lang, lambda path: size_of(measured, path))


def indicator_object(view: View, indicator_id: str) -> dict[str, Any]:
    """Return one indicator as a data set, with the publications that it is drawn from."""
    return schema_org.indicator_object(files_at(view.snapshot.files, view.base_url), indicator_id, view.lang)


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
