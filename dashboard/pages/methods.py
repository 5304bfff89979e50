"""Methods and definitions: how figures were read and checked, what words and codes mean, what each column holds."""

from collections.abc import Iterable
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.data_dictionary import data_dictionary, firmness_lists, other_lists
from dashboard.components.elements import aria
from dashboard.components.formula import formula_text, load_formulas
from dashboard.components.glossary import glossary
from dashboard.components.left_out import left_out
from dashboard.components.observation_text import in_its_language, indicator_link, observation_link, period_text
from dashboard.components.table import Column, data_table
from dashboard.text.format import format_period
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import REPORT_SOURCE

# Figures of one kind of arithmetic up to which each is told by itself.
FEW: Final = 5


def operations_table(view: View) -> Component:
    """Return each operation in words and as it is written."""
    _ = view.t.gettext
    rows = [
        ("sum(a,b,…)", _("methods.sum-figures-unit")),
        ("mean(a,b,…)", _("methods.average-figures")),
        ("share(a,b)", _("methods.first-figure-percent")),
        ("change(a,b)", _("methods.change-first-figure")),
        ("difference(a,b)", _("methods.first-figure-less")),
        ("ratio(a,b)", _("methods.first-figure-divided")),
    ]
    columns = [
        Column(_("methods.written"), lambda row: html.Code(row[0])),
        Column(_("methods.what-it-does"), lambda row: row[1]),
    ]
    return data_table(_("methods.operations"), columns, rows, name="operations")


def computed_alike(rows: Iterable[Row]) -> list[list[Row]]:
    """Put figures that one operation makes of as many others together, by indicator and area, where they are many."""
    kinds: dict[Any, list[Row]] = {}
    for row in rows:
        formula = row[C.DERIVATION]
        kind = (row[C.INDICATOR_ID], row[C.REF_AREA], formula.partition("(")[0], formula.count(","))
        kinds.setdefault(kind, []).append(row)
    return [part for alike in kinds.values() for part in ([alike] if len(alike) > FEW else [[row] for row in alike])]


def own_observations_table(view: View) -> Component | None:
    """Return every figure that we computed, with its formula; None where there are none.

    What is computed in one way over and over, year by year, takes one row, which leads to its figures.
    """
    _ = view.t.gettext
    parts = computed_alike(view.snapshot.own_observations)
    if not parts:
        return None
    load_formulas(view, [part[0][C.DERIVATION] for part in parts])

    def period(part: list[Row]) -> str:
        if len(part) == 1:
            return period_text(view, part[0])
        years = sorted(row[C.TIME_PERIOD] for row in part)
        return format_period(f"{years[0]}/{years[-1]}", view.lang)

    def value(part: list[Row]) -> Any:
        if len(part) == 1:
            return observation_link(view, part[0], with_unit=True)
        href = view.href("indicator", part[0][C.INDICATOR_ID], derived="1")
        place = view.name_of(T.AREAS, part[0][C.REF_AREA])
        return [html.A(view.t.ngettext("site.n-figures", len(part)), href=href), f" ({place})"]

    def formula(part: list[Row]) -> Any:
        words = formula_text(view, part[0][C.DERIVATION], brief=len(part) > 1)
        return words if len(part) == 1 else [_("methods.each-as"), " ", *words]

    columns = [
        Column(_("site.indicator"), lambda part: indicator_link(view, part[0][C.INDICATOR_ID])),
        Column(_("site.period"), period),
        Column(_("site.value"), value, value=True),
        Column(_("site.computed"), formula),
    ]
    caption = _("methods.figures-computed-no")
    return data_table(caption, columns, parts, name="own-figures", stacked=True)


def groups_table(view: View) -> Component | None:
    """Groups that are not their indicator's main one, with why they stand apart; None where there are none."""
    _ = view.t.gettext
    rows = [row for row in view.snapshot.rows(T.COMPARABILITY) if row[C.COMPARABILITY_ID] != row[C.INDICATOR_ID]]
    if not rows:
        return None
    columns = [
        Column(_("site.group"), lambda row: view.said(row, "name")),
        Column(_("site.indicator"), lambda row: indicator_link(view, row[C.INDICATOR_ID])),
        Column(_("methods.why-apart"), lambda row: view.said(row, "note") or None),
    ]
    caption = _("methods.figures-may-not")
    return data_table(caption, columns, rows, name="groups", stacked=True)


