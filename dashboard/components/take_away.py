"""What a reader takes from a page: files, image, address, frame for another site, citation."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import Field, aria, data
from dashboard.downloads.formats import FORMATS, formats_of
from dashboard.downloads.published import Dataset
from dashboard.view import address
from dashboard.view.view import View
from pipelines.schema.declared import LANGUAGES, Language


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


def copy_passage(view: View, label: str, text: str, *, name: str, lang: str) -> Component:
    """Return a text to read and to copy: whole on the page, with a button that copies it where scripts run."""
    _ = view.t.gettext
    return html.Div(
        [
            html.P(label, id=f"{name}-label", className="copy-label"),
            html.Div(
                [
                    html.P(text, id=name, lang=lang, className="copy-text"),
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


def embed_code(view: View, indicator_id: str, title: str, height: int, params: dict[str, str]) -> str:
    """Return HTML of a frame that shows the chart alone, with its source and version inside."""
    src = view.absolute(address.embed(view.lang, indicator_id, params))
    return (
        f'<iframe src="{escape(src)}" title="{escape(title)}" lang="{view.lang}" width="100%" height="{height}" '
        'loading="lazy" style="border:0"></iframe>'
    )


def file_links(links: list[tuple[str, str]]) -> Component:
    """Links to files in one line."""
    return html.Ul([html.Li(html.A(words, href=href)) for words, href in links], className="inline-list")


def indicator_files(view: View, indicator_id: str, drawn: Sequence[str] = ()) -> Component:
    """Offer every format of an indicator's figures, or of the drawn ones alone."""
    links = []
    for form in FORMATS.values():
        params = {"figure": ",".join(drawn), **({"lang": view.lang} if form.for_people else {})}
        links.append((form.name, address.indicator_data(indicator_id, form.extension, params)))
    return file_links(links)


def table_files(table: str) -> Component:
    """Offer every format of a table."""
    return file_links([(form.name, address.table_data(table, form.extension)) for form in formats_of(table)])


def image_files(view: View, chart_id: str, params: dict[str, str]) -> Component:
    """Offer the chart as files with title, unit, source, version and address inside."""
    _ = view.t.gettext
    stamped = address.chart_image(view.lang, chart_id, {**params, "stamp": "1", "download": "1"})
    return html.Ul(
        [
            html.Li(html.A(_("take-away.image-svg"), href=stamped)),
            html.Li(html.A(_("take-away.image-png"), href=stamped, className="needs-js", **data(png=chart_id))),
        ],
        className="inline-list",
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


def citation_fields(view: View, cited: Mapping[Language, str]) -> list[Any]:
    """Return a citation in each language, the reader's first, ready to copy."""
    _ = view.t.gettext
    order = sorted(reversed(LANGUAGES), key=lambda lang: lang != view.lang)
    return [
        copy_passage(view, _(f"language.in-{lang}"), cited[lang], name=f"citation-{lang}", lang=lang) for lang in order
    ]


def citation_parts(view: View, cited: Mapping[Language, str], stem: str) -> list[tuple[str, Any]]:
    """Return lines and files of a citation, as parts of the section to take away.

    Args:
        view: the view.
        cited: the citation by language.
        stem: address of the files, without their extension.
    """
    _ = view.t.gettext
    return [
        (_("citing.citation"), citation_fields(view, cited)),
        (_("citing.reference-managers"), file_links([(name, f"{stem}.{extension}") for name, extension in _FILES])),
    ]
