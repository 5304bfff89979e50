"""Downloads: every file with its size, the parameters, code to copy, the whole package, and how to cite it."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.elements import aria
from dashboard.components.json_ld import catalogue_object
from dashboard.components.take_away import citation_fields, dataset_of, file_links
from dashboard.downloads.citations import cite_dataset
from dashboard.downloads.documents import DOCUMENTS, files_at, size_of
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import formats_of
from dashboard.downloads.selection import Layout, parameters_of
from dashboard.downloads.short_citations import brief_dataset
from dashboard.downloads.snippets import CLIENTS, SNIPPETS
from dashboard.downloads.topic_workbook import PATH as BY_TOPIC
from dashboard.downloads.words import document_words
from dashboard.text.format import format_number
from dashboard.text.typography import set_text
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import T
from pipelines.schema.dataset import REPORT_SOURCE


def _file(
    view: View, files: DownloadCatalogue, path: str, words: str, after: str = "", *, sized: bool = True
) -> Component:
    """Return a link to a file, with its size where it is known and asked for."""
    size = size_of(files, path) if sized else None
    _ = view.t.gettext
    if size is None:
        said = ""
    elif size < 1_000_000:
        kilobytes = format_number(max(size / 1000, 0.1), view.lang, decimals=0 if size >= 10_000 else 1)
        said = _("downloads.kilobytes", n=kilobytes)
    else:
        said = _("downloads.megabytes", n=format_number(size / 1_000_000, view.lang, decimals=1))
    return html.Li(
        [
            html.A(words, href=f"/data/{path}"),
            *([after] if after else []),
            *([html.Span(f" ({said})", className="faint")] if said else []),
        ]
    )


def _table(view: View, files: DownloadCatalogue, table: str) -> Component:
    _ = view.t.gettext
    published = files.published.tables[table]
    rows = view.t.ngettext("downloads.rows", published.rows, n=format_number(published.rows, view.lang))
    title, text = (set_text(published.words(what)[view.lang], view.lang) for what in ("title", "description"))
    links = [
        _file(view, files, f"{table}.{form.extension}", form.title[view.lang], sized=form.sized)
        for form in formats_of(table)
        if form.most_rows is None or published.rows <= form.most_rows
    ]
    parameters = parameters_of(files.published, table, csv=True)
    return html.Article(
        [
            html.H3([title, html.Span(f" · {rows}", className="faint")]),
            html.P(text),
            html.Ul(links, className="inline-list"),
            html.P([_("downloads.filters-choices"), " ", html.Code(", ".join(parameters))], className="faint"),
        ],
        className="source",
    )


def _layouts(view: View) -> Component:
    """Say how else the figures are laid out, with a file of each for a spreadsheet."""
    _ = view.t.gettext
    figures = {
        layout: address.table_data(T.OBSERVATIONS, "xlsx", {"lang": view.lang, "layout": layout}) for layout in Layout
    }
    return html.P(
        [
            _("downloads.layouts"),
            " ",
            html.A(_("downloads.layout.compact"), href=figures[Layout.COMPACT]),
            ", ",
            html.A(_("downloads.layout.wide"), href=figures[Layout.WIDE]),
            ", ",
            html.A(_("downloads.layout.topics"), href=f"/data/{BY_TOPIC}.xlsx?lang={view.lang}"),
            ".",
        ]
    )


def _documents(view: View, files: DownloadCatalogue) -> Component:
    return html.Ul(
        [
            _file(view, files, path, path, set_text(f" – {document_words(path)[view.lang]}", view.lang))
            for path in DOCUMENTS
        ]
    )


def _clients(view: View) -> list[Component]:
    """Return the small clients to download and what they do; the first snippets use them."""
    links: list[Component | str] = []
    for path in CLIENTS:
        links += [" · " if links else "", html.A(path.rpartition("/")[2], href=f"/data/{path}")]
    return [html.P(set_text(view.t.gettext("downloads.clients"), view.lang)), html.P(links)]


def _snippets(view: View) -> list[Component]:
    stem = f"{view.base_url}/data/{T.OBSERVATIONS}"
    return [
        html.Details(
            [
                html.Summary(snippet.title[view.lang]),
                html.P(set_text(snippet.text[view.lang], view.lang)),
                html.Div(
                    html.Pre(html.Code(snippet.filled(stem, view.base_url, view.snapshot.version))),
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
    """Lay out the page."""
    _ = view.t.gettext
    # The sizes are those of files with the set public address, so that they are worked out once for each version.
    files = files_at(view.snapshot.files, view.settings.public_url)
    others = [table for table in files.published.tables if table != T.OBSERVATIONS]
    report, dataset = view.snapshot.row(T.SOURCES, REPORT_SOURCE), dataset_of(view)
    return html.Div(
        [
            html.H1(_("downloads.title")),
            html.P(_("downloads.description"), className="lead"),
            html.P(
                [
                    html.A(
                        _("downloads.everything-package-zip"),
                        href="/data/esec-datapackage.zip",
                        className="button primary",
                    ),
                    " ",
                    html.A(_("downloads.addresses-parameters-versions"), href="/data/"),
                    " ",
                    html.A(_("downloads.description-programs-openapi"), href="/openapi.json"),
                ],
                className="actions",
            ),
            html.Section(
                [
                    html.H2(_("site.figures")),
                    _table(view, files, T.OBSERVATIONS),
                    _layouts(view),
                    html.P(html.A(_("downloads.choose-figures-explorer"), href=view.href("explorer"))),
                ]
            ),
            html.Section(
                [
                    html.H2(_("downloads.cite-data-set")),
                    *citation_fields(
                        view,
                        brief_dataset(dataset, lang=view.lang),
                        cite_dataset(dataset, report, style=view.lang),
                        _("citing.whole-report") if report else _("citing.whole"),
                    ),
                    file_links([("BibTeX", "/data/dataset.bib"), ("RIS", "/data/dataset.ris")]),
                    html.P(_("downloads.cite-publication-figure")),
                ]
            ),
            html.Section([html.H2(_("downloads.fetch-program")), *_clients(view), *_snippets(view)]),
            html.Section([html.H2(_("downloads.tables")), *[_table(view, files, table) for table in others]]),
            html.Section([html.H2(_("downloads.about-data-set")), _documents(view, files)]),
            html.P(_("site.code-mit-licence")),
        ]
    )


PAGE = Page(
    name="downloads",
    pattern="downloads",
    order=130,
    entry=MenuEntry("main", "downloads.menu"),
    layout=layout,
    json_ld=lambda view: [catalogue_object(view, sizes=True)],
)
