"""A chart on a page: its picture for each screen and theme, the way to the live one, the walk through its figures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.charts.images import size_of, small_size_of
from dashboard.charts.layout.sizes import NARROW, WIDE
from dashboard.charts.spec import ChartSpec, EventMark, Point
from dashboard.components.elements import Picture, aria, data
from dashboard.data.store import Snapshot
from dashboard.view import address
from dashboard.view.view import View

_NARROW_SCREEN: Final = "(max-width: 47.99em)"
DARK: Final = "(prefers-color-scheme: dark)"
LIVE_BOX: Final = "live-chart"


def _words(series: str, point: Point) -> list[str | Component]:
    return [html.Span(f"{series} · "), point.spoken] if series else [point.spoken]


def walked_chart(view: View, spec: ChartSpec, drawing: Component) -> Component:
    """Frame a chart with its figures in order, as one stop of the Tab key; a figure that has a card is a link to it.

    The browser's half is `assets/walk.js`, which also marks the figure on the image or on the live chart. Without it
    the list is hidden: the table holds the same.

    Args:
        view: the view.
        spec: description of the chart.
        drawing: its picture, or the box that holds picture or live chart.
    """
    return html.Div([drawing, _walk(view, spec)], className="chart-stage")


def _walk(view: View, spec: ChartSpec) -> Component:
    _ = view.t.gettext
    keys = f"chart-{spec.chart_id}-keys"
    told = [
        (series.label or panel.heading, point)
        for panel in spec.panels
        for series in panel.series
        for point in series.points
    ]
    items = []
    for place, (series, point) in enumerate(told):
        stop = {"tabIndex": -1 if place else 0, **data(point=point.obs_id)}
        words = _words(series, point)
        items.append(html.Li(html.A(words, href=point.address, **stop) if point.address else html.Span(words, **stop)))
    return html.Div(
        [
            html.Ol(items, **aria(label=_("chart-walk.figures-chart"), describedby=keys)),
            html.P(
                _("chart-walk.arrow-keys-next")
                if any(point.address for _series, point in told)
                else _("chart-walk.arrow-keys-next-previous"),
                id=keys,
                className="small",
            ),
        ],
        className="chart-walk needs-js",
    )


def picture_of(
    snapshot: Snapshot,
    spec: ChartSpec,
    params: Mapping[str, str] | None = None,
    *,
    eager: bool = True,
    only: int | None = None,
) -> Component:
    """Show the chart as an image: wide or narrow, light or dark, each with its size stated.

    Args:
        snapshot: the data version, which is part of the image's address.
        spec: description of the chart.
        params: the reader's choices, as in the image's address.
        eager: fetch at once; False where the chart stands far down a page.
        only: the drawing of this width, NARROW or WIDE, on every screen: for a chart beside text or on paper.
    """
    narrow = size_of(spec, width=NARROW)
    version = {"v": snapshot.version_hash}

    def file(**more: str) -> str:
        return address.chart_image(spec.lang, spec.chart_id, {**(params or {}), **version, **more})

    def source(media: str, box: tuple[int, int], **more: str) -> dict[str, Any]:
        return {"media": media, "srcSet": file(**more), "width": box[0], "height": box[1]}

    loading = None if eager else "lazy"
    wide = size_of(spec, width=WIDE)
    if only is not None:
        size = {"size": "narrow"} if only == NARROW else {}
        box = narrow if only == NARROW else wide
        return Picture(
            src=file(**size),
            alt=spec.alt,
            width=box[0],
            height=box[1],
            sources=[source(DARK, box, **size, theme="dark")],
            loading=loading,
            className="chart-picture",
        )
    return Picture(
        src=file(),
        alt=spec.alt,
        width=wide[0],
        height=wide[1],
        sources=[
            source(f"{_NARROW_SCREEN} and {DARK}", narrow, size="narrow", theme="dark"),
            source(_NARROW_SCREEN, narrow, size="narrow"),
            source(DARK, wide, theme="dark"),
        ],
        loading=loading,
        className="chart-picture",
    )


def chart_picture(
    view: View, spec: ChartSpec, params: Mapping[str, str] | None = None, *, eager: bool = True
) -> Component:
    """Draw `picture_of` the view's data version."""
    return picture_of(view.snapshot, spec, params, eager=eager)


