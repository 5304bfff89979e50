"""Says that a page shows only some of the figures, which, and where the others are."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.data.excerpt import PART_CODES, Excerpt
from dashboard.text.format import format_number, format_period, join_words
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.columns import T


def which_text(view: View, part: Excerpt) -> str:
    """What the figures of a part have in common; empty where nothing can be said."""
    names = [
        view.code_name(PART_CODES[column], value) if column in PART_CODES else view.name_of(T.AREAS, value)
        for column, value in part.narrowed
    ]
    if part.since:
        names.append(view.t.gettext("part-note.from-on", period=format_period(part.since, view.lang)))
    return join_words(names, view.lang)


def part_note(view: View, indicator_id: str, part: Excerpt) -> Component | None:
    """The note with its links; None where all figures are shown."""
    if part.whole:
        return None
    _ = view.t.gettext
    shown, total = (format_number(number, view.lang) for number in (len(part.rows), part.total))
    which = which_text(view, part)
    words = (
        _("part-note.figures-shown", shown=shown, total=total, which=which)
        if which
        else _("part-note.only-shown-of-total-figures-are-shown-here", shown=shown, total=total)
    )
    links: list[Any] = [
        html.A(_("part-note.explorer"), href=view.href("explorer", indicator=indicator_id)),
        " · ",
        html.A(_("site.download-csv"), href=address.indicator_data(indicator_id, "csv")),
    ]
    return html.P([words, " ", *links], className="notice")
