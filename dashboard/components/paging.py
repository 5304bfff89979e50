"""Long lists in pages: the parameter that names one, and the ways to the next and the previous."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import aria
from dashboard.view.view import Parameter, View


class _Numbers(frozenset[str]):
    """Whole numbers from 1, of a few digits."""

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000


PAGE_NUMBER = Parameter("page", "1", lambda _snapshot: _Numbers())


def first_of_page(view: View, total: int, per_page: int) -> int:
    """Return the place of the page's first entry; of the first page where the one asked for is beyond the end."""
    first = (int(view.params[PAGE_NUMBER.name]) - 1) * per_page
    return first if first < total else 0


def pages_nav(view: View, first: int, total: int, per_page: int) -> Component | None:
    """Return the ways to the next and the previous page; None where all stands on one."""
    page, last = first // per_page + 1, -(-total // per_page)
    if last < 2:
        return None
    _ = view.t.gettext

    def way(label: str, number: int, rel: str) -> list[Component]:
        known = 0 < number <= last
        return [html.Li(html.A(label, href=view.here(page=str(number)), rel=rel))] if known else []

    before = way(_("explorer.previous-page"), page - 1, "prev")
    after = way(_("explorer.next-page"), page + 1, "next")
    return html.Nav(
        html.Ul([*before, html.Li(_("explorer.page", page=page, last=last)), *after], className="inline-list"),
        **aria(label=_("explorer.pages-results")),
    )
