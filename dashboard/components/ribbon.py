"""What an indicator counts, said before its numbers: unit, kind, population, place, who counts; and its caveats."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.texts import capital, text
from dashboard.text.format import format_number, join_words
from dashboard.view.view import View, split_ids
from pipelines.schema.codes import OWN_SOURCE
from pipelines.schema.columns import C, Row, T
from pipelines.schema.formulas import parse_formula

KEY_CAVEATS = 3
_MOST_AREAS = 12
_MONTH = len("2009-12")


def _names(view: View, table: str, keys: Sequence[str]) -> str:
    names = [view.name_of(table, key) for key in dict.fromkeys(keys)]
    # Where a name holds a comma, commas do not tell names apart.
    if any("," in name for name in names):
        return text("between_sources", view.lang).join(names)
    return join_words(names, view.lang)


def _published(view: View, indicator: Row, column: str) -> list[Any]:
    """Say what the published figures of an indicator hold in a column, the first figure's first."""
    part = view.snapshot.excerpt_of(indicator[C.INDICATOR_ID])
    if not part.whole:
        return view.snapshot.values_of(indicator[C.INDICATOR_ID], column)
    rows = [row for row in part.rows if row[C.SOURCE_ID] != OWN_SOURCE] or part.rows
    return list(dict.fromkeys(row[column] for row in rows))


def _areas(view: View, keys: Sequence[str]) -> str:
    """Names of the territories, or how many there are."""
    if len(keys) <= _MOST_AREAS:
        return _names(view, T.AREAS, keys)
    return view.t.ngettext("ribbon.territories", len(keys), n=format_number(len(keys), view.lang))


def _is_own(view: View, indicator: Row) -> bool:
    """Tell whether nothing but our own arithmetic is there."""
    rows = view.snapshot.excerpt_of(indicator[C.INDICATOR_ID]).rows
    return bool(rows) and all(row[C.SOURCE_ID] == OWN_SOURCE for row in rows)


def _kind(view: View, indicator: Row) -> str:
    """Name how the figures come to be known; what that leaves out is said under the chart."""
    if _is_own(view, indicator):
        return capital(view.t.gettext("observation-text.calculation"))
    return capital(view.code_name("CL_MEASURE_KIND", indicator[C.MEASURE_KIND]))


def _who_counts(view: View, indicator: Row) -> str:
    """Name who counts; where nothing but our own arithmetic is there, whose figures it is made of."""
    if not _is_own(view, indicator):
        return _names(view, T.ORIGINS, _published(view, indicator, C.ORIGIN_ID))
    rows = view.snapshot.excerpt_of(indicator[C.INDICATOR_ID]).rows
    ids = dict.fromkeys(obs_id for row in rows for obs_id in parse_formula(row[C.DERIVATION]).ids)
    parts = view.snapshot.observations(ids).values()
    key = "ribbon.own-of-months" if all(len(part[C.TIME_PERIOD]) == _MONTH for part in parts) else "ribbon.own-of"
    return view.t.gettext(key, who=_names(view, T.ORIGINS, [part[C.ORIGIN_ID] for part in parts]))


def what_is_counted(view: View, indicator: Row) -> Component:
    """Return the ribbon over an indicator's chart, said of all its figures."""
    _ = view.t.gettext
    entries = [
        (_("ribbon.counted"), view.name_of(T.UNITS, indicator[C.UNIT_MEASURE])),
        (_("site.kind"), _kind(view, indicator)),
        (_("ribbon.population"), view.said(indicator, "population")),
        (_("site.territory"), _areas(view, _published(view, indicator, C.REF_AREA))),
        (_("ribbon.counts"), _who_counts(view, indicator)),
    ]
    return html.Dl([html.Div([html.Dt(name), html.Dd(words)]) for name, words in entries if words], className="ribbon")


def caveat_texts(view: View, indicator: Row) -> list[str]:
    """Return caveats of an indicator, the most important first."""
    rows = [view.snapshot.row(T.CAVEATS, key) for key in split_ids(indicator[C.CAVEAT_IDS])]
    return [view.said(row, "text") for row in rows if row is not None]


def key_caveats(view: View, indicator: Row, *, heading: Callable[..., Component] = html.H2) -> Component | None:
    """Return the first caveats, for beside the chart or, on a narrow screen, below it."""
    texts = caveat_texts(view, indicator)[:KEY_CAVEATS]
    if not texts:
        return None
    return html.Section(
        [
            heading(view.t.gettext("ribbon.read-first"), className="minor-heading"),
            html.Ul([html.Li(text) for text in texts]),
        ],
        className="caveats",
    )


def further_caveats(view: View, indicator: Row) -> Component | None:
    """Return the remaining caveats, for below."""
    texts = caveat_texts(view, indicator)[KEY_CAVEATS:]
    if not texts:
        return None
    return html.Section(
        [html.H2(view.t.gettext("ribbon.further-reservations")), html.Ul([html.Li(text) for text in texts])]
    )
