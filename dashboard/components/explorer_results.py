"""What the explorer shows of a selection: indicators, downloads, pages, and a reason where nothing is left."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.explorer_form import facet_label
from dashboard.data.facets import Selected
from dashboard.data.filters import FACETS
from dashboard.downloads.formats import FORMATS
from dashboard.text.format import format_number, join_words
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.columns import T

_MOST_LISTED = 24


def search_words(view: View, selected: Selected) -> Component | None:
    """How a word that stands nowhere was read."""
    if not selected.found.read_as:
        return None
    _ = view.t.gettext
    said = []
    for word, others in selected.found.read_as:
        quoted = join_words([_("“{word}”", word=other) for other in others], view.lang)
        said.append(_("“{word}” read as {others}", word=word, others=quoted))
    return html.P(_("; ").join(said) + ".", className="faint", role="status")


def indicators_found(view: View, selected: Selected) -> Component | None:
    """Indicators among the figures found, with how many each has."""
    counts = selected.by_indicator
    if len(counts) < 2:
        return None
    _ = view.t.gettext
    links = [
        html.Li(
            [
                html.A(view.name_of(T.INDICATORS, key), href=view.href("indicator", key)),
                html.Span(f" ({format_number(number, view.lang)})", className="faint"),
            ]
        )
        for key, number in list(counts.items())[:_MOST_LISTED]
    ]
    words = view.t.ngettext("{n} indicator", "{n} indicators", len(counts))
    opened: dict[str, Any] = {"open": True} if len(counts) <= 8 else {}
    return html.Details([html.Summary(words), html.Ul(links)], **opened)


def download_line(view: View, selected: Selected) -> Component:
    """Files of exactly what is shown; where numbers were searched, of the indicators found."""
    _ = view.t.gettext
    params = {name: view.params[name] for name in (*FACETS, "start", "end") if view.params[name]}
    if view.params["q"]:
        params["indicator"] = ",".join(sorted(selected.by_indicator))
    links: list[Any] = []
    for form in FORMATS.values():
        links += [html.A(form.name, href=address.table_data(T.OBSERVATIONS, form.extension, params)), " "]
    words = (
        _("Download all figures of the indicators found:")
        if selected.found.numbers
        else _("Download exactly these figures:")
    )
    return html.P([words, " ", *links])


def pages_of_results(view: View, page: int, last: int) -> Component | None:
    """Ways to the next and the previous hundred."""
    if last < 2:
        return None
    _ = view.t.gettext
    before = [html.Li(html.A(_("Previous page"), href=view.here(page=str(page - 1)), rel="prev"))] if page > 1 else []
    after = [html.Li(html.A(_("Next page"), href=view.here(page=str(page + 1)), rel="next"))] if page < last else []
    return html.Nav(
        html.Ul([*before, html.Li(_("Page {page} of {last}", page=page, last=last)), *after], className="inline-list"),
        **aria(label=_("Pages of results")),
    )


def nothing_found(view: View, selected: Selected) -> Component:
    """Why there is nothing: which filter leaves none, and what leaving it out would show."""
    _ = view.t.gettext
    items = []
    left = {name: count for name, count in selected.without.items() if count}
    # Where leaving out the words alone helps, it is the words that stand nowhere.
    words_stand_nowhere = set(left) <= {"q"}
    for name, count in sorted(left.items(), key=lambda item: -item[1]):
        changes = {"start": "", "end": ""} if name == "period" else {name: ""}
        label = _("Without “{filter}”", filter=facet_label(view, name))
        number = view.t.ngettext("{n} figure", "{n} figures", count)
        items.append(
            html.Li(
                [
                    html.A(label, href=view.here(**changes, page="1")),
                    _("language.colon") + number,
                ]
            )
        )
    return html.Section(
        [
            html.H2(_("No figure matches all of this")),
            html.P(
                _("Nothing here carries these words or values.")
                if words_stand_nowhere
                else _("The report gives no such figure: what it does not print is not here, and is not zero.")
            ),
            html.Ul(items) if items else None,
            html.P(html.A(_("Start over"), href=view.href("explorer"))),
        ],
        role="status",
    )
