"""What a reader takes from a page: files, image, address, frame for another site, citation."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Field, aria, data
from dashboard.components.share import CITATION
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.downloads.published import Dataset
from dashboard.view import address
from dashboard.view.view import View


def copy_field(view: View, label: str, text: str, *, name: str) -> Component:
    """Return a text to copy: it can be selected by hand, and the button copies it where scripts run."""
    _ = view.t.gettext
    return html.Div(
        [
            html.Label(label, htmlFor=name, id=f"{name}-label"),
            html.Div(
                [
                    Field(id=name, defaultValue=text, readOnly=True, spellCheck="false", className="copy-text"),
                    html.Button(
                        _("take-away.copy"),
                        type="button",
                        className="button needs-js",
                        **data(copy=name, copied=_("take-away.copied")),
                        # Several stand on a page; and what the button then says is said aloud.
                        **aria(describedby=f"{name}-label", live="polite"),
                    ),
                ],
                className="copy-row",
            ),
        ],
        className="copy",
    )


def copy_passage(view: View, label: str, text: str, *, name: str) -> Component:
    """Return a text to read and to copy: whole on the page, with a button that copies it where scripts run."""
    _ = view.t.gettext
    return html.Div(
        [
            html.P(label, id=f"{name}-label", className="copy-label"),
            html.Div(
                [
                    html.P(text, id=name, className="copy-text"),
                    html.Button(
                        _("take-away.copy"),
                        type="button",
                        className="button needs-js",
                        **aria(describedby=f"{name}-label", live="polite"),
                        **data(copy=name, copied=_("take-away.copied")),
                    ),
                ],
                className="copy-row",
            ),
        ],
        className="copy copy-passage",
    )


def file_links(links: list[tuple[str, str]]) -> Component:
    """Links to files in one line."""
    return html.Ul([html.Li(html.A(words, href=href)) for words, href in links], className="inline-list")


def figure_files(view: View, file: Callable[[str, dict[str, str]], str], params: Mapping[str, str]) -> Component:
    """Offer figures in the formats that most readers take.

    Args:
        view: the view.
        file: gives the address for an extension and parameters.
        params: choose the figures.
    """
    links = []
    for form in filter(lambda form: form.listed, FORMATS.values()):
        given = {**params, **({"lang": view.lang} if form.for_people else {})}
        links.append((form.name, file(form.extension, given)))
    return file_links(links)


def indicator_files(view: View, indicator_id: str, drawn: Sequence[str] = ()) -> Component:
    """Offer formats of an indicator's figures, or of the drawn ones alone."""
    return figure_files(view, partial(address.indicator_data, indicator_id), {"figure": ",".join(drawn)})


def table_files(table: str) -> Component:
    """Offer a table in the formats that most readers take."""
    forms = [form for form in formats_of(table) if form.listed]
    return file_links([(form.name, address.table_data(table, form.extension)) for form in forms])


def image_files(view: View, chart_id: str, params: dict[str, str]) -> Component:
    """Offer the chart as files with title, unit, source, version and address inside."""
    _ = view.t.gettext
    return file_links(
        [
            (_("take-away.image-svg"), address.chart_file(view.lang, chart_id, params, "svg")),
            (_("take-away.image-png"), address.chart_file(view.lang, chart_id, params, "png")),
        ]
    )


def take_away(view: View, parts: list[tuple[str, Any]]) -> Component:
    """Return the section with its parts, each under its name."""
    return html.Section(
        [
            html.H2(view.t.gettext("take-away.take-away"), id="take-away"),
            html.Dl([html.Div([html.Dt(name), html.Dd(content)]) for name, content in parts], className="take-away"),
        ]
    )


_FILES: Final = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "csl.json"))


def dataset_of(view: View) -> Dataset:
    """Return the data set as citations name it."""
    return Dataset(view.snapshot.version, view.snapshot.released, view.base_url)


def citation_fields(view: View, brief: str, whole: str, why_whole: str) -> list[Any]:
    """Return a short citation, ready to copy, and the whole one folded."""
    _ = view.t.gettext
    return [
        copy_passage(view, _("citing.short"), brief, name=CITATION),
        html.Details(
            [html.Summary(why_whole), copy_passage(view, _("citing.whole"), whole, name=f"{CITATION}-whole")],
        ),
    ]


def citation_parts(view: View, brief: str, whole: str, why_whole: str, stem: str) -> list[tuple[str, Any]]:
    """Return lines and files of a citation, as parts of the section to take away.

    Args:
        view: the view.
        brief: the short citation.
        whole: the whole one.
        why_whole: what the whole one has besides.
        stem: address of the files, without their extension.
    """
    _ = view.t.gettext
    return [
        (_("citing.citation"), citation_fields(view, brief, whole, why_whole)),
        (_("citing.reference-managers"), file_links([(name, f"{stem}.{extension}") for name, extension in _FILES])),
    ]
