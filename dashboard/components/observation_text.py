"""A figure in words, with the marks that tell how firm it is and where it stands: the same on every page."""

import re
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.text.format import (
    NBSP,
    format_base,
    format_observation,
    format_period,
    format_place,
    format_row_period,
    words_of_value,
)
from dashboard.text.typography import set_text
from dashboard.view.view import View
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, ObsStatus, Proof, SourceKind, country_of
from pipelines.schema.columns import C, Row, T
from pipelines.schema.safe_text import web_address

# The printed form is one piece where it is a number: "75 000" does not break.
_NUMBER_SPACE: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def printed(view: View, row: Row) -> Component | str:
    """Return the printed form as a quotation in the source's language, or that nothing is printed."""
    if not row[C.AS_PRINTED]:
        return view.t.gettext("site.not-printed")
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    return html.Q(_NUMBER_SPACE.sub(NBSP, row[C.AS_PRINTED]), lang=source[C.LANGUAGE] if source else None)


def page_text(view: View, row: Row) -> str:
    """Return page and note mark of a row of any table that names its page: "p. 26, note 66"."""
    return format_place([] if row[C.PAGE] is None else [row[C.PAGE]], view.lang, [row.get(C.FOOTNOTE) or ""])


def value_text(view: View, row: Row, *, with_unit: bool = True) -> str:
    """Return the value with its qualifier and unit: "fewer than 100 children".

    A share is never without its sign; what is printed in words is said in them, unit and all.
    """
    unit = view.snapshot.row(T.UNITS, row[C.UNIT_MEASURE])
    share = unit is not None and unit[C.SHORT_EN] == "%"
    in_words = bool(words_of_value(row, view.lang))
    return format_observation(row, view.lang, unit=unit, with_unit=with_unit or share or in_words)


def period_text(view: View, row: Row) -> str:
    """Return the period in words, or that none is given."""
    return format_row_period(row, view.lang)


def base_text(view: View, row: Row) -> str:
    """Say of whom or what a share is; empty for what is no share."""
    return format_base(row, view.lang)


def source_kind(view: View, row: Row) -> str:
    """Return the kind of the figure's source."""
    source = view.snapshot.row(T.SOURCES, row[C.SOURCE_ID])
    return str(source[C.SOURCE_KIND]) if source else SourceKind.OTHER_PUBLICATION


def is_own(view: View, row: Row) -> bool:
    """Say whether the figure is our own arithmetic."""
    return source_kind(view, row) == SourceKind.OWN_ARITHMETIC


def source_short(view: View, row: Row) -> str:
    """Return the short form of the source."""
    return view.said(view.snapshot.row(T.SOURCES, row[C.SOURCE_ID]), "short") or str(row[C.SOURCE_ID])


def in_its_language(source: Row, column: str) -> Component:
    """Set title or citation of a publication as its own language is set, for a reader of any."""
    lang = source[C.LANGUAGE]
    return html.Span(set_text(source[column] or "", lang), lang=lang)


def proof_text(view: View, source: Row) -> str:
    """Say whether a program found a source's figures in its text, when, and whether they have changed since."""
    _ = view.t.gettext
    if source.get(C.PROOF) not in (Proof.PROVED, Proof.CHANGED):
        return _("evidence.not-proved")
    day = format_period(source[C.PROVED_ON], view.lang)
    return _("evidence.proved", day=day) if source[C.PROOF] == Proof.PROVED else _("evidence.changed-since", day=day)


def publisher_text(view: View, source: Row | None) -> str:
    """Return the publisher of a source; a second one is joined in the reader's language."""
    names = str((source or {}).get(C.PUBLISHER) or "").split(", with ")
    return set_text(view.t.gettext("observation-text.and-with").join(names), view.lang)


def source_text(view: View, row: Row) -> str:
    """Return short source with page and footnote."""
    place = page_text(view, row)
    return f"{source_short(view, row)}, {place}" if place else source_short(view, row)


def source_link(view: View, row: Row) -> list[Any]:
    """Return short source, one click from its page, with page and footnote."""
    place = page_text(view, row)
    return [source_page_link(view, row), f", {place}" if place else ""]


def source_page_link(view: View, row: Row) -> Component:
    """Return the short form of a row's source as a link to its page."""
    return html.A(source_short(view, row), href=view.href("source", row[C.SOURCE_ID]))


def publication_link(url: str | None, words: str) -> Component | None:
    """Return the way to a publication, in words where its address is none that a browser may follow; or None."""
    if not url:
        return None
    return html.A(words, href=url, rel="noreferrer") if web_address(url) else html.Span(url)


def group_text(view: View, row: Row) -> str:
    """Place, sex, age and answer that set the figure apart within its indicator; empty for the whole."""
    parts = []
    if row[C.ANSWER] != NOT_APPLICABLE:
        parts.append(view.code_name("CL_ANSWER", row[C.ANSWER]))
    if row[C.SEX] != TOTAL:
        parts.append(view.code_name("CL_SEX", row[C.SEX]).lower())
    if row[C.AGE] != TOTAL:
        parts.append(view.code_name("CL_AGE", row[C.AGE]))
    return ", ".join(parts)


def apart_text(view: View, row: Row) -> str:
    """Name what sets the figure apart among all of its indicator: answer and group, territory, way of counting."""
    indicator_id, parts = row[C.INDICATOR_ID], [group_text(view, row)]
    if len(view.snapshot.values_of(indicator_id, C.REF_AREA)) > 1:
        parts.append(area_text(view, row))
    return ", ".join(dict.fromkeys(filter(None, [*parts, way_text(view, row)])))


def way_text(view: View, row: Row) -> str:
    """Name its way of counting; empty for an answer, and for the indicator's own way, which bears its name.

    That of a country which bears the country's name says no more than the territory does.
    """
    if row[C.ANSWER] != NOT_APPLICABLE or row[C.COMPARABILITY_ID] == row[C.INDICATOR_ID]:
        return ""
    way = view.name_of(T.COMPARABILITY, row[C.COMPARABILITY_ID])
    return "" if way == view.name_of(T.AREAS, country_of(row[C.REF_AREA])) else way


def area_text(view: View, row: Row) -> str:
    """Name of the territory."""
    return view.name_of(T.AREAS, row[C.REF_AREA])


def status_text(view: View, row: Row) -> str:
    """Return status in words; empty for a normal one."""
    return "" if row[C.OBS_STATUS] == ObsStatus.NORMAL else view.code_name("CL_OBS_STATUS", row[C.OBS_STATUS])


def observation_link(view: View, row: Row, *, with_unit: bool = False) -> Component:
    """Return the value as a link to its evidence card."""
    return html.A(
        value_text(view, row, with_unit=with_unit), href=view.href("figure", row[C.OBS_ID]), className="figure-link"
    )


def own_mark(view: View) -> Component:
    """Return the word that sets our arithmetic apart from published figures."""
    return html.Span(view.t.gettext("observation-text.calculation"), className="tag own")


def observation_name(view: View, row: Row) -> str:
    """Return the indicator's name and the period, unless the name says the period already."""
    name, period = view.name_of(T.INDICATORS, row[C.INDICATOR_ID]), period_text(view, row)
    return name if period in name else f"{name}, {period}"


def indicator_link(view: View, indicator_id: str) -> Component:
    """Name of an indicator, one click from its page."""
    return html.A(view.name_of(T.INDICATORS, indicator_id), href=view.href("indicator", indicator_id))