def chart_figure(
    view: View,
    spec: ChartSpec,
    params: Mapping[str, str] | None = None,
    *,
    live: bool = True,
    cards: bool = True,
    doubt: bool = True,
    below: Component | None = None,
    walk: bool = True,
    eager: bool = True,
) -> Component:
    """Show the chart with message, measure, doubt, source and long description; with `live`, the live chart's place.

    Only one live chart stands on a page; with `cards`, a click on its points opens the figure's card. Without `doubt`,
    the page has said it already. `below` stands under its source. Without `walk` its figures are read in the table
    alone; without `eager` its image is fetched when a reader comes near.
    """
    _ = view.t.gettext
    stem = f"chart-{spec.chart_id}"
    picture = chart_picture(view, spec, params, eager=eager)
    box = (
        html.Div(
            # Dash draws over the image, which keeps its place.
            [picture, html.Div(id="react-entry-point")],
            id=LIVE_BOX,
            className="chart-box",
            **data(
                chart=spec.chart_id,
                search=urlencode(params or {}),
                cards=view.href("figure") if cards else "",
                picture=address.chart_file(view.lang, spec.chart_id, params or {}, "png"),
            ),
        )
        if live
        else picture
    )
    return html.Figure(
        [
            html.Figcaption(
                [
                    html.Span(spec.title, id=f"{stem}-title", className="chart-title"),
                    html.Span(spec.subtitle, className="chart-subtitle"),
                ]
            ),
            walked_chart(view, spec, box) if walk else box,
            html.P(spec.doubt, className="doubt") if doubt and spec.doubt else None,
            html.P(spec.source, className="chart-source"),
            below,
            _events_list(view, spec),
            html.Details(
                [html.Summary(_("site.chart-words")), html.Ul([html.Li(words) for words in spec.description])],
                className="in-words",
            ),
        ],
        className=f"chart chart-{spec.kind}",
        **aria(labelledby=f"{stem}-title"),
    )


def bases_list(spec: ChartSpec) -> Component | None:
    """List the shares of a chart, each with its base, where they have several; None where the subtitle says one."""
    items = [html.Li([html.B(point.told), f" {point.x_label}"]) for point in _with_bases(spec)]
    return html.Ul(items, className="bases small") if items else None


def words_of_bases(spec: ChartSpec) -> list[str]:
    """Return the words of `bases_list`."""
    return [f"{point.told} {point.x_label}" for point in _with_bases(spec)]


def _with_bases(spec: ChartSpec) -> list[Point]:
    told = [point for point in spec.points if not point.missing]
    return told if any(point.base for point in told) else []


def _event_items(events: Sequence[EventMark]) -> list[Component]:
    return [
        html.Li([html.B(event.date), " ", event.label, html.Span(f" ({event.source})", className="faint")])
        for event in events
    ]


def numbered_events(spec: ChartSpec) -> Component | None:
    """Say what the numbers drawn over a chart stand for, in their order; None where none is drawn."""
    return html.Div(html.Ol(_event_items(spec.events)), className="events") if spec.events else None


def words_of_events(spec: ChartSpec) -> list[str]:
    """Return the words of `numbered_events`."""
    return [f"{event.date} {event.label} ({event.source})" for event in spec.events]


def _events_list(view: View, spec: ChartSpec) -> Component | None:
    if not spec.events and not spec.events_outside:
        return None
    _ = view.t.gettext
    outside = _event_items(spec.events_outside)
    return html.Div(
        [
            html.P(_("chart.events-chart"), className="minor-heading") if spec.events else None,
            html.Ol(_event_items(spec.events)) if spec.events else None,
            html.P(_("chart.outside-years-shown"), className="small") if outside else None,
            html.Ul(outside) if outside else None,
        ],
        className="events",
    )


def chart_thumbnail(view: View, spec: ChartSpec, *, said: bool = False, eager: bool = True) -> Component:
    """Draw the chart small, for a card: decoration beside the words of the card, or with `said` in their place.

    It is fetched at once, or without `eager` when a reader comes near.
    """
    width, height = small_size_of(spec)
    version = {"v": view.snapshot.version_hash, "size": "small", "events": "0"}
    dark = address.chart_image(view.lang, spec.chart_id, {**version, "theme": "dark"})
    return Picture(
        src=address.chart_image(view.lang, spec.chart_id, version),
        alt=spec.alt if said else "",
        width=width,
        height=height,
        sources=[{"media": DARK, "srcSet": dark, "width": width, "height": height}],
        loading=None if eager else "lazy",
        className="thumbnail",
    )
