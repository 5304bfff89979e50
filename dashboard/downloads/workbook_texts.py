"""The words of a workbook, in one language or in both."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboard.downloads.citations import cite_dataset
from dashboard.downloads.dataset import KEYWORDS, LICENCE, NAME, PUBLISHER, TERMS, TITLE, Language, Words
from dashboard.downloads.notes import about_indicator
from dashboard.downloads.rows import Rows
from dashboard.downloads.why_empty import why_empty
from pipelines.schema.codes import REPORT_SOURCE
from pipelines.schema.columns import T

_TAGS: Final[Words] = {"en": "en-GB", "fr": "fr-FR"}
_LANGUAGES: Final[Mapping[str, Words]] = {
    "en": {"en": "English", "fr": "Anglais"},
    "fr": {"en": "French", "fr": "Français"},
}
_SHEETS: Final[dict[str, Words]] = {
    "cover": {"en": "Cover", "fr": "Couverture"},
    "contents": {"en": "Contents", "fr": "Sommaire"},
    "table": {"en": "Table", "fr": "Tableau"},
    "notes": {"en": "Notes", "fr": "Notes"},
    "columns": {"en": "Columns", "fr": "Colonnes"},
    "codes": {"en": "Codes", "fr": "Codes"},
}
_WORDS: Final[dict[str, Words]] = {
    "contents": {"en": "Contents", "fr": "Sommaire"},
    "contents_line": {"en": "Each sheet holds one table.", "fr": "Chaque feuille contient un seul tableau."},
    "sheet": {"en": "Sheet", "fr": "Feuille"},
    "holds": {"en": "What it holds", "fr": "Ce qu'elle contient"},
    "notes": {"en": "Notes", "fr": "Notes"},
    "note": {"en": "Note", "fr": "Note"},
    "notes_holds": {"en": "Notes that the table refers to.", "fr": "Notes auxquelles le tableau renvoie."},
    "columns": {"en": "Columns", "fr": "Colonnes"},
    "columns_holds": {"en": "What each column means.", "fr": "Ce que signifie chaque colonne."},
    "codes": {"en": "Codes", "fr": "Codes"},
    "codes_holds": {
        "en": "Codes used in the table, in words.",
        "fr": "Codes employés dans le tableau, en toutes lettres.",
    },
    "one_table": {
        "en": "This sheet holds one table; notes stand in the sheet of notes.",
        "fr": "Cette feuille contient un seul tableau ; les notes sont dans la feuille des notes.",
    },
    "blank": {
        "en": "An empty cell means that nothing applies or that the source gives no number: see qualifier and status.",
        "fr": "Une cellule vide signifie que rien ne s'applique ou que la source ne donne pas de nombre : voir le "
        "qualificatif et le statut.",
    },
    "column": {"en": "Column", "fr": "Colonne"},
    "code_name": {"en": "Name in files", "fr": "Nom dans les fichiers"},
    "type": {"en": "Type", "fr": "Type"},
    "meaning": {"en": "Meaning", "fr": "Signification"},
    "code_list": {"en": "Code list", "fr": "Liste de codes"},
    "code": {"en": "Code", "fr": "Code"},
    "string": {"en": "text", "fr": "texte"},
    "double": {"en": "number", "fr": "nombre"},
    "int64": {"en": "whole number", "fr": "nombre entier"},
    "bool": {"en": "true or false", "fr": "vrai ou faux"},
    "version": {"en": "Version {0}, released {1}", "fr": "Version {0}, publiée le {1}"},
    "table_named": {"en": "Table: {0}", "fr": "Tableau : {0}"},
    "indicator": {"en": "Indicator: {0}", "fr": "Indicateur : {0}"},
    "counted": {"en": "What is counted: {0}", "fr": "Ce qui est compté : {0}"},
    "filters": {"en": "Filters: {0}", "fr": "Filtres : {0}"},
    "all_of_it": {"en": "All its figures.", "fr": "Tous ses chiffres."},
    "no_filter": {"en": "The whole table.", "fr": "La table entière."},
    "source": {
        "en": "Each row names its source, page and note. Cite the publication first, then this data set.",
        "fr": "Chaque ligne désigne sa source, sa page et sa note. Citez d'abord la publication, puis ces données.",
    },
    "comparability": {
        "en": "Figures of different comparability groups must not be joined, compared or added.",
        "fr": "Ne reliez, ne comparez et n'additionnez pas les chiffres de groupes de comparabilité différents.",
    },
    "licence": {"en": "Licence: {0}", "fr": "Licence : {0}"},
    "cite": {"en": "Cite as: {0}", "fr": "À citer ainsi : {0}"},
    "at": {"en": "Address: {0}", "fr": "Adresse : {0}"},
}


def said_in(words: Mapping[str, str], languages: Sequence[Language]) -> str:
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
        return said_in(TITLE, self._languages)

    def say(self, key: str) -> str:
        """A text by its key."""
        return said_in(_WORDS[key], self._languages)

    def sheet(self, key: str) -> str:
        """Name of a sheet."""
        return said_in(_SHEETS[key], self._languages)

    def language(self, lang: Language) -> str:
        """Name of a language."""
        return said_in(_LANGUAGES[lang], self._languages)

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
        return said_in(dict(why_empty(rows.published, rows.selection)), self._languages)

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
