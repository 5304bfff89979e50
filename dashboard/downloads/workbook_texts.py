"""The words of a workbook, in one language or in both."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dashboard.downloads.citations import cite_dataset
from dashboard.downloads.rows import Rows
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import C, T
from pipelines.schema.columns import text_in as text_of
from pipelines.schema.dataset import KEYWORDS, LICENCE, NAME, PUBLISHER, REPORT_SOURCE, TERMS, TITLE
from pipelines.schema.declared import Language

_NOTED: Final = ("note", "crosscheck", "reading")


def text_in(words: Mapping[Language, str] | Words, languages: Sequence[Language]) -> str:
    """Return a text in each language, once where they are alike."""
    return " · ".join(dict.fromkeys(words[lang] for lang in languages))


def filters_line(rows: Rows, languages: Sequence[Language]) -> str:
    """Return the filters and the shape, as parameters."""
    selection = rows.selection
    given = " ".join(f"{name}={text}" for name, text in (*selection.filtered, *selection.shape))
    if given:
        return text_in(words_for("workbook.filters", given=given), languages)
    return text_in(
        words_for("workbook.whole-indicator" if rows.selection.indicator else "workbook.whole-table"), languages
    )


def language_tags(languages: Sequence[Language]) -> str:
    """Return the tags of languages, as properties of a document have them."""
    tags = words_for("workbook.language-tag")
    return ", ".join(tags[lang] for lang in languages)


def cover_lines(rows: Rows, extension: str) -> Iterator[str]:
    """Return the heading of the cover and its lines, each language after the other."""
    yield text_in(TITLE, rows.selection.languages)
    dataset, selection = rows.dataset, rows.selection
    address = dataset.file(f"{selection.stem}.{extension}", fixed=True) + (
        f"?{selection.query}" if selection.query else ""
    )
    report = rows.published.records(T.SOURCES).get(REPORT_SOURCE)
    indicator = rows.published.indicator(selection.indicator)
    for lang in selection.languages:
        if len(selection.languages) > 1:
            # In one language, the heading above has just said it.
            yield TITLE[lang]
        yield words_for("workbook.version", version=dataset.version, released=dataset.released)[lang]
        yield words_for("workbook.table-named", table=rows.table.words("title"))[lang]
        yield rows.table.words("description")[lang]
        if indicator:
            yield words_for("workbook.indicator-named", indicator=text_of(indicator, "name", lang))[lang]
            yield text_of(indicator, "definition", lang)
            yield words_for("workbook.counted", population=text_of(indicator, "population", lang))[lang]
            yield from indicator[f"caveats_{lang}"]
        yield filters_line(rows, (lang,))
        yield words_for("workbook.sources")[lang]
        yield words_for("workbook.comparability")[lang]
        yield words_for("workbook.empty-cells")[lang]
        yield words_for("workbook.licence", terms=TERMS[lang])[lang]
        yield words_for("workbook.cite-as", citation=cite_dataset(dataset, report, style=lang))[lang]
        yield words_for("workbook.address", address=address)[lang]


def properties(rows: Rows, title: str) -> dict[str, Any]:
    """Return the properties of the document."""
    languages = rows.selection.languages
    return {
        "title": f"{text_in(TITLE, languages)}: {title}",
        "subject": title,
        "author": PUBLISHER,
        "company": PUBLISHER,
        "category": NAME,
        "keywords": ", ".join(word for lang in languages for word in KEYWORDS[lang]),
        "comments": f"{rows.dataset.citation} {LICENCE}",
    }


def noted_columns(languages: Sequence[Language]) -> list[str]:
    """List the columns that say which notes a row needs."""
    return [C.INDICATOR_ID, *(f"{stem}_{lang}" for stem in _NOTED for lang in languages)]


class NoteMarker:
    """Numbers the notes that rows need in the order in which they are first needed; equal ones share a number.

    A row has its own note, its cross-check and the caveats of its indicator.

    Attributes:
        numbers: number of each note, by its text in each language.
    """

    def __init__(self, rows: Rows) -> None:
        self._published = rows.published
        self._languages = rows.selection.languages
        self.numbers: dict[tuple[str, ...], int] = {}

    def marks(self, row: Mapping[str, Any]) -> str:
        """Marks of a row such as `[note 3]`, separated by spaces; empty when it needs no note."""
        notes = [tuple(str(row.get(f"{stem}_{lang}") or "") for lang in self._languages) for stem in _NOTED]
        indicator = self._published.indicator(str(row.get(C.INDICATOR_ID)))
        notes += zip(*(indicator.get(f"caveats_{lang}", ()) for lang in self._languages), strict=True)
        return " ".join(f"[note {self.numbers.setdefault(note, len(self.numbers) + 1)}]" for note in notes if any(note))
