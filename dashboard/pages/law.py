"""Law and treaties: what the law provides, what was ratified, how the campaign rated it, and what happened."""

from functools import partial
from itertools import groupby
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import LEGAL_PERSON, PENALTIES, TIMELINE, TREATIES, charts_of
from dashboard.charts.context import ChartOptions
from dashboard.components.chart import chart_figure
from dashboard.components.elements import aria
from dashboard.components.law_rows import OF_COUNTRY, law_rows, shown_country
from dashboard.components.law_tables import (
    changed_terms,
    legal_persons_table,
    penalties_table,
    treaties_table,
    treaty_checks,
)
from dashboard.components.observation_text import page_text, printed, source_link
from dashboard.components.share import share_row
from dashboard.components.table import Column, data_table
from dashboard.components.take_away import table_files
from dashboard.components.toggles import choice
from dashboard.data.law import law_countries
from dashboard.data.store import Snapshot
from dashboard.text.format import format_number, format_period, join_words
from dashboard.text.typography import set_text
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import Parameter, View
from pipelines.schema.columns import C, Row, T
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import tables
from pipelines.schema.periods import parse_period


def _rating(view: View, row: Row) -> Component | str:
    if row[C.RATING]:
        return view.code_name("CL_RATING", row[C.RATING])
    return html.Span(view.code_name("CL_OBS_STATUS", row[C.OBS_STATUS]), className="tag")


def _goal(view: View, goal: int, rows: list[Row], *, rated: bool) -> Component:
    _ = view.t.gettext
    columns = [
        Column(_("law.criterion"), lambda row: view.said(row, "label")),
        Column(_("site.page"), partial(page_text, view)),
    ]
    # Where no rating is known, one sentence says why for all of them.
    if rated:
        columns[1:1] = [Column(_("law.rating"), lambda row: _rating(view, row))]
        columns += [Column(_("law.why"), lambda row: html.Span(view.said(row, "note"), className="row-note"))]
    caption = _("law.goal", number=goal, goal=view.said(rows[0], "goal"))
    return data_table(caption, columns, rows, name=f"goal-{goal}", stacked=True)


def progress_card(view: View) -> list[Component]:
    """Return the card goal by goal; nothing where there is no card."""
    _ = view.t.gettext
    rows = law_rows(view, T.PROGRESS_CARD)
    if not rows:
        return []
    rated = any(row[C.RATING] for row in rows)
    marks = [view.said(code, "name") for code in view.snapshot.rows(T.CODELISTS) if code[C.CODELIST_ID] == "CL_RATING"]
    words = html.P(_("law.card-knows-ratings", ratings=join_words(marks, view.lang)), className="faint")
    goals = [
        _goal(view, goal, list(members), rated=rated) for goal, members in groupby(rows, key=lambda row: row[C.GOAL])
    ]
    return [words, *goals]


def ratings_gap(view: View) -> list[Component]:
    """Say which ratings are missing, and why; nothing where none is."""
    rows = law_rows(view, T.PROGRESS_CARD)
    missing = [row for row in rows if not row[C.RATING]]
    if not missing:
        return []
    some = view.t.ngettext("law.ratings-missing-not", len(missing), all=len(rows))
    return [html.P(some if len(missing) < len(rows) else view.t.gettext("law.ratings-colours"), className="notice")]


def events_in_time(view: View, kind: str = "") -> list[Row]:
    """Return events by their first day; those of one kind where one is given."""
    rows = [row for row in law_rows(view, T.EVENTS) if not kind or row[C.KIND] == kind]
    return sorted(rows, key=lambda row: (parse_period(row[C.DATE]).start, row[C.DATE], row[C.EVENT_ID]))


def _when(view: View, row: Row) -> str:
    return format_period(f"{row[C.DATE]}/{row[C.END_DATE]}" if row[C.END_DATE] else row[C.DATE], view.lang)


