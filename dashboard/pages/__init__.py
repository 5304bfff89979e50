"""The pages, in the order of menus and sitemap. Each module of this folder declares one, as its `PAGE`."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from dashboard.pages import not_found
from dashboard.view.address import Place
from dashboard.view.page import Page

NOT_FOUND: Final[Page] = not_found.PAGE


def _declared() -> Iterator[Page]:
    for module in iter_modules(__path__, f"{__name__}."):
        page: Page = import_module(module.name).PAGE
        yield page


PAGES: Final[tuple[Page, ...]] = tuple(
    sorted((page for page in _declared() if page is not NOT_FOUND), key=lambda page: page.order)
)
PLACES: Final[Mapping[str, Place]] = {page.name: page for page in PAGES}
