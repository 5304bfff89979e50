"""What is drawn from a version before a reader sees it: pages of each kind that leans on the data, a search, a file."""

from collections.abc import Iterator
from typing import Final

from flask import Flask

from dashboard.data.store import NotPublishedError
from dashboard.pages import PAGES
from dashboard.view.address import suggestions
from dashboard.web.page_server import PageServer
from pipelines.schema.declared import LANGUAGES

_DRAWN: Final = frozenset({"home", "topic", "indicator", "quality"})


def _addresses(site: PageServer) -> Iterator[str]:
    snapshot = site.store.current()
    for page in PAGES:
        if page.name in _DRAWN:
            # A version without a topic or an indicator has no page of it.
            path = next(iter(page.paths(snapshot)), "")
            yield from (f"/{lang}/{path}" for lang in LANGUAGES)
    # Makes the index of words, so that the first reader who types does not wait for it.
    yield from (suggestions(lang, "119") for lang in LANGUAGES)
    # Of one that has a figure.
    yield f"/data/indicators/{min(key for key in snapshot.tally)}.csv"


def draw_on_trial(server: Flask, site: PageServer) -> None:
    """Draw these from the version that the store has on trial, as for a reader but without limits and counts.

    Pages go into the cache of pages, where they are found by who asks next.

    Raises:
        NotPublishedError: an answer is empty or another than 200. Whatever else a page may raise.
    """
    for address in _addresses(site):
        with server.test_request_context(address, base_url=site.settings.public_url or None):
            response = server.make_response(server.dispatch_request())
            if response.status_code != 200 or not response.get_data():
                raise NotPublishedError(
                    f"{address} drawn from the published version answers {response.status_code}; expected 200. "
                    "Publish again with `esec build`."
                )
