"""Explorer: search and filter indicators and every figure within them; the address is the whole state."""

from collections.abc import Callable
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.components.chart import chart_figure
from dashboard.components.explorer_form import facet_form, facet_label, given_filters
from dashboard.components.found import nearest_indicators, redirects_said, things_found
from dashboard.components.indicators_found import figures_table, in_order, indicators_found
from dashboard.components.observation_text import indicator_link
from dashboard.components.paging import PAGE_NUMBER, first_of_page, pages_nav
from dashboard.data.facets import Selected, facets_of
from dashboard.data.filters import ASKED, FACETS
from dashboard.data.store import Snapshot
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.selection import MOST_VALUES
from dashboard.text.format import format_number, join_words
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import Parameter, View
from pipelines.schema.columns import C, T
from pipelines.schema.periods import parse_asked

# Indicators of a page; figures of a page where one indicator alone is found.
PER_PAGE: Final = 25
FIGURES_PER_PAGE: Final = 100
_FILTERS: Final = (*FACETS, *ASKED, C.TIME_PERIOD, "start", "end")


def search_words(view: View, selected: Selected) -> Component | None:
    """Say how a word that stands nowhere was read."""
    if not selected.found.read_as:
        return None
    _ = view.t.gettext
    said = []
    for word, others in selected.found.read_as:
        quoted = join_words([_("explorer.quoted", word=other) for other in others], view.lang)
        said.append(_("explorer.read", word=word, others=quoted))
    return html.P(_("site.between-parts").join(said) + ".", className="faint", role="status")


def download_line(view: View, selected: Selected) -> Component:
    """Return files of exactly what is shown; of the indicators found where too many of their figures show a number."""
    _ = view.t.gettext
    params = {name: view.params[name] for name in _FILTERS if view.params[name]}
    # Words choose indicators, numbers and ids choose figures within them.
    within = bool(selected.found.numbers or selected.found.figures)
    exactly = not within or selected.total <= MOST_VALUES
    if within and exactly:
        params = {"figure": ",".join(sorted(row[C.OBS_ID] for row in selected.rows(0, MOST_VALUES)))}
    elif view.params["q"]:
        params["indicator"] = ",".join(sorted(selected.by_indicator))
    links: list[Any] = []
    for form in filter(lambda form: form.listed, FORMATS.values()):
        links += [html.A(form.name, href=address.table_data(T.OBSERVATIONS, form.extension, params)), " "]
    words = _("explorer.download-exactly-figures") if exactly else _("explorer.download-figures-indicators")
    return html.P([words, " ", *links])


def nothing_found(view: View, selected: Selected) -> Component:
    """Say why there is nothing: which filter leaves none, and what leaving it out would show."""
    _ = view.t.gettext
    items = []
    left = {name: count for name, count in selected.without.items() if count}
    # Where leaving out the words alone helps, it is the words that stand nowhere.
    words_stand_nowhere = set(left) <= {"q"}
    for name, count in sorted(left.items(), key=lambda item: -item[1]):
        changes = {"start": "", "end": ""} if name == "period" else {name: ""}
        label = _("explorer.without", filter=facet_label(view, name))
        number = view.t.ngettext("site.n-figures", count)
        items.append(html.Li([html.A(label, href=view.here(**changes, page="1")), _("language.colon") + number]))
    return html.Section(
        [
            html.H2(_("explorer.no-figure-matches")),
            html.P(_("explorer.nothing-carries-words") if words_stand_nowhere else _("explorer.report-gives-no")),
            html.Ul(items) if items else None,
            nearest_indicators(view, selected.found),
            html.P(html.A(_("site.start-over"), href=view.href("explorer"))),
        ],
        role="status",
    )


def _known(facet: str) -> Callable[[Snapshot], frozenset[str]]:
    def allowed(snapshot: Snapshot) -> frozenset[str]:
        return facets_of(snapshot).values(facet)

    return allowed


