"""Downloads: every file with its size, the parameters, code to copy, the whole package, and how to cite it."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.citing import citation_fields, dataset_of
from dashboard.components.json_ld import catalogue_object
from dashboard.components.take_away import file_links
from dashboard.downloads.citations import cite_dataset
from dashboard.downloads.listing import FileLine, TableLine, list_documents, list_downloads
from dashboard.downloads.snippets import SNIPPETS
from dashboard.text.format import format_number
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import REPORT_SOURCE
from pipelines.schema.columns import T
from pipelines.schema.declared import LANGUAGES


def _size(view: View, size: int | None) -> str:
    if size is None:
        return ""
    _ = view.t.gettext
    if size < 1_000_000:
        return _(
            "downloads.kilobytes",
            n=format_number(max(size / 1000, 0.1), view.lang, decimals=0 if size >= 10_000 else 1),
        )
    return _("downloads.megabytes", n=format_number(size / 1_000_000, view.lang, decimals=1))


def _file_links(view: View, files: Sequence[FileLine]) -> Component:
    items = []
    for file in files:
        size = _size(view, file.size)
        items.append(
            html.Li(
                [html.A(file.title, href=file.address), *([html.Span(f" ({size})", className="faint")] if size else [])]
            )
        )
    return html.Ul(items, className="inline-list")


def _table(view: View, line: TableLine) -> Component:
    _ = view.t.gettext
    rows = view.t.ngettext("downloads.rows", line.rows, n=format_number(line.rows, view.lang))
    return html.Article(
        [
            html.H3([line.title, html.Span(f" · {rows}", className="faint")]),
            html.P(line.text),
            _file_links(view, line.files),
            html.P([_("downloads.filters-choices"), " ", html.Code(", ".join(line.parameters))], className="faint")
            if line.parameters
            else None,
        ],
        className="source",
    )


def _documents(view: View, files: Sequence[FileLine]) -> Component:
    items = []
    for file in files:
        size = _size(view, file.size)
        items.append(
            html.Li(
                [
                    html.A(file.address.rpartition("/")[2], href=file.address),
                    f" – {file.title}",
                    *([html.Span(f" ({size})", className="faint")] if size else []),
                ]
            )
        )
    return html.Ul(items)


def _snippets(view: View) -> list[Component]:
    return [
        html.Details(
            [
                html.Summary(snippet.title[view.lang]),
                html.P(snippet.text[view.lang]),
                html.Div(
                    html.Pre(html.Code(snippet.filled(view.base_url))),
                    className="scroll code",
                    tabIndex=0,
                    role="region",
                    **aria(label=snippet.title[view.lang]),
                ),
            ]
        )
        for snippet in SNIPPETS
    ]


def layout(view: View) -> Component:
    """The page."""
    _ = view.t.gettext
    # The sizes are those of files with the set public address, so that they are worked out once for each version.
    base = view.settings.public_url
    tables = list_downloads(view.snapshot.files, view.lang, base=base)
    documents = list_documents(view.snapshot.files, view.lang, base=base)
    first = [line for line in tables if line.table == T.OBSERVATIONS]
    others = [line for line in tables if line.table != T.OBSERVATIONS]
    report, dataset = view.snapshot.row(T.SOURCES, REPORT_SOURCE), dataset_of(view)
    cited = {lang: cite_dataset(dataset, report, style=lang) for lang in LANGUAGES}
    return html.Div(
        [
            html.H1(view.t.gettext("downloads.title")),
            html.P(view.t.gettext("downloads.description"), className="lead"),
            html.P(
                [
                    html.A(
                        _("downloads.everything-package-zip"),
                        href="/data/esec-datapackage.zip",
                        className="button primary",
                    ),
                    " ",
                    html.A(_("downloads.addresses-parameters-versions"), href="/data/"),
                    " · ",
                    html.A(_("downloads.description-programs-openapi"), href="/openapi.json"),
                ],
                className="actions",
            ),
            html.Section(
                [
                    html.H2(_("site.figures")),
                    *[_table(view, line) for line in first],
                    html.P(html.A(_("downloads.choose-figures-explorer"), href=view.href("explorer"))),
                ]
            ),
            html.Section(
                [
                    html.H2(_("downloads.cite-data-set")),
                    *citation_fields(view, cited),
                    file_links([("BibTeX", "/data/dataset.bib"), ("RIS", "/data/dataset.ris")]),
                    html.P(_("downloads.cite-publication-figure")),
                ]
            ),
            html.Section([html.H2(_("downloads.fetch-program")), *_snippets(view)]),
            html.Section([html.H2(_("downloads.tables")), *[_table(view, line) for line in others]]),
            html.Section([html.H2(_("downloads.about-data-set")), _documents(view, documents)]),
            html.P(_("site.code-mit-licence")),
        ]
    )


PAGE = Page(
    name="downloads",
    pattern="downloads",
    order=130,
    entry=MenuEntry("main"),
    layout=layout,
    json_ld=lambda view: [catalogue_object(view)],
)
