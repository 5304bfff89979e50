"""Which figures of an indicator a page shows, and in which order. Selects; computes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dashboard.data.store import Snapshot
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, PeriodBasis, Qualifier, SourceKind
from pipelines.schema.columns import C, Row, T, text_in
from pipelines.schema.dataset import COUNTRY
from pipelines.schema.declared import Language, fields, tables
from pipelines.schema.periods import parse_period


def in_time(rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Sort rows by end of their period, then start, then id; those without a printed year come last."""

    def key(row: Mapping[str, Any]) -> tuple[Any, ...]:
        period = parse_period(row[C.TIME_PERIOD])
        return (row.get(C.PERIOD_BASIS) == PeriodBasis.UNDATED, period.end, period.start, row[C.OBS_ID])

    return sorted(rows, key=key)


def split_by_kind(snapshot: Snapshot, rows: Sequence[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Group rows, in time, into the report's, other publications' and our own."""
    groups: dict[str, list[Row]] = {kind: [] for kind in SourceKind}
    for row in in_time(rows):
        groups[snapshot.kind_of(row[C.SOURCE_ID])].append(row)
    return groups[SourceKind.REPORT], groups[SourceKind.OTHER_PUBLICATION], groups[SourceKind.OWN_ARITHMETIC]


_ANSWERS: Final = "CL_ANSWER"
# The report's points of a series, beyond which it tells a course of its own.
_FEW: Final = 2


def goes_on(report: Sequence[Row], others: Sequence[Row]) -> bool:
    """Say whether the report has one period or two, and other publications go on in further ones."""
    known, further = (
        {row[C.TIME_PERIOD] for row in rows if row[C.QUALIFIER] != Qualifier.MISSING} for rows in (report, others)
    )
    return len(known) <= _FEW and bool(further - known)


def choose_published(report: Sequence[Row], others: Sequence[Row], *, asked: str, rival: bool) -> list[Row]:
    """Choose the published figures of an indicator that a page or chart shows, in time.

    Args:
        report: the report's figures.
        others: those of other publications.
        asked: `report` or `all`; where empty, all are shown if the report has few and others go on.
        rival: claims, which are always shown together: one without its rivals would look like the number.
    """
    everything = asked == "all" or rival or not report or (not asked and goes_on(report, others))
    return in_time([*report, *others] if everything else report)


def latest(snapshot: Snapshot, indicator_id: str) -> Row | None:
    """Give the last figure of those that the indicator's chart opens with, for everyone and the country where it can.

    Our own arithmetic stands in where nothing is published, and a figure that is missing where there is no other.
    """
    report, others, own = split_by_kind(snapshot, snapshot.observations_of(indicator_id))
    published = choose_published(report, others, asked="", rival=False)
    for rows in (published, own):
        known = [row for row in rows if row[C.QUALIFIER] != Qualifier.MISSING]
        whole = [row for row in known if row[C.SEX] == row[C.AGE] == TOTAL] or known
        plain = [row for row in whole if row[C.ANSWER] == NOT_APPLICABLE] or whole
        if plain:
            beside = [row for row in plain if row[C.TIME_PERIOD] == plain[-1][C.TIME_PERIOD]]
            return next((row for row in beside if row[C.REF_AREA] == COUNTRY), plain[-1])
    return next(reversed([*own, *published]), None)


def latest_answers(snapshot: Snapshot, row: Row) -> list[Row]:
    """Give every answer that stands beside a figure, in the order of the code list: one alone would tell nothing."""
    if row[C.ANSWER] == NOT_APPLICABLE:
        return [row]
    same = (C.SOURCE_ID, C.TIME_PERIOD, C.REF_AREA, C.SEX, C.AGE)
    beside = [r for r in snapshot.observations_of(row[C.INDICATOR_ID]) if all(r[name] == row[name] for name in same)]
    places = {
        code[C.CODE]: code[C.SORT_ORDER] for code in snapshot.rows(T.CODELISTS) if code[C.CODELIST_ID] == _ANSWERS
    }
    return sorted(beside, key=lambda r: (places.get(r[C.ANSWER], len(places)), r[C.OBS_ID]))


def questions_asked(snapshot: Snapshot) -> list[tuple[Row, Row]]:
    """List (question, the indicator that holds its answers), survey by survey in published order."""
    questions = {row[C.QUESTION_ID]: row for row in snapshot.rows(T.SURVEY_QUESTIONS)}
    places = {question_id: place for place, question_id in enumerate(questions)}
    indicators = [row for row in snapshot.rows(T.INDICATORS) if row[C.QUESTION_ID] in questions]
    pairs = [(questions[row[C.QUESTION_ID]], row) for row in indicators]
    return sorted(pairs, key=lambda pair: (pair[0][C.SURVEY_ID], places[pair[0][C.QUESTION_ID]], pair[1][C.SORT_ORDER]))


def crosschecks_of(snapshot: Snapshot, obs_ids: set[str]) -> list[Row]:
    """List the cross-checks about these figures."""
    return [row for row in snapshot.rows(T.CROSSCHECKS) if row[C.OBS_ID] in obs_ids]


def corrections_of(snapshot: Snapshot, obs_ids: set[str]) -> list[Row]:
    """List the corrections of these figures, the newest first."""
    found = [row for row in snapshot.rows(T.CORRECTIONS) if row[C.OBS_ID] in obs_ids]
    return sorted(found, key=lambda row: row[C.DATE], reverse=True)


def corrected(row: Row, lang: Language) -> tuple[str, str]:
    """Say what an entry of the ledger is about: the row (a figure's id, or table and key), and the column.

    The column is empty where a figure's number changed, or where the row was withdrawn.
    """
    table, column = row.get(C.TABLE_ID), row.get(C.COLUMN_ID)
    what = f"{tables()[table].title[lang]}, {row[C.ROW_KEY]}" if table in tables() else str(row[C.OBS_ID])
    return what, fields()[column].title[lang] if column in fields() else ""


def before_and_after(snapshot: Snapshot, row: Row, lang: Language) -> tuple[str, str]:
    """Say the cells of an entry of the ledger as a reader understands them: the words of a code or an id before it."""
    field = fields().get(str(row.get(C.COLUMN_ID)))

    def words(cell: str) -> Row | None:
        if field is None:
            return None
        if field.codes:
            return snapshot.code(field.codes, cell)
        return snapshot.row(field.ref[0], cell) if field.ref else None

    def said(cell: str) -> str:
        found = words(cell)
        name = text_in(found, "name", lang) if found else cell
        return cell if name == cell else f"{name} ({cell})"

    return said(str(row[C.BEFORE])), said(str(row[C.AFTER]))


def reconciliations_of(snapshot: Snapshot, obs_id: str) -> list[Row]:
    """List the recomputations of a figure that a source prints."""
    return [row for row in snapshot.rows(T.RECONCILIATIONS) if row[C.OBS_ID] == obs_id]
