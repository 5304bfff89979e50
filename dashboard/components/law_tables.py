"""Law in tables: penalties by offence and circumstance, and what the country signed, ratified and reported when."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.charts.catalogue import LEGAL_PERSON
from dashboard.charts.texts import capital, text
from dashboard.components.cross_notes import cross_note
from dashboard.components.law_rows import law_rows
from dashboard.components.observation_text import page_text, printed, source_page_link, source_short
from dashboard.components.table import Column, data_table
from dashboard.text.format import NBSP, format_amount, format_number, format_period, join_words
from dashboard.view.view import View, split_ids
from pipelines.schema.columns import C, Row, T


def _in_order(view: View, rows: Sequence[Row]) -> list[Row]:
    """Sort by group of offences in the order of the code list, else as published."""

    def place(row: Row) -> int:
        code = view.snapshot.code("CL_OFFENCE", row[C.OFFENCE_ID])
        return int(code[C.SORT_ORDER]) if code else len(rows)

    return sorted(rows, key=place)


def _article(view: View, row: Row) -> str:
    code = view.code_name("CL_LAW_CODE", row[C.LAW_CODE])
    return f"{code}, art.{NBSP}{row[C.ARTICLE]}" if row[C.ARTICLE] else code


def _prison(view: View, row: Row) -> str:
    _ = view.t.gettext
    years = row[C.PRISON_YEARS]
    if years is None:
        return _("penalties.not-stated")
    return view.t.ngettext("penalties.years", years, n=format_number(years, view.lang))


def _fine(view: View, row: Row) -> str:
    fine = row[C.FINE]
    return view.t.gettext("penalties.not-stated") if fine is None else format_amount(fine, row[C.CURRENCY], view.lang)


def _note(view: View, row: Row) -> Component | None:
    note = view.said(row, "note")
    return html.Span(note, className="row-note") if note else None


def _today(view: View, found: Sequence[Row]) -> Component | None:
    """List what later publications state for a penalty, each with its law, its source and its reservation."""

    def words(row: Row) -> list[Any]:
        law = view.t.gettext("penalties.law", number=row[C.AMENDING_LAW]) if row[C.AMENDING_LAW] else ""
        source = source_page_link(view, row)
        note = _note(view, row)
        penalty = f"{_prison(view, row)}, {_fine(view, row)} · "
        return [penalty, f"{law}, " if law else "", source, *([" · ", note] if note else [])]

    return html.Ul([html.Li(words(row)) for row in found], className="plain") if found else None


def _terms(view: View, rows: Sequence[Row]) -> list[str]:
    years = sorted({row[C.PRISON_YEARS] for row in rows if row[C.PRISON_YEARS] is not None})
    return [view.t.ngettext("penalties.years", number, n=format_number(number, view.lang)) for number in years]


def _later(view: View) -> dict[str, list[Row]]:
    """Return what later publications state, by penalty of the report."""
    found: dict[str, list[Row]] = {}
    for row in view.snapshot.rows(T.CURRENT_PENALTIES):
        found.setdefault(row[C.PENALTY_ID], []).append(row)
    return found


def changed_terms(view: View) -> list[Component]:
    """Say which prison terms later publications give otherwise; circumstances that went alike share an item."""
    _ = view.t.gettext
    later, between = _later(view), text("between_sources", view.lang)
    alike: dict[tuple[str, str, tuple[str, ...]], list[Row]] = {}
    for row in _in_order(view, law_rows(view, T.LEGAL_PENALTIES)):
        before, after = _terms(view, [row]), _terms(view, later.get(row[C.PENALTY_ID], []))
        if before and after and before != after:
            alike.setdefault((row[C.OFFENCE_ID], before[0], tuple(after)), []).append(row)
    items: list[Component] = []
    for (offence, then, now), rows in alike.items():
        found = [row for penalty in rows for row in later[penalty[C.PENALTY_ID]]]
        names = dict.fromkeys(view.said(row, "circumstance") for row in rows)
        words = "law.changed-several" if len(now) > 1 else "law.changed-one"
        sources = dict.fromkeys(source_short(view, row) for row in found)
        items.append(
            html.Li(
                [
                    html.B(view.code_name("CL_OFFENCE", offence)),
                    _(words, what=between.join(names), then=then, now=join_words(now, view.lang, style="or")),
                    html.Span(f" {between.join(sources)}", className="faint"),
                ]
            )
        )
    return items


def penalties_table(view: View) -> Component | None:
    """Return prison term and fine for each offence and circumstance, or None where there are no penalties."""
    _ = view.t.gettext
    rows = _in_order(view, [row for row in law_rows(view, T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] != LEGAL_PERSON])
    if not rows:
        return None
    today = _later(view)
    columns = [
        Column(_("penalties.circumstance"), lambda row: capital(view.said(row, "circumstance"))),
        Column(_("penalties.prison-most"), lambda row: _prison(view, row), value=True),
        Column(_("penalties.fine-most"), lambda row: _fine(view, row), numeric=True),
        Column(_("penalties.today"), lambda row: _today(view, today.get(row[C.PENALTY_ID], []))),
        Column(_("penalties.article"), lambda row: _article(view, row)),
        Column(_("site.page-printed-form"), lambda row: [page_text(view, row), " ", printed(view, row)]),
        Column(_("site.note"), lambda row: _note(view, row)),
    ]
    caption = _("penalties.most-law-allows")
    return data_table(
        caption, columns, rows, name="penalties-table", stacked=True, group=lambda row: view.said(row, "offence")
    )


def legal_persons_table(view: View) -> Component | None:
    """Measures against companies and associations, or None where there are none."""
    _ = view.t.gettext
    rows = [row for row in law_rows(view, T.LEGAL_PENALTIES) if row[C.OFFENCE_ID] == LEGAL_PERSON]
    if not rows:
        return None
    columns = [
        Column(_("penalties.measure"), lambda row: capital(view.said(row, "circumstance"))),
        Column(_("penalties.article"), lambda row: _article(view, row)),
        Column(_("site.page-printed-form"), lambda row: [page_text(view, row), " ", printed(view, row)]),
        Column(_("site.note"), lambda row: _note(view, row)),
    ]
    caption = view.said(rows[0], "offence")
    return data_table(caption, columns, rows, name="legal-persons-table", stacked=True)


def _date(view: View, row: Row, column: str) -> str:
    return format_period(row[column], view.lang) if row[column] else view.t.gettext("site.not-printed")


def reports_text(view: View, row: Row) -> str:
    """Return reports submitted under a treaty: "report 1 (1994), report 2 (2002)", or that none is printed."""
    _ = view.t.gettext
    said = _reports(view, row[C.REPORTS])
    return join_words(said, view.lang) if said else _("treaties.none-printed")


def _reports(view: View, listed: str | None) -> list[str]:
    pairs = [pair.partition(":") for pair in split_ids(listed)]
    return [view.t.gettext("treaties.report", rank=rank, year=year) for year, _colon, rank in pairs]


def due_text(view: View, row: Row) -> str:
    """Return what was due under a treaty when its source was printed, or that none is printed."""
    _ = view.t.gettext
    by = row[C.TRANSPOSE_BY]
    said = [_("treaties.transposition", by=format_period(by, view.lang))] if by else []
    said += _reports(view, row[C.REPORTS_DUE])
    return join_words(said, view.lang) if said else _("treaties.none-printed")


def _checked(view: View) -> dict[str, str]:
    """Return the cross-check of each treaty."""
    return {row[C.TREATY_REF]: row[C.CROSSCHECK_ID] for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.TREATY_REF]}


def _notes(view: View, row: Row, checked: Mapping[str, str]) -> list[Any]:
    parts: list[Any] = []
    if row[C.TREATY_ID] in checked:
        href = view.href("crosschecks") + f"#{checked[row[C.TREATY_ID]]}"
        parts += [html.A(view.t.gettext("site.cross-check"), href=href, className="tag"), " "]
    note = view.said(row, "note")
    return [*parts, html.Span(note, className="row-note")] if note else parts


def treaties_table(view: View) -> Component | None:
    """Return dates of each treaty as the source prints them, or None where there are no treaties."""
    _ = view.t.gettext
    rows = law_rows(view, T.TREATIES)
    if not rows:
        return None
    checked = _checked(view)
    columns = [
        Column(_("treaties.instrument"), lambda row: view.said(row, "name")),
        Column(_("treaties.body"), lambda row: view.code_name("CL_BODY", row[C.BODY_ID])),
        Column(_("treaties.adopted"), lambda row: _date(view, row, C.ADOPTED)),
        Column(_("treaties.signed"), lambda row: _date(view, row, C.SIGNED)),
        Column(_("treaties.ratified"), lambda row: _date(view, row, C.RATIFIED)),
        Column(_("treaties.force"), lambda row: _date(view, row, C.IN_FORCE)),
        Column(_("treaties.reports-submitted"), lambda row: reports_text(view, row)),
        Column(_("treaties.due"), lambda row: due_text(view, row)),
        Column(_("site.page-printed-form"), lambda row: [page_text(view, row), " ", printed(view, row)]),
        Column(_("site.reservations"), lambda row: _notes(view, row, checked)),
    ]
    caption = _("treaties.dates-source-prints")
    return data_table(caption, columns, rows, name="treaties-table", stacked=True)


def treaty_checks(view: View) -> list[Component]:
    """Return cross-checks about the treaties of the country that is shown."""
    shown = {row[C.TREATY_ID] for row in law_rows(view, T.TREATIES)}
    return [cross_note(view, row) for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.TREATY_REF] in shown]
