"""The data set as a whole: title, licence, publisher and citation, from the settings of the site."""

from typing import Final

from pipelines.schema.site import in_each_language, site

_SITE: Final = site()

NAME: Final = _SITE.name
PUBLISHER: Final = _SITE.publisher
TITLE: Final = in_each_language(_SITE.title)
DESCRIPTION: Final = in_each_language(_SITE.description)
KEYWORDS: Final = in_each_language(_SITE.keywords)
LICENCE_NAME: Final = _SITE.licence.name
LICENCE_TITLE: Final = _SITE.licence.title
LICENCE_URL: Final = _SITE.licence.url
TERMS: Final = {
    lang: words.format(name=LICENCE_NAME, url=LICENCE_URL)
    for lang, words in in_each_language(_SITE.licence.terms).items()
}
# By version, where an archive has given one.
DOIS: Final = _SITE.dois
# The country of rows that name no area, and the report that the site is about.
COUNTRY: Final = _SITE.ref_area
REPORT_SOURCE: Final = _SITE.report
# For metadata that has one language.
LICENCE: Final = TERMS["en"]


def cite_dataset(version: str, released: str) -> str:
    """Return the citation of the data set for file metadata, in English."""
    return f"{PUBLISHER} ({released[:4]}). {TITLE['en']} (version {version}) [Data set]."


def version_order(version: str) -> tuple[int, ...]:
    """Place of a semantic version among others."""
    return tuple(int(part) for part in version.split("."))
