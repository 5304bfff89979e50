"""Sources: every publication in which figures were read, with its terms and how it was seen."""

from collections import Counter
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.observation_text import in_its_language, proof_text, publication_link, publisher_text
from dashboard.text.format import format_number
from dashboard.view import address
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.codes import Proof, SourceKind
from pipelines.schema.columns import C, T


def _counts(view: View) -> dict[str, int]:
    found: Counter[str] = Counter()
    for counted in view.snapshot.tally.values():
        for (source_id, _origin_id), number in counted.items():
            found[source_id] += number
    return found


def _read_by_hand(source: dict[str, Any]) -> bool:
    """Say whether it is a publication of which no figure was ever proved, as most are that are no report."""
    return bool(source[C.SOURCE_KIND] == SourceKind.OTHER_PUBLICATION and source[C.PROOF] == Proof.NOT_PROVED)


def _proved_text(view: View, source: dict[str, Any]) -> list[Any] | None:
    """Name the text that the source was held against by its hash, and how many numbers were accounted for."""
    if source[C.PROOF] not in (Proof.PROVED, Proof.CHANGED):
        return None
    number = source[C.PROVED_NUMBERS]
    numbers = view.t.ngettext("sources.n-numbers", number, n=format_number(number, view.lang))
    return [html.Code(source[C.PROVED_SHA256]), " ", numbers]


def _entry(view: View, source: dict[str, Any], count: int) -> Component:
    _ = view.t.gettext
    page = view.href("source", source[C.SOURCE_ID])
    own = source[C.SOURCE_KIND] == SourceKind.OWN_ARITHMETIC
    facts = [
        (_("site.publisher"), publisher_text(view, source)),
        (_("sources.seen"), view.code_name("CL_SEEN_IN", source[C.SEEN_IN])),
        (_("sources.terms"), view.said(source, "rights")),
        # Of publications that none was proved of, the group says it once.
        (_("evidence.proof"), None if own or _read_by_hand(source) else proof_text(view, source)),
        (_("sources.proved-text"), _proved_text(view, source)),
    ]
    observations = view.t.ngettext("site.n-figures", count, n=format_number(count, view.lang))
    publication = publication_link(source[C.URL], _("sources.publication"))
    links: list[Any] = [
        html.A(observations, href=view.href("explorer", source=source[C.SOURCE_ID])),
        *([" · ", publication] if publication else []),
        " · ",
        html.A("CSV", href=address.table_data(T.OBSERVATIONS, "csv", {"source": source[C.SOURCE_ID]})),
    ]
    return html.Article(
        [
            html.H3(html.A(view.said(source, "short") if own else in_its_language(source, C.TITLE), href=page)),
            None if own else html.P(in_its_language(source, C.CITATION), className="citation"),
            html.Dl([html.Div([html.Dt(name), html.Dd(words)]) for name, words in facts if words], className="facts"),
            html.P(links),
        ],
        id=source[C.SOURCE_ID],
        className="source",
    )


def layout(view: View) -> Component:
    """Lay out the page."""
    _ = view.t.gettext
    counts = _counts(view)
    groups = [
        (SourceKind.REPORT, _("sources.report"), ""),
        (SourceKind.OTHER_PUBLICATION, _("sources.publications"), _("sources.carry-some-series")),
        (SourceKind.OWN_ARITHMETIC, _("sources.dashboard"), _("sources.sums-shares-changes")),
    ]
    sections = []
    for kind, heading, words in groups:
        rows = [row for row in view.snapshot.rows(T.SOURCES) if row[C.SOURCE_KIND] == kind]
        if rows:
            entries = [_entry(view, row, counts.get(row[C.SOURCE_ID], 0)) for row in rows]
            by_hand = any(map(_read_by_hand, rows))
            intro = " ".join(filter(None, [words, _("sources.read-by-hand") if by_hand else ""]))
            sections.append(html.Section([html.H2(heading), html.P(intro) if intro else None, *entries]))
    return html.Div([html.H1(_("sources.title")), html.P(_("sources.description"), className="lead"), *sections])


PAGE = Page(name="sources", pattern="sources", order=80, entry=MenuEntry("main"), layout=layout)
