"""The words of a workbook, in one language or in both."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboard.downloads.citations import cite_dataset
from dashboard.downloads.notes import about_indicator
from dashboard.downloads.rows import Rows, why_empty
from dashboard.downloads.words import Words, words_for
from pipelines.schema.codes import REPORT_SOURCE
from pipelines.schema.columns import T
from pipelines.schema.dataset import KEYWORDS, LICENCE, NAME, PUBLISHER, TERMS, TITLE
from pipelines.schema.declared import Language

_TAGS: Final[Words] = words_for("en-gb")
_LANGUAGES: Final[Mapping[str, Words]] = {
    "en": words_for("english"),
    "fr": words_for("french"),
}
_SHEETS: Final[dict[str, Words]] = {
    "cover": words_for("cover"),
    "contents": words_for("contents"),
    "table": words_for("table"),
    "notes": words_for("notes"),
    "columns": words_for("columns"),
    "codes": words_for("codes"),
}
_WORDS: Final[dict[str, Words]] = {
    "contents": words_for("contents"),
    "contents_line": words_for("each-sheet-holds-one-table"),
    "sheet": words_for("sheet"),
    "holds": words_for("what-it-holds"),
    "notes": words_for("notes"),
    "note": words_for("note"),
    "notes_holds": words_for("notes-that-the-table-refers"),
    "columns": words_for("columns"),
    "columns_holds": words_for("what-each-column-means"),
    "codes": words_for("codes"),
    "codes_holds": words_for("codes-used-in-the-table"),
    "one_table": words_for("this-sheet-holds-one-table"),
    "blank": words_for("an-empty-cell-means-that"),
    "column": words_for("column"),
    "code_name": words_for("name-in-files"),
    "type": words_for("type"),
    "meaning": words_for("meaning"),
    "code_list": words_for("code-list"),
    "code": words_for("code"),
    "string": words_for("text"),
    "double": words_for("number"),
    "int64": words_for("whole-number"),
    "bool": words_for("true-or-false"),
    "version": words_for("version-released"),
    "table_named": words_for("table-2"),
    "indicator": words_for("indicator"),
    "counted": words_for("what-is-counted"),
    "filters": words_for("filters"),
    "all_of_it": words_for("all-its-figures"),
    "no_filter": words_for("the-whole-table"),
    "source": words_for("each-row-names-its-source"),
    "comparability": words_for("figures-of-different-comparability-groups"),
    "licence": words_for("licence"),
    "cite": words_for("cite-as"),
    "at": words_for("address"),
}


def text_in(words: Mapping[Language, str] | Words, languages: Sequence[Language]) -> str:
    """A text in each language, once where they are alike."""
    return " · ".join(dict.fromkeys(words[lang] for lang in languages))


class Texts:
    """The words in the languages of a workbook."""

    def __init__(self, languages: Sequence[Language]) -> None:
        self._languages = languages

    @property
    def tags(self) -> str:
        """Language tags, separated by commas."""
        return ", ".join(_TAGS[lang] for lang in self._languages)

    @property
    def dataset_title(self) -> str:
        """Title of the data set."""
        return text_in(TITLE, self._languages)

    def say(self, key: str) -> str:
        """A text by its key."""
        return text_in(_WORDS[key], self._languages)

    def sheet(self, key: str) -> str:
        """Name of a sheet."""
        return text_in(_SHEETS[key], self._languages)

    def language(self, lang: Language) -> str:
        """Name of a language."""
        return text_in(_LANGUAGES[lang], self._languages)

    def selection(self, rows: Rows, languages: Sequence[Language] = ()) -> str:
        """The filters, as parameters."""
        given = " ".join(f"{name}={codes}" for name, codes in rows.selection.filtered)
        whole = "all_of_it" if rows.selection.indicator else "no_filter"
        found = [_WORDS["filters" if given else whole][lang].format(given) for lang in languages or self._languages]
        return " · ".join(found)

    def cover(self, rows: Rows, title: str) -> list[str]:
        """Lines of the cover, each language after the other."""
        dataset, selection = rows.dataset, rows.selection
        address = dataset.file(f"{selection.stem}.xlsx", fixed=True) + (
            f"?{selection.query}" if selection.query else ""
        )
        report = rows.published.records(T.SOURCES).get(REPORT_SOURCE)
        table = rows.published.tables[selection.table]
        indicator = about_indicator(rows.published, selection.indicator)
        lines: list[str] = []
        for lang in self._languages:
            said = {key: words[lang] for key, words in _WORDS.items()}
            lines += [
                # In one language, the heading above has just said it.
                *([TITLE[lang]] if len(self._languages) > 1 else []),
                said["version"].format(dataset.version, dataset.released),
                said["table_named"].format(table.words("title")[lang]),
                table.words("description")[lang],
            ]
            if indicator:
                lines += [
                    said["indicator"].format(indicator[f"name_{lang}"]),
                    indicator[f"definition_{lang}"],
                    said["counted"].format(indicator[f"population_{lang}"]),
                    *indicator[f"caveats_{lang}"],
                ]
            lines += [
                self.selection(rows, (lang,)),
                said["source"],
                said["comparability"],
                said["blank"],
                said["licence"].format(TERMS[lang]),
                said["cite"].format(cite_dataset(dataset, report, style=lang)),
                said["at"].format(address),
            ]
        return lines

    def empty(self, rows: Rows) -> str:
        """Why there is no row."""
        return text_in(dict(why_empty(rows)), self._languages)

    def properties(self, rows: Rows, title: str) -> dict[str, Any]:
        """Properties of the document."""
        return {
            "title": f"{self.dataset_title}: {title}",
            "subject": title,
            "author": PUBLISHER,
            "company": PUBLISHER,
            "category": NAME,
            "keywords": ", ".join(word for lang in self._languages for word in KEYWORDS[lang]),
            "comments": f"{rows.dataset.citation} {LICENCE}",
        }
