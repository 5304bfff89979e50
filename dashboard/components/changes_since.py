"""What changed of figures since earlier versions: facts, with the ledger's reason, and our judgements, told as such."""

from collections.abc import Iterable, Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.data.observations import before_and_after
from dashboard.downloads.differences import Change, Kind, cells_of_figures, figures_of, too_large
from dashboard.downloads.published import Published
from dashboard.downloads.versions import Library
from dashboard.text.format import join_words
from dashboard.view import address
from dashboard.view.corrections_feed import correction_place
from dashboard.view.view import View
from pipelines.schema.columns import JUDGED, C, Row, T
from pipelines.schema.declared import LANGUAGES, fields


def library_of(view: View) -> Library | None:
    """Return the versions beside the one that is shown; None where none can be kept."""
    return Library(lambda: view.snapshot.files, view.releases) if view.releases else None


def said_change(view: View, change: Change) -> list[Component | str]:
    """Say which column of a figure changed from what to what, and why; that it is our judgement where it is."""
    _ = view.t.gettext
    row: Row = {C.COLUMN_ID: change.column, C.BEFORE: change.before, C.AFTER: change.after}
    before, after = (cell or _("changes-since.empty") for cell in before_and_after(view.snapshot, row, view.lang))
    if change.column.endswith(f"_{view.lang}"):
        before, after = (_("changes-since.quoted", text=text) for text in (before, after))
    column = fields()[change.column].title[view.lang] if change.column in fields() else change.column
    # A quoted sentence has its own full stop.
    stop = "" if change.column.endswith(f"_{view.lang}") and str(change.after).endswith(".") else "."
    told: list[Component | str] = [_("site.what-became", what=column, before=before, after=after) + stop]
    if change.kind == Kind.RECLASSIFIED:
        told += [" ", _("changes-since.our-judgement")]
    if change.correction is not None:
        entry: Row = {C.CORRECTION_ID: change.correction.correction_id}
        link = html.A(change.correction.correction_id, href=correction_place(entry, view.href("corrections")))
        told += [" ", change.correction.reasons[view.lang], " ", link]
    return told


def _of_figure(view: View, old: Published, new: Published, obs_id: str) -> list[Change] | None:
    """Return what changed of a figure, less texts in another language; None where the older version lacks it."""
    if old.find(T.OBSERVATIONS, obs_id) is None:
        return None
    others = tuple(f"_{lang}" for lang in LANGUAGES if lang != view.lang)
    found = cells_of_figures(old, new, [obs_id]).get(obs_id, [])
    return [each for each in found if not each.column.endswith(others)]


def figure_changes(view: View, obs_id: str) -> Component | None:
    """Return what changed of a figure since each earlier version; versions of which the same is to be said together."""
    library = library_of(view)
    earlier = library.earlier() if library else []
    if library is None or not earlier:
        return None
    _ = view.t.gettext
    told: list[tuple[list[str], list[Change] | None]] = []
    for old in earlier:
        changes = _of_figure(view, old, library.current(), obs_id)
        if told and told[-1][1] == changes:
            told[-1][0].append(old.version)
        else:
            told.append(([old.version], changes))
    items = []
    for versions, found in told:
        places = {"versions": join_words(versions, view.lang)}
        if found is None:
            items.append(html.Li(view.t.ngettext("changes-since.not-there", len(versions), **places)))
        elif not found:
            items.append(html.Li(_("changes-since.nothing", **places)))
        else:
            lines = html.Ul([html.Li(said_change(view, each)) for each in found])
            items.append(html.Li([_("changes-since.since", **places), lines]))
    return html.Section(
        [
            html.H2(_("changes-since.title")),
            html.Ul(items),
            html.P(html.A(_("changes-since.as-data"), href=difference_data(earlier[-1].version, view))),
        ],
        id="changes",
    )


def difference_data(version: str, view: View) -> str:
    """Give the address of what changed of figures from an earlier version to the one shown, as CSV."""
    query = {"from": version, "to": view.snapshot.version, "table": T.OBSERVATIONS}
    return address.with_query("/data/diff.csv", query)


def asked_version(view: View) -> Published | None:
    """Return the earlier version that a link names; None where it is not kept."""
    library = library_of(view)
    return next((old for old in library.earlier() if old.version == view.asked_version), None) if library else None


def judged_since(view: View, old: Published, shown: Iterable[str] | None) -> Mapping[str, list[Change]] | None:
    """Return by figure which of our judgements changed since an earlier version.

    Args:
        view: the view.
        old: the earlier version.
        shown: ids of the figures that the page shows; None for all.

    Returns:
        None where all are meant, and they are too many to be compared.
    """
    library = library_of(view)
    if library is None or (shown is None and too_large(old, library.current(), T.OBSERVATIONS)):
        return None
    new = library.current()
    if shown is None:
        shown = [obs_id for obs_id, columns in figures_of(old, new).columns.items() if JUDGED & set(columns)]
    found = cells_of_figures(old, new, list(shown))
    judged = {obs_id: [each for each in found[obs_id] if each.kind == Kind.RECLASSIFIED] for obs_id in sorted(found)}
    return {obs_id: changes for obs_id, changes in judged.items() if changes}
