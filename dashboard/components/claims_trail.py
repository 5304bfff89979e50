"""Where each rival claim comes from, and which of them share an ancestor: repetition is not corroboration.

Made from the rows alone: publication, body named, numbers. That two claims have one origin is said only where the rows
show it; that they may have one, where the same numbers stand in both.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.observation_text import observation_link, source_short, source_text
from dashboard.text.format import format_number, join_words
from dashboard.view.view import View
from pipelines.schema.codes import UNNAMED_ORIGIN
from pipelines.schema.columns import C, T

Row = Mapping[str, Any]


def _step(view: View, row: Row) -> Component:
    _ = view.t.gettext
    steps: list[Any] = [observation_link(view, row, with_unit=True), " ← ", source_text(view, row), " ← "]
    if row[C.ORIGIN_ID] == UNNAMED_ORIGIN:
        return html.Li([*steps, html.I(_("claims-trail.origin-not-found"))])
    origin = view.name_of(T.ORIGINS, row[C.ORIGIN_ID])
    return html.Li([*steps, origin, " ← ", html.I(_("claims-trail.document-not-seen"))])


def _numbers(row: Row) -> frozenset[float]:
    cells = (row[C.OBS_VALUE], row[C.OBS_VALUE_LOW], row[C.OBS_VALUE_HIGH])
    return frozenset(float(cell) for cell in cells if cell is not None and cell == cell)


def _claimants(view: View, rows: Sequence[Row]) -> str:
    return join_words(dict.fromkeys(view.name_of(T.ORIGINS, row[C.ORIGIN_ID]) for row in rows), view.lang)


def _together(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [members for members in groups.values() if len(members) > 1]


def shared_ancestors(view: View, rows: Sequence[Row]) -> list[str]:
    """Sentences on what claims have in common: a publication, a body, numbers; or that they share none of it.

    Args:
        view: the view.
        rows: the claims of one disputed quantity.
    """
    _ = view.t.gettext
    if len(rows) < 2:
        return []
    said = [
        _(
            "claims-trail.publication-reports-claims",
            source=source_short(view, members[0]),
            who=_claimants(view, members),
        )
        for members in _together(rows, lambda row: row[C.SOURCE_ID])
    ]
    named = [row for row in rows if row[C.ORIGIN_ID] != UNNAMED_ORIGIN]
    said += [
        _("claims-trail.several-claims-go", who=_claimants(view, members))
        for members in _together(named, lambda row: row[C.ORIGIN_ID])
    ]
    repeated = _repeated_numbers(rows)
    if repeated:
        numbers = join_words([format_number(number, view.lang) for number in repeated], view.lang)
        said.append(view.t.ngettext("claims-trail.publication-claims-may", len(repeated), numbers=numbers))
    return said or [_("claims-trail.no-two-claims")]


def _repeated_numbers(rows: Sequence[Row]) -> list[float]:
    sources: dict[float, set[str]] = {}
    for row in rows:
        for number in _numbers(row):
            sources.setdefault(number, set()).add(row[C.SOURCE_ID])
    return sorted(number for number, found in sources.items() if len(found) > 1)


def claims_trail(view: View, rows: Sequence[Row], *, heading: Callable[..., Component] = html.H3) -> Component | None:
    """The way back from each claim to the earliest document seen, and what claims share; None for fewer than two."""
    shared = shared_ancestors(view, rows)
    if not shared:
        return None
    return html.Section(
        [
            heading(view.t.gettext("claims-trail.claim-comes")),
            html.Ul([_step(view, row) for row in rows], className="trail"),
            *[html.P(words) for words in shared],
        ]
    )