def _contents(view: View) -> Component:
    _ = view.t.gettext
    places = [
        ("reading", _("methods.figures-read")),
        ("checking", _("methods.checked")),
        ("firmness", _("methods.firm-figure")),
        ("comparability", _("methods.may-compared")),
        ("arithmetic", _("methods.arithmetic")),
        ("left-out", _("methods.numbers-left-out")),
        ("words", _("site.words")),
        ("codes", _("methods.codes-words")),
        ("dictionary", _("methods.data-dictionary")),
        ("rights", _("methods.rights")),
    ]
    links = [html.Li(html.A(words, href=f"#{place}")) for place, words in places]
    return html.Nav(html.Ul(links, className="inline-list"), **aria(label=_("methods.page")))


def _reading(view: View) -> Component:
    _ = view.t.gettext
    report = view.snapshot.row(T.SOURCES, REPORT_SOURCE)
    cited = html.P(in_its_language(report, C.CITATION), className="citation") if report else None
    items = [
        _("methods.every-quantitative-statement") if report else None,
        _("methods.figure-words-range"),
        _("methods.report-read-two") if report else None,
        _("methods.body-source-names"),
        _("methods.source-child-trial"),
        _("methods.another-publication-prints") if report else None,
    ]
    return html.Section(
        [html.H2(_("methods.figures-read"), id="reading"), cited, html.Ul([html.Li(each) for each in items if each])]
    )


def _checking(view: View) -> Component:
    _ = view.t.gettext
    report = view.snapshot.row(T.SOURCES, REPORT_SOURCE)
    digest = report[C.PROVED_SHA256] if report else None
    items = [
        *([_("methods.program-finds-printed")] if digest else []),
        _("methods.sums-averages-changes"),
        _("methods.rules-run-before"),
        _("methods.change-published-value"),
    ]
    # Whether it still is as it was proved, the list of sources says.
    repeat: list[Any] = [
        html.P(
            [
                _("methods.whoever-reports-text"),
                " ",
                html.Code("esec verify --document FILE"),
                ". ",
                _("methods.checksum-sha-256"),
                " ",
                html.Code(digest),
            ]
        )
    ]
    links = [
        (view.href("quality"), _("methods.checks-found")),
        (view.href("crosschecks"), _("site.publications-print-instead")),
        (view.href("corrections"), _("site.corrections-published-figures")),
    ]
    return html.Section(
        [
            html.H2(_("methods.checked"), id="checking"),
            html.Ul([html.Li(words) for words in items]),
            *(repeat if digest else []),
            html.Ul([html.Li(html.A(words, href=href)) for href, words in links], className="inline-list"),
        ]
    )


def _firmness(view: View) -> Component:
    _ = view.t.gettext
    words = _("methods.four-things-kept")
    return html.Section([html.H2(_("methods.firm-figure"), id="firmness"), html.P(words), *firmness_lists(view)])


def _comparability(view: View) -> Component:
    _ = view.t.gettext
    items = [
        _("methods.figures-joined-line"),
        _("methods.lines-join-consecutive"),
        _("methods.way-counting-changed"),
        _("methods.no-percentage-formed"),
    ]
    return html.Section(
        [
            html.H2(_("methods.may-compared"), id="comparability"),
            html.Ul([html.Li(words) for words in items]),
            groups_table(view),
        ]
    )


def _arithmetic(view: View) -> Component:
    _ = view.t.gettext
    words = _("methods.arithmetic-set-apart")
    heading = html.H2(_("methods.arithmetic"), id="arithmetic")
    return html.Section([heading, html.P(words), operations_table(view), own_observations_table(view)])


def _rights(view: View) -> Component:
    _ = view.t.gettext
    report = view.snapshot.row(T.SOURCES, REPORT_SOURCE)
    others = sum(row[C.SOURCE_KIND] == SourceKind.OTHER_PUBLICATION for row in view.snapshot.rows(T.SOURCES))
    return html.Section(
        [
            html.H2(_("methods.rights"), id="rights"),
            html.P(view.said(report, "rights")) if report else None,
            html.P(_("methods.tables-notes-definitions")),
            html.P(html.A(view.t.ngettext("methods.terms-publications", others), href=view.href("sources"))),
        ]
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    return html.Div(
        [
            html.H1(_("methods.title")),
            html.P(_("methods.description"), className="lead"),
            _contents(view),
            _reading(view),
            _checking(view),
            _firmness(view),
            _comparability(view),
            _arithmetic(view),
            html.Section([html.H2(_("methods.numbers-left-out"), id="left-out"), *left_out(view)]),
            glossary(view),
            html.Section([html.H2(_("methods.codes-words"), id="codes"), *other_lists(view)]),
            html.Section(
                [
                    html.H2(_("methods.data-dictionary"), id="dictionary"),
                    html.P(_("methods.every-column-every")),
                    *data_dictionary(view),
                ]
            ),
            _rights(view),
        ]
    )


PAGE = Page(name="methods", pattern="methods", order=90, entry=MenuEntry("about"), layout=layout)
