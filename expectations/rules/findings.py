"""Findings say what published figures show: every number in them is a figure's, and the sentences agree."""

import re
from typing import Final

import pandas as pd

from expectations.engine.judging import per_combination
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import Tables
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.sentences import figures_of, words_of

_CLAIMS: Final = [f"claim_{lang}" for lang in LANGUAGES]
_TEXTS: Final = [*_CLAIMS, *(f"doubt_{lang}" for lang in LANGUAGES)]
_BRACES: Final = re.compile(r"[{}]")
_NUMBER: Final = re.compile(r"\d+")


def _indicators(every: Tables) -> dict[str, str]:
    rows = every[T.OBSERVATIONS]
    return dict(zip(rows[C.OBS_ID].astype(str), rows[C.INDICATOR_ID].astype(str), strict=True))


@rule("finding-figures", on(T.FINDINGS, *_CLAIMS, reads=[C.INDICATOR_ID], needs=[T.OBSERVATIONS]))
def expect_findings_over_published_figures(seen: RuleInput) -> Truth:
    """A sentence names figures that are published, one of its indicator among them, and the same in each language."""
    known = seen.tables.once("indicators of figures", _indicators)

    def judge(indicator: str, *claims: str | None) -> bool:
        named = [figures_of(claim or "") for claim in claims]
        whole = all(obs_id in known for ids in named for obs_id in ids)
        return (
            whole
            and indicator in {known[obs_id] for obs_id in named[0]}
            and all(set(ids) == set(named[0]) for ids in named)
        )

    return per_combination(seen.rows[[C.INDICATOR_ID, *_CLAIMS]], judge)


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
