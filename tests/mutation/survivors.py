"""Why no rule names some damages: each kind of which some survive, with the reason. Every other kind must be caught."""

_READ = (
    "Another listed value is as valid as the first: only a reader of the source can tell, so two people transcribe it."
)
_PUBLISHED = "Before the first release there is nothing to compare with; afterwards `esec diff` lists the change."
_OURS = "Our own words or our own choice of presentation: a reviewer reads them, and `esec diff` lists the change."

EXPLAINED: dict[str, str] = {
    # What a figure is about.
    "period: another year": f"A year within the source's coverage, where the printed form carries none. {_READ}",
    "period: another precision": f"A month or a longer interval is a valid period. {_READ}",
    "rows: periods exchanged": f"Both years are valid where the printed forms carry none. {_READ}",
    "rows: values and printed forms exchanged": f"Both rows stay whole. {_READ}",
    "rows: ids exchanged": "Ids are opaque: two figures that nothing refers to may bear either. " + _PUBLISHED,
    "value and printed form: the same wrong digit": f"The row agrees with itself. {_READ}",
    "group of the same indicator": f"How far counts compare is a judgement, explained in the group's note. {_OURS}",
    "confidence: given or taken away": f"How well a value is attested is a judgement. {_OURS}",
    # Where it stands.
    "page: a neighbour": f"For figures of other publications no text is at hand. {_READ}",
    "footnote: another or none": f"A mark that is not claimed is not missed. {_READ}",
    "printed form: its words dropped": "The number alone is a valid printed form, and still stands on the page.",
    "printed form: a digit": "Digits that are no number of the row, as an article's, are proved by the report alone.",
    "printed form: emptied, long or another's": f"A date of another event may fit as well. {_READ}",
    # Rows beside figures.
    "date: a digit": f"Another date in order is as valid. {_READ}",
    "number beside figures: a digit": f"Another number of years or euros is as valid. {_READ}",
    "reports submitted: a digit": f"Another year in order is as valid. {_READ}",
    "row: gone": f"A row that nothing names leaves no trace. {_PUBLISHED}",
    "row: cells shifted": "A note that moves to its other language, or a code to an empty cell that may hold it.",
    "cell: emptied": "An empty cell of a figure takes its default, which is valid. " + _PUBLISHED,
    "formula: another id": f"Figures that happen to give the same result are as valid. {_READ}",
    "file: gone": f"A table that a source need not have. {_PUBLISHED}",
    "file: cut short": f"Cut between two rows that nothing names. {_PUBLISHED}",
    "file: a comma added or lost": "A cell that moves into an empty one which may hold it, or a comma of a text.",
    "file: a quotation mark lost": "Around a cell without comma they may be left out.",
    "file: two columns' names exchanged": "Two columns that may hold each other's values.",
    "id: a new one": f"An id that nothing refers to. {_PUBLISHED}",
    # Texts.
    "text: characters lost": f"A word without its accents is a word. {_OURS}",
    "text: read in a wrong encoding": f"Single characters of other alphabets are allowed. {_OURS}",
    "text: look-alike letters": f"Single characters of other alphabets are allowed. {_OURS}",
    "text: emptied to a dash": _OURS,
    "text: one language in both cells": f"Short texts may be the same in both languages. {_OURS}",
    "text: languages exchanged": f"Short texts show no language. {_OURS}",
    "text: both languages dropped": f"Notes are asked for where there is doubt, and free elsewhere. {_OURS}",
    "text: another row's text": _OURS,
    "number in a note: a digit": _OURS,
    # Catalogue.
    "catalogue: an id less in a list": _OURS,
    "catalogue: a number": f"Another limit that still holds. {_OURS}",
    "catalogue: summed or not": f"Shows in sums only. {_OURS}",
    "catalogue: another block's text": _OURS,
    "catalogue: languages exchanged": f"Short texts show no language. {_OURS}",
    "catalogue: one language gone": f"The key may be absent, as in a group without a note. {_OURS}",
    "catalogue: read in a wrong encoding": f"Single characters of other alphabets are allowed. {_OURS}",
    "catalogue: a term to avoid": "Titles and citations of sources are quoted as they are.",
    "catalogue: a date or address": f"Another valid date or language. {_OURS}",
}
# Codes and references: another one of the list.
EXPLAINED_PREFIXES: dict[str, str] = {"another code: ": _READ, "catalogue: another ": _OURS}


def explain(kind: str) -> str:
    """Why damages of that kind may survive; empty where none may."""
    prefixed = (reason for prefix, reason in EXPLAINED_PREFIXES.items() if kind.startswith(prefix))
    return EXPLAINED.get(kind) or next(prefixed, "")
