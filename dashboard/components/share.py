"""The row beside a chart by which readers pass it on: link, image, data, frame for another site, citation."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.spec import ChartSpec
from dashboard.components.elements import aria, data
from dashboard.components.frame import frame_code
from dashboard.view import address
from dashboard.view.view import View

# Where the code of the frame and the citation stand on an indicator's page.
EMBED, CITATION = "embed-code", "citation"


def share_row(
    view: View, spec: ChartSpec, params: Mapping[str, str] | None = None, *, table: str = "", files: str = ""
) -> Component:
    """Return the ways to pass a chart on: links, and after them what scripts copy.

    Args:
        view: the view.
        spec: the chart.
        params: the reader's choices, as in the image's address.
        table: the table that it draws, and that this page is about, where it is no indicator's chart.
        files: address of the figures drawn, where the page is about them and holds the frame's code and a citation.
    """
    _ = view.t.gettext
    chosen = dict(params or {})
    if table:
        page, rows = f"{view.here()}#{spec.chart_id}", address.table_data(table, "csv")
    elif files:
        page, rows = view.here(), files
    else:
        page = view.href("indicator", spec.chart_id, **chosen)
        rows = address.indicator_data(spec.chart_id, "csv", {"lang": view.lang})
    copied = {"copied": _("take-away.copied")}
    png = address.chart_file(view.lang, spec.chart_id, chosen, "png")
    items = [_item(_("take-away.image-png"), png), _item(_("share.data"), rows)]
    if table:
        code = frame_code(view, spec, chosen)
        items.append(
            _item(_("share.embed"), address.embed(view.lang, spec.chart_id), **data(copy="", text=code, **copied))
        )
    else:
        # On the indicator's own page nothing is fetched anew.
        here = "" if page.partition("?")[0] == view.path else page
        items += [_item(_("share.embed"), f"{here}#{EMBED}"), _item(_("share.cite"), f"{here}#{CITATION}")]
    # Last, so that no gap stands before the others where no script runs.
    items += [
        _item(_("share.copy-link"), page, "needs-js", **data(copy="", text=view.absolute(page), **copied)),
        _item(_("share.copy-image"), png, "needs-js", **data(picture="", **copied)),
    ]
    return html.Ul(items, className="share inline-list", **aria(label=_("share.pass-on", title=spec.title)))


def _item(words: str, href: str, name: str | None = None, **more: Any) -> Component:
    live = aria(live="polite") if "data-copied" in more else {}
    return html.Li(html.A(words, href=href, **more, **live), className=name)