def events_table(view: View, rows: list[Row]) -> Component:
    """Return the events given, in their order."""
    _ = view.t.gettext
    columns = [
        Column(_("site.date"), lambda row: _when(view, row)),
        Column(_("law.event"), lambda row: view.said(row, "label")),
        Column(_("site.kind"), lambda row: view.code_name("CL_EVENT_KIND", row[C.KIND])),
        Column(
            _("law.source-page-printed"),
            lambda row: [*source_link(view, row), " ", printed(view, row)],
        ),
        Column(
            _("site.note"),
            lambda row: html.Span(view.said(row, "note"), className="row-note") if view.said(row, "note") else None,
        ),
    ]
    caption = view.t.ngettext("law.events", len(rows))
    return data_table(caption, columns, rows, name="events-table", stacked=True)


def _kinds(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(row[C.KIND] for row in snapshot.rows(T.EVENTS))


PARAMETERS = (Parameter("kind", "", _kinds), OF_COUNTRY)


def _asked(view: View) -> dict[str, str]:
    """Return the country as a chart's address gives it: not at all where it is the first."""
    country = view.params[OF_COUNTRY.name]
    return {OF_COUNTRY.name: country} if country else {}


def _chart(view: View, chart_id: str, table: str, *, live: bool = False, walk: bool = True) -> Component | None:
    spec = charts_of(view.snapshot).spec(chart_id, view.lang, ChartOptions(country=view.params[OF_COUNTRY.name]))
    if spec is None:
        return None
    row = share_row(view, spec, _asked(view), table=table)
    return chart_figure(view, spec, _asked(view), live=live, cards=False, walk=walk, eager=live, below=row)


def _fold(summary: str, *content: Component | None, opened: bool = False) -> Component:
    """Fold what a reader may want to look up; nothing in it is linked to, as browsers do not open it for all links."""
    unfolded: dict[str, Any] = {"open": True} if opened else {}
    return html.Details([html.Summary(summary), *content], **unfolded)


def _provides(view: View) -> Component:
    """Say for each offence the longest prison terms that the report gives, from its mildest case to its gravest."""
    _ = view.t.gettext
    terms: dict[str, list[float]] = {}
    for row in law_rows(view, T.LEGAL_PENALTIES):
        if row[C.OFFENCE_ID] != LEGAL_PERSON and row[C.PRISON_YEARS] is not None:
            terms.setdefault(row[C.OFFENCE_ID], []).append(row[C.PRISON_YEARS])

    def years(number: float) -> str:
        return view.t.ngettext("penalties.years", number, n=format_number(number, view.lang))

    items = []
    for code in view.snapshot.rows(T.CODELISTS):
        found = terms.get(code[C.CODE], []) if code[C.CODELIST_ID] == "CL_OFFENCE" else []
        if found:
            least, most = years(min(found)), years(max(found))
            words = _("law.provides-one", most=most)
            if least != most:
                words = _("law.provides-several", least=format_number(min(found), view.lang), most=most)
            items.append(html.Li([html.B(view.said(code, "name")), words]))
    return html.Div([html.P(_("law.provided-then")), html.Ul(items)])


def _changed(view: View) -> Component | None:
    """Open with what readers come for; nothing where no later publication gives another term."""
    items = changed_terms(view)
    if not items:
        return None
    heading = html.H2(view.t.gettext("law.changed"), id="changed")
    return html.Section([heading, html.P(view.t.gettext("law.changed-most")), html.Ul(items)])


def _penalties(view: View) -> Component:
    _ = view.t.gettext
    persons = legal_persons_table(view)
    return html.Section(
        [
            html.H2(_("law.penalties"), id=PENALTIES),
            html.P(_("law.law-report-states"), className="notice"),
            _provides(view),
            # One live chart a page.
            _chart(view, PENALTIES, T.LEGAL_PENALTIES, live=True),
            _fold(
                _("law.fold-penalties"),
                penalties_table(view),
                html.H3(_("law.companies-associations")) if persons is not None else None,
                persons,
                table_files(T.LEGAL_PENALTIES),
                html.P(set_text(tables()[T.CURRENT_PENALTIES].title[view.lang], view.lang)),
                table_files(T.CURRENT_PENALTIES),
            ),
        ]
    )


def _timeline(view: View) -> Component | None:
    chart = _chart(view, TIMELINE, T.EVENTS, walk=False)
    if chart is None:
        return None
    heading = html.H2(view.t.gettext("law.timeline"), id=TIMELINE)
    return html.Section([heading, chart])


def _ratified(view: View, treaties: int, ratified: int) -> str:
    """Say how many treaties are dated, and how many of them the country had ratified."""
    country = shown_country(view)
    if country == COUNTRY:
        return view.t.ngettext("law.treaties-ratified", treaties, ratified=ratified)
    return view.t.ngettext(
        "law.treaties-ratified-by", treaties, ratified=ratified, country=view.name_of(T.AREAS, country)
    )


def _treaties(view: View) -> Component:
    _ = view.t.gettext
    rows = law_rows(view, T.TREATIES)
    ratified = sum(row[C.RATIFIED] is not None for row in rows)
    return html.Section(
        [
            html.H2(_("law.treaties"), id=TREATIES),
            html.P(_ratified(view, len(rows), ratified)),
            _fold(
                _("law.fold-treaties"),
                _chart(view, TREATIES, T.TREATIES),
                *treaty_checks(view),
                treaties_table(view),
                table_files(T.TREATIES),
            ),
        ]
    )


def _progress(view: View) -> Component | None:
    _ = view.t.gettext
    rows = law_rows(view, T.PROGRESS_CARD)
    if not rows:
        return None
    about = html.P(_("law.criteria-campaign-judged"))
    heading = html.H2(_("law.progress-card"), id="progress-card")
    folded = _fold(
        view.t.ngettext("law.fold-criteria", len(rows)), about, *progress_card(view), table_files(T.PROGRESS_CARD)
    )
    return html.Section([heading, *ratings_gap(view), folded])


def _events(view: View) -> Component:
    _ = view.t.gettext
    present = {row[C.KIND] for row in law_rows(view, T.EVENTS)}
    codes = [row for row in view.snapshot.rows(T.CODELISTS) if row[C.CODELIST_ID] == "CL_EVENT_KIND"]
    options = [(row[C.CODE], view.said(row, "name")) for row in codes if row[C.CODE] in present]
    kinds = choice(view, _("site.kind"), "kind", [("", _("site.all")), *options])
    return html.Section(
        [
            html.H2(_("site.events"), id="events"),
            html.P(_("law.laws-agreements-programmes")),
            html.Nav(kinds, className="toggles", **aria(label=_("law.events-listed"))),
            _fold(
                _("law.fold-events"),
                events_table(view, events_in_time(view, view.params["kind"])),
                table_files(T.EVENTS),
                opened=bool(view.params["kind"]),
            ),
        ]
    )


# The parts of the page, each with the table that it tells of.
_PARTS: Final = (
    (_changed, T.CURRENT_PENALTIES),
    (_penalties, T.LEGAL_PENALTIES),
    (_timeline, T.EVENTS),
    (_treaties, T.TREATIES),
    (_progress, T.PROGRESS_CARD),
    (_events, T.EVENTS),
)


def _holds(snapshot: Snapshot) -> bool:
    """Say whether a version holds anything of this page."""
    return any(snapshot.rows(table) for _part, table in _PARTS)


def _countries(view: View) -> Component | None:
    """Offer the law of each country; nothing where the data have one."""
    codes = law_countries(view.snapshot).codes
    if len(codes) < 2:
        return None
    options = [(code, view.name_of(T.AREAS, code)) for code in codes]
    label = view.t.gettext("law.country")
    return html.Nav(
        choice(view, label, OF_COUNTRY.name, options, unset=codes[0]), className="toggles", **aria(label=label)
    )


def layout(view: View) -> Component:
    """Lay out the page: the parts of which the version holds something, for the country that is chosen."""
    _ = view.t.gettext
    heading = html.H1(_("law.title"))
    if not _holds(view.snapshot):
        return html.Div([heading, html.P(_("law.none"))])
    country = shown_country(view)
    words = _("law.lead")
    if country != COUNTRY:
        words = _("law.of-country", country=view.name_of(T.AREAS, country))
    parts = [part(view) for part, table in _PARTS if law_rows(view, table)]
    return html.Div([heading, html.P(words, className="lead"), _countries(view), *parts])


PAGE = Page(
    name="law",
    pattern="law",
    order=70,
    entry=MenuEntry("main", "law.menu"),
    layout=layout,
    holds=_holds,
    parameters=PARAMETERS,
    chart=lambda view: (PENALTIES, _asked(view)),
)
