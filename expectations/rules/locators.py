"""A reader finds each row in its source: page, section and printed form are there, and the page exists."""

from itertools import pairwise

import pandas as pd

from expectations.engine.judging import per_combination
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.texts import bilingual
from expectations.rules.periods import number_pairs
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

_TOLD_BY = (C.SOURCE_ID, C.DERIVATION, C.QUALIFIER, C.FOOTNOTE)
_PAGED = [name for name, table in tables().items() if {C.PAGE, C.SOURCE_ID} <= set(table.names)]


def _pages(seen: RuleInput) -> list[pd.Series]:
    return [seen.look_up(C.SOURCE_ID, T.SOURCES, limit) for limit in (C.PAGE_FIRST, C.PAGE_LAST)]


@rule(
    "page-in-source",
    *(on(name, C.PAGE, reads=[C.SOURCE_ID], needs=[T.SOURCES]) for name in _PAGED),
    explain=lambda seen: [
        bilingual("page.within", first=first, last=last) for first, last in zip(*_pages(seen), strict=True)
    ],
)
def expect_pages_of_the_source(seen: RuleInput) -> Truth:
    """A source without declared pages allows every page."""
    first, last = _pages(seen)
    return ~(seen[C.PAGE] < first) & ~(seen[C.PAGE] > last)


@rule(
    "locator-complete",
    on(T.OBSERVATIONS, C.PAGE, C.SECTION, C.AS_PRINTED, reads=_TOLD_BY, needs=[T.SOURCES]),
)
def expect_locators_to_be_complete(seen: RuleInput) -> Truth:
    """Our own arithmetic stands nowhere; a missing figure need not have characters."""
    paged = seen.look_up(C.SOURCE_ID, T.SOURCES, C.PAGE_FIRST).notna() & seen[C.DERIVATION].isna()
    printed = seen[C.AS_PRINTED].notna() | (seen[C.QUALIFIER] == Qualifier.MISSING)
    there = seen[C.PAGE].notna()
    without = seen[C.SECTION].isna() & seen[C.FOOTNOTE].isna()
    return (~paged | (there & seen[C.SECTION].notna() & printed)) & (there | without)


@rule("page-map", on(T.SOURCES, C.PAGE_MAP, C.PAGE_FIRST, C.PAGE_LAST))
def expect_page_maps_in_order(seen: RuleInput) -> Truth:
    """Each map is short and there are few."""

    def judge(text: str, first: float | None, last: float | None) -> bool:
        pages, lines = number_pairs(text)
        if not pages or first is None or last is None:
            return False
        return pages == list(range(int(first), int(last) + 1)) and all(a < b for a, b in pairwise(lines))

    return per_combination(seen.judged, judge, where=seen[C.PAGE_MAP].notna())


@rule("source-limits", on(T.SOURCES, C.COVERAGE_START, C.COVERAGE_END, C.PAGE_FIRST, C.PAGE_LAST))
def expect_source_limits_in_order(seen: RuleInput) -> Truth:
    """Limits that are not there are in order."""
    years = ~(seen[C.COVERAGE_START] > seen[C.COVERAGE_END])
    pages = ~(seen[C.PAGE_FIRST] > seen[C.PAGE_LAST]) & (seen[C.PAGE_FIRST].isna() == seen[C.PAGE_LAST].isna())
    return years & pages
