"""The pages, in the order of the sitemap. A page is a module and its name here."""

from typing import Final

from dashboard.pages import (
    accessibility,
    claims,
    corrections,
    crosschecks,
    downloads,
    explorer,
    factsheet,
    figure,
    home,
    indicator,
    law,
    methods,
    not_found,
    quality,
    sources,
    surveys,
    topic,
)
from dashboard.view.page import Page

PAGES: Final[tuple[Page, ...]] = (
    home.PAGE,
    topic.PAGE,
    indicator.PAGE,
    explorer.PAGE,
    claims.PAGE,
    surveys.PAGE,
    law.PAGE,
    sources.PAGE,
    methods.PAGE,
    quality.PAGE,
    crosschecks.PAGE,
    corrections.PAGE,
    downloads.PAGE,
    factsheet.PAGE,
    accessibility.PAGE,
    figure.PAGE,
)
NOT_FOUND: Final[Page] = not_found.PAGE
