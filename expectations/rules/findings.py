"""Findings say what published figures show: every number is a figure's, and only what compares is compared."""

import re
from datetime import date
from typing import Final

import pandas as pd

from expectations.engine.judging import per_combination
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import STRING, Tables, is_in
from expectations.rules.periods import read_period
from pipelines.schema.codes import ChartKind, ObsStatus, PeriodBasis
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.sentences import figures_of, words_of

_CLAIMS: Final = [f"claim_{lang}" for lang in LANGUAGES]
_DOUBTS: Final = [f"doubt_{lang}" for lang in LANGUAGES]
_TEXTS: Final = [*_CLAIMS, *_DOUBTS]
_BRACES: Final = re.compile(r"[{}]")
_NUMBER: Final = re.compile(r"\d+")


def _indicators(every: Tables) -> dict[str, str]:
    """Return the indicator of each figure that a finding names, where it is published."""
    named = {obs_id for column in _TEXTS for text in every[T.FINDINGS][column].dropna() for obs_id in figures_of(text)}
    rows = every[T.OBSERVATIONS]
    rows = rows[is_in(rows[C.OBS_ID], pd.Index(sorted(named), dtype=STRING))]
    return dict(zip(rows[C.OBS_ID].astype(str), rows[C.INDICATOR_ID].astype(str), strict=True))


@rule("finding-figures", on(T.FINDINGS, *_TEXTS, reads=[C.INDICATOR_ID], needs=[T.OBSERVATIONS]))
def expect_findings_over_published_figures(seen: RuleInput) -> Truth:
    """A sentence names figures that are published, one of its indicator among them, and the same in each language."""
    known = seen.tables.once("indicators of figures", _indicators)

    def judge(indicator: str, *texts: str | None) -> bool:
        said = texts[: len(_CLAIMS)], texts[len(_CLAIMS) :]
        claims, doubts = ({frozenset(figures_of(text)) for text in each if text} for each in said)
        same = len(claims) == 1 and len(doubts) <= 1
        named = {obs_id for ids in (*claims, *doubts) for obs_id in ids}
        whole = all(obs_id in known for obs_id in named)
        return same and whole and indicator in {known[obs_id] for ids in claims for obs_id in ids}

    return per_combination(seen.rows[[C.INDICATOR_ID, *_TEXTS]], judge)


def _dated(every: Tables) -> dict[str, pd.DataFrame]:
    """Return figures of the indicators that findings name, whose source gives their time, by indicator.

    Claims are set beside each other, not one after another.
    """
    named = set(every.once("indicators of figures", _indicators).values())
    indicators = every[T.INDICATORS]
    claims = indicators.loc[indicators[C.CHART_KIND] == ChartKind.CLAIMS, C.INDICATOR_ID]
    rows = every[T.OBSERVATIONS]
    of_findings = rows[C.INDICATOR_ID].isin(named) & ~rows[C.INDICATOR_ID].isin(claims)
    told = rows[of_findings & (rows[C.PERIOD_BASIS] != PeriodBasis.UNDATED)]
    kept = told[[C.OBS_ID, C.INDICATOR_ID, C.TIME_PERIOD, C.COMPARABILITY_ID, C.OBS_STATUS]].astype(str)
    return {str(key): part.set_index(C.OBS_ID) for key, part in kept.groupby(C.INDICATOR_ID)}


def _ends(periods: pd.Series) -> list[date]:
    """Return the last day of each period; what is no period is another rule's business."""
    return [period.end for text in periods if (period := read_period(text)) is not None]


def _compare(rows: pd.DataFrame, named: list[str]) -> bool:
    """Tell whether figures of one indicator may stand one after another: one group, and no break on the way."""
    cited = rows.loc[named]
    if cited[C.TIME_PERIOD].nunique() < 2:
        return True
    groups = set(cited[C.COMPARABILITY_ID])
    times = _ends(cited[C.TIME_PERIOD])
    breaks = rows[(rows[C.OBS_STATUS] == ObsStatus.BREAK) & rows[C.COMPARABILITY_ID].isin(groups)]
    between = [min(times) < end <= max(times) for end in _ends(breaks[C.TIME_PERIOD]) if times]
    return len(groups) == 1 and not any(between)


@rule("finding-comparable", on(T.FINDINGS, *_CLAIMS, needs=[T.OBSERVATIONS, T.INDICATORS]), by_cell=True)
def expect_figures_that_may_be_compared(seen: RuleInput) -> pd.DataFrame:
    """A sentence over an indicator's figures of several times keeps to one comparability group, without a break."""
    by_indicator = seen.tables.once("dated figures of indicators", _dated)
    known = seen.tables.once("indicators of figures", _indicators)

    def judge(text: str | None) -> bool:
        named: dict[str, list[str]] = {}
        for obs_id in figures_of(text or ""):
            indicator = known.get(obs_id, "")
            if indicator in by_indicator and obs_id in by_indicator[indicator].index:
                named.setdefault(indicator, []).append(obs_id)
        return all(_compare(by_indicator[indicator], ids) for indicator, ids in named.items())

    return pd.DataFrame({column: per_combination(seen.rows[[column]], judge) for column in seen.scope.columns})


@rule("finding-numbers", on(T.FINDINGS, *_TEXTS, reads=[C.INDICATOR_ID], needs=[T.INDICATORS]), by_cell=True)
def expect_no_number_written_by_hand(seen: RuleInput) -> pd.DataFrame:
    """A number of the indicator's name, as of the 119 helpline, is a name."""
    names = seen.look_up(C.INDICATOR_ID, T.INDICATORS, C.NAME_EN)

    def judge(text: str | None, name: str | None) -> bool:
        words = words_of(text or "")
        return not _BRACES.search(words) and set(_NUMBER.findall(words)) <= set(_NUMBER.findall(name or ""))

    return pd.DataFrame(
        {
            column: per_combination(pd.DataFrame({"text": seen[column], "name": names}), judge)
            for column in seen.scope.columns
        }
    )
