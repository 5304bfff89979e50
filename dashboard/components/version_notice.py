"""A link made for an earlier version: which version is shown instead, and which figures of this view changed since."""

from dash import html
from dash.development.base_component import Component

from dashboard.data.observations import before_and_after, corrected
from dashboard.view.corrections_feed import correction_place, release_anchor
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import version_order


def corrected_since(view: View, name: str) -> list[Row]:
    """Return corrections made after the version that the link names, of the figures that this page shows.

    Args:
        view: the view, with the version asked for.
        name: the page's name; a page of no one indicator or figure shows all figures. Corrections of other facts
            (a penalty, a date) are told on the page of corrections, which the notice leads to.
    """
    asked = version_order(view.asked_version)
    later: list[Row] = [
        row for row in view.snapshot.rows(T.CORRECTIONS) if row[C.OBS_ID] and version_order(row[C.VERSION]) > asked
    ]
    if name == "figure":
        return [row for row in later if row[C.OBS_ID] == view.key]
    if name == "indicator":
        shown = {row[C.OBS_ID] for row in view.snapshot.observations_of(view.key)}
        return [row for row in later if row[C.OBS_ID] in shown]
    return later


def _changed(view: View, row: Row) -> str:
    """Say what became what, with the column where it is not the figure's number."""
    before, after = before_and_after(view.snapshot, row, view.lang)
    _what, column = corrected(row, view.lang)
    if column:
        return view.t.gettext("site.what-became", what=column, before=before, after=after) + "."
    return view.t.gettext("version-notice.before-became-after", before=before, after=after)


def version_notice(view: View, name: str) -> Component | None:
    """Return the word on a link of an earlier version; None where the link names none, or the current one."""
    if not view.asked_version:
        return None
    _ = view.t.gettext
    found = corrected_since(view, name)
    changed = view.t.ngettext("version-notice.figures-page-corrected", len({row[C.OBS_ID] for row in found}))
    items = [
        html.Li(
            [
                html.A(row[C.OBS_ID], href=correction_place(row, view.href("corrections"))),
                " ",
                _changed(view, row),
                " ",
                view.said(row, "reason"),
            ]
        )
        for row in found
    ]
    return html.Section(
        [
            html.P(
                [
                    _("version-notice.link-made-version", asked=view.asked_version, current=view.snapshot.version),
                    " ",
                    html.A(
                        _("version-notice.changed-between"),
                        href=f"{view.href('corrections')}#{release_anchor(view.snapshot.version)}",
                    ),
                ]
            ),
            html.P(changed if found else _("version-notice.no-figure-page")),
            html.Ul(items) if items else None,
        ],
        className="notice",
        role="status",
    )
