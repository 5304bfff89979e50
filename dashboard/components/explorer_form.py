"""The explorer's form: plain fields sent with GET, so it works without scripts and the address holds the state."""

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Choice, Field, aria
from dashboard.data.facets import Selected
from dashboard.data.filters import ASKED, FACETS
from dashboard.text.format import format_number
from dashboard.view.view import View
from pipelines.schema.columns import C, T

# Those before the period, and those after it.
_FIRST: Final = ("topic", "form")
_MORE: Final = ("ref_area", "sex", "age", "origin", "kind", "source")
# What an address may hold, in the order in which it is told.
_GIVEN: Final = (*FACETS, *ASKED, C.TIME_PERIOD, "start", "end", "q")


def facet_label(view: View, facet: str) -> str:
    """Name a filter, a field of the period, or the period itself."""
    return view.t.gettext(f"filter.{facet}")


def value_name(view: View, facet: str, value: str) -> str:
    """Return a filter's value in words."""
    each = {**FACETS, **ASKED}[facet]
    if each.presence:
        return view.t.gettext(f"filter.{facet}.{value}")
    if each.codelist:
        return view.code_name(each.codelist, value)
    if each.table == T.SOURCES:
        return view.said(view.snapshot.row(T.SOURCES, value), "short") or value
    return view.name_of(each.table, value)


def _order(view: View, facet: str, value: str) -> tuple[Any, str]:
    each, snapshot = FACETS[facet], view.snapshot
    row = snapshot.code(each.codelist, value) if each.codelist else snapshot.row(each.table, value)
    return ((row or {}).get(C.SORT_ORDER, 0), value_name(view, facet, value))


def _choice(view: View, facet: str, selected: Selected) -> Component:
    chosen = view.params[facet]
    counts = {**({chosen: 0} if chosen else {}), **selected.counts[facet]}
    values = sorted(counts, key=lambda value: _order(view, facet, value))
    options = [
        ("", view.t.gettext("site.all")),
        *((value, f"{value_name(view, facet, value)} ({format_number(counts[value], view.lang)})") for value in values),
    ]
    stem = f"filter-{facet}"
    return html.Div(
        [
            html.Label(facet_label(view, facet), htmlFor=stem),
            Choice(name=facet, id=stem, options=options, chosen=chosen),
        ],
        className="field",
    )


def _text(view: View, name: str, hint: str, **more: Any) -> Component:
    stem = f"filter-{name}"
    return html.Div(
        [
            html.Label(facet_label(view, name), htmlFor=stem),
            Field(name=name, id=stem, defaultValue=view.params[name] or None, placeholder=hint, maxLength=200, **more),
        ],
        className="field",
    )


def facet_form(view: View, selected: Selected) -> Component:
    """Return the form with every filter; each choice says how many figures it would show.

    On phones the filters are folded, and those in use are told by `given_filters`; wider screens show them in rows.
    """
    _ = view.t.gettext
    used = any(view.params[name] for name in _GIVEN)
    kept = [
        Field(type="hidden", name=name, defaultValue=view.params[name])
        for name in ("indicator", *ASKED, C.TIME_PERIOD)
        if view.params[name]
    ]
    return html.Form(
        [
            html.Div(
                [
                    _text(view, "q", _("explorer-form.words-number"), type="search", autoComplete="off"),
                    html.Button(_("site.show"), type="submit", className="button primary"),
                    html.A(_("site.start-over"), href=view.href("explorer")) if used else None,
                ],
                className="search-row",
            ),
            html.Details(
                [
                    html.Summary(_("explorer-form.filters")),
                    html.Div(
                        [
                            *[_choice(view, facet, selected) for facet in _FIRST],
                            html.Div(
                                [
                                    _text(view, "start", "2002", inputMode="numeric"),
                                    _text(view, "end", "2009", inputMode="numeric"),
                                ],
                                className="two-fields",
                            ),
                            *[_choice(view, facet, selected) for facet in _MORE],
                            html.Button(_("explorer-form.apply"), type="submit", className="button"),
                        ],
                        className="filter-row",
                    ),
                ],
                className="filters",
            ),
            *kept,
        ],
        method="get",
        action=view.path,
        role="search",
        **aria(label=_("site.figures")),
    )


def given_filters(view: View) -> Component | None:
    """Return the filters in use, each with a link that leaves it out."""
    _ = view.t.gettext
    items = []
    for name in _GIVEN:
        value = view.params[name]
        if value:
            words = value_name(view, name, value) if name in FACETS or name in ASKED else value
            label = _("explorer-form.filter-and-value", filter=facet_label(view, name), value=words)
            items.append(
                html.Li(
                    html.A(
                        [label, html.Span(" ×", **aria(hidden="true"))],
                        href=view.here(**{name: "", "page": "1"}),
                        className="chip",
                        **aria(label=_("explorer-form.without", filter=label)),
                    )
                )
            )
    return html.Ul(items, className="inline-list", **aria(label=_("explorer-form.filters-use"))) if items else None
