"""Rows stand in their source in order: sections lie together, and footnote marks rise with the pages."""

from itertools import pairwise
from typing import Final

import pandas as pd

from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import Tables
from pipelines.schema.columns import C
from pipelines.schema.declared import tables

_LOCATED: Final = [name for name, table in tables().items() if {C.PAGE, C.SOURCE_ID, C.SECTION} <= set(table.names)]
_MARKED: Final = [name for name in _LOCATED if C.FOOTNOTE in tables()[name].names]
# Of a source whose marks rise throughout, so many do; of one that numbers each page or chapter anew, far fewer.
_RISING: Final = 0.9
_ROWS: Final = "rows"


def _count(every: Tables, names: list[str], columns: list[str]) -> pd.DataFrame:
    """Return the rows of several tables by the given columns, where none of these is empty."""
    counts = [every[name].groupby(columns, observed=True).size() for name in names if name in every]
    found = pd.concat([each.rename(_ROWS).reset_index() for each in counts if len(each)] or [pd.DataFrame()])
    return found.groupby(columns, observed=True)[_ROWS].sum().reset_index() if len(found) else found


def _stray_pages(rows: pd.DataFrame) -> set[tuple[str, float]]:
    """Find (section, page) of a source where a section stands apart from most of its rows, beyond another."""
    pages = {str(section): dict(zip(own[C.PAGE], own[_ROWS], strict=True)) for section, own in rows.groupby(C.SECTION)}
    # A section on one page may be a box within another.
    long = {section: set(own) for section, own in pages.items() if len(own) > 1}
    found = set()
    for section, own in pages.items():
        blocks = [[min(own)]]
        for before, after in pairwise(sorted(own)):
            beyond = any(before < page < after for other, those in long.items() if other != section for page in those)
            blocks = [*blocks, [after]] if beyond else [*blocks[:-1], [*blocks[-1], after]]
        sizes = [sum(own[page] for page in block) for block in blocks]
        kept = sizes.index(max(sizes)) if sizes.count(max(sizes)) == 1 else None
        found |= {(section, page) for number, block in enumerate(blocks) if number != kept for page in block}
    return found


def _strays(every: Tables) -> set[tuple[str, str, float]]:
    counts = _count(every, _LOCATED, [C.SOURCE_ID, C.SECTION, C.PAGE])
    if counts.empty:
        return set()
    return {
        (str(source), section, page)
        for source, rows in counts.groupby(C.SOURCE_ID, observed=True)
        for section, page in _stray_pages(rows.astype({C.SECTION: "str"}))
    }


def _are_among(seen: RuleInput, columns: list[str], found: set[tuple[str, str, float]]) -> Truth:
    """Say which rows' columns, the page last, are among those found: few, if any."""
    result = pd.Series(False, index=seen.rows.index)
    for *texts, page in found:
        here = seen[C.PAGE] == page
        for column, text in zip(columns, texts, strict=True):
            here &= seen[column] == text
        result |= here
    return result


@rule("whole-sections", *(on(name, C.SECTION, C.PAGE, reads=[C.SOURCE_ID]) for name in _LOCATED))
def expect_sections_to_lie_together(seen: RuleInput) -> Truth:
    """The part with fewer rows is named; both, where neither has more."""
    found = seen.tables.once("stray sections", _strays)
    return ~_are_among(seen, [C.SOURCE_ID, C.SECTION], found)


def _rising(pages: list[tuple[float, int, int]]) -> set[tuple[float, int]]:
    """Find, in ordered (page, mark, rows), the (page, mark) of the heaviest run of marks that never fall."""
    best: list[tuple[int, int]] = []
    for number, (_, mark, rows) in enumerate(pages):
        weight, before = max(
            ((best[other][0], other) for other in range(number) if pages[other][1] <= mark), default=(0, -1)
        )
        best.append((weight + rows, before))
    kept, number = set(), max(range(len(best)), key=lambda each: best[each][0])
    while number >= 0:
        kept.add(pages[number][:2])
        number = best[number][1]
    return kept


def _falling(every: Tables) -> set[tuple[str, str, float]]:
    counts = _count(every, _MARKED, [C.SOURCE_ID, C.FOOTNOTE, C.PAGE])
    found: set[tuple[str, str, float]] = set()
    if counts.empty:
        return found
    numbered = counts[counts[C.FOOTNOTE].str.fullmatch(r"\d{1,6}")]
    for source, rows in numbered.groupby(C.SOURCE_ID, observed=True):
        cells = zip(rows[C.PAGE], rows[C.FOOTNOTE].astype(int), rows[_ROWS], strict=True)
        pages = sorted((float(page), int(mark), int(count)) for page, mark, count in cells)
        kept = _rising(pages)
        if sum(count for *place, count in pages if tuple(place) in kept) >= _RISING * rows[_ROWS].sum():
            found |= {(str(source), str(mark), page) for page, mark, _ in pages if (page, mark) not in kept}
    return found


@rule("rising-footnotes", *(on(name, C.FOOTNOTE, C.PAGE, reads=[C.SOURCE_ID]) for name in _MARKED))
def expect_footnotes_to_rise(seen: RuleInput) -> Truth:
    """The fewest rows are named whose marks must change. Leading zeros do not stand in a mark."""
    found = seen.tables.once("falling footnotes", _falling)
    return ~_are_among(seen, [C.SOURCE_ID, C.FOOTNOTE], found)