class _Periods(frozenset[str]):
    """Every day, month, quarter, half and year: too many to list, so membership is a parse."""

    def __contains__(self, text: object) -> bool:
        try:
            return isinstance(text, str) and "/" not in text and bool(parse_asked(text))
        except ValueError:
            return False


class _Intervals(_Periods):
    """The same, and what lies between two of them."""

    def __contains__(self, text: object) -> bool:
        try:
            return isinstance(text, str) and bool(parse_asked(text))
        except ValueError:
            return False


PARAMETERS = (
    Parameter("q"),
    *(Parameter(name, "", _known(name), also=each.alias) for name, each in {**FACETS, **ASKED}.items()),
    Parameter(C.TIME_PERIOD, "", lambda _snapshot: _Intervals()),
    Parameter("start", "", lambda _snapshot: _Periods()),
    Parameter("end", "", lambda _snapshot: _Periods()),
    PAGE_NUMBER,
)


def title(view: View) -> str:
    """Return title, with the search where there is one."""
    _ = view.t.gettext
    return _("explorer.title-of-search", words=view.params["q"]) if view.params["q"] else _("explorer.title")


def _single_chart(view: View, selected: Selected) -> Component | None:
    """Return the chart of the one indicator found."""
    options = ChartOptions(sources="all")
    spec = charts_of(view.snapshot).spec(next(iter(selected.by_indicator)), view.lang, options)
    if spec is None:
        return None
    observation = chart_figure(view, spec, {"sources": "all"})
    if selected.total >= len(spec.points):
        return observation
    words = view.t.ngettext("explorer.chart-shows-every", selected.total, n=format_number(selected.total, view.lang))
    return html.Div([observation, html.P(words, className="notice")])


def _one_indicator(view: View, selected: Selected) -> list[Any]:
    """Show the one indicator found: its chart, and its figures page by page."""
    (indicator_id,) = selected.by_indicator
    first = first_of_page(view, selected.total, FIGURES_PER_PAGE)
    return [
        html.H3(indicator_link(view, indicator_id)),
        _single_chart(view, selected),
        figures_table(view, indicator_id, selected.rows(first, FIGURES_PER_PAGE)),
        pages_nav(view, first, selected.total, FIGURES_PER_PAGE),
    ]


def _many_indicators(view: View, selected: Selected) -> list[Any]:
    found = in_order(view, selected)
    first = first_of_page(view, len(found), PER_PAGE)
    return [
        indicators_found(view, selected, found[first : first + PER_PAGE]),
        pages_nav(view, first, len(found), PER_PAGE),
    ]


def _results(view: View, selected: Selected) -> list[Any]:
    number, figures = len(selected.by_indicator), selected.total
    count = view.t.ngettext("site.indicators", number, n=format_number(number, view.lang))
    within = view.t.ngettext("site.n-figures", figures, n=format_number(figures, view.lang))
    return [
        html.H2(f"{count} · {within}", id="results"),
        download_line(view, selected),
        *(_one_indicator(view, selected) if number == 1 else _many_indicators(view, selected)),
    ]


def layout(view: View) -> Component:
    """Lay out the page."""
    selected = facets_of(view.snapshot).select(view.params)
    found = selected.found
    results = _results(view, selected) if selected.total else []
    # Who asked for an article or a source, and is led to it, is not told that there is nothing.
    led = found.indicators == () and any(not thing.titled for thing in found.things)
    if not selected.total and not led:
        results = [nothing_found(view, selected)]
    return html.Div(
        [
            html.H1(view.t.gettext("explorer.title")),
            html.Div(facet_form(view, selected), className="explorer-form"),
            html.Div(
                [
                    given_filters(view),
                    redirects_said(view, found),
                    search_words(view, selected),
                    things_found(view, found),
                    *results,
                ],
                className="explorer-results",
            ),
        ]
    )


PAGE = Page(
    name="explorer",
    pattern="explorer",
    order=40,
    entry=MenuEntry("main"),
    title=title,
    layout=layout,
    parameters=PARAMETERS,
)
