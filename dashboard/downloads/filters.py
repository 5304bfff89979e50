"""What a table's file can be filtered by and how that is described; the filters are those of the explorer."""

from collections.abc import Collection, Sequence
from typing import Final

from dashboard.data.filters import FILTERS, Filter
from dashboard.downloads.published import Published
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import C, T

LANG: Final = "lang"
LABELS: Final = "labels"
DIALECT: Final = "dialect"
START: Final = "start"
END: Final = "end"
# What may be chosen besides the rows: name, allowed values (the first is the default), what it does.
CHOICES: Final[dict[str, tuple[tuple[str, ...], Words]]] = {
    LANG: (
        ("both", "fr", "en"),
        words_for("language-of-labels-notes-citations"),
    ),
    LABELS: (
        ("both", "code"),
        words_for("both-puts-words-beside-each"),
    ),
    DIALECT: (
        ("standard", "excel-fr"),
        words_for("excel-fr-writes-semicolons-decimal"),
    ),
}
PERIODS: Final[dict[str, Words]] = {
    START: words_for("year-month-or-day-2009"),
    END: words_for("year-month-or-day-keeps"),
}


TEXTS: Final[dict[str, Words]] = {
    "indicator": words_for("indicators"),
    "topic": words_for("topics"),
    "ref_area": words_for("territories"),
    "sex": words_for("sex-codes-t-is-everyone"),
    "age": words_for("age-codes-t-is-all"),
    "answer": words_for("survey-answers"),
    "source": words_for("publications"),
    "origin": words_for("bodies-named"),
    "form": words_for("forms-of-exploitation-of-the"),
    "kind": words_for("kinds-of-measure-of-the"),
    "figure": words_for("single-figures-by-id"),
}


def allowed(each: Filter, published: Published) -> tuple[str, ...]:
    """Return the values that a filter takes, in published order; none where they are too many to say (the figures)."""
    if each.table == T.OBSERVATIONS:
        return ()
    return tuple(published.records(each.table) if each.table else published.codes(each.codelist))


def unknown(each: Filter, published: Published, asked: Sequence[str]) -> list[str]:
    """Return those of the values that a filter does not take."""
    if each.table == T.OBSERVATIONS:
        known: Collection[str] = published.asked.distinct(T.OBSERVATIONS, each.column, {each.column: asked})
    else:
        known = frozenset(allowed(each, published))
    return [value for value in asked if value not in known]


def list_file(each: Filter) -> str:
    """Return the file under `/data/` that lists a filter's values in words."""
    return f"{each.table or T.CODELISTS}.json"


def filters_of(published: Published, table: str) -> tuple[Filter, ...]:
    """Filters that a table takes: it has the column, or it has the indicator and the indicator has the column."""
    if table not in published.tables:
        return ()
    own = set(published.tables[table].schema.names)
    through = set(published.tables[T.INDICATORS].schema.names) if C.INDICATOR_ID in own else set()
    return tuple(each for each in FILTERS if each.column in own | through)


def has_periods(published: Published, table: str) -> bool:
    """Whether a table takes `start` and `end`."""
    return table in published.tables and C.TIME_PERIOD in published.tables[table].schema.names
