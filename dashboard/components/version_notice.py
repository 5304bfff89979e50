"""A link made for an earlier version: which is shown instead, and what of this view's figures changed since."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.changes_since import asked_version, difference_data, judged_since, said_change
from dashboard.data.observations import before_and_after, corrected
from dashboard.view.corrections_feed import correction_place, release_anchor
from dashboard.view.view import View
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import version_order


def _shown(view: View, name: str) -> set[str] | None:
    """Return the ids of the figures that a page shows; None for a page of no one figure or indicator: all."""
    if name == "figure":
        return {view.key}
    if name == "indicator":
        return {row[C.OBS_ID] for row in view.snapshot.observations_of(view.key)}
    return None


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
    shown = _shown(view, name)
    return later if shown is None else [row for row in later if row[C.OBS_ID] in shown]


def _judged(view: View, name: str) -> list[Component | None]:
    """Say which of our judgements of figures on this page changed, or that it cannot be said here; and what says it."""
    _ = view.t.gettext
    old = asked_version(view)
    if old is None:
        return [html.P(_("version-notice.not-kept", asked=view.asked_version))]
    data = html.A(_("version-notice.all-as-data"), href=difference_data(old.version, view))
    found = judged_since(view, old, _shown(view, name))
    if found is None:
        return [html.P([_("version-notice.too-many"), " ", data])]
    items = [
        html.Li([html.A(obs_id, href=f"{view.href('figure', obs_id)}#changes"), " ", *said_change(view, each)])
        for obs_id, changes in found.items()
        for each in changes
    ]
    told = view.t.ngettext("version-notice.figures-page-reclassified", len(found))
    return [
        html.P(told if found else _("version-notice.no-figure-reclassified")),
        html.Ul(items) if items else None,
        html.P([_("version-notice.words-too"), " ", data]),
    ]


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
            *_judged(view, name),
        ],
        className="notice",
        role="status",
    )
