"""Which survey answers differ, said with the sampling margin in mind; where none is known, nothing is claimed."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from dashboard.components.observation_text import group_text, value_text
from dashboard.data.margins import exceeds_margins, is_rough, sampling_margin
from dashboard.text.format import NBSP, format_number, join_words
from dashboard.view.view import View
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL, AnswerKind, Qualifier
from pipelines.schema.columns import C

Row = Mapping[str, Any]


def of_everyone(row: Row) -> bool:
    """Whether the share is of the whole sample."""
    return bool(row[C.SEX] == TOTAL and row[C.AGE] == TOTAL)


def answer_text(view: View, row: Row) -> str:
    """The answer in words."""
    return "" if row[C.ANSWER] == NOT_APPLICABLE else view.code_name("CL_ANSWER", row[C.ANSWER])


def has_margin(row: Row, sample: int | None) -> bool:
    """Whether a sampling margin can be given: one exact share of the whole sample, whose size is known."""
    exact = row[C.QUALIFIER] == Qualifier.EXACT and row[C.OBS_VALUE] is not None
    return bool(sample) and exact and of_everyone(row)


def margin_text(view: View, row: Row, sample: int | None) -> str:
    """The margin in points, as "± 3.2 points", or why there is none."""
    _ = view.t.gettext
    if sample and has_margin(row, sample):
        margin = format_number(sampling_margin(row[C.OBS_VALUE], sample), view.lang, decimals=1)
        words = _("survey-margins.points", margin=f"{NBSP}{margin}")
        return _("survey-margins.rough-few-people", margin=words) if is_rough(row[C.OBS_VALUE], sample) else words
    if not sample:
        return _("survey-margins.sample-size-not")
    if not of_everyone(row):
        return _("survey-margins.size-group-not")
    return _("survey-margins.no-margin-not")


def _pair_text(view: View, first: Row, second: Row, sample: int) -> str:
    _ = view.t.gettext
    words = {
        "first": answer_text(view, first),
        "first_share": value_text(view, first),
        "second": answer_text(view, second),
        "second_share": value_text(view, second),
    }
    if exceeds_margins(first[C.OBS_VALUE], second[C.OBS_VALUE], sample):
        return _("survey-margins.differ-both-margins", **words)
    return _("survey-margins.within-margins-no", **words)


def differences_text(view: View, question: Row, rows: Sequence[Row]) -> list[str]:
    """What may be said of differences between the answers of a question, and between its groups.

    Args:
        view: the view.
        question: the question's row.
        rows: its shares.
    """
    _ = view.t.gettext
    sample = question[C.SAMPLE_SIZE]
    sentences = []
    compared = [row for row in rows if has_margin(row, sample)]
    if len(compared) > 1:
        if question[C.ANSWER_KIND] == AnswerKind.NESTED:
            sentences.append(_("survey-margins.some-answers-contain"))
        else:
            sentences += [_pair_text(view, first, second, int(sample)) for first, second in combinations(compared, 2)]
    groups = list(dict.fromkeys(group_of(view, row) for row in rows if not of_everyone(row)))
    if groups:
        sentences.append(_("survey-margins.many-people-groups", groups=join_words(groups, view.lang)))
    return sentences


def group_of(view: View, row: Row) -> str:
    """Sex and age of a group in words, without its answer."""
    words = group_text(view, {**row, C.ANSWER: NOT_APPLICABLE})
    return words[:1].lower() + words[1:]
