"""The reason for which a selection has no row, said so that a reader can widen it."""

from dataclasses import replace
from typing import Final

from dashboard.downloads.dataset import LANGUAGES, Words
from dashboard.downloads.filters import END, START
from dashboard.downloads.published import Published
from dashboard.downloads.reading import count_rows
from dashboard.downloads.selection import Selection
from dashboard.downloads.words import words_for

# Above this, trying the selection without each filter would cost more than it tells.
_MOST_ROWS: Final = 200_000


def _without(selection: Selection, name: str) -> Selection:
    if name == START:
        return replace(selection, start="")
    if name == END:
        return replace(selection, end="")
    return replace(selection, values=tuple(pair for pair in selection.values if pair[0] != name))


def why_empty(published: Published, selection: Selection) -> Words:
    """Why there is no row: the table is empty, or which filter leaves none, with what leaving it out would give."""
    if not selection.filtered:
        return words_for("this-table-has-no-row")
    given = " ".join(f"{name}={codes}" for name, codes in selection.filtered)
    reasons = [words_for("no-row-matches-all-of", given=given)]
    if published.tables[selection.table].rows <= _MOST_ROWS:
        for name, _ in selection.filtered:
            wider = _without(selection, name)
            reasons.append(words_for("rows-without-filter", name=name, count=count_rows(published, wider)))
    return {lang: " ".join(reason[lang] for reason in reasons) for lang in LANGUAGES}
