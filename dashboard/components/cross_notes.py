"""Where another publication prints another value: said on each page that shows the figure."""

import re
from collections.abc import Callable
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.data.observations import crosschecks_of
from dashboard.text.format import format_number, format_period
from dashboard.text.typography import set_text
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import Language

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONG: Final = re.compile(r"\d{4,}")


def value_in_words(text: str, lang: Language) -> str:
    """Give a printed value the separators of the language: "987 / 6727" becomes "987 / 6,727", "3 ; 2" "3; 2"."""
    if _DATE.fullmatch(text):
        return format_period(text, lang)
    words = _LONG.sub(lambda found: format_number(int(found[0]), lang), text).replace("-", "–")
    return set_text(words, lang) if lang == "fr" else words.replace(" ;", ";")


def who_prints_first(view: View, row: Row) -> str:
    """Say who prints the first value: the report, or the publication whose figure is checked."""
    _ = view.t.gettext
    figure = view.snapshot.observation(row[C.OBS_ID]) if row[C.OBS_ID] else None
    if figure is None or figure[C.SOURCE_ID] == REPORT_SOURCE:
        return _("site.report-prints")
    return _("cross-notes.who-prints", who=view.said(view.snapshot.row(T.SOURCES, figure[C.SOURCE_ID]), "short"))


def cross_note(view: View, row: Row, *, heading: Callable[..., Component] = html.H3, anchor: bool = False) -> Component:
    """Return one cross-check: both values, who prints the other, and how to read them together."""
    _ = view.t.gettext
    source = view.said(view.snapshot.row(T.SOURCES, row[C.SOURCE_ID]), "short") or row[C.PUBLISHER]
    link = html.A(_("cross-notes.figures-card"), href=view.href("figure", row[C.OBS_ID])) if row[C.OBS_ID] else None
    below: list[Any] = [_("cross-notes.source", source=source), *([" · ", link] if link else [])]
    more: dict[str, Any] = {"id": row[C.OBS_ID] or row[C.CROSSCHECK_ID]} if anchor else {}
    return html.Article(
        [
            heading(view.said(row, "label")),
            html.Dl(
                [
                    html.Div(
                        [html.Dt(who_prints_first(view, row)), html.Dd(value_in_words(row[C.VALUE_REPORT], view.lang))]
                    ),
                    html.Div(
                        [
                            html.Dt(_("cross-notes.who-prints", who=set_text(row[C.PUBLISHER], view.lang))),
                            html.Dd(value_in_words(row[C.VALUE_OTHER], view.lang)),
                        ]
                    ),
                ],
                className="two-values",
            ),
            html.P(view.said(row, "reading")),
            html.P(below, className="faint"),
        ],
        className="cross-note",
        **more,
    )


def cross_notes(view: View, obs_ids: set[str], *, heading: Callable[..., Component] = html.H2) -> Component | None:
    """Return cross-checks about these figures, or None."""
    found = crosschecks_of(view.snapshot, obs_ids)
    if not found:
        return None
    below = html.H4 if heading is html.H3 else html.H3
    return html.Section(
        [
            heading(view.t.gettext("cross-notes.another-publication-prints")),
            *[cross_note(view, row, heading=below) for row in found],
        ],
        className="cross-notes",
    )
