"""The image by which other sites show a link to a page: its chart, drawn by the server for the size of such cards."""

from dataclasses import dataclass

from dashboard.charts.images import LINK_CARD
from dashboard.view import address
from dashboard.view.page import Page
from dashboard.view.view import View
from dashboard.web.described import PARAMETERS, find_spec


@dataclass(frozen=True)
class LinkCard:
    """Hold the address, the words and the size of an image."""

    address: str
    alt: str
    width: int
    height: int


def link_card_of(view: View, page: Page) -> LinkCard | None:
    """Give the card of a link to a page; None where no chart stands for it."""
    if page.chart is None:
        return None
    chart_id, chosen = page.chart(view)
    kept = {each.name: chosen[each.name] for each in PARAMETERS if chosen.get(each.name, each.default) != each.default}
    # Events would be numbers without their words.
    params = {**{each.name: each.default for each in PARAMETERS}, **kept, "events": "0"}
    spec = find_spec(view.snapshot, chart_id, view.lang, params)
    if spec is None:
        return None
    given = {**kept, "events": "0", "size": "card", "v": view.snapshot.version_hash}
    path = address.chart_image(view.lang, chart_id, given, "png")
    return LinkCard(view.absolute(path), spec.alt, *LINK_CARD)
