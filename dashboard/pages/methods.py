"""Methods and definitions: how figures were read and checked, what words and codes mean, what each column holds."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.code_lists import firmness_lists, other_lists
from dashboard.components.data_dictionary import data_dictionary
from dashboard.components.formula import formula_text, load_formulas
from dashboard.components.glossary import glossary
from dashboard.components.json_ld import page_object
from dashboard.components.left_out import left_out
from dashboard.components.observation_text import observation_link, period_text
from dashboard.components.table import data_table
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import REPORT_SOURCE, SourceKind
from pipelines.schema.columns import C, T


def operations_table(view: View) -> Component:
    """Each operation in words and as it is written."""
    _ = view.t.gettext
    rows = [
        [html.Code("sum(a,b,…)"), _("Sum of figures in one unit that may be added")],
        [html.Code("mean(a,b,…)"), _("Average of figures")],
        [html.Code("share(a,b)"), _("First figure in percent of the second")],
        [html.Code("change(a,b)"), _("Change from the first figure to the second, in percent of the first")],
        [html.Code("difference(a,b)"), _("First figure less the second")],
        [html.Code("ratio(a,b)"), _("First figure divided by the second")],
    ]
    return data_table(_("Operations"), [_("Written"), _("What it does")], rows, name="operations")


def own_observations_table(view: View) -> Component | None:
    """Every figure that we computed, with its formula; None where there are none."""
    _ = view.t.gettext
    rows = view.snapshot.own_observations
    if not rows:
        return None
    load_formulas(view, [row[C.DERIVATION] for row in rows])
    cells = [
        [
            html.A(view.name_of(T.INDICATORS, row[C.INDICATOR_ID]), href=view.href("indicator", row[C.INDICATOR_ID])),
            period_text(view, row),
            observation_link(view, row, with_unit=True),
            formula_text(view, row[C.DERIVATION]),
        ]
        for row in rows
    ]
    headers = [_("Indicator"), _("Period"), _("Value"), _("How it is computed")]
    caption = _("Figures computed here; no source prints them")
    return data_table(caption, headers, cells, name="own-figures", numeric={2}, value=2, stacked=True)


def groups_table(view: View) -> Component | None:
    """Groups that are not their indicator's main one, with why they stand apart; None where there are none."""
    _ = view.t.gettext
    rows = [row for row in view.snapshot.rows(T.COMPARABILITY) if row[C.COMPARABILITY_ID] != row[C.INDICATOR_ID]]
    if not rows:
        return None
    cells = [
        [
            view.said(row, "name"),
            html.A(view.name_of(T.INDICATORS, row[C.INDICATOR_ID]), href=view.href("indicator", row[C.INDICATOR_ID])),
            view.said(row, "note") or None,
        ]
        for row in rows
    ]
    caption = _("Figures that may not be joined to the rest of their indicator")
    headers = [_("Group"), _("Indicator"), _("Why it stands apart")]
    return data_table(caption, headers, cells, name="groups", stacked=True)


def title(view: View) -> str:
    """Title of the page."""
    return view.t.gettext("Methods and definitions")


def description(view: View) -> str:
    """For search results."""
    return view.t.gettext(
        "How the figures were read, checked and kept apart; the words used; every code and every column of the tables."
    )


def _contents(view: View) -> Component:
    _ = view.t.gettext
    places = [
        ("reading", _("How the figures were read")),
        ("checking", _("How they were checked")),
        ("firmness", _("How firm a figure is")),
        ("comparability", _("What may be compared")),
        ("arithmetic", _("Our own arithmetic")),
        ("left-out", _("Numbers left out")),
        ("words", _("Words")),
        ("codes", _("Other codes in words")),
        ("dictionary", _("Data dictionary")),
        ("rights", _("Rights")),
    ]
    links = [html.Li(html.A(words, href=f"#{place}")) for place, words in places]
    return html.Nav(html.Ul(links, className="inline-list"), **aria(label=_("On this page")))


def _reading(view: View) -> Component:
    _ = view.t.gettext
    report = view.snapshot.row(T.SOURCES, REPORT_SOURCE)
    cited = html.P(html.Span(report[C.CITATION], lang=report[C.LANGUAGE]), className="citation") if report else None
    items = [
        _(
            "Every quantitative statement of the report was transcribed with its page, section, note and printed "
            "characters, twice and independently, and the two compared."
        ),
        _(
            "A figure said in words, a range, a bound or a missing value stays what it is: fewer than 100 is drawn as "
            "a bound, never as 100."
        ),
        _("Where the report can be read in two ways, the figure says so and which reading it takes."),
        _("The body that the source names for a figure is kept beside it; where it names none, we say so."),
        _("What the source says of one child or one trial is left out."),
        _(
            "Where another publication prints another value, the report's stays as printed, and the other stands "
            "beside it."
        ),
    ]
    return html.Section(
        [html.H2(_("How the figures were read"), id="reading"), cited, html.Ul([html.Li(words) for words in items])]
    )


