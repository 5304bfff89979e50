"""Why a first release would let some damages pass: each kind of which some do, with the reason.

Every other kind must be named by reading, by a rule, or by the report's text. Once published, a fact cannot change
without an entry of the ledger, and everything else that changes is shown: nothing may pass unseen then.
"""

_READ = "Only a reader of the source can tell it from another valid one."
_OURS = "Our own classification or words: a reviewer judges them."
_ALONE = "A figure that stands alone has no other to be held against."
_BARE = "A value of a file of numbers, which has no printed form."

EXPLAINED: dict[str, str] = {
    # What a figure is about.
    "period: another year": f"A year within the source's coverage, where the printed form carries none. {_READ}",
    "period: another precision": f"Of a figure without another of its series. {_ALONE}",
    "rows: periods exchanged": f"Both years are valid where the printed forms carry none. {_READ}",
    "rows: values and printed forms exchanged": f"Both rows stay whole, on one page. {_READ}",
    "rows: ids exchanged": "Ids are opaque: before publication, two figures that nothing refers to may bear either.",
    "value and printed form: the same wrong digit": f"The row agrees with itself, and no text is at hand. {_READ}",
    "qualifier": f"{_BARE} {_READ}",
    "value: ten or a thousand times": f"{_BARE} {_READ}",
    "rows: values exchanged within an indicator": f"{_BARE} {_READ}",
    "cell: emptied": "An empty area is the country, an empty group the indicator's own.",
    "formula: another function": "A result of the report recomputed in another way disagrees, which is said and read.",
    "formula: another id": "Another month with the same value gives the same sum.",
    "group of the same indicator": "How far counts compare is a judgement, which the group's note explains.",
    "confidence: given or taken away": "How well a value is attested is a judgement.",
    # Where it stands.
    "page: a neighbour": f"Within its section, or in a publication whose text is not at hand. {_READ}",
    "footnote: another or none": "A mark that is not claimed is not missed; the next one may be as high.",
    "printed form: its words dropped": "The number alone is a valid printed form, and still stands on the page.",
    "printed form: emptied, long or another's": f"A date of another event may fit as well. {_READ}",
    # Rows beside figures.
    "date: a digit": f"A date in order, where the printed form carries less of it. {_READ}",
    "number beside figures: a digit": f"A number that the printed form does not carry. {_READ}",
    "reports submitted: a digit": f"Another year in order is as valid. {_READ}",
    "row: gone": "The last row of a table, or one of a table whose ids are names, leaves no hole.",
    "file: gone": "The only figures of a source at the end of the ids, which leaves no hole.",
    "file: cut short": "Cut between two rows of a table whose ids are names.",
    "id: a new one": "An id of a table whose ids are names, to which nothing refers.",
    "row: cells shifted": "A note that moves to its other language, or a code to an empty cell that may hold it.",
    "file: a comma added or lost": "A cell that moves into an empty one which may hold it, or a comma of a text.",
    "file: two columns' names exchanged": "Two columns that may hold each other's values.",
    # Texts.
    "text: characters lost": "A word without its accents is a word.",
    "text: languages exchanged": "Texts of a word or two show no language.",
    "text: one language in both cells": "Short texts may be the same in both languages.",
    "text: both languages dropped": "Notes are asked for where there is doubt, and free elsewhere.",
    "text: another row's text": _OURS,
    "text: emptied to a dash": "A word is a word, beside a text as short.",
    # Catalogue.
    "catalogue: an id less in a list": "Which caveats, events and indicators go with an indicator is for us to choose.",
    "catalogue: block gone": "The list of releases may begin with any of them.",
    "catalogue: block renamed": "A finding's id, to which nothing refers before it is published.",
    "catalogue: a number": "Another limit that still holds.",
    "catalogue: summed or not": "Whether a unit adds up is for us to say, where no sum uses it.",
    "catalogue: another block's text": f"Definitions may be alike. {_OURS}",
    "catalogue: languages exchanged": "Texts of a word or two show no language.",
    "catalogue: one language gone": "The key may be absent, as in a group without a note.",
    "catalogue: a term to avoid": "Titles and citations of sources are quoted as they are.",
    "catalogue: a date or address": "Another valid date or language.",
}
# Codes: another one of the list, where no cell of the row or of others says which.
EXPLAINED_PREFIXES: dict[str, str] = {
    "another code: left_out": _OURS,
    "another code: events.kind": _OURS,
    "another code: treaties.body_id": f"The treaty's name need not say its body. {_READ}",
    "another code: survey_questions.answer_kind": "How answers relate is a reading, unless they exceed the whole.",
    "another code: observations.": f"{_ALONE} {_READ}",
    "another code: events.section": f"A section that adjoins the page. {_READ}",
    "another code: legal_penalties.": f"A code that goes with the others of the row. {_READ}",
    "another code: treaties.": f"A section or status that may be. {_READ}",
    "another code: current_penalties.": f"A later penalty beside another one of the report's. {_READ}",
    "another code: progress_card.": f"A section that adjoins the page. {_READ}",
    "another code: survey_questions.": f"A section that adjoins the page. {_READ}",
    "catalogue: another ": _OURS,
}


def explain(kind: str) -> str:
    """Why damages of that kind may pass before a first release; empty where none may."""
    prefixed = (reason for prefix, reason in EXPLAINED_PREFIXES.items() if kind.startswith(prefix))
    return EXPLAINED.get(kind) or next(prefixed, "")
