"""Numbers that stand in the source and are no figures here, with the reason: nothing is passed over in silence."""

from collections import Counter
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.table import Column, data_table
from dashboard.text.format import format_number, format_pages
from dashboard.view.view import View
from pipelines.schema.columns import C, T

# What the source says of one child or one trial is not repeated, not even as characters.
_NOT_REPEATED: Final = "individual_case"


def _by_reason(view: View) -> Component:
    _ = view.t.gettext
    counted = Counter(row[C.REASON] for row in view.snapshot.rows(T.LEFT_OUT))
    columns = [
        Column(_("site.reason"), lambda pair: view.code_name("CL_LEFT_OUT", pair[0])),
        Column(_("left-out.numbers"), lambda pair: format_number(pair[1], view.lang), numeric=True),
    ]
    return data_table(_("left-out.numbers-left-out"), columns, counted.most_common(), name="left-out-reasons")


def _each(view: View) -> Component:
    _ = view.t.gettext
    languages = {row[C.SOURCE_ID]: row[C.LANGUAGE] for row in view.snapshot.rows(T.SOURCES)}
    columns = [
        Column(_("site.page"), lambda row: format_pages([row[C.PAGE]], view.lang)),
        Column(
            _("site.as-printed"),
            lambda row: (
                _("left-out.not-repeated")
                if row[C.REASON] == _NOT_REPEATED
                else html.Q(row[C.AS_PRINTED], lang=languages.get(row[C.SOURCE_ID]))
            ),
        ),
        Column(_("site.reason"), lambda row: view.code_name("CL_LEFT_OUT", row[C.REASON])),
    ]
    return data_table(_("left-out.number-left-out"), columns, view.snapshot.rows(T.LEFT_OUT), name="left-out-each")


def left_out(view: View) -> list[Component]:
    """Return numbers by reason, then each on its page; a sentence where the list is empty."""
    _ = view.t.gettext
    rows = view.snapshot.rows(T.LEFT_OUT)
    if not rows:
        return [html.P(_("left-out.no-number-listed"))]
    summary = view.t.ngettext("left-out.numbers-page-page", len(rows))
    return [_by_reason(view), html.Details([html.Summary(summary), _each(view)])]