def _checking(view: View) -> Component:
    _ = view.t.gettext
    report = view.snapshot.row(T.SOURCES, REPORT_SOURCE)
    digest = report[C.DOCUMENT_SHA256] if report else None
    items = [
        _(
            "A program finds each printed form again on its page of the report's text, holds value and bounds against "
            "it, and asks for every other number of the page: it must be a figure too, or be listed as left out, with "
            "a reason."
        ),
        _("Sums, averages and changes that a source prints are recomputed from its own figures."),
        _("Rules run before each publication; an open error stops it."),
        _("A change to a published value needs an entry in the public ledger of corrections."),
    ]
    checksum: list[Any] = [". ", _("Checksum (SHA-256) of the text we used:"), " ", html.Code(digest)] if digest else []
    links = [
        (view.href("quality"), _("What the checks found")),
        (view.href("crosschecks"), _("What other publications print instead")),
        (view.href("corrections"), _("Corrections of published figures")),
    ]
    return html.Section(
        [
            html.H2(_("How they were checked"), id="checking"),
            html.Ul([html.Li(words) for words in items]),
            html.P(
                [
                    _("Whoever has the report's text can repeat the first check:"),
                    " ",
                    html.Code("esec verify --document FILE"),
                    *checksum,
                ]
            ),
            html.Ul([html.Li(html.A(words, href=href)) for href, words in links], className="inline-list"),
        ]
    )


def _firmness(view: View) -> Component:
    _ = view.t.gettext
    words = _(
        "Four things are kept apart: how the source words the number, what its status is, what kind of measure it is, "
        "and how we saw it. None of them is a score."
    )
    return html.Section([html.H2(_("How firm a figure is"), id="firmness"), html.P(words), *firmness_lists(view)])


def _comparability(view: View) -> Component:
    _ = view.t.gettext
    items = [
        _(
            "Figures are joined by a line, compared or added only within one group: same definition, unit, population "
            "and source."
        ),
        _("Lines join only consecutive periods. No gap is joined and no single point is drawn as a trend."),
        _("Where the way of counting changed, the line stops and the reason stands beside it."),
        _("No percentage is formed on a base under 20 and no change on a base under 10, unless the source prints it."),
    ]
    return html.Section(
        [
            html.H2(_("What may be compared"), id="comparability"),
            html.Ul([html.Li(words) for words in items]),
            groups_table(view),
        ]
    )


def _arithmetic(view: View) -> Component:
    _ = view.t.gettext
    words = _("Our own arithmetic is set apart from published figures and states its formula over the figures' ids.")
    heading = html.H2(_("Our own arithmetic"), id="arithmetic")
    return html.Section([heading, html.P(words), operations_table(view), own_observations_table(view)])


def _rights(view: View) -> Component:
    _ = view.t.gettext
    report = view.snapshot.row(T.SOURCES, REPORT_SOURCE)
    others = sum(row[C.SOURCE_KIND] == SourceKind.OTHER_PUBLICATION for row in view.snapshot.rows(T.SOURCES))
    return html.Section(
        [
            html.H2(_("Rights"), id="rights"),
            html.P(view.said(report, "rights")) if report else None,
            html.P(
                _(
                    "Our tables, notes and definitions: CC BY 4.0. Our code: MIT. No sentence of the report is stored "
                    "or shown, only figures and the few characters in which they are printed."
                )
            ),
            html.P(
                html.A(
                    view.t.ngettext("Terms of {n} other publication", "Terms of {n} other publications", others),
                    href=view.href("sources"),
                )
            ),
        ]
    )


def layout(view: View) -> Component:
    """The page."""
    _ = view.t.gettext
    return html.Div(
        [
            html.H1(title(view)),
            html.P(description(view), className="lead"),
            _contents(view),
            _reading(view),
            _checking(view),
            _firmness(view),
            _comparability(view),
            _arithmetic(view),
            html.Section([html.H2(_("Numbers left out"), id="left-out"), *left_out(view)]),
            glossary(view),
            html.Section([html.H2(_("Other codes in words"), id="codes"), *other_lists(view)]),
            html.Section(
                [
                    html.H2(_("Data dictionary"), id="dictionary"),
                    html.P(_("Every column of every published table; the downloads carry the same names.")),
                    *data_dictionary(view),
                ]
            ),
            _rights(view),
        ]
    )


PAGE = Page(
    name="methods",
    pattern="methods",
    order=90,
    entry=MenuEntry("about", lambda t: t.gettext("Methods and definitions")),
    title=title,
    description=description,
    layout=layout,
    json_ld=lambda view: [page_object(view, title(view), description(view))],
)
