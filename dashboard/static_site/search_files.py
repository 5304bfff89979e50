"""What scripts search in a site without a server: words of indicators, other names for them, and every figure."""

from collections.abc import Iterator
from typing import Any, Final

from dashboard.components.explorer_form import facet_label
from dashboard.components.found import redirect_text
from dashboard.components.indicators_found import in_order
from dashboard.components.observation_text import (
    area_text,
    group_text,
    is_own,
    period_text,
    source_text,
    value_text,
    way_text,
)
from dashboard.data.facets import facets_of
from dashboard.data.filters import ASKED, FACETS
from dashboard.data.search import index_of
from dashboard.data.things import Thing
from dashboard.data.words import SILENT, numbers_of
from dashboard.static_site.places import lead, place_of
from dashboard.view.view import View
from dashboard.web.suggestions import describe_thing
from pipelines.schema.columns import C, Row, T
from pipelines.schema.periods import parse_period

Json = dict[str, Any]

# Of the values of a figure, those that a search for a number reads.
_VALUES: Final = (C.OBS_VALUE, C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH)
_ROOT: Final = "index.html"


def _forms(view: View, text_id: str, **places: str) -> Json:
    """Give the forms of a counted text by the names that browsers have for them."""
    one, other = (view.t.ngettext(text_id, number, n="{n}", **places) for number in (1, 2))
    return {"one": one, "other": other}


class SearchFiles:
    """Makes the files of one language.

    Args:
        view: the explorer's view without choices.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._index = index_of(view.snapshot)
        self._selected = facets_of(view.snapshot).select(view.params)
        self.ids = in_order(view, self._selected)
        self._places = {indicator_id: place for place, indicator_id in enumerate(self.ids)}

    def _known(self, indicator_ids: tuple[str, ...] | None) -> list[int]:
        return [self._places[key] for key in indicator_ids or () if key in self._places]

    def _thing(self, thing: Thing) -> Json:
        """Describe a thing, with its place from the folder of the site."""
        told = describe_thing(self._view, thing)
        fragment = told["href"].partition("#")[2]
        return {"text": told["text"], "kind": told["kind"], "href": lead(_ROOT, place_of(told["href"]), fragment)}

    def _redirects(self) -> Iterator[Json]:
        """Give each other name with what the search of the server finds by it."""
        for phrase, redirect in self._index.typed.phrases.items():
            found = self._index.find(redirect.typed)
            yield {
                "words": list(phrase),
                "typed": redirect.typed,
                "text": redirect_text(self._view, redirect),
                "found": self._known(found.indicators),
            }

    def _things(self) -> Iterator[Json]:
        for first, every, thing in self._index.things.named:
            yield {**self._thing(thing), "called": sorted(first), "words": sorted(every - first)}

    def words(self) -> Json:
        """Give what suggestions need: names, words and their weights, other names, things, texts."""
        view, _ = self._view, self._view.t.gettext
        return {
            "silent": sorted(SILENT),
            "indicators": [[key, view.name_of(T.INDICATORS, key)] for key in self.ids],
            "words": {
                word: {str(self._places[key]): weight for key, weight in weights.items() if key in self._places}
                for word, weights in self._index.places.items()
            },
            "numbers": {digits: self._known(ids) for digits, ids in self._index.numbered.items()},
            "redirects": list(self._redirects()),
            "kept": [" ".join(phrase) for phrase in self._index.typed.kept()],
            "codes": {code: [self._thing(each) for each in things] for code, things in self._index.things.laws.items()},
            "things": list(self._things()),
            "figures": [row[C.OBS_ID] for row in self._selected.rows(0, self._selected.total)],
            "texts": {
                "indicator": _("site.indicator"),
                "figure": _("search.a-figure"),
                "none": _("search.none"),
                "suggestions": _forms(view, "search.n-suggestions"),
            },
        }

    def _numbers(self, row: Row) -> str:
        """List the digits that a search for a number finds the figure by."""
        written = [f"{row[name]:.10g}" for name in _VALUES if row[name] is not None]
        periods = str(row[C.TIME_PERIOD]).split("/")
        found = numbers_of(" ; ".join([*written, *periods, row[C.AS_PRINTED] or ""]))
        return " ".join(dict.fromkeys([*found, *(part[:4] for part in periods)]))

    def _row(self, row: Row) -> list[Any]:
        view = self._view
        period = parse_period(row[C.TIME_PERIOD])
        which = ", ".join(dict.fromkeys(filter(None, (group_text(view, row), way_text(view, row)))))
        value = value_text(view, row) + (f" ({view.t.gettext('observation-text.calculation')})" * is_own(view, row))
        shown = [period_text(view, row), which, area_text(view, row), value, source_text(view, row)]
        dates = [period.start.isoformat(), period.end.isoformat()]
        return [row[C.OBS_ID], self._places[row[C.INDICATOR_ID]], *shown, *dates, self._numbers(row)]

    def rows(self) -> Json:
        """Give every figure as a row of words, with the codes that filters ask for."""
        view, _ = self._view, self._view.t.gettext
        indicators = {key: view.snapshot.row(T.INDICATORS, key) or {} for key in self.ids}
        filters = {name: each for name, each in {**FACETS, **ASKED}.items() if not each.presence}
        of_rows = [name for name, each in filters.items() if not each.of_indicators]
        rows = self._selected.rows(0, self._selected.total)
        return {
            "filters": of_rows,
            "of_indicators": {
                name: [str(indicators[key].get(each.column)) for key in self.ids]
                for name, each in filters.items()
                if each.of_indicators
            },
            "rows": [self._row(row) for row in rows],
            "codes": [[row[filters[name].column] for name in of_rows] for row in rows],
            "labels": {name: facet_label(view, name) for name in (*filters, "q", "start", "end")},
            "texts": {
                "columns": [
                    _("site.indicator"),
                    _("site.period"),
                    _("site.group-answer"),
                    _("site.territory"),
                    _("site.value"),
                    _("site.source-page"),
                ],
                "indicators": _forms(view, "site.indicators"),
                "figures": _forms(view, "site.n-figures"),
                "csv": _("static-site.csv"),
                "more": _("static-site.more"),
                "nothing": _("explorer.no-figure-matches"),
                "over": _("site.start-over"),
                "shown": _("static-site.shown", shown="{shown}", total="{total}"),
            },
        }
